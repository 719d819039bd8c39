// Publishing a wish and taking it down, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Publishing : public App {};

constexpr const char* kPublished =
    R"({"number":"431322106003-2018-0001-KQ","name":"刘大洋","content":"给刘奶奶买棉被","state":"published","slots":2,
 "claims":[],"scope":"4313","taken_down":false,"campaign_name":"2019年春节","satisfaction":null,
 "days":{"vetted":"2018-06-23","published":"2018-06-24","claimed":null}})";

// `looks` stands for what looks personal in "给刘奶奶买棉被": bytes, 3 a character.
std::string proposal(const std::string& looks, const std::string& leaks = "") {
  return R"({"wish":{"number":"431322106003-2018-0001-KQ","name":"刘大洋","content":"给刘奶奶买棉被，13组"},
 "who":"刘**","ages":"70–79岁","content":"给刘奶奶买棉被","targets":["allowance_household"],"looks_personal":[)" +
         looks + R"(],"leaks":[)" + leaks + "]}";
}

TEST_F(Publishing, TakesOverAllThatNobodyDecidesAboutPageByPage) {
  const auto one = [](const std::string& number, const std::string& step, const std::string& refused) {
    return R"({"id":"i","number":")" + number + R"(","place":"431322106003","place_name":"上团村",
      "scope":"431322","scope_name":"新化县","step":")" +
           step + R"(","refused":)" + refused + "}";
  };
  answers("POST /api/v1/take_overs?place=431322&dry_run=true",
          R"({"publications":[)" + one("N1", "published", "null") + R"(],"dry_run":true,"next":"t"})");
  answers("POST /api/v1/take_overs?place=431322&after=t&dry_run=true",
          R"({"publications":[)" + one("N2", "taken_down", "null") + R"(],"dry_run":true,"next":null})");
  const Ending dry = wishctl({"wish", "publish", "--take-over", "--place", "431322", "--dry-run"});
  EXPECT_EQ(dry.status, ExitStatus::kDone) << dry.err;
  EXPECT_THAT(dry.out, AllOf(ContainsRegex("N1 +上团村.*新化县.* would be taken over\n"),
                             ContainsRegex("N2 .* would be taken down\n"), HasSubstr("Nothing was written")));
  answers("POST /api/v1/take_overs?dry_run=false",
          R"({"publications":[)" + one("N1", "published", "null") + "," +
              one("N2", "published", R"({"code":"publish.level","en":"No.","zh":"不能。"})") +
              R"(],"dry_run":false,"next":null})");
  const Ending done = wishctl({"wish", "publish", "--take-over"});
  EXPECT_EQ(done.status, ExitStatus::kRefused);
  EXPECT_THAT(done.err, HasSubstr("1 of 2 publications"));
  EXPECT_THAT(done.out, AllOf(ContainsRegex("N1 .* taken over\n"), ContainsRegex("N2 .* refused: No.\n")));
  EXPECT_THAT(wishctl({"wish", "publish", "--take-over", "--lang", "zh"}).out,
              AllOf(HasSubstr("已接管发布"), HasSubstr("未成功：不能。")));
  EXPECT_EQ(json::parse(wishctl({"wish", "publish", "--take-over", "--json"}).out)
                .at("publications")
                .as_array()
                .size(),
            2u);
  answers("POST /api/v1/take_overs?dry_run=false", R"({"publications":[],"dry_run":false,"next":null})");
  EXPECT_THAT(wishctl({"wish", "publish", "--take-over"}).out, HasSubstr("No publication waits"));
}

TEST_F(Publishing, TakingOverGoesWithNoWishAndNoWords) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"wish", "publish", "W", "--take-over"},
        {"wish", "publish", "--take-over", "--content", "x"},
        {"wish", "publish", "--take-over", "--preview"},
        {"wish", "publish", "W", "--dry-run"},
        {"wish", "publish", "W", "--place", "431322"},
        {"wish", "publish"}})
    EXPECT_EQ(wishctl(wrong).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Publishing, APreviewShowsWhatThePublicWouldSeeAndMarksWhatLooksPersonal) {
  answers("GET /api/v1/wishes/W/publication",
          proposal(R"({"field":"content","kind":"name","text":"刘奶奶","begin":3,"end":12})"));
  const Ending en = wishctl({"wish", "publish", "W", "--preview"});
  EXPECT_EQ(en.status, ExitStatus::kDone) << en.err;
  EXPECT_THAT(en.out, AllOf(HasSubstr("给刘奶奶买棉被，13组"), HasSubstr("刘**"), HasSubstr("70–79岁"),
                            HasSubstr("给【刘奶奶】买棉被\n"), HasSubstr("“刘奶奶” (a name)"),
                            HasSubstr("minimum-living-allowance household"), HasSubstr("--confirmed")));
  EXPECT_THAT(wishctl({"wish", "publish", "W", "--preview", "--lang", "zh"}).out,
              AllOf(HasSubstr("“刘奶奶”（姓名）"), HasSubstr("尚未发布"), HasSubstr("低保户")));
}

TEST_F(Publishing, APreviewOfWhatLooksHarmlessSaysHowToPublishIt) {
  answers("GET /api/v1/wishes/W/publication", proposal(""));
  EXPECT_THAT(wishctl({"wish", "publish", "W", "--preview"}).out,
              AllOf(HasSubstr("Without --preview"), Not(HasSubstr("【")), Not(HasSubstr("--confirmed"))));
}

TEST_F(Publishing, APreviewSaysWhatOfThePersonCantGoPublic) {
  answers("GET /api/v1/wishes/W/publication", proposal("", R"({"kind":"address","text":"13组"})"));
  EXPECT_THAT(
      wishctl({"wish", "publish", "W", "--preview"}).out,
      AllOf(HasSubstr("“13组”"), HasSubstr("reword it with --content"), Not(HasSubstr("Without --preview"))));
}

TEST_F(Publishing, APreviewShowsWhoConsentedAndMarksWhatTheFamilyIsCalled) {
  answers("GET /api/v1/wishes/W/publication",
          R"({"wish":{"number":"N","name":"n","consent":"外婆","consent_by":"guardian","consent_how":"phone"},
 "who":"李秀英家","ages":"","content":"棉被","targets":[],"leaks":[],
 "looks_personal":[{"field":"who","kind":"name","text":"李秀英","begin":0,"end":9}]})");
  EXPECT_THAT(
      wishctl({"wish", "publish", "W", "--preview", "--lang", "zh"}).out,
      AllOf(HasSubstr("监护人，电话，外婆"), HasSubstr("【李秀英】家"), HasSubstr("“李秀英”（姓名）")));
}

TEST_F(Publishing, OffersNoMorePlacesThanThereMayBe) {
  for (const char* slots : {"0", "101", "many"}) {
    const Ending end = wishctl({"wish", "publish", "W", "--slots", slots, "--lang", "zh"});
    EXPECT_EQ(end.status, ExitStatus::kWrongUsage);
    EXPECT_THAT(end.err, HasSubstr("--slots 应是 1 至 100 的整数"));
  }
}

TEST_F(Publishing, StretchesThatOverlapAreMarkedOnceAndWrongOnesNotAtAll) {
  answers("GET /api/v1/wishes/W/publication",
          proposal(R"({"field":"content","kind":"name","text":"刘奶奶","begin":3,"end":12},
                      {"field":"content","kind":"health","text":"奶买","begin":9,"end":15},
                      {"field":"content","kind":"phone","text":"138","begin":4,"end":7},
                      {"field":"content","kind":"phone","text":"138","begin":900,"end":903})"));
  EXPECT_THAT(wishctl({"wish", "publish", "W", "--preview"}).out, HasSubstr("给【刘奶奶买】棉被\n"));
}

TEST_F(Publishing, APreviewOfOwnWordsShowsThose) {
  answers("GET /api/v1/wishes/W/publication?who=a%2A&ages=b%20c&content=d%26e", proposal(""));
  const Ending end =
      wishctl({"wish", "publish", "W", "--preview", "--content", "d&e", "--ages", "b c", "--who", "a*"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  answers("GET /api/v1/wishes/W/publication?content=d", proposal(""));
  EXPECT_EQ(wishctl({"wish", "publish", "W", "--preview", "--content", "d"}).status, ExitStatus::kDone);
}

TEST_F(Publishing, APreviewTakesWordsAlone) {
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--slots", "2"},
                                                 {"--scope", "4313"},
                                                 {"--on", "2018-06-24"},
                                                 {"--confirmed"}}) {
    std::vector<std::string> line{"wish", "publish", "W", "--preview"};
    line.insert(line.end(), option.begin(), option.end());
    const Ending end = wishctl(line);
    EXPECT_EQ(end.status, ExitStatus::kWrongUsage);
    EXPECT_THAT(end.err, HasSubstr(option.front()));
  }
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Publishing, SendsOnlyWhatIsGiven) {
  answers("POST /api/v1/wishes/W/publications", kPublished);
  const Ending end = wishctl({"wish", "publish", "W"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_EQ(wishctl({"wish", "publish", "W", "--scope", "4313", "--slots", "2", "--who", "刘**", "--ages",
                     "70多岁", "--content", "一床棉被", "--on", "2018-06-24", "--confirmed"})
                .status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"scope":"4313","slots":2,"who":"刘**","ages":"70多岁",
                                          "content":"一床棉被","on":"2018-06-24","confirmed":true})"));
}

TEST_F(Publishing, ShowsTheWishAsItIsPublished) {
  answers("POST /api/v1/wishes/W/publications", kPublished);
  EXPECT_THAT(wishctl({"wish", "publish", "W"}).out,
              AllOf(HasSubstr("Published in 4313."), ContainsRegex("published in +4313\n"),
                    ContainsRegex("places for volunteers +2\n"), HasSubstr("2019年春节"),
                    HasSubstr("vetted 2018-06-23, published 2018-06-24\n"), Not(HasSubstr("satisfaction"))));
  EXPECT_THAT(
      wishctl({"wish", "publish", "W", "--lang", "zh"}).out,
      AllOf(HasSubstr("已在 4313 发布"), HasSubstr("已发布"), HasSubstr("甄别 2018-06-23，发布 2018-06-24")));
}

TEST_F(Publishing, WrongSlotsAreWrongUsage) {
  for (const char* slots : {"0", "many", "-1", "1.5", "none"})
    EXPECT_EQ(wishctl({"wish", "publish", "W", "--slots", slots}).status, ExitStatus::kWrongUsage) << slots;
  EXPECT_THAT(wishctl({"wish", "publish", "W", "--contnet", "x"}).err,
              HasSubstr("Did you mean '--content'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Publishing, ARefusalThatLooksPersonalNamesTheOption) {
  const std::string problem =
      R"({"status":409,"code":"publish.unconfirmed","detail":"d","en":"This looks personal.","zh":"疑似个人信息。"})";
  answers("POST /api/v1/wishes/W/publications", problem, 409);
  const Ending en = wishctl({"wish", "publish", "W", "--json"});
  EXPECT_EQ(en.status, ExitStatus::kRefused);
  EXPECT_THAT(en.err, AllOf(HasSubstr("This looks personal."), HasSubstr("--confirmed")));
  EXPECT_EQ(en.out, problem + "\n");
  EXPECT_THAT(wishctl({"wish", "publish", "W", "--lang", "zh"}).err,
              AllOf(HasSubstr("疑似个人信息。"), HasSubstr("--confirmed")));
}

TEST_F(Publishing, TakesAWishDown) {
  answers("POST /api/v1/wishes/W/take_downs",
          R"({"number":"N","state":"vetted","scope":"431322","taken_down":true,"slots":1})");
  const Ending end = wishctl({"wish", "take-down", "W"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_THAT(end.out, HasSubstr("431322 (taken down)"));
  EXPECT_THAT(wishctl({"wish", "take-down", "W", "--lang", "zh"}).out, HasSubstr("431322（已撤下）"));
  EXPECT_EQ(wishctl({"wish", "take-down"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "take-down", "X"}).status, ExitStatus::kRefused);
}

}  // namespace
}  // namespace wishctl
