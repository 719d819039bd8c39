// A published wish as whoever takes it up sees it. Used by the commands that answer with an offer.

#pragma once

#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

[[nodiscard]] std::string offer_card(const json::value& offer, const Context& context);
[[nodiscard]] std::string offer_table(const json::array& offers, const Context& context);

}  // namespace wishctl
