// What the home of an erased wish keeps of it: the HMAC of the normalised row, by which a repeated
// import knows the row without anyone knowing what it said (design rule 4).

#pragma once

#include <vector>

#include "model/wish_entry.h"
#include "node/store/event_store.h"

namespace node {

// The facts to keep before the parts of `subject` are erased, for every wording that it ever had.
[[nodiscard]] std::vector<LocalFact> erased_row_facts(const EventStore& store,
                                                      const model::SubjectId& subject, model::PlaceCode home);
// Whether the entry is a row of an erased wish.
[[nodiscard]] bool was_erased(const EventStore& store, const model::WishEntry& entry);

}  // namespace node
