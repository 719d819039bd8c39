// The claims that were entered at this node's place, on wishes of whatever home: whoever claimed elsewhere
// follows them by this list. Found in the logs of the place's own writers.
//
// Thread-safe. Remembers what logs it read, so that asking again costs what changed; some hundred bytes for
// each claim that was ever entered here.

#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "model/fold/offer.h"
#include "node/data/own_node.h"
#include "node/store/event_store.h"

namespace node {

class EnteredClaims {
 public:
  // Both must outlive this.
  EnteredClaims(const EventStore& store, const OwnNode& own) : store_(store), own_(own) {}

  struct Entry {
    model::WishKey key;  // The claim's id, which begins with when it was made, and the wish's home.
    model::SubjectId wish;
    model::SubjectId volunteer;
    model::EventHash claimed;
  };
  // Newest first, at most `count_max`; `before`: only keys below it.
  [[nodiscard]] std::vector<Entry> newest(const std::optional<model::WishKey>& before, std::size_t count_max,
                                          const std::optional<model::SubjectId>& volunteer);

 private:
  void read_what_changed();

  const EventStore& store_;
  const OwnNode& own_;
  std::mutex mutex_;
  std::map<model::LogId, std::vector<model::Tip>> read_;     // Guarded by mutex_.
  std::map<model::WishKey, Entry, std::greater<>> entries_;  // Guarded by mutex_.
};

}  // namespace node
