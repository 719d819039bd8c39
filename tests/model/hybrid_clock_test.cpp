// Stamps rise, whatever the wall clock does, within bounds.

#include "model/hybrid_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace model {
namespace {

constexpr std::uint64_t kNoon = 1'529'640'000'000;

RC_GTEST_PROP(HybridClockProperty, RisesWhileTheWallStaysWithinTheBound, ()) {
  HybridClock clock;
  HybridTime last = clock.next(kNoon);
  // A wall that jumps about by less than the bound, both ways.
  const auto walls = *rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::inRange<std::uint64_t>(kNoon, kNoon + kClockAheadMsMax));
  for (const std::uint64_t wall : walls) {
    const HybridTime next = clock.next(wall);
    RC_ASSERT(next > last);
    RC_ASSERT(next.wall_ms() >= wall);
    last = next;
  }
}

RC_GTEST_PROP(HybridClockProperty, NeverRunsFurtherAheadThanTheBound, ()) {
  HybridClock clock;
  const auto steps = *rc::gen::container<std::vector<std::pair<std::uint64_t, bool>>>(rc::gen::pair(
      rc::gen::inRange<std::uint64_t>(kNoon, kNoon + 4 * kClockAheadMsMax), rc::gen::arbitrary<bool>()));
  for (const auto& [ms, seen] : steps) {
    if (seen)
      clock.observe(HybridTime::at(ms));
    else
      RC_ASSERT(clock.next(ms).wall_ms() <= ms + kClockAheadMsMax + 1);
  }
}

TEST(HybridClock, FollowsAStampThatIsALittleAhead) {
  HybridClock clock;
  const HybridTime seen = HybridTime::at(kNoon + kClockAheadMsMax);
  clock.observe(seen);
  EXPECT_GT(clock.next(kNoon), seen);
}

TEST(HybridClock, ComesBackToTheWallFromAStampThatIsFarAhead) {
  HybridClock clock;
  clock.observe(HybridTime::at(kNoon + kClockAheadMsMax + 1));
  EXPECT_EQ(clock.next(kNoon), HybridTime::at(kNoon));
}

TEST(HybridClock, IsNotLedBackByAnOldStamp) {
  HybridClock clock;
  const HybridTime first = clock.next(kNoon);
  clock.observe(HybridTime::at(kNoon - 1000));
  EXPECT_GT(clock.next(kNoon - 1000), first);
}

TEST(HybridClock, SurvivesTheLargestStamp) {
  HybridClock clock;
  clock.observe(HybridTime{~std::uint64_t{0}});
  EXPECT_EQ(clock.next(kNoon), HybridTime::at(kNoon));
}

TEST(HybridTime, KeepsMillisecondsAboveTheCounter) {
  EXPECT_EQ(HybridTime::at(kNoon).wall_ms(), kNoon);
  EXPECT_EQ((HybridTime{HybridTime::at(kNoon).bits + 65535}).wall_ms(), kNoon);
  EXPECT_LT(HybridTime{HybridTime::at(kNoon).bits + 65535}, HybridTime::at(kNoon + 1));
}

}  // namespace
}  // namespace model
