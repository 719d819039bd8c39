// Makes a data directory from a backup, where no node runs: what `wishctl restore` does.
//
// The backup is verified before a byte is written, and what was written is read back. The new directory
// carries the mark of a restore (node/files/restored_mark.h), so the node that starts there goes on as a new
// writer. Of a restore that fails nothing is left; one that was killed leaves a directory without the
// file `wishtree`, which no node starts on.

#pragma once

#include <filesystem>

#include "node/files/backup_manifest.h"

namespace node {

// `data` is empty or not there. What the backup says of itself. Errors: those of read_manifest() and
// check_files(), "restore.not_whole" (files of a data directory are missing in it), "data.busy",
// "data.not_empty", "data.denied", "disk.full", "disk.failed".
[[nodiscard]] model::Result<BackupManifest> restore_backup(const std::filesystem::path& backup,
                                                           const std::filesystem::path& data);

}  // namespace node
