// Hiding the personal parts that a restored backup brought.
//
// A backup does not know of the erasures that came after it. So a restored node shows and sends none of
// the parts that it brought until it has heard of all erasures: until the parent was reached and place 0
// is in step, or, at the root, until an admin says so. What becomes durable meanwhile is shown.
//
// Whether parts are hidden is one local fact, which the store follows (EventStore::parts_hidden()): whoever
// commits hide_facts() or reveal_facts() hides or reveals with that very commit. Hiding again, after a second
// restore, hides also what was shown since the first.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "model/result.h"
#include "node/store/event_store.h"

namespace node {

// The fact that stays when all is shown again: when the backup was made (8 bytes).
inline constexpr std::string_view kRestoredFact = "restored";

// `since_ms`: when the backup was made, in milliseconds since 1970; 0 where that is not known. To be
// committed together with the opening of the new writer.
[[nodiscard]] std::vector<LocalFact> hide_facts(std::uint64_t since_ms);
[[nodiscard]] std::vector<LocalFact> reveal_facts();

// That a peer was in step with this node, by link or bundle, since this writer of it was opened: after a
// restore what the others know since the backup may lack.
[[nodiscard]] LocalFact in_step_fact(const model::NodeKey& peer, const model::WriterId& own);
[[nodiscard]] bool was_in_step(const EventStore& store, const model::NodeKey& peer,
                               const model::WriterId& own);

// Why parts are not shown, for people: "parts.hidden".
[[nodiscard]] model::Error parts_hidden_reason();

}  // namespace node
