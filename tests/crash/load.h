// The clients of a whole tree: some clerks at every node, and an onlooker who compares figures, each on
// a thread of its own from the beginning to stop().

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/crash/clerk.h"

namespace crash {

// Figures by what they are of and the root that stands beside them: wherever and whenever the same root
// is seen, the same bytes must stand there. From any thread.
class SeenFigures {
 public:
  explicit SeenFigures(Findings& findings) : findings_(findings) {}
  // The node's answer, compared with all that were seen; nothing where it does not answer.
  std::optional<std::string> look(const Node& node, const std::string& place, const std::string& by);

 private:
  Findings& findings_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> seen_;  // Guarded by mutex_. Hashes of the bytes.
};

inline constexpr const char* kSummaryBy[] = {"place", "month", "state", "category", "target"};

class Load {
 public:
  Load(const Tree& tree, std::uint64_t seed, unsigned clerks_per_node);
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void stop();
  // Once it is stopped.
  [[nodiscard]] std::vector<const Journal*> journals() const;
  [[nodiscard]] SeenFigures& figures() { return figures_; }

 private:
  void look_on(std::uint64_t seed);

  const Tree& tree_;
  SeenFigures figures_;
  std::atomic<bool> stop_ = false;
  std::vector<std::unique_ptr<Clerk>> clerks_;
  std::vector<std::thread> threads_;
};

}  // namespace crash
