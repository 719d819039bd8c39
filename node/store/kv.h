// The seam under the store: an ordered map of bytes in column families, with atomic durable batches.
//
// Two twins: RocksKv (node/store/rocks_kv.h, the only includer of RocksDB) and MemoryKv
// (node/store/memory_kv.h, for tests and the simulator). One contract suite runs on both:
// tests/node/store/kv_contract_test.cpp. What the keys and values mean is the store's (node/STORAGE.md).
//
// Reads may come from any thread, and from a visitor; write() and purge() from one thread at a time.
// A visitor may write(), but not purge(). A read that meets damage on the disk stops the program: to
// it, "damaged" must not look like "not there". A store that is opened for reading alone may say so
// otherwise (RocksKv::damage()); and get() of a chunk of a blob, which may come again from elsewhere, gives
// nothing but its being there: the empty string.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace node {

enum class Family : std::uint8_t { kLog, kPart, kBlob, kArrival, kTip, kSubject, kMeta };
inline constexpr std::size_t kFamilyCount = 7;
// The name of a column family on disk: "log", "part", …
[[nodiscard]] std::string_view family_name(Family family);

// Puts and removals that become durable together, in order; a later one of a key wins.
class KvBatch {
 public:
  struct Operation {
    Family family;
    std::string key;
    std::optional<std::string> value;  // Nothing: remove.
  };
  void put(Family family, std::string key, std::string value) {
    bytes_ += key.size() + value.size();
    operations_.push_back({family, std::move(key), std::move(value)});
  }
  void remove(Family family, std::string key) {
    bytes_ += key.size();
    operations_.push_back({family, std::move(key), std::nullopt});
  }
  [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
  [[nodiscard]] bool empty() const { return operations_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::vector<Operation> operations_;
  std::size_t bytes_ = 0;
};

class Kv {
 public:
  // Called with each key and value; the views live until it returns. False ends the scan.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;

  virtual ~Kv() = default;

  [[nodiscard]] virtual std::optional<std::string> get(Family family, std::string_view key) const = 0;
  // Keys from `from` (included) up to `to` (excluded; empty: no end), ascending in byte order, as
  // they stood when the scan began.
  virtual void scan(Family family, std::string_view from, std::string_view to,
                    const Visitor& visit) const = 0;
  // The same downwards: keys below `before` (empty: from the very end), down to `from` (included).
  virtual void scan_back(Family family, std::string_view from, std::string_view before,
                         const Visitor& visit) const = 0;

  // All of the batch or nothing, durable (fsynced) when it returns without error. Errors:
  // "disk.full" (the caller may try again once there is room), "disk.failed". After an error the
  // batch is not seen now; it may be there, whole, once the store is opened again.
  [[nodiscard]] virtual model::Result<> write(const KvBatch& batch) = 0;

  // Removes keys of one family for good: afterwards no file of the store holds the bytes of any
  // value that they had, the write-ahead log included. Keys themselves may still stand in files.
  // Waits for the reads that are running. Slow; for erasures. Errors as write(); repeat it then.
  [[nodiscard]] virtual model::Result<> purge(Family family, const std::vector<std::string>& keys) = 0;
};

}  // namespace node
