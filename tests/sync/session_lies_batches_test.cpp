// What a session makes of batches that are wrong, or nobody's business.

#include "tests/sync/session_lies_fixture.h"

namespace support {
namespace {

using model::EventRef;
using model::LogId;

TEST_F(Lies, ChangedEventIsRefusedAndOthersGoOn) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage);
  const wishsync::Run good = last(village, wish.log, 1);
  const auto events = county.store().event_count();
  for (std::size_t at = 0; at < good.events[0].event.size(); ++at) {
    wishsync::Run bad = good;
    bad.events[0].event[at] = static_cast<char>(bad.events[0].event[at] ^ 0x10);
    puppet.say(Batch{bad});
    ASSERT_FALSE(puppet.ended());
  }
  EXPECT_EQ(county.store().event_count(), events);
  wishsync::Run unsigned_run = good;
  unsigned_run.tip.signature.data[5] ^= 1;
  puppet.say(Batch{unsigned_run});
  EXPECT_EQ(puppet.refused(), "sync.bad_signature");
  sign(unsigned_run, sibling);
  puppet.say(Batch{unsigned_run});
  EXPECT_EQ(puppet.refused(), "sync.bad_signature");
  EXPECT_EQ(county.store().event_count(), events);
  puppet.say(Batch{good});
  EXPECT_TRUE(county.store().holds(wish));
}

TEST_F(Lies, WhatBytesProveWrongIsHandedOverAsItCame) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage);
  wishsync::Run bad = last(village, wish.log, 1);
  bad.tip.signature.data[5] ^= 1;
  const std::string frame = encode(Frame(Batch{bad}));
  puppet.say_bytes(frame);
  ASSERT_EQ(puppet.quarantined.size(), 1u);
  EXPECT_EQ(puppet.quarantined[0].log, wish.log);
  EXPECT_EQ(puppet.quarantined[0].reason.code, "sync.bad_signature");
  EXPECT_EQ(puppet.quarantined[0].frame, frame);
  EXPECT_EQ(puppet.quarantined[0].frame_bytes, frame.size());
}

TEST_F(Lies, WhatMayBeRightLaterIsNotHandedOver) {
  Village puppet(*this);
  open(puppet);
  puppet.say(Batch{last(sibling, sibling.say(kSibling).log, 1)});
  EXPECT_EQ(puppet.refused(), "sync.not_mine");
  puppet.say(Batch{forged(village, kVillage, [](model::EventHeader& h) { h.writer.data[0] ^= 0xff; })});
  EXPECT_EQ(puppet.refused(), "sync.unknown_writer");
  village.say(kVillage);
  puppet.say(Batch{last(village, village.say(kVillage).log, 1)});
  EXPECT_EQ(puppet.refused(), "sync.gap");
  EXPECT_TRUE(puppet.quarantined.empty());
}

TEST_F(Lies, WhatWaitedForPlaceZeroIsHandedOverAsItCameToo) {
  Village puppet(*this);
  open(puppet);
  // Both wait while place 0 is on its way to the disk: their writer may be known then.
  const wishsync::Run unknown =
      forged(village, kVillage, [](model::EventHeader& h) { h.writer.data[0] ^= 0xff; });
  wishsync::Run worse = unknown;
  worse.events = forged(village, kCounty).events;
  puppet.hold_commits = true;
  puppet.say(Batch{last(village, village.say(model::kPlaceOfAll, "").log, 1)});
  puppet.say(Batch{unknown});
  const std::string frame = encode(Frame(Batch{worse}));
  puppet.say_bytes(frame);
  EXPECT_TRUE(puppet.quarantined.empty());
  puppet.commit_held();
  ASSERT_EQ(puppet.quarantined.size(), 1u);
  EXPECT_EQ(puppet.quarantined[0].frame, frame);
}

TEST_F(Lies, FrameThatCantBeReadIsHandedOverInPart) {
  Village stranger(*this);
  stranger.say_bytes("rubbish!");
  EXPECT_TRUE(stranger.quarantined.empty()) << "nothing is kept of a peer that has not proved who it is";
  Village puppet(*this);
  open(puppet);
  puppet.say_bytes(std::string(kMalformedBytesKept + 80, '\xee'));
  EXPECT_EQ(end_of(puppet), "sync.bad_frame");
  ASSERT_EQ(puppet.quarantined.size(), 1u);
  EXPECT_EQ(puppet.quarantined[0].log, std::nullopt);
  EXPECT_EQ(puppet.quarantined[0].frame.size(), kMalformedBytesKept);
  EXPECT_EQ(puppet.quarantined[0].frame_bytes, kMalformedBytesKept + 80);
}

TEST_F(Lies, BatchThatDoesNotEndAtItsTipIsRefused) {
  Village puppet(*this);
  open(puppet);
  village.say(kVillage);
  const EventRef wish = village.say(kVillage);
  wishsync::Run run = last(village, wish.log, 2);
  run.events.pop_back();
  puppet.say(Batch{run});
  EXPECT_EQ(puppet.refused(), "sync.bad_chain");
  run = last(village, wish.log, 2);
  std::swap(run.events[0], run.events[1]);
  puppet.say(Batch{run});
  EXPECT_EQ(puppet.refused(), "sync.bad_chain");
  run.events.clear();
  puppet.say(Batch{run});
  EXPECT_EQ(puppet.refused(), "sync.empty_batch");
  EXPECT_FALSE(county.store().holds(wish));
  puppet.say(Batch{last(village, wish.log, 2)});
  EXPECT_TRUE(county.store().holds(wish));
}

TEST_F(Lies, EventOfAnotherLogInABatchIsRefused) {
  Village puppet(*this);
  open(puppet);
  wishsync::Run run = forged(village, kCounty);
  run.log = village.log(kCity);
  sign(run, village);
  puppet.say(Batch{run});
  EXPECT_EQ(puppet.refused(), "sync.wrong_log");
  EXPECT_TRUE(county.store().tips(run.log).empty());
  EXPECT_TRUE(county.store().tips(village.log(kCounty)).empty());
}

TEST_F(Lies, LogThatIsNoneOfThePeersBusinessIsRefused) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = sibling.say(kSibling);
  const auto events = county.store().event_count();
  puppet.say(Batch{last(sibling, wish.log, 1)});
  EXPECT_EQ(puppet.refused(), "sync.not_mine");
  EXPECT_EQ(county.store().event_count(), events);
  EXPECT_FALSE(county.store().holds(wish));
  // Nor is it listed, compared or told about.
  puppet.forget();
  Range range;
  range.what = std::vector<LogTips>{{wish.log, {wish.tip()}}};
  puppet.say(Have{1, {range}});
  for (const Have& have : puppet.heard_of<Have>())
    for (const Range& told : have.ranges)
      for (const LogTips& log : std::get<std::vector<LogTips>>(told.what))
        EXPECT_TRUE(log.log != wish.log || log.tips.empty());
  puppet.say(Holds{village.log(kVillage), {{1}, {}}, false, false});
  puppet.say(Holds{county.log(model::kPlaceOfAll), county.store().tips(county.log(model::kPlaceOfAll)).back(),
                   false, false});
  EXPECT_FALSE(puppet.heard_of<Holds>().at(0).held);
  EXPECT_TRUE(puppet.heard_of<Holds>().at(1).held);
  const EventRef own = village.say(kVillage);
  puppet.say(Batch{last(village, own.log, 1)});
  EXPECT_TRUE(county.store().holds(own));
}

TEST_F(Lies, HoldsIsNotToldOfLogsThatAreNotShared) {
  const EventRef wish = sibling.say(kSibling);
  world.dial(sibling, county);
  ASSERT_TRUE(world.settle());
  ASSERT_TRUE(county.store().holds(wish));
  Village puppet(*this);
  open(puppet);
  puppet.say(Holds{wish.log, wish.tip(), false, false});
  EXPECT_FALSE(puppet.heard_of<Holds>().at(0).held);
}

TEST_F(Lies, WriterThatIsUnknownIsRefusedUntilPlaceZeroTells) {
  Village puppet(*this);
  open(puppet);
  wishsync::Run run = forged(village, kVillage, [](model::EventHeader& h) { h.writer.data[0] ^= 0xff; });
  puppet.say(Batch{run});
  EXPECT_EQ(puppet.refused(), "sync.unknown_writer");
  EXPECT_TRUE(county.store().tips(run.log).empty());
  expect_goes_on(puppet, village, county);
}

TEST_F(Lies, NodesCantWriteAsOthers) {
  Village puppet(*this);
  open(puppet);
  // As the county, as the city, as the root key: the writer's key did not sign.
  for (const model::WriterId& writer :
       {*county.writer(), *city.writer(), model::root_writer(world.root_key())}) {
    const auto tips = county.store().tips({model::kPlaceOfAll, writer});
    wishsync::Run run = forged(village, model::kPlaceOfAll, [&](model::EventHeader& h) {
      h.writer = writer;
      h.seq = tips.back().seq.next();
      h.prev = tips.back().hash;
    });
    puppet.say(Batch{run});
    EXPECT_EQ(puppet.refused(), "sync.bad_signature");
    EXPECT_EQ(county.store().tips({model::kPlaceOfAll, writer}), tips);
  }
}

TEST_F(Lies, BatchOutOfOrderIsAGapAndMended) {
  Village puppet(*this);
  open(puppet);
  for (int i = 0; i < 4; ++i) village.say(kVillage);
  const LogId log = village.log(kVillage);
  puppet.say(Batch{last(village, log, 2)});
  EXPECT_EQ(puppet.refused(), "sync.gap");
  ASSERT_EQ(puppet.heard_of<Have>().size(), 1u);  // What it holds: nothing.
  EXPECT_TRUE(
      std::get<std::vector<LogTips>>(puppet.heard_of<Have>()[0].ranges.at(0).what).at(0).tips.empty());
  puppet.say(Batch{last(village, log, 1)});  // What was under way behind it is not answered again.
  EXPECT_EQ(puppet.heard_of<Refused>().size(), 1u);
  puppet.say(Batch{last(village, log, 4)});
  EXPECT_EQ(county.store().tips(log), village.store().tips(log));
}

TEST_F(Lies, SameBatchAgainIsAckedAgainAndChangesNothing) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage);
  const Batch batch{last(village, wish.log, 1)};
  puppet.say(batch);
  const auto arrivals = county.store().last_arrival();
  ASSERT_EQ(puppet.heard_of<Acks>().size(), 1u);
  puppet.say(batch);
  EXPECT_EQ(county.store().last_arrival(), arrivals);
  ASSERT_EQ(puppet.heard_of<Acks>().size(), 2u);
  EXPECT_EQ(puppet.heard_of<Acks>()[1].acks.at(0).tip, wish.tip());
}

TEST_F(Lies, NothingIsAckedBeforeItIsDurable) {
  Village puppet(*this);
  open(puppet);
  puppet.hold_commits = true;
  const EventRef a = village.say(kVillage);
  puppet.say(Batch{last(village, a.log, 1)});
  const EventRef b = village.say(kVillage);
  puppet.say(Batch{last(village, b.log, 1)});
  puppet.agree(1);
  EXPECT_TRUE(puppet.heard_of<Acks>().empty());
  EXPECT_TRUE(puppet.heard_of<Refused>().empty());  // The second continues what is under way.
  puppet.commit_held();
  ASSERT_FALSE(puppet.heard_of<Acks>().empty());
  EXPECT_EQ(puppet.heard_of<Acks>().back().acks.back().tip, b.tip());
}

TEST_F(Lies, WhatDependsOnPlaceZeroWaitsForItsCommit) {
  // A second PC of the village opened its writer while the county's disk is slow.
  Node& second = add(village, kVillage, "second PC");
  world.hang_up(second);
  const EventRef wish = second.say(kVillage);
  Village puppet(*this);
  ASSERT_TRUE(puppet.introduce());
  puppet.hold_commits = true;
  // Its wish, its Opened, then the Enrolled that the village wrote for it: the wrong way round.
  puppet.say(Batch{last(second, second.log(model::kPlaceOfAll), 1)});
  puppet.say(Batch{last(village, village.log(model::kPlaceOfAll), 1)});
  puppet.say(Batch{last(second, wish.log, 1)});
  EXPECT_TRUE(puppet.heard_of<Refused>().empty());
  puppet.commit_held();
  EXPECT_TRUE(puppet.heard_of<Refused>().empty());
  EXPECT_TRUE(county.store().part(wish));
  EXPECT_EQ(county.store().tips(second.log(model::kPlaceOfAll)).size(), 1u);
}

TEST_F(Lies, RefusedLogIsLeftOutUntilPlaceZeroChanges) {
  const EventRef wish = village.say(kVillage);
  County puppet(*this);
  open(puppet);
  puppet.say(Credit{1 << 20});
  Range all;
  all.what = std::vector<LogTips>{};
  puppet.say(Have{1, {all}});  // It lacks everything.
  const auto sends = [&] {
    std::size_t n = 0;
    for (const Batch& batch : puppet.heard_of<Batch>()) n += batch.run.log == wish.log ? 1 : 0;
    puppet.forget();
    return n;
  };
  EXPECT_EQ(sends(), 1u);
  puppet.say(Refused{wish.log, {"sync.not_mine", "no"}});
  puppet.say(Have{1, {all}});
  EXPECT_EQ(sends(), 0u);
  // Refusals of logs that nobody sent are not even remembered.
  puppet.say(Refused{sibling.log(kFarVillage), {"sync.not_mine", "no"}});
  puppet.agree(0);
  puppet.say(Have{1, {all}});
  EXPECT_EQ(sends(), 1u);
}

}  // namespace
}  // namespace support
