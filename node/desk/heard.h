// What the store holds about a wish, as the desk and the duties read it: straight from the logs, so that
// whoever writes next knows the latest even where the ledger lags.

#pragma once

#include <span>
#include <vector>

#include "model/fold/wish.h"
#include "node/store/event_store.h"

namespace node {

// All that is held about a subject and counts as said: of a revoked node no more than was named.
[[nodiscard]] std::vector<model::Event> heard_about(const EventStore& store, const model::SubjectId& id,
                                                    const model::Authority& authority);
// All that was said of the wish, counting or not: an event about the same subject at another home concerns
// another wish.
[[nodiscard]] std::vector<model::Event> said_of(const EventStore& store, const model::WishKey& key);

// Of what the claimer's place and the home said of a claim the latest: those of these events that the fold
// goes by and that none of the others names, and, away from the home, what of its words the publisher's
// course names. So whoever speaks next says that all of it was known. Half of what an event can name at most.
[[nodiscard]] std::vector<model::EventHash> latest_words_of(const model::FoldedClaim& claim,
                                                            std::span<const model::Event> events,
                                                            model::PlaceCode home,
                                                            const model::Authority& authority);

}  // namespace node
