// A wish's whole life over real nodes: published by the city, taken up in another county's village that loses
// its network meanwhile, fulfilled, confirmed at home, and counted for the unit.

#include "tests/process/tree.h"

namespace process {
namespace {

class Life : public Tree {
 protected:
  // The state of the wish, or of the only claim on it, as a node shows it.
  static std::string state(const Node& node, const std::string& number) {
    return std::string(node.wish(number).at("state").as_string());
  }
  static std::string claim_state(const Node& node, const std::string& number) {
    const auto offer = node.ctl({"offer", "show", number});
    const auto& claims = offer.at("claims").as_array();
    return claims.empty() ? "" : std::string(claims.front().at("state").as_string());
  }
  static bool sees(const Node& node, const std::string& number) {
    return node.try_ctl({"offer", "show", number}).status == 0;
  }
};

TEST_F(Life, AWishIsTakenUpInAnotherCountyAndEndsWithPoints) {
  auto [city, county, village] = line();
  Node& other_county = join(city, kOtherCounty);
  Node& far = join(other_county, kOtherVillage);
  city.ctl({"unit", "add", "--name", "双峰县审计局", "--place", kOtherCounty.code});
  const std::string number = village.add("周大山", "想要一床棉被（约200元）");
  village.ctl({"wish", "vet", number, "--approve"});
  ASSERT_TRUE(eventually([&] { return city.total() == 1 && state(city, number) == "vetted"; }));
  city.ctl({"wish", "publish", number, "--scope", "4313"});
  ASSERT_TRUE(eventually([&] { return sees(far, number); }));
  EXPECT_EQ(far.total(), 0);

  // Taken up while the far village has no network.
  far.lose_network();
  far.ctl({"wish", "claim", number, "--name", "李四", "--phone", "13900000001", "--unit", "双峰县审计局"});
  EXPECT_EQ(claim_state(far, number), "provisional");
  far.regain_network(other_county);
  ASSERT_TRUE(eventually([&] { return claim_state(far, number) == "granted"; }, kAfterBackoff));
  ASSERT_TRUE(eventually([&] { return state(village, number) == "claimed"; }));
  const auto offer = [&] { return far.ctl({"offer", "show", number}); };
  ASSERT_TRUE(eventually([&] { return offer().at("family").is_object(); }));
  EXPECT_EQ(offer().at("family").at("name"), "周大山");
  EXPECT_EQ(village.wish(number).at("claims").at(0).at("phone"), "13900000001");

  far.ctl({"wish", "fulfil", number, "--what", "送去棉被一床", "--value", "180", "--hours", "2"});
  ASSERT_TRUE(eventually([&] { return state(village, number) == "fulfilled"; }, kAfterBackoff));
  village.ctl({"wish", "confirm", number, "--satisfaction", "5"});
  village.ctl({"wish", "close", number});
  const std::string month =
      std::string(village.wish(number).at("days").at("fulfilled").as_string()).substr(0, 7);
  const auto points = [&](const Node& node) {
    const auto ranking = node.ctl({"ranking", "--period", month, "--place", "431321"});
    const auto& rows = ranking.at("rows").as_array();
    return rows.empty() ? "" : std::string(rows.front().at("points").as_string());
  };
  ASSERT_TRUE(eventually([&] { return points(city) == "10.00"; }, kAfterBackoff));
  ASSERT_TRUE(eventually([&] { return points(other_county) == "10.00"; }, kAfterBackoff));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  for (const Node* node : {&village, &county, &city, &other_county, &far}) EXPECT_TRUE(node->verifies());
}

TEST_F(Life, APublisherThatIsKilledDecidesWhatWaitsWhenItIsBack) {
  auto [city, county, village] = line();
  const std::string number = village.add("周大山", "想要一床棉被（约200元）");
  village.ctl({"wish", "vet", number, "--approve"});
  ASSERT_TRUE(eventually([&] { return county.total() == 1 && state(county, number) == "vetted"; }));
  county.ctl({"wish", "publish", number});
  ASSERT_TRUE(eventually([&] { return sees(village, number); }));
  county.kill();
  village.ctl({"wish", "claim", number, "--name", "李四", "--phone", "13900000001", "--on-paper"});
  EXPECT_EQ(claim_state(village, number), "provisional");
  county.start();
  EXPECT_TRUE(eventually([&] { return claim_state(village, number) == "granted"; }, kAfterBackoff));
}

TEST_F(Life, TheSamePersonInTwoVillagesThatWereApartIsAskedAboutAndMerged) {
  auto [city, county, village] = line();
  Node& neighbour = join(county, {"431322106004", "奉家镇下团村", "community"});
  for (const Node* node : {&village, &neighbour}) node->lose_network();
  const auto enter = [](const Node& node, const std::string& content) {
    const auto wish = node.ctl({"wish", "add", "--name", "周大山", "--sex", "男", "--age", "72", "--address",
                                "富托村3组18号", "--phone", "13000028641", "--content", content});
    return std::string(wish.at("number").as_string());
  };
  const std::string here = enter(village, "想要一床棉被（约200元）");
  const std::string there = enter(neighbour, "一床厚棉被，价值180元");
  for (const Node* node : {&village, &neighbour}) node->regain_network(county);
  const auto pairs = [](const Node& node) {
    return node.ctl({"wish", "duplicates"}).at("duplicates").as_array().size();
  };
  ASSERT_TRUE(eventually([&] { return pairs(county) == 1 && pairs(village) == 1 && pairs(neighbour) == 1; },
                         kAfterBackoff));
  // A node alone above both may answer.
  EXPECT_EQ(village.try_ctl({"wish", "merge", here, "--into", there}).status, 1);
  county.ctl({"wish", "merge", there, "--into", here, "--remark", "两村重复登记"});
  ASSERT_TRUE(eventually([&] { return state(neighbour, there) == "withdrawn"; }, kAfterBackoff));
  EXPECT_EQ(std::string(neighbour.wish(there).at("merged_into").at("place").as_string()), kVillage.code);
  ASSERT_TRUE(
      eventually([&] { return village.wish(here).at("merged_from").as_array().size() == 1; }, kAfterBackoff));
  EXPECT_EQ(pairs(county), 0u);
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  for (const Node* node : {&village, &neighbour, &county, &city}) EXPECT_TRUE(node->verifies());
}

}  // namespace
}  // namespace process
