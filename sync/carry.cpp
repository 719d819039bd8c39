#include "sync/carry.h"

namespace wishsync {

using model::Authority;
using model::LogId;
using model::PlaceCode;

namespace {

bool writer_at_or_below(const Authority& authority, PlaceCode at, const LogId& log) {
  const model::Writer* writer = authority.writer(log.writer);
  return writer && authority.at_or_above(at, writer->place);
}

}  // namespace

bool carries(const Authority& authority, PlaceCode at, const LogId& log) {
  return authority.at_or_above(log.place, at) || authority.above(at, log.place) ||
         writer_at_or_below(authority, at, log);
}

bool parts_due(const Authority& authority, PlaceCode at, const LogId& log) {
  return authority.at_or_above(at, log.place) || writer_at_or_below(authority, at, log);
}

bool part_due(const Authority& authority, PlaceCode at, const model::EventHeader& event) {
  if (!event.has_part()) return false;
  if (event.flags & model::kFlagOpen) return carries(authority, at, event.log());
  return parts_due(authority, at, event.log());
}

}  // namespace wishsync
