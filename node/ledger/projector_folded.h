// Which events the ledger has folded in: for each log the tips up to which it went. The projector
// keeps this in memory, so that what it derives is a function of exactly the folded events, however
// many more the store holds already.
//
// Projector's thread alone.

#pragma once

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "node/ledger/ledger.h"
#include "node/store/event_store.h"

namespace node {

class FoldedLogs {
 public:
  // `store` must outlive this.
  explicit FoldedLogs(const EventStore& store) : store_(store) {}

  // Goes on from what a ledger says.
  void load(const std::vector<FoldedLog>& logs);
  // Takes in an arrival of new events; these are its events.
  void add(const Arrival& arrival, const std::vector<model::Event>& events);

  // Empty for a log of which nothing is folded.
  [[nodiscard]] std::vector<model::Tip> tips(const model::LogId& log) const;
  [[nodiscard]] const std::map<model::LogId, std::vector<model::Tip>>& all() const { return tips_; }

  // Whether the event, which was read from the store before settle(), is folded.
  [[nodiscard]] bool has(const model::Event& event);
  // Waits until the store's tips cover all events that could have been read so far: a commit can be
  // read a moment before its tips show.
  void settle() const;
  // The folded events of a log, ascending by seq.
  void for_each_event(const model::LogId& log, const std::function<void(const model::Event&)>& visit);

 private:
  using Hashes = std::unordered_set<model::EventHash, model::FixedBytesHash>;

  const EventStore& store_;
  std::map<model::LogId, std::vector<model::Tip>> tips_;
  // Of logs that are forked in the store, where a seq alone does not tell: the folded events.
  std::unordered_map<model::LogId, Hashes, model::LogIdHash> forked_;
};

}  // namespace node
