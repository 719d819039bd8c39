#include "tools/wishctl/did_you_mean.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace wishctl {

std::size_t typing_distance(std::string_view a, std::string_view b) {
  // The optimal string alignment distance; three rows of its matrix are enough.
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known) {
  // Nobody who types a number means another one.
  if (typed.find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;
  const std::size_t distance_max = std::max<std::size_t>(1, (typed.size() + 2) / 3);
  std::optional<std::string> best;
  std::size_t best_distance = distance_max + 1;
  for (const std::string& word : known) {
    const bool beginning = typed.size() >= 3 && word.starts_with(typed);
    const std::size_t distance = beginning ? 1 : typing_distance(typed, word);
    if (distance < best_distance) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

Suggestion suggestion(std::string_view typed, std::span<const std::string> known, std::string_view prefix) {
  const std::optional<std::string> word = nearest(typed, known);
  if (!word) return {};
  return {fmt::format(" Did you mean '{}{}'?", prefix, *word),
          fmt::format("您是不是想输入“{}{}”？", prefix, *word)};
}

}  // namespace wishctl
