#include "model/form1.h"

#include <algorithm>
#include <array>
#include <set>

#include "model/characters.h"
#include "model/form_cells.h"

namespace model {
namespace {

enum Column : std::size_t { kNumber, kName, kSex, kAge, kAddress, kContent, kProof, kPhone, kColumns };

constexpr std::array<std::string_view, kColumns> kColumnNames = {
    "序号",    "姓名", "性别", "年龄", "家庭住址", "心愿内容(清晰扼要)", "申领证明材料(详细材料可附后)",
    "联系电话"};

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

// Which cell of a row holds which column of the form.
struct Layout {
  std::array<std::size_t, kColumns> cell;
  bool of_other_form = false;  // It names who fulfils the wish: form 2 or 3.
  Layout() { cell.fill(kAbsent); }
  [[nodiscard]] bool has(Column c) const { return cell[c] != kAbsent; }
  [[nodiscard]] bool is_header() const {
    const auto named = std::count_if(cell.begin(), cell.end(), [](std::size_t c) { return c != kAbsent; });
    return has(kName) && has(kContent) && named >= 3;
  }
};

std::optional<Column> column_of(std::u32string_view heading) {
  struct Names {
    Column column;
    std::initializer_list<std::u32string_view> names;
  };
  static const Names kNames[] = {
      {kNumber, {U"序号", U"编号", U"序", U"号", U"no", U"行号"}},
      {kName,
       {U"姓名", U"名字", U"征集对象姓名", U"征集对象", U"申请人", U"申请人姓名", U"心愿人", U"心愿人姓名",
        U"许愿人", U"许愿人姓名", U"对象姓名", U"服务对象姓名", U"困难群众姓名", U"群众姓名", U"户主姓名"}},
      {kSex, {U"性别"}},
      {kAge, {U"年龄", U"周岁", U"岁数"}},
      {kAddress,
       {U"家庭住址", U"住址", U"地址", U"家庭地址", U"详细地址", U"详细住址", U"居住地址", U"现住址",
        U"居住地", U"所在村组"}},
      {kContent,
       {U"心愿内容", U"心愿", U"微心愿", U"微心愿内容", U"心愿需求", U"需求内容", U"微心愿需求",
        U"具体心愿"}},
      {kProof, {U"申领证明材料", U"申领证明", U"证明材料", U"佐证材料", U"证明"}},
      {kPhone,
       {U"联系电话", U"电话", U"手机", U"手机号", U"手机号码", U"电话号码", U"联系方式", U"联系号码"}},
  };
  for (const Names& n : kNames)
    if (std::find(n.names.begin(), n.names.end(), heading) != n.names.end()) return n.column;
  return std::nullopt;
}

Layout layout_of(const std::vector<std::string>& row) {
  Layout out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].empty() || row[i].size() > kHeadingBytesMax) continue;
    const std::u32string heading = plain_heading(row[i]);
    if (heading.starts_with(U"圆梦")) out.of_other_form = true;
    if (const auto column = column_of(heading))
      if (!out.has(*column)) out.cell[*column] = i;
  }
  return out;
}

std::string cell_of(const std::vector<std::string>& row, const Layout& layout, Column column) {
  const std::size_t at = layout.cell[column];
  return at < row.size() ? tidy_text(row[at]) : std::string();
}

// The date in "2018年6月22日", "2018-06-22", "2018.6.22", or the day's number in a spreadsheet.
std::optional<Date> date_at(std::u32string_view text) {
  std::vector<std::uint32_t> numbers;
  std::size_t i = 0;
  while (i < text.size() && numbers.size() < 3) {
    if (!is_digit(text[i])) {
      const bool between = is_blank(text[i]) || std::u32string_view(U"年月日-./:").find(text[i]) != text.npos;
      if (!between) break;
      ++i;
      continue;
    }
    std::uint32_t n = 0;
    for (int digits = 0; i < text.size() && is_digit(text[i]) && digits < 8; ++i, ++digits)
      n = n * 10 + static_cast<std::uint32_t>(text[i] - U'0');
    numbers.push_back(n);
  }
  if (numbers.size() == 1) {
    constexpr std::uint32_t kDayNumberOf1970 = 25'569, kDayNumberMin = 36'526, kDayNumberMax = 73'050;
    constexpr std::uint64_t kDayMs = 86'400'000;
    if (numbers[0] >= kDayNumberMin && numbers[0] <= kDayNumberMax)
      return Date::in_china((numbers[0] - kDayNumberOf1970) * kDayMs);
    return Date::from_number(numbers[0]);
  }
  if (numbers.size() < 3) return std::nullopt;
  if (numbers[0] > 9999 || numbers[1] > 12 || numbers[2] > 31) return std::nullopt;
  const Date day{static_cast<std::uint16_t>(numbers[0]), static_cast<std::uint8_t>(numbers[1]),
                 static_cast<std::uint8_t>(numbers[2])};
  if (!day.valid()) return std::nullopt;
  return day;
}

std::optional<Date> filled_on_in(const std::vector<std::string>& row) {
  std::u32string text;
  for (const std::string& cell : row) {
    if (cell.empty()) continue;
    text += folded(cell);
    text.push_back(U' ');
  }
  for (std::u32string_view label :
       {U"填报时间", U"填表时间", U"填报日期", U"填表日期", U"上报时间", U"日期:", U"时间:"})
    if (const std::size_t at = text.find(label); at != text.npos)
      return date_at(std::u32string_view(text).substr(at + label.size()));
  return std::nullopt;
}

Error too_long(std::string_view column, std::size_t most) {
  const std::string limit = std::to_string(most);
  return {"row.too_long",
          "The column " + std::string(column) + " has more than " + limit + " characters. Shorten it.",
          "“" + std::string(column) + "”超过" + limit + "个字。请缩短后再导入。"};
}

std::optional<Error> limit_broken(const WishEntry& e) {
  const auto longer = [](const std::string& text, std::size_t most) {
    return text.size() > most && to_utf32(text).size() > most;
  };
  if (longer(e.name, kNameCharactersMax)) return too_long("姓名", kNameCharactersMax);
  if (longer(e.address, kAddressCharactersMax)) return too_long("家庭住址", kAddressCharactersMax);
  if (longer(e.content, kContentCharactersMax)) return too_long("心愿内容", kContentCharactersMax);
  if (longer(e.proof, kProofCharactersMax)) return too_long("申领证明材料", kProofCharactersMax);
  if (longer(e.phone, kPhoneCharactersMax)) return too_long("联系电话", kPhoneCharactersMax);
  return std::nullopt;
}

Result<WishEntry> entry_of(const std::vector<std::string>& row, const Layout& layout) {
  WishEntry e;
  e.name = normal_name(cell_of(row, layout, kName));
  e.content = cell_of(row, layout, kContent);
  if (letters_and_digits(folded(e.name)).empty())
    return Error("row.no_name",
                 "The row has no name. Write the name in every row, also where cells were merged.",
                 "这一行没有姓名。请填写姓名；合并的单元格请拆开，每行都填姓名。");
  if (letters_and_digits(folded(e.content)).empty())
    return Error("row.no_content", "The row has no wish. Write what is wished for, or delete the row.",
                 "这一行没有心愿内容。请填写心愿内容，或者删去这一行。");
  e.address = cell_of(row, layout, kAddress);
  e.proof = cell_of(row, layout, kProof);
  e.phone = normal_phone(cell_of(row, layout, kPhone));
  if (auto error = limit_broken(e)) return *error;
  const auto age = read_age(cell_of(row, layout, kAge));
  if (!age) return age.error();
  const auto sex = read_sex(cell_of(row, layout, kSex));
  if (!sex) return sex.error();
  e.age = *age;
  e.sex = *sex;
  e.category = propose_category(e.content);
  e.targets = targets_in_text(e.content);
  e.value_yuan = value_in_text(e.content);
  return e;
}

// Reads what stands under the header, row by row.
class RowReader {
 public:
  explicit RowReader(const Layout& layout) : layout_(layout) {}

  // Remembers a row above the header: its texts may come again on the next page.
  void above(const std::vector<std::string>& row) {
    for (const std::string& cell : row)
      if (std::string text = tidy_text(cell); !text.empty()) titles_.insert(std::move(text));
    note_date(row);
  }

  void below(const std::vector<std::string>& row, std::size_t number) {
    if (is_empty(row)) return;
    if (const Layout again = layout_of(row); again.is_header()) {
      layout_ = again;
      return;
    }
    if (is_title_or_footer(row)) {
      note_date(row);
      return;
    }
    auto entry = entry_of(row, layout_);
    if (entry)
      form_.rows.push_back({number, std::move(*entry)});
    else
      form_.refused.push_back({number, entry.error()});
  }

  [[nodiscard]] Form1 take() { return std::move(form_); }

 private:
  void note_date(const std::vector<std::string>& row) {
    if (!form_.filled_on) form_.filled_on = filled_on_in(row);
  }

  // Numbered rows are empty, too, and so are rows with words in columns that the form lacks.
  [[nodiscard]] bool is_empty(const std::vector<std::string>& row) const {
    for (Column c : {kName, kSex, kAge, kAddress, kContent, kProof, kPhone})
      if (!cell_of(row, layout_, c).empty()) return false;
    const std::string number = cell_of(row, layout_, kNumber);
    return only_numbers(number);
  }

  [[nodiscard]] bool is_title_or_footer(const std::vector<std::string>& row) const {
    for (const std::string& cell : row) {
      const std::string text = tidy_text(cell);
      if (!text.empty()) return titles_.contains(text) || begins_footer(text);
    }
    return false;
  }

  Layout layout_;
  std::set<std::string> titles_;
  Form1 form_;
};

}  // namespace

std::span<const std::string_view> form1_columns() { return kColumnNames; }

Result<Form1> read_form1(const Grid& grid) {
  std::size_t header = 0;
  Layout layout;
  for (; header < grid.size(); ++header) {
    layout = layout_of(grid[header]);
    if (layout.is_header()) break;
  }
  if (header == grid.size())
    return Error("form.no_header",
                 "No row with the columns 姓名, 心愿内容 and others of form 1 was found. Fill in form 1 "
                 "(附件1) and keep its heading row.",
                 "没有找到表头（姓名、心愿内容等栏）。请使用附件1填写，并保留表头那一行。");
  if (layout.of_other_form)
    return Error("form.other_form",
                 "This is form 2 or 3, which names who fulfils the wishes. Import form 1 (附件1).",
                 "这是附件2或附件3（有圆梦党员一栏）。请导入附件1“微心愿”活动需求征集表。");
  RowReader reader(layout);
  for (std::size_t i = 0; i < header; ++i) reader.above(grid[i]);
  for (std::size_t i = header + 1; i < grid.size(); ++i) reader.below(grid[i], i + 1);
  return reader.take();
}

}  // namespace model
