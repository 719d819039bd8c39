// What the home notes at the end of a wish's way, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Confirming : public App {};

constexpr const char* kConfirmedId = "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";

TEST_F(Confirming, SendsHowSatisfiedTheFamilyIs) {
  answers("POST /api/v1/wishes/W/confirmations", R"({"number":"N","state":"confirmed","satisfaction":5})");
  const Ending end = wishctl({"wish", "confirm", "W", "--satisfaction", "5", "--claim", kConfirmedId, "--on",
                              "2026-07-25", "--remark", "很满意"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"satisfaction":5,"claim":")" + std::string(kConfirmedId) +
                                      R"(","on":"2026-07-25","remark":"很满意"})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Confirmed by the family."), HasSubstr("5/5")));
  EXPECT_THAT(wishctl({"wish", "confirm", "W", "--satisfaction", "1", "--lang", "zh"}).out,
              AllOf(HasSubstr("已登记回访"), HasSubstr("已回访")));
  EXPECT_EQ(asked_body(), json::parse(R"({"satisfaction":1})"));
}

TEST_F(Confirming, ADisputeNeedsWhatTheFamilySays) {
  answers("POST /api/v1/wishes/W/confirmations", R"({"number":"N","state":"claimed"})");
  EXPECT_THAT(wishctl({"wish", "confirm", "W", "--disputed"}).err, HasSubstr("--remark"));
  EXPECT_THAT(wishctl({"wish", "confirm", "W", "--disputed", "--remark", ""}).err, HasSubstr("--remark"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_THAT(wishctl({"wish", "confirm", "W", "--disputed", "--remark", "没有收到", "--lang", "zh"}).out,
              HasSubstr("已登记异议"));
  EXPECT_EQ(asked_body(), json::parse(R"({"disputed":true,"remark":"没有收到"})"));
}

TEST_F(Confirming, ItIsOneOfTheTwo) {
  EXPECT_EQ(wishctl({"wish", "confirm", "W"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "confirm", "W", "--satisfaction", "5", "--disputed", "--remark", "x"}).status,
            ExitStatus::kWrongUsage);
  for (const char* satisfaction : {"0", "6", "good", "4.5"})
    EXPECT_EQ(wishctl({"wish", "confirm", "W", "--satisfaction", satisfaction}).status,
              ExitStatus::kWrongUsage)
        << satisfaction;
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"wish", "confirm", "W", "--satisfaction", "5"}).status, ExitStatus::kRefused);
}

TEST_F(Confirming, NotesWhatBecameOfAWishThatWasHandedOver) {
  answers("POST /api/v1/wishes/W/hand_over_notes",
          R"({"number":"N","state":"handed_over","days":{"vetted":"2026-06-01","sent":"2026-06-02"}})");
  EXPECT_THAT(wishctl({"wish", "hand-over", "W", "--to", "县民政局", "--on", "2026-06-02"}).out,
              AllOf(HasSubstr("Noted."), HasSubstr("vetted 2026-06-01, handed over 2026-06-02\n")));
  EXPECT_EQ(asked_body(), json::parse(R"({"stage":"sent","remark":"县民政局","on":"2026-06-02"})"));
  EXPECT_EQ(wishctl({"wish", "hand-over", "W", "--answer", "将安装扶手"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"stage":"answered","remark":"将安装扶手"})"));
  EXPECT_THAT(wishctl({"wish", "hand-over", "W", "--done", "已安装", "--lang", "zh"}).out,
              HasSubstr("甄别 2026-06-01，转办 2026-06-02"));
  EXPECT_EQ(asked_body(), json::parse(R"({"stage":"done","remark":"已安装"})"));
}

TEST_F(Confirming, AHandOverNoteIsOneOfThree) {
  EXPECT_THAT(wishctl({"wish", "hand-over", "W"}).err, HasSubstr("--answer"));
  EXPECT_EQ(wishctl({"wish", "hand-over", "W", "--to", "a", "--done", "b"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "hand-over", "W", "--to", "a", "--answer", "b", "--done", "c"}).status,
            ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "hand-over", "W", "--to", ""}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "hand-over", "W", "--to", "a", "--on", "soon"}).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Confirming, ClosesAWish) {
  answers("POST /api/v1/wishes/W/closings", R"({"number":"N","state":"closed"})");
  EXPECT_THAT(wishctl({"wish", "close", "W"}).out, HasSubstr("Closed."));
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_THAT(wishctl({"wish", "close", "W", "--remark", "全部办妥", "--lang", "zh"}).out,
              HasSubstr("已办结"));
  EXPECT_EQ(asked_body(), json::parse(R"({"remark":"全部办妥"})"));
  EXPECT_EQ(wishctl({"wish", "close", "W", "--on", "2026-07-26"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"on":"2026-07-26"})"));
  EXPECT_EQ(wishctl({"wish", "close", "X"}).status, ExitStatus::kRefused);
}

TEST_F(Confirming, TheHistorySpeaksOfTheNewSteps) {
  answers(
      "GET /api/v1/wishes/W",
      R"({"name":"n","history":[{"kind":"published","time":"2026-06-01T00:00:00Z","claim":null,"counts":true},
              {"kind":"granted","time":"2026-06-02T00:00:00Z","claim":"c","counts":true},
              {"kind":"hand_over_noted","stage":"answered","time":"2026-06-03T00:00:00Z","remark":"县民政局","counts":true}]})");
  EXPECT_THAT(wishctl({"wish", "show", "W"}).out,
              AllOf(HasSubstr("claim granted"), HasSubstr("they answered")));
  EXPECT_THAT(wishctl({"wish", "show", "W", "--lang", "zh"}).out,
              AllOf(HasSubstr("认领成功"), HasSubstr("收到答复"), HasSubstr("县民政局")));
}

}  // namespace
}  // namespace wishctl
