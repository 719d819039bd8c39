// The Kv that lives in memory: the twin of RocksKv for tests and the simulator.
//
// It loses nothing at a crash, because every write is durable when write() returns: whoever wants
// to play a crash keeps the MemoryKv and builds everything above it anew. A restored or cloned
// data directory is a copy(). A full disk is fail_next_writes().
//
// Thread-safe as Kv says. A scan sees the map as it stood, because a write copies a map that a
// scan still holds.

#pragma once

#include <array>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "node/store/byte_map.h"
#include "node/store/kv.h"

namespace node {

class MemoryKv final : public Kv {
 public:
  MemoryKv();
  MemoryKv(const MemoryKv&) = delete;
  MemoryKv& operator=(const MemoryKv&) = delete;
  ~MemoryKv() override = default;

  [[nodiscard]] std::optional<std::string> get(Family family, std::string_view key) const override;
  void scan(Family family, std::string_view from, std::string_view to, const Visitor& visit) const override;
  void scan_back(Family family, std::string_view from, std::string_view before,
                 const Visitor& visit) const override;
  [[nodiscard]] model::Result<> write(const KvBatch& batch) override;
  [[nodiscard]] model::Result<> purge(Family family, const std::vector<std::string>& keys) override;

  // Whether get() would give something.
  [[nodiscard]] bool contains(Family family, std::string_view key) const;

  // The next `count` calls of write() or purge() change nothing and return `error`, after the
  // first `spared` ones have gone well. Replaces what was set before.
  void fail_next_writes(std::size_t count, model::Error error, std::size_t spared = 0);

  // An independent store with the same contents, as a backup taken now would restore them.
  [[nodiscard]] std::unique_ptr<MemoryKv> copy() const;

 private:
  class Held;

  struct Failure {
    std::size_t spared;
    std::size_t count;
    model::Error error;
  };

  // Call with mutex_ held for writing.
  ByteMap& writable(Family family);
  std::optional<model::Error> next_failure();

  mutable std::shared_mutex mutex_;  // Guards all below.
  std::array<std::shared_ptr<ByteMap>, kFamilyCount> maps_;
  std::optional<Failure> failure_;
};

}  // namespace node
