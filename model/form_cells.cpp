#include "model/form_cells.h"

#include <algorithm>

#include "model/characters.h"

namespace model {

std::u32string plain_heading(std::string_view cell) {
  std::u32string out;
  int depth = 0;
  for (char32_t c : folded(cell)) {
    if (std::u32string_view(U"([【〔").find(c) != std::u32string_view::npos) ++depth;
    if (depth == 0 && is_letter_or_digit(c)) out.push_back(c);
    if (depth > 0 && std::u32string_view(U")]】〕").find(c) != std::u32string_view::npos) --depth;
  }
  return out;
}

bool only_numbers(std::string_view text) {
  const std::u32string t = folded(text);
  return std::all_of(t.begin(), t.end(), [](char32_t c) {
    return is_digit(c) || chinese_digit(c) >= 0 || c == U'十' || c == U'百' || !is_letter_or_digit(c);
  });
}

bool begins_footer(std::string_view cell) {
  const std::u32string whole = without_blanks(folded(cell));
  std::u32string_view text = whole;
  if (text == U"注" || text == U"备注" || text == U"说明" || text == U"合计" || text == U"总计" ||
      text == U"小计" || text == U"共计")
    return true;
  if (cut_prefix(text, {U"填表人",   U"填报人",     U"报送人",   U"制表人",     U"经办人",     U"审核人",
                        U"审批人",   U"负责人",     U"填表单位", U"填报单位",   U"报送单位",   U"填表时间",
                        U"填报时间", U"填表日期",   U"填报日期", U"单位负责人", U"社区负责人", U"村负责人",
                        U"单位盖章", U"单位(盖章)", U"(盖章)",   U"盖章"}))
    return true;
  if (cut_prefix(text,
                 {U"注", U"备注", U"说明", U"日期", U"时间", U"联系人", U"合计", U"总计", U"小计", U"共计"}))
    return text.starts_with(U':') || text.starts_with(U'(');
  // 第1页 共3页
  return text.size() <= 12 && (text.starts_with(U'第') || text.starts_with(U'共')) && text.ends_with(U'页');
}

}  // namespace model
