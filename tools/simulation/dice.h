// The simulator's draws. All chance of a world follows from its seed: std's distributions differ
// between libraries, so draws are made here, from the bits of an mt19937_64.
//
// Each concern (the people, the faults, each link) has dice of its own, so that one more draw in one
// of them leaves the others as they were.

#pragma once

#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace simulation {

class Dice {
 public:
  // Dice of one concern of a world.
  Dice(std::uint64_t seed, std::string_view concern);

  [[nodiscard]] std::uint64_t bits() { return engine_(); }
  // From 0 to below `count`; 0 where that is 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t count) { return count == 0 ? 0 : engine_() % count; }
  // Both ends included.
  [[nodiscard]] std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + below(high - low + 1);
  }
  [[nodiscard]] bool of_thousand(std::uint64_t chances) { return below(1000) < chances; }
  template <typename T>
  [[nodiscard]] T& pick(std::vector<T>& items) {
    return items[below(items.size())];
  }
  template <typename T>
  [[nodiscard]] const T& pick(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace simulation
