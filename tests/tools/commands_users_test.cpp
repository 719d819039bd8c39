// People who work at a node, and commands in somebody's name, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Users : public App {
 protected:
  static constexpr const char* kUser =
      R"({"id":"3f2a91c0000000000000000000000001","name":"王芳","roles":["clerk","reviewer"],"ended":false})";
};

TEST_F(Users, AreListed) {
  answers("GET /api/v1/users", R"({"users":[)" + std::string(kUser) +
                                   R"(,{"id":"ab","name":"李强","roles":["office"],"ended":true}]})");
  EXPECT_THAT(wishctl({"user", "list"}).out,
              AllOf(ContainsRegex("3f2a91c0000000000000000000000001 +王芳 +clerk, reviewer +yes\n"),
                    ContainsRegex("ab +李强 +county or city office +no\n")));
  EXPECT_THAT(wishctl({"user", "list", "--lang", "zh"}).out,
              AllOf(HasSubstr("经办人、审核人"), HasSubstr("县市办公室")));
  answers("GET /api/v1/users", R"({"users":[]})");
  EXPECT_THAT(wishctl({"user", "list"}).out, HasSubstr("user add"));
  EXPECT_THAT(wishctl({"user", "list", "--lang", "zh"}).out, HasSubstr("尚未登记"));
}

TEST_F(Users, AreAddedChangedAndEnded) {
  answers("POST /api/v1/users", kUser, 201);
  const Ending added = wishctl({"user", "add", "王芳", "--role", "经办人,reviewer"});
  EXPECT_EQ(added.status, ExitStatus::kDone) << added.err;
  EXPECT_THAT(added.out, HasSubstr("3f2a91c0"));
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"王芳","roles":["clerk","reviewer"]})"));
  EXPECT_EQ(json::parse(wishctl({"user", "add", "王芳", "--role", "clerk", "--json"}).out).at("name"),
            "王芳");

  answers("PATCH /api/v1/users/%E7%8E%8B%E8%8A%B3", kUser);
  EXPECT_EQ(wishctl({"user", "set", "王芳", "--name", "王小芳"}).status, ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"name":"王小芳"})"));
  EXPECT_EQ(wishctl({"user", "set", "王芳", "--role", "office", "--role", "admin"}).status,
            ExitStatus::kDone);
  EXPECT_EQ(asked_body(), json::parse(R"({"roles":["office","admin"]})"));

  answers("POST /api/v1/users/3f2a91c0/endings", kUser);
  EXPECT_EQ(wishctl({"user", "end", "3f2a91c0"}).status, ExitStatus::kDone);
}

TEST_F(Users, WrongWordsAreWrongUsage) {
  EXPECT_THAT(wishctl({"user", "add", "王芳"}).err, HasSubstr("needs --role"));
  EXPECT_THAT(wishctl({"user", "add", "王芳", "--role", "clrk"}).err, HasSubstr("Did you mean 'clerk'?"));
  EXPECT_THAT(wishctl({"user", "set", "王芳"}).err, HasSubstr("--name or --role"));
  EXPECT_THAT(node_.asked, IsEmpty());
}

// ---- In whose name

TEST_F(Users, ACommandNamesWhomTheOptionSaysElseWhomTheEnvironmentDoes) {
  answers("GET /api/v1/units", R"({"units":[]})");
  answers("GET /api/v1/users", R"({"users":[]})");
  const auto named = [&](std::vector<std::string> args) {
    EXPECT_EQ(wishctl(std::move(args)).status, ExitStatus::kDone);
    return node_.asked.back().user;
  };
  EXPECT_EQ(named({"unit", "list"}), "");
  EXPECT_EQ(named({"--as", "王 芳", "unit", "list"}), "%E7%8E%8B%20%E8%8A%B3");
  user_ = "李强";
  EXPECT_EQ(named({"unit", "list"}), "%E6%9D%8E%E5%BC%BA");
  EXPECT_EQ(named({"unit", "list", "--as", "3f2a91c0"}), "3f2a91c0");
  EXPECT_EQ(named({"unit", "list", "--as="}), "") << "nobody, this time";
  // A list that does not have him yet can be made by him.
  EXPECT_EQ(named({"user", "list"}), "");
  EXPECT_EQ(named({"user", "list", "--as", "李强"}), "%E6%9D%8E%E5%BC%BA");
}

TEST_F(Users, HelpNamesTheOptionAndTheVariable) {
  for (const char* lang : {"en", "zh"})
    EXPECT_THAT(wishctl({"--help", "--lang", lang}).out,
                AllOf(HasSubstr("--as "), HasSubstr("WISHTREE_USER"), HasSubstr("user add")));
}

// ---- Who did it

TEST_F(Users, TheHistoryOfAWishSaysWhoDidIt) {
  answers("GET /api/v1/wishes/A", R"({"number":"A","state":"vetted","history":[
    {"kind":"registered","time":"2018-06-22T03:04:05Z","by_place_name":"上团村","actor":"3f2a91c000",
     "actor_name":"王芳","counts":true},
    {"kind":"amended","time":"2018-06-22T03:04:05Z","by_place_name":"上团村","actor":"ab12cd34ef56",
     "actor_name":null,"counts":true},
    {"kind":"vetted","time":"2018-06-22T03:04:05Z","by_place_name":"新化县","actor":null,
     "actor_name":null,"counts":true}]})");
  const std::string out = wishctl({"wish", "show", "A"}).out;
  EXPECT_THAT(out, AllOf(ContainsRegex("registered +上团村 王芳 +yes"),
                         ContainsRegex("amended +上团村 ab12cd34 +yes"), ContainsRegex("vetted +新化县 +yes"),
                         Not(HasSubstr("3f2a91c0"))));
}

TEST_F(Users, ALogSaysWhoWroteIt) {
  const std::string writer(32, 'a');
  answers("GET /api/v1/logs/431322106003/" + writer, R"({"events":[
    {"seq":1,"time":"2018-06-22T03:04:05Z","kind":"registered","actor":"3f2a91c000","actor_name":"王芳"},
    {"seq":2,"time":"2018-06-22T03:04:05Z","kind":"granted","actor":null,"actor_name":null}],"next":null})");
  EXPECT_THAT(wishctl({"log", "show", "431322106003/" + writer}).out,
              AllOf(ContainsRegex("registered.*王芳"), ContainsRegex("granted +– +– +– +–")));
}

}  // namespace
}  // namespace wishctl
