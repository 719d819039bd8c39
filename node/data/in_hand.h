// What calls have in hand: each thing is one call's at a time, and some calls need all things for themselves.
//
// Clerks who write about different wishes do not wait for each other's disk; two who write about the same one
// do, so that the second sees what the first did. Thread-safe.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace node {

class InHand {
 public:
  // Lets go when it ends.
  class Held {
   public:
    Held(Held&& other) noexcept : of_(std::exchange(other.of_, nullptr)), thing_(std::move(other.thing_)) {}
    Held& operator=(Held&&) = delete;
    ~Held();

   private:
    friend class InHand;
    Held(InHand& of, std::string thing) : of_(&of), thing_(std::move(thing)) {}

    InHand* of_;
    std::string thing_;  // Empty: all.
  };

  InHand() = default;
  InHand(const InHand&) = delete;
  InHand& operator=(const InHand&) = delete;

  // Waits until nobody else holds it. `thing` is not empty. A call holds one thing at a time.
  [[nodiscard]] Held hold(std::string thing);
  // Waits until nobody holds anything; meanwhile nobody begins to.
  [[nodiscard]] Held hold_all();

 private:
  void let_go(const std::string& thing);

  std::mutex mutex_;  // Guards all below.
  std::condition_variable changed_;
  std::set<std::string> held_;
  std::size_t waiting_for_all_ = 0;
  bool all_held_ = false;
};

}  // namespace node
