// People who work at a village: their steps are known everywhere by an id, and their names nowhere but there.

#include <boost/json/value.hpp>
#include <filesystem>

#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

using People = Tree;

std::string text_of(const boost::json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : "";
}

TEST_F(People, AreNamedAtTheirNodeAloneThroughRestartAndRestoreAndStandPlainNowhere) {
  const std::string name = "欧阳慧敏";
  auto [city, county, village] = line();
  const std::string id = text_of(village.ctl({"user", "add", name, "--role", "clerk"}).at("id"));
  ASSERT_EQ(id.size(), 32u);
  const std::string number =
      text_of(village
                  .ctl({"--as", name, "wish", "add", "--name", "周小明", "--sex", "male", "--age", "9",
                        "--address", "上团村3组", "--content", "想要一个书包", "--phone", "13000028641"})
                  .at("number"));
  EXPECT_EQ(village.try_ctl({"--as", "赵六", "wish", "withdraw", number}).status, 1);
  const auto who = [&](const Node& node) {
    const auto step = node.wish(number).at("history").at(0);
    return text_of(step.at("actor")) + " " + text_of(step.at("actor_name"));
  };
  EXPECT_EQ(who(village), id + " " + name);
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
  EXPECT_EQ(who(city), id + " ");

  const fs::path backup = scratch() / "backup";
  village.ctl({"backup", backup.string()});
  village.restart();
  EXPECT_EQ(who(village), id + " " + name);
  for (Node* node : {&village, &county, &city}) ASSERT_EQ(node->stop(), 0);
  ASSERT_TRUE(found_on_disk(village.directory(), "user/" + id)) << "else its absence proves nothing";
  for (Node* node : {&village, &county, &city}) {
    EXPECT_FALSE(found_on_disk(node->directory(), name)) << node->place().name;
    EXPECT_EQ(node->log().find(name), std::string::npos) << node->place().name;
  }
  EXPECT_FALSE(found_on_disk(backup, name));

  fs::remove_all(village.directory());
  village.ctl({"restore", backup.string()});
  village.start();
  EXPECT_EQ(text_of(village.ctl({"user", "list"}).at("users").at(0).at("name")), name);
  EXPECT_EQ(who(village), id + " " + name);
}

}  // namespace
}  // namespace process
