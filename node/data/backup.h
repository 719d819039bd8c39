// A backup of a running node: its store as it is now, its keys, and a manifest that proves the copy
// whole. The node goes on serving meanwhile.
//
// The backup holds the node's secret keys and the sealed words: whoever has it can be the node and read
// them. STORAGE.md (A backup) describes its files; `wishctl restore` (node/files/restoring.h) takes it back.
//
// From any thread; one backup at a time.

#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>

#include "node/files/backup_manifest.h"
#include "node/store/rocks_kv.h"

namespace node {

// The local fact that says when the last backup of this node was made: milliseconds since 1970, 8 bytes.
inline constexpr std::string_view kBackupFact = "backup";

// What the backup says of the node; files and counts are found out.
struct BackupOrder {
  std::filesystem::path directory;  // Absolute; empty, or not there while the one above it is.
  model::NodeKey node;
  model::PlaceCode place;
  std::string place_name;
  model::WriterId writer;
  std::uint64_t made_at_ms = 0;
  std::string release;
};

class Backups {
 public:
  // `store` must outlive this. `data`: the node's data directory.
  Backups(RocksKv& store, std::filesystem::path data);
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  // Makes it, syncs it, reads it back and compares. Of one that fails nothing is left. Errors
  // "backup.bad_path", "backup.inside" (the data directory), "backup.not_empty", "backup.running",
  // "backup.interrupted", "backup.not_whole" (it does not read back as written), "file.missing" (the
  // directory above it), "data.denied", "disk.full", "disk.failed".
  [[nodiscard]] model::Result<BackupManifest> make(const BackupOrder& order);

  // The one that is being made ends soon with "backup.interrupted"; so does every later one.
  void stop() { stopping_ = true; }

 private:
  [[nodiscard]] model::Result<> fill(const BackupOrder& order, BackupManifest& manifest);
  [[nodiscard]] model::Result<> copy_store(const std::filesystem::path& to);

  RocksKv& store_;
  const std::filesystem::path data_;
  std::mutex one_at_a_time_;
  std::atomic<bool> stopping_{false};
};

}  // namespace node
