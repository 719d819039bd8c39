// Reads the files that a command names, with sentences for all that can be wrong with them.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tools/wishctl/failure.h"

namespace wishctl {

// The whole file. Failures of status kRefused: "file.missing", "file.directory", "file.not_a_file",
// "file.too_large", "file.unreadable", "file.empty".
[[nodiscard]] Outcome<std::string> read_file(const std::filesystem::path& path, std::uintmax_t bytes_max);

// A root key as 64 hexadecimal digits, from a file that holds them or the 32 bytes themselves.
// Failure "root_key.damaged", and those above.
[[nodiscard]] Outcome<std::string> read_root_key(const std::filesystem::path& path);

}  // namespace wishctl
