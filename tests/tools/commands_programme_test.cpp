// What the city sets (policy, units, campaigns), against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class TheProgramme : public App {
 protected:
  TheProgramme() {
    answers("GET /api/v1/units",
            R"({"units":[{"id":"u1","name":"审计局","place":"4313","place_name":"娄底市","same_as":null},
                {"id":"u2","name":"市审计局","place":"4313","place_name":"娄底市","same_as":null},
                {"id":"u3","name":"中心小学","place":"431321","place_name":"双峰县","same_as":null},
                {"id":"u4","name":"中心小学","place":"431322","place_name":"新化县","same_as":null},
                {"id":"u5","name":"旧名","place":"4313","place_name":"娄底市","same_as":"u1"}]})");
    answers("POST /api/v1/units",
            R"({"id":"u1","name":"娄底市审计局","place":"4313","place_name":"娄底市","same_as":null})");
    answers(
        "GET /api/v1/campaigns",
        R"({"campaigns":[{"id":"c1","name":"2019年春节","first":"2019-01-28","last":"2019-02-19","targets":[]},
                {"id":"c2","name":"六一","first":"2019-05-25","last":"2019-06-05","targets":["left_behind_child"]}]})");
    answers("POST /api/v1/campaigns",
            R"({"id":"c1","name":"2019年春节","first":"2019-01-28","last":"2019-02-24","targets":[]})");
  }
};

constexpr const char* kPolicy =
    R"({"event":null,"value_limit":300,"claim_days":30,"points":10,"publishers":["city","county"],
 "public_kinds":["poor_household","other"],"provisional_days":7,"older_days":90,"answer_days":15})";

TEST_F(TheProgramme, KnowsTheFestivalsOfSomeYearsAlone) {
  for (const char* year : {"1900", "2101", "2200", "x"}) {
    const Ending end = wishctl({"campaign", "defaults", year, "--lang", "zh"});
    EXPECT_EQ(end.status, ExitStatus::kWrongUsage) << year;
    EXPECT_THAT(end.err, HasSubstr("年份应为 1901 至 2100"));
  }
}

// ---- Policy

TEST_F(TheProgramme, ShowsThePolicyWithItsUnits) {
  answers("GET /api/v1/policy", kPolicy);
  EXPECT_THAT(wishctl({"policy", "show"}).out,
              AllOf(HasSubstr("300 yuan\n"), ContainsRegex("a claim lasts +30 days\n"),
                    HasSubstr("10 points\n"), HasSubstr("city, county\n"),
                    HasSubstr("registered poor household, other\n"), HasSubstr("these are the defaults")));
  EXPECT_THAT(wishctl({"policy", "show", "--lang", "zh"}).out,
              AllOf(HasSubstr("300 元\n"), HasSubstr("市、县（市、区）\n"), HasSubstr("15 天\n"),
                    HasSubstr("默认值")));
  answers("GET /api/v1/policy", R"({"event":"ab","value_limit":300})");
  EXPECT_THAT(wishctl({"policy", "show"}).out, Not(HasSubstr("defaults")));
}

TEST_F(TheProgramme, SetsOnlyWhatIsGiven) {
  answers("PUT /api/v1/policy", kPolicy);
  EXPECT_EQ(wishctl({"policy", "set", "--claim-days", "20"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"claim_days":20})"));
  const Ending end = wishctl({"policy",        "set",       "--value-limit",      "500",
                              "--points",      "0",         "--provisional-days", "3",
                              "--older-days",  "60",        "--answer-days",      "15",
                              "--publisher",   "市,county", "--publisher",        "town",
                              "--public-kind", "其他",      "--public-kind",      "poor-household"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"value_limit":500,"points":0,"provisional_days":3,"older_days":60,
    "answer_days":15,"publishers":["city","county","town"],"public_kinds":["other","poor_household"]})"));
  EXPECT_EQ(wishctl({"policy", "set", "--public-kind", "none"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"public_kinds":[]})"));
}

TEST_F(TheProgramme, AWrongPolicyIsWrongUsage) {
  EXPECT_THAT(wishctl({"policy", "set"}).err, HasSubstr("Say what to set"));
  EXPECT_EQ(wishctl({"policy", "set", "--claim-days", "0"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"policy", "set", "--points", "ten"}).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(wishctl({"policy", "set", "--publisher", "conuty"}).err, HasSubstr("Did you mean 'county'?"));
  EXPECT_THAT(wishctl({"policy", "set", "--public-kind", "disabeld"}).err,
              HasSubstr("Did you mean 'disabled'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"policy", "set", "--claim-days", "30"}).status, ExitStatus::kRefused);
}

// ---- Units

TEST_F(TheProgramme, ListsUnits) {
  EXPECT_THAT(wishctl({"unit", "list"}).out,
              AllOf(HasSubstr("双峰县 (431321)"), ContainsRegex("u5 +旧名 +.* u1\n")));
  answers("GET /api/v1/units?q=x&place=4313", R"({"units":[]})");
  EXPECT_THAT(wishctl({"unit", "list", "--search", "x", "--place", "4313", "--lang", "zh"}).out,
              HasSubstr("没有符合条件的单位"));
}

TEST_F(TheProgramme, AddsAUnit) {
  EXPECT_THAT(wishctl({"unit", "add", "--name", "娄底市审计局", "--place", "4313"}).out,
              AllOf(HasSubstr("Registered."), ContainsRegex("u1 +娄底市审计局")));
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"娄底市审计局","place":"4313"})"));
  EXPECT_EQ(wishctl({"unit", "add", "--name", "x"}).status, ExitStatus::kWrongUsage);
}

TEST_F(TheProgramme, RenamesAUnitByItsNameOrItsId) {
  EXPECT_EQ(wishctl({"unit", "rename", "审计局", "娄底市审计局"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"u1","name":"娄底市审计局"})"));
  EXPECT_EQ(wishctl({"unit", "rename", "u4", "新化县中心小学"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"u4","name":"新化县中心小学"})"));
  EXPECT_EQ(wishctl({"unit", "rename", "u5", "更旧的名"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"u5","name":"更旧的名"})")) << "merged as before";
}

TEST_F(TheProgramme, MergesAUnitIntoAnother) {
  EXPECT_THAT(wishctl({"unit", "merge", "市审计局", "--into", "审计局", "--lang", "zh"}).out,
              HasSubstr("已合并"));
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"u2","same_as":"u1"})"));
  EXPECT_THAT(wishctl({"unit", "merge", "市审计局"}).err, HasSubstr("needs --into"));
}

TEST_F(TheProgramme, MergesAUnitIntoTheOneThatStandsForAFormerName) {
  EXPECT_EQ(wishctl({"unit", "merge", "市审计局", "--into", "旧名"}).status, ExitStatus::kDone);
  EXPECT_EQ(text_field(asked_body(), "same_as"), "u1");
}

TEST_F(TheProgramme, MergesAUnitIntoTheSmallestIdOfARing) {
  answers("GET /api/v1/units",
          R"({"units":[{"id":"u1","name":"甲","place":"4313","place_name":"娄底市","same_as":"u3"},
              {"id":"u2","name":"乙","place":"4313","place_name":"娄底市","same_as":"u1"},
              {"id":"u3","name":"丙","place":"4313","place_name":"娄底市","same_as":"u2"},
              {"id":"u4","name":"丁","place":"4313","place_name":"娄底市","same_as":"u3"},
              {"id":"u5","name":"戊","place":"4313","place_name":"娄底市","same_as":null}]})");
  for (const char* into : {"甲", "乙", "丙", "丁"}) {
    EXPECT_EQ(wishctl({"unit", "merge", "戊", "--into", into}).status, ExitStatus::kDone);
    EXPECT_EQ(text_field(asked_body(), "same_as"), "u1") << into;
  }
}

TEST_F(TheProgramme, AUnitThatIsNotKnownOrOneOfSeveralIsRefused) {
  const Ending unknown = wishctl({"unit", "rename", "市审汁局", "x"});
  EXPECT_EQ(unknown.status, ExitStatus::kRefused);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("unit list"), HasSubstr("Did you mean '市审计局'?")));
  const Ending several = wishctl({"unit", "rename", "中心小学", "x", "--lang", "zh"});
  EXPECT_EQ(several.status, ExitStatus::kRefused);
  EXPECT_THAT(several.err, HasSubstr("u3 (双峰县 431321), u4 (新化县 431322)"));
  EXPECT_EQ(wishctl({"unit", "rename", "旧名", "x"}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, SizeIs(3));
}

// ---- Campaigns

TEST_F(TheProgramme, ListsCampaignsWithTheirDaysAndPeople) {
  EXPECT_THAT(
      wishctl({"campaign", "list"}).out,
      AllOf(ContainsRegex("2019年春节 +2019-01-28 +2019-02-19 +all\n"), HasSubstr("left-behind child")));
  EXPECT_THAT(wishctl({"campaign", "list", "--lang", "zh"}).out,
              AllOf(HasSubstr("留守儿童"), HasSubstr("全部")));
  answers("GET /api/v1/campaigns", R"({"campaigns":[]})");
  EXPECT_THAT(wishctl({"campaign", "list"}).out, HasSubstr("There are no campaigns."));
}

TEST_F(TheProgramme, AddsACampaign) {
  EXPECT_THAT(wishctl({"campaign", "add", "--name", "2019年春节", "--first", "2019-01-28", "--last",
                       "2019-02-24", "--target", "留守儿童,veteran"})
                  .out,
              HasSubstr("Added."));
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"2019年春节","first":"2019-01-28","last":"2019-02-24",
                                          "targets":["left_behind_child","veteran"]})"));
  EXPECT_THAT(wishctl({"campaign", "add", "--name", "n", "--first", "2019-01-28"}).err,
              HasSubstr("needs --last"));
  EXPECT_THAT(wishctl({"campaign", "add", "--name", "n", "--first", "x", "--last", "2019-01-28"}).err,
              HasSubstr("--first takes a date"));
}

TEST_F(TheProgramme, ChangesOfACampaignOnlyWhatIsGiven) {
  EXPECT_THAT(wishctl({"campaign", "change", "2019年春节", "--last", "2019-02-24", "--lang", "zh"}).out,
              AllOf(HasSubstr("已修改"), HasSubstr("2019-02-24")));
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"c1","name":"2019年春节","first":"2019-01-28",
                                          "last":"2019-02-24","targets":[]})"));
  EXPECT_EQ(wishctl({"campaign", "change", "c2", "--target", "none"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"c2","name":"六一","first":"2019-05-25","last":"2019-06-05",
                                          "targets":[]})"));
  EXPECT_THAT(wishctl({"campaign", "change", "c1"}).err, HasSubstr("Say what to change"));
}

TEST_F(TheProgramme, SetsTheCampaignsOfAYear) {
  answers("POST /api/v1/campaigns/defaults", R"({"dry_run":false,"campaigns":[
    {"id":"c1","name":"2019年元旦","first":"2018-12-18","last":"2019-01-01","targets":[],"added":false},
    {"id":"c2","name":"2019年春节","first":"2019-01-15","last":"2019-02-05","targets":[],"added":true}]})");
  EXPECT_THAT(
      wishctl({"campaign", "defaults", "2019"}).out,
      AllOf(HasSubstr("1 added, 1 stood already."), HasSubstr("2019年春节"), Not(HasSubstr("2019年元旦"))));
  EXPECT_EQ(asked_body(), json::parse(R"({"year":2019,"dry_run":false})"));
  EXPECT_THAT(wishctl({"campaign", "defaults", "2019", "--dry-run", "--lang", "zh"}).out,
              HasSubstr("将添加 1 个"));
  EXPECT_EQ(asked_body(), json::parse(R"({"year":2019,"dry_run":true})"));
  EXPECT_EQ(wishctl({"campaign", "defaults", "next"}).status, ExitStatus::kWrongUsage);
}

}  // namespace
}  // namespace wishctl
