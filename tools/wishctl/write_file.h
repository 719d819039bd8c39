// Writes the files that a command makes, readable by their owner alone.

#pragma once

#include <filesystem>
#include <string_view>

#include "tools/wishctl/failure.h"

namespace wishctl {

// A new file; one that stands already is left alone. Failures of status kRefused: "file.exists",
// "file.unwritable".
[[nodiscard]] Outcome<std::filesystem::path> write_new_file(const std::filesystem::path& path,
                                                            std::string_view bytes);

}  // namespace wishctl
