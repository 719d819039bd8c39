#include "tools/simulation/agenda.h"

#include <vector>

namespace simulation {

Agenda::Key Agenda::after(std::uint64_t ms, LifeId owner, std::function<void()> call) {
  const Key key{now_ms_ + ms, ++count_};
  entries_.emplace_hint(entries_.end(), key, Entry{owner, std::move(call)});
  return key;
}

void Agenda::forget(LifeId owner) {
  // What the calls hold is let go only when the agenda is whole again: it may ask to cancel.
  std::vector<Entry> gone;
  for (auto at = entries_.begin(); at != entries_.end();) {
    if (at->second.owner == owner) {
      gone.push_back(std::move(at->second));
      at = entries_.erase(at);
    } else {
      ++at;
    }
  }
}

std::optional<std::uint64_t> Agenda::next_ms() const {
  return entries_.empty() ? std::nullopt : std::optional(entries_.begin()->first.first);
}

Agenda::Entry Agenda::take() {
  auto node = entries_.extract(entries_.begin());
  now_ms_ = node.key().first;
  return std::move(node.mapped());
}

}  // namespace simulation
