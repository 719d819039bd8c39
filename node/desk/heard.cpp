#include "node/desk/heard.h"

#include <set>

#include "model/life_facts.h"
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

std::vector<model::EventHash> latest_words_of(const model::SubjectId& claim, std::span<const Event> events,
                                              model::PlaceCode home) {
  std::vector<const Event*> words;
  std::set<model::EventHash> named;
  for (const Event& event : events) {
    const model::EventHeader& h = event.header();
    const bool word = h.kind == model::Kind::kReleased || h.kind == model::Kind::kFulfilled ||
                      h.kind == model::Kind::kConfirmed;
    if (!word || h.subject_home() != home || model::claim_of(event) != claim) continue;
    words.push_back(&event);
    named.insert(h.based_on.begin(), h.based_on.end());
  }
  std::vector<model::EventHash> out;
  for (const Event* word : words)
    if (!named.contains(word->hash()) && out.size() < model::kBasedOnMax / 2) out.push_back(word->hash());
  return out;
}

}  // namespace node
