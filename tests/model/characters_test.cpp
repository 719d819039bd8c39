#include "model/characters.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include "model/form1.h"

namespace model {
namespace {

// What ICU says, character by character and without any short cut.

icu::UnicodeString in_icu(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::u32string characters_of(const icu::UnicodeString& text) {
  std::u32string out;
  for (std::int32_t i = 0; i < text.length(); i += U16_LENGTH(text.char32At(i)))
    out.push_back(static_cast<char32_t>(U_IS_SURROGATE(text.char32At(i)) ? 0xFFFD : text.char32At(i)));
  return out;
}

std::u32string normal_form(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::u32string out = characters_of(icu::Normalizer2::getNFKCInstance(status)->normalize(text, status));
  EXPECT_TRUE(U_SUCCESS(status));
  std::erase_if(
      out, [](char32_t c) { return c == 0xFEFF || u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR; });
  return out;
}

bool folds_like_icu(const std::string& text) {
  return folded(text) == normal_form(in_icu(text).foldCase()) && folded_utf8(text) == to_utf8(folded(text)) &&
         folded_keeping_case(text) == normal_form(in_icu(text)) &&
         to_utf32(text) == characters_of(in_icu(text));
}

std::string utf8_of(char32_t c) {
  std::string out;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
  return out;
}

TEST(Characters, every_one_is_folded_as_icu_does_wherever_it_stands) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string one = utf8_of(c);
    const auto folds = [&](const std::string& text) {
      return folded_utf8(text) == to_utf8(normal_form(in_icu(text).foldCase()));
    };
    ASSERT_TRUE(folds("A" + one + "Ｂ")) << std::hex << static_cast<std::uint32_t>(c);
    // All that people type is on the first plane.
    if (c > 0xFFFF) continue;
    ASSERT_TRUE(folds_like_icu(one)) << std::hex << static_cast<std::uint32_t>(c);
    ASSERT_TRUE(folds_like_icu("愿" + one + "i")) << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(Characters, every_one_is_a_letter_or_digit_where_icu_says_so) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c)
    ASSERT_EQ(is_letter_or_digit(c), u_isalnum(static_cast<UChar32>(c)) != 0 ||
                                         u_charType(static_cast<UChar32>(c)) == U_PRIVATE_USE_CHAR)
        << std::hex << static_cast<std::uint32_t>(c);
}

TEST(Characters, every_one_is_blank_where_icu_says_so) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c)
    ASSERT_EQ(is_blank(c),
              u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 || (c >= 0x09 && c <= 0x0D) || c == 0x85)
        << std::hex << static_cast<std::uint32_t>(c);
}

TEST(Characters, every_control_one_but_line_ends_and_tabs_is_dropped) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if ((c >= 0xD800 && c <= 0xDFFF) || c == '\n' || c == '\r' || c == '\t') continue;
    ASSERT_EQ(tidy_text("A" + utf8_of(c) + "B") == "AB",
              u_charType(static_cast<UChar32>(c)) == U_CONTROL_CHAR)
        << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(Characters, every_one_comes_back_from_utf8) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    ASSERT_EQ(to_utf8(std::u32string(1, c)), utf8_of(c));
    ASSERT_EQ(to_utf32(utf8_of(c)), std::u32string(1, c));
  }
}

// Characters that people write, that combine with those beside them, or that change their length.
RC_GTEST_PROP(Characters, texts_are_folded_as_icu_does, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::inRange('A', 'z')));
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "愿", "龥", "Ａ", "ｚ", "！", "，", "　", "·", "“", "…", "①", "㎡", "e\u0301", "\u0301", "か\u3099",
      "ﷺ", "ß", "İ", "\u200b", "\ufeff", "⽼", "𠮷", "i", "Z", "\xe6\x84", "\xff", "\xed\xa0\x80",
      std::string(1, '\0')));
  std::string mixed;
  for (const std::string& piece : pieces) mixed += piece;
  RC_ASSERT(folds_like_icu(text));
  RC_ASSERT(folds_like_icu(mixed));
  RC_ASSERT(folds_like_icu(mixed + text));
}

TEST(Characters, of_full_width_and_capitals_are_folded) {
  EXPECT_EQ(folded_utf8("ＡＢＣ路１２号，Ｉｐａｄ　Ｘ"), "abc路12号,ipad x");
  EXPECT_EQ(to_utf8(folded_keeping_case("Ａb路")), "Ab路");
  EXPECT_EQ(folded_utf8("⽼人\u200b"), "老人");
}

}  // namespace
}  // namespace model
