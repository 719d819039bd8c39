// What a sender does to a run before it leaves: parts go where they are due, and a batch keeps its limit.
// For the session and the bundle, which send the same frames.

#pragma once

#include <vector>

#include "sync/replica.h"

namespace wishsync {

// Leaves in the run only the parts that are due at `at`. Parts that came late may make a span larger than
// its writer made it: then all of them go by themselves, and their events are returned.
[[nodiscard]] std::vector<model::EventRef> fit_parts(const model::Authority& authority, model::PlaceCode at,
                                                     Run& run);

// The height of a log's writer in the tree, 0 for the root key's: logs of place 0 are sent in this order,
// as the words of lower writers rest on those of higher ones. Writers that are not known come last.
[[nodiscard]] std::size_t height_of(const model::Authority& authority, const model::LogId& log);

}  // namespace wishsync
