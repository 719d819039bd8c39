// Finds what a person probably meant to type.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wishctl {

// The fewest insertions, removals, replacements and swaps of neighbours (bytes) from `a` to `b`.
[[nodiscard]] std::size_t typing_distance(std::string_view a, std::string_view b);

// The nearest of `known`, unless it is too far off: a third of the word's length, at least one.
// A word of which `typed` is an unfinished beginning (three letters or more) is near too.
[[nodiscard]] std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known);

// " Did you mean 'x'?" and "您是不是想输入“x”？", or nothing.
struct Suggestion {
  std::string en;
  std::string zh;
};
[[nodiscard]] Suggestion suggestion(std::string_view typed, std::span<const std::string> known,
                                    std::string_view prefix = {});

}  // namespace wishctl
