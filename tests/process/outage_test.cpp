// Links that fail and come back, and nodes that end and start again in good order.

#include "tests/process/tree.h"

namespace process {
namespace {

using Outage = Tree;

TEST_F(Outage, WhatAVillageWritesReachesCountyAndCityWithNames) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  for (const Node* above : {&county, &city}) {
    ASSERT_TRUE(eventually([&] { return above->total() == 1; })) << above->place().name;
    EXPECT_TRUE(eventually([&] { return above->wish(number).at("name") == "周小明"; }));
    EXPECT_EQ(above->shown(), village.shown());
  }
}

TEST_F(Outage, AVillageWithoutNetworkWorksOnAndIsWholeEverywhereAfterwards) {
  auto [city, county, village] = line();
  village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  village.lose_network();

  const std::string number = village.add("吴小红");
  village.ctl({"wish", "vet", number, "--approve"});
  village.ctl({"import", form(50).string()});
  EXPECT_EQ(village.total(), 52);
  EXPECT_EQ(village.wish(number).at("safe"), "here");
  // What the county writes meanwhile is for the village too.
  county.ctl({"wish", "add", "--place", kVillage.code, "--name", "郑大海", "--sex", "male", "--age", "60",
              "--address", "奉家镇上团村1组", "--content", "一把椅子", "--phone", "13000000001"});
  ASSERT_TRUE(eventually([&] { return city.total() == 2; }));

  village.regain_network(county);
  ASSERT_TRUE(eventually([&] { return city.total() == 53 && village.total() == 53; }, kAfterBackoff));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  EXPECT_TRUE(each_once(city.wishes(), 53));
  EXPECT_TRUE(eventually([&] { return city.shown() == village.shown(); }));
  EXPECT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
}

TEST_F(Outage, WhileTheCountyIsDownTheVillageWritesAndTheCityGetsItLater) {
  auto [city, county, village] = line();
  ASSERT_EQ(county.stop(), 0);
  village.add("周小明");
  EXPECT_EQ(village.total(), 1);
  EXPECT_EQ(city.total(), 0);
  county.start();
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }, kAfterBackoff));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
}

TEST_F(Outage, EveryLevelRestartedInTurnGoesOnWithTheSameFigures) {
  auto [city, county, village] = line();
  village.ctl({"import", form(30).string()});
  ASSERT_TRUE(eventually([&] { return city.total() == 30; }));
  std::int64_t count = 30;
  for (Node* node : {&village, &county, &city}) {
    node->restart();
    village.add("周" + std::to_string(++count));
    ASSERT_TRUE(eventually([&] { return city.total() == count; }, kAfterBackoff)) << node->place().name;
  }
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  EXPECT_TRUE(each_once(city.wishes(), 33));
  for (const Node* node : {&village, &county, &city}) EXPECT_TRUE(node->verifies());
}

TEST_F(Outage, SigtermEndsWithZeroAndWhatWasAcknowledgedIsThere) {
  Node& city = root();
  const std::string number = std::string(
      city.ctl({"wish", "add", "--place", "431302001", "--name", "周小明", "--sex", "male", "--age", "8",
                "--address", "乐坪街道", "--content", "书包", "--phone", "13000000001"})
          .at("number")
          .as_string());
  EXPECT_EQ(city.stop(), 0);
  city.start();
  EXPECT_EQ(city.wish(number).at("name"), "周小明");
  // Again at once, and in the middle of work.
  EXPECT_EQ(city.stop(), 0);
  city.start();
  const auto import = city.begin_ctl({"import", form(3000).string(), "--place", "431302001"});
  const auto idle = city.program().busy();
  ASSERT_TRUE(eventually(
      [&] { return city.program().busy() - idle > std::chrono::milliseconds(20) || import->status(); }));
  EXPECT_EQ(city.stop(), 0);
  (void)import->wait(kSoon);
  city.start();
  const std::int64_t total = city.total();
  EXPECT_TRUE(total == 1 || total == 3001) << total;
}

TEST_F(Outage, ALateJoinerGetsEverythingThatWasWrittenBefore) {
  auto [city, county, village] = line();
  village.ctl({"import", form(200).string()});
  village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 201; }));

  Node& second = join(city, kCounty, "second");  // Another machine of the county, straight below the city.
  ASSERT_TRUE(eventually([&] { return second.total() == 201; }));
  EXPECT_TRUE(eventually([&] { return second.shown() == village.shown(); }));
  EXPECT_TRUE(soon_same_figures(kCounty.code, {&second, &county, &city}));
}

TEST_F(Outage, AVillageKnowsNothingOfOtherVillages) {
  auto [city, county, village] = line();
  Node& other = join(city, kOtherVillage);
  village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  other.add("吴小红");
  ASSERT_TRUE(eventually([&] { return city.total() == 2 && other.in_step(); }));
  EXPECT_EQ(other.shown().size(), 1u);
  EXPECT_EQ(other.try_ctl({"summary", "--place", kVillage.code}).status, 1);
}

}  // namespace
}  // namespace process
