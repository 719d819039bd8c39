#include "model/form2.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace model {
namespace {

using Row = std::vector<std::string>;

const Row kHeader = {"序号",     "编 号",    "征集对象姓名",         "性别",
                     "年龄",     "家庭住址", "心愿内容\n(清晰扼要)", "圆梦党员姓名",
                     "所在单位", "联系电话"};

Row row_of(std::string number, std::string member, std::string phone, std::string unit = "审计局") {
  return {"1",
          std::move(number),
          "周小明",
          "男",
          "9",
          "富托村3组",
          "书包一个",
          std::move(member),
          std::move(unit),
          std::move(phone)};
}

Form2 form_of(std::vector<Row> rows, const Row& header = kHeader) {
  Grid grid = {{"审计局在职党员“微心愿”活动认领落实表"}, header};
  grid.insert(grid.end(), rows.begin(), rows.end());
  auto form = read_form2(grid);
  EXPECT_TRUE(form.has_value()) << (form ? "" : form.error().en);
  return form ? *form : Form2{};
}

std::string code_of(const Grid& grid) {
  const auto form = read_form2(grid);
  return form ? "" : form.error().code;
}

TEST(Form2Columns, AreThoseOfTheProgrammeInOrder) {
  const std::vector<std::string_view> expected = {"序号",         "征集对象姓名", "性别",
                                                  "年龄",         "家庭住址",     "心愿内容(清晰扼要)",
                                                  "圆梦党员姓名", "所在单位",     "联系电话"};
  EXPECT_EQ(std::vector<std::string_view>(form2_columns().begin(), form2_columns().end()), expected);
}

TEST(ReadForm2, TakesWhoTakesWhichWish) {
  const Form2 form =
      form_of({row_of(" ４３１３22106003-2018-0001-KQ\n", "李 四", "139-0000 0001"), {"2"}, {"合计", "1"}});
  ASSERT_EQ(form.rows.size(), 1u);
  EXPECT_TRUE(form.refused.empty());
  EXPECT_EQ(form.rows[0].row, 3u);
  EXPECT_EQ(form.rows[0].number, "431322106003-2018-0001-KQ");
  EXPECT_EQ(form.rows[0].member, "李四");
  EXPECT_EQ(form.rows[0].unit, "审计局");
  EXPECT_EQ(form.rows[0].phone, "13900000001");
}

TEST(ReadForm2, RefusesRowsThatDoNotSayWhichWishOrWho) {
  const Form2 form =
      form_of({row_of("", "李四", "13900000001"), row_of("W", "", "13900000001"), row_of("W", "李四", ""),
               row_of("W", std::string(200, 'x'), "1"), row_of("W", "李四", "13900000001", "")});
  std::vector<std::string> codes;
  for (const RefusedRow& row : form.refused) codes.push_back(row.reason.code);
  EXPECT_EQ(codes,
            (std::vector<std::string>{"row.no_number", "row.no_member", "row.no_phone", "row.too_long"}));
  EXPECT_EQ(form.rows.size(), 1u);  // The unit may be said for all rows.
}

TEST(ReadForm2, WithoutTheColumnOfNumbersNoRowIsGuessed) {
  Row header = kHeader;
  header.erase(header.begin() + 1);
  Row row = row_of("", "李四", "13900000001");
  row.erase(row.begin() + 1);
  const Form2 form = form_of({row}, header);
  EXPECT_TRUE(form.rows.empty());
  ASSERT_EQ(form.refused.size(), 1u);
  EXPECT_EQ(form.refused[0].reason.code, "row.no_number");
}

TEST(ReadForm2, KnowsOtherForms) {
  EXPECT_EQ(code_of({Row(form1_columns().begin(), form1_columns().end())}), "form.no_header");
  EXPECT_EQ(code_of({{"序号", "姓名", "心愿内容", "申领证明材料", "联系电话", "圆梦党员", "联系方式"}}),
            "form.other_form");
  EXPECT_EQ(code_of({}), "form.no_header");
}

RC_GTEST_PROP(ReadForm2, EveryRowWithWordsIsTakenOrRefusedOnce, ()) {
  const auto cell = [] {
    return *rc::gen::element<std::string>("", " ", "W-1", "李四", "13900000001", "1", "x", "\n");
  };
  std::vector<Row> rows(*rc::gen::inRange<std::size_t>(0, 8));
  for (Row& row : rows)
    for (std::size_t i = 0; i < kHeader.size(); ++i) row.push_back(cell());
  const Form2 form = form_of(rows);
  std::vector<std::size_t> numbers;
  for (const Form2Row& row : form.rows) numbers.push_back(row.row);
  for (const RefusedRow& row : form.refused) numbers.push_back(row.row);
  std::sort(numbers.begin(), numbers.end());
  RC_ASSERT(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool complete = rows[i][1] == "W-1" && rows[i][7] == "李四" && rows[i][9] == "13900000001";
    const bool taken = std::find(numbers.begin(), numbers.end(), i + 3) != numbers.end();
    const bool words = std::any_of(rows[i].begin(), rows[i].end(), [](const std::string& text) {
      return text == "W-1" || text == "李四" || text == "x";
    });
    RC_ASSERT(taken == words);
    if (complete)
      RC_ASSERT(std::any_of(form.rows.begin(), form.rows.end(),
                            [&](const Form2Row& row) { return row.row == i + 3; }));
  }
}

}  // namespace
}  // namespace model
