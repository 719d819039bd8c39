// Wishes entered, imported, listed, vetted and erased, against a fake node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WishCommands : public App {};

constexpr const char* kNumber = "431322106003-2018-0001-KQ";
constexpr const char* kWish =
    R"({"id":"0190c5a4-1111-7222-8333-444455556666","number":"431322106003-2018-0001-KQ",
 "place":"431322106003","place_name":"富托村","name":"张三","sex":"male","age":72,"address":"3组","content":"棉被\n要厚的",
 "proof":null,"phone":"138","consent":null,"category":"goods","targets":["veteran"],"value":200,"state":"registered",
 "slots":1,"claims":[],"safe":"county","safe_at":["431322"],"hand_over":false,"registered_at":"2018-06-22",
 "erased":false,"unsettled":[],"history":[{"hash":"ab","kind":"registered","time":"2018-06-22T03:04:05Z",
 "by_place":"431322106003","remark":null,"counts":true}]})";

TEST_F(WishCommands, ShowsAWishInTheLanguageOfTheReader) {
  answers(std::string("GET /api/v1/wishes/") + kNumber, kWish);
  EXPECT_THAT(
      wishctl({"wish", "show", kNumber, "--lang", "zh"}).out,
      AllOf(HasSubstr("已登记"), HasSubstr("荣誉/伤残军人"), HasSubstr("生活物资"), HasSubstr("经过")));
  EXPECT_THAT(wishctl({"wish", "show", kNumber}).out,
              AllOf(HasSubstr("registered"), HasSubstr("2018-06-22 11:04:05"), HasSubstr("200 yuan")));
}

TEST_F(WishCommands, TellsAnErasedWishFromOneWhosePartIsElsewhere) {
  answers("GET /api/v1/wishes/a", R"({"name":null,"erased":true})");
  answers("GET /api/v1/wishes/b", R"({"name":null,"erased":false})");
  EXPECT_THAT(wishctl({"wish", "show", "a"}).out, HasSubstr("(erased)"));
  EXPECT_THAT(wishctl({"wish", "show", "b"}).out, HasSubstr("(not on this node)"));
}

TEST_F(WishCommands, AddsAWishFromWordsInEitherLanguage) {
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

TEST_F(WishCommands, AmendsOnlyWhatIsGiven) {
  answers("PATCH /api/v1/wishes/W", kWish);
  EXPECT_EQ(wishctl({"wish", "amend", "W", "--phone", "139", "--value", "none"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"phone":"139","value":null})"));
  EXPECT_EQ(wishctl({"wish", "amend", "W"}).status, ExitStatus::kWrongUsage);
}

TEST_F(WishCommands, AWishBelongsToACampaignByItsNameOrItsIdOrToNone) {
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

TEST_F(WishCommands, WrongFieldsAreWrongUsageBeforeAnyRequest) {
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

TEST_F(WishCommands, VetsWithAFlagOrAWord) {
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

TEST_F(WishCommands, WithdrawsOnADayThatIsSaid) {
  answers("POST /api/v1/wishes/W/withdrawals", kWish);
  EXPECT_EQ(wishctl({"wish", "withdraw", "W"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse("{}"));
  EXPECT_EQ(wishctl({"wish", "withdraw", "W", "--remark", "搬走", "--on", "2018-06-20"}).status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"remark":"搬走","on":"2018-06-20"})"));
}

TEST_F(WishCommands, VettingNeedsOneOutcomeAndAReasonUnlessItApproves) {
  EXPECT_EQ(wishctl({"wish", "vet", "W"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"wish", "vet", "W", "--approve", "--reject"}).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(wishctl({"wish", "vet", "W", "--reject"}).err, HasSubstr("--remark"));
  EXPECT_THAT(wishctl({"wish", "vet", "W", "--outcome", "aprove"}).err, HasSubstr("Did you mean 'approve'?"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(WishCommands, ListsAPageAndSaysHowToGoOn) {
  answers("GET /api/v1/wishes?state=handed_over&limit=1",
          std::string(R"({"wishes":[)") + kWish + R"(],"next":"t2"})");
  const Ending end = wishctl({"wish", "list", "--state", "转办", "--limit", "1"});
  EXPECT_THAT(end.out, AllOf(HasSubstr("棉被␤要厚的"), HasSubstr("--after t2")));
}

TEST_F(WishCommands, ListsAllPagesAsOneDocument) {
  answers("GET /api/v1/wishes", std::string(R"({"wishes":[)") + kWish + R"(],"next":"a b"})");
  answers("GET /api/v1/wishes?after=a%20b", std::string(R"({"wishes":[)") + kWish + R"(],"next":null})");
  const json::value all = json::parse(wishctl({"wish", "list", "--all", "--json"}).out);
  EXPECT_THAT(array_field(all, "wishes"), SizeIs(2));
  EXPECT_TRUE(all.at("next").is_null());
}

TEST_F(WishCommands, ErasesOnlyWhenAPersonWhoIsAskedSaysYes) {
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

TEST_F(WishCommands, AnErasureNamesWhatElseIsHeldOfThePerson) {
  answers("POST /api/v1/wishes/W/erasures", R"({"id":"W","erased":true,"others":["N1","N2"]})");
  EXPECT_THAT(wishctl({"erase", "W", "--yes"}).out, HasSubstr("stand in N1, N2 still"));
  EXPECT_THAT(wishctl({"erase", "W", "--yes", "--lang", "zh"}).out, HasSubstr("还有：N1、N2；"));
}

TEST_F(WishCommands, ImportsAndListsTheWishesOfACampaignThatIsFoundByItsName) {
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

TEST_F(WishCommands, ImportSendsTheFileAndShowsEveryRow) {
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

TEST_F(WishCommands, ImportSaysWhatIsWrongWithTheFile) {
  const std::string large = file("large.csv", std::string((16u << 20) + 1, 'x'));
  EXPECT_THAT(wishctl({"import", (directory_ / "none.csv").string()}).err, HasSubstr("There is no file"));
  EXPECT_THAT(wishctl({"import", directory_.string()}).err, HasSubstr("is a folder"));
  EXPECT_THAT(wishctl({"import", large}).err, HasSubstr("larger than 16 MiB"));
  EXPECT_THAT(wishctl({"import", file("empty.csv", "")}).err, HasSubstr("is empty"));
  EXPECT_EQ(wishctl({"import", large}).status, ExitStatus::kRefused);
  EXPECT_THAT(node_.asked, IsEmpty());
}

TEST_F(WishCommands, ImportTakesAFileOfTheGreatestSize) {
  answers("POST /api/v1/imports?name=full.csv&dry_run=false", R"({"added":0,"duplicates":[],"refused":[]})");
  EXPECT_EQ(wishctl({"import", file("full.csv", std::string(16u << 20, 'x'))}).status, ExitStatus::kDone);
  EXPECT_EQ(node_.asked.back().body.size(), 16u << 20);
}

}  // namespace
}  // namespace wishctl
