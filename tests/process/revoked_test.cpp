// A stolen PC: an admin above revokes it, and the village goes on with another one.

#include <boost/json/value.hpp>

#include "tests/process/tree.h"

namespace process {
namespace {

using StolenMachine = Tree;

TEST_F(StolenMachine, CountsUpToWhatHadArrivedAndANewOneGoesOnFromThere) {
  auto [city, county, stolen] = line();
  stolen.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  county.ctl({"revoke", kVillage.code, "--lost"});
  stolen.add("吴小红");  // Nobody is stopped from writing; nobody listens.

  Node& anew = join(county, kVillage, "anew");
  ASSERT_TRUE(eventually([&] { return anew.total() == 1; }));
  anew.add("郑大海");
  const std::multiset<std::string> all{"周小明", "郑大海"};
  for (const Node* node : {&anew, &county, &city})
    EXPECT_TRUE(eventually([&] { return node->names() == all; })) << node->place().name;
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&anew, &county, &city}));
  for (const Node* node : {&anew, &county, &city}) EXPECT_TRUE(node->verifies());

  // Its holder is told, and the doctor asks for a person there.
  EXPECT_TRUE(eventually([&] {
    const Ran doctor = stolen.try_ctl({"doctor"});
    return doctor.status == 1 && doctor.out.find("revoked") != std::string::npos;
  }));
  // Nobody revokes one that is not below.
  EXPECT_EQ(county.try_ctl({"revoke", kCounty.code}).status, 1);
}

}  // namespace
}  // namespace process
