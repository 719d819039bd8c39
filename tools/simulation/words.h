// What people of the simulation write down: wishes out of a sample year, marked.

#pragma once

#include <cstdint>

#include "model/date.h"
#include "model/wish_entry.h"

namespace simulation {

// The wish number `marker` of the world of that seed, as somebody wishes for it on that day. Each word that is
// personal and short of the proof has the marker in it (journal.h), so that it is found wherever it turns up.
[[nodiscard]] model::WishEntry marked_wish(std::uint64_t seed, std::uint64_t marker, const model::Date& on);

}  // namespace simulation
