// The attention list, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Tasks : public App {};

std::string counts(const std::string& place, const std::string& name, int to_vet, int old) {
  return R"("place":")" + place + R"(","place_name":")" + name + R"(","to_vet":)" + std::to_string(to_vet) +
         R"(,"returned":0,"to_publish":3,"provisional":0,"due_soon":0,"to_confirm":0,"disputed":0,"unsettled":0,
 "unanswered":0,"suspected":1,"old":)" +
         std::to_string(old);
}

TEST_F(Tasks, HasARowOfCountsForEachPlaceAndASum) {
  answers("GET /api/v1/tasks", "{" + counts("4313", "娄底市", 7, 12) + R"(,"places":[{)" +
                                   counts("431321", "双峰县", 2, 4) + "},{" + counts("431322", "", 5, 8) +
                                   R"(}],"wishes":[],"next":null})");
  const std::string en = wishctl({"tasks"}).out;
  EXPECT_THAT(en, AllOf(HasSubstr("娄底市 (4313)"), HasSubstr("to vet"), HasSubstr("claims undecided"),
                        HasSubstr("open for long"), HasSubstr("tasks --task")));
  EXPECT_THAT(en, ContainsRegex("双峰县 +2 +0 +3 +0 +0 +0 +0 +0 +0 +4 +1\n"));
  EXPECT_THAT(en, ContainsRegex("431322 +5 +0 +3 +0 +0 +0 +0 +0 +0 +8 +1\n"));
  EXPECT_THAT(en, ContainsRegex("sum +7 +0 +3 +0 +0 +0 +0 +0 +0 +12 +1\n"));
  EXPECT_THAT(wishctl({"tasks", "--lang", "zh"}).out,
              AllOf(HasSubstr("待甄别"), HasSubstr("待发布"), HasSubstr("认领待确认"), HasSubstr("久未办结"),
                    ContainsRegex("总计 +7")));
}

TEST_F(Tasks, SaysSoWhereNothingWaits) {
  answers("GET /api/v1/tasks?place=431321",
          R"({"place":"431321","place_name":"双峰县","places":[],"wishes":[]})");
  EXPECT_THAT(wishctl({"tasks", "--place", "431321"}).out, HasSubstr("Nothing waits"));
  EXPECT_THAT(wishctl({"tasks", "--place", "431321", "--lang", "zh"}).out, HasSubstr("没有待办事项"));
}

TEST_F(Tasks, ShowsTheWishesOfATask) {
  const std::string page =
      "{" + counts("4313", "娄底市", 7, 12) +
      R"(,"places":[],"wishes":[{"number":"N1","name":"刘大洋","content":"棉被","state":"published"}],
                               "next":"t2"})";
  answers("GET /api/v1/tasks?place=4313&task=old&limit=1&after=t1", page);
  for (const char* word : {"old", "久未办结", "open for long"}) {
    const Ending end = wishctl({"tasks", "--place", "4313", "--task", word, "--limit", "1", "--after", "t1"});
    EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
    EXPECT_THAT(end.out, AllOf(HasSubstr("open for long: 12"), HasSubstr("N1"), HasSubstr("刘大洋"),
                               HasSubstr("--after t2")));
  }
  answers("GET /api/v1/tasks?task=to_vet", page);
  EXPECT_THAT(wishctl({"tasks", "--task", "to-vet", "--lang", "zh"}).out, HasSubstr("待甄别：7 个"));
}

TEST_F(Tasks, MarksWhatCanNotBePublishedBeforeAGuardianAgrees) {
  answers("GET /api/v1/tasks?task=to_publish", "{" + counts("4313", "娄底市", 7, 12) +
                                                   R"(,"places":[],"next":null,"wishes":[
    {"number":"N1","name":"周小明","content":"书包","state":"vetted","lacks_guardian_consent":true},
    {"number":"N2","name":"周大山","content":"棉被","state":"vetted","lacks_guardian_consent":false},
    {"number":"N3","name":"周小红","content":"画笔","state":"published","lacks_guardian_consent":true}]})");
  const std::string en = wishctl({"tasks", "--task", "to_publish"}).out;
  EXPECT_THAT(en, AllOf(ContainsRegex("N1 [^\n]*vetted, needs consent"), HasSubstr("--consent-by guardian")));
  EXPECT_THAT(en, Not(ContainsRegex("(N2|N3) [^\n]*needs consent")));
  EXPECT_THAT(wishctl({"tasks", "--task", "to_publish", "--lang", "zh"}).out,
              AllOf(ContainsRegex("N1 [^\n]*已甄别，缺监护人同意"), HasSubstr("--consent-by 监护人")));
}

TEST_F(Tasks, WrongWordsAreWrongUsage) {
  EXPECT_THAT(wishctl({"tasks", "--task", "to_vte"}).err, HasSubstr("Did you mean 'to_vet'?"));
  EXPECT_THAT(wishctl({"tasks", "--limit", "5"}).err, HasSubstr("go with --task"));
  EXPECT_THAT(wishctl({"tasks", "--role", "king"}).err, HasSubstr("clerk, reviewer, office, admin"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"tasks"}).status, ExitStatus::kRefused);
}

TEST_F(Tasks, ShowsWhatItsOwnVolunteersAreToFulfilElsewhere) {
  const std::string own =
      R"("own_claims":[{"id":"i","number":"431321100001-2018-0001-KQ","place":"431321100001",
    "place_name":"富托村","claim":{"name":"李四","phone":"13900000001","due_on":"2018-07-02"}}])";
  answers("GET /api/v1/tasks",
          "{" + counts("4313", "娄底市", 0, 0) + R"(,"places":[],"wishes":[],"next":null,)" + own + "}");
  EXPECT_THAT(wishctl({"tasks"}).out, AllOf(HasSubstr("Claims made here that end soon"), HasSubstr("李四"),
                                            HasSubstr("2018-07-02"), HasSubstr("富托村 (431321100001)")));
  EXPECT_THAT(wishctl({"tasks", "--lang", "zh"}).out, HasSubstr("本地志愿者即将到期的认领"));
}

TEST_F(Tasks, OfARoleShowTheseAlone) {
  const std::string some = R"("place":"4313","place_name":"娄底市","to_vet":7,"suspected":1)";
  const std::string list =
      "{" + some + R"(,"roles":["reviewer"],"places":[{)" + some + R"(}],"wishes":[],"next":null})";
  answers("GET /api/v1/tasks?role=reviewer", list);
  const std::string out = wishctl({"tasks", "--role", "审核人"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("Tasks of: reviewer.\n"), ContainsRegex("娄底市 +7 +1\n"),
                         HasSubstr("to vet"), Not(HasSubstr("to publish")), Not(HasSubstr("--role all"))));
  answers("GET /api/v1/tasks?role=clerk%2Cadmin", list);
  EXPECT_EQ(wishctl({"tasks", "--role", "clerk,admin"}).status, ExitStatus::kDone);
  answers("GET /api/v1/tasks?role=all", list);
  for (const char* all : {"all", "全部"})
    EXPECT_EQ(wishctl({"tasks", "--role", all}).status, ExitStatus::kDone);

  answers("GET /api/v1/tasks", list);
  EXPECT_THAT(
      wishctl({"--as", "王芳", "tasks"}).out,
      AllOf(HasSubstr("Tasks of: reviewer."), HasSubstr("the roles of 王芳"), HasSubstr("--role all")));
  EXPECT_THAT(wishctl({"--as", "王芳", "tasks", "--lang", "zh"}).out,
              AllOf(HasSubstr("角色：审核人"), HasSubstr("王芳"), HasSubstr("--role all")));
}

TEST_F(Tasks, OfAllRolesSayNothingOfRoles) {
  answers("GET /api/v1/tasks", R"({"place":"4313","place_name":"娄底市","to_vet":7,
    "roles":["clerk","reviewer","office","admin"],"places":[],"wishes":[],"next":null})");
  EXPECT_THAT(wishctl({"tasks"}).out, Not(HasSubstr("Tasks of")));
}

}  // namespace
}  // namespace wishctl
