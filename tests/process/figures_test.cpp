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

TEST_F(Figures, AKeptReportStaysAsItWasWhateverComesLater) {
  auto [city, county, village] = line();
  village.ctl({"import", form(40).string()});
  ASSERT_TRUE(eventually([&] { return county.total() == 40; }));
  const auto report = [](const Node& node) {
    return node.ctl({"report", "--period", "2018", "--by", "category", "--place", kVillage.code});
  };
  EXPECT_EQ(report(county).at("whole").at("now"), report(village).at("whole").at("now"));
  EXPECT_EQ(report(county).at("groups"), report(village).at("groups"));

  const auto root = county.status().at("input_root");
  const auto kept =
      county.ctl({"report", "keep", "--from", "2000-01-01", "--to", "2999-12-31", "--by", "place"});
  const std::string id(kept.at("id").as_string());
  EXPECT_EQ(kept.at("input_root"), root);
  village.add("周大山", "想要一床棉被（约200元）");
  ASSERT_TRUE(eventually([&] { return county.total() == 41; }));
  county.kill();
  county.start();
  EXPECT_EQ(county.ctl({"report", "again", id}).at("result"), kept.at("result"));
  const auto shown = county.ctl({"report", "show", id});
  EXPECT_EQ(shown.at("figures").at("then").at("whole").at("now").at("funnel").at("registered"), 40);
  EXPECT_EQ(shown.at("figures").at("now").at("whole").at("now").at("funnel").at("registered"), 41);
  EXPECT_EQ(shown.at("corrections_count"), 1);
  EXPECT_EQ(shown.at("corrections").at(0).at("changes").at(0), "arrived");
  // The city sees that it was kept.
  EXPECT_TRUE(eventually([&] { return city.ctl({"report", "list"}).at("reports").as_array().size() == 1; }));
  // The village, which hears of it, reads the same, and is told why there are no corrections.
  ASSERT_TRUE(eventually([&] { return village.try_ctl({"report", "show", id}).status == 0; }));
  const auto below = village.ctl({"report", "show", id});
  EXPECT_EQ(below.at("figures").at("then"), shown.at("figures").at("then"));
  EXPECT_EQ(below.at("no_corrections").at("code"), "summary.not_carried");
  EXPECT_TRUE(county.verifies());
}

}  // namespace
}  // namespace process
