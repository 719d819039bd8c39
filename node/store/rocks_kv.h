// The Kv on disk, in RocksDB. This file and rocks_kv*.cpp alone know RocksDB.
//
// Every write is fsynced. A store whose write-ahead log is damaged in any other way than by a
// write that a crash cut short is not opened (node/store/store_wal.h): what was acknowledged must not vanish
// unnoticed.
// A full disk is no damage: writing goes on once there is room.
//
// Threads as Kv says. A visitor must not call purge(), which waits for the running reads to end.
// A read that meets damage stops the program, since it has no way to say "unknown", but for get() of a chunk
// of a blob (node/store/kv.h). Only where the store was opened for reading alone it goes on behind the
// damage, as if nothing stood there, and damage() tells.

#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/limits.h"
#include "node/store/kv.h"

namespace rocksdb {
class Cache;
class ColumnFamilyHandle;
class DB;
class Iterator;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace node {

class RocksKv final : public Kv {
 public:
  enum class Mode {
    kCreate,    // Makes the directory and an empty store in it; refuses where one stands.
    kOpen,      // Opens what stands, for this process alone.
    kReadOnly,  // Opens what stands without changing a byte; write() and purge() are bugs then.
    kRescue,    // As kReadOnly, whatever is damaged: passes over records of the log that can't be read.
  };

  // Errors: "store.exists" (kCreate), "store.missing", "store.busy" (another process, or this one,
  // has it open), "store.damaged", "disk.full", "disk.failed". Families that this version does not
  // know are left alone.
  [[nodiscard]] static model::Result<std::unique_ptr<RocksKv>> open(const std::filesystem::path& directory,
                                                                    Mode mode);
  RocksKv(const RocksKv&) = delete;
  RocksKv& operator=(const RocksKv&) = delete;
  ~RocksKv() override;

  [[nodiscard]] std::optional<std::string> get(Family family, std::string_view key) const override;
  void scan(Family family, std::string_view from, std::string_view to, const Visitor& visit) const override;
  void scan_back(Family family, std::string_view from, std::string_view before,
                 const Visitor& visit) const override;
  // "disk.full" comes before the last byte, at kDiskRoomBytesKept (node/limits.h). Also "store.damaged",
  // where a background job met it: nothing is written any more then.
  [[nodiscard]] model::Result<> write(const KvBatch& batch) override;
  [[nodiscard]] model::Result<> purge(Family family, const std::vector<std::string>& keys) override;

  // Makes a store of its own in `directory`, which does not exist yet, with all that was written before
  // the call; the files that two stores on one disk can share are shared. What is written meanwhile may be
  // in it or not, whole batches in order. From any thread, beside all other calls: a purge at the same
  // time may make it fail, and its bytes may be in it. Not durable yet. Errors as write().
  [[nodiscard]] model::Result<> checkpoint(const std::filesystem::path& directory);

  // Hears of every write that became durable how long that took, its fsync above all, and its bytes; on the
  // writing thread, so it must be quick. To be set before the first write.
  using SyncListener = std::function<void(std::chrono::nanoseconds, std::size_t)>;
  void on_synced(SyncListener listener) { on_synced_ = std::move(listener); }

  // As of a county until told otherwise. From any thread.
  void set_memory(const MemorySizes& sizes);

  // What it takes of memory and of the log. From any thread.
  struct Use {
    std::uint64_t block_cache_bytes = 0;
    std::uint64_t memtable_bytes = 0;
    std::uint64_t wal_bytes = 0;  // In the log alone, and so replayed at a start.
  };
  [[nodiscard]] Use use() const;

  // Where a store that was opened for reading alone could not be read.
  struct Damage {
    Family family{};
    std::string after_key;  // The last key that was read before it; of a single read, the key itself.
    std::string detail;
    std::uint64_t count = 1;  // How often a read met something like it; more are not listed.
  };
  [[nodiscard]] std::vector<Damage> damage() const;

 private:
  class Reading;

  RocksKv(std::filesystem::path directory, Mode mode);
  [[nodiscard]] rocksdb::Status open_database();
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return families_[static_cast<std::size_t>(family)];
  }
  void walk(Family family, std::string_view from, std::string_view before, bool backwards,
            const Visitor& visit) const;
  // Moves `at` behind the damage that comes after `last_key`; false where nothing can be read any more.
  [[nodiscard]] static bool pass_damage(std::string last_key, rocksdb::Iterator& at);
  void note_damage(Family family, std::string_view key, const rocksdb::Status& status) const;
  [[nodiscard]] bool reads_only() const { return mode_ == Mode::kReadOnly || mode_ == Mode::kRescue; }
  [[nodiscard]] bool has_room(std::uint64_t bytes) const;
  [[nodiscard]] rocksdb::Status commit(rocksdb::WriteBatch* writes);
  void begin_flushes();
  [[nodiscard]] rocksdb::Status flush_all();
  [[nodiscard]] rocksdb::Status rewrite_around(Family family, std::vector<std::string> keys);
  // Waits until the files that the database no longer needs are deleted; false if one is left.
  [[nodiscard]] bool delete_obsolete_files(const std::vector<std::string>& former_tables);

  const std::filesystem::path directory_;
  const Mode mode_;
  SyncListener on_synced_;
  std::atomic<bool> stopped_{false};  // By an error in RocksDB, which its threads set. Outlives db_.
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // All that stand on disk, owned.
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families_{};
  std::atomic<int> checkpoints_{0};    // Under way; they flush memory behind the writing thread's back.
  std::atomic<bool> anchored_{false};  // See commit().
  std::atomic<std::uint64_t> wal_bytes_max_{kCountyMemory.wal_bytes_max};
  std::atomic<std::uint64_t> log_bytes_{0};             // Written since all families were last to be flushed.
  std::vector<rocksdb::ColumnFamilyHandle*> to_flush_;  // Of these, those left to do. Of the writing thread.
  std::uint64_t logged_sequence_ =
      0;  // RocksDB's number of the last operation in the log. Of the writing thread.
  mutable std::atomic<std::uint32_t> readings_{0};  // Reads that may keep obsolete files alive.
  mutable std::mutex damage_mutex_;
  mutable std::vector<Damage> damage_;  // Guarded by damage_mutex_.
};

}  // namespace node
