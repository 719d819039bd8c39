// Rankings, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Points : public App {};

std::string ranking(const std::string& by, const std::string& rows) {
  return R"({"place":"4313","place_name":"娄底市","input_root":"0123456789abcdef","by":")" + by +
         R"(","rows":[)" + rows + "]}";
}

// ---- Ranking

TEST_F(Points, RanksUnitsWithWhatTheyDid) {
  answers(
      "GET /api/v1/ranking?place=4313&by=unit&period=2018",
      ranking(
          "unit",
          R"({"id":"u1","name":"审计局","place":"4313","points":"30.00","deeds":3,"minutes":150,"value":580},
                     {"id":"u2","name":"民政局","place":"431322","points":"10.00","deeds":1,"minutes":0,"value":200},
                     {"id":null,"name":null,"place":null,"points":"10.00","deeds":1,"minutes":20,"value":0},
                     {"id":"u3","name":"教育局","place":"4313","points":"5.00","deeds":1,"minutes":60,"value":0})"));
  const Ending end = wishctl({"ranking", "--period", "2018", "--place", "4313", "--by", "unit"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("娄底市 (4313), 2018\n"),
                             ContainsRegex("rank +unit +place +points +deeds +hours +yuan\n"),
                             ContainsRegex("1 +审计局 +4313 +30.00 +3 +2.5 +580\n"),
                             HasSubstr("Input root: 0123456789ab ")));
}

TEST_F(Points, EqualPointsAreTheSameRank) {
  answers("GET /api/v1/ranking?period=2018H1",
          ranking("unit", R"({"id":"a","name":"甲","points":"20.00"},{"id":"b","name":"乙","points":"10.00"},
                             {"id":"c","name":"丙","points":"10.00"},{"id":"d","name":"丁","points":"5.00"})"));
  EXPECT_THAT(wishctl({"ranking", "--period", "2018H1"}).out,
              AllOf(ContainsRegex("\n +1 +甲 "), ContainsRegex("\n +2 +乙 "), ContainsRegex("\n +2 +丙 "),
                    ContainsRegex("\n +4 +丁 ")));
}

TEST_F(Points, WhoHasNoNameHereIsSaidToBeSo) {
  const std::string nameless = R"({"id":"v1","name":null,"place":"431322","points":"2.50","deeds":1,
                                   "minutes":45,"value":0})";
  answers("GET /api/v1/ranking?by=volunteer&period=2018-06", ranking("volunteer", nameless));
  const std::vector<std::string> line{"ranking", "--by", "volunteer", "--period", "2018-06"};
  EXPECT_THAT(wishctl(line).out, AllOf(HasSubstr("volunteer"), HasSubstr("(name not on this node)"),
                                       ContainsRegex("431322 +2.50 +1 +0.75 +0\n")));
  std::vector<std::string> zh(line);
  zh.insert(zh.end(), {"--lang", "zh"});
  EXPECT_THAT(wishctl(zh).out,
              AllOf(HasSubstr("志愿者"), HasSubstr("（姓名不在本节点）"), HasSubstr("积分")));
  answers("GET /api/v1/ranking?period=2018",
          ranking("unit", R"({"id":null,"name":null,"place":null,"points":"2.50"})"));
  EXPECT_THAT(wishctl({"ranking", "--period", "2018"}).out,
              ContainsRegex("1 +\\(units that are not registered\\) +– +2.50"));
}

TEST_F(Points, ARankingOfNothingSaysSo) {
  answers("GET /api/v1/ranking?period=2018", ranking("unit", ""));
  EXPECT_THAT(wishctl({"ranking", "--period", "2018"}).out,
              AllOf(HasSubstr("No fulfilment was confirmed"), Not(HasSubstr("rank"))));
  EXPECT_THAT(wishctl({"ranking", "--period", "2018", "--lang", "zh"}).out,
              HasSubstr("没有经回访确认的落实"));
}

TEST_F(Points, ARankingNeedsAPeriod) {
  EXPECT_THAT(wishctl({"ranking"}).err, HasSubstr("needs --period"));
  EXPECT_THAT(wishctl({"ranking", "--period", "June"}).err, HasSubstr("--period is 2018"));
  EXPECT_THAT(wishctl({"ranking", "--period", "2018", "--by", "unti"}).err,
              HasSubstr("Did you mean 'unit'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"ranking", "--period", "2018"}).status, ExitStatus::kRefused);
}

TEST_F(Points, WhoWasErasedIsSaidToBeSo) {
  answers("GET /api/v1/ranking?by=volunteer&period=2018",
          ranking("volunteer", R"({"id":"v1","name":null,"erased":true,"place":"431322","points":"2.50"})"));
  const std::vector<std::string> line{"ranking", "--by", "volunteer", "--period", "2018"};
  EXPECT_THAT(wishctl(line).out, ContainsRegex("1 +\\(erased\\) +431322 +2.50"));
  std::vector<std::string> zh(line);
  zh.insert(zh.end(), {"--lang", "zh"});
  EXPECT_THAT(wishctl(zh).out, HasSubstr("（已删除）"));
}

}  // namespace
}  // namespace wishctl
