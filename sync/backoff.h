// When to try a parent again: full jitter between 1 s and 5 min, doubling with each failure, so that
// villages that come back at once do not call at once. Source: Brooker, Exponential Backoff And Jitter.

#pragma once

#include <algorithm>
#include <cstdint>

#include "sync/limits.h"

namespace wishsync {

class Backoff {
 public:
  // The delay before the next try; `random` is any 64 random bits.
  [[nodiscard]] std::uint64_t next_ms(std::uint64_t random) {
    const std::uint64_t ceiling = std::min(kBackoffMsMax, kBackoffMsMin << std::min(failures_, 10u));
    ++failures_;
    return kBackoffMsMin + random % (ceiling - kBackoffMsMin + 1);
  }
  void succeeded() { failures_ = 1; }

 private:
  unsigned failures_ = 1;
};

}  // namespace wishsync
