// A backup taken of a village at work, and a village that goes on from it.

#include <boost/json/value.hpp>
#include <filesystem>

#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

using Backup = Tree;

TEST_F(Backup, TakenAtWorkItBringsEverythingBackWithWhatWasSentUpSince) {
  auto [city, county, village] = line();
  village.ctl({"import", form(200).string()});
  const auto importing = village.begin_ctl({"import", form(200, 2).string()});
  const auto backup = scratch() / "backup";
  const auto made = village.ctl({"backup", backup.string()});
  EXPECT_GT(made.at("events").to_number<std::int64_t>(), 200);
  EXPECT_FALSE(village.status().at("backup_at").is_null());
  ASSERT_TRUE(eventually([&] { return village.total() == 400; }));
  village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 401; }));
  const auto before = village.shown();

  const Ran busy = village.try_ctl({"restore", backup.string()});
  EXPECT_EQ(busy.status, 1);
  EXPECT_NE(busy.out.find("data.busy"), std::string::npos) << busy.out;
  village.kill();
  fs::remove_all(village.directory());
  village.ctl({"restore", backup.string()});
  village.start();
  ASSERT_TRUE(eventually([&] { return village.total() == 401; }, kAfterBackoff));
  EXPECT_TRUE(eventually([&] { return village.shown() == before; }, kAfterBackoff));
  EXPECT_TRUE(village.verifies());
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
}

TEST_F(Backup, IsRefusedWhereItCannotBeAndLeavesNothing) {
  Node& city = root();
  const auto refused = [&](const fs::path& to) {
    const Ran ran = city.try_ctl({"backup", to.string()});
    EXPECT_EQ(ran.status, 1) << ran.out;
    return ran.out;
  };
  EXPECT_NE(refused(city.directory() / "backup").find("backup.inside"), std::string::npos);
  EXPECT_NE(refused(scratch()).find("backup.not_empty"), std::string::npos);
  EXPECT_NE(refused(scratch() / "stick" / "backup").find("file.missing"), std::string::npos);
  EXPECT_FALSE(fs::exists(scratch() / "stick"));
  EXPECT_TRUE(city.verifies());
}

}  // namespace
}  // namespace process
