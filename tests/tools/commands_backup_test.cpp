// Backups, and what is hidden after a restore, against a fake node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BackupCommands : public App {};

TEST_F(BackupCommands, ABackupIsAskedForByItsWholePathAndSaysWhatItHolds) {
  answers("POST /api/v1/backup",
          R"({"path":"/b","made_at":"2018-06-22T03:00:00.000Z","place":"431322","place_name":"新化县",
 "events":12,"arrival":3,"files":9,"bytes":2048})",
          201);
  const Ending done = wishctl({"backup", "some/../where"});
  EXPECT_EQ(done.status, ExitStatus::kDone);
  EXPECT_EQ(text_field(asked_body(), "path"), (std::filesystem::current_path() / "where").string());
  EXPECT_TRUE(node_.asked.back().slow);
  EXPECT_THAT(done.out, AllOf(HasSubstr("12 events"), HasSubstr("KiB"), HasSubstr("secret keys")));
  EXPECT_THAT(wishctl({"backup", "/b", "--lang", "zh"}).out,
              AllOf(HasSubstr("12 条事件"), HasSubstr("密钥")));
  EXPECT_EQ(wishctl({"backup"}).status, ExitStatus::kWrongUsage);
}

TEST_F(BackupCommands, ARestoreNeedsNoNodeAndNamesWhatIsWrong) {
  const Ending refused = wishctl({"restore", directory_.string()});
  EXPECT_EQ(refused.status, ExitStatus::kRefused);
  EXPECT_THAT(refused.err, HasSubstr("is no backup"));
  EXPECT_THAT(wishctl({"restore", directory_.string(), "--json"}).out, HasSubstr("restore.no_backup"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"restore"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"restore", "dir", "--done"}).status, ExitStatus::kWrongUsage);
}

TEST_F(BackupCommands, AnAdminEndsTheHidingAfterARestore) {
  answers("POST /api/v1/restore/done", R"({"revealed":true})");
  EXPECT_THAT(wishctl({"restore", "--done"}).out, HasSubstr("shown again"));
  answers("POST /api/v1/restore/done", R"({"revealed":false})");
  EXPECT_THAT(wishctl({"restore", "--done", "--lang", "zh"}).out, HasSubstr("没有"));
}

TEST_F(BackupCommands, StatusAndListSayWhatIsHiddenAndWhenTheLastBackupWas) {
  const std::string hidden = R"({"code":"parts.hidden","en":"hidden until then","zh":"暂不显示的原因"})";
  answers("GET /api/v1/status",
          R"({"place":"4313","backup_at":"2018-06-22T03:00:00Z","parts_hidden":)" + hidden + "}");
  EXPECT_THAT(wishctl({"status"}).out, AllOf(HasSubstr("hidden until then"), HasSubstr("1 h ago")));
  answers("GET /api/v1/status", R"({"place":"4313","backup_at":null,"parts_hidden":null})");
  EXPECT_THAT(wishctl({"status", "--lang", "zh"}).out,
              AllOf(HasSubstr("最近备份"), Not(HasSubstr("暂不显示"))));
  answers("GET /api/v1/wishes?q=x", R"({"wishes":[],"next":null,"incomplete":)" + hidden + "}");
  EXPECT_THAT(wishctl({"wish", "list", "--search", "x", "--lang", "zh"}).out, HasSubstr("暂不显示的原因"));
  EXPECT_THAT(wishctl({"wish", "list", "--search", "x", "--all"}).out, HasSubstr("hidden until then"));
}

}  // namespace
}  // namespace wishctl
