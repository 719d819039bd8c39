#include "model/fold/history.h"

#include <algorithm>

namespace model {
namespace {

constexpr std::size_t kNotYet = SIZE_MAX;

}  // namespace

History::History(std::vector<const Event*> waiting) {
  std::sort(waiting.begin(), waiting.end(),
            [](const auto* a, const auto* b) { return canonically_before(*a, *b); });
  const auto same = [](const auto* a, const auto* b) { return a->hash() == b->hash(); };
  waiting.erase(std::unique(waiting.begin(), waiting.end(), same), waiting.end());
  if (waiting.size() > kWishEventsMax) waiting.resize(kWishEventsMax);
  const std::size_t count = waiting.size();
  events_.reserve(count);
  past_.reserve(count);
  for (const Event* e : waiting) places_.emplace_back(e->hash(), kNotYet);
  std::sort(places_.begin(), places_.end());
  // A hash can't be known before its event, so the graph has no rings.
  while (!waiting.empty()) {
    const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Event* e) {
      return std::ranges::none_of(e->header().based_on, [&](const EventHash& before) {
        const std::size_t* place = place_of(before);
        return place && *place == kNotYet;
      });
    });
    const Event* event = *ready;
    waiting.erase(ready);
    Past past(count);
    link(*event, past);
    *place_of(event->hash()) = events_.size();
    events_.push_back(event);
    past_.push_back(std::move(past));
  }
}

std::size_t* History::place_of(const EventHash& hash) {
  const auto at = std::ranges::lower_bound(places_, hash, {}, &std::pair<EventHash, std::size_t>::first);
  return at == places_.end() || at->first != hash ? nullptr : &at->second;
}

std::optional<std::size_t> History::find(const EventHash& hash) const {
  const auto at = std::ranges::lower_bound(places_, hash, {}, &std::pair<EventHash, std::size_t>::first);
  if (at == places_.end() || at->first != hash) return std::nullopt;
  return at->second;
}

bool History::known_by(const std::vector<EventHash>& based_on, std::size_t earlier) const {
  return std::ranges::any_of(based_on, [&](const EventHash& hash) {
    const auto at = find(hash);
    return at && (*at == earlier || knows(*at, earlier));
  });
}

void History::link(const Event& event, Past& past) const {
  for (const EventHash& hash : event.header().based_on) {
    const auto before = find(hash);
    if (!before) continue;
    past.add(*before);
    past.add(past_[*before]);
  }
}

std::vector<EventHash> History::heads() const {
  std::vector<EventHash> out;
  for (const std::size_t i : latest([](std::size_t) { return true; })) out.push_back(event(i).hash());
  std::sort(out.begin(), out.end());
  if (out.size() > kBasedOnMax) out.resize(kBasedOnMax);
  return out;
}

}  // namespace model
