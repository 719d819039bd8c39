// Volunteers: which of them are one, what is held of one, and how one is forgotten, against a fake node.

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

class Volunteers : public App {};

constexpr const char* kVolunteerId = "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";
constexpr const char* kOtherVolunteer = "0190c5a4-7e2b-7c3d-8e4f-0123456789ac";

TEST_F(Volunteers, ListsVolunteers) {
  answers(
      "GET /api/v1/volunteers?place=431322&unit=u1&q=1&limit=2&after=t1",
      R"({"volunteers":[{"id":"v1","place":"431322106003","place_name":"上团村","name":"李四","phone":"139",
                             "unit":"审计局","unit_id":"u1","same_as":null},
                            {"id":"v2","place":"431322","place_name":"","name":null,"phone":null,"unit":null,
                             "unit_id":null,"same_as":"v1"}],"next":"t2"})");
  EXPECT_THAT(wishctl({"volunteer", "list", "--place", "431322", "--unit", "u1", "--search", "1", "--limit",
                       "2", "--after", "t1"})
                  .out,
              AllOf(ContainsRegex("v1 +上团村.* +李四 +139 +审计局 +–\n"),
                    ContainsRegex("v2 +431322 +– +– +– +v1\n"), HasSubstr("--after t2")));
  answers("GET /api/v1/volunteers", R"({"volunteers":[],"next":null})");
  EXPECT_THAT(wishctl({"volunteer", "list"}).out, HasSubstr("No volunteers match"));
  EXPECT_THAT(wishctl({"volunteer", "list", "--lang", "zh"}).out, HasSubstr("没有符合条件的志愿者"));
}

TEST_F(Volunteers, RegistersOneAndCorrectsWhatIsRegistered) {
  const std::string one = R"({"id":")" + std::string(kVolunteerId) +
                          R"(","place":"431322106003","place_name":"上团村","name":"李四","phone":"139",
                             "unit":"审计局","unit_id":"u1","same_as":null,"erased":false})";
  answers("POST /api/v1/volunteers", one, 201);
  const Ending added = wishctl({"volunteer", "add", "--name", "李四", "--phone", "139", "--unit", "审计局"});
  EXPECT_EQ(added.status, ExitStatus::kDone) << added.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"李四","phone":"139","unit":"审计局"})"));
  EXPECT_THAT(added.out, AllOf(HasSubstr(kVolunteerId), HasSubstr("李四"), HasSubstr("审计局")));
  EXPECT_THAT(wishctl({"volunteer", "add", "--name", "李四"}).err, HasSubstr("needs --phone"));

  answers("PATCH /api/v1/volunteers/" + std::string(kVolunteerId), one);
  EXPECT_EQ(wishctl({"volunteer", "set", kVolunteerId, "--phone", "139"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"phone":"139"})"));
  EXPECT_EQ(wishctl({"volunteer", "set", kVolunteerId, "--name", "李思", "--unit", "none"}).status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"李思","unit":""})"));
  EXPECT_THAT(wishctl({"volunteer", "set", kVolunteerId}).err, HasSubstr("--name, --phone or --unit"));
}

TEST_F(Volunteers, MergesAVolunteerIntoAnother) {
  const std::string target = "POST /api/v1/volunteers/" + std::string(kVolunteerId) + "/merges";
  answers(target, R"({"id":")" + std::string(kVolunteerId) + R"(","same_as":")" + kOtherVolunteer + R"("})");
  const Ending end = wishctl({"volunteer", "merge", kVolunteerId, "--into", kOtherVolunteer});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"into":")" + std::string(kOtherVolunteer) + R"("})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Merged"), HasSubstr(kVolunteerId), HasSubstr(kOtherVolunteer)));
  EXPECT_THAT(wishctl({"volunteer", "merge", kVolunteerId, "--into", kOtherVolunteer, "--lang", "zh"}).out,
              HasSubstr("已合并"));
}

TEST_F(Volunteers, AMergeNamesBothByTheirIds) {
  EXPECT_THAT(wishctl({"volunteer", "merge", kVolunteerId}).err, HasSubstr("needs --into"));
  EXPECT_THAT(wishctl({"volunteer", "merge", "--into", kOtherVolunteer}).err, HasSubstr("needs ID"));
  EXPECT_THAT(wishctl({"volunteer", "merge", kVolunteerId, "--into", "李四"}).err,
              HasSubstr("--into takes an id"));
  EXPECT_THAT(node_.asked, IsEmpty());
  EXPECT_EQ(wishctl({"volunteer", "merge", "李四", "--into", kOtherVolunteer}).status, ExitStatus::kRefused);
}

TEST_F(Volunteers, WhoWasErasedIsListedAsSuch) {
  answers(
      "GET /api/v1/volunteers",
      R"({"volunteers":[{"id":"v1","place":"1","name":null,"phone":null,"unit":"审计局","same_as":null,"erased":true}]})");
  EXPECT_THAT(wishctl({"volunteer", "list"}).out, ContainsRegex("v1 +1 +\\(erased\\) +– +审计局 +–\n"));
  EXPECT_THAT(wishctl({"volunteer", "list", "--lang", "zh"}).out, HasSubstr("（已删除）"));
}

TEST_F(Volunteers, ErasesOnlyWhenAPersonWhoIsAskedSaysYes) {
  const std::string target = "POST /api/v1/volunteers/" + std::string(kVolunteerId) + "/erasures";
  answers(target, R"({"id":")" + std::string(kVolunteerId) +
                      R"(","erased":true,"places":["431322106003"],"remaining":[],"others":[]})");
  confirm_ = [](const std::string&) { return false; };
  EXPECT_EQ(wishctl({"volunteer", "erase", kVolunteerId}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, IsEmpty());
  const Ending end = wishctl({"volunteer", "erase", kVolunteerId, "--yes"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(asked_body(), json::parse(R"({"anyway":false})"));
  EXPECT_THAT(end.out, AllOf(HasSubstr("Points stay"), Not(HasSubstr("stays:"))));
  confirm_ = nullptr;
  EXPECT_THAT(wishctl({"volunteer", "erase", kVolunteerId, "--anyway", "--lang", "zh"}).out,
              HasSubstr("积分不变"));
  EXPECT_EQ(asked_body(), json::parse(R"({"anyway":true})"));
  EXPECT_THAT(node_.asked, SizeIs(2));
}

TEST_F(Volunteers, AnErasureSaysWhatRemains) {
  answers("POST /api/v1/volunteers/" + std::string(kVolunteerId) + "/erasures",
          R"({"id":")" + std::string(kVolunteerId) +
              R"(","erased":true,"places":["431322106003"],"remaining":["431322","4313"],"others":[")" +
              kOtherVolunteer + R"("]})");
  EXPECT_THAT(wishctl({"volunteer", "erase", kVolunteerId, "--yes"}).out,
              AllOf(HasSubstr("What was written at 431322, 4313 stays"), HasSubstr("not included: "),
                    HasSubstr(kOtherVolunteer)));
  EXPECT_THAT(wishctl({"volunteer", "erase", kVolunteerId, "--yes", "--lang", "zh"}).out,
              AllOf(HasSubstr("在 431322、4313 登记的内容未删除"), HasSubstr("登记为同一人"),
                    HasSubstr(kOtherVolunteer)));
}

TEST_F(Volunteers, ShowsAllThatIsHeldOfOne) {
  answers("GET /api/v1/volunteers/" + std::string(kVolunteerId) + "/disclosure", R"({"id":"v","told":[
    {"place":"431322106003","name":"李四","phone":"13900000000"}],"claims":[
    {"wish":"w","number":"431322106003-2018-0001-KQ","state":"granted","name":"李四","phone":"13900000000",
     "remark":"周末有空","on":"2018-07-01","due_on":"2018-07-31"}],"others":[]})");
  EXPECT_THAT(
      wishctl({"volunteer", "disclose", kVolunteerId}).out,
      AllOf(HasSubstr("What this node holds of a volunteer"),
            ContainsRegex("431322106003 +李四 13900000000\n"),
            HasSubstr("431322106003-2018-0001-KQ granted 李四 13900000000 2018-07-01, due 2018-07-31\n"),
            HasSubstr("周末有空"), Not(HasSubstr("not included"))));
  answers("GET /api/v1/volunteers/" + std::string(kVolunteerId) + "/disclosure",
          R"({"id":"v","told":[],"claims":[],"others":[]})");
  EXPECT_THAT(wishctl({"volunteer", "disclose", kVolunteerId, "--lang", "zh"}).out,
              AllOf(HasSubstr("本节点保存的志愿者信息"), HasSubstr("认领情况：\n没有。")));
}

}  // namespace
}  // namespace wishctl
