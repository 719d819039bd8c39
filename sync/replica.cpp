#include "sync/replica.h"

namespace wishsync {

void Committed::add(const Committed& next) {
  arrivals.insert(arrivals.end(), next.arrivals.begin(), next.arrivals.end());
  late_parts.insert(late_parts.end(), next.late_parts.begin(), next.late_parts.end());
  acks.insert(acks.end(), next.acks.begin(), next.acks.end());
  authority_changed = authority_changed || next.authority_changed;
  parts_revealed = parts_revealed || next.parts_revealed;
  arrival = next.arrival;
}

RangeDigest Replica::digest_of_all() const {
  RangeDigest out;
  for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (log.place != model::kPlaceOfAll) return;
    out.sum.add(model::log_digest(log, tips));
    ++out.count;
  });
  return out;
}

}  // namespace wishsync
