// What the text of a wish holds besides the wish: sums of money, and statements of kinds of person.
// Used by the readers of form 1 alone; what others ask of such a text stands in form1.h.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/vocabulary.h"

namespace model {

// Folded text of a wish in which a comma between thousands stays ',' and any other becomes '。'.
[[nodiscard]] std::u32string folded_wish(std::string_view content);

// A sum of money, with the words around it that belong to it: 约300元左右.
struct MoneySpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t yuan = 0;
};
[[nodiscard]] std::vector<MoneySpan> money_in(std::u32string_view folded_wish_text);

// A stretch of the text that says nothing but of what kind the person is.
struct KindSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  Targets targets;
};
[[nodiscard]] std::vector<KindSpan> kinds_in(std::u32string_view folded_wish_text,
                                             const std::vector<MoneySpan>& money);

// The letters and digits of the wish itself, without money and kinds; all of them where nothing
// else would be left.
[[nodiscard]] std::u32string wish_core(std::string_view content);

}  // namespace model
