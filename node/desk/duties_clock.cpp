// Whether the duties go by this machine's clock, and how that is remembered.

#include "node/desk/duties.h"

namespace node {

void Duties::ask_peers(std::function<std::vector<PeerStatus>()> peers) {
  const std::lock_guard lock(mutex_);
  peers_ = std::move(peers);
}

std::uint64_t Duties::enrolled_ms() const {
  const auto self = own_node();
  std::vector<model::LogId> logs;
  store_.for_each_log([&](const model::LogId& log, auto) {
    if (log.place == model::kPlaceOfAll) logs.push_back(log);
  });
  std::uint64_t out = 0;
  for (const model::LogId& log : logs)
    store_.for_each_event(log, [&](const model::Event& event) {
      if (event.hash() == self) out = event.header().time.wall_ms();
      return out == 0;
    });
  return out;
}

ClockWalk Duties::clock_walk() {
  const std::uint64_t now_ms = clock_.wall_ms();
  std::function<std::vector<PeerStatus>()> ask;
  {
    const std::lock_guard lock(mutex_);
    if (!walk_) {
      const auto kept = store_.fact(kClockWalkFact);
      const auto walk = kept ? decode_clock_walk(*kept) : std::nullopt;
      kept_walk_ = walk.value_or(ClockWalk{});
      walk_ = walk ? *walk : ClockWalk::first(enrolled_ms(), now_ms);
    } else if (!walk_->in_doubt() && now_ms >= walk_->seen_ms && now_ms < walk_->seen_ms + kMinuteMs) {
      return *walk_;
    }
    ask = peers_;
  }
  const auto peers = ask ? ask() : std::vector<PeerStatus>{};
  const std::lock_guard lock(mutex_);
  const bool doubted = walk_->in_doubt();
  walk_ = walk_->on(now_ms, peers);
  all_ = all_ || (doubted && !walk_->in_doubt());  // What had to wait.
  return *walk_;
}

// Once a day, and when it turns.
void Duties::keep_clock_walk(CommitQueue& committer) {
  const ClockWalk walk = clock_walk();
  {
    const std::lock_guard lock(mutex_);
    const bool near = walk.seen_ms >= kept_walk_.seen_ms && walk.seen_ms < kept_walk_.seen_ms + kDayMs;
    if (near && walk.doubted_ms == kept_walk_.doubted_ms) return;
  }
  Record record;
  record.facts.push_back({std::string(kClockWalkFact), encode(walk)});
  if (!committer.record(std::move(record))) return;  // The next turn tries again.
  const std::lock_guard lock(mutex_);
  kept_walk_ = walk;
}

}  // namespace node
