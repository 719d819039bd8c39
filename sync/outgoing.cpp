#include "sync/outgoing.h"

#include <limits>

#include "sync/carry.h"
#include "sync/frame.h"
#include "sync/limits.h"

namespace wishsync {

std::vector<model::EventRef> fit_parts(const model::Authority& authority, model::PlaceCode at, Run& run) {
  std::vector<model::EventRef> apart;
  const bool all_due = parts_due(authority, at, run.log);
  const bool large = content_bytes(run) > kBatchBytesMax;
  for (Carried& carried : run.events) {
    if (carried.part.empty() || (all_due && !large)) continue;
    const auto event = model::Event::parse(carried.event);
    const bool due = event && part_due(authority, at, event->header());
    if (due && large) apart.push_back(event->ref());
    if (!due || large) carried.part.clear();
  }
  return apart;
}

std::size_t height_of(const model::Authority& authority, const model::LogId& log) {
  const model::Writer* writer = authority.writer(log.writer);
  if (!writer) return std::numeric_limits<std::size_t>::max();
  return writer->place == model::kPlaceOfAll ? 0 : 1 + authority.line_above(writer->place).size();
}

}  // namespace wishsync
