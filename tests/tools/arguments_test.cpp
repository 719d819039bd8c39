#include "tools/wishctl/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/did_you_mean.h"

namespace wishctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Outcome<Arguments> parse(std::vector<std::string> args) {
  std::vector<const CommandSpec*> specs;
  for (const Command& command : all_commands()) specs.push_back(&command.spec);
  return parse_arguments(args, specs);
}

Arguments parsed(const std::vector<std::string>& args) {
  Outcome<Arguments> out = parse(args);
  if (!out) ADD_FAILURE() << out.error().error.en;
  return out ? *out : Arguments{};
}

Failure refused(const std::vector<std::string>& args) {
  Outcome<Arguments> out = parse(args);
  EXPECT_FALSE(out) << "was accepted";
  return out ? Failure{} : out.error();
}

void expect_wrong_usage(const std::vector<std::string>& args, const std::string& en) {
  const Failure failure = refused(args);
  EXPECT_EQ(failure.status, ExitStatus::kWrongUsage);
  EXPECT_THAT(failure.error.en, HasSubstr(en));
  EXPECT_FALSE(failure.error.zh.empty());
}

TEST(Arguments, FindsACommandOfTwoWordsWithItsOptionsAndWords) {
  const Arguments a = parsed({"--data", "d", "wish", "vet", "W1", "--return", "--remark=why not"});
  EXPECT_EQ(a.command->name, "wish vet");
  EXPECT_THAT(a.positionals, ElementsAre("W1"));
  EXPECT_TRUE(a.has("return"));
  EXPECT_EQ(a.value("remark"), "why not");
  EXPECT_EQ(a.data, "d");
}

TEST(Arguments, TakesOptionsOfAllCommandsBeforeWithinAndAfterTheCommand) {
  EXPECT_TRUE(parsed({"--json", "--data", "d", "wish", "list"}).json);
  EXPECT_TRUE(parsed({"wish", "--json", "list", "--data", "d"}).json);
  EXPECT_TRUE(parsed({"wish", "list", "--data", "d", "--json"}).json);
  EXPECT_FALSE(parsed({"wish", "list", "--data", "d"}).json);
}

TEST(Arguments, KeepsRepeatedValuesInOrder) {
  const Arguments a =
      parsed({"--data", "d", "wish", "amend", "W", "--target", "veteran", "--target", "other"});
  EXPECT_THAT(a.values("target"), ElementsAre("veteran", "other"));
}

TEST(Arguments, TakesAnyNumberOfWordsWhereTheLastRepeats) {
  EXPECT_THAT(
      parsed({"--data", "d", "wish", "claim", "A", "--name", "n", "B", "--phone", "1", "C"}).positionals,
      ElementsAre("A", "B", "C"));
  expect_wrong_usage({"--data", "d", "wish", "show"}, "needs WISH");
  expect_wrong_usage({"--data", "d", "wish", "show", "A", "B"}, "'B'");
}

TEST(Arguments, LetsAnOptionStandAloneWhereItsValueIsOptional) {
  const Arguments a = parsed({"--data", "d", "wish", "amend", "W", "--consent", "--phone", "1"});
  EXPECT_EQ(a.value("consent"), "");
  EXPECT_EQ(a.value("phone"), "1");
}

TEST(Arguments, TakesWhatFollowsTwoDashesAsWords) {
  EXPECT_THAT(parsed({"--data", "d", "import", "--", "--odd.csv"}).positionals, ElementsAre("--odd.csv"));
}

TEST(Arguments, SuggestsTheCommandThatWasMeant) {
  expect_wrong_usage({"--data", "d", "sumary"}, "Did you mean 'summary'?");
  expect_wrong_usage({"--data", "d", "wish", "lst"}, "Did you mean 'wish list'?");
  expect_wrong_usage({"--data", "d", "vet"}, "Did you mean 'wish vet'?");
  expect_wrong_usage({"--data", "d", "whis", "list"}, "Did you mean 'wish'?");
  expect_wrong_usage({"--data", "d", "xyzzy"}, "wishctl --help");
}

TEST(Arguments, SuggestsTheOptionThatWasMeant) {
  expect_wrong_usage({"--data", "d", "wish", "list", "--plcae", "4313"}, "Did you mean '--place'?");
  expect_wrong_usage({"--jsn", "status"}, "Did you mean '--json'?");
  expect_wrong_usage({"--data", "d", "status", "--deep"}, "'status' has no option --deep");
  expect_wrong_usage({"--place", "4313", "summary"}, "stands after the command");
}

TEST(Arguments, SuggestsTheValueThatWasMeant) {
  expect_wrong_usage({"--data", "d", "summary", "--by", "targt"}, "Did you mean 'target'?");
}

TEST(Arguments, SaysWhatIsMissing) {
  expect_wrong_usage({}, "Say what to do");
  expect_wrong_usage({"--data", "d", "wish"}, "wish add");
  expect_wrong_usage({"status"}, "--data DIR");
  expect_wrong_usage({"--data", "d", "wish", "show"}, "needs WISH");
  expect_wrong_usage({"--data", "d", "enrol", "--place", "1", "--name", "n"}, "needs --level");
  expect_wrong_usage({"--data", "d", "wish", "list", "--place"}, "--place needs a value");
  expect_wrong_usage({"--data", "d", "wish", "list", "--place", "--json"}, "--place needs a value");
}

TEST(Arguments, SaysWhatIsTooMuch) {
  expect_wrong_usage({"--data", "d", "--url", "http://h", "status"}, "not both");
  expect_wrong_usage({"--data", "d", "--data", "e", "status"}, "given twice");
  expect_wrong_usage({"--data", "d", "status", "now"}, "'now'");
  expect_wrong_usage({"--data", "d", "--json=yes", "status"}, "takes no value");
}

TEST(Arguments, RefusesWhatIsNotUtf8) {
  expect_wrong_usage({"--data", "d", "wish", "list", "--search", "\xC4\xFE"}, "UTF-8");
  expect_wrong_usage({"--data", "d", "wish", "show", "\xC4\xFE"}, "UTF-8");
}

TEST(Arguments, HelpNeedsNeitherNodeNorWords) {
  EXPECT_TRUE(parsed({"--help"}).help);
  EXPECT_EQ(parsed({"wish", "vet", "--help"}).command->name, "wish vet");
  EXPECT_EQ(parsed({"wish", "-h"}).words, "wish");
  EXPECT_EQ(parsed({"help", "wish", "add"}).command->name, "wish add");
}

TEST(Manner, IsKnownEvenWhereTheRestIsWrong) {
  const std::vector<std::string> args{"sumary", "--lang", "zh", "--json"};
  EXPECT_TRUE(manner_of(args).json);
  EXPECT_EQ(manner_of(args).lang, Lang::kChinese);
}

TEST(Language, FollowsTheFirstLocaleThatIsSet) {
  EXPECT_EQ(language_of_locale("zh_CN.UTF-8", "en_GB", "C"), Lang::kChinese);
  EXPECT_EQ(language_of_locale("", "zh_TW", "en_US"), Lang::kChinese);
  EXPECT_EQ(language_of_locale("", "", "zh"), Lang::kChinese);
  EXPECT_EQ(language_of_locale("C", "", "zh_CN"), Lang::kEnglish);
  EXPECT_EQ(language_of_locale("", "", ""), Lang::kEnglish);
}

TEST(TypingDistance, CountsASwapOfNeighboursOnce) {
  EXPECT_EQ(typing_distance("palce", "place"), 1u);
  EXPECT_EQ(typing_distance("", "abc"), 3u);
  EXPECT_EQ(typing_distance("vet", "vet"), 0u);
}

TEST(Nearest, SuggestsNothingFarOff) {
  const std::vector<std::string> known{"status", "verify"};
  EXPECT_EQ(nearest("verfy", known), "verify");
  EXPECT_EQ(nearest("stat", known), "status");
  EXPECT_EQ(nearest("qqqqqq", known), std::nullopt);
  const std::vector<std::string> grades{"1", "2", "3", "4", "5"};
  EXPECT_EQ(nearest("6", grades), std::nullopt) << "of numbers none is meant by another";
}

}  // namespace
}  // namespace wishctl
