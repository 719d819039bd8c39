// What must not be and was seen all the same, and the figures of a scenario. From any thread.

#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace crash {

enum class Wrong {
  kLost,       // Acknowledged, and not there.
  kDuplicate,  // There more than once.
  kOther,
};

// The line of the table at the end.
struct Figures {
  std::uint64_t kills = 0;
  std::uint64_t kills_before_ready = 0;  // Of the kills: during the start or the recovery in it.
  std::uint64_t kills_in_flight = 0;     // Of the kills: some write had no answer yet.
  std::uint64_t restarts = 0;
  std::uint64_t acknowledged = 0;    // Writes; a form is one.
  std::uint64_t unacknowledged = 0;  // Writes whose answer never came, or that the disk refused.
  std::uint64_t disk_full = 0;       // Writes refused with disk.full.
  std::uint64_t wishes = 0;          // That were checked at every level.
  std::uint64_t lost = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t other = 0;
  void add(const Figures& more);
};

class Findings {
 public:
  explicit Findings(std::string scenario) : scenario_(std::move(scenario)) {}
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  // Said once for each `about`; the first of each kind are printed.
  void report(Wrong wrong, const std::string& about, const std::string& what);

  void killed(bool before_ready);
  void restarted();
  void acknowledged(const std::string& node);
  // The write went to this life of the node, which ended before the answer; empty: no life ended.
  void unacknowledged(const std::string& life);
  void refused_for_the_disk();
  void checked(std::uint64_t wishes);

  [[nodiscard]] Figures figures() const;
  // Writes that the node acknowledged.
  [[nodiscard]] std::uint64_t acknowledged_by(const std::string& node) const;

 private:
  const std::string scenario_;
  mutable std::mutex mutex_;
  Figures figures_;  // Guarded by mutex_, as all below.
  std::map<std::string, std::uint64_t> acknowledged_by_;
  std::set<std::string> lives_in_flight_;  // That ended while a write had no answer.
  std::set<std::pair<Wrong, std::string>> reported_;
  std::map<Wrong, int> printed_;
};

}  // namespace crash
