// What is held of a person, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Disclosing : public App {};

std::string disclosure(const std::string& published, const std::string& places) {
  return R"({"name":"刘大洋","phone":"13800000000","wishes":[
    {"number":"431322106003-2018-0001-KQ","name":"刘大洋","phone":"13800000000","content":"棉被","state":"confirmed",
     "scope":"4313","slots":1,"claims":[{"id":"c1","state":"confirmed","name":"李四","on":"2018-07-01",
     "fulfilled_on":"2018-07-20","what":"送去棉被一床"}],
     "history":[{"kind":"registered","time":"2018-06-22T03:04:05Z","by_place":"431322106003","remark":null,"counts":true},
                {"kind":"vetted","outcome":"approve","time":"2018-06-23T03:04:05Z","by_place":"431322",
                 "remark":"属实","counts":true}],
     "published":)" +
         published + R"(,"disclosed_to":)" + places +
         R"(},
    {"number":"431322106003-2018-0002-KQ","name":"刘大洋","content":"老花镜","state":"registered","scope":null,
     "claims":[],"history":[],"published":null,"disclosed_to":[]}]})";
}

TEST_F(Disclosing, ShowsThePersonAndEachWishWithAllThatBecameOfIt) {
  answers("GET /api/v1/wishes/W/disclosure",
          disclosure(R"({"who":"刘**","ages":"70–79岁","content":"一床棉被"})", R"(["4313","431321"])"));
  const Ending end = wishctl({"disclose", "W"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out,
              AllOf(ContainsRegex("name +刘大洋\nphone +13800000000\nwishes +2\nas of +2018-06-22\n"),
                    HasSubstr("==== Wish 1 of 2 ===="), HasSubstr("==== Wish 2 of 2 ====")));
  EXPECT_THAT(end.out, AllOf(HasSubstr("confirmed 李四 2018-07-01, fulfilled 2018-07-20 (送去棉被一床)\n"),
                             ContainsRegex("2018-06-23 11:04:05 +approved +431322 +yes +属实\n"),
                             ContainsRegex("called +刘\\*\\*\nages +70–79岁\nwish +一床棉被\n"),
                             HasSubstr("4313, 431321\n"), HasSubstr("Nothing of it went public.\n"),
                             HasSubstr("To nobody.\n")));
}

TEST_F(Disclosing, IsADocumentInTheLanguageOfTheReader) {
  answers("GET /api/v1/wishes/W/disclosure",
          disclosure(R"({"who":"刘**","ages":"","content":"一床棉被"})", R"(["4313","431321"])"));
  EXPECT_THAT(
      wishctl({"disclose", "W", "--lang", "zh"}).out,
      AllOf(HasSubstr("本节点保存的个人信息"), HasSubstr("心愿 1／2"), HasSubstr("经过："),
            HasSubstr("对外公开的内容"), ContainsRegex("年龄段 +–\n"), HasSubstr("4313、431321\n"),
            HasSubstr("落实 2018-07-20（送去棉被一床）"), HasSubstr("未对外公开"), Not(HasSubstr("Wish "))));
}

TEST_F(Disclosing, TellsWordsThatAreGoneFromThoseThatNeverWere) {
  answers("GET /api/v1/wishes/W/disclosure", disclosure("null", "[]"));
  EXPECT_THAT(wishctl({"disclose", "W"}).out,
              AllOf(HasSubstr("are not held here any more"), HasSubstr("Nothing of it went public")));
}

TEST_F(Disclosing, IsTheNodesOwnDocumentForScripts) {
  const std::string document = disclosure("null", "[]");
  answers("GET /api/v1/wishes/W/disclosure", document);
  EXPECT_EQ(wishctl({"disclose", "W", "--json"}).out, document + "\n");
  EXPECT_EQ(wishctl({"disclose"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"disclose", "X"}).status, ExitStatus::kRefused);
}

}  // namespace
}  // namespace wishctl
