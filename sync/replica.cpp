#include "sync/replica.h"

namespace wishsync {

void Committed::add(const Committed& next) {
  arrivals.insert(arrivals.end(), next.arrivals.begin(), next.arrivals.end());
  late_parts.insert(late_parts.end(), next.late_parts.begin(), next.late_parts.end());
  acks.insert(acks.end(), next.acks.begin(), next.acks.end());
  begun_blobs.insert(begun_blobs.end(), next.begun_blobs.begin(), next.begun_blobs.end());
  whole_blobs.insert(whole_blobs.end(), next.whole_blobs.begin(), next.whole_blobs.end());
  authority_changed = authority_changed || next.authority_changed;
  parts_revealed = parts_revealed || next.parts_revealed;
  arrival = next.arrival;
}

std::vector<AbsentBlob> Replica::absent_blobs(const model::EventRef&, std::size_t) const { return {}; }

std::optional<std::string> Replica::blob_chunk(const model::EventRef&, std::uint32_t) const {
  return std::nullopt;
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
