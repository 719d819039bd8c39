// A whole history: a city is founded, lives through its days and faults, and must be in step again within
// bounded time after they end, with every invariant kept.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulation/world.h"

namespace simulation {

struct Outcome {
  std::uint64_t seed = 0;
  std::uint64_t hash = 0;    // Of the trace.
  std::uint64_t events = 0;  // That people wrote.
  std::uint64_t frames = 0;
  std::uint64_t commits = 0;  // Of a calm world, once it is founded.
  std::map<std::string, std::uint64_t> fired;
  std::optional<Broken> broken;
  std::vector<std::string> lines;  // The end of the trace, where something broke.
};

[[nodiscard]] Outcome run_world(const Options& options);

// Every how many seeds signatures are real Ed25519.
inline constexpr std::uint64_t kRealSignaturesEvery = 50;

}  // namespace simulation
