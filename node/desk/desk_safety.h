// How far events are safe: which places of the tree hold them, by their acknowledgements (design
// rule 6). Remembers what it asked the store, for one answer of the desk.

#pragma once

#include <map>
#include <memory>
#include <vector>

#include "node/store/event_store.h"

namespace node {

class Safety {
 public:
  Safety(const EventStore& store, model::PlaceCode own);

  // Places, ascending, of which a node holds all of `events`, each with its part where it has one.
  // The own place is among them if this node does.
  [[nodiscard]] std::vector<model::PlaceCode> places_holding(const std::vector<model::Event>& events);
  // The same for all of a log: up to its last tip, with the parts due.
  [[nodiscard]] std::vector<model::PlaceCode> places_holding(const model::LogId& log,
                                                             const std::vector<model::Tip>& tips);

 private:
  // The acks that hold: of each node's newest writer, and this node's own.
  [[nodiscard]] const std::vector<wishsync::Ack>& acks(const model::LogId& log);
  [[nodiscard]] bool covers(const wishsync::Ack& ack, const model::Tip& tip, bool with_part) const;

  const EventStore& store_;
  const model::PlaceCode own_;
  const std::shared_ptr<const model::Authority> authority_;
  std::map<model::LogId, std::vector<wishsync::Ack>> acks_;
};

}  // namespace node
