#include "node/desk/desk_safety.h"

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
    // An older life of a node may have lost what it acknowledged; a revoked one has, for all we know.
    if (!node || !node->counts || node->revoked || node->place != ack.place ||
        node->writers.back() != ack.writer)
      continue;
    at->second.push_back(std::move(ack));
  }
  if (auto own = store_.own_ack(log)) at->second.push_back(std::move(*own));
  return at->second;
}

bool Safety::covers(const Ack& ack, const Tip& tip, bool with_part) const {
  if (with_part && tip.seq > ack.parts_seq) return false;
  // A tip that is not held here says nothing of the branches that are: one of them may be a restored
  // node's own, which nobody else has seen.
  const auto on_branch_of = [&](const Tip& acked) {
    return tip.seq <= acked.seq && store_.on_branch(ack.log, acked, tip.seq) == tip.hash;
  };
  return on_branch_of(ack.tip) || std::any_of(ack.others.begin(), ack.others.end(), on_branch_of);
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
