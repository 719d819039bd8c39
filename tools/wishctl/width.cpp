#include "tools/wishctl/width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace wishctl {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Reads the code point at `at` and moves past it; negative where the bytes are no UTF-8.
UChar32 next_character(std::string_view text, std::size_t& at) {
  auto i = static_cast<std::int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
  at = static_cast<std::size_t>(i);
  return c;
}

std::size_t character_width(UChar32 c) {
  if (c < 0) return 1;
  // The later parts of a Korean syllable written in parts join the first.
  if (c >= 0x1160 && c <= 0x11FF) return 0;
  if (c == 0x00AD) return 1;  // The soft hyphen is shown by terminals.
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

bool turns_direction(UChar32 c) {
  return c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::string printable(std::string_view text, std::string_view line_break) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t from = at;
    const UChar32 c = next_character(text, at);
    if (c == '\r' && at < text.size() && text[at] == '\n') continue;
    if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
      out += line_break;
    else if (c == '\t')
      out += ' ';
    else if (c < 0 || u_charType(c) == U_CONTROL_CHAR || turns_direction(c))
      out += kReplacement;
    else
      out += text.substr(from, at - from);
  }
  return out;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += character_width(next_character(text, at));
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t kept = 0;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    used += character_width(next_character(text, at));
    if (used > width - 1) break;
    kept = at;
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::string printable_line(std::string_view text) { return printable(text, "␤"); }
std::string printable_text(std::string_view text) { return printable(text, "\n"); }

std::string pad_right(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string pad_left(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? std::string(width - used, ' ') + text : text;
}

}  // namespace wishctl
