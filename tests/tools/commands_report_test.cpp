// Reports, those that are kept, and what changed since, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Reports : public App {};

constexpr const char* kReportId = "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";

std::string figures(int registered, const std::string& median = "\"2.5\"") {
  const std::string n = std::to_string(registered);
  return R"({"funnel":{"registered":)" + n +
         R"(,"vetted":8,"published":7,"claimed":6,"fulfilled":5,"confirmed":4,"closed":3},"returned":1,
            "rejected":0,"withdrawn":2,"handed_over":1,"handed_over_done":1,"expired":2,"overdue":3,"value":800,
            "share_fulfilled":"50.0","satisfaction":{"families":4,"mean":"4.25","counts":[0,0,1,1,2]},
            "waits":[{"from":"registered","to":"vetted","wishes":8,"median_days":)" +
         median + R"(}],"in_span":{"registered":)" + n +
         R"(,"vetted":9,"published":7,"claimed":6,"fulfilled":5,"confirmed":4,"closed":3}})";
}

std::string cohort(const std::string& year, const std::string& campaign = "null") {
  return R"({"from":")" + year + R"(-01-01","to":")" + year + R"(-06-30","campaign":null,"campaign_name":)" +
         campaign + R"(,"any_day":false})";
}

std::string report(const std::string& by, const std::string& groups, const std::string& behind = "",
                   int behind_count = 0) {
  return R"({"place":"4313","place_name":"娄底市","input_root":"0123456789abcdef","by":")" + by +
         R"(","as_of":"2018-06-22","now":)" + cohort("2018") + R"(,"before":)" + cohort("2017") +
         R"(,"whole":{"key":"4313","name":"娄底市","now":)" + figures(10) + R"(,"before":)" +
         figures(12, "null") + R"(},"groups":[)" + groups + R"(],"behind":[)" + behind +
         R"(],"behind_count":)" + std::to_string(behind_count) + "}";
}

std::string kept(const std::string& of = "figures", const std::string& more = "") {
  return R"({"id":")" + std::string(kReportId) + R"(","of":")" + of +
         R"(","place":"4313","place_name":"娄底市","by_place":"4313","on":"2018-07-01","as_of":"2018-06-30",
            "by":"none","now":)" +
         cohort("2018") + R"(,"input_root":"aa","cut_off":"bb","result":"cc","behind":[],"behind_count":0)" +
         more + "}";
}

TEST_F(Reports, ShowsThisPeriodBesideTheOneBefore) {
  answers("GET /api/v1/report?place=4313&period=2018H1", report("none", ""));
  const Ending end = wishctl({"report", "--period", "2018H1", "--place", "4313"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out,
              AllOf(HasSubstr("娄底市 (4313), 2018-01-01 – 2018-06-30\n"),
                    HasSubstr("Against 2017-01-01 – 2017-06-30\n"), ContainsRegex("registered +10 +12 +-2\n"),
                    ContainsRegex("vetted +8 +8 +0\n"), ContainsRegex("share fulfilled +50.0% +50.0%"),
                    ContainsRegex("mean of 1 to 5 +4.25 +4.25"), HasSubstr("0 / 0 / 1 / 1 / 2"),
                    ContainsRegex("registered → vetted +2.5 +–"), ContainsRegex("overdue +3 +3 +0")));
  EXPECT_THAT(end.out,
              AllOf(HasSubstr("As of 2018-06-22. Input root: 0123456789ab "), Not(HasSubstr("Behind"))));
}

TEST_F(Reports, SpeaksChineseToWhoeverReadsIt) {
  answers("GET /api/v1/report",
          report("none", "", R"({"place":"431322","place_name":"新化县","since":"2018-06-01"},
                                                      {"place":"431321","place_name":"双峰县","since":null})",
                 5));
  EXPECT_THAT(wishctl({"report", "--lang", "zh"}).out,
              AllOf(HasSubstr("本期"), HasSubstr("上期"), HasSubstr("已登记"), HasSubstr("落实率"),
                    HasSubstr("尚未同步"), HasSubstr("2018-06-01 以来"), HasSubstr("（从未）"),
                    HasSubstr("另有 3 处")));
}

TEST_F(Reports, GroupsStandInATableWithTheirSum) {
  answers("GET /api/v1/report?by=category",
          report("category", R"({"key":"goods","name":"生活物资","now":)" + figures(7) + R"(,"before":)" +
                                 figures(3) + "}"));
  EXPECT_THAT(wishctl({"report", "--by", "category"}).out,
              AllOf(ContainsRegex("category +registered +vetted"),
                    ContainsRegex("goods +7 +8 .*50.0% +3 +4.25 +3 "), ContainsRegex("sum +10 +8 ")));
}

TEST_F(Reports, AsksForAnySpanAndForACampaignByItsName) {
  answers("GET /api/v1/report?from=2018-05-20&to=2018-06-10&as_of=2018-06-15", report("none", ""));
  EXPECT_EQ(wishctl({"report", "--from", "2018-05-20", "--to", "2018-06-10", "--as-of", "2018-06-15"}).status,
            ExitStatus::kDone);
  answers("GET /api/v1/campaigns", R"({"campaigns":[{"id":"c1","name":"2018年六一"}]})");
  answers("GET /api/v1/report?campaign=c1", report("none", ""));
  EXPECT_EQ(wishctl({"report", "--campaign", "2018年六一"}).status, ExitStatus::kDone);
}

TEST_F(Reports, ASpanHasTwoEndsAndOneForm) {
  EXPECT_THAT(wishctl({"report", "--from", "2018-05-20"}).err, HasSubstr("--from and --to together"));
  EXPECT_THAT(wishctl({"report", "--from", "2018-05-20", "--to", "2018-06-10", "--period", "2018"}).err,
              HasSubstr("--period, or --from and --to"));
  EXPECT_THAT(wishctl({"report", "--period", "June"}).err, HasSubstr("--period is 2018"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(Reports, KeepsAReportOrARanking) {
  answers("POST /api/v1/reports", kept(), 201);
  const Ending end = wishctl({"report", "keep", "--period", "2018H1", "--by", "place"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"period":"2018H1","by":"place"})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Kept: it stays as it is now."), HasSubstr(kReportId),
                             HasSubstr("2018-07-01")));
  answers("POST /api/v1/reports", kept("units"), 201);
  EXPECT_THAT(wishctl({"report", "keep", "--period", "2018", "--ranking", "units"}).out,
              HasSubstr("ranking of units"));
  EXPECT_EQ(asked_body(), json::parse(R"({"period":"2018","of":"units"})"));
}

TEST_F(Reports, SaysWhoReadsWhatIsKept) {
  const auto keeping = [&](const std::string& of, const std::string& open) {
    answers("POST /api/v1/reports", kept(of, R"(,"open":)" + open), 201);
    return wishctl({"report", "keep"}).out;
  };
  EXPECT_THAT(keeping("figures", "true"), HasSubstr("Nodes below its place read it too."));
  EXPECT_THAT(keeping("figures", "false"), HasSubstr("of one or two families, so it goes up only"));
  EXPECT_THAT(keeping("volunteers", "false"), HasSubstr("It tells of volunteers, so it goes up only"));
}

TEST_F(Reports, ListsWhatIsKept) {
  answers("GET /api/v1/reports?place=4313", R"({"reports":[)" + kept() + "," + kept("volunteers") + "]}");
  EXPECT_THAT(
      wishctl({"report", "list", "--place", "4313"}).out,
      AllOf(HasSubstr(kReportId), HasSubstr("ranking of volunteers"), HasSubstr("2018-01-01 – 2018-06-30")));
  answers("GET /api/v1/reports", R"({"reports":[]})");
  EXPECT_THAT(wishctl({"report", "list"}).out, HasSubstr("No report is kept here."));
}

TEST_F(Reports, MakesOneAgain) {
  answers("POST /api/v1/reports/" + std::string(kReportId) + "/verifications",
          kept("figures", R"(,"equal":true)"));
  EXPECT_THAT(wishctl({"report", "again", kReportId}).out, HasSubstr("equal, byte for byte"));
  EXPECT_EQ(wishctl({"report", "again", "x"}).status, ExitStatus::kRefused);
}

TEST_F(Reports, ShowsWhatChangedSince) {
  const std::string more =
      R"(,"figures":{"then":)" + report("none", "") + R"(,"now":)" + report("none", "") +
      R"(,"cells":[{"key":null,"name":null,"column":"now","number":"registered","then":10,"now":11},
                   {"key":"goods","name":"生活物资","column":"before","number":"half_days_to_vetted","then":4,"now":5}],
          "cells_count":2},"corrections":[
          {"id":"w2","number":"4313-2018-0002-KQ","place":"4313","place_name":"娄底市","changes":["arrived"],
           "then":null,"now":{"state":"vetted"}},
          {"id":"w1","number":null,"place":"4313","place_name":"娄底市","changes":["state","days"],
           "then":{"state":"published"},"now":{"state":"claimed"}}],
          "corrections_count":7,"next":"w1.4313","ranking":null,
          "successor":{"place":"431322","place_name":"新化县"})";
  answers("GET /api/v1/reports/" + std::string(kReportId) + "?limit=2", kept("figures", more));
  const Ending end = wishctl({"report", "show", kReportId, "--limit", "2"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(ContainsRegex("sum +now +registered +10 +11\n"),
                             ContainsRegex("生活物资 +before +median days until vetted +2 +2\\.5\n"),
                             HasSubstr("Corrections: 7 wishes"),
                             ContainsRegex("4313-2018-0002-KQ +arrived late +– +vetted"),
                             ContainsRegex("w1 +state, days +published +claimed"),
                             HasSubstr("--after w1.4313"), HasSubstr("was merged into 新化县")));
  EXPECT_THAT(wishctl({"report", "show", kReportId, "--limit", "2", "--lang", "zh"}).out,
              AllOf(HasSubstr("事后收到"), HasSubstr("更正：共 7 个心愿"), HasSubstr("当时")));
}

TEST_F(Reports, ShowsWhoseRankChangedSince) {
  const auto ranking = [](const std::string& changes) {
    return R"(,"figures":null,"corrections":[],"corrections_count":0,"next":null,"ranking":{
      "then":[{"id":"u1","name":"审计局","points":"20.00","deeds":2},{"id":"u2","name":"民政局","points":"20.00","deeds":2},
              {"id":null,"name":null,"points":"10.00","deeds":1}],"now":[],"input_root":"dd","changes":[)" +
           changes + "]}";
  };
  answers("GET /api/v1/reports/" + std::string(kReportId), kept("units", ranking("")));
  EXPECT_THAT(
      wishctl({"report", "show", kReportId}).out,
      AllOf(ContainsRegex("1 +审计局 +20.00 +2\n"), ContainsRegex("1 +民政局 +20.00 +2\n"),
            ContainsRegex("3 +\\(units that are not registered\\) +10.00"), HasSubstr("no corrections")));
  answers("GET /api/v1/reports/" + std::string(kReportId),
          kept("units", ranking(R"({"then":{"id":"u1","name":"审计局","points":"20.00","deeds":2},
                                    "now":{"id":"u1","name":"审计局","points":"30.00","deeds":3}},
                                   {"then":null,"now":{"id":"u3","name":"教育局","points":"5.00","deeds":1}})")));
  EXPECT_THAT(wishctl({"report", "show", kReportId}).out,
              AllOf(ContainsRegex("审计局 +20.00 +30.00 +2 +3\n"), ContainsRegex("教育局 +– +5.00 +– +1\n")));
}

constexpr const char* kCountedOtherwise =
    R"(,"no_corrections":{"code":"report.other_release","en":"it was counted otherwise","zh":"统计方法不同"})";

TEST_F(Reports, SaysWhyNoCorrectionsCanBeListed) {
  answers("GET /api/v1/reports/" + std::string(kReportId),
          kept("figures", R"(,"figures":{"then":)" + report("none", "") +
                              R"(,"now":null,"cells":[],"cells_count":0},"corrections":[],
                                 "corrections_count":0,"next":null,"ranking":null,"successor":null)" +
                              kCountedOtherwise));
  EXPECT_THAT(
      wishctl({"report", "show", kReportId}).out,
      AllOf(ContainsRegex("registered +10 +12"),
            HasSubstr("can't be listed here: it was counted otherwise\n"), Not(HasSubstr("no corrections"))));
  EXPECT_THAT(wishctl({"report", "show", kReportId, "--lang", "zh"}).out,
              AllOf(HasSubstr("更正无法在此列出：统计方法不同\n"), Not(HasSubstr("无更正"))));
  answers("GET /api/v1/reports/" + std::string(kReportId),
          kept("units", R"(,"figures":null,"corrections":[],"corrections_count":0,"next":null,"ranking":{
      "then":[{"id":"u1","name":"审计局","points":"20.00","deeds":2}],"now":null,"input_root":null,"changes":[]})" +
                            std::string(kCountedOtherwise)));
  EXPECT_THAT(wishctl({"report", "show", kReportId}).out,
              AllOf(ContainsRegex("1 +审计局 +20.00 +2\n"), HasSubstr("it was counted otherwise\n"),
                    Not(HasSubstr("no corrections"))));
}

TEST_F(Reports, SaysFirstThatWhatWasPublishedIsWrong) {
  const std::string wrong = R"({"code":"report.not_equal","en":"it does not follow","zh":"数据不符"})";
  const std::string more =
      R"(,"successor":null,"corrections":[],"corrections_count":0,"next":null,"refuted":)" + wrong +
      R"(,"no_corrections":)" + wrong;
  answers("GET /api/v1/reports/" + std::string(kReportId),
          kept("figures", R"(,"figures":{"then":)" + report("none", "") +
                              R"(,"now":null,"cells":[],"cells_count":0},"ranking":null)" + more));
  const Ending end = wishctl({"report", "show", kReportId});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("it does not follow"));
  EXPECT_THAT(end.out, AllOf(StartsWith("WRONG: it does not follow\n"), ContainsRegex("registered +10 +12"),
                             Not(HasSubstr("can't be listed"))));
  EXPECT_THAT(wishctl({"report", "show", kReportId, "--lang", "zh"}).out, StartsWith("【有误】数据不符\n"));
  answers("GET /api/v1/reports/" + std::string(kReportId), kept("units", R"(,"figures":null,"ranking":{
      "then":[{"id":"u1","name":"审计局","points":"20.00","deeds":2}],"now":null,"input_root":null,"changes":[]})" +
                                                                             more));
  const Ending ranking = wishctl({"report", "show", kReportId});
  EXPECT_EQ(ranking.status, ExitStatus::kRefused);
  EXPECT_THAT(ranking.out, AllOf(StartsWith("WRONG: it does not follow\n"), ContainsRegex("1 +审计局 +20.00"),
                                 Not(HasSubstr("can't be listed"))));
}

}  // namespace
}  // namespace wishctl
