// What a node keeps in quarantine: shown, exported, cleared; against a fake node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class QuarantineCommands : public App {};

TEST_F(QuarantineCommands, QuarantineShowsWhenFromWhomAndWhy) {
  answers(
      "GET /api/v1/quarantine",
      R"({"entries":[{"id":3,"peer":"ab","place":"431322106003","place_name":"上团村","name":"上团村","log":
              {"place":"431322106003","writer":"5f2a90c100"},"reason":{"code":"c","en":"Not signed.","zh":"签名不符。"},
              "first_seen":"2018-06-22T03:57:00Z","last_seen":"2018-06-22T03:58:00Z","count":4,"bytes":2048,
              "kept_bytes":2048}],"passed_over":7})");
  EXPECT_THAT(wishctl({"quarantine"}).out,
              AllOf(HasSubstr("2018-06-22 11:58:00"), HasSubstr("上团村"), HasSubstr("431322106003/5f2a90c1"),
                    HasSubstr("Not signed."), HasSubstr("2.0 KiB"), HasSubstr("7 more")));
  EXPECT_THAT(wishctl({"quarantine", "--lang", "zh"}).out, HasSubstr("签名不符。"));
  answers("GET /api/v1/quarantine", R"({"entries":[],"passed_over":0})");
  EXPECT_EQ(wishctl({"quarantine"}).out, "Nothing is in quarantine.\n");
}

TEST_F(QuarantineCommands, QuarantineIsExportedToANewFileThatItsOwnerAloneMayRead) {
  answers("GET /api/v1/quarantine", R"({"entries":[{"id":1},{"id":2}],"passed_over":0})");
  answers("GET /api/v1/quarantine/1", R"({"id":1,"frame":"AAEC"})");
  answers("GET /api/v1/quarantine/2", R"({"id":2,"frame":null})");
  const std::filesystem::path out = directory_ / "bad.json";
  const Ending end = wishctl({"quarantine", "export", "--all", "--out", out.string()});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, HasSubstr("personal data"));
  std::ifstream file(out);
  const json::value document = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
  ASSERT_THAT(array_field(document, "entries"), SizeIs(2));
  EXPECT_EQ(text_field(array_field(document, "entries")[0], "frame"), "AAEC");
  EXPECT_THAT(text_field(document, "warning"), HasSubstr("personal data"));
  EXPECT_EQ(std::filesystem::status(out).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THAT(wishctl({"quarantine", "export", "1", "--out", out.string()}).err, HasSubstr("exists already"));
  EXPECT_EQ(wishctl({"quarantine", "export", "1", "--out", "/nowhere/x"}).status, ExitStatus::kRefused);
  EXPECT_EQ(wishctl({"quarantine", "export", "--out", "x"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"quarantine", "export", "1", "--all", "--out", "x"}).status, ExitStatus::kWrongUsage);
}

TEST_F(QuarantineCommands, QuarantineIsClearedAsAWholeOrOneByOne) {
  answers("POST /api/v1/quarantine/clearings", R"({"cleared":2})");
  EXPECT_EQ(wishctl({"quarantine", "clear"}).out, "Cleared: 2\n");
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_EQ(wishctl({"quarantine", "clear", "3"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"3"})"));
}

}  // namespace
}  // namespace wishctl
