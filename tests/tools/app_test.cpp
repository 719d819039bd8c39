// The commands from arguments to output, against a fake node.

#include "tools/wishctl/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kNumber = "431322106003-2018-0001-KQ";
constexpr const char* kWish =
    R"({"id":"0190c5a4-1111-7222-8333-444455556666","number":"431322106003-2018-0001-KQ",
 "place":"431322106003","place_name":"富托村","name":"张三","sex":"male","age":72,"address":"3组","content":"棉被\n要厚的",
 "proof":null,"phone":"138","consent":null,"category":"goods","targets":["veteran"],"value":200,"state":"registered",
 "slots":1,"claims":[],"safe":"county","safe_at":["431322"],"hand_over":false,"registered_at":"2018-06-22",
 "erased":false,"unsettled":[],"history":[{"hash":"ab","kind":"registered","time":"2018-06-22T03:04:05Z",
 "by_place":"431322106003","remark":null,"counts":true}]})";

TEST_F(App, JsonIsTheNodesOwnDocumentAndNothingElse) {
  const std::string document = R"({"events": 18446744073709551615, "unknown": 1.50})";
  answers("GET /api/v1/status", document);
  for (const Ending& end : {wishctl({"--json", "status"}), wishctl({"status", "--json"})}) {
    EXPECT_EQ(end.out, document + "\n");
    EXPECT_THAT(end.err, IsEmpty());
    EXPECT_EQ(end.status, ExitStatus::kDone);
  }
}

TEST_F(App, StatusSaysHowFullTheLimitsAre) {
  const auto with = [&](const std::string& complete) {
    answers(
        "GET /api/v1/status",
        R"({"place":"431322","texts_loaded":true,"memory":{"resident_bytes":104857600,"texts_wishes":1200,"texts_complete":)" +
            complete + R"(,"fullness":[{"name":"texts_bytes","used":8388608,"limit":16777216},
        {"name":"commit_queue_requests","used":3,"limit":65536},{"name":"http_connections","used":0,"limit":128},
        {"name":"something_new","used":5,"limit":0}]}})");
  };
  with("true");
  const std::string en = wishctl({"status", "--lang", "en"}).out;
  EXPECT_THAT(en, ContainsRegex("memory +100 MiB\n"));
  EXPECT_THAT(en, ContainsRegex("words in memory +of 1200 wishes, all\n"));
  EXPECT_THAT(en, ContainsRegex("words of wishes +8.0 MiB +16 MiB +50%\n"));
  EXPECT_THAT(en, ContainsRegex("waiting to be written +3 +65536 +<1%\n"));
  EXPECT_THAT(en, ContainsRegex("HTTP connections +0 +128 +0%\n"));
  EXPECT_THAT(en, ContainsRegex("something_new +5 +0 +–\n"));
  with("false");
  const std::string zh = wishctl({"status", "--lang", "zh"}).out;
  EXPECT_THAT(zh, HasSubstr("1200 条心愿；其余心愿搜索较慢"));
  EXPECT_THAT(zh, ContainsRegex("心愿文字 +8.0 MiB +16 MiB +50%\n"));
}

TEST_F(App, AnOlderNodesStatusHasNoTableOfLimits) {
  answers("GET /api/v1/status", R"({"place":"431322"})");
  EXPECT_THAT(wishctl({"status", "--lang", "en"}).out,
              AllOf(HasSubstr("431322"), Not(HasSubstr("how full"))));
}

TEST_F(App, ARefusalGivesItsReasonAndWithJsonTheProblemToo) {
  const Ending end = wishctl({"wish", "show", "nope", "--json", "--lang", "zh"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_EQ(end.err, "wishctl: 没有。\n");
  EXPECT_EQ(text_field(json::parse(end.out), "code"), "path.unknown");
  EXPECT_THAT(wishctl({"wish", "show", "nope"}).out, IsEmpty());
}

TEST_F(App, WrongUsageIsAProblemDocumentToo) {
  const Ending end = wishctl({"sumary", "--json"});
  EXPECT_EQ(end.status, ExitStatus::kWrongUsage);
  EXPECT_EQ(text_field(json::parse(end.out), "code"), "usage.unknown_command");
  EXPECT_THAT(end.err, HasSubstr("summary"));
}

TEST_F(App, WhatIsNoNodeCountsAsUnreachable) {
  answers("GET /api/v1/status", "<html>");
  EXPECT_EQ(wishctl({"status"}).status, ExitStatus::kUnreachable);
}

TEST_F(App, ARefusalWithoutReasonStillHasASentence) {
  answers("GET /api/v1/status", "", 500);
  const Ending end = wishctl({"status", "--json"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("HTTP 500"));
  EXPECT_EQ(text_field(json::parse(end.out), "code"), "api.refused");
}

TEST_F(App, EveryCommandHasHelpWithAnExampleInBothLanguages) {
  for (const char* command : {"status",
                              "enrol",
                              "places",
                              "nodes",
                              "sync",
                              "parent",
                              "import",
                              "wish add",
                              "wish list",
                              "wish show",
                              "wish amend",
                              "wish vet",
                              "wish withdraw",
                              "erase",
                              "wish publish",
                              "wish take-down",
                              "offer list",
                              "offer show",
                              "claim list",
                              "wish claim",
                              "wish release",
                              "wish fulfil",
                              "wish confirm",
                              "wish hand-over",
                              "wish close",
                              "tasks",
                              "policy show",
                              "policy set",
                              "unit list",
                              "unit add",
                              "unit rename",
                              "unit merge",
                              "campaign list",
                              "campaign add",
                              "campaign change",
                              "summary",
                              "ranking",
                              "volunteer list",
                              "volunteer merge",
                              "volunteer disclose",
                              "volunteer erase",
                              "user add",
                              "user list",
                              "user set",
                              "user end",
                              "disclose",
                              "log list",
                              "report",
                              "report keep",
                              "report list",
                              "report show",
                              "report again",
                              "log show",
                              "log verify",
                              "verify",
                              "quarantine",
                              "quarantine export",
                              "quarantine clear",
                              "doctor",
                              "revoke",
                              "bundle out",
                              "bundle in",
                              "place set",
                              "place merge",
                              "wish duplicates",
                              "wish merge",
                              "wish apart",
                              "campaign defaults",
                              "wish attach",
                              "wish attachments",
                              "wish attachment"}) {
    std::vector<std::string> args{"help"};
    const std::string words = command;
    args.push_back(words.substr(0, words.find(' ')));
    if (words.find(' ') != words.npos) args.push_back(words.substr(words.find(' ') + 1));
    const Ending en = wishctl(args);
    args.insert(args.end(), {"--lang", "zh"});
    const Ending zh = wishctl(args);
    EXPECT_EQ(en.status, ExitStatus::kDone) << command;
    EXPECT_THAT(en.out, AllOf(StartsWith(words), HasSubstr("Examples:"))) << command;
    EXPECT_THAT(zh.out, AllOf(StartsWith(words), HasSubstr("例子："))) << command;
  }
}

TEST_F(App, ShowsAWishInTheLanguageOfTheReader) {
  answers(std::string("GET /api/v1/wishes/") + kNumber, kWish);
  EXPECT_THAT(
      wishctl({"wish", "show", kNumber, "--lang", "zh"}).out,
      AllOf(HasSubstr("已登记"), HasSubstr("荣誉/伤残军人"), HasSubstr("生活物资"), HasSubstr("经过")));
  EXPECT_THAT(wishctl({"wish", "show", kNumber}).out,
              AllOf(HasSubstr("registered"), HasSubstr("2018-06-22 11:04:05"), HasSubstr("200 yuan")));
}

TEST_F(App, TellsAnErasedWishFromOneWhosePartIsElsewhere) {
  answers("GET /api/v1/wishes/a", R"({"name":null,"erased":true})");
  answers("GET /api/v1/wishes/b", R"({"name":null,"erased":false})");
  EXPECT_THAT(wishctl({"wish", "show", "a"}).out, HasSubstr("(erased)"));
  EXPECT_THAT(wishctl({"wish", "show", "b"}).out, HasSubstr("(not on this node)"));
}

TEST_F(App, AddsAWishFromWordsInEitherLanguage) {
  answers("POST /api/v1/wishes", kWish, 201);
  const Ending end = wishctl({"wish",          "add",
                              "--name",        "张三",
                              "--sex",         "男",
                              "--age",         "72",
                              "--address",     "3组",
                              "--content",     "棉被",
                              "--phone",       "138",
                              "--category",    "生活物资",
                              "--target",      "veteran,空巢老人",
                              "--target",      "elder-without-family",
                              "--value",       "200",
                              "--on",          "2018-06-22",
                              "--consent-by",  "监护人",
                              "--consent-how", "spoken",
                              "--consent",     "--place",
                              "431322106003"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, HasSubstr(kNumber));
  EXPECT_EQ(asked_body(),
            json::parse(R"({"name":"张三","sex":"male","age":72,"address":"3组","content":"棉被",
    "phone":"138","category":"goods","targets":["veteran","empty_nest_elder","elder_without_family"],"value":200,
    "consent":"given","consent_by":"guardian","consent_how":"spoken","on":"2018-06-22","place":"431322106003"})"));
}

TEST_F(App, AmendsOnlyWhatIsGiven) {
  answers("PATCH /api/v1/wishes/W", kWish);
  EXPECT_EQ(wishctl({"wish", "amend", "W", "--phone", "139", "--value", "none"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"phone":"139","value":null})"));
  EXPECT_EQ(wishctl({"wish", "amend", "W"}).status, ExitStatus::kWrongUsage);
}

TEST_F(App, AWishBelongsToACampaignByItsNameOrItsIdOrToNone) {
  answers("GET /api/v1/campaigns", R"({"campaigns":[{"id":"c1","name":"2019年春节"}]})");
  answers("PATCH /api/v1/wishes/W", kWish);
  for (const auto& [typed, body] : std::map<std::string, std::string>{{"2019年春节", R"({"campaign":"c1"})"},
                                                                      {"c1", R"({"campaign":"c1"})"},
                                                                      {"none", R"({"campaign":null})"}}) {
    EXPECT_EQ(wishctl({"wish", "amend", "W", "--campaign", typed}).status, ExitStatus::kDone) << typed;
    EXPECT_EQ(asked_body(), json::parse(body)) << typed;
  }
  const Ending unknown = wishctl({"wish", "amend", "W", "--campaign", "2019春节"});
  EXPECT_EQ(unknown.status, ExitStatus::kRefused);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("campaign list"), HasSubstr("Did you mean '2019年春节'?")));
  answers("POST /api/v1/wishes", kWish, 201);
  EXPECT_EQ(wishctl({"wish", "add", "--name", "n", "--sex", "男", "--age", "none", "--address", "a",
                     "--content", "棉被", "--phone", "1", "--campaign", "2019年春节"})
                .status,
            ExitStatus::kDone);
  EXPECT_EQ(text_field(asked_body(), "campaign"), "c1");
}

TEST_F(App, WrongFieldsAreWrongUsageBeforeAnyRequest) {
  for (const auto& [option, value] : std::map<std::string, std::string>{{"--sex", "x"},
                                                                        {"--age", "old"},
                                                                        {"--category", "gods"},
                                                                        {"--target", "vet"},
                                                                        {"--value", "-1"},
                                                                        {"--on", "22.6.2018"}}) {
    const Ending end = wishctl({"wish", "amend", "W", option, value});
    EXPECT_EQ(end.status, ExitStatus::kWrongUsage) << option;
  }
  EXPECT_THAT(wishctl({"wish", "amend", "W", "--category", "gods"}).err, HasSubstr("Did you mean 'goods'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(App, VetsWithAFlagOrAWord) {
  answers("POST /api/v1/wishes/W/vettings", kWish);
  EXPECT_EQ(wishctl({"wish", "vet", "W", "--approve"}).status, ExitStatus::kDone);
  EXPECT_EQ(text_field(asked_body(), "outcome"), "approve");
  for (const char* word : {"hand-over", "hand_over"}) {
    EXPECT_EQ(wishctl({"wish", "vet", "W", "--outcome", word, "--remark", "贵"}).status, ExitStatus::kDone);
    EXPECT_EQ(asked_body(), json::parse(R"({"outcome":"hand_over","remark":"贵"})"));
  }
  EXPECT_EQ(wishctl({"wish", "vet", "W", "--approve", "--on", "2018-06-20"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"outcome":"approve","on":"2018-06-20"})"));
  EXPECT_EQ(wishctl({"wish", "vet", "W", "--approve", "--on", "soon"}).status, ExitStatus::kWrongUsage);
}

TEST_F(App, WithdrawsOnADayThatIsSaid) {
  answers("POST /api/v1/wishes/W/withdrawals", kWish);
  EXPECT_EQ(wishctl({"wish", "withdraw", "W"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_EQ(wishctl({"wish", "withdraw", "W", "--remark", "搬走", "--on", "2018-06-20"}).status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"remark":"搬走","on":"2018-06-20"})"));
}

TEST_F(App, VettingNeedsOneOutcomeAndAReasonUnlessItApproves) {
  EXPECT_EQ(wishctl({"wish", "vet", "W"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "vet", "W", "--approve", "--reject"}).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(wishctl({"wish", "vet", "W", "--reject"}).err, HasSubstr("--remark"));
  EXPECT_THAT(wishctl({"wish", "vet", "W", "--outcome", "aprove"}).err, HasSubstr("Did you mean 'approve'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(App, ListsAPageAndSaysHowToGoOn) {
  answers("GET /api/v1/wishes?state=handed_over&limit=1",
          std::string(R"({"wishes":[)") + kWish + R"(],"next":"t2"})");
  const Ending end = wishctl({"wish", "list", "--state", "转办", "--limit", "1"});
  EXPECT_THAT(end.out, AllOf(HasSubstr("棉被␤要厚的"), HasSubstr("--after t2")));
}

TEST_F(App, ListsAllPagesAsOneDocument) {
  answers("GET /api/v1/wishes", std::string(R"({"wishes":[)") + kWish + R"(],"next":"a b"})");
  answers("GET /api/v1/wishes?after=a%20b", std::string(R"({"wishes":[)") + kWish + R"(],"next":null})");
  const json::value all = json::parse(wishctl({"wish", "list", "--all", "--json"}).out);
  EXPECT_THAT(array_field(all, "wishes"), SizeIs(2));
  EXPECT_TRUE(all.at("next").is_null());
}

TEST_F(App, ErasesOnlyWhenAPersonWhoIsAskedSaysYes) {
  answers("POST /api/v1/wishes/W/erasures", R"({"id":"W","erased":true})");
  confirm_ = [](const std::string&) { return false; };
  EXPECT_EQ(wishctl({"erase", "W"}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"erase", "W", "--yes"}).status, ExitStatus::kDone);
  confirm_ = [](const std::string&) { return true; };
  EXPECT_EQ(wishctl({"erase", "W"}).status, ExitStatus::kDone);
  confirm_ = nullptr;
  EXPECT_EQ(wishctl({"erase", "W"}).status, ExitStatus::kDone);
  EXPECT_THAT(node_.asked, SizeIs(3));
}

TEST_F(App, AnErasureNamesWhatElseIsHeldOfThePerson) {
  answers("POST /api/v1/wishes/W/erasures", R"({"id":"W","erased":true,"others":["N1","N2"]})");
  EXPECT_THAT(wishctl({"erase", "W", "--yes"}).out, HasSubstr("stand in N1, N2 still"));
  EXPECT_THAT(wishctl({"erase", "W", "--yes", "--lang", "zh"}).out, HasSubstr("还有：N1、N2；"));
}

TEST_F(App, ImportsAndListsTheWishesOfACampaignThatIsFoundByItsName) {
  answers("GET /api/v1/campaigns", R"({"campaigns":[{"id":"c1","name":"春节"},{"id":"c2","name":"中秋"}]})");
  answers("POST /api/v1/imports?name=a.csv&dry_run=false&campaign=c1",
          R"({"added":2,"duplicates":[],"refused":[],"hand_over":[]})");
  EXPECT_EQ(wishctl({"import", file("a.csv", "姓名"), "--campaign", "春节"}).status, ExitStatus::kDone);
  const std::size_t asked = node_.asked.size();
  EXPECT_THAT(wishctl({"import", file("a.csv", "姓名"), "--campaign", "重阳"}).err, HasSubstr("重阳"));
  EXPECT_EQ(node_.asked.size(), asked + 1) << "the form was not sent";
  answers("GET /api/v1/wishes?campaign=c2", std::string(R"({"wishes":[)") + kWish + R"(],"next":"t"})");
  answers("GET /api/v1/wishes?campaign=c2&after=t",
          std::string(R"({"wishes":[)") + kWish + R"(],"next":null})");
  const Ending end = wishctl({"wish", "list", "--campaign", "中秋", "--all", "--json"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(array_field(json::parse(end.out), "wishes").size(), 2u);
  EXPECT_EQ(wishctl({"wish", "list", "--campaign", "c2"}).status, ExitStatus::kDone);
  EXPECT_EQ(wishctl({"wish", "list", "--campaign", "重阳"}).status, ExitStatus::kRefused);
}

TEST_F(App, ImportSendsTheFileAndShowsEveryRow) {
  const std::string path = file("附件1 表.csv", "姓名");
  answers(
      "POST /api/v1/imports?name=%E9%99%84%E4%BB%B61%20%E8%A1%A8.csv&dry_run=true&place=431322106003",
      R"({"added":2,"duplicates":[{"row":3,"of":"row 2","reason":"重复"}],"refused":[{"row":9,"reason":"没有姓名","reason_en":"no name"}],
              "hand_over":[],"dry_run":true,"filled_on":null})");
  const Ending end = wishctl({"import", path, "--dry-run", "--place", "431322106003"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("added: 2"), HasSubstr("row 2"), HasSubstr("no name"),
                             HasSubstr("Nothing was written")));
  EXPECT_EQ(node_.asked.back().body, "姓名");
  EXPECT_TRUE(node_.asked.back().slow);
}

TEST_F(App, ImportSaysWhatIsWrongWithTheFile) {
  const std::string large = file("large.csv", std::string((16u << 20) + 1, 'x'));
  EXPECT_THAT(wishctl({"import", (directory_ / "none.csv").string()}).err, HasSubstr("There is no file"));
  EXPECT_THAT(wishctl({"import", directory_.string()}).err, HasSubstr("is a folder"));
  EXPECT_THAT(wishctl({"import", large}).err, HasSubstr("larger than 16 MiB"));
  EXPECT_THAT(wishctl({"import", file("empty.csv", "")}).err, HasSubstr("is empty"));
  EXPECT_EQ(wishctl({"import", large}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(App, ImportTakesAFileOfTheGreatestSize) {
  answers("POST /api/v1/imports?name=full.csv&dry_run=false", R"({"added":0,"duplicates":[],"refused":[]})");
  EXPECT_EQ(wishctl({"import", file("full.csv", std::string(16u << 20, 'x'))}).status, ExitStatus::kDone);
  EXPECT_EQ(node_.asked.back().body.size(), 16u << 20);
}

TEST_F(App, EnrolsWithALevelInEitherLanguageAndARootKey) {
  const std::string hex(64, 'a');
  answers("POST /api/v1/enrolments", R"({"code":"WT1-abc","place":"4313","name":"娄底市"})", 201);
  const Ending end = wishctl({"enrol", "--place", "4313", "--name", "娄底市", "--level", "市", "--root-key",
                              file("k", "key 1\n" + hex + "\n")});
  EXPECT_THAT(end.out, StartsWith("WT1-abc\n")) << end.err;
  EXPECT_EQ(text_field(asked_body(), "level"), "city");
  EXPECT_EQ(text_field(asked_body(), "root_key"), hex);
  EXPECT_EQ(wishctl({"enrol", "--place", "4313", "--name", "n", "--level", "市", "--root-key",
                     file("bad", "hello")})
                .status,
            ExitStatus::kRefused);
}

TEST_F(App, SummaryHasAColumnForEachStateAndASumThatTheNodeCounted) {
  answers(
      "GET /api/v1/summary?place=431322&by=target&period=2018H1",
      R"({"place":"431322","place_name":"新化县","input_root":"0123456789abcdef","total":3,"value":500,"by":"target",
              "period":"2018H1","by_state":{"registered":2,"vetted":1,"new_state":0},
              "rows":[{"key":"veteran","name":"","total":2,"value":300,"by_state":{"registered":2}},
                      {"key":"other","name":"","total":2,"value":300,"by_state":{"registered":1,"vetted":1}}]})");
  const Ending end = wishctl({"summary", "--by", "target", "--period", "2018H1", "--place", "431322"});
  EXPECT_THAT(end.out, AllOf(HasSubstr("handed over"), HasSubstr("new_state"),
                             HasSubstr("honoured or disabled veteran"), HasSubstr("0123456789ab"),
                             Not(HasSubstr("0123456789abc"))));
  EXPECT_THAT(end.out, HasSubstr("sum                               3           2       1"));
  EXPECT_EQ(wishctl({"summary", "--period", "June"}).status, ExitStatus::kWrongUsage);
}

TEST_F(App, SummaryHasARowForEachCampaignOrUnit) {
  const auto table = [](const std::string& by, const std::string& rows) {
    return R"({"place":"4313","place_name":"娄底市","input_root":"ab","total":3,"value":500,"by":")" + by +
           R"(","by_state":{},"rows":[)" + rows + "]}";
  };
  answers("GET /api/v1/summary?by=campaign",
          table("campaign", R"({"key":"c1","name":"2019年春节","total":2,"value":300},
                               {"key":"none","name":"无","total":1,"value":200})"));
  EXPECT_THAT(wishctl({"summary", "--by", "campaign"}).out,
              AllOf(HasSubstr("campaign"), ContainsRegex("2019年春节 +2"), HasSubstr("(no campaign)"),
                    Not(HasSubstr("several units"))));
  answers("GET /api/v1/summary?by=unit", table("unit", R"({"key":"u1","name":"审计局","total":2,"value":300},
                               {"key":"none","name":"未登记的单位","total":1,"value":200})"));
  EXPECT_THAT(wishctl({"summary", "--by", "unit"}).out,
              AllOf(ContainsRegex("审计局 +2"), HasSubstr("(units that are not registered)"),
                    HasSubstr("several units")));
  EXPECT_THAT(wishctl({"summary", "--by", "unit", "--lang", "zh"}).out,
              AllOf(HasSubstr("（未登记的单位）"), HasSubstr("多个单位共同认领")));
}

TEST_F(App, SyncShowsWhoWasSeenWhenAndWhatIsLacking) {
  answers(
      "GET /api/v1/sync",
      R"({"address":"0.0.0.0:1","peers":[{"role":"child","address":"10.0.0.9","place_name":"富托村","name":"富托村","connected":false,
              "last_seen":"2018-06-22T03:57:00Z","we_lack_events":4,"we_lack_parts":1,"peer_lacks_events":0,"bytes_in":2048,
              "bytes_out":0,"clock_offset_ms":-65000,"error":{"code":"x","en":"Certificate wrong.","zh":"证书不对。"},"next_try":null}]})");
  EXPECT_THAT(wishctl({"sync"}).out,
              AllOf(HasSubstr("3 min ago"), HasSubstr("4 events, 1 part"), HasSubstr("nothing"),
                    HasSubstr("2.0 KiB"), HasSubstr("-65 s"), HasSubstr("Certificate wrong.")));
  EXPECT_THAT(wishctl({"sync", "--lang", "zh"}).out, AllOf(HasSubstr("3 分钟前"), HasSubstr("证书不对。")));
}

TEST_F(App, ALogIsFoundByTheBeginningOfItsWriter) {
  const std::string writer = "5f2a90c1" + std::string(24, '0'), other = "5f2b" + std::string(28, '0');
  answers("GET /api/v1/logs?place=4313", R"({"logs":[{"place":"4313","writer":")" + writer +
                                             R"("},{"place":"4313","writer":")" + other + R"("}]})");
  answers("GET /api/v1/logs/4313/" + writer,
          R"({"events":[{"seq":1,"kind":"opened","hash":"ab"}],"next":null})");
  EXPECT_THAT(wishctl({"log", "show", "4313/5F2A"}).out, HasSubstr("writer opened"));
  EXPECT_THAT(wishctl({"log", "show", "4313/5f2"}).err, HasSubstr("Several logs"));
  EXPECT_THAT(wishctl({"log", "show", "4313/77"}).err, HasSubstr("holds no log"));
  EXPECT_EQ(wishctl({"log", "show", "4313"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"log", "show", "4313/xyz"}).status, ExitStatus::kWrongUsage);
}

TEST_F(App, VerifyEndsWithOneWhereSomethingIsWrong) {
  answers("GET /api/v1/verification?deep=true",
          R"({"ok":true,"input_root":"ab","problems":[],"events":5,"logs":1})");
  answers(
      "GET /api/v1/verification",
      R"({"ok":false,"input_root":"ab","problems":[{"code":"c","en":"Row 3 differs.","zh":"第3行不同。"}],"events":5,"logs":1})");
  EXPECT_EQ(wishctl({"verify", "--deep"}).status, ExitStatus::kDone);
  EXPECT_TRUE(node_.asked.back().slow);
  const Ending bad = wishctl({"verify"});
  EXPECT_EQ(bad.status, ExitStatus::kRefused);
  EXPECT_THAT(bad.out, HasSubstr("Row 3 differs."));
  EXPECT_THAT(bad.err, HasSubstr("1 problem"));
  const Ending as_json = wishctl({"verify", "--json"});
  EXPECT_EQ(as_json.status, ExitStatus::kRefused);
  EXPECT_FALSE(flag_field(json::parse(as_json.out), "ok"));
}

TEST_F(App, DoctorEndsWithOneWhereAPersonIsNeeded) {
  answers(
      "GET /api/v1/doctor",
      R"({"state":"look","lines":[{"check":"clock","state":"ok","what":{"en":"fine","zh":"正常"},"todo":null},
              {"check":"backup","state":"look","what":{"en":"old","zh":"旧"},"todo":{"en":"make one","zh":"请备份"}}]})");
  const Ending fine = wishctl({"doctor"});
  EXPECT_EQ(fine.status, ExitStatus::kDone);
  EXPECT_EQ(fine.out, "✓ clock   fine\n! backup  old\n          → make one\n");
  EXPECT_THAT(wishctl({"doctor", "--lang", "zh"}).out,
              AllOf(HasSubstr("✓ 时钟  正常"), HasSubstr("→ 请备份")));
  answers("GET /api/v1/doctor",
          R"({"state":"act","lines":[{"check":"new","state":"act","what":{"en":"bad","zh":"坏"},
              "todo":{"en":"help","zh":"帮"}}]})");
  const Ending bad = wishctl({"doctor"});
  EXPECT_EQ(bad.status, ExitStatus::kRefused);
  EXPECT_THAT(bad.out, HasSubstr("✗ new"));
  EXPECT_THAT(bad.err, HasSubstr("A person is needed"));
  EXPECT_EQ(text_field(json::parse(wishctl({"doctor", "--json"}).out), "state"), "act");
}

TEST_F(App, RevokesOnlyWhenAPersonWhoIsAskedSaysYes) {
  answers("POST /api/v1/revocations", R"({"key":"5f2a90c1d2e3f4","name":"上团村"})", 201);
  confirm_ = [](const std::string&) { return false; };
  EXPECT_EQ(wishctl({"revoke", "5f2a", "--lost"}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, IsEmpty());
  const Ending end = wishctl({"revoke", "5f2a", "--lost", "--yes"});
  EXPECT_THAT(end.out, AllOf(HasSubstr("上团村"), HasSubstr("5f2a90c1d2e3")));
  EXPECT_EQ(asked_body(), json::parse(R"({"node":"5f2a","lost":true})"));
  confirm_ = nullptr;
  EXPECT_EQ(wishctl({"revoke", "4313", "--root-key", file("k", std::string(64, 'a'))}).status,
            ExitStatus::kDone);
  EXPECT_EQ(text_field(asked_body(), "root_key"), std::string(64, 'a'));
}

TEST_F(App, QuarantineShowsWhenFromWhomAndWhy) {
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

TEST_F(App, QuarantineIsExportedToANewFileThatItsOwnerAloneMayRead) {
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

TEST_F(App, QuarantineIsClearedAsAWholeOrOneByOne) {
  answers("POST /api/v1/quarantine/clearings", R"({"cleared":2})");
  EXPECT_EQ(wishctl({"quarantine", "clear"}).out, "Cleared: 2\n");
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_EQ(wishctl({"quarantine", "clear", "3"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"id":"3"})"));
}

// ---- Backup and restore

TEST_F(App, ABackupIsAskedForByItsWholePathAndSaysWhatItHolds) {
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

TEST_F(App, ARestoreNeedsNoNodeAndNamesWhatIsWrong) {
  const Ending refused = wishctl({"restore", directory_.string()});
  EXPECT_EQ(refused.status, ExitStatus::kRefused);
  EXPECT_THAT(refused.err, HasSubstr("is no backup"));
  EXPECT_THAT(wishctl({"restore", directory_.string(), "--json"}).out, HasSubstr("restore.no_backup"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"restore"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"restore", "dir", "--done"}).status, ExitStatus::kWrongUsage);
}

TEST_F(App, AnAdminEndsTheHidingAfterARestore) {
  answers("POST /api/v1/restore/done", R"({"revealed":true})");
  EXPECT_THAT(wishctl({"restore", "--done"}).out, HasSubstr("shown again"));
  answers("POST /api/v1/restore/done", R"({"revealed":false})");
  EXPECT_THAT(wishctl({"restore", "--done", "--lang", "zh"}).out, HasSubstr("没有"));
}

TEST_F(App, StatusAndListSayWhatIsHiddenAndWhenTheLastBackupWas) {
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

TEST_F(App, WhatOthersTypedCannotCommandTheTerminal) {
  answers("GET /api/v1/wishes/W", R"({"name":"\u001b[2J","state":"\u001b[31m"})");
  EXPECT_THAT(wishctl({"wish", "show", "W"}).out, Not(HasSubstr("\x1B")));
}

}  // namespace
}  // namespace wishctl
