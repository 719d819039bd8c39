#include "tools/bench/statistics.h"

#include <gtest/gtest.h>

namespace bench {

TEST(Median, IsTheValueInTheMiddle) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({7}), 7);
}

TEST(Median, OfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle) { EXPECT_EQ(median({4, 1, 2, 10}), 3); }

TEST(Median, OfNothingIsZero) { EXPECT_EQ(median({}), 0); }

TEST(Percentile, IsTheSmallestValueThatSoManyDoNotExceed) {
  std::vector<double> values;
  for (int i = 100; i >= 1; --i) values.push_back(i);
  EXPECT_EQ(percentile(values, 50), 50);
  EXPECT_EQ(percentile(values, 99), 99);
  EXPECT_EQ(percentile(values, 100), 100);
  EXPECT_EQ(percentile(values, 0), 1);
}

TEST(Percentile, OfFewValuesIsOneOfThem) {
  EXPECT_EQ(percentile({5, 9}, 99), 9);
  EXPECT_EQ(percentile({5}, 50), 5);
  EXPECT_EQ(percentile({}, 50), 0);
}

}  // namespace bench
