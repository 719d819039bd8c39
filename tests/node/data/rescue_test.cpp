#include "node/data/rescue.h"

#include <gtest/gtest.h>

#include "node/store/store_keys.h"
#include "tests/support/stick.h"
#include "tests/support/sync_checks.h"

namespace support {
namespace {

using model::EventRef;

struct Damaged {
  Pipes world;
  Node& city = world.city();
  Node& county = join(city, kCounty, "county");
  Node& village = join(county, kVillage, "village");
  std::vector<EventRef> wishes;  // Seq 1 to 20 of the village's log, which nobody else has.

  Node& join(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  Damaged() {
    world.hang_up(village);
    world.run_for(1000);
    for (int i = 0; i < 20; ++i) wishes.push_back(village.say(kVillage, "wish " + std::to_string(i)));
    village.say(kCounty, "a remark");
  }
  // As a store that is opened for reading alone: what is damaged is as if it were not there.
  void damage(node::Family family, const EventRef& at) {
    node::KvBatch batch;
    batch.remove(family, node::keys::event_key(at));
    ASSERT_TRUE(village.kv().write(batch));
  }
  node::BundleWritten rescue(const node::ReadableReplica& readable) {
    const node::OwnNode own(village.signer().key(), world.root_key(), kVillage, village.writer());
    const node::ManualClock clock(world.now_ms());
    node::SeededRandom random(3);
    node::MemoryBundleSink sink;
    const auto written =
        write_bundle(node::BundleSender{readable, own, village.signer(), world.verifier(), clock, random},
                     {county.signer().key(), false}, sink);
    EXPECT_TRUE(written) << written.error().en;
    take(world, county, sink.volumes);
    return *written;
  }
  std::size_t rescued() const {
    const auto tips = county.store().tips(wishes.front().log);
    return tips.empty() ? 0 : tips.back().seq.value;
  }
};

struct Rescue : ::testing::Test, Damaged {};

TEST_F(Rescue, OfAWholeStoreIsABundleWithoutWords) {
  const node::ReadableReplica readable(village.store());
  EXPECT_TRUE(readable.lost().empty());
  const auto written = rescue(readable);
  EXPECT_EQ(written.events, 21u);
  EXPECT_EQ(written.acks, 0u);
  EXPECT_TRUE(written.unread.empty());
  ASSERT_TRUE(world.settle());
  for (const EventRef& wish : wishes) EXPECT_TRUE(city.store().part(wish));
}

TEST_F(Rescue, BringsEveryLogUpToTheDamageAndTheOthersWhole) {
  for (const std::size_t at : {0u, 7u, 19u}) {
    Damaged fresh;
    fresh.damage(node::Family::kLog, fresh.wishes[at]);
    const node::ReadableReplica readable(fresh.village.store());
    ASSERT_EQ(readable.lost().size(), 1u) << at;
    EXPECT_EQ(readable.lost().front().from.value, at + 1);
    EXPECT_EQ(readable.lost().front().target.seq.value, 20u);
    const auto written = fresh.rescue(readable);
    EXPECT_EQ(fresh.rescued(), at);
    EXPECT_EQ(written.events, at + 1);  // And the remark.
    for (std::size_t i = 0; i < at; ++i) EXPECT_TRUE(fresh.county.store().part(fresh.wishes[i]));
  }
}

TEST_F(Rescue, WithoutASignatureGoesUpToTheOneBefore) {
  damage(node::Family::kTip, wishes[19]);
  damage(node::Family::kTip, wishes[18]);
  damage(node::Family::kTip, wishes[4]);  // The next one vouches for it.
  rescue(node::ReadableReplica(village.store()));
  EXPECT_EQ(rescued(), 18u);
}

TEST_F(Rescue, WithoutAPartItsEventStillCounts) {
  damage(node::Family::kPart, wishes[3]);
  const auto written = rescue(node::ReadableReplica(village.store()));
  EXPECT_EQ(rescued(), 20u);
  EXPECT_EQ(written.parts, 20u);  // 19 wishes and the remark.
  EXPECT_FALSE(county.store().part(wishes[3]));
  EXPECT_TRUE(county.store().part(wishes[4]));
}

}  // namespace
}  // namespace support
