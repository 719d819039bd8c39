// Any bytes are read as a workbook or refused; its table can be written as .xlsx and read again.
//
// No chance finds the CRC of a part that it changed, so an input that does not begin like a zip file is
// taken as the parts of one: a line "@@ NAME" begins a part, what follows is its content.

#include "fuzz/forms.h"
#include "fuzz/targets.h"
#include "node/forms/form_file.h"

namespace fuzz {
namespace {

constexpr std::string_view kBegin = "@@ ";

std::string packed(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parts;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.starts_with(kBegin) && line.size() < 0xFFFF) {
      parts.emplace_back(line.substr(kBegin.size()), "");
    } else if (!parts.empty()) {
      parts.back().second += line;
      if (end != line.npos) parts.back().second += '\n';
    }
  }
  return zip_of(parts);
}

}  // namespace

bool xlsx(std::string_view bytes) {
  const bool is_zip = bytes.starts_with("PK");
  if (!is_zip && !bytes.starts_with(kBegin)) return false;
  const auto grid = node::read_form_file(is_zip ? std::string(bytes) : packed(bytes), "form.xlsx");
  if (!check_form_file(grid)) return false;
  const auto back = node::read_form_file(xlsx_of(*grid), "form.xlsx");
  model::check(back && *back == *grid, "an .xlsx file is read as it was written");
  return true;
}

}  // namespace fuzz
