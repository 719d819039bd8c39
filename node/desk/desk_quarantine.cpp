// The desk's view of the quarantine: what peers sent that must never be taken.

#include "node/desk/desk.h"

namespace node {

using model::Error;
using model::Result;

namespace {

Error unknown_entry() {
  return {"quarantine.unknown", "the quarantine has no such entry; look at the list, wishctl quarantine",
          "隔离区没有这一条；请用 wishctl quarantine 查看列表"};
}

}  // namespace

QuarantineView Desk::quarantine_view(const QuarantineEntry& entry) const {
  const auto authority = parts_.store.authority();
  const model::Node* node = authority->node_by_key(entry.peer);
  return {entry, place_name(entry.place), node ? node->name : ""};
}

QuarantineList Desk::quarantine() const {
  QuarantineList out;
  for (const QuarantineEntry& entry : parts_.store.quarantine().entries())
    out.entries.push_back(quarantine_view(entry));
  out.passed_over = parts_.store.quarantine().passed_over();
  return out;
}

Result<QuarantinedFrame> Desk::quarantined(std::uint64_t id) const {
  for (const QuarantineEntry& entry : parts_.store.quarantine().entries())
    if (entry.id == id) return QuarantinedFrame{quarantine_view(entry), parts_.store.quarantine().frame(id)};
  return unknown_entry();
}

Result<std::size_t> Desk::clear_quarantine(std::optional<std::uint64_t> id) {
  auto cleared = parts_.store.quarantine().clear(id);
  parts_.committer.submit({Record{}, {}});  // So that it is done soon.
  auto count = cleared.get();
  if (count && id && *count == 0) return unknown_entry();
  return count;
}

}  // namespace node
