// When each node was last heard of here: seen on a link, or by the newest event of it that arrived, by
// whatever way. Of a node further down that has nothing to write nobody says more.
//
// Thread-safe. Remembers the times of tips, so that asking again costs what changed.

#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "node/peers.h"
#include "node/store/event_store.h"

namespace node {

struct LastHeard {
  model::PlaceCode place;
  std::uint64_t wall_ms = 0;  // 0: never.
};

class HeardOf {
 public:
  // Both must outlive this.
  HeardOf(const EventStore& store, const PeerBoard& peers) : store_(store), peers_(peers) {}

  // Each place at or below `place` where a node stands that may write, ascending; what any of its nodes is
  // heard of, the place is. Times in the future, by a wrong clock, count as `now_ms`.
  [[nodiscard]] std::vector<LastHeard> places(model::PlaceCode place, std::uint64_t now_ms);

 private:
  struct Seen {
    model::Tip tip;
    std::uint64_t wall_ms = 0;
  };
  // Of every writer the newest event.
  [[nodiscard]] std::map<model::WriterId, std::uint64_t> newest_events();

  const EventStore& store_;
  const PeerBoard& peers_;
  std::mutex mutex_;
  std::map<model::LogId, Seen> seen_;  // Guarded by mutex_.
};

}  // namespace node
