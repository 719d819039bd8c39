// Two villages become one while one of them is away, and both PCs work on.

#include "tests/process/tree.h"

namespace process {
namespace {

using MergedVillages = Tree;

TEST_F(MergedVillages, CountAsOneAndBothNodesWriteForIt) {
  const Place neighbour{"431322106004", "奉家镇横阳村", "community"};
  auto [city, county, village] = line();
  Node& other = join(county, neighbour);
  village.add("周小明");
  other.add("李小红");
  ASSERT_TRUE(eventually([&] { return city.total() == 2; }));

  other.lose_network();
  const std::string number = other.add("王小刚");
  county.ctl({"place", "merge", neighbour.code, "--into", kVillage.code});
  other.regain_network(county);
  // What was entered meanwhile stands under its own number, and counts at the village as it is now.
  ASSERT_TRUE(
      eventually([&] { return county.total(kVillage.code) == 3 && other.total(kVillage.code) == 3; }));
  EXPECT_EQ(village.wish(number).at("name").as_string(), "王小刚");
  const std::string late = other.add("郑大海");
  EXPECT_TRUE(late.starts_with(kVillage.code));
  village.ctl({"wish", "vet", number, "--approve"});
  const std::multiset<std::string> all{"周小明", "李小红", "王小刚", "郑大海"};
  for (const Node* node : {&village, &other, &county, &city})
    EXPECT_TRUE(eventually([&] { return node->names() == all; })) << node->place().name;
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &other, &county, &city}));
  for (const Node* node : {&village, &other, &county, &city}) EXPECT_TRUE(node->verifies());
  // The former code gives the figures of the place that it is now.
  EXPECT_EQ(county.figures(neighbour.code), county.figures(kVillage.code));
}

}  // namespace
}  // namespace process
