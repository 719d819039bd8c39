// The seam of wall time. Model and session never see it; they get its readings as arguments.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace node {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970, UTC. May step in any direction.
  [[nodiscard]] virtual std::uint64_t wall_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t wall_ms() const override {
    using namespace std::chrono;
    return static_cast<std::uint64_t>(
        duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  }
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::uint64_t wall_ms) : wall_ms_(wall_ms) {}
  [[nodiscard]] std::uint64_t wall_ms() const override { return wall_ms_; }
  void set(std::uint64_t wall_ms) { wall_ms_ = wall_ms; }

 private:
  std::atomic<std::uint64_t> wall_ms_;
};

}  // namespace node
