// The mark that a restore leaves in a data directory: it was made from a backup of that time. The node
// that starts there goes on as a new writer and hides what personal parts the backup brought, because it
// may have forgotten erasures; only then the mark goes (DataDirectory::anchor_here()).
//
//   DIR/restored    "wishtree restored 1\n", "made_at NUMBER\n": when the backup was made, in
//                   milliseconds since 1970
//
// `wishctl restore` writes it, the node reads and removes it.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "model/result.h"

namespace node {

inline constexpr const char* kRestoredName = "restored";

// Durably. Errors as replace_file().
[[nodiscard]] model::Result<> write_restored_mark(const std::filesystem::path& directory,
                                                  std::uint64_t made_at_ms);
// When the backup was made, 0 where the mark is damaged; nothing where there is none.
[[nodiscard]] std::optional<std::uint64_t> read_restored_mark(const std::filesystem::path& directory);

}  // namespace node
