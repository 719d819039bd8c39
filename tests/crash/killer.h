// Kills nodes at random moments and starts them again: one or several at once, again during the start
// that follows, a few of the tree's nodes for some rounds and then others, so that the rest gets on with
// its work in the meantime. On the main thread.

#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <vector>

#include "tests/crash/tree.h"

namespace crash {

using Moment = std::chrono::steady_clock::time_point;

class Killer {
 public:
  // `before_start` is called with each node before each start.
  Killer(
      Tree& tree, std::uint64_t seed, std::function<void(Node&)> before_start = [](Node&) {})
      : tree_(tree), random_(seed), before_start_(std::move(before_start)) {}

  // Returns with all nodes up. Throws where one does not come up again.
  void kill_until(Moment end);

 private:
  void round(const std::vector<Node*>& victims);
  [[nodiscard]] std::vector<Node*> some_of(std::vector<Node*> nodes, std::size_t count_max);
  void rest(unsigned ms_max);
  [[nodiscard]] unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  Tree& tree_;
  std::mt19937_64 random_;
  const std::function<void(Node&)> before_start_;
};

}  // namespace crash
