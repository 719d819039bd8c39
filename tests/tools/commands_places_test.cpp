// The tree of places, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

using Places = App;

constexpr const char* kMerged =
    R"({"code":"431322106004","name":"横阳村","level":"community","parent":"431322106003",
        "successor":"431322106003","nodes":1})";

TEST_F(Places, AreShownAsATreeWithWhatBecameOfThem) {
  answers(
      "GET /api/v1/places",
      R"({"places":[{"code":"431322106","name":"奉家镇","level":"town","parent":"431322","successor":null,"nodes":0},
              {"code":"431322106003","name":"上团村","level":"community","parent":"431322106","successor":null,"nodes":1},)" +
          std::string(kMerged) + "]}");
  EXPECT_THAT(wishctl({"places"}).out,
              AllOf(HasSubstr("  上团村"), ContainsRegex("431322106004 .*merged into 431322106003")));
  EXPECT_THAT(wishctl({"places", "--lang", "zh"}).out, HasSubstr("已并入 431322106003"));
}

TEST_F(Places, AreSetWithWhatIsGivenAlone) {
  answers(
      "PUT /api/v1/places/431322106003",
      R"({"code":"431322106003","name":"上团村","level":"community","parent":"431322107","successor":null,"nodes":1})");
  EXPECT_EQ(wishctl({"place", "set", "431322106003", "--parent", "431322107"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"parent":"431322107"})"));
  EXPECT_EQ(wishctl({"place", "set", "431322106003", "--name", "上团村", "--level", "村"}).status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"上团村","level":"community"})"));
  EXPECT_EQ(wishctl({"place", "set", "431322106003"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Places, AreMerged) {
  answers("PUT /api/v1/places/431322106004/successor", kMerged);
  const Ending end = wishctl({"place", "merge", "431322106004", "--into", "431322106003"});
  EXPECT_EQ(asked_body(), json::parse(R"({"successor":"431322106003"})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("count at the other place"), HasSubstr("merged into 431322106003")));
}

}  // namespace
}  // namespace wishctl
