// The commands from arguments to output, against a fake node.

#include "tools/wishctl/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

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

TEST_F(App, WhatOthersTypedCannotCommandTheTerminal) {
  answers("GET /api/v1/wishes/W", R"({"name":"\u001b[2J","state":"\u001b[31m"})");
  EXPECT_THAT(wishctl({"wish", "show", "W"}).out, Not(HasSubstr("\x1B")));
}

}  // namespace
}  // namespace wishctl
