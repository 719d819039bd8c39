// Virtual time: what is to happen, in the order of time, and at one time in the order of asking. Time
// stands still while something happens, and goes straight to the next thing then.
//
// Each entry has an owner: the life of a process, so that nothing of a dead process happens any more,
// or nobody (0), for what the world itself does.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace simulation {

using LifeId = std::uint64_t;
inline constexpr LifeId kNobody = 0;

class Agenda {
 public:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  // When, and the count of asking.

  // Milliseconds since the world began.
  [[nodiscard]] std::uint64_t now_ms() const { return now_ms_; }
  Key after(std::uint64_t ms, LifeId owner, std::function<void()> call);
  void cancel(const Key& key) { entries_.erase(key); }
  // Nothing of this life happens any more.
  void forget(LifeId owner);

  // When the next thing happens; nothing where nothing will.
  [[nodiscard]] std::optional<std::uint64_t> next_ms() const;
  struct Entry {
    LifeId owner = kNobody;
    std::function<void()> call;
  };
  // Takes the next thing off and sets the time; there must be one.
  [[nodiscard]] Entry take();
  void set_now(std::uint64_t ms) { now_ms_ = ms; }

 private:
  std::uint64_t now_ms_ = 0;
  std::uint64_t count_ = 0;
  std::map<Key, Entry> entries_;
};

}  // namespace simulation
