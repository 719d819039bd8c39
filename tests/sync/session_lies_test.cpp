// What a session makes of peers that lie, err or break off: nothing they say ends the program, harms
// the store, or holds up what is true.

#include <gtest/gtest.h>

#include "model/crypto.h"
#include "sync/checked_run.h"
#include "tests/support/pipes.h"
#include "tests/support/sync_checks.h"

namespace support {
namespace {

using model::EventRef;
using model::LogId;
using model::Tip;
using namespace wishsync;

// All are in step and then fall silent, so that a test can speak for any of them.
struct Lies : ::testing::Test {
  Pipes world;
  Node& city = world.city();
  Node& county = add(city, kCounty, "county");
  Node& village = add(county, kVillage, "village");
  Node& sibling = add(county, kSibling, "sibling");

  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  void SetUp() override {
    for (Node* node : {&county, &village, &sibling}) world.hang_up(*node);
  }
  // The village, or who says so, towards the county.
  struct Village : Puppet {
    explicit Village(Lies& lies) : Village(lies, lies.village) {}
    Village(Lies& lies, Node& as) : Puppet(lies.world, lies.county, true, as.signer(), as.writer()) {}
  };
  // The county towards the village.
  struct County : Puppet {
    explicit County(Lies& lies)
        : Puppet(lies.world, lies.village, false, lies.county.signer(), lies.county.writer()) {}
  };
  template <typename P>
  void open(P& puppet) {
    ASSERT_TRUE(puppet.introduce()) << (puppet.ended() ? puppet.ended()->en : "");
    puppet.agree(0);
    puppet.forget();
  }
  // The last `count` events of a log as a run.
  static wishsync::Run last(Node& of, const LogId& log, std::size_t count) {
    const auto tip = of.store().tips(log).back();
    return *of.store().read_run(log, tip, model::Seq{tip.seq.value - count + 1}, 1 << 20, true);
  }
  void sign(wishsync::Run& run, Node& by) {
    run.tip.signature = by.signer().sign(model::tip_statement(run.log, run.tip.tip));
  }
  // A run of one new event, whatever `change` makes of its header.
  wishsync::Run forged(Node& by, model::PlaceCode place,
                       const std::function<void(model::EventHeader&)>& change = {}) {
    model::EventHeader header;
    header.place = place;
    header.writer = *by.writer();
    header.seq = model::Seq{1};
    header.kind = model::Kind::kWithdrawn;
    header.time = model::HybridTime::at(world.now_ms());
    if (change) change(header);
    const model::Event event = model::Event::make(header, "body");
    wishsync::Run run{
        header.log(), {header.seq.before(), header.prev}, {{event.bytes(), ""}}, {event.tip(), {}}};
    sign(run, by);
    return run;
  }
  // The conversation goes on: what is right is taken all the same.
  void expect_goes_on(Puppet& puppet, Node& as, Node& at) {
    ASSERT_FALSE(puppet.ended()) << puppet.ended()->en;
    const EventRef wish = as.say(as.place());
    puppet.say(Batch{last(as, wish.log, 1)});
    EXPECT_TRUE(at.store().holds(wish));
  }
  static std::string end_of(const Puppet& puppet) { return puppet.ended() ? puppet.ended()->code : ""; }
};

// ---- Introductions

TEST_F(Lies, NothingButHelloOpensAConversation) {
  const wishsync::Run run = village.run(village.log(model::kPlaceOfAll));
  const Frame frames[] = {Batch{run}, Have{0, {{}}}, Credit{1}, Proof{}, Accepted{},
                          Welcome{},  Want{},        Acks{},    Parts{}};
  for (const Frame& frame : frames) {
    Village puppet(*this);
    std::string bytes = encode(frame);
    puppet.say_bytes(bytes);
    EXPECT_TRUE(puppet.ended()) << frame.index();
    EXPECT_FALSE(puppet.session().status().open);
  }
  Village twice(*this);
  twice.say(twice.hello());
  EXPECT_FALSE(twice.ended());
  twice.say(twice.hello());
  EXPECT_EQ(end_of(twice), "sync.unexpected");
}

TEST_F(Lies, NothingIsTakenAfterTheEnd) {
  Village puppet(*this);
  open(puppet);
  const EventRef wish = village.say(kVillage);
  puppet.say(Bye{{"bye", "bye"}});
  EXPECT_EQ(end_of(puppet), "bye");
  puppet.say(Batch{last(village, wish.log, 1)});
  EXPECT_FALSE(county.store().holds(wish));
  EXPECT_FALSE(puppet.session().status().open);
}

TEST_F(Lies, CutFrameEndsTheConversation) {
  Village whole(*this);
  const std::string bytes = encode(Frame(whole.hello()));
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    Village puppet(*this);
    puppet.say_bytes(bytes.substr(0, n));
    EXPECT_FALSE(puppet.session().status().open);
    EXPECT_TRUE(n % 8 == 0 || end_of(puppet) == "sync.bad_frame") << n;
  }
}

TEST_F(Lies, FrameOverTheLimitEndsTheConversation) {
  Village puppet(*this);
  open(puppet);
  puppet.say_bytes(std::string(kFrameBytesMax + 8, '\0'));
  EXPECT_EQ(end_of(puppet), "sync.frame_too_large");
}

TEST_F(Lies, VersionsWithoutACommonOneEndIt) {
  Village later(*this);
  Hello hello = later.hello();
  hello.protocol_min = hello.protocol_max = kProtocolMax + 1;
  later.say(hello);
  EXPECT_EQ(end_of(later), "sync.version");

  Village wider(*this);  // A later one that still speaks ours.
  hello.protocol_min = kProtocolMin;
  hello.protocol_max = 99;
  wider.say(hello);
  ASSERT_FALSE(wider.ended());
  EXPECT_EQ(decode_welcome(wider.heard_of<Welcome>().at(0).content)->protocol, kProtocolMax);

  County chosen(*this);
  WelcomeContent content = *decode_welcome(chosen.welcome().content);
  content.protocol = kProtocolMax + 1;
  chosen.welcome_content = encode(content);
  chosen.say(
      Welcome{chosen.welcome_content, county.signer().sign(chosen.transcript("wishtree welcome")), {}});
  EXPECT_EQ(end_of(chosen), "sync.version");
}

TEST_F(Lies, NodeThatIsNotEnrolledIsTurnedAway) {
  Node& stranger = world.stranger(kVillage, "stranger");
  Puppet puppet(world, county, true, stranger.signer());
  puppet.introduce();
  EXPECT_EQ(end_of(puppet), "sync.not_enrolled");
}

TEST_F(Lies, RevokedNodeIsToldAndTurnedAway) {
  const auto revoke = [&](Node& by, const Node& of) {
    node::Draft draft;
    draft.kind = model::Kind::kRevoked;
    const model::Node* node = by.store().authority()->node_by_key(of.signer().key());
    draft.body = model::encode(model::Revoked{node->enrolled, true, {}});
    by.write({draft});
  };
  Village puppet(*this);
  open(puppet);
  revoke(county, village);
  Committed committed;
  committed.authority_changed = true;
  const Actions told = puppet.session().on_committed(committed, world.now_ms());
  ASSERT_TRUE(told.end);
  EXPECT_EQ(told.end->code, "sync.revoked");
  Village again(*this);
  EXPECT_FALSE(again.introduce());
  EXPECT_EQ(end_of(again), "sync.revoked");
  // Nor does a village go on with a parent that was revoked.
  revoke(city, county);
  node::Commit known;
  known.runs.push_back(check(city.run(city.log(model::kPlaceOfAll))).value());
  ASSERT_TRUE(sibling.commit(std::move(known)));
  Puppet parent(world, sibling, false, county.signer(), county.writer());
  EXPECT_FALSE(parent.introduce());
  EXPECT_EQ(end_of(parent), "sync.revoked_parent");
}

TEST_F(Lies, WhoUsesAnothersKeyCantProveIt) {
  Village puppet(*this);
  puppet.hello_bytes = encode(Frame(puppet.hello()));
  puppet.say_bytes(puppet.hello_bytes);
  puppet.welcome_content = puppet.heard_of<Welcome>().at(0).content;
  puppet.say(Proof{sibling.signer().sign(puppet.transcript("wishtree proof")), {}});
  EXPECT_EQ(end_of(puppet), "sync.bad_signature");
}

TEST_F(Lies, ProofFromAnotherConversationDoesNotFit) {
  Village first(*this);
  first.hello_bytes = encode(Frame(first.hello()));
  first.say_bytes(first.hello_bytes);
  first.welcome_content = first.heard_of<Welcome>().at(0).content;
  const Proof proof = first.proof();
  first.say(proof);
  ASSERT_TRUE(first.session().status().open);

  Village replay(*this);
  replay.say_bytes(first.hello_bytes);
  replay.say(proof);
  EXPECT_EQ(end_of(replay), "sync.bad_signature");
}

TEST_F(Lies, WelcomeFromAnotherConversationDoesNotFit) {
  County first(*this);
  const Welcome welcome = first.welcome();
  first.say(welcome);
  EXPECT_FALSE(first.ended());
  County replay(*this);
  replay.say(welcome);
  EXPECT_EQ(end_of(replay), "sync.bad_signature");
}

TEST_F(Lies, SignatureForOnePurposeDoesNotServeAnother) {
  Village puppet(*this);
  puppet.hello_bytes = encode(Frame(puppet.hello()));
  puppet.say_bytes(puppet.hello_bytes);
  puppet.welcome_content = puppet.heard_of<Welcome>().at(0).content;
  puppet.say(Proof{village.signer().sign(puppet.transcript("wishtree welcome")), {}});
  EXPECT_EQ(end_of(puppet), "sync.bad_signature");
}

TEST_F(Lies, PeersOnTheWrongSideOfTheTreeAreTurnedAway) {
  Puppet upside_down(world, village, true, county.signer(), county.writer());
  upside_down.introduce();
  EXPECT_EQ(end_of(upside_down), "sync.not_on_line");
  Puppet beside(world, village, true, sibling.signer(), sibling.writer());
  beside.introduce();
  EXPECT_EQ(end_of(beside), "sync.not_on_line");
  Puppet parent_beside(world, village, false, sibling.signer(), sibling.writer());
  parent_beside.say(parent_beside.welcome());
  EXPECT_EQ(end_of(parent_beside), "sync.not_on_line");
  Puppet child_above(world, county, false, village.signer(), village.writer());
  child_above.say(child_above.welcome());
  EXPECT_EQ(end_of(child_above), "sync.not_on_line");
}

TEST_F(Lies, ParentThatIsNotEnrolledHearsOfPlaceZeroAloneAndIsLeft) {
  village.say(kVillage);
  Node& stranger = world.stranger(kCounty, "stranger");
  Puppet puppet(world, village, false, stranger.signer());
  puppet.say(puppet.welcome());
  puppet.say(wishsync::Accepted{{}, kVillage, {}, false});
  puppet.say(wishsync::Want{});
  Have all{1, {}};
  all.ranges.emplace_back();
  all.ranges.back().what = std::vector<wishsync::LogTips>{};
  puppet.say(all);
  EXPECT_FALSE(puppet.session().status().in_step);
  puppet.agree(0);
  EXPECT_EQ(end_of(puppet), "sync.unknown_parent");
  EXPECT_TRUE(puppet.heard_of<Batch>().empty());
  EXPECT_TRUE(puppet.heard_of<wishsync::Parts>().empty());
  for (const Have& have : puppet.heard_of<Have>())
    for (const wishsync::Range& range : have.ranges) {
      const auto* logs = std::get_if<std::vector<wishsync::LogTips>>(&range.what);
      const auto* digest = std::get_if<wishsync::RangeDigest>(&range.what);
      EXPECT_TRUE(have.zone == 0 || !logs || logs->empty());
      EXPECT_TRUE(have.zone == 0 || !digest || digest->count == 0);
    }
}

TEST_F(Lies, ImpostorParentWithoutTheSecretDoesNotGetANode) {
  const JoinCode code = world.invite(county, kVillage);
  Node& fresh = world.stranger(kVillage, "fresh");
  Node& impostor = world.stranger(kCounty, "impostor");
  for (const bool guesses : {false, true}) {
    Link link = world.link(fresh, true);
    link.join = code;
    Session session(fresh.store(), link);
    const auto hello = session.start(world.now_ms());
    Puppet liar(world, fresh, false, impostor.signer());  // Only for its words.
    liar.hello_bytes = hello.to_send.at(0);
    JoinCode guessed = code;
    guessed.secret = {};
    const auto actions = session.on_frame(
        encode(Frame(liar.welcome(guesses ? std::optional(guessed) : std::nullopt))), world.now_ms());
    ASSERT_TRUE(actions.end);
    EXPECT_EQ(actions.end->code, "join.bad_parent");
  }
}

TEST_F(Lies, JoiningNodeMustKnowTheSecretToo) {
  JoinCode code = world.invite(county, kVillage);
  Node& fresh = world.stranger(kVillage, "fresh");
  code.secret[3] ^= 1;
  Puppet puppet(world, county, true, fresh.signer());
  EXPECT_FALSE(puppet.introduce(code));
  EXPECT_EQ(end_of(puppet), "join.bad_secret");
  code.id[0] ^= 1;
  Puppet unknown(world, county, true, fresh.signer());
  EXPECT_FALSE(unknown.introduce(code));
  EXPECT_EQ(end_of(unknown), "join.bad_secret");
}

TEST_F(Lies, SilentPeerIsLeft) {
  Village puppet(*this);
  puppet.tick(kHandshakeMsMax - 1);
  EXPECT_FALSE(puppet.ended());
  puppet.tick(1);
  EXPECT_EQ(end_of(puppet), "sync.handshake_timeout");
}

// ---- Batches

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
