// What happened in a world, in order: a hash over all of it, by which a replay is known to be exact, and
// the last lines in words, for whoever has to find out why an invariant broke.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace simulation {

// 64 bits from 64 bits (the finalizer of SplitMix64, Steele and others, 2014).
[[nodiscard]] std::uint64_t mix(std::uint64_t bits);
// 64 bits from bytes, the same on every machine. Not for adversaries.
[[nodiscard]] std::uint64_t hash_bytes(std::string_view bytes);

class Trace {
 public:
  // What is kept of the words.
  static constexpr std::size_t kLinesMax = 60;

  explicit Trace(std::function<std::uint64_t()> now_ms, bool to_stderr = false)
      : now_ms_(std::move(now_ms)), to_stderr_(to_stderr) {}

  // A step without words: a delivered frame, a commit. `what` names its sort.
  void note(std::uint64_t what, std::uint64_t who, std::uint64_t content) {
    hash_ = mix(hash_ ^ mix(now_ms_() + 0x9e3779b97f4a7c15ULL * what) ^ mix(who) * 3 ^ content);
    ++steps_;
  }
  // A step that a reader wants to know of.
  void say(const std::string& line);

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

 private:
  std::function<std::uint64_t()> now_ms_;
  bool to_stderr_;
  std::uint64_t hash_ = 0;
  std::uint64_t steps_ = 0;
  std::deque<std::string> lines_;
};

}  // namespace simulation
