#include "model/fold/history.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace model {
namespace {

// Who is based on each.
using Followers = boost::container::small_vector<boost::container::small_vector<std::size_t, 2>, 8>;
using FirstOfAll = std::priority_queue<std::size_t, Positions, std::greater<>>;

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
  places_.reserve(count);
  for (const Event* e : waiting) places_.emplace_back(e->hash(), 0);
  std::sort(places_.begin(), places_.end());
  // A hash can't be known before its event, so the graph has no rings. While they wait, places_ has the place
  // of each in canonical order.
  for (std::size_t i = 0; i < count; ++i) *place_of(waiting[i]->hash()) = i;
  Followers followers(count);
  Positions lacks(count, 0);  // How many of those that it is based on have no position yet.
  for (std::size_t i = 0; i < count; ++i)
    for (const EventHash& before : waiting[i]->header().based_on)
      if (const std::size_t* place = place_of(before)) {
        followers[*place].push_back(i);
        ++lacks[i];
      }
  FirstOfAll ready;
  Positions order;
  for (std::size_t i = 0; i < count; ++i)
    if (lacks[i] == 0) ready.push(i);
  for (; !ready.empty();) {
    order.push_back(ready.top());
    ready.pop();
    for (const std::size_t follower : followers[order.back()])
      if (--lacks[follower] == 0) ready.push(follower);
  }
  for (std::size_t i = 0; i < count; ++i) *place_of(waiting[order[i]]->hash()) = i;
  for (const std::size_t i : order) {
    Past past(count);
    link(*waiting[i], past);
    events_.push_back(waiting[i]);
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

}  // namespace model
