// The data directory of a node: which one is ours, whose turn it is, and the node's keys.
//
//   DIR/wishtree     "wishtree data 1\n": marks the directory as ours and names its format
//   DIR/lock         held (flock) by the running process
//   DIR/identity     the node's secret keys, readable by its owner alone (format below)
//   DIR/store/       RocksDB (STORAGE.md)
//   DIR/ledger.sqlite   derived; may be deleted at any time
//   DIR/api.sock     the HTTP API for wishctl while the node runs
//
// identity, 128 bytes and a checksum: "wishtree identity 1\n" padded with zeros to 32, then the seed
// of the signing key (32), the X25519 secret key (32), the data key (32), SHA-256 of all that (32).

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "model/result.h"
#include "model/signing.h"
#include "node/random.h"
#include "node/sealer.h"

namespace node {

struct Identity {
  model::Seed signing_seed{};
  std::array<std::uint8_t, 32> sealing_secret{};
  DataKey data_key{};
  [[nodiscard]] model::SealingKey sealing_key() const;
};

class DataDirectory {
 public:
  // Makes a new directory (or uses an empty one) and new keys. Errors "data.not_empty", "data.busy",
  // "data.denied" (no permission), "disk.full", "disk.failed".
  [[nodiscard]] static model::Result<std::unique_ptr<DataDirectory>> create(const std::filesystem::path& path,
                                                                            Random& random);
  // Errors "data.missing", "data.foreign", "data.newer", "data.busy", "data.damaged", "data.denied",
  // "disk.failed". Both also set the process's umask, so that all it writes is its owner's alone.
  [[nodiscard]] static model::Result<std::unique_ptr<DataDirectory>> open(const std::filesystem::path& path);
  ~DataDirectory();  // Gives the lock back.
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] std::filesystem::path store_path() const { return path_ / "store"; }
  [[nodiscard]] std::filesystem::path ledger_path() const { return path_ / "ledger.sqlite"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit DataDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] model::Result<> lock();

  std::filesystem::path path_;
  Identity identity_;
  int lock_fd_ = -1;
};

// Writes a secret to a new file, readable by its owner alone, durable. Errors "file.exists", "data.denied",
// "disk.full", "disk.failed".
[[nodiscard]] model::Result<> write_secret_file(const std::filesystem::path& path, std::string_view bytes);
// Errors "file.missing", "file.too_large", "data.denied", "disk.failed".
[[nodiscard]] model::Result<std::string> read_small_file(const std::filesystem::path& path,
                                                         std::size_t bytes_max);

}  // namespace node
