#include "node/desk/heard.h"

#include "node/ledger/projector_revoked.h"

namespace node {

using model::Event;

std::vector<Event> heard_about(const EventStore& store, const model::SubjectId& id,
                               const model::Authority& authority) {
  std::vector<Event> events = store.events_about(id);
  RevokedLogs(store, [](const Event&) { return true; }).reduce(events, authority);
  return events;
}

std::vector<Event> said_of(const EventStore& store, const model::WishKey& key) {
  std::vector<Event> events = store.events_about(key.id);
  std::erase_if(events, [&](const Event& e) { return e.header().subject_home() != key.home; });
  return events;
}

}  // namespace node
