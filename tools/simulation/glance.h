// What a frame is, as far as a line and the invariants have to know it, read without unpacking it: each frame
// is looked at, and a batch takes longer to unpack than to carry.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace simulation {

struct Glance {
  bool needs_credit = false;  // Events, parts or a chunk:
  std::int64_t spends = 0;    // so many bytes of them, as credit counts.
  std::int64_t grants = 0;    // Bytes, of a credit frame.
  std::string bye;            // The code of a goodbye,
  std::string refused;        // and of a refusal of a log.
};
// Nothing of what is no frame.
[[nodiscard]] Glance glance_at(std::string_view frame);

}  // namespace simulation
