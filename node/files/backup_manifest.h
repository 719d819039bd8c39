// What a backup says of itself: whose it is, when it was made, and the size and sum of each of its
// files. Written last of all: a directory without it is no backup.
//
//   DIR/manifest    text, described byte by byte in STORAGE.md (A backup)

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "node/files/backup_files.h"

namespace node {

inline constexpr const char* kManifestName = "manifest";

struct BackupManifest {
  model::NodeKey node;
  model::PlaceCode place;
  std::string place_name;  // In one line, as `release`.
  model::WriterId writer;
  std::uint64_t made_at_ms = 0;  // Since 1970.
  std::string release;           // Of the wishnode that made it.
  std::uint64_t events = 0;
  std::uint64_t last_arrival = 0;
  std::vector<BackupFile> files;  // Ascending by name.
  bool operator==(const BackupManifest&) const = default;

  [[nodiscard]] std::uint64_t bytes() const;  // Of all files.
};

[[nodiscard]] std::string manifest_text(const BackupManifest& manifest);
// Errors "restore.newer", "restore.damaged".
[[nodiscard]] model::Result<BackupManifest> parse_manifest(std::string_view text);

// That of a backup's directory. Also "restore.no_backup", and those of read_small_file().
[[nodiscard]] model::Result<BackupManifest> read_manifest(const std::filesystem::path& directory);

// Whether each file stands there as the manifest has it: reads them all. "restore.damaged" names the
// first that does not; also errors of sum_file().
[[nodiscard]] model::Result<> check_files(const std::filesystem::path& directory,
                                          const BackupManifest& manifest,
                                          const std::atomic<bool>* stop = nullptr);

}  // namespace node
