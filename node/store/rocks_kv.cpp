#include "node/store/rocks_kv.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <cstdio>
#include <cstdlib>

#include <algorithm>
#include <cstdarg>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include "node/limits.h"
#include "node/store/store_errors.h"
#include "node/store/store_keys.h"
#include "node/store/store_wal.h"

namespace node {

namespace fs = std::filesystem;

namespace {

constexpr double kBloomBitsPerKey = 10;
constexpr std::size_t kSubjectPrefixBytes = 16;  // Of a key of the family: the subject.
constexpr double kMemtableBloomRatio = 0.05;     // Of the write buffer.

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

model::Error error_of(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return store_error::disk_full();
  if (status.IsIOError()) return store_error::disk_failed(status.ToString());
  return store_error::damaged(status.ToString());
}

// ---- Options

// Tells write() that a background job or a write met an error. Room on the disk is looked for when
// somebody writes, not by a timer of RocksDB's own, which would be in the way of that.
class ErrorNote final : public rocksdb::EventListener {
 public:
  explicit ErrorNote(std::atomic<bool>& stopped) : stopped_(stopped) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override { stopped_ = true; }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  std::atomic<bool>& stopped_;
};

// RocksDB's own log file ends the program at the second line that finds no room on the disk (the
// library of Debian 12 is built with its assertions on). What it would say reaches us as a Status.
class NoInfoLog final : public rocksdb::Logger {
 public:
  NoInfoLog() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::WALRecoveryMode recovery_mode(RocksKv::Mode mode) {
  using Recovery = rocksdb::WALRecoveryMode;
  // Read-only opening cannot cut a torn tail off, and check_wal has refused all other damage.
  if (mode == RocksKv::Mode::kReadOnly) return Recovery::kPointInTimeRecovery;
  if (mode == RocksKv::Mode::kRescue) return Recovery::kSkipAnyCorruptedRecords;
  return Recovery::kAbsoluteConsistency;
}

rocksdb::DBOptions database_options(RocksKv::Mode mode, std::atomic<bool>& stopped) {
  rocksdb::DBOptions options;
  options.create_if_missing = mode == RocksKv::Mode::kCreate;
  options.error_if_exists = mode == RocksKv::Mode::kCreate;
  // Also when opening: a crash may have cut the creation short.
  options.create_missing_column_families = mode == RocksKv::Mode::kCreate || mode == RocksKv::Mode::kOpen;
  options.paranoid_checks = mode != RocksKv::Mode::kRescue;
  options.wal_recovery_mode = recovery_mode(mode);
  // It misfires in RocksDB 7.8.
  options.track_and_verify_wals_in_manifest = false;
  // Families are flushed one by one: the log, which is always on, has what the others still lack.
  options.atomic_flush = false;
  options.manual_wal_flush = false;
  options.avoid_flush_during_shutdown = true;
  // write() counts what is in the log and in memory, and flushes; see commit() for the reason.
  options.max_total_wal_size = std::numeric_limits<std::uint64_t>::max();
  options.db_write_buffer_size = 0;
  options.max_open_files = kOpenFilesMax;
  options.max_background_jobs = kBackgroundJobsMax;
  // An erased value must not live on in a file that waits for reuse or for a later deletion.
  options.recycle_log_file_num = 0;
  options.WAL_ttl_seconds = 0;
  options.WAL_size_limit_MB = 0;
  options.avoid_unnecessary_blocking_io = false;
  options.info_log = std::make_shared<NoInfoLog>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.listeners.push_back(std::make_shared<ErrorNote>(stopped));
  return options;
}

rocksdb::ColumnFamilyOptions family_options(std::string_view name,
                                            const std::shared_ptr<rocksdb::TableFactory>& tables) {
  const bool sealed = name == family_name(Family::kPart) || name == family_name(Family::kBlob);
  const bool large = sealed || name == family_name(Family::kLog);
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = large ? kLargeWriteBufferBytes : kSmallWriteBufferBytes;
  options.max_write_buffer_number = kWriteBuffersPerFamilyMax;
  options.target_file_size_base = kTableFileBytes;
  options.level_compaction_dynamic_level_bytes = true;
  // Nearly every look at a subject is at a new one, of which the tables hold nothing.
  if (name == family_name(Family::kSubject)) {
    options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(kSubjectPrefixBytes));
    options.memtable_prefix_bloom_size_ratio = kMemtableBloomRatio;
  }
  // What is sealed does not compress.
  options.compression = sealed ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  options.table_factory = tables;
  return options;
}

std::shared_ptr<rocksdb::TableFactory> table_factory(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions options;
  options.block_cache = cache;
  // Otherwise indexes and filters would come on top of the cache, without a bound.
  options.cache_index_and_filter_blocks = true;
  options.pin_l0_filter_and_index_blocks_in_cache = true;
  options.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(options));
}

// Holds the store's lock while its log is checked. DB::Open takes it again by itself.
class Lock {
 public:
  explicit Lock(const fs::path& directory)
      : status_(rocksdb::Env::Default()->LockFile((directory / "LOCK").string(), &lock_)) {}
  ~Lock() {
    if (lock_ != nullptr) rocksdb::Env::Default()->UnlockFile(lock_).PermitUncheckedError();
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  [[nodiscard]] const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::FileLock* lock_ = nullptr;
  rocksdb::Status status_;
};

// RocksDB gives a held lock no code of its own: these are its words for one that another process
// holds, and for one that this process holds.
bool is_held_lock(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() && (text.find("While lock file") != std::string::npos ||
                                text.find("lock hold by current process") != std::string::npos);
}

}  // namespace

// ---- Opening

model::Result<std::unique_ptr<RocksKv>> RocksKv::open(const fs::path& directory, Mode mode) {
  std::error_code failure;
  if (mode == Mode::kCreate) {
    fs::create_directories(directory, failure);
    if (failure == std::errc::no_space_on_device) return store_error::disk_full();
    if (failure) return store_error::disk_failed(directory.string() + ": " + failure.message());
  }
  const bool stands = fs::exists(directory / "CURRENT", failure);
  if (failure) return store_error::disk_failed(directory.string() + ": " + failure.message());
  if (stands && mode == Mode::kCreate) return store_error::already_there(directory);
  if (!stands && mode != Mode::kCreate) return store_error::missing(directory);

  if (mode == Mode::kCreate || mode == Mode::kOpen) {
    const Lock lock(directory);
    if (is_held_lock(lock.status())) return store_error::busy(directory);
    if (!lock.status().ok()) return error_of(lock.status());
    if (auto checked = check_wal(directory, true); !checked) return checked.error();
  } else if (mode == Mode::kReadOnly) {
    if (auto checked = check_wal(directory, false); !checked) return checked.error();
  }

  std::unique_ptr<RocksKv> kv(new RocksKv(directory, mode));
  const rocksdb::Status status = kv->open_database();
  if (is_held_lock(status)) return store_error::busy(directory);
  if (!status.ok()) return error_of(status);
  return kv;
}

RocksKv::RocksKv(fs::path directory, Mode mode) : directory_(std::move(directory)), mode_(mode) {}

rocksdb::Status RocksKv::open_database() {
  const rocksdb::DBOptions options = database_options(mode_, stopped_);
  std::set<std::string> names = {rocksdb::kDefaultColumnFamilyName};
  if (mode_ != Mode::kCreate) {
    // Also those of a newer version, without which RocksDB would not open the others.
    std::vector<std::string> listed;
    const auto status = rocksdb::DB::ListColumnFamilies(options, directory_.string(), &listed);
    if (!status.ok()) return status;
    names.insert(listed.begin(), listed.end());
  }
  for (std::size_t i = 0; i < kFamilyCount; ++i) names.emplace(family_name(static_cast<Family>(i)));

  cache_ = rocksdb::NewLRUCache(kCountyMemory.block_cache_bytes);
  const auto tables = table_factory(cache_);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const auto& name : names) descriptors.emplace_back(name, family_options(name, tables));
  rocksdb::DB* db = nullptr;
  const auto status =
      reads_only() ? rocksdb::DB::OpenForReadOnly(options, directory_.string(), descriptors, &handles_, &db)
                   : rocksdb::DB::Open(options, directory_.string(), descriptors, &handles_, &db);
  if (!status.ok()) return status;
  db_.reset(db);
  logged_sequence_ = db->GetLatestSequenceNumber();
  for (auto* handle : handles_) {
    for (std::size_t i = 0; i < kFamilyCount; ++i)
      if (handle->GetName() == family_name(static_cast<Family>(i))) families_[i] = handle;
  }
  return status;
}

void RocksKv::set_memory(const MemorySizes& sizes) {
  cache_->SetCapacity(sizes.block_cache_bytes);
  wal_bytes_max_ = sizes.wal_bytes_max;
}

RocksKv::~RocksKv() {
  if (!db_) return;
  // Nothing can be done about an error here, and nothing hangs on it: all is in the synced log.
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  db_->Close().PermitUncheckedError();
}

// ---- Reading

// Counts a read, so that purge() can wait until no iterator keeps an obsolete file.
class RocksKv::Reading {
 public:
  explicit Reading(const RocksKv& kv) : kv_(kv) { ++kv_.readings_; }
  ~Reading() {
    if (--kv_.readings_ == 0) kv_.readings_.notify_all();
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  const RocksKv& kv_;
};

namespace {

// A node that went on would take what it can't read for what is not there. It ends in its own words: there
// is nothing that a core of it could tell.
void check_read(const rocksdb::Status& status) {
  if (status.ok()) return;
  const model::Error error = error_of(status);
  std::fprintf(stderr, "wishnode: %s (%s)\n%s\n", error.en.c_str(), error.code.c_str(), error.zh.c_str());
  std::_Exit(1);
}

}  // namespace

std::optional<std::string> RocksKv::get(Family family, std::string_view key) const {
  const Reading reading(*this);
  std::string value;
  const auto status = db_->Get(rocksdb::ReadOptions(), handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok() && reads_only()) {
    note_damage(family, key, status);
    return std::nullopt;
  }
  if (family == Family::kBlob && status.IsCorruption()) return "";
  check_read(status);
  return value;
}

void RocksKv::walk(Family family, std::string_view from, std::string_view before, bool backwards,
                   const Visitor& visit) const {
  const Reading reading(*this);
  const rocksdb::Slice lower = slice(from);
  const rocksdb::Slice upper = slice(before);
  rocksdb::ReadOptions options;
  if (!from.empty()) options.iterate_lower_bound = &lower;
  if (!before.empty()) options.iterate_upper_bound = &upper;
  // All of one subject and nothing else, the usual question about it: tables without it are passed by.
  options.prefix_same_as_start = family == Family::kSubject && !backwards && !reads_only() &&
                                 from.size() == kSubjectPrefixBytes && before == keys::after_prefix(from);
  options.total_order_seek = !options.prefix_same_as_start;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options, handle(family)));
  backwards ? at->SeekToLast() : at->SeekToFirst();
  std::string last_key(backwards ? before : from);
  for (;;) {
    while (at->Valid()) {
      if (reads_only()) last_key = at->key().ToString();
      if (!visit(view(at->key()), view(at->value()))) return;
      backwards ? at->Prev() : at->Next();
    }
    if (at->status().ok()) return;
    if (!reads_only()) check_read(at->status());
    note_damage(family, last_key, at->status());
    // Downwards nobody needs more: it looks for the last one.
    if (backwards || !pass_damage(last_key, *at)) return;
  }
}

void RocksKv::scan(Family family, std::string_view from, std::string_view to, const Visitor& visit) const {
  walk(family, from, to, false, visit);
}

void RocksKv::scan_back(Family family, std::string_view from, std::string_view before,
                        const Visitor& visit) const {
  walk(family, from, before, true, visit);
}

// ---- Writing

model::Result<> RocksKv::write(const KvBatch& batch) {
  model::check(!reads_only(), "no writes to a store that was opened for reading");
  if (batch.empty()) return {};
  rocksdb::WriteBatch writes;
  // check_wal() reads it; it stays true when the batch is tried again.
  const auto noted = writes.PutLogData(wal_note(logged_sequence_ + 1));
  model::check(noted.ok(), "a batch in memory takes a note");
  for (const auto& operation : batch.operations()) {
    const auto status =
        operation.value ? writes.Put(handle(operation.family), slice(operation.key), slice(*operation.value))
                        : writes.Delete(handle(operation.family), slice(operation.key));
    model::check(status.ok(), "a batch in memory takes every operation");
  }
  if (!has_room(writes.GetDataSize())) return store_error::disk_full();
  if (stopped_.exchange(false)) {
    // After an error RocksDB writes no more. Resuming moves what is in memory to tables and begins a
    // new log. It may wait for ever where there is no room for that, hence the question before.
    anchored_ = false;
    const auto resumed = db_->Resume();
    if (!resumed.ok()) {
      stopped_ = true;
      return error_of(resumed);
    }
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto status = commit(&writes);
  if (!status.ok()) return error_of(status);
  if (on_synced_) on_synced_(std::chrono::steady_clock::now() - begun, writes.GetDataSize());
  logged_sequence_ = db_->GetLatestSequenceNumber();
  log_bytes_ += writes.GetDataSize();
  if (log_bytes_ >= wal_bytes_max_ && to_flush_.empty()) {
    to_flush_ = handles_;
    log_bytes_ = 0;
  }
  begin_flushes();
  return {};
}

// Of the families whose turn it is. While RocksDB holds up writes it refuses to begin one without waiting, so
// the next write goes on with those that are left: a single family that never came to its turn would keep all
// logs. The batch is durable; what else goes wrong here stops RocksDB, and the next write meets it.
void RocksKv::begin_flushes() {
  rocksdb::FlushOptions options;
  options.wait = false;
  options.allow_write_stall = true;
  while (!to_flush_.empty() && db_->Flush(options, to_flush_.back()).ok()) {
    if (to_flush_.back()->GetName() == rocksdb::kDefaultColumnFamilyName) anchored_ = false;
    to_flush_.pop_back();
  }
}

bool RocksKv::has_room(std::uint64_t bytes) const {
  std::error_code failure;
  const auto space = fs::space(directory_, failure);
  return failure || space.available >= kDiskRoomBytesKept + log_bytes_ + bytes;
}

rocksdb::Status RocksKv::commit(rocksdb::WriteBatch* writes) {
  rocksdb::WriteOptions options;
  if (!anchored_ || checkpoints_ > 0) {
    // In RocksDB 7.8 a log that a write failed on stays unusable, and resuming replaces it only if
    // the memory of some family holds anything. This keeps something there: in the default family,
    // which only flushes of all families and Resume() flush.
    options.disableWAL = true;
    const auto status = db_->Put(options, db_->DefaultColumnFamily(), "anchor", "");
    if (!status.ok()) return status;
    anchored_ = true;
    options.disableWAL = false;
  }
  options.sync = true;
  return db_->Write(options, writes);
}

rocksdb::Status RocksKv::flush_all() {
  anchored_ = false;
  log_bytes_ = 0;
  to_flush_.clear();
  return db_->Flush(rocksdb::FlushOptions(), handles_);
}

RocksKv::Use RocksKv::use() const {
  const auto number = [&](const std::string& property) {
    std::uint64_t value = 0;
    return db_->GetIntProperty(handle(Family::kLog), property, &value) ? value : 0;
  };
  Use out;
  out.block_cache_bytes = number(rocksdb::DB::Properties::kBlockCacheUsage);  // All families share it.
  (void)db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &out.memtable_bytes);
  out.wal_bytes = log_bytes_;
  return out;
}

// ---- Erasing

model::Result<> RocksKv::purge(Family family, const std::vector<std::string>& keys) {
  if (keys.empty()) return {};
  KvBatch removals;
  for (const auto& key : keys) removals.remove(family, key);
  if (auto written = write(removals); !written) return written;

  // A log file goes when no family needs it any more: hence all of them.
  auto status = flush_all();
  if (!status.ok()) return error_of(status);
  rocksdb::ColumnFamilyMetaData former;
  db_->GetColumnFamilyMetaData(handle(family), &former);
  std::vector<std::string> former_tables;
  for (const auto& level : former.levels)
    for (const auto& table : level.files) former_tables.push_back(table.relative_filename);

  status = rewrite_around(family, keys);
  if (!status.ok()) return error_of(status);
  for (auto running = readings_.load(); running != 0; running = readings_.load()) readings_.wait(running);
  if (!delete_obsolete_files(former_tables))
    return store_error::disk_failed("a file that held what was erased could not be deleted");
  return {};
}

rocksdb::Status RocksKv::rewrite_around(Family family, std::vector<std::string> keys) {
  rocksdb::ColumnFamilyMetaData tree;
  db_->GetColumnFamilyMetaData(handle(family), &tree);
  std::vector<std::string> bottom;  // The largest keys of the bottommost tables, ascending.
  for (const auto& table : tree.levels.back().files) bottom.push_back(table.largestkey);

  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  std::sort(keys.begin(), keys.end());
  // Keys of one bottommost table go together, so that it is rewritten once, and no other with it.
  for (std::size_t first = 0; first < keys.size();) {
    const auto table = std::lower_bound(bottom.begin(), bottom.end(), keys[first]);
    std::size_t last = first;
    while (last + 1 < keys.size() && (table == bottom.end() || keys[last + 1] <= *table)) ++last;
    const rocksdb::Slice from = slice(keys[first]);
    const rocksdb::Slice to = slice(keys[last]);
    const auto status = db_->CompactRange(options, handle(family), &from, &to);
    if (!status.ok()) return status;
    first = last + 1;
  }
  return rocksdb::Status::OK();
}

bool RocksKv::delete_obsolete_files(const std::vector<std::string>& former_tables) {
  // Pausing waits for the jobs under way and what they delete. Enabling deletions, which nobody
  // disabled, looks through the whole directory and deletes here and now what is left.
  if (!db_->PauseBackgroundWork().ok()) return false;
  const bool deleted = db_->EnableFileDeletions(/*force=*/true).ok();
  if (!db_->ContinueBackgroundWork().ok() || !deleted) return false;

  std::vector<rocksdb::LiveFileMetaData> live;
  db_->GetLiveFilesMetaData(&live);
  std::set<std::string> live_names;
  for (const auto& table : live) live_names.insert(table.relative_filename);
  std::error_code failure;
  for (const auto& name : former_tables)
    if (!live_names.contains(name) && fs::exists(directory_ / name, failure)) return false;
  for (fs::directory_iterator entry(directory_, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (entry->path().extension() == ".log" && entry->file_size(failure) != 0) return false;
  return !failure;
}

}  // namespace node
