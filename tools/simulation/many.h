// Many worlds, side by side in processes of their own: each world is single-threaded, and one that stops
// the program (an assertion of the product) is told with its seed like any other failure.

#pragma once

#include <cstdint>

#include "tools/simulation/world.h"

namespace simulation {

struct Many {
  std::uint64_t from = 1;
  std::uint64_t seeds = 1;
  unsigned jobs = 1;
  Scale scale;
  bool one = false;  // Say all about it.
  bool talk = false;
  bool hashes = false;  // Say every trace hash.
  bool stop = false;    // Each job ends with its first broken seed.
  // The calm world of the seed `from` again and again: each time power is cut at another commit, before it is
  // durable or after.
  bool every_commit = false;
  std::optional<PowerCut> cut;  // With `one`: this one of them.
};

// Prints what happened; 0 or 1, as the program ends.
[[nodiscard]] int run_many(const Many& many);

// `many.every_commit`, for as many commits as there are.
[[nodiscard]] int run_every_commit(Many many);

// A fault that never fires in so many seeds is a failure, and so is work that nobody ever does. No more than
// the test `worlds` runs.
inline constexpr std::uint64_t kSeedsForEveryFault = 500;

}  // namespace simulation
