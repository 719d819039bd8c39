// What people of the simulation write down: wishes out of a sample year, marked.

#pragma once

#include <cstdint>

#include "model/date.h"
#include "model/wish_entry.h"
#include "tools/simulation/journal.h"

namespace simulation {

struct MarkedWish {
  model::WishEntry entry;
  Words words;  // What of it may not be found in public.
};

// The wish number `marker` of the world of that seed, as somebody wishes for it on that day. Each word that
// is personal and short of the proof has the marker in it (journal.h), so that it is found wherever it turns
// up. Some families say who they are in the wish itself, all of it, and under their plain name: there the
// marker stands in wish and proof alone.
[[nodiscard]] MarkedWish marked_wish(std::uint64_t seed, std::uint64_t marker, const model::Date& on);

// The same of what somebody wrote down already; nobody says more than a form asks for.
[[nodiscard]] MarkedWish marked(const model::WishEntry& said, std::uint64_t marker);

// Whether the age stands in the text, and is not the end of a span.
[[nodiscard]] bool says_age(std::string_view text, std::uint16_t years);

}  // namespace simulation
