// Which events of a revoked node's logs still count (Authority::counts_until). Asked by the projector,
// by a recount and by the desk, each for the events that it looks at.
//
// Not thread-safe.

#pragma once

#include <functional>
#include <map>
#include <unordered_set>
#include <vector>

#include "node/store/event_store.h"

namespace node {

class RevokedLogs {
 public:
  // Whether an event that the store holds is among those that are looked at.
  using Among = std::function<bool(const model::Event&)>;
  // `store` must outlive this.
  RevokedLogs(const EventStore& store, Among among) : store_(store), among_(std::move(among)) {}

  [[nodiscard]] bool counts(const model::Event& event, const model::Authority& authority);
  // Takes the events away that do not count.
  void reduce(std::vector<model::Event>& events, const model::Authority& authority);
  // To be called where more of a log is looked at, or what is said of it changed.
  void look_again() { limits_.clear(); }

 private:
  struct Limit {
    model::Seq up_to;  // Of the named tips that are not among the events.
    std::unordered_set<model::EventHash, model::FixedBytesHash> branches;
  };
  [[nodiscard]] const Limit& limit_of(const model::LogId& log, const std::vector<model::Tip>& tips);

  const EventStore& store_;
  const Among among_;
  std::map<model::LogId, Limit> limits_;
};

}  // namespace node
