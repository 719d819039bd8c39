// The hybrid logical clock that stamps events: wall milliseconds in the upper 48 bits, a counter in
// the lower 16. It orders what is shown and decides nothing. Time is passed in.
//
// Source: Kulkarni et al., Logical Physical Clocks (2014), with a bound against clocks far ahead.

#pragma once

#include <compare>
#include <cstdint>

namespace model {

struct HybridTime {
  std::uint64_t bits = 0;
  auto operator<=>(const HybridTime&) const = default;
  [[nodiscard]] std::uint64_t wall_ms() const { return bits >> 16; }
  [[nodiscard]] static HybridTime at(std::uint64_t wall_ms) { return {wall_ms << 16}; }
};

// A stamp that is further ahead of the wall than this is not followed.
inline constexpr std::uint64_t kClockAheadMsMax = 10 * 60 * 1000;

class HybridClock {
 public:
  // A stamp later than all issued and observed before, unless those run too far ahead of `wall_ms`.
  [[nodiscard]] HybridTime next(std::uint64_t wall_ms);
  // A stamp seen in an event of another writer.
  void observe(HybridTime seen) {
    if (seen > last_) last_ = seen;
  }

 private:
  HybridTime last_;
};

}  // namespace model
