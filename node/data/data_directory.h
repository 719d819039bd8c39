// The data directory of a node: which one is ours, whose turn it is, and the node's keys.
//
//   DIR/wishtree     "wishtree data 1\nanchored\n": marks the directory as ours and names its format; the
//                    second line, which old directories lack, says that it has an anchor
//   DIR/lock         held (flock) by the running process
//   DIR/identity     the node's secret keys, readable by its owner alone (format below)
//   DIR/anchor       where the directory was last used (node/files/anchor.h)
//   DIR/restored     only after a restore, until the node has a new writer (node/files/restored_mark.h)
//   DIR/store/       RocksDB (STORAGE.md)
//   DIR/ledger.sqlite   derived; may be deleted at any time
//   DIR/api.sock     the HTTP API for wishctl while the node runs
//
// identity, 128 bytes and a checksum: "wishtree identity 1\n" padded with zeros to 32, then the seed
// of the signing key (32), the X25519 secret key (32), the data key (32), SHA-256 of all that (32).

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "model/result.h"
#include "model/signing.h"
#include "node/files/files.h"
#include "node/random.h"
#include "node/store/sealer.h"

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
  // "disk.failed". An old directory without an anchor counts as standing where it was, and gets one.
  // Both also set the process's umask, so that all it writes is its owner's alone.
  [[nodiscard]] static model::Result<std::unique_ptr<DataDirectory>> open(const std::filesystem::path& path);
  ~DataDirectory();  // Gives the lock back.
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] std::filesystem::path store_path() const { return path_ / "store"; }
  [[nodiscard]] std::filesystem::path ledger_path() const { return path_ / "ledger.sqlite"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Whether the directory was copied, cloned or restored since it was last used: the node must then go
  // on as a new writer, or it would fork its logs. A restored() one is always copied() too.
  [[nodiscard]] bool copied() const { return copied_; }
  // When the backup was made from which `wishctl restore` made this directory, in milliseconds since
  // 1970 (0 where that is not known); nothing otherwise.
  [[nodiscard]] std::optional<std::uint64_t> restored() const { return restored_; }
  // From now on the directory counts as used here: neither copied() nor restored() at the next start.
  // To be called once the new writer is durable: cut short before, the next start finds the same again.
  // Errors as replace_file().
  [[nodiscard]] model::Result<> anchor_here();

 private:
  explicit DataDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] model::Result<> lock();
  void look_around(const std::string& marker);

  std::filesystem::path path_;
  Identity identity_;
  int lock_fd_ = -1;
  bool copied_ = false;
  std::optional<std::uint64_t> restored_;
};

}  // namespace node
