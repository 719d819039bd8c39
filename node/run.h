// One running node, from its data directory to the line `ready`: builds the parts and joins them.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/result.h"

namespace node {

struct RunOptions {
  std::filesystem::path data;
  std::optional<std::string> http;  // ADDR:PORT; nothing: only the socket in the data directory.
  std::optional<std::string> sync;  // ADDR:PORT; nothing: no children.
};

// Serves until SIGTERM or SIGINT, then ends cleanly. Prints one line `ready http=… sync=…` to
// standard output once it serves; `-` stands for a listener that was not asked for.
[[nodiscard]] model::Result<> run_node(const RunOptions& options);

}  // namespace node
