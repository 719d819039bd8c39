#include "tools/sample_year/dice.h"

#include <array>

namespace sample_year {
namespace {

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

}  // namespace

Dice::Dice(std::uint64_t seed, Concern concern, std::uint64_t index)
    : state_(mixed(mixed(mixed(seed + kGolden) + static_cast<std::uint64_t>(concern)) + index * kGolden)) {}

std::uint64_t Dice::bits() {
  state_ += kGolden;
  return mixed(state_);
}

std::uint32_t Dice::days_about(std::uint32_t median) {
  // exp(0.9 z) in thousandths, z in the middle of each sixteenth of the normal law; between them straight.
  constexpr std::array<std::uint32_t, 16> kQuantiles = {187,  305,  403,  497,  594,  696,  808,  932,
                                                        1073, 1238, 1436, 1684, 2010, 2482, 3275, 5350};
  constexpr std::uint32_t kBetween = 64;
  const std::uint32_t at = below((kQuantiles.size() - 1) * kBetween + 1);
  const std::uint32_t lower = at / kBetween;
  const std::uint32_t upper = lower + 1 < kQuantiles.size() ? lower + 1 : lower;
  const std::uint32_t step = at % kBetween;
  const std::uint32_t factor = (kQuantiles[lower] * (kBetween - step) + kQuantiles[upper] * step) / kBetween;
  return (median * factor + 500) / 1000;
}

std::size_t Dice::weighted(const std::vector<std::uint32_t>& weights) {
  std::size_t total = 0;
  for (const std::uint32_t weight : weights) total += weight;
  std::uint32_t left = below(total);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return 0;
}

}  // namespace sample_year
