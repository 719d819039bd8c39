#include "model/characters.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "model/form1.h"

namespace model {
namespace {

bool is_zero_width(char32_t c) { return c == 0xFEFF || u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR; }

std::u32string utf32_of(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    out.push_back(static_cast<char32_t>(U_IS_SURROGATE(c) ? 0xFFFD : c));
    i += U16_LENGTH(c);
  }
  return out;
}

icu::UnicodeString to_icu(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::u32string normalised(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  check(U_SUCCESS(status) && nfkc != nullptr, "ICU has its NFKC data");
  const icu::UnicodeString whole = nfkc->normalize(text, status);
  check(U_SUCCESS(status), "NFKC of any text succeeds");
  std::u32string out = utf32_of(whole);
  std::erase_if(out, is_zero_width);
  return out;
}

// Of the category Cc, which Unicode never changes.
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// ---- Characters that need no ICU ----
//
// Nearly all texts consist of characters whose normal form is one character, whatever stands beside them.
// Texts of these alone are folded here, at a fraction of what ICU takes; all others by ICU as a whole.

// The normal form of such a character, or 0 for all others.
char32_t simple_form(char32_t c) {
  if (c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF)) return c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF00 + 0x20;  // ASCII in full width.
  if (c == 0x3000) return U' ';
  const bool punctuation = (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) || c == 0x2014 ||
                           c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0xB7;
  return punctuation ? c : 0;
}

char32_t small_form(char32_t c) { return c >= U'A' && c <= U'Z' ? c + (U'a' - U'A') : c; }

// Gives `put` the characters one by one. False as soon as one is not simple, or the bytes are no UTF-8.
template <typename Put>
bool each_simple(std::string_view utf8, Put&& put) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(utf8[i]); };
  const auto follows = [&](std::size_t i) { return i < utf8.size() && (byte(i) & 0xC0) == 0x80; };
  for (std::size_t i = 0; i < utf8.size();) {
    const std::uint8_t first = byte(i);
    char32_t c = first;
    if (first < 0x80) {
      i += 1;
    } else if (first >= 0xE1 && first <= 0xEF && follows(i + 1) && follows(i + 2)) {
      c = (char32_t{first} & 0x0F) << 12 | (char32_t{byte(i + 1)} & 0x3F) << 6 | (byte(i + 2) & 0x3F);
      i += 3;
    } else if (first == 0xC2 && follows(i + 1)) {
      c = byte(i + 1);
      i += 2;
    } else {
      return false;
    }
    const char32_t form = simple_form(c);
    if (form == 0 && c != 0) return false;
    put(form);
  }
  return true;
}

template <typename Form>
std::optional<std::u32string> simply(std::string_view utf8, Form&& form) {
  std::u32string out;
  out.reserve(utf8.size());
  if (!each_simple(utf8, [&](char32_t c) { out.push_back(form(c)); })) return std::nullopt;
  return out;
}

char* put_utf8(char* at, char32_t c) {
  if (c < 0x80) {
    *at++ = static_cast<char>(c);
    return at;
  }
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(at, length, static_cast<UChar32>(c));
  return at + length;
}

}  // namespace

std::u32string to_utf32(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, size, c);
    out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

std::u32string folded(std::string_view utf8) {
  if (auto simple = simply(utf8, small_form)) return std::move(*simple);
  return normalised(to_icu(utf8).foldCase());
}

std::u32string folded_keeping_case(std::string_view utf8) {
  if (auto simple = simply(utf8, [](char32_t c) { return c; })) return std::move(*simple);
  return normalised(to_icu(utf8));
}

std::string folded_utf8(std::string_view utf8) {
  std::string out(utf8.size(), '\0');  // No simple form is longer than what it stands for.
  char* at = out.data();
  if (!each_simple(utf8, [&](char32_t c) { at = put_utf8(at, small_form(c)); }))
    return to_utf8(normalised(to_icu(utf8).foldCase()));
  out.resize(static_cast<std::size_t>(at - out.data()));
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    char bytes[U8_MAX_LENGTH];
    out.append(bytes, put_utf8(bytes, c));
  }
  return out;
}

bool is_blank(char32_t c) {
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || c == U' ';
  if (c >= 0x4E00 && c <= 0x9FFF) return false;
  return u_isUWhiteSpace(static_cast<UChar32>(c));
}

bool is_han(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC); }

bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) return is_digit(c) || (small_form(c) >= U'a' && small_form(c) <= U'z');
  if (c >= 0x4E00 && c <= 0x9FA5) return true;  // The first version of Unicode had these.
  return u_isalnum(static_cast<UChar32>(c)) || u_charType(static_cast<UChar32>(c)) == U_PRIVATE_USE_CHAR;
}

std::u32string_view trimmed(std::u32string_view text) {
  const auto outer = [](char32_t c) { return is_blank(c) || is_zero_width(c); };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  return text;
}

std::u32string without_blanks(std::u32string_view text) {
  std::u32string out(text);
  std::erase_if(out, is_blank);
  return out;
}

std::u32string letters_and_digits(std::u32string_view text) {
  std::u32string out(text);
  std::erase_if(out, [](char32_t c) { return !is_letter_or_digit(c); });
  return out;
}

int chinese_digit(char32_t c) {
  switch (c) {
    case U'〇':
    case U'零':
      return 0;
    case U'一':
      return 1;
    case U'二':
    case U'两':
      return 2;
    case U'三':
      return 3;
    case U'四':
      return 4;
    case U'五':
      return 5;
    case U'六':
      return 6;
    case U'七':
      return 7;
    case U'八':
      return 8;
    case U'九':
      return 9;
    default:
      return -1;
  }
}

bool contains_any(std::u32string_view text, std::initializer_list<std::u32string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::u32string_view w) { return text.find(w) != text.npos; });
}

bool cut_prefix(std::u32string_view& text, std::initializer_list<std::u32string_view> words) {
  for (std::u32string_view w : words) {
    if (!text.starts_with(w)) continue;
    text.remove_prefix(w.size());
    return true;
  }
  return false;
}

bool cut_suffix(std::u32string_view& text, std::initializer_list<std::u32string_view> words) {
  for (std::u32string_view w : words) {
    if (!text.ends_with(w)) continue;
    text.remove_suffix(w.size());
    return true;
  }
  return false;
}

std::string tidy_text(std::string_view text) {
  const std::u32string in = to_utf32(text);
  std::u32string out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const char32_t c = in[i];
    if (c == U'\r') {
      if (i + 1 == in.size() || in[i + 1] != U'\n') out.push_back(U'\n');
    } else if (c == U'\t') {
      out.push_back(U' ');
    } else if (c == U'\n' || !is_control(c)) {
      out.push_back(c);
    }
  }
  return to_utf8(trimmed(out));
}

}  // namespace model
