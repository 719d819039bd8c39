#include "node/desk/heard.h"

#include <algorithm>
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

std::vector<model::EventHash> latest_words_of(const model::FoldedClaim& claim, std::span<const Event> events,
                                              model::PlaceCode home, const model::Authority& authority) {
  const model::Writer* claimer = authority.writer(claim.claimed.log.writer);
  std::vector<const Event*> words;
  std::set<model::EventHash> held, named, told;
  for (const Event& event : events) {
    const model::EventHeader& h = event.header();
    held.insert(event.hash());
    if (h.kind == model::Kind::kCoursed && model::claim_of(event) == claim.claim &&
        model::may_speak(event, home, authority))
      told.insert(h.based_on.begin(), h.based_on.end());
    const bool of_claimer = h.kind == model::Kind::kReleased || h.kind == model::Kind::kFulfilled;
    if ((!of_claimer && h.kind != model::Kind::kConfirmed) || h.subject_home() != home ||
        model::claim_of(event) != claim.claim || !model::may_speak(event, home, authority))
      continue;
    // Whatever an outsider says is no word of the claim, and hides none.
    const model::Writer* by = authority.writer(h.writer);
    if (of_claimer && !(claimer && by->place == claimer->place) && !authority.at_or_above(by->place, home))
      continue;
    words.push_back(&event);
    named.insert(h.based_on.begin(), h.based_on.end());
  }
  std::vector<model::EventHash> out;
  for (const model::EventHash& hash : {claim.fulfilled.hash, claim.confirmed.hash})
    if (!hash.is_zero()) out.push_back(hash);
  for (const Event* word : words)
    if (!named.contains(word->hash()) && std::ranges::find(out, word->hash()) == out.end() &&
        out.size() < model::kBasedOnMax / 2)
      out.push_back(word->hash());
  for (const model::EventHash& hash : told)
    if (!held.contains(hash) && out.size() < model::kBasedOnMax / 2) out.push_back(hash);
  return out;
}

}  // namespace node
