#include "node/ledger/sqlite_ledger_fill.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "node/files/files.h"

namespace node {

using model::Result;

SqliteLedgerFill::SqliteLedgerFill(SqliteLedger& ledger, const std::filesystem::path& path)
    : ledger_(ledger), path_(path) {
  writer_.emplace(path_, LedgerWriter::Filling{ledger.sizes_.ledger_fill_kibibytes});
  thread_ = std::thread([this] { run(); });
}

SqliteLedgerFill::~SqliteLedgerFill() {
  end_thread();
  writer_.reset();
  std::error_code ignored;
  if (!in_place_) std::filesystem::remove(path_, ignored);
}

Result<> SqliteLedgerFill::room() const {
  std::error_code failed;
  const auto space = std::filesystem::space(directory_of(path_), failed);
  if (failed || space.available >= kDiskRoomBytesKept) return {};
  return disk_full();
}

void SqliteLedgerFill::run() {
  pthread_setname_np(pthread_self(), "ledger-fill");
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return waiting_ || ending_; });
    if (!waiting_) return;
    const std::vector<FoldedSubject> subjects = std::move(*waiting_);
    waiting_.reset();
    changed_.notify_all();
    if (error_) continue;
    lock.unlock();
    std::optional<model::Error> error;
    try {
      writer_->append(subjects);
    } catch (const SQLite::Exception& e) {
      error = to_error(e);
    }
    lock.lock();
    error_ = std::move(error);
  }
}

// What waits is written first.
void SqliteLedgerFill::end_thread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<> SqliteLedgerFill::put(std::vector<FoldedSubject> subjects) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_; });
  if (error_) return *error_;
  waiting_ = std::move(subjects);
  changed_.notify_all();
  return {};
}

Result<> SqliteLedgerFill::finish(Projection rest) {
  end_thread();
  if (error_) return *error_;
  try {
    writer_->finish(rest);
  } catch (const SQLite::Exception& e) {
    return to_error(e);
  }
  writer_.reset();
  // Nothing of it was synced so far; under its final name it must be whole.
  const File file(path_, O_RDWR);
  if (!file.is_open() || ::fsync(file.fd()) != 0) return file_error(path_, errno);
  auto made = ledger_.make_anew(path_);
  in_place_ = made.has_value();
  return made;
}

}  // namespace node
