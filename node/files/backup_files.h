// The files of a backup: listing, summing, copying and syncing them. For the backup itself and for
// wishctl's restore, which knows nothing of the store.

#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/crypto.h"
#include "model/result.h"

namespace node {

struct BackupFile {
  std::string name;  // Below the backup's directory, with "/" between: "store/CURRENT".
  std::uint64_t bytes = 0;
  model::Digest sum{};  // SHA-256 of the bytes.
  bool operator==(const BackupFile&) const = default;
};

// All regular files below the directory, ascending by name. Errors as file_error().
[[nodiscard]] model::Result<std::vector<std::string>> files_below(const std::filesystem::path& directory);
// Makes every file below the directory, and the directories themselves, durable. Errors as file_error().
[[nodiscard]] model::Result<> sync_tree(const std::filesystem::path& directory);

// What the disk has under that name: what the system keeps of it in memory is dropped first, as far as
// it can be. `stop`, where given and set, ends it with "backup.interrupted". Errors as file_error().
[[nodiscard]] model::Result<BackupFile> sum_file(const std::filesystem::path& directory,
                                                 const std::string& name,
                                                 const std::atomic<bool>* stop = nullptr);
// A new file, readable by its owner alone, synced; its directory is not. Errors as file_error(), of the
// file at fault.
[[nodiscard]] model::Result<> copy_durably(const std::filesystem::path& from,
                                           const std::filesystem::path& to);

}  // namespace node
