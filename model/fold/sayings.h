// Of a subject whose events each say all of it: which one's word holds for each field.
//
// An event counts for a field where it says something else than its writer knew. What repeats that says
// nothing of the field, so it takes back no other's word of which its writer did not know. So of words that
// did not know of each other those of different fields all hold, and of one field the weightiest, of these
// the canonically last.

#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "model/fold/history.h"

namespace model {

// Of each field the event that holds, by its position.
template <std::size_t kFields>
using Holding = std::array<std::size_t, kFields>;

// Of these the canonically last.
inline std::size_t last_of(const History& history, const Positions& some) {
  return *std::ranges::max_element(some, [&](std::size_t a, std::size_t b) {
    return canonically_before(history.event(a), history.event(b));
  });
}

// Rules has what is a subject's own:
//   kFields           how many fields there are;
//   correct(i, held)  puts event i into those that it corrects, where its writer knew what holds by `held`;
//   weight(field, i, held)  of event i's word, to be compared; in `held` the fields before this one are
//   right.
// An event that is based on none that is here says all.
template <typename Rules>
class Sayings {
 public:
  using Held = Holding<Rules::kFields>;

  // Both must outlive it. The history has at least one event.
  Sayings(const History& history, const Rules& rules) : history_(history), rules_(rules) {
    for (std::size_t i = 0; i < history.size(); ++i) after_.push_back(heard(i));
  }

  // What holds for whoever knows event i and what it is based on.
  [[nodiscard]] const Held& after(std::size_t i) const { return after_[i]; }
  [[nodiscard]] Held after_all() const { return joined(latest()); }
  // What the next event is based on. Ascending, at most kBasedOnMax: however many latest ones there are, who
  // wrote it knew what holds.
  [[nodiscard]] std::vector<EventHash> heads() const {
    const Held all = after_all();
    Positions heads = latest();
    auto rest = heads.begin();
    for (std::size_t field = 0; field < all.size(); ++field) {
      const auto holds = [&](std::size_t i) { return after_[i][field] == all[field]; };
      if (std::any_of(heads.begin(), rest, holds)) continue;
      std::iter_swap(rest, std::find_if(rest, heads.end(), holds));
      ++rest;
    }
    std::sort(rest, heads.end(), [&](std::size_t a, std::size_t b) { return hash_of(a) < hash_of(b); });
    if (heads.size() > kBasedOnMax) heads.resize(kBasedOnMax);
    std::vector<EventHash> out;
    for (const std::size_t i : heads) out.push_back(hash_of(i));
    std::ranges::sort(out);
    return out;
  }

 private:
  [[nodiscard]] Positions latest() const {
    return history_.latest([](std::size_t) { return true; });
  }
  [[nodiscard]] const EventHash& hash_of(std::size_t i) const { return history_.event(i).hash(); }

  Held heard(std::size_t i) const {
    Positions known;
    for (const EventHash& hash : history_.event(i).header().based_on)
      if (const auto at = history_.find(hash)) known.push_back(*at);
    Held out;
    out.fill(i);
    if (known.empty()) return out;
    out = joined(known);
    rules_.correct(i, out);
    return out;
  }

  // For whoever knows all these and what they are based on.
  Held joined(const Positions& known) const {
    Held out{};
    for (std::size_t field = 0; field < out.size(); ++field) {
      Positions words;
      for (const std::size_t i : known) words.push_back(after_[i][field]);
      out[field] = weightiest(field, unaware(words), out);
    }
    return out;
  }

  // Those of which no other one knew.
  Positions unaware(const Positions& some) const {
    Positions out;
    std::ranges::copy_if(some, std::back_inserter(out), [&](std::size_t i) {
      return std::ranges::none_of(some, [&](std::size_t other) { return history_.knows(other, i); });
    });
    return out;
  }

  std::size_t weightiest(std::size_t field, const Positions& words, const Held& held) const {
    return *std::ranges::max_element(words, [&](std::size_t a, std::size_t b) {
      const auto of_a = rules_.weight(field, a, held), of_b = rules_.weight(field, b, held);
      return of_a != of_b ? of_a < of_b : canonically_before(history_.event(a), history_.event(b));
    });
  }

  const History& history_;
  const Rules& rules_;
  std::vector<Held> after_;
};

}  // namespace model
