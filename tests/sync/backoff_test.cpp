#include "sync/backoff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wishsync {
namespace {

TEST(Backoff, FirstTriesComeSoonAndTheCeilingDoublesUpToFiveMinutes) {
  Backoff backoff;
  std::uint64_t ceiling = 2'000;
  for (int i = 0; i < 20; ++i) {
    Backoff low = backoff;
    Backoff high = backoff;
    EXPECT_EQ(low.next_ms(0), kBackoffMsMin);
    EXPECT_EQ(high.next_ms(ceiling - kBackoffMsMin), ceiling);
    EXPECT_EQ(backoff.next_ms(ceiling - kBackoffMsMin + 1), kBackoffMsMin);  // The draw wraps: full jitter.
    ceiling = std::min(ceiling * 2, kBackoffMsMax);
  }
  EXPECT_EQ(ceiling, kBackoffMsMax);
}

TEST(Backoff, StartsAnewAfterASuccess) {
  Backoff backoff;
  for (int i = 0; i < 8; ++i) (void)backoff.next_ms(0);
  backoff.succeeded();
  EXPECT_LE(backoff.next_ms(~std::uint64_t{0}), 2 * kBackoffMsMin);
}

RC_GTEST_PROP(Backoff, DelayIsAlwaysBetweenOneSecondAndFiveMinutes, (std::vector<std::uint64_t> draws)) {
  Backoff backoff;
  for (const std::uint64_t draw : draws) {
    const std::uint64_t delay = backoff.next_ms(draw);
    RC_ASSERT(delay >= kBackoffMsMin);
    RC_ASSERT(delay <= kBackoffMsMax);
  }
}

}  // namespace
}  // namespace wishsync
