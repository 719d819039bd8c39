// Hiding the personal parts that a restored backup brought.
//
// A backup does not know of the erasures that came after it. So a restored node shows and sends none of
// the parts that it brought until it has heard of all erasures: until the parent was reached and place 0
// is in step, or, at the root, until an admin says so. What becomes durable meanwhile is shown.
//
// The state is one local fact, which the store follows (EventStore::parts_hidden()): whoever commits
// hide_facts() or reveal_facts() hides or reveals with that very commit. Hiding again, after a second
// restore, hides also what was shown since the first.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "node/event_store.h"

namespace node {

// The fact that stays when all is shown again: when the backup was made (8 bytes).
inline constexpr std::string_view kRestoredFact = "restored";

// `since_ms`: when the backup was made, in milliseconds since 1970; 0 where that is not known. To be
// committed together with the opening of the new writer.
[[nodiscard]] std::vector<LocalFact> hide_facts(std::uint64_t since_ms);
[[nodiscard]] std::vector<LocalFact> reveal_facts();

// Why parts are not shown, for people: "parts.hidden".
[[nodiscard]] model::Error parts_hidden_reason();

}  // namespace node
