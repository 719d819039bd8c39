// Who carries which log and where parts are due, as a table.

#include "sync/carry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/realm.h"

namespace wishsync {
namespace {

using model::LogId;
using model::PlaceCode;
using realm::kCity;
using realm::kCounty;
using realm::kFarVillage;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kTown;
using realm::kVillage;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class CarryTest : public ::testing::Test {
 protected:
  static constexpr PlaceCode kAll[] = {kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage};

  template <typename Rule>
  std::vector<PlaceCode> where(Rule&& rule) const {
    std::vector<PlaceCode> out;
    const auto authority = city_.judge();
    for (const PlaceCode at : kAll)
      if (rule(*authority, at)) out.push_back(at);
    return out;
  }
  std::vector<PlaceCode> carriers(PlaceCode place, const model::WriterId& writer) const {
    return where([&](const auto& a, PlaceCode at) { return carries(a, at, LogId{place, writer}); });
  }
  std::vector<PlaceCode> due(PlaceCode place, const model::WriterId& writer) const {
    return where([&](const auto& a, PlaceCode at) { return parts_due(a, at, LogId{place, writer}); });
  }

  realm::SmallCity city_;
  const model::WriterId by_city_ = city_.city.writer();
  const model::WriterId by_county_ = city_.county.writer();
  const model::WriterId by_village_ = city_.village.writer();
  const model::WriterId by_sibling_ = city_.sibling.writer();
  const model::WriterId by_far_ = city_.far_village.writer();
  const model::WriterId unknown_{{99}};
};

TEST_F(CarryTest, EveryNodeCarriesTheLogsOfPlaceZero) {
  for (const auto& writer : {by_city_, by_village_, by_far_, unknown_})
    EXPECT_THAT(carriers(model::kPlaceOfAll, writer),
                ElementsAre(kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage));
}

TEST_F(CarryTest, AllBelowCarryTheLogsOfAPlaceAbove) {
  EXPECT_THAT(carriers(kCity, by_city_),
              ElementsAre(kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage));
  EXPECT_THAT(carriers(kCounty, by_county_), ElementsAre(kCity, kCounty, kVillage, kSibling));
}

TEST_F(CarryTest, TheLogOfAVillageGoesUpItsLineAlone) {
  EXPECT_THAT(carriers(kVillage, by_village_), ElementsAre(kCity, kCounty, kVillage));
}

TEST_F(CarryTest, WhatTheCityWritesAboutAVillageComesDownToIt) {
  EXPECT_THAT(carriers(kVillage, by_city_), ElementsAre(kCity, kCounty, kVillage));
}

TEST_F(CarryTest, WhatASiblingWritesAboutAVillageReachesBoth) {
  EXPECT_THAT(carriers(kVillage, by_sibling_), ElementsAre(kCity, kCounty, kVillage, kSibling));
}

TEST_F(CarryTest, WhatAVillageOfAnotherCountyWritesTravelsBothLines) {
  EXPECT_THAT(carriers(kVillage, by_far_), ElementsAre(kCity, kCounty, kOtherCounty, kVillage, kFarVillage));
}

TEST_F(CarryTest, WhatAVillageWritesAboutItsCountyReachesTheWholeCounty) {
  EXPECT_THAT(carriers(kCounty, by_village_), ElementsAre(kCity, kCounty, kVillage, kSibling));
}

TEST_F(CarryTest, WhatAVillageWritesAboutAnotherCountyReachesThatCountyAndItself) {
  EXPECT_THAT(carriers(kOtherCounty, by_village_),
              ElementsAre(kCity, kCounty, kOtherCounty, kVillage, kFarVillage));
}

TEST_F(CarryTest, AWriterThatIsNotKnownHasNoPlace) {
  EXPECT_THAT(carriers(kVillage, unknown_), ElementsAre(kCity, kCounty, kVillage));
  EXPECT_THAT(due(kVillage, unknown_), ElementsAre(kCity, kCounty, kVillage));
}

// ---- Parts

TEST_F(CarryTest, PartsAreDueAtAndAboveThePlaceOfTheLog) {
  EXPECT_THAT(due(kVillage, by_village_), ElementsAre(kCity, kCounty, kVillage));
  EXPECT_THAT(due(kVillage, by_city_), ElementsAre(kCity, kCounty, kVillage));
}

TEST_F(CarryTest, PartsAreDueAtAndAboveTheWritersPlace) {
  EXPECT_THAT(due(kVillage, by_sibling_), ElementsAre(kCity, kCounty, kVillage, kSibling));
  EXPECT_THAT(due(kVillage, by_far_), ElementsAre(kCity, kCounty, kOtherCounty, kVillage, kFarVillage));
}

TEST_F(CarryTest, PartsOfALogAboveAreNotDueBelow) {
  EXPECT_THAT(due(kCity, by_city_), ElementsAre(kCity));
  EXPECT_THAT(due(kCounty, by_county_), ElementsAre(kCity, kCounty));
  // But at the village that wrote them there.
  EXPECT_THAT(due(kCounty, by_village_), ElementsAre(kCity, kCounty, kVillage));
  EXPECT_THAT(due(kCity, by_village_), ElementsAre(kCity, kCounty, kVillage));
}

TEST_F(CarryTest, PartsAreDueOnlyWhereTheLogIsCarried) {
  const auto authority = city_.judge();
  for (const PlaceCode place :
       {model::kPlaceOfAll, kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage})
    for (const auto& writer : {by_city_, by_county_, by_village_, by_sibling_, by_far_, unknown_})
      for (const PlaceCode at : kAll)
        EXPECT_TRUE(!parts_due(*authority, at, {place, writer}) || carries(*authority, at, {place, writer}));
}

// What a child carries its parent carries too: so both ends of a link share what the child carries.
TEST_F(CarryTest, AParentCarriesAllThatItsChildCarries) {
  const auto authority = city_.judge();
  for (const PlaceCode place :
       {model::kPlaceOfAll, kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage})
    for (const auto& writer : {by_city_, by_county_, by_village_, by_sibling_, by_far_, unknown_})
      for (const PlaceCode child : kAll)
        for (const PlaceCode parent : authority->line_above(child)) {
          const LogId log{place, writer};
          EXPECT_TRUE(!carries(*authority, child, log) || carries(*authority, parent, log));
          EXPECT_EQ(shared_log(*authority, child, log), carries(*authority, child, log));
        }
}

TEST_F(CarryTest, AnOpenPartIsDueWhereverItsEventIsCarried) {
  const auto authority = city_.judge();
  realm::Words words = realm::registered(realm::subject_of(1));
  const model::Event sealed = city_.city.write(kCity, words);
  words.flags = model::kFlagOpen;
  const model::Event open = city_.city.write(kCity, words);
  words.part.reset();
  const model::Event none = city_.city.write(kCity, words);
  EXPECT_TRUE(part_due(*authority, kVillage, open.header()));
  EXPECT_FALSE(part_due(*authority, kVillage, sealed.header()));
  EXPECT_TRUE(part_due(*authority, kCity, sealed.header()));
  EXPECT_FALSE(part_due(*authority, kCity, none.header()));
  realm::Words of_village = realm::registered(realm::subject_of(2));
  of_village.flags = model::kFlagOpen;
  const model::Event village = city_.village.write(kVillage, of_village);
  EXPECT_FALSE(part_due(*authority, kSibling, village.header()));
}

// ---- The tree changes

TEST_F(CarryTest, ATownThatIsInsertedLaterCarriesWhatIsBelowIt) {
  const auto carried_by_town = [&](PlaceCode place, const model::WriterId& writer) {
    return carries(*city_.judge(), kTown, {place, writer});
  };
  EXPECT_FALSE(carried_by_town(kVillage, by_village_));
  city_.declare(city_.county, kTown, kCounty, model::Level::kTown);
  EXPECT_FALSE(carried_by_town(kVillage, by_village_));
  EXPECT_TRUE(carried_by_town(kCounty, by_county_));
  city_.declare(city_.county, kVillage, kTown, model::Level::kCommunity, {city_.village_declared});
  EXPECT_TRUE(carried_by_town(kVillage, by_village_));
  EXPECT_TRUE(carried_by_town(kVillage, by_far_));
  EXPECT_TRUE(carried_by_town(kSibling, by_village_));  // Its writer is below the town now.
  EXPECT_FALSE(carried_by_town(kSibling, by_sibling_));
  EXPECT_TRUE(parts_due(*city_.judge(), kTown, {kVillage, by_village_}));
  EXPECT_TRUE(carries(*city_.judge(), kCounty, {kVillage, by_village_}));
  EXPECT_TRUE(carries(*city_.judge(), kVillage, {kTown, by_county_}));
}

TEST_F(CarryTest, WhatWasOnceCarriedStaysCarriedWhenAVillageMoves) {
  city_.declare(city_.city, kVillage, kOtherCounty, model::Level::kCommunity, {city_.village_declared});
  EXPECT_THAT(carriers(kVillage, by_village_), UnorderedElementsAre(kCity, kCounty, kOtherCounty, kVillage));
}

}  // namespace
}  // namespace wishsync
