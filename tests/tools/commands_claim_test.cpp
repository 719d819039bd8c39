// Published wishes, and claiming, giving back and fulfilling them, against a fake node.

#include <gmock/gmock.h>

#include <map>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Claiming : public App {};

constexpr const char* kId = "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";
constexpr const char* kOther = "0190c5a4-7e2b-7c3d-8e4f-0123456789ac";

// Of a key that `more` says again, the last one counts.
std::string claim(const std::string& state, const std::string& more = "") {
  return R"({"id":")" + std::string(kId) + R"(","state":")" + state +
         R"(","reason":null,"name":"李四","phone":"13900000000","unit":"娄底市审计局","volunteer":")" +
         kOther +
         R"(","on":"2026-07-01","due_on":"2026-07-31","fulfilled_on":null,"minutes":0,"satisfaction":null)" +
         more + "}";
}

std::string offer(const std::string& claims, const std::string& family = "null") {
  return R"({"id":"i","number":"431322106003-2018-0001-KQ","place":"431322106003","place_name":"富托村",
 "scope":"4313","scope_name":"娄底市","who":"刘**","ages":"","content":"一床\n棉被","category":"goods",
 "targets":[],"state":"open","slots":2,"taken":1,"published_on":"2026-06-30","campaign_name":null,"erased":false,
 "decisions":[{"claim":"c","state":"granted","reason":null,"on":"2026-07-01","due_on":"2026-07-31","fulfilled_on":null},
 {"claim":"d","state":"declined","reason":"full","on":"2026-07-02","due_on":null,"fulfilled_on":null}],
 "claims":[)" +
         claims + R"(],"family":)" + family + "}";
}

TEST_F(Claiming, ListsPublishedWishesByWordsInEitherLanguage) {
  answers("GET /api/v1/offers?place=431322&state=open&category=goods&target=veteran&limit=1&after=t1",
          R"({"offers":[)" + offer("") + R"(],"next":"t2"})");
  const Ending end = wishctl({"offer", "list", "--place", "431322", "--state", "可认领", "--category",
                              "goods", "--target", "荣誉/伤残军人", "--limit", "1", "--after", "t1"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("431322106003-2018-0001-KQ"), HasSubstr("一床␤棉被"), HasSubstr("1/2"),
                             HasSubstr("--after t2"), Not(HasSubstr("--all"))));
  answers("GET /api/v1/offers", R"({"offers":[],"next":null})");
  EXPECT_THAT(wishctl({"offer", "list", "--lang", "zh"}).out, HasSubstr("没有符合条件"));
}

TEST_F(Claiming, ListsWhatWasClaimedHereAndWhatBecameOfIt) {
  const auto own = [](const std::string& claim, const char* last) {
    return R"({"id":"i","number":"431322106003-2018-0001-KQ","place":"431322106003","place_name":"富托村",
      "content":"一床棉被","last_on":")" +
           std::string(last) + R"(","claim":)" + claim + "}";
  };
  answers("GET /api/v1/volunteers?q=%E6%9D%8E%E5%9B%9B&limit=500",
          R"({"volunteers":[{"id":")" + std::string(kOther) + R"(","name":"李四","same_as":null}]})");
  answers("GET /api/v1/claims?state=released&volunteer=" + std::string(kOther) + "&unit=x&limit=2&after=t1",
          R"({"claims":[)" + own(claim("released", R"(,"reason":"reassigned")"), "2026-07-09") + "," +
              own(claim("granted"), "2026-07-01") + R"(],"next":"t2"})");
  const Ending end = wishctl({"claim", "list", "--state", "已放弃", "--volunteer", "李四", "--unit", "x",
                              "--limit", "2", "--after", "t1"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(ContainsRegex("taken back .* 李四 .* 2026-07-09\n"),
                             ContainsRegex("granted .* 2026-07-31 +2026-07-01\n"), HasSubstr("--after t2")));
  answers("GET /api/v1/claims", R"({"claims":[],"next":null})");
  EXPECT_THAT(wishctl({"claim", "list", "--lang", "zh"}).out, HasSubstr("没有符合条件"));
  EXPECT_EQ(wishctl({"claim", "list", "--volunteer", "王五"}).status, ExitStatus::kRefused);
  EXPECT_EQ(wishctl({"claim", "list", "--state", "gone"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Claiming, OfSeveralVolunteersOfOneNameThatOfTheOwnPlaceIsMeant) {
  const auto known = [&](const std::string& place, const std::string& other) {
    answers("GET /api/v1/volunteers?q=%E6%9D%8E%E5%9B%9B&limit=500",
            R"({"volunteers":[{"id":"v1","place":"431322106003","name":"李四","same_as":null},
                {"id":"v2","place":")" +
                place + R"(","name":"李四","same_as":null},
                {"id":"v3","place":")" +
                other + R"(","name":"李四","same_as":null}]})");
  };
  answers("GET /api/v1/status", R"({"place":"431322"})");
  answers("GET /api/v1/claims?volunteer=v2", R"({"claims":[],"next":null})");
  const std::vector<std::string> asked = {"claim", "list", "--volunteer", "李四"};
  known("431322", "431322106004");
  EXPECT_EQ(wishctl(asked).status, ExitStatus::kDone);
  known("431322", "431322");
  EXPECT_THAT(wishctl(asked).err, AllOf(HasSubstr("v2"), HasSubstr("v3"), Not(HasSubstr("v1"))));
  known("431322106004", "431322106004");
  EXPECT_THAT(wishctl(asked).err, AllOf(HasSubstr("v1"), HasSubstr("v2"), HasSubstr("v3")));
}

TEST_F(Claiming, ACampaignIsFoundByItsName) {
  answers("GET /api/v1/campaigns", R"({"campaigns":[{"id":"c1","name":"春节"},{"id":"c2","name":"中秋"}]})");
  answers("GET /api/v1/offers?campaign=c1", R"({"offers":[],"next":null})");
  EXPECT_EQ(wishctl({"offer", "list", "--campaign", "春节"}).status, ExitStatus::kDone);
  EXPECT_EQ(wishctl({"offer", "list", "--campaign", "c1"}).status, ExitStatus::kDone);
  const Ending end = wishctl({"offer", "list", "--campaign", "重阳"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("campaign list"));
}

TEST_F(Claiming, AWrongStateOfAnOfferIsSuggestedRight) {
  const Ending end = wishctl({"offer", "list", "--state", "opne"});
  EXPECT_EQ(end.status, ExitStatus::kWrongUsage);
  EXPECT_THAT(end.err, HasSubstr("Did you mean 'open'?"));
  EXPECT_THAT(wishctl({"offer", "lst"}).err, HasSubstr("Did you mean 'offer list'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Claiming, AnOfferShowsThePublishersWordToEveryone) {
  answers("GET /api/v1/offers/W", offer(""));
  EXPECT_THAT(wishctl({"offer", "show", "W"}).out,
              AllOf(HasSubstr("娄底市 (4313)"), HasSubstr("granted 2026-07-01, due 2026-07-31\n"),
                    HasSubstr("declined (all places are taken) 2026-07-02\n"), Not(HasSubstr("phone"))));
  EXPECT_THAT(wishctl({"offer", "show", "W", "--lang", "zh"}).out,
              AllOf(HasSubstr("认领成功 2026-07-01，期限 2026-07-31\n"), HasSubstr("未获认领（名额已满）")));
}

TEST_F(Claiming, AnOfferShowsTheFamilyWhereItWasDisclosed) {
  answers("GET /api/v1/offers/W",
          offer(claim("granted"), R"({"name":"刘大洋","address":"3组","phone":"138","content":"棉被"})"));
  EXPECT_THAT(wishctl({"offer", "show", "W", "--lang", "zh"}).out,
              AllOf(HasSubstr("认领成功 李四 13900000000 娄底市审计局 2026-07-01，期限 2026-07-31\n"),
                    HasSubstr("刘大洋"), HasSubstr("3组"), Not(HasSubstr("名额已满")), Not(HasSubstr(kId))));
}

TEST_F(Claiming, ClaimsSeveralWishesAtOnce) {
  answers("POST /api/v1/claims",
          R"({"claims":[{"wish":"W1","number":"N1","claim":)" + claim("provisional") +
              R"(,"refused":null},{"wish":"W2","number":"N2","claim":)" + claim("granted") +
              R"(,"refused":null}]})",
          201);
  const Ending end = wishctl({"wish", "claim", "W1", "W2", "--name", "李四", "--phone", "13900000000",
                              "--unit", "娄底市审计局", "--remark", "周末", "--volunteer", kOther,
                              "--on-paper", "--on", "2026-07-01"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"wishes":["W1","W2"],"name":"李四","phone":"13900000000",
    "unit":"娄底市审计局","remark":"周末","volunteer":")" +
                                      std::string(kOther) + R"(","on_paper":true,"on":"2026-07-01"})"));
  EXPECT_THAT(
      end.out,
      AllOf(ContainsRegex("N1 +provisional 李四"), ContainsRegex("N2 +granted 李四 .*, due 2026-07-31\n"),
            HasSubstr("The publisher decides"), HasSubstr("--volunteer " + std::string(kOther))));
  EXPECT_THAT(wishctl({"wish", "claim", "W1", "--name", "李四", "--phone", "1", "--lang", "zh"}).out,
              AllOf(HasSubstr("待确认 李四"), HasSubstr("由发布方确认")));
  EXPECT_EQ(asked_body(), json::parse(R"({"wishes":["W1"],"name":"李四","phone":"1"})"));
}

TEST_F(Claiming, SaysWhichUnitsBringNoPointsAsTheyAreNotRegistered) {
  const auto claim_of = [](const char* id) {
    return R"({"wish":"W","number":"N","refused":null,"claim":{"id":"c","state":"granted","reason":null,
               "name":"李四","unit":"审计局","unit_id":)" +
           std::string(id) + "}}";
  };
  const std::vector<std::string> line{"wish",    "claim", "W",      "--name", "李四",
                                      "--phone", "1",     "--unit", "审计局"};
  answers("POST /api/v1/claims", R"({"claims":[)" + claim_of("null") + "," + claim_of("null") + "]}", 201);
  EXPECT_THAT(wishctl(line).out, ContainsRegex("No unit '审计局' is registered"));
  answers("POST /api/v1/claims", R"({"claims":[)" + claim_of("\"u1\"") + "]}", 201);
  EXPECT_THAT(wishctl(line).out, Not(HasSubstr("is registered")));
}

TEST_F(Claiming, ShowsWhoTookAClaimBack) {
  answers("POST /api/v1/wishes/W/releases",
          offer(R"({"id":"c","state":"released","reason":"reassigned","name":"李四"})"));
  EXPECT_THAT(wishctl({"wish", "release", "W", "--lang", "zh"}).out, HasSubstr("已收回（改派他人） 李四"));
}

TEST_F(Claiming, EndsWithOneWhereSomeWishesCouldNotBeClaimed) {
  answers("POST /api/v1/claims",
          R"({"claims":[{"wish":"W1","number":"N1","claim":)" + claim("granted") +
              R"(,"refused":null},{"wish":"W2","number":"","claim":null,
              "refused":{"code":"offer.unknown","en":"No wish W2 here.","zh":"没有 W2。"}}]})",
          201);
  const std::vector<std::string> line{"wish", "claim", "W1", "W2", "--name", "李四", "--phone", "1"};
  const Ending end = wishctl(line);
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("1 of 2 wishes could not be claimed."));
  EXPECT_THAT(end.out, AllOf(ContainsRegex("N1 +granted"), ContainsRegex("W2 +refused: No wish W2 here.\n")));
  std::vector<std::string> zh(line);
  zh.insert(zh.end(), {"--lang", "zh"});
  EXPECT_THAT(wishctl(zh).err, HasSubstr("2 个心愿中有 1 个未能认领"));
  EXPECT_THAT(wishctl(zh).out, HasSubstr("未成功：没有 W2。"));
}

TEST_F(Claiming, AClaimNeedsAWishANameAndAPhone) {
  EXPECT_THAT(wishctl({"wish", "claim", "--name", "n", "--phone", "1"}).err, HasSubstr("needs WISH"));
  EXPECT_THAT(wishctl({"wish", "claim", "W", "--name", "n"}).err, HasSubstr("needs --phone"));
  EXPECT_THAT(wishctl({"wish", "claim", "W", "--phone", "1"}).err, HasSubstr("needs --name"));
  EXPECT_THAT(wishctl({"wish", "claim", "W", "--name", "n", "--phone", "1", "--volunteer", "李四"}).err,
              HasSubstr("--volunteer takes an id"));
  EXPECT_EQ(wishctl({"wish", "claim", "W", "--name", "n", "--phone", "1", "--on", "today"}).status,
            ExitStatus::kWrongUsage);
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"wish", "claim", "W", "--name", "n", "--phone", "1"}).status, ExitStatus::kRefused);
}

TEST_F(Claiming, WhoIsRegisteredClaimsByTheIdAlone) {
  answers("POST /api/v1/claims",
          R"({"claims":[{"wish":"W","number":"N","claim":)" + claim("granted") + R"(,"refused":null}]})",
          201);
  const Ending end = wishctl({"wish", "claim", "W", "--volunteer", kOther});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"wishes":["W"],"volunteer":")" + std::string(kOther) + R"("})"));
  EXPECT_THAT(wishctl({"wish", "claim", "W", "--volunteer", kOther, "--name", "n"}).err,
              HasSubstr("needs --phone"));
}

TEST_F(Claiming, GivesAClaimBack) {
  answers("POST /api/v1/wishes/W/releases", offer(claim("released")));
  const Ending end = wishctl({"wish", "release", "W"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Given back."), HasSubstr("released 李四"), Not(HasSubstr("due"))));
  EXPECT_THAT(wishctl({"wish", "release", "W", "--claim", kId, "--remark", "调动", "--lang", "zh"}).out,
              HasSubstr("已放弃 李四"));
  EXPECT_EQ(text_field(asked_body(), "claim"), kId);
  EXPECT_EQ(text_field(asked_body(), "remark"), "调动");
  EXPECT_EQ(wishctl({"wish", "release", "W", "--on", "2026-07-05"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"on":"2026-07-05"})"));
  EXPECT_EQ(wishctl({"wish", "release", "W", "--claim", "1"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Claiming, ReportsAFulfilmentWithHoursAsMinutes) {
  answers("POST /api/v1/wishes/W/fulfilments",
          offer(claim("fulfilled", R"(,"fulfilled_on":"2026-07-20","value":200,"minutes":150)")));
  const Ending end = wishctl({"wish", "fulfil", "W", "--what", "棉被", "--claim", kId, "--on", "2026-07-20",
                              "--value", "200", "--hours", "2.5", "--volunteer", kId, "--volunteer", kOther});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"what":"棉被","claim":")" + std::string(kId) +
                                      R"(","on":"2026-07-20","value":200,"minutes":150,"volunteers":[")" +
                                      kId + R"(",")" + kOther + R"("]})"));
  EXPECT_EQ(wishctl({"wish", "fulfil", "W", "--what", "棉被"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"what":"棉被"})"));
}

TEST_F(Claiming, SaysOfALateReportWhatComesOfIt) {
  const std::string late = claim("expired", R"(,"reason":"expired","unsettled":true)");
  answers("POST /api/v1/wishes/W/fulfilments", offer(late));
  const std::vector<std::string> report = {"wish", "fulfil", "W", "--what", "棉被"};
  EXPECT_THAT(wishctl(report).out,
              AllOf(HasSubstr("The claim had ended before"), HasSubstr("--disputed --claim"),
                    Not(HasSubstr("now asks the family"))));
  EXPECT_THAT(wishctl({"wish", "fulfil", "W", "--what", "棉被", "--lang", "zh"}).out,
              AllOf(HasSubstr("此前已失效"), HasSubstr("--disputed --claim 标识")));
  // Of another claim nothing is late.
  EXPECT_THAT(wishctl({"wish", "fulfil", "W", "--what", "棉被", "--claim", kOther}).out,
              HasSubstr("now asks the family"));
}

TEST_F(Claiming, HoursAreRoundedToMinutes) {
  answers("POST /api/v1/wishes/W/fulfilments", offer(""));
  for (const auto& [hours, minutes] :
       std::map<std::string, int>{{"2", 120}, {"0.75", 45}, {"0.5", 30}, {"1.33", 80}, {"0.01", 1}}) {
    EXPECT_EQ(wishctl({"wish", "fulfil", "W", "--what", "x", "--hours", hours}).status, ExitStatus::kDone);
    EXPECT_EQ(number_field(asked_body(), "minutes"), minutes) << hours;
  }
  const std::size_t asked = node_.asked.size();
  for (const char* hours : {"", "two", "2.", ".5", "1.234", "-1", "2h", "1,5", "99999"})
    EXPECT_EQ(wishctl({"wish", "fulfil", "W", "--what", "x", "--hours", hours}).status,
              ExitStatus::kWrongUsage)
        << hours;
  EXPECT_THAT(wishctl({"wish", "fulfil", "W"}).err, HasSubstr("needs --what"));
  EXPECT_EQ(node_.asked.size(), asked);
}

TEST_F(Claiming, AClaimSaysWhatWasGivenWhereThatIsHere) {
  const std::string more = R"(,"fulfilled_on":"2026-07-20","value":200,"what":"送去棉被\n一床")";
  answers("GET /api/v1/offers/W", offer(claim("fulfilled", more)));
  EXPECT_THAT(wishctl({"offer", "show", "W"}).out,
              HasSubstr("2026-07-01, fulfilled 2026-07-20 (送去棉被␤一床), 200 yuan\n"));
  EXPECT_THAT(wishctl({"offer", "show", "W", "--lang", "zh"}).out,
              HasSubstr("，落实 2026-07-20（送去棉被␤一床），200 元\n"));
  answers("GET /api/v1/offers/W",
          offer(claim("fulfilled", R"(,"fulfilled_on":"2026-07-20","value":200,"what":null)")));
  EXPECT_THAT(wishctl({"offer", "show", "W"}).out, HasSubstr("fulfilled 2026-07-20, 200 yuan\n"));
}

TEST_F(Claiming, SaysOfEachWhyNoneCouldBeClaimed) {
  const std::string refused =
      R"("number":"","claim":null,"refused":{"code":"offer.unknown","en":"No.","zh":"没有。"})";
  answers("POST /api/v1/claims",
          R"({"claims":[{"wish":"W1",)" + refused + R"(},{"wish":"W2",)" + refused + "}]}");
  const Ending end = wishctl({"wish", "claim", "W1", "W2", "--name", "李四", "--phone", "1"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("2 of 2 wishes"));
  EXPECT_THAT(end.out, AllOf(ContainsRegex("W2 +refused: No.\n"), Not(HasSubstr("--volunteer"))));
}

TEST_F(Claiming, AWishShowsItsClaimsAndTheirIdsWhereThereAreSeveral) {
  const auto wish = [](const std::string& claims) {
    return R"({"name":"刘大洋","state":"claimed","scope":"4313","slots":2,"satisfaction":4,"claims":[)" +
           claims + R"(],"unsettled":["publication","slots","claims","state","campaign"]})";
  };
  answers("GET /api/v1/wishes/W", wish(claim("granted")));
  const std::string one = wishctl({"wish", "show", "W", "--lang", "zh"}).out;
  EXPECT_THAT(one, AllOf(HasSubstr("认领成功 李四 13900000000 娄底市审计局 2026-07-01，期限 2026-07-31\n"),
                         Not(HasSubstr(kId)), ContainsRegex("满意度 +4/5\n"),
                         HasSubstr("发布、名额、认领、状态、集中活动")));
  answers(
      "GET /api/v1/wishes/W",
      wish(
          claim("expired", R"(,"reason":"expired","on_paper":true,"unsettled":true)") + "," +
          claim(
              "confirmed",
              R"(,"fulfilled_on":"2026-07-20","value":200,"minutes":90,"confirmed_on":"2026-07-25","satisfaction":5)")));
  const std::string two = wishctl({"wish", "show", "W"}).out;
  EXPECT_THAT(two, AllOf(HasSubstr("expired 李四 13900000000 娄底市审计局 2026-07-01, on paper, to settle"),
                         HasSubstr("2026-07-01, fulfilled 2026-07-20, 200 yuan, 1.5 h, family asked "
                                   "2026-07-25, satisfaction 5/5\n"),
                         HasSubstr("claim " + std::string(kId))));
}

TEST_F(Claiming, AWishSaysHowItIsSettled) {
  for (const auto& [state, things, words] :
       {std::tuple{"claimed", R"(["slots","claims"])", "more were granted than there are places"},
        std::tuple{"withdrawn", R"(["state"])", "ask the family and say wish confirm"},
        std::tuple{"claimed", R"(["claims"])", "see the claims"},
        std::tuple{"vetted", R"(["age"])", "amend what is wrong"}}) {
    answers("GET /api/v1/wishes/W", R"({"name":"刘大洋","claims":[],"state":")" + std::string(state) +
                                        R"(","unsettled":)" + things + "}");
    EXPECT_THAT(wishctl({"wish", "show", "W"}).out, HasSubstr(words)) << things;
  }
}

TEST_F(Claiming, AGrantIsTakenBackForSomebodyElse) {
  answers("POST /api/v1/wishes/W/reassignments", R"({"number":"W","state":"open","claims":[]})");
  const Ending end = wishctl({"wish", "reassign", "W", "--claim", "0190c5a4-7e2b-7c3d-8e4f-0123456789ab"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, HasSubstr("others may claim it now"));
  EXPECT_EQ(wishctl({"wish", "reassign", "W", "--claim", "no id"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Claiming, AGrantIsGivenToWhomIsNamed) {
  answers("POST /api/v1/wishes/W/reassignments", R"({"number":"W","state":"taken","claims":[]})");
  const Ending end =
      wishctl({"wish", "reassign", "W", "--name", "王五", "--phone", "137", "--unit", "审计局"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"王五","phone":"137","unit":"审计局"})"));
  EXPECT_THAT(end.out, HasSubstr("given to whom you named"));
  EXPECT_THAT(wishctl({"wish", "reassign", "W", "--name", "王五"}).err,
              HasSubstr("needs --name and --phone"));
}

TEST_F(Claiming, AUnitClaimsForItsMembers) {
  answers("POST /api/v1/claims/members",
          R"({"dry_run":false,"claims":[{"row":1,"wish":"W","number":"N1","claim":)" + claim("granted") +
              R"(,"refused":null},{"row":2,"wish":"W","number":"N1","claim":null,
              "refused":{"code":"claim.not_open","en":"No place.","zh":"没有名额。"}}]})",
          201);
  const Ending end = wishctl(
      {"wish", "claim", "W", "--unit", "审计局", "--member", "张三 13800000000", "--member", " Li Si  139 "});
  EXPECT_EQ(asked_body(), json::parse(R"({"unit":"审计局","members":[
    {"name":"张三","phone":"13800000000","wishes":["W"]},{"name":" Li Si","phone":"139","wishes":["W"]}]})"));
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("1 of 2 claims were refused."));
  EXPECT_THAT(end.out, AllOf(ContainsRegex("1 +N1 +granted"), ContainsRegex("2 +N1 +refused: No place."),
                             Not(HasSubstr("--volunteer"))));
  const std::size_t asked = node_.asked.size();
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--member", "张三 138"},
                                                {"--unit", "U", "--member", "张三"},
                                                {"--unit", "U", "--member", " 138"},
                                                {"--unit", "U", "--member", "张三 138", "--name", "李四"}}) {
    std::vector<std::string> line{"wish", "claim", "W"};
    line.insert(line.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(wishctl(line).status, ExitStatus::kWrongUsage) << wrong.back();
  }
  EXPECT_EQ(node_.asked.size(), asked);
}

TEST_F(Claiming, AFormIsSentAsItIs) {
  const std::string path = file("f.csv", "编号,圆梦党员姓名");
  answers("POST /api/v1/claims/forms?name=f.csv&unit=U&dry_run=true",
          R"({"dry_run":true,"claims":[{"row":3,"wish":"W","number":"N1","claim":null,"refused":null},
          {"row":4,"wish":"","number":"","claim":null,"refused":{"code":"row.no_number","en":"No.","zh":"没有。"}}]})");
  const Ending end = wishctl({"wish", "claim", "--form", path, "--unit", "U", "--dry-run"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_EQ(node_.asked.back().body, "编号,圆梦党员姓名");
  EXPECT_THAT(end.out, AllOf(ContainsRegex("3 +N1 +can be claimed"), ContainsRegex("4 .*refused: No."),
                             HasSubstr("Nothing was written.")));
  EXPECT_EQ(wishctl({"wish", "claim", "W", "--form", path}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "claim", "--form", path, "--name", "x"}).status, ExitStatus::kWrongUsage);
}

}  // namespace
}  // namespace wishctl
