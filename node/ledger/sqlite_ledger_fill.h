// A ledger's file that is filled anew. The rows are written by a thread of its own, so that the projector
// folds the next ones meanwhile. Included by sqlite_ledger*.cpp alone.

#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "node/ledger/sqlite_ledger.h"
#include "node/ledger/sqlite_ledger_writer.h"

namespace node {

// What stands beside the ledger's file: one that is not finished, and the mark of a damaged one.
inline constexpr const char* kFillingTail = "-filling";
inline constexpr const char* kDamagedTail = "-damaged";

[[nodiscard]] model::Error to_error(const SQLite::Exception& e);
[[nodiscard]] model::Error disk_full();

class SqliteLedgerFill final : public LedgerFill {
 public:
  // Makes the file at `path`; throws SQLite::Exception. `ledger` must outlive this.
  SqliteLedgerFill(SqliteLedger& ledger, const std::filesystem::path& path);
  ~SqliteLedgerFill() override;
  SqliteLedgerFill(const SqliteLedgerFill&) = delete;
  SqliteLedgerFill& operator=(const SqliteLedgerFill&) = delete;

  [[nodiscard]] model::Result<> room() const override;
  [[nodiscard]] model::Result<> put(std::vector<FoldedSubject> subjects) override;
  [[nodiscard]] model::Result<> finish(Projection rest) override;

 private:
  void run();
  void end_thread();

  SqliteLedger& ledger_;
  const std::filesystem::path path_;
  std::optional<LedgerWriter> writer_;  // The thread's, while it runs.
  bool in_place_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::vector<FoldedSubject>> waiting_;  // Guarded by mutex_; one load, no more.
  std::optional<model::Error> error_;                  // Guarded by mutex_.
  bool ending_ = false;                                // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace node
