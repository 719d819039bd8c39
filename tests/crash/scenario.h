// The three scenarios. Each builds a tree of its own, puts it under load, lets happen to it what the
// scenario is about, and checks it; what went wrong is in the findings. They throw where the scenario
// itself can't go on.

#pragma once

#include <chrono>
#include <filesystem>

#include "tests/crash/findings.h"

namespace crash {

struct Scene {
  std::filesystem::path directory;
  std::uint64_t seed = 0;
  std::chrono::milliseconds length{};  // Of the load; the check comes on top.
  Findings& findings;
};

// City, two counties, three villages, one of them with two machines; killed as fast as they come back.
void storm(const Scene& scene);
// A node's disk is full again and again; it is killed there, gets room, and goes on.
void full_disk(const Scene& scene);
// Clocks in 1970, in 2001, twenty years ahead, and another one after each start, backwards too.
void wrong_clocks(const Scene& scene);

}  // namespace crash
