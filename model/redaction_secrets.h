// What of a person must not stand in a public text, and where it does all the same: what proposing a text and
// checking one share. For model/redaction*.cpp alone; what others ask stands in redaction.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/redaction.h"

namespace model {

struct HouseNumber {
  std::u32string digits;
  std::u32string_view unit;  // Empty: digits alone.
};

// Everything of a part that would expose the person.
struct Secrets {
  std::vector<std::u32string> names;
  std::vector<std::u32string> places;
  std::vector<HouseNumber> house_numbers;
  std::vector<std::u32string> phones;  // Digits.
  std::vector<std::u32string> ids;     // Digits.
  std::vector<std::u32string> schools;
  std::optional<std::uint16_t> age;
  bool child = false;  // Of whom no school may be said, whichever it is.
};

[[nodiscard]] Secrets secrets_of(const WishPart& part, Targets targets);

// A stretch of a text, in bytes, that says one of them.
struct LeakSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  Leak::What what{};
};
// Sorted; those of one kind that overlap are one.
[[nodiscard]] std::vector<LeakSpan> leak_spans(std::string_view published, const Secrets& secrets);

// ---- How texts are read (redaction_leaks.cpp) ----

inline constexpr std::size_t kLeftDigitsMin =
    7;  // In a row: what is left of a number that was made unreadable.
inline constexpr std::size_t kShortNumberDigits = 6;  // A number that short counts as a whole.
inline constexpr char32_t kMark = U'*';               // Stands where something was taken out.

// Of any digit, Chinese ones too; -1 for what is none.
[[nodiscard]] int any_digit(char32_t c);
// Letters, digits and kMark alone; 〇, which is none to Unicode, is a digit here.
[[nodiscard]] TracedText letters_of(const TracedText& in);
// Every digit as an ASCII digit.
[[nodiscard]] std::u32string with_digits(std::u32string_view letters);
// Whether it is a digit, 十 or 百.
[[nodiscard]] bool in_number(char32_t c);
// Where the number that begins at `i` ends, `i` where none does; and it in ASCII digits: 13 for 十三 as for
// 一三.
[[nodiscard]] std::size_t number_end(std::u32string_view text, std::size_t i);
[[nodiscard]] std::u32string number_digits(std::u32string_view number);

// What behind a house number `text` begins with, and what it counts as; empty: nothing.
[[nodiscard]] std::pair<std::u32string_view, std::u32string_view> unit_at(std::u32string_view text);

// ---- Ages and schools (redaction_child.cpp) ----

// Adds what `in`, the letters and digits of `published`, says of the age: 8岁, 八周岁, 年龄8; not what bounds
// a span, 80岁以上 or 6–11岁.
void find_age(std::string_view published, const TracedText& in, std::uint16_t age,
              std::vector<LeakSpan>& out);
// What looks_personal() gives of schools and classes, at a small part of its time.
[[nodiscard]] std::vector<PersonalSpan> looks_like_school(std::string_view text);
// Adds each 小学, 中学 and 幼儿园 that bears a name, with the name (redaction_schools.cpp).
void find_named_schools(const TracedText& text, std::vector<PersonalSpan>& out);
// Whether what looks like a school or a class bears a name. Not 小学生, 初中数学, 一本小学…, which say what
// something is for.
[[nodiscard]] bool names_school(std::string_view text, const PersonalSpan& span);
// Adds all names of schools and classes.
void find_schools(std::string_view published, std::vector<LeakSpan>& out);

}  // namespace model
