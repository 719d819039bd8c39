// How full something is that has a bound (node/limits.h): a row of `wishctl status`, and two figures of
// /metrics.

#pragma once

#include <cstdint>
#include <string_view>

namespace node {

struct Fullness {
  // Its unit last: "texts_bytes" is wishtree_texts_bytes and wishtree_texts_limit_bytes in /metrics.
  std::string_view name;
  std::string_view help;  // What is counted, for /metrics.
  std::uint64_t used = 0;
  std::uint64_t limit = 0;
};

}  // namespace node
