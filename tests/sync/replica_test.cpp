#include "sync/replica.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wishsync {
namespace {

using ::testing::SizeIs;

TEST(CommittedTest, TwoGroupsAreToldAsOne) {
  Committed first;
  first.arrivals = {{7, {}, {1}, {}}};
  first.parts_revealed = true;
  first.arrival = 7;
  Committed next;
  next.arrivals = {{8, {}, {2}, {}}, {9, {}, {3}, {}}};
  next.acks.resize(1);
  next.late_parts.resize(1);
  next.authority_changed = true;
  next.arrival = 9;
  first.add(next);
  ASSERT_THAT(first.arrivals, SizeIs(3));
  EXPECT_EQ(first.arrivals[0].count, 7u);
  EXPECT_EQ(first.arrivals[2].count, 9u);
  EXPECT_THAT(first.acks, SizeIs(1));
  EXPECT_THAT(first.late_parts, SizeIs(1));
  EXPECT_TRUE(first.authority_changed);
  EXPECT_TRUE(first.parts_revealed);
  EXPECT_EQ(first.arrival, 9u);
}

}  // namespace
}  // namespace wishsync
