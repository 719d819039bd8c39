// The help, made from the specifications of the commands.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/wishctl/arguments.h"

namespace wishctl {

// All commands; or those of a group ("wish"), where `group` is not empty.
[[nodiscard]] std::string help_of_all(std::span<const CommandSpec* const> commands, std::string_view group,
                                      Lang lang);
[[nodiscard]] std::string help_of(const CommandSpec& command, Lang lang);

}  // namespace wishctl
