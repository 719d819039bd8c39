#include "tools/simulation/tree.h"

#include <gtest/gtest.h>

namespace simulation {
namespace {

using model::PlaceCode;

constexpr PlaceCode kCity{4313}, kCounty{431322}, kOther{431321}, kTown{431322101};
constexpr PlaceCode kVillage{431322101003}, kNeighbour{431322101004};

class TreeOfPlaces : public ::testing::Test {
 protected:
  TreeOfPlaces() {
    for (const PlaceCode place : {kCity, kCounty, kOther, kTown, kVillage, kNeighbour}) tree_.add(place);
  }
  Tree tree_;
};

TEST_F(TreeOfPlaces, who_begins_the_code_is_above) {
  for (const PlaceCode upper : {kCity, kCounty, kTown, kVillage})
    EXPECT_TRUE(tree_.at_or_above(upper, kVillage)) << upper.text();
  for (const PlaceCode other : {kOther, kNeighbour})
    EXPECT_FALSE(tree_.at_or_above(other, kVillage)) << other.text();
  EXPECT_FALSE(tree_.at_or_above(kVillage, kTown));
}

TEST_F(TreeOfPlaces, who_was_merged_counts_as_the_other) {
  constexpr PlaceCode kThird{431322101005};
  tree_.succeed(kVillage, kNeighbour);
  EXPECT_TRUE(tree_.at_or_above(kVillage, kNeighbour));
  EXPECT_TRUE(tree_.at_or_above(kNeighbour, kVillage));
  tree_.succeed(kNeighbour, kThird);
  EXPECT_TRUE(tree_.at_or_above(kVillage, kThird));
  EXPECT_TRUE(tree_.at_or_above(kTown, kThird)) << "a place that came by it is in the tree";
}

TEST_F(TreeOfPlaces, who_is_not_in_it_is_above_nobody) {
  EXPECT_FALSE(tree_.at_or_above(PlaceCode{431399}, kVillage));
  EXPECT_FALSE(tree_.at_or_above(model::kPlaceOfAll, kVillage));
}

}  // namespace
}  // namespace simulation
