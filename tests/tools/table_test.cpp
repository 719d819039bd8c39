#include "tools/wishctl/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

std::vector<std::size_t> line_widths(const std::string& text) {
  std::vector<std::size_t> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(display_width(line));
  return out;
}

TEST(DisplayWidth, CountsChineseAndFullWidthCharactersAsTwo) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("微心愿"), 6u);
  EXPECT_EQ(display_width("（１）"), 6u);
  EXPECT_EQ(display_width("ｱ"), 1u);  // A half-width form.
}

TEST(DisplayWidth, CountsCombiningAndInvisibleCharactersAsNothing) {
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("a\u200Bb"), 2u);
  EXPECT_EQ(display_width("\u1112\u1161\u11AB"), 2u);  // One Korean syllable in three parts.
}

TEST(DisplayWidth, CountsBytesThatAreNoTextAsOneEach) { EXPECT_EQ(display_width("\xFF\xFE"), 2u); }

TEST(CutToWidth, LeavesWhatFitsAlone) { EXPECT_EQ(cut_to_width("微心愿", 6), "微心愿"); }

TEST(CutToWidth, NeverCutsAWideCharacterInHalf) {
  EXPECT_EQ(cut_to_width("微心愿", 5), "微心…");
  EXPECT_EQ(cut_to_width("微心愿", 4), "微…");
  EXPECT_EQ(cut_to_width("微心愿", 1), "…");
  EXPECT_EQ(cut_to_width("微心愿", 0), "");
}

TEST(CutToWidth, KeepsAnAccentWithItsLetter) {
  EXPECT_EQ(cut_to_width("e\u0301e\u0301e\u0301", 2), "e\u0301…");
}

TEST(PrintableLine, ShowsLineBreaksAndDisarmsTheTerminal) {
  EXPECT_EQ(printable_line("一\n二\r\n三\r四"), "一␤二␤三␤四");
  EXPECT_EQ(printable_line("a\tb"), "a b");
  EXPECT_EQ(printable_line("\x1B[31mred"), "\uFFFD[31mred");
  EXPECT_EQ(printable_line("\u202Eabc"), "\uFFFDabc");
  EXPECT_EQ(printable_line("\xFF"), "\uFFFD");
}

TEST(PrintableText, KeepsLineBreaks) { EXPECT_EQ(printable_text("一\r\n二\x07"), "一\n二\uFFFD"); }

TEST(Table, AlignsByTheWidthOnTheTerminalAndNumbersToTheRight) {
  Table table({{"name"}, {"n", Align::kRight}, {"note"}});
  table.add_row({"张三", "7", "x"});
  table.add_row({"Li", "1200", ""});
  EXPECT_EQ(table.text(std::nullopt),
            "name     n  note\n"
            "----  ----  ----\n"
            "张三     7  x\n"
            "Li    1200\n");
}

TEST(Table, ShowsTheSumBelowARule) {
  Table table({{"place"}, {"n", Align::kRight}});
  table.add_row({"a", "1"});
  table.set_sum({"sum", "1"});
  EXPECT_EQ(table.text(std::nullopt),
            "place  n\n"
            "-----  -\n"
            "a      1\n"
            "-----  -\n"
            "sum    1\n");
}

TEST(Table, CutsNothingWithoutATerminal) {
  Table table({{"wish"}});
  const std::string wish(500, 'x');
  table.add_row({wish});
  EXPECT_THAT(table.text(std::nullopt), HasSubstr(wish));
}

TEST(Table, CutsTheWidestTextFirst) {
  Table table({{"a"}, {"b"}});
  table.add_row({"short", "a very long text that does not fit"});
  EXPECT_EQ(table.text(20),
            "a      b\n"
            "-----  -------------\n"
            "short  a very long …\n");
}

TEST(Table, CutsTitlesOfNumbersButNeverNumbers) {
  Table table({{"place"}, {"handed over", Align::kRight}, {"registered", Align::kRight}});
  table.add_row({"富托村", "123456789", "5"});
  const std::string text = table.text(25);
  EXPECT_THAT(text, HasSubstr("123456789"));
  EXPECT_THAT(line_widths(text), Each(Le(25u)));
}

TEST(Table, LeavesOutSpareColumnsFromTheLastAndKeepsWhatPeopleCopy) {
  Table table({{"number", Align::kLeft, true},
               {"one", Align::kLeft, false, true},
               {"two", Align::kLeft, false, true},
               {"wish"}});
  table.add_row({"431322106003-2018-0001-KQ", "1234567", "1234567", "a quilt"});
  const std::string text = table.text(44);
  EXPECT_THAT(text, HasSubstr("431322106003-2018-0001-KQ"));
  EXPECT_THAT(text, HasSubstr("one"));
  EXPECT_THAT(text, Not(HasSubstr("two")));
  EXPECT_THAT(table.text(200), HasSubstr("two"));
}

RC_GTEST_PROP(Table, NoLineIsWiderThanTheTerminal, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 60);
  const auto cells = *rc::gen::container<std::vector<std::string>>(4, rc::gen::string<std::string>());
  Table table(
      {{"编号", Align::kLeft, true}, {"name"}, {"n", Align::kRight}, {"spare", Align::kLeft, false, true}});
  table.add_row(cells);
  for (const std::size_t used : line_widths(table.text(width))) RC_ASSERT(used <= width);
}

TEST(Card, AlignsValuesAndTheirFurtherLines) {
  Card card;
  card.add("姓名", "张三");
  card.add("wish", "a quilt\na warm one");
  EXPECT_EQ(card.text(),
            "姓名  张三\n"
            "wish  a quilt\n"
            "      a warm one\n");
}

}  // namespace
}  // namespace wishctl
