// The draws of a sample year, in whole numbers alone: std's distributions and floating point differ
// between libraries and machines, and a script must not.
//
// A statement makes at most one draw, since the order of evaluation within one is the compiler's.
//
// Each question about each wish has dice of its own, so that a wish can be made without those before it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sample_year {

// Numbers are part of the script: changing one changes every year.
enum class Concern : std::uint64_t {
  kVillages = 1,
  kUnits = 2,
  kVolunteers = 3,
  kForm = 4,
  kHome = 5,
  kRelation = 6,
  kCampaign = 7,
  kPerson = 8,
  kWish = 9,
  kCourse = 10,
};

class Dice {
 public:
  Dice(std::uint64_t seed, Concern concern, std::uint64_t index);

  [[nodiscard]] std::uint64_t bits();  // SplitMix64.
  // From 0 to below `count`; 0 where that is 0.
  [[nodiscard]] std::uint32_t below(std::size_t count) {
    return count == 0 ? 0 : static_cast<std::uint32_t>(bits() % count);
  }
  // Both ends included.
  [[nodiscard]] std::uint32_t between(std::uint32_t low, std::uint32_t high) {
    return low + below(high - low + std::size_t{1});
  }
  [[nodiscard]] bool of_thousand(std::uint32_t chances) { return below(1000) < chances; }
  // How long something takes that mostly takes about `median` days, sometimes four times as long: a
  // log-normal law with sigma 0.9.
  [[nodiscard]] std::uint32_t days_about(std::uint32_t median);

  template <typename T, std::size_t count>
  [[nodiscard]] const T& pick(const T (&items)[count]) {
    return items[below(count)];
  }
  template <typename T>
  [[nodiscard]] const T& pick(const std::vector<T>& items) {
    return items[below(items.size())];
  }
  // The index of one of `weights`, each as often as its weight says; 0 where all are 0.
  [[nodiscard]] std::size_t weighted(const std::vector<std::uint32_t>& weights);

 private:
  std::uint64_t state_;
};

}  // namespace sample_year
