// What stands above figures: of which place and period they are. Used by the commands that ask for a period.

#pragma once

#include <optional>
#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// --period, if it was given: 2018, 2018H1 or 2018-06. Anything else is a failure of status kWrongUsage.
[[nodiscard]] Outcome<std::optional<std::string>> given_period(const Arguments& arguments);

// "新化县 (431322), 2018H1": the place that the answer names, and the period; a whole line.
[[nodiscard]] std::string figures_title(const json::value& answer, const std::optional<std::string>& period,
                                        const Context& context);

}  // namespace wishctl
