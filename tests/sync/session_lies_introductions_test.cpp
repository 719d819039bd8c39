// What a session makes of peers that lie about who they are, or say nothing.

#include "sync/checked_run.h"
#include "tests/sync/session_lies_fixture.h"

namespace support {
namespace {

using model::EventRef;

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

}  // namespace
}  // namespace support
