// What conversations between honest nodes come to: joining, convergence, pushes, acknowledgements,
// parts, forks. Faults are in session_faults_test.cpp, lies in session_lies_test.cpp.

#include "sync/session.h"

#include <gtest/gtest.h>

#include "sync/checked_run.h"
#include "tests/support/pipes.h"
#include "tests/support/sync_checks.h"

namespace support {
namespace {

using model::EventRef;
using model::LogId;

constexpr std::size_t kHaveFrame = 4;
constexpr std::size_t kBatchFrame = 6;
constexpr std::size_t kWantFrame = 8;

struct Family : ::testing::Test {
  Pipes world;
  Node& city = world.city();
  Node& county = add(city, kCounty, "county");

  void settle() { ASSERT_TRUE(world.settle()) << why(world); }
  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  // The word of `of` about the log that `node` knows, if any.
  static std::optional<wishsync::Ack> word(const Node& node, const Node& of, const LogId& log) {
    for (const wishsync::Ack& ack : node.store().acks_of(log))
      if (ack.writer == *of.writer()) return ack;
    return std::nullopt;
  }
  static bool safe_at(const Node& node, const Node& of, const EventRef& event, bool with_part = true) {
    const auto ack = word(node, of, event.log);
    return ack && ack->tip.seq >= event.seq && (!with_part || ack->parts_seq >= event.seq);
  }
};

// ---- Joining

TEST_F(Family, NodeJoinsByCodeAndOpensItsWriter) {
  Node& village = add(county, kVillage, "village");
  ASSERT_TRUE(village.writer());
  for (Node* node : {&city, &county, &village}) {
    const model::Writer* writer = node->store().authority()->writer(*village.writer());
    ASSERT_NE(writer, nullptr) << node->name();
    EXPECT_TRUE(writer->counts);
    EXPECT_EQ(writer->place, kVillage);
  }
  const EventRef wish = village.say(kVillage);
  settle();
  EXPECT_TRUE(county.store().part(wish));
  EXPECT_TRUE(city.store().part(wish));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Family, WrongSecretDoesNotJoin) {
  auto code = world.invite(county, kVillage);
  code.secret[0] ^= 1;
  Node& village = world.stranger(kVillage, "village");
  world.dial(village, county, code);
  EXPECT_FALSE(world.settle(5'000));
  ASSERT_FALSE(world.ends().empty());
  EXPECT_EQ(world.ends().front().code, "join.bad_parent");
  EXPECT_EQ(village.store().event_count(), 0u);
  EXPECT_EQ(county.store().authority()->node_by_key(village.signer().key()), nullptr);
}

TEST_F(Family, SecretServesOneKeyAlone) {
  const auto code = world.invite(county, kVillage);
  Node& village = world.stranger(kVillage, "village");
  world.dial(village, county, code);
  settle();
  Node& second = world.stranger(kVillage, "second");
  world.dial(second, county, code);
  EXPECT_FALSE(world.settle(5'000));
  EXPECT_EQ(world.ends().back().code, "join.bad_secret");
  EXPECT_EQ(second.store().event_count(), 0u);
}

TEST_F(Family, SameKeyRedeemsAgainAndIsEnrolledOnce) {
  const auto code = world.invite(county, kVillage);
  Node& village = world.stranger(kVillage, "village");
  world.dial(village, county, code);
  // Its connection breaks right after the host wrote the Enrolled event.
  ASSERT_TRUE(world.run_until(
      [&] { return county.store().authority()->node_by_key(village.signer().key()) != nullptr; }));
  world.hang_up(village);
  ASSERT_FALSE(village.writer());
  world.dial(village, county, code);
  settle();
  std::size_t enrolled = 0;
  for (const auto& [hash, node] : city.store().authority()->nodes())
    if (node.signing_key == village.signer().key()) ++enrolled;
  EXPECT_EQ(enrolled, 1u);
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Family, CodeForAnotherPlaceIsTakenAtThatPlaceAlone) {
  auto code = world.invite(county, kSibling);
  Node& village = world.stranger(kVillage, "village");
  world.dial(village, county, code);
  EXPECT_FALSE(world.settle(5'000));
  EXPECT_EQ(world.ends().front().code, "sync.wrong_place");
}

// ---- Convergence, rules 3 and 4

struct Tree : Family {
  Node& village = add(county, kVillage, "village");
  Node& sibling = add(county, kSibling, "sibling");
  Node& other_county = add(city, kOtherCounty, "other county");
  Node& far = add(other_county, kFarVillage, "far village");
};

TEST_F(Tree, AllHoldWhatTheyCarryAndPartsWhereTheyAreDue) {
  const EventRef own = village.say(kVillage, "the address of a family");
  const EventRef for_all = city.say(kCity, "a remark of the city");
  const EventRef about_village = far.say(kVillage, "a volunteer from far away");
  const EventRef open = sibling.say(kCounty, "released for the public", model::kFlagOpen);
  settle();
  EXPECT_TRUE(all_agree(world));

  for (const Node* node : {&village, &county, &city}) EXPECT_TRUE(node->store().part(own)) << node->name();
  for (const Node* node : {&sibling, &other_county, &far})
    EXPECT_FALSE(node->store().holds(own)) << node->name();
  // The log of the city comes to all, its parts to none below.
  for (const Node* node : {&village, &sibling, &far}) {
    EXPECT_TRUE(node->store().holds(for_all)) << node->name();
    EXPECT_FALSE(node->store().part(for_all)) << node->name();
  }
  // What an outsider wrote about the village comes down to it, and its parts; the writer's line has both.
  for (const Node* node : {&far, &other_county, &city, &county, &village})
    EXPECT_TRUE(node->store().part(about_village)) << node->name();
  EXPECT_FALSE(sibling.store().holds(about_village));
  // An open part goes wherever its event is carried.
  for (const Node* node : {&city, &county, &sibling, &village})
    EXPECT_TRUE(node->store().part(open)) << node->name();
  EXPECT_FALSE(far.store().holds(open));
}

TEST_F(Tree, WordsOfCountyAndCityComeDownToTheVillage) {
  const EventRef wish = village.say(kVillage);
  settle();
  EXPECT_TRUE(safe_at(village, county, wish));
  EXPECT_TRUE(safe_at(village, city, wish));
  EXPECT_TRUE(safe_at(county, city, wish));
  EXPECT_FALSE(word(sibling, city, wish.log));
  // Nobody counts a word from below.
  EXPECT_FALSE(word(city, county, wish.log));
  EXPECT_FALSE(word(county, village, wish.log));
}

TEST_F(Tree, WordsCountPartsOnlyOnceTheyAreThere) {
  // The county gets the event without its part, as from a peer that had it erased.
  world.hang_up(village);
  village.say(kVillage, "");
  const EventRef second = village.say(kVillage, "the part comes later");
  auto run = village.run(village.log(kVillage));
  for (auto& carried : run.events) carried.part.clear();
  node::Commit commit;
  commit.runs.push_back(check(run).value());
  ASSERT_TRUE(county.commit(std::move(commit)));
  settle();
  EXPECT_TRUE(city.store().holds(second));
  world.dial(village, county);
  ASSERT_TRUE(world.run_until([&] { return safe_at(village, county, second, false); }));
  settle();
  EXPECT_TRUE(safe_at(village, county, second));
  EXPECT_TRUE(safe_at(village, city, second));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, WordThatWasLostWithTheConnectionIsToldAgain) {
  world.hang_up(county);
  const EventRef wish = village.say(kVillage);
  settle();
  EXPECT_TRUE(safe_at(village, county, wish));
  EXPECT_FALSE(safe_at(village, city, wish));
  world.hang_up(village);
  world.dial(county, city);
  settle();
  EXPECT_FALSE(safe_at(village, city, wish));
  world.dial(village, county);
  settle();
  EXPECT_TRUE(safe_at(village, city, wish));
}

TEST_F(Tree, PushesWithoutComparingAgain) {
  const std::size_t compared = world.sent(kHaveFrame);
  for (int i = 0; i < 20; ++i) {
    village.say(kVillage);
    world.run_for(50);
  }
  settle();
  EXPECT_TRUE(all_agree(world));
  EXPECT_EQ(world.sent(kHaveFrame), compared);
}

TEST_F(Tree, CityReachesAllVillagesWithOneBatchALink) {
  const std::size_t batches = world.sent(kBatchFrame);
  const EventRef word = city.say(kCity, "");
  settle();
  for (const auto& node : world.nodes()) EXPECT_TRUE(node->store().holds(word)) << node->name();
  EXPECT_EQ(world.sent(kBatchFrame), batches + world.nodes().size() - 1);
}

TEST_F(Tree, NothingIsSentBackToWhomItCameFrom) {
  const std::size_t batches = world.sent(kBatchFrame);
  village.say(kVillage);
  settle();
  EXPECT_EQ(world.sent(kBatchFrame), batches + 2);  // To the county, to the city.
}

TEST_F(Tree, LateJoinerGetsAll) {
  for (int i = 0; i < 30; ++i) village.say(kVillage);
  settle();
  Node& second = add(county, kVillage, "second PC");
  EXPECT_TRUE(all_agree(world));
  EXPECT_EQ(second.store().tips(village.log(kVillage)), village.store().tips(village.log(kVillage)));
  const EventRef last{village.log(kVillage), village.store().tips(village.log(kVillage)).back().seq, {}};
  EXPECT_TRUE(safe_at(second, county, last));
  EXPECT_TRUE(safe_at(second, city, last));
}

TEST_F(Tree, TwoPcsOfOneVillageShareAll) {
  Node& second = add(county, kVillage, "second PC");
  const EventRef a = village.say(kVillage);
  const EventRef b = second.say(kVillage);
  settle();
  EXPECT_TRUE(village.store().part(b));
  EXPECT_TRUE(second.store().part(a));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, PcJoinsAtThePcOfItsVillage) {
  const EventRef a = village.say(kVillage);
  Node& second = add(village, kVillage, "second PC");
  const EventRef b = second.say(kVillage);
  settle();
  EXPECT_TRUE(second.store().part(a));
  EXPECT_TRUE(city.store().part(b));
  EXPECT_TRUE(safe_at(second, city, b));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, VillageThatLostItsDiskGetsEverythingBack) {
  std::vector<EventRef> wishes;
  for (int i = 0; i < 10; ++i) wishes.push_back(village.say(kVillage));
  wishes.push_back(far.say(kVillage, "from an outsider"));
  settle();
  Node& anew = world.replace(village, "village anew");
  settle();
  for (const EventRef& wish : wishes) EXPECT_TRUE(anew.store().part(wish));
  const EventRef next = anew.say(kVillage);
  settle();
  EXPECT_TRUE(city.store().part(next));
}

TEST_F(Tree, VillagesMeetTheNodeThatJoinedInPlaceOfTheirCountys) {
  const EventRef before = village.say(kVillage);
  settle();
  Node& anew = world.replace(county, "county anew");
  settle();
  world.dial(village, anew);
  world.dial(sibling, anew);
  const EventRef after = village.say(kVillage);
  settle();
  EXPECT_TRUE(anew.store().part(before));
  EXPECT_TRUE(anew.store().part(after));
  EXPECT_TRUE(city.store().part(after));
}

TEST_F(Tree, TownThatIsAddedLaterGetsWhatItIsDue) {
  const EventRef before = village.say(kVillage);
  settle();
  world.declare_town();
  settle();
  Node& town = add(county, kTown, "town");
  EXPECT_TRUE(town.store().part(before));
  world.dial(village, town);
  world.dial(sibling, town);
  settle();
  const EventRef after = sibling.say(kSibling);
  const EventRef of_town = town.say(kTown, "typed at the town");
  settle();
  EXPECT_TRUE(town.store().part(after));
  EXPECT_TRUE(city.store().part(after));
  EXPECT_TRUE(village.store().holds(of_town));
  EXPECT_FALSE(village.store().part(of_town));
  EXPECT_TRUE(safe_at(sibling, city, after));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, PartsThatComeLateReachAllThatAreDueThem) {
  world.hang_up(county);
  const EventRef wish = village.say(kVillage, "a part");
  settle();
  // The city hears of the event by another way, without its part.
  auto run = village.run(village.log(kVillage));
  for (auto& carried : run.events) carried.part.clear();
  node::Commit commit;
  commit.runs.push_back(check(run).value());
  ASSERT_TRUE(city.commit(std::move(commit)));
  settle();
  EXPECT_FALSE(city.store().part(wish));
  world.dial(county, city);
  ASSERT_TRUE(world.run_until([&] { return city.store().part(wish).has_value(); }));
  settle();
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, PartsThatAreNotDueAreNotAskedFor) {
  const EventRef remark = city.say(kCity, "typed at the city");
  settle();
  ASSERT_FALSE(village.store().absent_parts({}, 1).empty());
  const std::size_t asked = world.sent(kWantFrame);
  world.dial(village, county);
  settle();
  EXPECT_EQ(world.sent(kWantFrame), asked);
  EXPECT_FALSE(village.store().part(remark));
}

TEST_F(Tree, LatePartIsPushedOn) {
  world.hang_up(village);
  const EventRef wish = village.say(kVillage, "a part");
  auto run = village.run(village.log(kVillage));
  for (auto& carried : run.events) carried.part.clear();
  node::Commit events;
  events.runs.push_back(check(run).value());
  ASSERT_TRUE(county.commit(std::move(events)));
  settle();
  ASSERT_TRUE(city.store().holds(wish));
  node::Commit part;
  part.parts.push_back({wish, *village.store().part(wish)});
  ASSERT_TRUE(county.commit(std::move(part)));
  settle();
  EXPECT_TRUE(city.store().part(wish));
}

TEST_F(Tree, ManyLogsOfOneLinkComeIntoStep) {
  // More logs than a have frame may list ranges of, so that the digests have several levels.
  world.hang_up(county);
  for (std::uint64_t i = 1; i <= 700; ++i)
    county.say(model::PlaceCode{kCounty.value * 1'000'000 + i}, i % 7 == 0 ? "part" : "");
  // These places are unknown: only the writer's line carries their logs.
  world.dial(county, city);
  settle();
  EXPECT_TRUE(all_agree(world));
  world.hang_up(county);
  for (std::uint64_t i = 1; i <= 700; i += 3) county.say(model::PlaceCode{kCounty.value * 1'000'000 + i}, "");
  world.dial(county, city);
  settle();
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Tree, LargeEventsAndPartsGoInBatchesWithinTheCredit) {
  world.hang_up(village);
  const std::string large(60'000, 'x');
  std::vector<EventRef> wishes;
  for (int i = 0; i < 150; ++i) wishes.push_back(village.say(kVillage, large));
  world.dial(village, county);
  settle();
  for (const EventRef& wish : wishes) EXPECT_TRUE(city.store().part(wish));
  EXPECT_TRUE(world.credit_kept());
  EXPECT_LT(world.under_way_max(), 6u << 20);
}

TEST_F(Tree, AskedPartsGoWithinTheCredit) {
  world.hang_up(village);
  const std::string large(60'000, 'x');
  for (int i = 0; i < 150; ++i) village.say(kVillage, large + std::to_string(i));
  auto run = village.run(village.log(kVillage));
  for (auto& carried : run.events) carried.part.clear();
  node::Commit events;
  events.runs.push_back(check(run).value());
  ASSERT_TRUE(county.commit(std::move(events)));
  settle();
  world.dial(village, county);
  settle();
  ASSERT_TRUE(world.run_until([&] {
    return county.store().absent_parts({}, 1).empty() && city.store().absent_parts({}, 1).empty();
  }));
  settle();
  EXPECT_TRUE(all_agree(world));
  EXPECT_TRUE(world.credit_kept());
}

// ---- Forks

// A clone of the village's data directory goes on writing as the same writer; the village goes on as a new
// writer as soon as it hears of the other branch.
struct Forked : Tree {
  const LogId log = village.log(kVillage);
  std::unique_ptr<node::MemoryKv> copy;
  // Writes `count` events onto the copy and gives them to the other side of the tree.
  void write_as_clone(std::size_t from_seq, std::size_t count, Node& at) {
    auto run = village.run(log);
    run.events.resize(from_seq);
    model::Tip tip = from_seq == 0 ? model::Tip{} : model::Event::parse(run.events.back().event)->tip();
    for (std::size_t i = 0; i < count; ++i) {
      model::EventHeader header;
      header.place = kVillage;
      header.writer = log.writer;
      header.seq = tip.seq.next();
      header.prev = tip.hash;
      header.kind = model::Kind::kWithdrawn;
      header.time = model::HybridTime::at(++time);
      const model::Event event = model::Event::make(header, "clone");
      run.events.push_back({event.bytes(), ""});
      tip = event.tip();
    }
    run.tip = {tip, village.signer().sign(model::tip_statement(log, tip))};
    node::Commit commit;
    commit.runs.push_back(check(run).value());
    const auto done = at.commit(std::move(commit));
    ASSERT_TRUE(done) << done.error().en;
    branches.push_back(tip);
  }
  void expect_branches_everywhere(std::size_t count) {
    for (const Node* node : {&village, &county, &city}) {
      const auto tips = node->store().tips(log);
      EXPECT_EQ(tips.size(), count) << node->name();
      for (const model::Tip& tip : branches)
        EXPECT_NE(std::find(tips.begin(), tips.end(), tip), tips.end()) << node->name();
    }
    EXPECT_TRUE(all_agree(world));
  }
  std::uint64_t time = 1'529'700'000'000;
  std::vector<model::Tip> branches;
};

TEST_F(Forked, BothBranchesComeToAll) {
  village.say(kVillage);
  settle();
  world.hang_up(village);
  village.say(kVillage);
  write_as_clone(1, 2, county);
  world.dial(village, county);
  settle();
  expect_branches_everywhere(2);
}

TEST_F(Forked, CommonAncestorIsFoundFarBack) {
  for (int i = 0; i < 200; ++i) village.say(kVillage, "");
  settle();
  world.hang_up(village);
  for (int i = 0; i < 300; ++i) village.say(kVillage, "");
  write_as_clone(77, 500, county);
  settle();
  world.dial(village, county);
  settle();
  expect_branches_everywhere(2);
}

TEST_F(Forked, FromTheVeryFirstEvent) {
  world.hang_up(village);
  for (int i = 0; i < 5; ++i) village.say(kVillage, "");
  write_as_clone(0, 9, city);
  world.dial(village, county);
  settle();
  expect_branches_everywhere(2);
}

TEST_F(Forked, ManyBranchesOnBothSides) {
  for (int i = 0; i < 60; ++i) village.say(kVillage, "");
  settle();
  world.hang_up(village);
  world.hang_up(county);
  for (int i = 0; i < 70; ++i) village.say(kVillage, "");
  for (const std::size_t from : {5u, 17u, 30u, 44u}) {
    write_as_clone(from, 20 + from, village);
    write_as_clone(from + 3, 21, county);
    write_as_clone(from + 5, 3, city);
  }
  world.dial(county, city);
  world.dial(village, county);
  settle();
  expect_branches_everywhere(13);
}

TEST_F(Forked, BranchIsPushedWhileInStep) {
  for (int i = 0; i < 10; ++i) village.say(kVillage, "");
  settle();
  write_as_clone(4, 3, village);
  settle();
  write_as_clone(6, 1, city);
  settle();
  expect_branches_everywhere(3);
}

}  // namespace
}  // namespace support
