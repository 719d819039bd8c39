#include "node/desk_safety.h"

#include <algorithm>
#include <optional>
#include <set>

namespace node {

using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Tip;
using wishsync::Ack;

Safety::Safety(const EventStore& store, PlaceCode own)
    : store_(store), own_(own), authority_(store.authority()) {}

const std::vector<Ack>& Safety::acks(const LogId& log) {
  const auto [at, fresh] = acks_.try_emplace(log);
  if (!fresh) return at->second;
  for (Ack& ack : store_.acks_of(log)) {
    const model::Writer* writer = authority_->writer(ack.writer);
    const model::Node* node = writer ? authority_->node(writer->enrolled) : nullptr;
    // An older life of a node may have lost what it acknowledged.
    if (!node || !node->counts || node->place != ack.place || node->writers.back() != ack.writer) continue;
    at->second.push_back(std::move(ack));
  }
  if (auto own = store_.own_ack(log)) at->second.push_back(std::move(*own));
  return at->second;
}

bool Safety::covers(const Ack& ack, const Tip& tip, bool with_part) const {
  if (tip.seq > ack.tip.seq || (with_part && tip.seq > ack.parts_seq)) return false;
  // Of an unforked log the ack's tip may lie beyond what is held here: it names this branch all the same.
  if (!store_.holds({ack.log, ack.tip.seq, ack.tip.hash})) return store_.tips(ack.log).size() == 1;
  return store_.on_branch(ack.log, ack.tip, tip.seq) == tip.hash;
}

std::vector<PlaceCode> Safety::places_holding(const std::vector<Event>& events) {
  std::optional<std::set<PlaceCode>> out;
  for (const Event& event : events) {
    const LogId log = event.header().log();
    std::set<PlaceCode> here;
    for (const Ack& ack : acks(log))
      if (!here.contains(ack.place) && covers(ack, event.tip(), event.header().has_part()))
        here.insert(ack.place);
    if (!out) {
      out = std::move(here);
    } else {
      std::erase_if(*out, [&](PlaceCode place) { return !here.contains(place); });
    }
  }
  return out ? std::vector<PlaceCode>(out->begin(), out->end()) : std::vector<PlaceCode>{};
}

std::vector<PlaceCode> Safety::places_holding(const LogId& log, const std::vector<Tip>& tips) {
  std::set<PlaceCode> out;
  for (const Ack& ack : acks(log)) {
    const bool all =
        std::all_of(tips.begin(), tips.end(), [&](const Tip& tip) { return covers(ack, tip, true); });
    if (all && !tips.empty()) out.insert(ack.place);
  }
  return {out.begin(), out.end()};
}

}  // namespace node
