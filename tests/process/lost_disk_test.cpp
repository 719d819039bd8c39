// A village whose disk is gone, and a village with two machines.

#include <boost/json/value.hpp>
#include <filesystem>

#include "tests/process/tree.h"

namespace process {
namespace {

using LostDisk = Tree;
using TwoMachines = Tree;

TEST_F(LostDisk, AVillageThatJoinsAnewGetsAllItsWishesBackWithNames) {
  auto [city, county, village] = line();
  village.ctl({"import", form(300).string()});
  const std::string number = village.add("周小明");
  village.ctl({"wish", "vet", number, "--hand-over", "--remark", "请民政办协助"});
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
  const auto before = village.shown();
  village.kill();
  std::filesystem::remove_all(village.directory());

  Node& anew = join(county, kVillage, "anew");
  ASSERT_TRUE(eventually([&] { return anew.total() == 301; }));
  EXPECT_TRUE(eventually([&] { return anew.shown() == before; }));
  const auto wish = anew.wish(number);
  EXPECT_EQ(wish.at("name"), "周小明");
  EXPECT_EQ(wish.at("address"), "奉家镇上团村3组8号");
  EXPECT_EQ(wish.at("phone"), "13000028641");
  EXPECT_EQ(wish.at("age"), 72);
  EXPECT_EQ(wish.at("state"), "handed_over");

  // It goes on: new numbers are new, and the old file brings nothing twice.
  anew.add("吴小红");
  EXPECT_EQ(anew.ctl({"import", form(300).string()}).at("added"), 0);
  ASSERT_TRUE(eventually([&] { return city.total() == 302; }));
  EXPECT_TRUE(each_once(city.wishes(), 302));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&anew, &county, &city}));
  EXPECT_TRUE(anew.verifies());
}

TEST_F(LostDisk, AVillageRestoredFromAnOlderCopyKeepsBothBranchesAtEveryLevel) {
  auto [city, county, village] = line();
  village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  village.kill();
  const auto copy = scratch() / "copy";
  std::filesystem::remove(village.directory() / "api.sock");  // No file that can be copied.
  std::filesystem::copy(village.directory(), copy, std::filesystem::copy_options::recursive);
  village.start();
  village.add("吴小红");
  ASSERT_TRUE(eventually([&] { return city.total() == 2; }, kAfterBackoff));
  village.kill();
  std::filesystem::remove_all(village.directory());
  std::filesystem::rename(copy, village.directory());

  // It writes on where the copy ended, before anyone could tell it what it had written since.
  county.kill();
  village.start();
  village.add("郑大海");
  county.start();
  ASSERT_TRUE(eventually([&] { return city.total() == 3 && village.total() == 3; }, kAfterBackoff));
  const std::multiset<std::string> all{"周小明", "吴小红", "郑大海"};
  for (const Node* node : {&village, &county, &city})
    EXPECT_TRUE(eventually([&] { return node->names() == all; })) << node->place().name;
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  for (const Node* node : {&village, &county, &city}) EXPECT_TRUE(node->verifies());
}

TEST_F(TwoMachines, BothWriteAndBothShowEverything) {
  auto [city, county, first] = line();
  Node& second = join(county, kVillage, "second");
  for (int i = 0; i < 5; ++i) {
    first.add("周小明", "第" + std::to_string(i) + "个书包");
    second.add("吴小红", "第" + std::to_string(i) + "个书包");
  }
  ASSERT_TRUE(eventually([&] { return first.total() == 10 && second.total() == 10 && city.total() == 10; }));
  EXPECT_TRUE(each_once(city.wishes(), 10));
  EXPECT_TRUE(eventually([&] { return first.shown() == second.shown() && first.shown() == city.shown(); }));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&first, &second, &county, &city}));
}

TEST_F(TwoMachines, UnawareStepsAreVoidOrKeptAlikeOnBoth) {
  auto [city, county, first] = line();
  Node& second = join(county, kVillage, "second");
  const std::string number = first.add("周小明");
  ASSERT_TRUE(eventually([&] { return second.total() == 1; }));
  first.lose_network();
  second.lose_network();
  first.ctl({"wish", "vet", number, "--approve"});
  second.ctl({"wish", "withdraw", number, "--remark", "本人要求"});
  first.regain_network(county);
  second.regain_network(county);
  for (const Node* node : {&first, &second, &county, &city})
    EXPECT_TRUE(eventually([&] { return node->wish(number).at("state") == "withdrawn"; }, kAfterBackoff))
        << node->directory();
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&first, &second, &county, &city}));
}

}  // namespace
}  // namespace process
