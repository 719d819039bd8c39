// How much room a text takes on a terminal, and what of it may be shown there.

#pragma once

#include <string>
#include <string_view>

namespace wishctl {

// In columns: wide and full-width characters take 2 (Unicode Standard Annex #11), combining and
// invisible ones 0, all else 1. Bytes that are not UTF-8 count 1 each.
[[nodiscard]] std::size_t display_width(std::string_view text);

// The longest beginning of `text` that takes at most `width` columns, with … where it was cut.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

// `text` as one line that can do a terminal no harm: line breaks become ␤, tabs spaces, and control
// characters (escape sequences too) and marks that turn the direction of writing become U+FFFD.
[[nodiscard]] std::string printable_line(std::string_view text);

// The same, but line breaks stay.
[[nodiscard]] std::string printable_text(std::string_view text);

[[nodiscard]] std::string pad_right(std::string text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string text, std::size_t width);

}  // namespace wishctl
