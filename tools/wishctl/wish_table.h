// Wishes as rows. Used by the commands that list some.

#pragma once

#include <string>

#include "tools/wishctl/command.h"

namespace wishctl {

// Whether it is vetted and waits for a guardian's consent, which the table says beside the state.
[[nodiscard]] bool needs_consent(const json::value& wish);
[[nodiscard]] std::string wish_table(const json::array& wishes, const Context& context);
// How to see the page after this one; nothing where `next` is empty. `all` tells whether the command has
// --all.
[[nodiscard]] std::string more_text(std::size_t shown, const std::string& next, bool all,
                                    const Context& context);

}  // namespace wishctl
