// What a node carries, and where parts are due: design rules 3 and 4, as pure functions of the tree.

#pragma once

#include <optional>

#include "model/authority.h"

namespace wishsync {

// Whether a node of place `at` carries the log: of a place above, at or below its own, or of a writer
// whose node is at or below it. A writer that is not known yet has no place.
[[nodiscard]] bool carries(const model::Authority& authority, model::PlaceCode at, const model::LogId& log);

// Whether the parts of the log's events are due at `at`: at or above the log's place, or at or above
// the writer's place. Parts of events with the flag `open` are due wherever the log is carried.
[[nodiscard]] bool parts_due(const model::Authority& authority, model::PlaceCode at, const model::LogId& log);
[[nodiscard]] bool part_due(const model::Authority& authority, model::PlaceCode at,
                            const model::EventHeader& event);

// What both ends of a link carry: the child's share, as the parent carries all of it. `lower` is the
// end that is below (or at the same place).
[[nodiscard]] inline bool shared_log(const model::Authority& authority, model::PlaceCode lower,
                                     const model::LogId& log) {
  return carries(authority, lower, log);
}

}  // namespace wishsync
