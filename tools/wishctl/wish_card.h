// A wish as a readable card, and its history. Used by the commands that answer with a wish.

#pragma once

#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// A field that is personal: the text, or a word where the part is erased or not on this node.
[[nodiscard]] std::string personal_text(const json::value& wish, std::string_view key,
                                        const Context& context);

// Who consented, how, and in words.
[[nodiscard]] std::string consent_text(const json::value& wish, const Context& context);
[[nodiscard]] std::string wish_card(const json::value& wish, const Context& context);
// Who did a step or wrote an event, of an entry that names somebody: the name, or the beginning of the id
// where the node does not know it. Empty: nobody was named.
[[nodiscard]] std::string actor_text(const json::value& entry);
// Nothing where the wish carries no history.
[[nodiscard]] std::string wish_history(const json::value& wish, const Context& context);

}  // namespace wishctl
