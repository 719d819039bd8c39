// The events about one subject as a graph: each names by based_on the latest ones that its writer knew. What
// the folds of this folder ask of it: who knew of what, and which of some events are the latest.
//
// Positions count from 0 in an order in which each event stands after all that it is based on, canonically
// where that leaves a choice: the same for every order of arrival.

#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "model/event.h"

namespace model {

// Of one fold; the canonically first count. A long life has some hundred events, so only a writer that
// means harm comes here, and it must not stop the fold of everybody else.
inline constexpr std::size_t kWishEventsMax = 2000;

// Nearly all subjects have few events, and folding them should cost little more than reading them.
using Positions = boost::container::small_vector<std::size_t, 8>;

class History {
 public:
  // The events must outlive the history. One that is given several times stands once.
  explicit History(std::vector<const Event*> events);

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] const Event& event(std::size_t i) const { return *events_[i]; }
  // Nothing for an event that is not here.
  [[nodiscard]] std::optional<std::size_t> find(const EventHash& hash) const;
  // Whether the writer of `later` knew of `earlier`, directly or through others.
  [[nodiscard]] bool knows(std::size_t later, std::size_t earlier) const { return past_[later].has(earlier); }
  // Whether whoever based something on these hashes knew of `earlier`.
  [[nodiscard]] bool known_by(const std::vector<EventHash>& based_on, std::size_t earlier) const;

  // The latest of the events that `take` chooses: those that no other chosen one knew of. Latest first.
  template <typename Take>
  [[nodiscard]] Positions latest(Take&& take) const {
    Positions out;
    for (std::size_t i = size(); i-- > 0;) {
      if (!take(i)) continue;
      bool known = false;
      for (const std::size_t later : out) known = known || knows(later, i);
      if (!known) out.push_back(i);
    }
    return out;
  }

  // What the next event is based on: the latest of those that `take` chooses. Ascending, at most kBasedOnMax.
  template <typename Take>
  [[nodiscard]] std::vector<EventHash> heads(Take&& take) const {
    std::vector<EventHash> out;
    for (const std::size_t i : latest(take)) out.push_back(event(i).hash());
    std::sort(out.begin(), out.end());
    if (out.size() > kBasedOnMax) out.resize(kBasedOnMax);
    return out;
  }
  [[nodiscard]] std::vector<EventHash> heads() const {
    return heads([](std::size_t) { return true; });
  }

 private:
  // A set of events by their position.
  class Past {
   public:
    explicit Past(std::size_t size) : bits_((size + 63) / 64) {}
    void add(std::size_t i) { bits_[i / 64] |= std::uint64_t{1} << (i % 64); }
    void add(const Past& other) {
      for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
    }
    [[nodiscard]] bool has(std::size_t i) const { return (bits_[i / 64] >> (i % 64)) & 1u; }

   private:
    boost::container::small_vector<std::uint64_t, 1> bits_;
  };

  void link(const Event& event, Past& past) const;
  [[nodiscard]] std::size_t* place_of(const EventHash& hash);

  template <typename Value>
  using PerEvent = boost::container::small_vector<Value, 4>;

  PerEvent<const Event*> events_;
  PerEvent<Past> past_;  // Of each, all before it in the graph, itself not included.
  PerEvent<std::pair<EventHash, std::size_t>> places_;  // Ascending by hash.
};

}  // namespace model
