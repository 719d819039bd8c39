// What a session makes of peers that lie, err or break off: nothing they say ends the program, harms
// the store, or holds up what is true. Who they are: session_lies_introductions_test; what they send:
// session_lies_batches_test.

#include "model/crypto.h"
#include "sync/checked_run.h"
#include "tests/sync/session_lies_fixture.h"

namespace support {
namespace {

using model::EventRef;
using model::LogId;

// ---- Parts

TEST_F(Lies, PartThatDoesNotFitIsDroppedAndTheEventKept) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage, "the true part");
  wishsync::Run run = last(village, wish.log, 1);
  const std::string part = run.events[0].part;
  run.events[0].part.back() ^= 1;
  puppet.say(Batch{run});
  EXPECT_TRUE(county.store().holds(wish));
  EXPECT_FALSE(county.store().part(wish));
  puppet.say(Parts{{{wish, std::string(40, 'x')}}});
  puppet.say(Parts{{{wish, ""}}});
  puppet.say(Parts{{{{wish.log, {99}, wish.hash}, part}}});
  EXPECT_FALSE(county.store().part(wish));
  puppet.say(Parts{{{wish, part}}});
  EXPECT_EQ(county.store().part(wish), part);
}

TEST_F(Lies, PartThatIsNotDueIsNotKept) {
  const EventRef remark = county.say(kCounty, "typed at the county");
  County puppet(*this);
  open(puppet);
  const wishsync::Run run = last(county, remark.log, 1);
  ASSERT_FALSE(run.events[0].part.empty());
  puppet.say(Batch{run});
  EXPECT_TRUE(village.store().holds(remark));
  EXPECT_FALSE(village.store().part(remark));
  puppet.say(Parts{{{remark, run.events[0].part}}});
  EXPECT_FALSE(village.store().part(remark));
}

TEST_F(Lies, PartsThatAreNotDueAreNeverGiven) {
  const EventRef remark = county.say(kCounty, "typed at the county");
  const EventRef released = county.say(kCounty, "for the public", model::kFlagOpen);
  world.dial(sibling, county);
  ASSERT_TRUE(world.settle());
  const EventRef other = sibling.say(kSibling, "a family's address");
  ASSERT_TRUE(world.settle());
  ASSERT_TRUE(county.store().part(other));
  Village puppet(*this);
  open(puppet);
  puppet.say(Credit{1 << 20});
  puppet.say(Want{{remark, other, released, {village.log(kVillage), {1}, {}}}});
  ASSERT_EQ(puppet.heard_of<Parts>().size(), 1u);  // Answered once, with what is due.
  ASSERT_EQ(puppet.heard_of<Parts>()[0].items.size(), 1u);
  EXPECT_EQ(puppet.heard_of<Parts>()[0].items[0].event, released);
  // Nor with the events.
  Range all;
  all.what = std::vector<LogTips>{};
  puppet.say(Have{1, {all}});
  std::size_t events = 0;
  for (const Batch& batch : puppet.heard_of<Batch>()) {
    for (const auto& [event, part] : check(batch.run).value().events) {
      EXPECT_NE(event.header().place, kSibling);
      EXPECT_TRUE(part.empty() || event.ref() == released);
      ++events;
    }
  }
  EXPECT_GE(events, 2u);
}

TEST_F(Lies, WhoSpeaksAnOlderVersionGetsNothingCut) {
  county.say(kVillage, "an old wish");
  county.say(kVillage, "another");
  for (const std::uint16_t version : {kProtocolMin, kProtocolMax}) {
    Village puppet(*this);
    puppet.protocol_max = version;
    open(puppet);
    puppet.say(Credit{1 << 20});
    Range all;
    all.what = std::vector<LogTips>{};
    puppet.say(Have{1, {all}});
    std::size_t whole = 0;
    std::size_t events = 0;
    for (const Batch& batch : puppet.heard_of<Batch>()) {
      EXPECT_TRUE(check(batch.run));
      for (const Carried& carried : batch.run.events) {
        const auto event = model::Event::parse(carried.event);
        whole += event && (event->header().has_part() || carried.part.empty()) ? 1 : 0;
        ++events;
      }
    }
    ASSERT_GT(events, 0u);
    if (version < kProtocolCuts)
      EXPECT_EQ(whole, events);
    else
      EXPECT_LT(whole, events);
  }
}

TEST_F(Lies, PartWaitsForItsEventsCommit) {
  Village puppet(*this);
  open(puppet);
  puppet.hold_commits = true;
  const EventRef wish = village.say(kVillage, "a part");
  wishsync::Run run = last(village, wish.log, 1);
  const std::string part = std::exchange(run.events[0].part, "");
  puppet.say(Batch{run});
  puppet.say(Parts{{{wish, part}}});
  puppet.commit_held();
  EXPECT_EQ(county.store().part(wish), part);
}

// ---- Acknowledgements

TEST_F(Lies, WordsFromBelowAreNotCounted) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage);
  puppet.say(Batch{last(village, wish.log, 1)});
  for (const Node* as : {&village, &county, &city})
    puppet.say(Acks{{{as->place(), *as->writer(), 77, wish.log, wish.tip(), wish.seq}}});
  EXPECT_FALSE(puppet.ended());
  EXPECT_TRUE(county.store().acks_of(wish.log).empty());
}

TEST_F(Lies, OnlyWordsFromAboveAreCounted) {
  const EventRef wish = village.say(kVillage);
  County puppet(*this);
  open(puppet);
  const auto ack = [&](model::PlaceCode place, const model::WriterId& writer, const LogId& log) {
    return Ack{place, writer, 77, log, wish.tip(), wish.seq};
  };
  puppet.say(Acks{{ack(kSibling, *sibling.writer(), wish.log),            // Not above.
                   ack(kVillage, *village.writer(), wish.log),            // Oneself.
                   ack(kCity, *county.writer(), wish.log),                // The writer is of another place.
                   ack(kCity, *city.writer(), sibling.log(kSibling))}});  // None of ours.
  EXPECT_TRUE(village.store().acks_of(wish.log).empty());
  EXPECT_TRUE(village.store().acks_of(sibling.log(kSibling)).empty());
  // What can't be judged yet, here a log off our line, holds up what follows until both are in step.
  puppet.say(Acks{{ack(kCounty, *county.writer(), wish.log), ack(kCity, *city.writer(), wish.log)}});
  puppet.agree(1);
  EXPECT_EQ(village.store().acks_of(wish.log).size(), 2u);
}

TEST_F(Lies, FloodOfWordsThatCantBeJudgedIsBounded) {
  County puppet(*this);
  open(puppet);
  Acks flood;
  for (std::size_t i = 0; i < kAcksPerFrameMax; ++i) {
    Ack ack{kCounty, *county.writer(), 1, {kVillage, {}}, {{1}, {}}, {}};
    ack.log.writer.data[0] = static_cast<std::uint8_t>(i);
    ack.log.writer.data[1] = static_cast<std::uint8_t>(i >> 8);
    flood.acks.push_back(ack);
  }
  for (int i = 0; i < 100; ++i) puppet.say(flood);
  EXPECT_FALSE(puppet.ended());  // They are passed over.
  EXPECT_TRUE(village.store().acks_of({kVillage, {}}).empty());
}

// ---- Credit and queues

TEST_F(Lies, WhoSendsMoreThanItsCreditIsLeft) {
  Village puppet(*this);
  open(puppet);
  puppet.hold_commits = true;
  const std::string large(60'000, 'x');
  for (int i = 0; i < 90 && !puppet.ended(); ++i) {
    const EventRef wish = village.say(kVillage, large);
    puppet.say(Batch{last(village, wish.log, 1)});
  }
  EXPECT_EQ(end_of(puppet), "sync.credit");
}

TEST_F(Lies, CreditIsInUseUntilWhatCameIsDurable) {
  Village puppet(*this);
  open(puppet);
  EXPECT_EQ(puppet.session().status().credit_used_bytes, 0);
  puppet.hold_commits = true;
  std::size_t bytes = 0;
  for (int i = 0; i < 3; ++i) {
    const EventRef wish = village.say(kVillage, std::string(60'000, 'x'));
    const auto run = last(village, wish.log, 1);
    bytes += content_bytes(run);
    puppet.say(Batch{run});
    EXPECT_EQ(puppet.session().status().credit_used_bytes, static_cast<std::int64_t>(bytes));
  }
  EXPECT_GT(bytes, 180'000u);
  puppet.commit_held();
  EXPECT_EQ(puppet.session().status().credit_used_bytes, 0);
}

TEST_F(Lies, PeerThatGrantsTheWorldGetsNoMoreThanTheLimitAtOnce) {
  const std::string large(60'000, 'x');
  for (int i = 0; i < 150; ++i) village.say(kVillage, large);
  County puppet(*this);
  open(puppet);
  for (int i = 0; i < 3; ++i) puppet.say(Credit{0xffffffff});
  Range all;
  all.what = std::vector<LogTips>{};
  puppet.forget();
  puppet.say(Have{1, {all}});
  std::size_t bytes = 0;
  for (const Batch& batch : puppet.heard_of<Batch>()) bytes += batch.bytes;
  EXPECT_GT(bytes, 3u << 20);
  EXPECT_LT(bytes, static_cast<std::size_t>(kCreditPeerBytes) + kBatchBytesMax);
}

TEST_F(Lies, PeerThatGrantsNothingIsLeft) {
  village.say(kVillage);
  County puppet(*this);
  open(puppet);
  Range all;
  all.what = std::vector<LogTips>{};
  puppet.say(Have{1, {all}});
  EXPECT_TRUE(puppet.heard_of<Batch>().empty());
  puppet.tick(kStallMsMax - 1);
  EXPECT_FALSE(puppet.ended());
  puppet.tick(1);
  EXPECT_EQ(end_of(puppet), "sync.stalled");
}

TEST_F(Lies, WantsWithoutEndFillNoMemory) {
  const EventRef wish = village.say(kVillage, std::string(60'000, 'x'));
  County puppet(*this);
  open(puppet);
  Want want;
  want.items.assign(kWantPartsMax, wish);
  for (int i = 0; i < 600; ++i) puppet.say(want);  // Without credit nothing goes out.
  EXPECT_TRUE(puppet.heard_of<Parts>().empty());
  puppet.say(Credit{1 << 20});
  std::size_t bytes = 0;
  for (const Parts& parts : puppet.heard_of<Parts>()) bytes += parts.bytes;
  EXPECT_LT(bytes, 2u << 20);
}

TEST_F(Lies, LogsThatDoNotExistAreHopedForWithinALimit) {
  Village puppet(*this);
  open(puppet);
  Have have{1, {{}}};
  have.ranges[0].answer = true;
  for (std::uint32_t i = 0; i < 60; ++i) {
    std::vector<LogTips> logs;
    for (std::uint32_t j = 0; j < kHaveTipsMax; ++j) {
      std::string writer(8, 'w');
      model::put_u32(writer, i);
      model::put_u32(writer, j);
      logs.push_back(
          {{kVillage, *model::WriterId::from(writer)}, {{{1}, model::EventHash{model::sha256(writer)}}}});
    }
    have.ranges[0].what = std::move(logs);
    puppet.say(have);
  }
  EXPECT_FALSE(puppet.ended());
  EXPECT_LE(puppet.session().status().we_lack_events, kExpectedLogsMax);
  EXPECT_FALSE(puppet.session().status().in_step);
  // A comparison that begins anew forgets them.
  puppet.agree(0);
  puppet.say(Have{1, {{}}});
  EXPECT_EQ(puppet.session().status().we_lack_events, 0u);
}

TEST_F(Lies, OneParentsCreditIsSharedAmongItsChildren) {
  CreditPool pool(1 << 20);
  std::int64_t given = 0;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t share = pool.take();
    EXPECT_GE(share, 64 * 1024);  // Everybody moves on.
    given += share;
  }
  EXPECT_LT(given, 100 * 256 * 1024);
}

// ---- Anything at all

// Honest frames of a whole conversation, changed at random, in any order.
TEST_F(Lies, ChangedFramesInAnyOrderNeverHarm) {
  std::vector<std::string> said;
  {
    const EventRef wish = village.say(kVillage, "part");
    Village puppet(*this);
    said = {encode(Frame(puppet.hello())),
            encode(Frame(Batch{last(village, wish.log, 1)})),
            encode(Frame(Batch{village.run(village.log(model::kPlaceOfAll))})),
            encode(Frame(Parts{{{wish, *village.store().part(wish)}}})),
            encode(Frame(Want{{wish}})),
            encode(Frame(Refused{wish.log, {"sync.gap", ""}})),
            encode(Frame(Credit{70'000})),
            encode(Frame(Holds{wish.log, wish.tip(), false, false})),
            encode(Frame(Holds{wish.log, wish.tip(), true, true})),
            encode(Frame(Acks{{{kVillage, *village.writer(), 5, wish.log, wish.tip(), wish.seq}}})),
            encode(Frame(AckCounts{{{*county.writer(), 3}}}))};
    Range all;
    for (const std::uint8_t zone : {0, 1}) {
      all.what = RangeDigest{};
      said.push_back(encode(Frame(Have{zone, {all}})));
      all.what = std::vector<LogTips>{{wish.log, {wish.tip()}}, {county.log(kCounty), {{{9}, wish.hash}}}};
      said.push_back(encode(Frame(Have{zone, {all}})));
    }
  }
  auto& random = world.random();
  const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  std::size_t taken = 0;
  for (int round = 0; round < 2000; ++round) {
    Puppet puppet(world, county, true, village.signer(), village.writer());
    if (draw(5) > 0) puppet.introduce();
    for (int i = 0; i < 30 && !puppet.ended(); ++i) {
      std::string bytes = said[draw(50) == 0 ? 0 : 1 + draw(said.size() - 1)];
      for (std::size_t n = draw(6) == 0 ? 1 + draw(2) : 0; n > 0; --n) {
        // Where the numbers and ids are, rather than in the pointers.
        const std::size_t at = draw(2) == 0
                                   ? draw(bytes.size())
                                   : bytes.size() - 1 - draw(std::min<std::size_t>(64, bytes.size()));
        bytes[at] = static_cast<char>(draw(2) == 0 ? random() : bytes[at] ^ (1 << draw(8)));
      }
      puppet.hold_commits = draw(3) == 0;
      puppet.say_bytes(bytes);
      if (puppet.session().status().open) ++taken;
      if (draw(10) == 0) puppet.commit_held();
      if (draw(20) == 0) puppet.tick(draw(15'000));
    }
  }
  EXPECT_GT(taken, 10'000u);
  // The county is none the worse for it: all come into step again.
  world.dial(county, city);
  world.dial(village, county);
  world.dial(sibling, county);
  ASSERT_TRUE(world.settle()) << why(world);
  EXPECT_TRUE(all_agree(world));
}

}  // namespace
}  // namespace support
