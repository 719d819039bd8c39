// What a cell of the programme's forms may say besides a value: a heading, a row's number, a footer. Used by
// the readers of the forms alone.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace model {

// Longer cells are no headings; not folding them keeps large sheets quick.
inline constexpr std::size_t kHeadingBytesMax = 200;

// A heading without blanks, line breaks, quotation marks and what stands in brackets.
[[nodiscard]] std::u32string plain_heading(std::string_view cell);
// 1, 2., 三、 … : what numbers a row and says nothing else.
[[nodiscard]] bool only_numbers(std::string_view text);
// 合计, 填表人：…, 第1页: what stands below the rows.
[[nodiscard]] bool begins_footer(std::string_view cell);

}  // namespace model
