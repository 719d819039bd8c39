// Attached files in words. Used by the cards and by the commands for files.

#pragma once

#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// "shoes.jpg, photo, 1.2 MiB, 2018-07-01": one file, on one line.
[[nodiscard]] std::string attachment_text(const json::value& attachment, const Context& context);
// A line for each, its id below it.
[[nodiscard]] std::string attachment_lines(const json::array& attachments, const Context& context);

}  // namespace wishctl
