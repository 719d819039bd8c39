#include "node/store/recent_parts.h"

#include <gtest/gtest.h>

#include "node/limits.h"

namespace node {
namespace {

model::EventHash hash(std::uint8_t slot, std::uint8_t other = 0) {
  model::EventHash out;
  out.data[7] = slot;
  out.data.back() = other;
  return out;
}

TEST(RecentParts, are_there_until_another_takes_their_slot) {
  RecentParts parts;
  EXPECT_EQ(parts.get(hash(1)), std::nullopt);
  parts.put(hash(1), "one");
  parts.put(hash(2), "two");
  EXPECT_EQ(parts.get(hash(1)), "one");
  EXPECT_EQ(parts.get(hash(2)), "two");
  EXPECT_EQ(parts.get(hash(1, 7)), std::nullopt);
  parts.put(hash(1, 7), "another");
  EXPECT_EQ(parts.get(hash(1, 7)), "another");
  EXPECT_EQ(parts.get(hash(1)), std::nullopt);
}

TEST(RecentParts, are_small_ones_alone) {
  RecentParts parts;
  parts.put(hash(1), std::string(kRecentPartBytesMax, 'x'));
  parts.put(hash(2), std::string(kRecentPartBytesMax + 1, 'x'));
  EXPECT_TRUE(parts.get(hash(1)));
  EXPECT_FALSE(parts.get(hash(2)));
}

TEST(RecentParts, are_gone_when_they_are_cleared) {
  RecentParts parts;
  parts.put(hash(1), "one");
  parts.clear();
  EXPECT_EQ(parts.get(hash(1)), std::nullopt);
}

}  // namespace
}  // namespace node
