// Comma-separated values as WPS and Excel write them (RFC 4180), in UTF-8 or GB18030.

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>
#include <optional>

#include "node/forms/form_file.h"
#include "node/forms/form_grid.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Error;

Error unknown_encoding() {
  return {"file.encoding",
          "The text of the file is neither UTF-8 nor GB18030. Save it as .xlsx, or as CSV UTF-8, and import "
          "that.",
          "文件的文字编码无法识别。请另存为 .xlsx 或“CSV UTF-8”格式，再导入。"};
}

Error not_text() {
  return {"file.unknown", "This is no table. Save form 1 as .xlsx or as .csv, and import that.",
          "这不是表格文件。请把附件1另存为 .xlsx 或 .csv，再导入。"};
}

// Where the first byte stands that is no UTF-8, or npos.
std::size_t first_not_utf8(std::string_view bytes) {
  const auto size = static_cast<std::int32_t>(bytes.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes.data(), i, size, c);
    if (c < 0) return static_cast<std::size_t>(begin);
  }
  return std::string_view::npos;
}

std::optional<std::string> from_gb18030(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &status),
                                                                     &ucnv_close);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  // No byte of GB18030 becomes more than one unit of UTF-16.
  std::u16string wide(bytes.size() + 1, u'\0');
  const std::int32_t length =
      ucnv_toUChars(converter.get(), wide.data(), static_cast<std::int32_t>(wide.size()), bytes.data(),
                    static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  icu::UnicodeString(wide.data(), length).toUTF8String(out);
  return out;
}

// Text that was read in a wrong encoding shows characters that nobody types.
bool looks_misread(std::string_view utf8) {
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, size, c);
    if (c < 0 || c == 0xFFFD || (c >= 0x80 && c < 0xA0) || U_IS_UNICODE_NONCHAR(c)) return true;
  }
  return false;
}

model::Result<std::string> as_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return unknown_encoding();  // UTF-16
  if (bytes.find('\0') != bytes.npos) return not_text();
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked) bytes.remove_prefix(3);
  const std::size_t bad = first_not_utf8(bytes);
  if (bad == bytes.npos) return std::string(bytes);
  if (marked) return bytes.size() - bad < 4 ? damaged_file() : unknown_encoding();
  auto text = from_gb18030(bytes);
  if (text && !looks_misread(*text)) return std::move(*text);
  return bytes.size() - bad < 4 ? damaged_file() : unknown_encoding();
}

// A comma, unless more lines hold at least two tabs or semicolons outside quotation marks.
char separator_of(std::string_view text) {
  constexpr std::array<char, 3> kSeparators = {',', '\t', ';'};
  std::array<std::size_t, 3> lines{}, in_line{};
  bool quoted = false;
  for (char c : text.substr(0, kFormSeparatorBytesMax)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    for (std::size_t k = 0; k < kSeparators.size(); ++k) {
      if (c == kSeparators[k] && ++in_line[k] == 2) ++lines[k];
      if (c == '\n') in_line[k] = 0;
    }
  }
  std::size_t best = 0;
  for (std::size_t k = 1; k < kSeparators.size(); ++k)
    if (lines[k] > lines[best]) best = k;
  return kSeparators[best];
}

// Takes one cell from `text` at `at`, up to its separator or the end of its line.
// Nothing if a quotation mark is never closed.
std::optional<std::string> take_cell(std::string_view text, char separator, std::size_t& at) {
  std::string out;
  if (at < text.size() && text[at] == '"') {
    for (++at;; ++at) {
      if (at >= text.size()) return std::nullopt;
      if (text[at] == '"') {
        if (at + 1 >= text.size() || text[at + 1] != '"') break;
        ++at;
      }
      out.push_back(text[at]);
    }
    ++at;
  }
  const std::size_t begin = at;
  while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r') ++at;
  out.append(text.substr(begin, at - begin));
  return out;
}

}  // namespace

model::Result<model::Grid> read_csv_grid(std::string_view bytes) {
  const auto text = as_utf8(bytes);
  if (!text) return text.error();
  const char separator = separator_of(*text);
  GridBuilder grid;
  std::size_t row = 0, column = 0;
  for (std::size_t at = 0; at < text->size();) {
    auto cell = take_cell(*text, separator, at);
    if (!cell)
      return Error("file.damaged",
                   "A quotation mark is not closed, or the file was cut off. Save it again as .xlsx or .csv.",
                   "文件里有没配对的引号，或文件不完整。请重新另存为 .xlsx 或 .csv 再导入。");
    if (auto set = grid.set(row, column, std::move(*cell)); !set) return set.error();
    if (at == text->size()) break;
    if ((*text)[at] == separator) {
      ++column;
    } else {
      if ((*text)[at] == '\r' && at + 1 < text->size() && (*text)[at + 1] == '\n') ++at;
      ++row;
      column = 0;
    }
    ++at;
  }
  if (grid.empty()) return empty_file();
  return grid.take();
}

}  // namespace node
