// Places that were recoded or merged: who counts as whom, and what never comes of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/authority.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::Author;
using realm::kCity;
using realm::kCounty;
using realm::kFarVillage;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kTown;
using realm::kVillage;
using realm::SmallCity;
using ::testing::ElementsAre;

const std::vector<PlaceCode> kPool = {kCity, kCounty, kOtherCounty, kTown, kVillage, kSibling, kFarVillage};

// What was carried, and who could speak, stays so whatever is said later.
RC_GTEST_PROP(SuccessionProperty, OnlyWidensBySuccessions, ()) {
  SmallCity city;
  const auto before = city.judge();
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    const PlaceCode place = *rc::gen::elementOf(kPool);
    const PlaceCode successor = *rc::gen::elementOf(kPool);
    Author& by = **rc::gen::element(&city.city, &city.county, &city.other_county);
    if (place != successor) city.succeed(by, place, successor);
  }
  const auto after = city.judge();
  for (const PlaceCode upper : kPool)
    for (const PlaceCode lower : kPool)
      if (before->at_or_above(upper, lower)) RC_ASSERT(after->at_or_above(upper, lower));
}

TEST(Succession, CountsAMergedVillageAsItsSuccessor) {
  SmallCity city;
  const EventHash said = city.succeed(city.county, kVillage, kSibling).hash();
  const auto a = city.judge();
  EXPECT_EQ(a->current(kVillage), kSibling);
  EXPECT_EQ(a->place(kVillage)->successor, kSibling);
  EXPECT_THAT(a->place(kVillage)->successions, ElementsAre(said));
  EXPECT_THAT(a->line_above(kVillage), ElementsAre(kSibling, kCounty, kCity));
  EXPECT_THAT(a->children(kCounty), ElementsAre(kSibling));
  EXPECT_THAT(a->subtree(kSibling), ElementsAre(kVillage, kSibling));
  EXPECT_TRUE(a->same(kVillage, kSibling));
  EXPECT_TRUE(a->at_or_above(kVillage, kSibling));
  EXPECT_TRUE(a->at_or_above(kSibling, kVillage));
  EXPECT_FALSE(a->above(kVillage, kSibling));
}

TEST(Succession, MakesAllThatWereMergedOneOffice) {
  SmallCity city;
  city.declare(city.county, kTown, kCounty, Level::kCommunity);
  const PlaceCode below{kVillage.value * 1000 + 1};
  city.declare(city.county, below, kVillage, Level::kCommunity);
  city.succeed(city.county, kVillage, kTown);
  city.succeed(city.county, kSibling, kTown);
  const auto a = city.judge();
  EXPECT_TRUE(a->same(kVillage, kSibling));
  // What was below the one is below the other too, and below their successor in the tree.
  EXPECT_TRUE(a->above(kSibling, below));
  EXPECT_THAT(a->children(kTown), ElementsAre(below));
  EXPECT_THAT(a->line_above(below), ElementsAre(kVillage, kTown, kCounty, kCity));
}

TEST(Succession, FollowsSuccessionsToTheLast) {
  SmallCity city;
  city.declare(city.county, kTown, kCounty, Level::kCommunity);
  city.succeed(city.county, kVillage, kSibling);
  city.succeed(city.city, kSibling, kTown);
  const auto a = city.judge();
  EXPECT_EQ(a->current(kVillage), kTown);
  EXPECT_TRUE(a->same(kVillage, kTown));
}

// Parts of the one go to the offices above the other; those of the other never come back that way.
TEST(Succession, GivesTheOfficesAboveAMergedVillageNothingOfItsSuccessor) {
  SmallCity city;
  city.succeed(city.city, kFarVillage, kVillage);
  const auto a = city.judge();
  EXPECT_TRUE(a->above(kCounty, kFarVillage));
  EXPECT_TRUE(a->above(kOtherCounty, kFarVillage));
  EXPECT_FALSE(a->above(kOtherCounty, kVillage));
}

TEST(Succession, LetsThoseAloneMergePlacesWhoAreAboveBoth) {
  SmallCity city;
  city.succeed(city.village, kVillage, kSibling);
  city.succeed(city.county, kVillage, kFarVillage);
  city.succeed(city.county, kCounty, kOtherCounty);
  city.succeed(city.county, kFarVillage, kVillage);
  const auto a = city.judge();
  for (const auto& [code, place] : a->places()) EXPECT_FALSE(place.successor);
}

TEST(Succession, LetsNoPlaceBeSucceededByOneBelowIt) {
  SmallCity city;
  city.succeed(city.city, kCounty, kVillage);
  EXPECT_FALSE(city.judge()->place(kCounty)->successor);
}

TEST(Succession, TakesOfSuccessionsTheOneThatNoOtherIsBasedOn) {
  SmallCity city;
  const EventHash wrong = city.succeed(city.city, kVillage, kFarVillage).hash();
  const EventHash right = city.succeed(city.city, kVillage, kSibling, {wrong}).hash();
  const auto a = city.judge();
  EXPECT_EQ(a->current(kVillage), kSibling);
  EXPECT_THAT(a->place(kVillage)->successions, ElementsAre(right));
  EXPECT_TRUE(a->same(kVillage, kFarVillage));  // What was said for carrying stays.
}

TEST(Succession, BreaksARingOfSuccessions) {
  SmallCity city;
  city.succeed(city.city, kVillage, kSibling);
  city.succeed(city.city, kSibling, kFarVillage);
  city.succeed(city.city, kFarVillage, kVillage);
  const auto a = city.judge();
  EXPECT_EQ(a->current(kVillage), a->current(kSibling));
  EXPECT_EQ(a->subtree(kCity).size(), a->places().size());
}

}  // namespace
}  // namespace model
