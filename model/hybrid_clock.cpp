#include "model/hybrid_clock.h"

#include <algorithm>

namespace model {

HybridTime HybridClock::next(std::uint64_t wall_ms) {
  const HybridTime wall = HybridTime::at(wall_ms);
  const bool far_ahead = last_.wall_ms() > wall_ms + kClockAheadMsMax;
  last_ = far_ahead ? wall : std::max(wall, HybridTime{last_.bits + 1});
  return last_;
}

}  // namespace model
