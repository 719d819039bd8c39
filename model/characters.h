// Characters of Chinese texts: folding, blanks and classes. For whoever compares what people typed: the
// readers of form 1, and the search through the words of wishes (node/ledger/texts.h).
//
// Texts are taken apart as UTF-32, so that one element is one character; UTF-8 outside.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace model {

// NFKC: full width becomes half width, ⽼ becomes 老. Zero-width characters are dropped, bytes that
// are no UTF-8 become U+FFFD. folded() makes letters small, too.
[[nodiscard]] std::u32string folded(std::string_view utf8);
[[nodiscard]] std::u32string folded_keeping_case(std::string_view utf8);
// folded() in UTF-8 again.
[[nodiscard]] std::string folded_utf8(std::string_view utf8);
[[nodiscard]] std::u32string to_utf32(std::string_view utf8);
[[nodiscard]] std::string to_utf8(std::u32string_view text);

[[nodiscard]] bool is_blank(char32_t c);  // Spaces of all widths, tabs, line breaks.
[[nodiscard]] bool is_han(char32_t c);
[[nodiscard]] bool is_letter_or_digit(char32_t c);
[[nodiscard]] inline bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

[[nodiscard]] std::u32string_view trimmed(std::u32string_view text);
[[nodiscard]] std::u32string without_blanks(std::u32string_view text);
[[nodiscard]] std::u32string letters_and_digits(std::u32string_view text);

// 0 to 9 for 零〇一二两…九, otherwise -1.
[[nodiscard]] int chinese_digit(char32_t c);

[[nodiscard]] bool contains_any(std::u32string_view text, std::initializer_list<std::u32string_view> words);

// Cuts the first of `words` that `text` begins (ends) with; true if one was cut.
bool cut_prefix(std::u32string_view& text, std::initializer_list<std::u32string_view> words);
bool cut_suffix(std::u32string_view& text, std::initializer_list<std::u32string_view> words);

}  // namespace model
