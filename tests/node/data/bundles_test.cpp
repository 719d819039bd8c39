// Bundles between nodes: there and back, in any order, repeated, damaged, for somebody else.

#include "node/data/bundles.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/attachment.h"
#include "model/crypto.h"
#include "node/store/store_hiding.h"
#include "sync/checked_run.h"

#include "tests/support/stick.h"
#include "tests/support/sync_checks.h"

namespace support {
namespace {

using model::EventRef;

// Beside the last event of the log that `at` holds, another one, as a copy of the writer's node would write
// it.
void fork(Node& writer, Node& at, const model::LogId& log) {
  const auto tips = at.store().tips(log);
  if (tips.empty()) return;
  model::EventHeader header = at.store().event({log, tips.back().seq, tips.back().hash})->header();
  const model::Tip before{header.seq.before(), header.prev};
  header.commitment = {};
  header.flags = 0;
  header.time = model::HybridTime::at(header.time.wall_ms() + 1);
  const model::Event other = model::Event::make(header, "");
  node::Commit commit;
  commit.runs.push_back({log,
                         before,
                         {{other, ""}},
                         {other.tip(), writer.signer().sign(model::tip_statement(log, other.tip()))}});
  EXPECT_TRUE(at.commit(std::move(commit)));
}

struct Bundles : ::testing::Test {
  Pipes world;
  Node& city = world.city();
  Node& county = add(city, kCounty, "county");
  Node& village = add(county, kVillage, "village");

  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  void cut_off(Node& node) {
    world.hang_up(node);
    (void)world.settle();
  }
  std::string refusal(Node& at, const Volumes& volumes) {
    const auto read = Stick(world, at).read(volumes);
    return read ? read->problem ? "taken, but " + read->problem->code : "" : read.error().code;
  }
  // As far as `node` knows, whether `place` holds the event and its part.
  static bool ticked(const Node& node, model::PlaceCode place, const EventRef& event) {
    for (const wishsync::Ack& ack : node.store().acks_of(event.log))
      if (ack.place == place && ack.tip.seq >= event.seq && ack.parts_seq >= event.seq) return true;
    return false;
  }
  static std::size_t size_of(const Volumes& volumes) {
    std::size_t out = 0;
    for (const std::string& volume : volumes) out += volume.size();
    return out;
  }
};

TEST_F(Bundles, RoundTripFromAVillageToTheCityAndBackGivesTicks) {
  cut_off(village);
  cut_off(county);
  const EventRef wish = village.say(kVillage, "a quilt for grandmother");
  const auto up = take(world, county, bundle(world, village, county));
  EXPECT_EQ(up.place, kVillage);
  EXPECT_EQ(up.events.fresh, 1u);
  EXPECT_EQ(up.parts.fresh, 1u);
  ASSERT_TRUE(county.store().part(wish));
  take(world, city, bundle(world, county, city));
  ASSERT_TRUE(city.store().part(wish));

  const EventRef decision = city.say(kCity, "");
  EXPECT_FALSE(ticked(county, kCity, wish));
  take(world, county, bundle(world, city, county));
  EXPECT_TRUE(ticked(county, kCity, wish));
  EXPECT_FALSE(ticked(village, kCounty, wish));
  const auto down = take(world, village, bundle(world, county, village));
  EXPECT_GT(down.acks.fresh, 0u);
  EXPECT_TRUE(ticked(village, kCounty, wish));
  EXPECT_TRUE(ticked(village, kCity, wish));
  EXPECT_TRUE(village.store().holds(decision));
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Bundles, StraightToTheCityPastTheCounty) {
  cut_off(village);
  const EventRef wish = village.say(kVillage);
  take(world, city, bundle(world, village, city));
  EXPECT_TRUE(city.store().part(wish));
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(county.store().part(wish));  // From the city, by the link.
  take(world, village, bundle(world, city, village));
  EXPECT_TRUE(ticked(village, kCity, wish));
}

TEST_F(Bundles, CountFromTheReceiversLastWordAndRememberNothingElse) {
  cut_off(village);
  for (int i = 0; i < 200; ++i) village.say(kVillage, "wish " + std::string(200, 'w'));
  const Volumes first = bundle(world, village, county);
  // Sent again, since the county has not said that it has it.
  const Volumes second = bundle(world, village, county);
  EXPECT_EQ(size_of(first), size_of(second));
  EXPECT_EQ(take(world, county, second).events.fresh, 200u);
  EXPECT_EQ(take(world, county, first).events.fresh, 0u);
  take(world, village, bundle(world, county, village));
  village.say(kVillage, "one more");
  const auto third = take(world, county, bundle(world, village, county));
  EXPECT_EQ(third.events.all, 1u);
  EXPECT_EQ(third.events.fresh, 1u);
  const auto all = take(world, county, bundle(world, village, county, true));
  EXPECT_GT(all.events.all, 200u);
  EXPECT_EQ(all.events.fresh, 0u);
}

TEST_F(Bundles, TheWayBackIsCountedFromTheAcksOfTheWayThere) {
  cut_off(village);
  for (int i = 0; i < 50; ++i) county.say(kCounty, "");
  take(world, county, bundle(world, village, county));
  const auto first = take(world, village, bundle(world, county, village));
  EXPECT_EQ(first.events.fresh, 50u);
  take(world, county, bundle(world, village, county));
  const auto second = take(world, village, bundle(world, county, village));
  EXPECT_EQ(second.events.all, 0u);
}

std::string photo(std::size_t chunks) {
  std::string out;
  for (std::size_t i = 0; i < chunks; ++i)
    out += std::string(i + 1 < chunks ? model::kBlobChunkBytes : 700, static_cast<char>('a' + i));
  return out;
}

EventRef attach(Node& at, const std::string& bytes) {
  node::Draft draft;
  draft.place = kVillage;
  draft.kind = model::Kind::kAttached;
  draft.subject = model::SubjectId{{7}};
  draft.body = model::encode(model::Attached{{}, model::AttachmentPurpose::kPhoto, {2018, 7, 1}});
  draft.part = model::encode(model::AttachmentPart{model::name_blob(bytes), "image/jpeg", "a.jpg", ""});
  draft.blob = bytes;
  return at.write({std::move(draft)}).front();
}

TEST_F(Bundles, BringTheFilesOfAVillageOnce) {
  cut_off(village);
  const EventRef event = attach(village, photo(3));
  const auto up = take(world, county, bundle(world, village, county));
  EXPECT_EQ(up.chunks.fresh, 3u);
  EXPECT_EQ(county.store().blob(event).value(), photo(3));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(city.store().blob(event).value(), photo(3));  // By the link.
  // Again as long as the village does not know.
  const auto again = take(world, county, bundle(world, village, county));
  EXPECT_EQ(again.chunks.all, 3u);
  EXPECT_EQ(again.chunks.fresh, 0u);
  take(world, village, bundle(world, county, village));
  EXPECT_EQ(take(world, county, bundle(world, village, county)).chunks.all, 0u);
}

TEST_F(Bundles, BringAFileThatCameLateThoughItsEventIsThere) {
  cut_off(county);
  world.hang_up(village);
  const EventRef event = attach(village, photo(3));
  node::Commit without;
  without.runs.push_back(wishsync::check(village.run(event.log)).value());
  without.chunks.push_back({event, 0, photo(3).substr(0, model::kBlobChunkBytes)});
  ASSERT_TRUE(county.commit(std::move(without)));
  EXPECT_EQ(take(world, city, bundle(world, county, city)).chunks.fresh, 1u);
  take(world, county, bundle(world, city, county));
  // All of the events are acknowledged, the blob is not.
  take(world, county, bundle(world, village, county));
  const auto late = take(world, city, bundle(world, county, city));
  EXPECT_EQ(late.events.fresh, 0u);
  EXPECT_EQ(late.chunks.fresh, 2u);
  EXPECT_EQ(city.store().blob(event).value(), photo(3));
}

TEST_F(Bundles, ThatAreCutShortLoseFilesLast) {
  cut_off(village);
  const EventRef event = attach(village, photo(4));
  const EventRef wish = village.say(kVillage, "a wish that was written later");
  Volumes volumes = bundle(world, village, county);
  volumes[0].resize(volumes[0].size() - 2 * model::kBlobChunkBytes);
  const auto read = Stick(world, county).read(volumes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->problem->code, "bundle.cut_short");
  EXPECT_TRUE(county.store().part(wish));
  const std::uint32_t chunks = county.store().held_blob(event)->chunks;
  EXPECT_GE(chunks, 1u);
  EXPECT_LT(chunks, 4u);
  EXPECT_EQ(take(world, county, bundle(world, village, county)).chunks.fresh, 4u - chunks);
}

TEST_F(Bundles, ReplayChangesNothing) {
  cut_off(village);
  village.say(kVillage);
  const Volumes volumes = bundle(world, village, county);
  take(world, county, volumes);
  const auto arrival = county.store().last_arrival();
  const auto again = take(world, county, volumes);
  EXPECT_EQ(again.events.fresh + again.parts.fresh + again.acks.fresh, 0u);
  EXPECT_EQ(county.store().last_arrival(), arrival);
}

TEST_F(Bundles, SecondBeforeFirstSaysSoAndLosesNothing) {
  village.say(kVillage);
  ASSERT_TRUE(world.settle());
  cut_off(village);
  village.say(kVillage, "first");
  const Volumes first = bundle(world, village, county);
  // The county's word about the first reaches the village by another way than this county.
  Pipes& w = world;
  node::Commit word;
  wishsync::Ack ack = *county.store().own_ack(village.log(kVillage));
  ack.count += 1000;
  ack.tip = village.store().tips(village.log(kVillage)).back();
  ack.parts_seq = ack.tip.seq;
  word.acks.push_back(ack);
  ASSERT_TRUE(village.commit(std::move(word)));
  const EventRef later = village.say(kVillage, "second");
  const EventRef beside = village.say(kCounty, "beside it");
  const Volumes second = bundle(w, village, county);

  EXPECT_EQ(refusal(county, second), "taken, but bundle.gap");
  EXPECT_FALSE(county.store().holds(later));
  EXPECT_TRUE(county.store().holds(beside));  // Other logs go on.
  take(w, county, first);
  take(w, county, second);
  EXPECT_TRUE(county.store().part(later));
}

TEST_F(Bundles, ForAnotherNodeIsRefusedByName) {
  cut_off(village);
  village.say(kVillage);
  const Volumes volumes = bundle(world, village, county);
  const auto read = Stick(world, city).read(volumes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "bundle.not_for_us");
  EXPECT_NE(read.error().en.find("place 431322 (431322)"), std::string::npos) << read.error().en;
}

TEST_F(Bundles, VolumesAreSplitAndReadInTheirOrder) {
  cut_off(village);
  for (int i = 0; i < 40; ++i)
    village.say(kVillage,
                std::string(reinterpret_cast<const char*>(model::sha256(std::to_string(i)).data()), 32) +
                    std::string(20'000, 'x'));
  const Volumes volumes = bundle(world, village, county, false, 2'000);
  ASSERT_GE(volumes.size(), 3u);
  for (std::size_t missing = 1; missing < volumes.size(); ++missing) {
    const Volumes cut(volumes.begin(), volumes.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_EQ(refusal(county, cut), "taken, but bundle.volume_missing");
  }
  EXPECT_EQ(refusal(county, {volumes.begin() + 1, volumes.end()}), "bundle.not_first");
  Volumes swapped = volumes;
  std::swap(swapped[1], swapped[2]);
  EXPECT_EQ(refusal(county, swapped), "taken, but bundle.wrong_volume");
  Volumes mixed = volumes;
  mixed[1] = bundle(world, village, county, false, 4'000).at(1);
  EXPECT_EQ(refusal(county, mixed), "taken, but bundle.wrong_volume");
  EXPECT_EQ(take(world, county, volumes).volumes, volumes.size());
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Bundles, DamagedAnywhereTakesWhatIsBeforeAndNothingWrong) {
  cut_off(village);
  for (int i = 0; i < 12; ++i) village.say(kVillage, "wish " + std::to_string(i));
  for (int i = 0; i < 5; ++i) village.say(kCounty, "remark " + std::to_string(i));
  const std::string whole = bundle(world, village, county).front();
  for (std::size_t at = 0; at < whole.size(); at += 61) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    EXPECT_NE(refusal(county, {bad}), "") << at;
    EXPECT_NE(refusal(county, {whole.substr(0, at)}), "") << at;
  }
  EXPECT_EQ(refusal(county, {whole}), "");
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Bundles, FromANodeThatIsNotOnTheLineIsRefused) {
  Node& sibling = add(county, kSibling, "sibling");
  cut_off(village);
  Volumes out;
  const auto written = Stick(world, sibling).write({village.signer().key(), false}, out);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "bundle.to_not_on_line");
}

// Somebody who found a copy of the village's data, and has no key that counts.
struct Strangers : Bundles {
  std::unique_ptr<model::Signer> key = model::make_cheap_signer(model::sha256("a stranger"));

  Volumes forged(bool all) {
    DirectQueue queue(village);
    const node::OwnNode own(key->key(), world.root_key(), kVillage, village.writer());
    const node::ManualClock clock(world.now_ms());
    node::SeededRandom random(5);
    node::MemoryBundleSink sink;
    const node::BundleContext context{village.store(), queue, own, *key, world.verifier(), {}, clock, random};
    EXPECT_TRUE(write_bundle(context, {county.signer().key(), all}, sink));
    return sink.volumes;
  }
};

TEST_F(Strangers, TellNothingButWhatConcernsAll) {
  cut_off(village);
  village.say(kVillage);
  const auto arrival = county.store().last_arrival();
  EXPECT_EQ(refusal(county, forged(false)), "bundle.unknown_sender");
  // The logs of place 0 carry their own proof.
  EXPECT_EQ(refusal(county, forged(true)), "taken, but bundle.unknown_sender");
  EXPECT_EQ(county.store().last_arrival(), arrival);
}

TEST_F(Strangers, AndWhoIsEnrolledWithoutCountingTellNothing) {
  // A village can't enrol a node of the county.
  node::Draft draft;
  draft.kind = model::Kind::kEnrolled;
  draft.body = encode(model::Enrolled{kCounty, key->key(), village.sealing_key(), "pretender"});
  village.write({draft});
  ASSERT_TRUE(world.settle());
  cut_off(village);
  village.say(kVillage);
  const auto arrival = county.store().last_arrival();
  for (const bool all : {false, true}) EXPECT_EQ(refusal(county, forged(all)), "bundle.sender_revoked");
  EXPECT_EQ(county.store().last_arrival(), arrival);
}

TEST_F(Bundles, ANewNodeOfTheCountyIsBelievedOnceItsBundleSaysWhoItIs) {
  cut_off(village);
  Node& renewed = world.replace(county, "county again");
  ASSERT_TRUE(world.settle()) << why(world);
  ASSERT_EQ(village.store().authority()->node_by_key(renewed.signer().key()), nullptr);
  const EventRef wish = village.say(kVillage);
  take(world, city, bundle(world, village, city));
  ASSERT_TRUE(world.settle());
  const auto read = take(world, village, bundle(world, renewed, village));
  EXPECT_EQ(read.place, kCounty);
  EXPECT_TRUE(ticked(village, kCounty, wish));
}

TEST_F(Bundles, PartsThatCameLateFollow) {
  cut_off(village);
  const EventRef wish = village.say(kVillage, "the address");
  // The county got the event without its part, as from a relay that had none.
  wishsync::Run run = *village.store().read_run(wish.log, wish.tip(), wish.seq, SIZE_MAX / 8, false);
  node::Commit bare;
  bare.runs.push_back(wishsync::check(std::move(run)).value());
  ASSERT_TRUE(county.commit(std::move(bare)));
  ASSERT_FALSE(county.store().part(wish));
  take(world, village, bundle(world, county, village));
  const auto up = take(world, county, bundle(world, village, county));
  EXPECT_EQ(up.events.all, 0u);
  EXPECT_EQ(up.parts.fresh, 1u);
  EXPECT_TRUE(county.store().part(wish));
}

TEST_F(Bundles, BothBranchesOfAForkTravelAndTheirCommonBeginningOnce) {
  cut_off(village);
  village.say(kVillage, "before the copy");
  const EventRef here = village.say(kVillage, "here");
  fork(village, village, here.log);
  ASSERT_EQ(village.store().tips(here.log).size(), 2u);
  const auto up = take(world, county, bundle(world, village, county));
  EXPECT_EQ(up.events.fresh, up.events.all);
  EXPECT_EQ(county.store().tips(here.log), village.store().tips(here.log));
  // The county says one tip or both, and both are known.
  take(world, village, bundle(world, county, village));
  EXPECT_EQ(take(world, county, bundle(world, village, county)).events.fresh, 0u);
}

TEST_F(Bundles, AfterBundlesALinkFindsNothingLeftToDo) {
  cut_off(village);
  for (int i = 0; i < 20; ++i) village.say(kVillage, "wish");
  take(world, county, bundle(world, village, county));
  take(world, village, bundle(world, county, village));
  const auto at_county = county.store().event_count();
  const auto at_village = village.store().event_count();
  world.dial(village, county);
  ASSERT_TRUE(world.settle()) << why(world);
  EXPECT_EQ(county.store().event_count(), at_county);
  EXPECT_EQ(village.store().event_count(), at_village);
  const EventRef wish = village.say(kVillage, "by the link");
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(ticked(village, kCounty, wish));
  EXPECT_TRUE(ticked(village, kCity, wish));
}

TEST_F(Bundles, WordsOfAVillageAreNotToldToOthers) {
  Node& sibling = add(county, kSibling, "sibling");
  cut_off(village);
  cut_off(sibling);
  county.say(kCounty, "");
  take(world, village, bundle(world, county, village));
  take(world, county, bundle(world, village, county));
  take(world, sibling, bundle(world, county, sibling));
  world.dial(sibling, county);
  ASSERT_TRUE(world.settle());
  for (const auto& [writer, count] : sibling.store().ack_counts()) EXPECT_NE(writer, *village.writer());
  for (const auto& [writer, count] : city.store().ack_counts()) EXPECT_NE(writer, *village.writer());
}

TEST_F(Bundles, StoppedByItsWatcherLeavesNothing) {
  village.say(kVillage);
  Stick stick(world, village);
  node::MemoryBundleSink sink;
  const auto written = write_bundle(stick.context(), {county.signer().key(), true}, sink,
                                    [](const node::BundleProgress&) { return false; });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "bundle.stopped");
  EXPECT_TRUE(sink.volumes.empty());
}

TEST_F(Bundles, AStickThatReadsOtherBytesThanWereWrittenIsFound) {
  struct FaultySink final : node::MemoryBundleSink {
    model::Result<std::string> read(std::size_t bytes_max) override {
      auto out = node::MemoryBundleSink::read(bytes_max);
      read_ += out->size();
      if (read_ > bad_at && !out->empty() && read_ - out->size() <= bad_at) out->front() ^= 1;
      return out;
    }
    std::size_t bad_at = 0;
    std::size_t read_ = 0;
  };
  village.say(kVillage);
  Stick stick(world, village);
  const std::size_t size = size_of(bundle(world, village, county, true));
  for (std::size_t at = 0; at < size; at += 97) {
    FaultySink sink;
    sink.bad_at = at;
    const auto written = write_bundle(stick.context(), {county.signer().key(), true}, sink);
    ASSERT_FALSE(written) << at;
    EXPECT_EQ(written.error().code, "bundle.not_verified");
    EXPECT_TRUE(sink.volumes.empty());
  }
}

// ---- To whom

TEST_F(Bundles, NodesAreFoundByPlaceNameAndKey) {
  const auto authority = city.store().authority();
  EXPECT_EQ(node::find_node(*authority, "431322").value(), county.signer().key());
  EXPECT_EQ(node::find_node(*authority, "place 431322106003").value(), village.signer().key());
  const std::string key = model::to_hex(village.signer().key().view());
  EXPECT_EQ(node::find_node(*authority, key.substr(0, 8)).value(), village.signer().key());
  EXPECT_EQ(node::find_node(*authority, "nobody").error().code, "bundle.to_unknown");
  EXPECT_EQ(node::find_node(*authority, "431381").error().code, "bundle.to_unknown");
  add(city, kCounty, "second county");
  const auto which = node::find_node(*city.store().authority(), "431322");
  ASSERT_FALSE(which);
  EXPECT_EQ(which.error().code, "bundle.to_ambiguous");
}

TEST_F(Bundles, WithoutAWordTheyGoToTheNearestNodeAbove) {
  const auto authority = village.store().authority();
  EXPECT_EQ(node::node_above(*authority, kVillage, std::nullopt).value(), county.signer().key());
  EXPECT_EQ(node::node_above(*authority, kVillage, city.signer().key()).value(), city.signer().key());
  EXPECT_EQ(node::node_above(*authority, kCity, std::nullopt).error().code, "bundle.to_needed");
}

// ---- Any order, any subset, repeated

// Random nodes write random things and hand each other random bundles, which arrive late, twice or never.
// A last round in good order then brings all to the same.
TEST_F(Bundles, WhatBytesProveWrongIsKeptAsEvidence) {
  cut_off(village);
  village.say(kVillage);
  const model::LogId log = village.log(kVillage);
  const model::Tip before = village.store().tips(log).back();
  model::EventHeader header = village.store().event({log, before.seq, before.hash})->header();
  header.seq = before.seq.next();
  header.prev = before.hash;
  header.commitment = {};
  const model::Event event = model::Event::make(header, "");
  node::Commit forged;
  forged.runs.push_back({log,
                         before,
                         {{event, ""}},
                         {event.tip(), county.signer().sign(model::tip_statement(log, event.tip()))}});
  ASSERT_TRUE(village.commit(std::move(forged)));
  EXPECT_EQ(refusal(county, bundle(world, village, county)), "taken, but bundle.refused");
  county.say(kCounty);  // The writing thread keeps it when it has answered.
  const auto kept = county.store().quarantine().entries();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].peer, village.signer().key());
  EXPECT_EQ(kept[0].reason.code, "sync.bad_signature");
  EXPECT_EQ(kept[0].log, log);
  EXPECT_FALSE(county.store().holds(event.ref()));
}

RC_GTEST_PROP(BundlesOf, AnyOrderAndSubsetComeToTheSame, ()) {
  Pipes world(*rc::gen::arbitrary<std::uint64_t>());
  Node& city = world.city();
  Node& county = world.join(city, kCounty, "county");
  RC_ASSERT(world.settle());
  Node& village = world.join(county, kVillage, "village");
  RC_ASSERT(world.settle());
  Node& sibling = world.join(county, kSibling, "sibling");
  RC_ASSERT(world.settle());
  for (Node* node : {&county, &village, &sibling}) world.hang_up(*node);
  world.run_for(1000);

  const std::vector<std::pair<Node*, Node*>> ways{
      {&village, &county}, {&county, &village}, {&sibling, &county}, {&county, &sibling},
      {&county, &city},    {&city, &county},    {&village, &city},   {&city, &village}};
  struct Parcel {
    Node* to;
    Volumes volumes;
  };
  std::vector<Parcel> drawer;
  const auto node_of = [&](int i) { return std::vector<Node*>{&city, &county, &village, &sibling}[i % 4]; };
  const std::vector<model::PlaceCode> places{kCity, kCounty, kVillage, kSibling};
  const auto steps = *rc::gen::inRange(5, 30);
  for (int i = 0; i < steps; ++i) {
    const auto what = *rc::gen::inRange(0, 9);
    if (what == 8) {
      Node& writer = *node_of(*rc::gen::inRange(0, 4));
      fork(writer, *rc::gen::arbitrary<bool>() ? writer : county,
           writer.log(places[*rc::gen::inRange<std::size_t>(0, 4)]));
    } else if (what < 3) {
      Node& by = *node_of(*rc::gen::inRange(0, 4));
      const auto part = *rc::gen::inRange(0, 3);
      by.say(places[*rc::gen::inRange<std::size_t>(0, 4)], part == 0 ? "" : std::string(part * 40, 'p'),
             *rc::gen::inRange(0, 5) == 0 ? model::kFlagOpen : 0);
    } else if (what < 6) {
      const auto& [from, to] = ways[*rc::gen::inRange<std::size_t>(0, ways.size())];
      drawer.push_back({to, bundle(world, *from, *to, *rc::gen::inRange(0, 4) == 0,
                                   *rc::gen::element<std::uint64_t>(1500, 1 << 20))});
    } else if (!drawer.empty()) {
      const Parcel& parcel = drawer[*rc::gen::inRange<std::size_t>(0, drawer.size())];
      Volumes volumes = parcel.volumes;
      if (*rc::gen::inRange(0, 4) == 0) volumes.resize(*rc::gen::inRange<std::size_t>(1, volumes.size() + 1));
      const auto read = Stick(world, *parcel.to).read(volumes);
      RC_ASSERT(read.has_value());
      if (read->problem)
        RC_ASSERT(read->problem->code == "bundle.gap" || read->problem->code == "bundle.volume_missing" ||
                  read->problem->code == "bundle.refused");
    }
  }
  // Who learns on the way that its log was forked shows its parts again after a further round; the city, when
  // its admin says so.
  for (int round = 0; round < 6; ++round) {
    if (round == 3 && city.store().parts_hidden())
      RC_ASSERT(city.record({{}, node::reveal_facts()}).has_value());
    for (const auto& [from, to] : ways) {
      const auto read = Stick(world, *to).read(bundle(world, *from, *to));
      RC_ASSERT(read.has_value());
      RC_ASSERT(!read->problem);
    }
  }
  const auto agree = all_agree(world);
  if (!agree) RC_FAIL(agree.message());
  // And everyone knows of the places above that they hold it.
  for (Node* node : {&village, &sibling})
    node->store().for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
      if (log.writer != *node->writer()) return;
      for (Node* above : {&county, &city}) {
        const auto acks = node->store().acks_of(log);
        RC_ASSERT(std::any_of(acks.begin(), acks.end(), [&](const wishsync::Ack& ack) {
          return ack.writer == *above->writer() && ack.tip == tips.back() && ack.parts_seq == ack.tip.seq;
        }));
      }
    });
}

}  // namespace
}  // namespace support
