#include "model/form2.h"

#include <algorithm>
#include <array>
#include <optional>

#include "model/characters.h"
#include "model/form_cells.h"

namespace model {
namespace {

constexpr std::array<std::string_view, 9> kColumnNames = {
    "序号",         "征集对象姓名", "性别",    "年龄", "家庭住址", "心愿内容(清晰扼要)",
    "圆梦党员姓名", "所在单位",     "联系电话"};

// What is read of a row; all else of it says nothing of the claim.
enum Column : std::size_t { kNumber, kMember, kUnit, kPhone, kOther, kColumns };

std::optional<Column> column_of(std::u32string_view heading) {
  struct Names {
    Column column;
    std::initializer_list<std::u32string_view> names;
  };
  static const Names kNames[] = {
      {kNumber, {U"编号", U"心愿编号", U"微心愿编号"}},
      {kMember,
       {U"圆梦党员姓名", U"圆梦党员", U"圆梦人", U"圆梦人姓名", U"认领党员", U"认领人", U"认领人姓名"}},
      {kUnit, {U"所在单位", U"单位", U"工作单位", U"认领单位"}},
      {kPhone, {U"联系电话", U"电话", U"手机", U"手机号", U"手机号码", U"电话号码", U"圆梦党员联系电话"}},
      {kOther,
       {U"征集对象姓名", U"征集对象", U"姓名", U"性别", U"年龄", U"家庭住址", U"住址", U"心愿内容", U"心愿",
        U"微心愿"}},
  };
  for (const Names& n : kNames)
    if (std::find(n.names.begin(), n.names.end(), heading) != n.names.end()) return n.column;
  return std::nullopt;
}

// Which cells of a row hold which column. Of several with one heading the last: that of the member stands
// behind that of the family.
struct Layout {
  std::array<std::optional<std::size_t>, kColumns> cell;
  bool of_form3 = false;
  [[nodiscard]] bool is_header() const { return cell[kMember] && cell[kPhone] && cell[kOther]; }
};

Layout layout_of(const std::vector<std::string>& row) {
  Layout out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].empty() || row[i].size() > kHeadingBytesMax) continue;
    const std::u32string heading = plain_heading(row[i]);
    if (const auto column = column_of(heading)) out.cell[*column] = i;
    // Form 3 has the family's phone and proof, and 联系方式 for the member's phone.
    out.of_form3 = out.of_form3 || heading == U"联系方式" || heading.starts_with(U"申领证明");
  }
  return out;
}

std::string cell_of(const std::vector<std::string>& row, const Layout& layout, Column column) {
  const auto at = layout.cell[column];
  return at && *at < row.size() ? tidy_text(row[*at]) : std::string();
}

std::optional<Error> wrong_in(const Form2Row& row) {
  if (row.number.empty())
    return Error(
        "row.no_number",
        "The row has no number of a wish. Write it into a column 编号, as the list of published wishes "
        "has it.",
        "这一行没有心愿编号。请增加“编号”一栏，填写已发布心愿的编号。");
  if (letters_and_digits(folded(row.member)).empty())
    return Error(
        "row.no_member",
        "The row has no 圆梦党员姓名. Write who takes the wish in every row, also where cells were merged, "
        "or delete the row.",
        "这一行没有圆梦党员姓名。请每行都填写（合并的单元格请拆开），无人认领的请删去这一行。");
  if (row.phone.empty())
    return Error("row.no_phone", "The row has no phone of who takes the wish. Write it into 联系电话.",
                 "这一行没有圆梦党员的联系电话。请填写。");
  const auto longer = [](const std::string& text, std::size_t most) {
    return text.size() > most && to_utf32(text).size() > most;
  };
  if (longer(row.member, kNameCharactersMax) || longer(row.unit, kAddressCharactersMax) ||
      longer(row.phone, kPhoneCharactersMax) || longer(row.number, kNameCharactersMax))
    return Error("row.too_long", "A name, unit, phone or number of the row is too long. Shorten it.",
                 "这一行的姓名、单位、电话或编号过长。请缩短后再导入。");
  return std::nullopt;
}

// Nothing of a row is said of a claim: an empty one, or a footer.
bool says_nothing(const std::vector<std::string>& row) {
  for (const std::string& cell : row) {
    const std::string text = tidy_text(cell);
    if (!text.empty() && !only_numbers(text)) return begins_footer(text);
  }
  return true;
}

}  // namespace

std::span<const std::string_view> form2_columns() { return kColumnNames; }

Result<Form2> read_form2(const Grid& grid) {
  std::optional<Layout> layout;
  Form2 out;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const std::vector<std::string>& row = grid[i];
    if (Layout found = layout_of(row); found.is_header()) {
      if (found.of_form3)
        return Error(
            "form.other_form",
            "This is form 3, which the community fills. Send form 2 (附件2), which names who takes the "
            "wishes.",
            "这是附件3，由社区（村）填写。请使用附件2“微心愿”活动认领落实表。");
      layout = found;
      continue;
    }
    if (!layout || says_nothing(row)) continue;
    Form2Row read{i + 1, cell_of(row, *layout, kNumber), normal_name(cell_of(row, *layout, kMember)),
                  cell_of(row, *layout, kUnit), normal_phone(cell_of(row, *layout, kPhone))};
    read.number = to_utf8(without_blanks(folded_keeping_case(read.number)));
    if (auto error = wrong_in(read))
      out.refused.push_back({read.row, std::move(*error)});
    else
      out.rows.push_back(std::move(read));
  }
  if (layout) return out;
  return Error(
      "form.no_header",
      "No row with the columns 圆梦党员姓名, 联系电话 and others of form 2 was found. Fill in form 2 (附件2) "
      "and keep its heading row.",
      "没有找到表头（圆梦党员姓名、联系电话等栏）。请使用附件2填写，并保留表头那一行。");
}

}  // namespace model
