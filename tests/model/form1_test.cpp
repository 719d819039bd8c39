#include "model/form1.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "form1_fixture.h"

namespace model {
namespace {

using Row = std::vector<std::string>;

const Row kHeader = {
    "序号",    "姓 名", "性\n别", "年 龄", "家庭住址", "心愿内容(清晰扼要)", "申领证明材料\n(详细材料可附后)",
    "联系电话"};

// A form with a title, the header, and these rows.
Form1 form_of(std::vector<Row> rows, const Row& header = kHeader) {
  Grid grid = {{"上团村“微心愿”活动需求征集表"}, {"填报单位：上团村    填报时间：2018年6月22日"}, header};
  grid.insert(grid.end(), rows.begin(), rows.end());
  auto form = read_form1(grid);
  EXPECT_TRUE(form.has_value()) << (form ? "" : form.error().en);
  return form ? *form : Form1{};
}

Row wish_row(std::string name, std::string content) {
  return {"1", std::move(name), "男", "72", "上团村18组1号", std::move(content), "", "15000057678"};
}

std::string code_of(const Form1& form) {
  return form.refused.empty() ? "" : form.refused.front().reason.code;
}

TEST(Form1Columns, AreThoseOfTheProgrammeInOrder) {
  const std::vector<std::string_view> expected = {
      "序号",    "姓名", "性别", "年龄", "家庭住址", "心愿内容(清晰扼要)", "申领证明材料(详细材料可附后)",
      "联系电话"};
  EXPECT_EQ(std::vector<std::string_view>(form1_columns().begin(), form1_columns().end()), expected);
}

TEST(ReadForm1, TakesARowAsTheClerkMeantIt) {
  const Form1 form = form_of({{"1", "李 子军 ", " 女", "７２岁", " 上团村18组1号 ",
                               "电风扇一台，\r\n130元左右（五保户） ", "低保证", "150 0005 7678"}});
  ASSERT_EQ(form.rows.size(), 1u);
  EXPECT_EQ(form.rows[0].row, 4u);
  const WishEntry& e = form.rows[0].entry;
  EXPECT_EQ(e.name, "李子军");
  EXPECT_EQ(e.sex, Sex::kFemale);
  EXPECT_EQ(e.age, 72);
  EXPECT_EQ(e.address, "上团村18组1号");
  EXPECT_EQ(e.content, "电风扇一台，\n130元左右（五保户）");
  EXPECT_EQ(e.proof, "低保证");
  EXPECT_EQ(e.phone, "15000057678");
  EXPECT_EQ(e.category, Category::kGoods);
  EXPECT_EQ(e.value_yuan, 130u);
  EXPECT_EQ(e.targets, targets_of({Target::kFiveGuarantees}));
}

TEST(ReadForm1, FindsTheHeaderWhereverItStands) {
  EXPECT_EQ(read_form1({kHeader, wish_row("王五", "轮椅一台")})->rows.size(), 1u);
  EXPECT_EQ(
      read_form1({{}, {"附件1"}, {}, {"表"}, {"x", "y"}, kHeader, wish_row("王五", "轮椅一台")})->rows.size(),
      1u);
}

TEST(ReadForm1, TakesColumnsInAnyOrderAndDoesWithoutOptionalOnes) {
  const Form1 form =
      form_of({{"13000000001", "轮椅一台", "王五"}}, {"联系电话", "“微心愿”内容（清晰扼要）", "姓　名"});
  ASSERT_EQ(form.rows.size(), 1u);
  EXPECT_EQ(form.rows[0].entry.name, "王五");
  EXPECT_EQ(form.rows[0].entry.phone, "13000000001");
  EXPECT_EQ(form.rows[0].entry.age, std::nullopt);
  EXPECT_EQ(form.rows[0].entry.sex, Sex::kUnstated);
}

TEST(ReadForm1, RefusesATableWithoutTheHeader) {
  for (const Grid& grid :
       {Grid{}, Grid{{}}, Grid{{"姓名", "电话"}, {"王五", "1"}}, Grid{{"姓名", "心愿内容"}}}) {
    const auto form = read_form1(grid);
    ASSERT_FALSE(form.has_value());
    EXPECT_EQ(form.error().code, "form.no_header");
    EXPECT_FALSE(form.error().zh.empty());
  }
}

TEST(ReadForm1, RefusesForm2AndForm3) {
  const auto form = read_form1({{"序号", "征集对象姓名", "性别", "年龄", "家庭住址", "心愿内容(清晰扼要)",
                                 "圆梦党员姓名", "所在单位", "联系电话"}});
  ASSERT_FALSE(form.has_value());
  EXPECT_EQ(form.error().code, "form.other_form");
}

TEST(ReadForm1, SkipsEmptyAndOnlyNumberedRows) {
  const Form1 form =
      form_of({{}, {"28", "", "", "", "", "", "", ""}, {"29.", " ", "\t", "", "", "　"}, {"三十"}, {"", ""}});
  EXPECT_TRUE(form.rows.empty());
  EXPECT_TRUE(form.refused.empty());
}

TEST(ReadForm1, SkipsRepeatedTitlesAndHeadersAndFooters) {
  const Form1 form = form_of({wish_row("王五", "轮椅一台"),
                              {"上团村“微心愿”活动需求征集表"},
                              kHeader,
                              wish_row("赵六", "棉被一床"),
                              {"合计", "2人"},
                              {"", "", "", "", "", "填表时间：2018年6月25日"},
                              {"填表人：", "张三", "", "", "审核人：", "李四"},
                              {"注：本表一式两份"},
                              {"第1页，共2页"}});
  EXPECT_EQ(form.rows.size(), 2u);
  EXPECT_TRUE(form.refused.empty());
}

TEST(ReadForm1, FollowsASecondHeaderWithOtherColumns) {
  const Form1 form = form_of(
      {wish_row("王五", "轮椅一台"), {"心愿内容", "姓名", "电话"}, {"棉被一床", "赵六", "13000000002"}});
  ASSERT_EQ(form.rows.size(), 2u);
  EXPECT_EQ(form.rows[1].entry.name, "赵六");
  EXPECT_EQ(form.rows[1].entry.content, "棉被一床");
}

TEST(ReadForm1, RefusesARowThatCannotBeEnteredAndSaysWhy) {
  EXPECT_EQ(code_of(form_of({wish_row("", "轮椅一台")})), "row.no_name");
  EXPECT_EQ(code_of(form_of({wish_row("—", "轮椅一台")})), "row.no_name");
  EXPECT_EQ(code_of(form_of({wish_row("王五", " \n ")})), "row.no_content");
  EXPECT_EQ(code_of(form_of({{"1", "王五", "男", "不详", "", "轮椅一台"}})), "row.bad_age");
  EXPECT_EQ(code_of(form_of({{"1", "王五", "x", "72", "", "轮椅一台"}})), "row.bad_sex");
  const Form1 form = form_of({wish_row("王五", "轮椅一台"), wish_row("", "轮椅一台")});
  ASSERT_EQ(form.refused.size(), 1u);
  EXPECT_EQ(form.refused[0].row, 5u);
  EXPECT_NE(form.refused[0].reason.en, form.refused[0].reason.zh);
  EXPECT_EQ(form.rows.size(), 1u);
}

TEST(ReadForm1, CountsCharactersAndNotBytesAgainstItsLimits) {
  const auto times = [](std::string_view c, std::size_t n) {
    std::string out;
    while (n-- > 0) out += c;
    return out;
  };
  EXPECT_EQ(code_of(form_of({wish_row(times("王", kNameCharactersMax), times("椅", kContentCharactersMax))})),
            "");
  EXPECT_EQ(code_of(form_of({wish_row(times("王", kNameCharactersMax + 1), "轮椅")})), "row.too_long");
  EXPECT_EQ(code_of(form_of({wish_row("王五", times("椅", kContentCharactersMax + 1))})), "row.too_long");
  Row row = wish_row("王五", "轮椅");
  row[4] = times("村", kAddressCharactersMax + 1);
  EXPECT_EQ(code_of(form_of({row})), "row.too_long");
  row = wish_row("王五", "轮椅");
  row[6] = times("证", kProofCharactersMax + 1);
  EXPECT_EQ(code_of(form_of({row})), "row.too_long");
}

TEST(ReadForm1, ReadsTheDateOfFilling) {
  const auto date_of = [](Row row) {
    const auto form = read_form1({std::move(row), kHeader});
    return form->filled_on ? form->filled_on->text() : "none";
  };
  EXPECT_EQ(date_of({"填报单位：上团村    填报时间：2018年6月22日"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间", "", "２０１８．６．２"}), "2018-06-02");
  EXPECT_EQ(date_of({"填表日期：2018-06-22 报送人：王五"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间：", "43273"}), "2018-06-22");
  EXPECT_EQ(date_of({"填表时间：   年  月  日"}), "none");
  EXPECT_EQ(date_of({"填表时间：2018年13月2日"}), "none");
  EXPECT_EQ(date_of({"2018年6月22日"}), "none");
}

TEST(TidyText, KeepsLineBreaksAndDropsOtherControlCharacters) {
  EXPECT_EQ(tidy_text(" 　电风扇\r\n一台\x01\x7F\r。\n "), "电风扇\n一台\n。");
  EXPECT_EQ(tidy_text("a\tb"), "a b");
  EXPECT_EQ(tidy_text(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(tidy_text("好\xFF"), "好\xEF\xBF\xBD");
}

TEST(ReadAge, TakesWhatClerksWrite) {
  const std::vector<std::pair<std::string, int>> cases = {{"72", 72},
                                                          {"７２岁", 72},
                                                          {" 87 ", 87},
                                                          {"72周岁", 72},
                                                          {"72.0", 72},
                                                          {"约70岁", 70},
                                                          {"七十二岁", 72},
                                                          {"十", 10},
                                                          {"一百零二", 102},
                                                          {"60多岁", 60},
                                                          {"7岁半", 7},
                                                          {"8个月", 0},
                                                          {"18个月", 1},
                                                          {"0", 0},
                                                          {"150", 150},
                                                          {"72 岁", 72},
                                                          {"年龄：72", 72},
                                                          {"\xE2\x80\xAD"
                                                           "72",
                                                           72},
                                                          {"六", 6}};
  for (const auto& [text, age] : cases) {
    const auto read = read_age(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, std::optional<std::uint16_t>(age)) << text;
  }
  for (const char* empty : {"", "  ", "/", "—", "－"}) EXPECT_EQ(*read_age(empty), std::nullopt) << empty;
}

TEST(ReadAge, RefusesWhatIsNoAge) {
  for (const char* bad :
       {"不详", "151", "1950年", "1950", "-3岁x", "72元", "七二三四五六七", "3000000000", "7.5", "72.", "x"})
    EXPECT_EQ(read_age(bad).has_value() ? "taken" : read_age(bad).error().code, "row.bad_age") << bad;
}

TEST(ReadSex, TakesWhatClerksWrite) {
  for (const char* male : {"男", " 男", "男性", "男 ", "M", "male", "男　性"})
    EXPECT_EQ(*read_sex(male), Sex::kMale) << male;
  for (const char* female : {"女", " 女", "女性", "f", "Ｆ"})
    EXPECT_EQ(*read_sex(female), Sex::kFemale) << female;
  for (const char* none : {"", " ", "/", "-"}) EXPECT_EQ(*read_sex(none), Sex::kUnstated);
  EXPECT_EQ(read_sex("72").error().code, "row.bad_sex");
}

TEST(NormalPhone, LeavesDigitsOnly) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"170 0002 9263", "17000029263"},
      {"180-0005-7284", "18000057284"},
      {"１５００００５００５３", "15000050053"},
      {"１３０ 0002-9263", "13000029263"},
      {"13000086620", "13000086620"},
      {"13000086620.0", "13000086620"},
      {"1.3000086620E+10", "13000086620"},
      {"1.300008662e10", "13000086620"},
      {"+86 130 0002 9263", "13000029263"},
      {"0086-13000029263", "13000029263"},
      {"8613000029263", "13000029263"},
      {"'13000029263", "13000029263"},
      {"0738-8312345", "07388312345"},
      {"（0738）8312345", "07388312345"},
      {"8312345", "8312345"},
      {"", ""},
  };
  for (const auto& [text, phone] : cases) EXPECT_EQ(normal_phone(text), phone) << text;
}

TEST(NormalPhone, KeepsWhatIsNoPhoneNumberAsWritten) {
  for (const char* text : {"无", "同上", "13000029263/13000029264", "13000029263（儿子）",
                           "0738-8312345转801", "1.3E+10", "1.30001E+10", "12345"})
    EXPECT_EQ(normal_phone(std::string(" ") + text + " "), text);
}

TEST(NormalName, FoldsWidthAndClosesChineseNames) {
  EXPECT_EQ(normal_name("邓 志"), "邓志");
  EXPECT_EQ(normal_name(" 唐　长 "), "唐长");
  EXPECT_EQ(normal_name("郭子燕\n"), "郭子燕");
  EXPECT_EQ(normal_name("买买提·艾山"), "买买提·艾山");
  EXPECT_EQ(normal_name("Ｊohn  Smith"), "John Smith");
}

RC_GTEST_PROP(ReadForm1, TakesAnyBytesInAnyCell, ()) {
  const auto cell = rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  Grid grid = *rc::gen::container<Grid>(rc::gen::container<std::vector<std::string>>(cell));
  grid.insert(grid.begin(), kHeader);
  const auto form = read_form1(grid);
  RC_ASSERT(form.has_value());
  RC_ASSERT(form->rows.size() + form->refused.size() <= grid.size());
}

RC_GTEST_PROP(TidyText, IsIdempotent, ()) {
  const std::string once = tidy_text(*rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  RC_ASSERT(tidy_text(once) == once);
}

RC_GTEST_PROP(NormalPhone, IsIdempotent, ()) {
  const std::string text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '3', '8', '6', ' ', '-', '+', '.', 'E', '(', '/'));
  const std::string once = normal_phone(text);
  RC_ASSERT(normal_phone(once) == once);
}

}  // namespace
}  // namespace model
