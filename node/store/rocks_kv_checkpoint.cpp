// A store of its own with what is there now, for a backup.

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <memory>

#include "node/store/rocks_kv.h"
#include "node/store/store_errors.h"

namespace node {

model::Result<> RocksKv::checkpoint(const std::filesystem::path& directory) {
  if (!has_room(0)) return store_error::disk_full();  // It moves to tables what is in memory.
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(db_.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) {
    ++checkpoints_;
    // 0: always from tables, so that the log that comes along is short.
    status = checkpoint->CreateCheckpoint(directory.string(), /*log_size_for_flush=*/0);
    anchored_ = false;
    --checkpoints_;
  }
  if (status.ok()) return {};
  if (status.IsNoSpace()) return store_error::disk_full();
  return store_error::disk_failed(status.ToString());
}

}  // namespace node
