// The anchor of a data directory: where it was last used, on which machine and as which file. A copy
// that is started, a clone of a machine, and a directory that was copied away and back do not fit it; a
// restart, a crash and a rename on the same file system do.
//
// A copy that went on writing would fork the node's logs, so a node that finds a foreign anchor goes on
// as a new writer. The file is text, STORAGE.md has it byte by byte:
//
//   wishtree anchor 1\n
//   machine HEX\n       SHA-256 of the machine's id; "-" where the system has none
//   inode NUMBER\n      the number of this very file; not of its device, which changes over restarts
//   born NUMBER\n       when this very file was made, nanoseconds since 1970; 0 where the file system
//                       does not say. Copies can't keep it, while an inode's number may be given again
//
// Not seen: files written over in place (rsync onto the directory), and a disk copied block by block and
// put into the same machine. Those a peer finds out.

#pragma once

#include <filesystem>
#include <string>

#include "model/result.h"

namespace node {

enum class AnchorState {
  kHere,       // Fits.
  kElsewhere,  // Another machine, another file, or nothing that can be read as an anchor.
  kMissing,
};

// This machine as the anchor names it. The id itself is a secret of the system's and is not told.
[[nodiscard]] std::string machine_name();

[[nodiscard]] AnchorState look_at_anchor(const std::filesystem::path& file, const std::string& machine);
// Writes it anew, durably; until then the former one stands. Errors as replace_file().
[[nodiscard]] model::Result<> write_anchor(const std::filesystem::path& file, const std::string& machine);

}  // namespace node
