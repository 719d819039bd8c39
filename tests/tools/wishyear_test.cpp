// wishyear from arguments to output: lines that wishctl can play, the same for the same seed, and what it
// says of wrong usage.

#include "tools/wishyear/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app_fixture.h"
#include "model/result.h"

namespace wishyear {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

struct Ending {
  int status = 0;
  std::string out;
  std::string err;
};

Ending wishyear(std::vector<const char*> words) {
  words.insert(words.begin(), "wishyear");
  std::ostringstream out, err;
  Ending ending;
  ending.status = run(static_cast<int>(words.size()), words.data(), out, err);
  ending.out = out.str();
  ending.err = err.str();
  return ending;
}

std::vector<json::object> lines_of(const Ending& ending) {
  std::vector<json::object> out;
  std::istringstream text(ending.out);
  for (std::string line; std::getline(text, line);) out.push_back(json::parse(line).as_object());
  return out;
}

std::vector<std::string> words_of(const json::object& line) {
  std::vector<std::string> out;
  for (const json::value& word : line.at("words").as_array()) out.emplace_back(word.as_string());
  return out;
}

std::string text_of(const json::object& line, std::string_view key) {
  return std::string(line.at(key).as_string());
}

const Ending& many() {
  static const Ending ending = wishyear({"--places", PLACES_CSV, "--seed", "8", "--wishes", "600"});
  return ending;
}

// The node knows nothing of it, but wishctl did ask: whatever is wrong usage never comes so far.
using WishyearPlayed = wishctl::App;
TEST_F(WishyearPlayed, EveryLineIsACommandOfWishctl) {
  ASSERT_EQ(many().status, 0) << many().err;
  std::set<std::string> seen;
  for (const json::object& line : lines_of(many())) {
    seen.insert(text_of(line, "what"));
    node_.asked.clear();
    const wishctl::Ending ending = wishctl(words_of(line));
    ASSERT_EQ(ending.status, wishctl::ExitStatus::kRefused) << json::serialize(line) << ending.err;
    ASSERT_FALSE(node_.asked.empty()) << json::serialize(line);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"campaigns", "unit", "register", "amend", "vet", "publish", "claim",
                                         "release", "fulfil", "confirm", "withdraw", "hand_over", "close",
                                         "erase"}));
}

TEST(WishyearTest, TheYearGoesOnDayByDayAndEachWishBeginsWithItsRegistration) {
  std::string day;
  std::set<std::int64_t> registered;
  std::set<std::pair<std::int64_t, std::int64_t>> claimed;
  for (const json::object& line : lines_of(many())) {
    EXPECT_GE(text_of(line, "day"), day);
    day = text_of(line, "day");
    EXPECT_THAT(day, testing::StartsWith("2018-"));
    const std::string what = text_of(line, "what");
    const bool of_office = what == "campaigns" || what == "unit";
    ASSERT_EQ(line.contains("wish"), !of_office) << json::serialize(line);
    if (of_office) continue;
    const std::int64_t wish = line.at("wish").to_number<std::int64_t>();
    EXPECT_EQ(registered.insert(wish).second, what == "register") << json::serialize(line);
    const bool of_claim = what == "claim" || what == "release" || what == "fulfil" || what == "confirm";
    ASSERT_EQ(line.contains("claim"), of_claim) << json::serialize(line);
    if (of_claim) {
      EXPECT_EQ(claimed.insert({wish, line.at("claim").to_number<std::int64_t>()}).second, what == "claim")
          << json::serialize(line);
    }
  }
  EXPECT_EQ(registered.size(), 600u);
}

TEST(WishyearTest, UnitsAndCampaignsStandBeforeTheyAreNamed) {
  std::set<std::string> units, years, named;
  bool wished = false;
  for (const json::object& line : lines_of(many())) {
    const std::vector<std::string> words = words_of(line);
    const auto after = [&](const std::string& option) {
      const auto at = std::find(words.begin(), words.end(), option);
      return at == words.end() ? std::string() : *(at + 1);
    };
    if (text_of(line, "what") == "unit") {
      EXPECT_TRUE(units.insert(after("--name")).second);
    }
    if (text_of(line, "what") == "campaigns") years.insert(words.back());
    const bool of_office = !line.contains("wish");
    EXPECT_FALSE(wished && of_office) << json::serialize(line);
    wished = wished || !of_office;
    if (text_of(line, "what") == "claim") named.insert(after("--unit"));
    if (const std::string campaign = after("--campaign"); !campaign.empty()) {
      EXPECT_TRUE(years.contains(campaign.substr(0, 4))) << campaign;
    }
  }
  EXPECT_EQ(units, named);
}

TEST(WishyearTest, AWishThatWasRegisteredBeforeSaysSo) {
  std::map<std::int64_t, std::string> name_of;
  std::size_t again = 0;
  for (const json::object& line : lines_of(many())) {
    if (text_of(line, "what") != "register") {
      EXPECT_FALSE(line.contains("same_as"));
      continue;
    }
    const std::vector<std::string> words = words_of(line);
    const std::string name = *(std::find(words.begin(), words.end(), "--name") + 1);
    name_of[line.at("wish").to_number<std::int64_t>()] = name;
    if (const auto* before = line.if_contains("same_as")) {
      ++again;
      EXPECT_EQ(name_of.at(before->to_number<std::int64_t>()), name);
    }
  }
  EXPECT_GT(again, 0u);
}

TEST(WishyearTest, TheSameSeedGivesTheSameYear) {
  const std::vector<const char*> words{"--places", PLACES_CSV, "--seed", "8", "--wishes", "600"};
  EXPECT_EQ(wishyear(words).out, many().out);
  EXPECT_NE(wishyear({"--places", PLACES_CSV, "--seed", "9", "--wishes", "600"}).out, many().out);
}

TEST(WishyearTest, AtLimitsTheYearToTheHomesThatAreNamed) {
  const Ending ending = wishyear({"--places", PLACES_CSV, "--wishes", "200", "--at", "431322106003=上团村",
                                  "--at", "431322106004=下团村", "--at", "431302001001=新星社区"});
  ASSERT_EQ(ending.status, 0) << ending.err;
  std::set<std::string> homes, counties;
  for (const json::object& line : lines_of(ending)) {
    const std::string at = text_of(line, "at");
    if (text_of(line, "what") == "register") homes.insert(at);
    if (at.size() == 6) counties.insert(at);
  }
  EXPECT_EQ(homes, (std::set<std::string>{"431302001001", "431322106003", "431322106004"}));
  EXPECT_EQ(counties, (std::set<std::string>{"431302", "431322"}));
  EXPECT_THAT(ending.out,
              AllOf(HasSubstr("奉家镇上团村"), HasSubstr("奉家镇下团村"), HasSubstr("乐坪街道新星社区")));
}

TEST(WishyearTest, ExplainsItself) {
  const Ending ending = wishyear({"--help"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, AllOf(HasSubstr("--places FILE"), HasSubstr("--at CODE=NAME"), HasSubstr("same_as"),
                                HasSubstr("Exit status")));
}

TEST(WishyearTest, WrongUsageEndsWithTwoAndPrintsNothing) {
  const std::vector<std::vector<const char*>> wrong{
      {},
      {"--places", PLACES_CSV, "--colour", "red"},
      {"--places", PLACES_CSV, "2018"},
      {"--places", PLACES_CSV, "--year", "1900"},
      {"--places", PLACES_CSV, "--year", "2100"},
      {"--places", PLACES_CSV, "--year", "soon"},
      {"--places", PLACES_CSV, "--wishes", "0"},
      {"--places", PLACES_CSV, "--wishes", "1000001"},
      {"--places", PLACES_CSV, "--seed", "-1"},
      {"--places", PLACES_CSV, "--city", "Loudi"},
      {"--places", PLACES_CSV, "--city", "0"},
      {"--places", PLACES_CSV, "--name", ""},
      {"--places", PLACES_CSV, "--at", "431322106003"},
      {"--places", PLACES_CSV, "--at", "431322106003="},
      {"--places", PLACES_CSV, "--at", "上团村=431322106003"},
      {"--places", PLACES_CSV, "--at", "431322106003=上团村", "--at", "431322106003=下团村"},
  };
  for (const auto& words : wrong) {
    const Ending ending = wishyear(words);
    EXPECT_EQ(ending.status, 2) << testing::PrintToString(words);
    EXPECT_THAT(ending.out, IsEmpty());
    EXPECT_THAT(ending.err, AllOf(HasSubstr("wishyear: "), HasSubstr("--help")))
        << testing::PrintToString(words);
  }
}

class WishyearOfAList : public testing::Test {
 protected:
  WishyearOfAList() {
    std::string name = (std::filesystem::temp_directory_path() / "wishyear_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    directory_ = name;
  }
  ~WishyearOfAList() override { std::filesystem::remove_all(directory_); }

  Ending year_of(const std::string& list, std::vector<const char*> more = {}) {
    const std::string path = (directory_ / "places.csv").string();
    std::ofstream(path) << list;
    more.insert(more.begin(), {"--places", path.c_str(), "--wishes", "5"});
    return wishyear(more);
  }
  static void expect_refused(const Ending& ending, const std::string& why) {
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.out, IsEmpty());
    EXPECT_THAT(ending.err, AllOf(HasSubstr("wishyear: "), HasSubstr(why)));
  }

  std::filesystem::path directory_;
};

TEST_F(WishyearOfAList, AFileThatIsNotThereIsRefused) {
  expect_refused(wishyear({"--places", (directory_ / "none.csv").c_str()}), "none.csv");
  expect_refused(wishyear({"--places", directory_.c_str()}), "is a folder");
}

TEST_F(WishyearOfAList, AListThatIsNoneIsRefused) {
  expect_refused(year_of("序号,姓名\n"), "code,name,parent,level");
  expect_refused(year_of("code,name,parent,level\n431322,新化县,4313,shire\n"), "line 2");
}

TEST_F(WishyearOfAList, AListWithoutTownsIsRefused) {
  expect_refused(year_of("code,name,parent,level\n431322,新化县,4313,county\n"), "no town");
}

TEST_F(WishyearOfAList, ATownOutsideACountyOfTheCityIsRefused) {
  expect_refused(year_of("code,name,parent,level\n431322106,奉家镇,4313,town\n"), "431322106");
  expect_refused(year_of("code,name,parent,level\n4401,别市,4313,city\n431322,新化县,4313,county\n"
                         "431322106,奉家镇,431322,town\n"),
                 "another city");
  expect_refused(wishyear({"--places", PLACES_CSV, "--city", "44"}), "4313");
}

TEST_F(WishyearOfAList, APlaceOfWhichNoTownIsKnownIsRefused) {
  const std::string list =
      "code,name,parent,level\n431322,新化县,4313,county\n431322106,奉家镇,431322,town\n";
  expect_refused(year_of(list, {"--at", "431322107001=某村"}), "431322107001");
  EXPECT_EQ(year_of(list, {"--at", "431322106003=上团村"}).status, 0);
}

TEST_F(WishyearOfAList, OutputThatCannotBeWrittenIsSaid) {
  std::ostringstream err;
  std::ofstream full("/dev/full");
  const char* words[] = {"wishyear", "--places", PLACES_CSV, "--wishes", "50"};
  EXPECT_EQ(run(5, words, full, err), 1);
  EXPECT_THAT(err.str(), HasSubstr("could not be written"));
}

}  // namespace
}  // namespace wishyear
