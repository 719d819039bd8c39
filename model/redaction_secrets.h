// What of a person must not stand in a public text, and where it does all the same: what proposing a text and
// checking one share. For model/redaction*.cpp alone; what others ask stands in redaction.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

// Where the number that begins at `i` ends, `i` where none does; and it in ASCII digits: 13 for 十三 as for
// 一三.
[[nodiscard]] std::size_t number_end(std::u32string_view text, std::size_t i);
[[nodiscard]] std::u32string number_digits(std::u32string_view number);

// Adds what `in`, the letters and digits of `published`, says of the age: 8岁, 八周岁, 年龄8; not what bounds
// a span, 80岁以上 or 6–11岁.
void find_age(std::string_view published, const TracedText& in, std::uint16_t age,
              std::vector<LeakSpan>& out);
// Whether what looks like a school or a class bears a name. Not 小学生, 初中数学, 一本小学…, which say what
// something is for.
[[nodiscard]] bool names_school(std::string_view text, const PersonalSpan& span);
// Adds all names of schools and classes.
void find_schools(std::string_view published, std::vector<LeakSpan>& out);

}  // namespace model
