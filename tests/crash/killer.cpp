#include "tests/crash/killer.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace crash {

namespace {

constexpr unsigned kFocusNodesMax = 3;
constexpr unsigned kFocusRoundsMax = 12;
constexpr unsigned kDownMsMax = 200;
constexpr unsigned kStartCutMsMax = 90;  // About what a start takes.
constexpr unsigned kStartCutPercent = 18;
// Pauses between rounds are short mostly, and now and then long enough for links to come up.
constexpr unsigned kPauseMsMin = 20;
constexpr unsigned kPauseDoublings = 7;

}  // namespace

void Killer::rest(unsigned ms_max) {
  std::this_thread::sleep_for(std::chrono::milliseconds(below(ms_max + 1)));
}

std::vector<Node*> Killer::some_of(std::vector<Node*> nodes, std::size_t count_max) {
  std::shuffle(nodes.begin(), nodes.end(), random_);
  nodes.resize(std::min<std::size_t>(nodes.size(), 1 + below(static_cast<unsigned>(count_max))));
  return nodes;
}

void Killer::kill_until(Moment end) {
  std::vector<Node*> all;
  for (const auto& node : tree_.nodes()) all.push_back(node.get());
  while (std::chrono::steady_clock::now() < end) {
    const auto focus = some_of(all, kFocusNodesMax);
    for (unsigned rounds = 1 + below(kFocusRoundsMax); rounds-- > 0;) {
      if (std::chrono::steady_clock::now() >= end) return;
      // Once in a while the power goes everywhere.
      round(below(40) == 0 ? all : some_of(focus, below(3) == 0 ? focus.size() : 1));
    }
  }
}

void Killer::round(const std::vector<Node*>& victims) {
  rest(kPauseMsMin << below(kPauseDoublings));
  for (Node* node : victims) node->kill();
  rest(kDownMsMax);
  for (Node* node : victims) {
    before_start_(*node);
    node->begin();
    while (below(100) < kStartCutPercent) {
      rest(kStartCutMsMax);
      node->kill();
      before_start_(*node);
      node->begin();
    }
  }
  for (Node* node : victims)
    if (!node->wait_until_ready())
      throw std::runtime_error(node->name() + " did not come up again:\n" + node->last_words());
}

}  // namespace crash
