// The same figures, byte by byte, wherever they are asked for.

#include <boost/json/value.hpp>

#include "tests/process/tree.h"

namespace process {
namespace {

using Figures = Tree;

TEST_F(Figures, AreTheSameBytesAtVillageCountyAndCityInEveryView) {
  auto [city, county, village] = line();
  Node& other = join(city, kOtherVillage);
  EXPECT_EQ(village.ctl({"import", std::string(FORMS_DIR) + "/shangtuan.csv"}).at("added"), 31);
  other.ctl({"import", std::string(FORMS_DIR) + "/futuo.csv"});
  const std::string number(village.wishes()[0].at("number").as_string());
  village.ctl({"wish", "vet", number, "--approve"});
  ASSERT_TRUE(
      eventually([&] { return county.total() == 31 && county.wish(number).at("state") == "vetted"; }));
  county.ctl({"wish", "withdraw", number, "--remark", "本人要求"});

  ASSERT_TRUE(eventually([&] { return city.total() == village.total() + other.total(); }));
  ASSERT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  ASSERT_TRUE(soon_same_figures(kCounty.code, {&county, &city}));
  ASSERT_TRUE(soon_same_figures(kOtherVillage.code, {&other, &city}));
  for (const char* by : {"place", "month", "state", "category", "target"})
    for (const char* period : {"2018", "2018H1", "2018-06", "2019"})
      EXPECT_TRUE(same_figures(kVillage.code, {&village, &county, &city}, {"--by", by, "--period", period}))
          << by << " " << period;
}

TEST_F(Figures, AreThoseThatARecountFindsAtEveryLevel) {
  auto [city, county, village] = line();
  village.ctl({"import", form(100).string()});
  ASSERT_TRUE(eventually([&] { return city.total() == 100; }));
  for (const Node* node : {&village, &county, &city}) {
    EXPECT_TRUE(node->verifies());
    EXPECT_EQ(node->ctl({"verify"}).at("input_root"), node->status().at("input_root"));
  }
}

}  // namespace
}  // namespace process
