// Bundles between nodes: there and back, and again.

#include "node/data/bundles.h"

#include <gtest/gtest.h>

#include "bundles_fixture.h"
#include "model/attachment.h"
#include "sync/checked_run.h"

namespace support {
namespace {

using model::EventRef;

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

}  // namespace
}  // namespace support
