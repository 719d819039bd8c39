// Wishes that may be one, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Doubles : public App {};

TEST_F(Doubles, PairsStandOneAboveTheOther) {
  answers("GET /api/v1/duplicates?place=431322", R"({"duplicates":[
    {"id":"i","place":"431322106004","number":"B","why":["same_wish","same_person"],"state":"open",
     "wish":{"number":"A","name":"周大山","age":72,"phone":"13000028641","address":"富托村3组","content":"棉被"},
     "other":{"number":"B","name":"周大山","age":73,"phone":"13000028641","address":"富托村","content":"一床棉被"}},
    {"id":"j","place":"431322106005","number":null,"why":["same_person"],"state":"open",
     "wish":{"number":"C","name":"吴小云"},"other":null}],"next":null})");
  EXPECT_THAT(wishctl({"wish", "duplicates", "--place", "431322"}).out,
              AllOf(HasSubstr("the same wish of the same person"), HasSubstr("一床棉被"), HasSubstr("73"),
                    HasSubstr("431322106005"), HasSubstr("(not on this node)"), HasSubstr("wish merge")));
  EXPECT_THAT(wishctl({"wish", "duplicates", "--place", "431322", "--lang", "zh"}).out,
              AllOf(HasSubstr("同一人的同一心愿"), HasSubstr("同一人在两处登记"), HasSubstr("wish apart")));
}

TEST_F(Doubles, SaysSoWhereThereAreNone) {
  answers("GET /api/v1/duplicates", R"({"duplicates":[],"next":null})");
  EXPECT_THAT(wishctl({"wish", "duplicates"}).out, HasSubstr("No wish seems"));
  EXPECT_THAT(wishctl({"wish", "duplicates", "--lang", "zh"}).out, HasSubstr("没有疑似重复"));
}

TEST_F(Doubles, GivesOneUpForTheOther) {
  answers("POST /api/v1/wishes/A/merges",
          R"({"number":"A","state":"withdrawn","merged_into":{"id":"i","place":"431322106004","number":"B"},
              "merged_from":[],"suspects":[]})");
  const Ending end = wishctl({"wish", "merge", "A", "--into", "B", "--remark", "两村重复登记"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"into":"B","remark":"两村重复登记"})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Given up for the other one"), HasSubstr("merged into")));
  EXPECT_EQ(wishctl({"wish", "merge", "A"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Doubles, SaysThatTheyAreTwo) {
  answers("POST /api/v1/wishes/A/distinctions",
          R"({"number":"A","state":"registered","suspects":[
              {"id":"i","place":"431322106004","number":"B","why":["same_wish"],"state":"told_apart"},
              {"id":"j","place":"431322106005","number":null,"why":["same_person"],"state":"open"}]})");
  const Ending end = wishctl({"wish", "apart", "A", "B"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"other":"B"})"));
  // Those that nobody answered are still shown.
  EXPECT_THAT(end.out, AllOf(HasSubstr("perhaps the same as"), HasSubstr("one of 431322106005")));
  EXPECT_EQ(wishctl({"wish", "apart", "A"}).status, ExitStatus::kWrongUsage);
}

TEST_F(Doubles, SaysWhatToDoWhereOneEndedThatAnotherWasMergedInto) {
  answers("GET /api/v1/wishes/A", R"({"number":"A","state":"withdrawn","unsettled":["state"],"history":[],
    "merged_from":[{"id":"i","place":"431322106004","number":"B"}]})");
  EXPECT_THAT(wishctl({"wish", "show", "A"}).out,
              AllOf(HasSubstr("had been merged into it"), HasSubstr("wish apart")));
  EXPECT_THAT(wishctl({"wish", "show", "A", "--lang", "zh"}).out, HasSubstr("请重新登记"));
}

TEST_F(Doubles, TheHistoryNamesTheOther) {
  answers("GET /api/v1/wishes/A", R"({"number":"A","state":"withdrawn","history":[
    {"kind":"merged","time":"2018-06-22T08:00:00Z","counts":true,"remark":null,
     "other":{"id":"i","place":"431322106004","number":"B"}}]})");
  EXPECT_THAT(wishctl({"wish", "show", "A"}).out, HasSubstr("merged with B"));
}

}  // namespace
}  // namespace wishctl
