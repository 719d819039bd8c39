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

std::u32string to_utf32(const icu::UnicodeString& text) {
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
  std::u32string out = to_utf32(whole);
  std::erase_if(out, is_zero_width);
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::u32string to_utf32(std::string_view utf8) { return to_utf32(to_icu(utf8)); }

// ASCII, as phone numbers and ages are, is its own normal form.
std::u32string folded(std::string_view utf8) {
  if (!is_ascii(utf8)) return normalised(to_icu(utf8).foldCase());
  std::u32string out(utf8.begin(), utf8.end());
  for (char32_t& c : out)
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  return out;
}

std::u32string folded_keeping_case(std::string_view utf8) {
  return is_ascii(utf8) ? std::u32string(utf8.begin(), utf8.end()) : normalised(to_icu(utf8));
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
      continue;
    }
    char bytes[U8_MAX_LENGTH];
    int length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(c));
    out.append(bytes, static_cast<std::size_t>(length));
  }
  return out;
}

bool is_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x85 || u_isUWhiteSpace(static_cast<UChar32>(c));
}

bool is_han(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC); }

bool is_letter_or_digit(char32_t c) {
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
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c == U'零') return 0;
  if (c == U'两') return 2;
  const std::size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
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
    } else if (c == U'\n' || u_charType(static_cast<UChar32>(c)) != U_CONTROL_CHAR) {
      out.push_back(c);
    }
  }
  return to_utf8(trimmed(out));
}

}  // namespace model
