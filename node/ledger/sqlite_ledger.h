// The ledger in a SQLite file. This file and sqlite_ledger*.cpp alone know SQLite; the tables are
// described in LEDGER.md.
//
// The file can be deleted at any time. One that is damaged, foreign, or written by another version of
// the fold or of the tables is deleted by open() and made anew, empty: the projector fills it again.
// A transaction cut short by a crash is as if it had not begun (write-ahead log). A ledger that is filled
// anew grows in a file beside this one, by a thread of its own, and takes its place when it is whole.
//
// apply(), clear() and fill() on one thread, with a connection of their own; reads from any thread, with one
// of kLedgerReadersMax connections each, so that nobody waits for apply(). A read that meets damage marks the
// file and stops the program, since wrong figures are worse; the next open() makes the file anew.

#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/ledger/ledger.h"
#include "node/limits.h"

namespace node {

class LedgerWriter;
class LedgerReader;
class SqliteLedgerFill;

class SqliteLedger final : public Ledger {
 public:
  // Errors: "disk.full", "disk.failed". The directory must exist.
  [[nodiscard]] static model::Result<std::unique_ptr<SqliteLedger>> open(
      const std::filesystem::path& path, const MemorySizes& sizes = kCommunityMemory);
  SqliteLedger(const SqliteLedger&) = delete;
  SqliteLedger& operator=(const SqliteLedger&) = delete;
  ~SqliteLedger() override;

  // Whether a file that stood there could not be used and was made anew.
  [[nodiscard]] bool rebuilt() const { return rebuilt_; }

  [[nodiscard]] std::uint64_t cursor() const override { return cursor_; }
  [[nodiscard]] model::Result<> apply(const Projection& projection) override;
  [[nodiscard]] model::Result<> clear() override;
  [[nodiscard]] model::Result<std::unique_ptr<LedgerFill>> fill() override;

  [[nodiscard]] std::optional<model::FoldedWish> wish(const model::WishKey& key) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes_by_number(const std::string& number) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes(const WishFilter& filter,
                                                      const std::optional<model::WishKey>& before,
                                                      std::size_t count_max) const override;
  [[nodiscard]] std::optional<model::FoldedOffer> offer(const model::WishKey& key) const override;
  [[nodiscard]] std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max) const override;
  [[nodiscard]] std::map<model::PlaceCode, std::size_t> count_matters(
      const MatterFilter& filter) const override;
  [[nodiscard]] std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max) const override;
  [[nodiscard]] std::vector<Taking> confirmed_takings(const model::Date& first,
                                                      const model::Date& last) const override;
  [[nodiscard]] std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                              const std::optional<model::Period>& period) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(const std::vector<model::PlaceCode>& places,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max) const override;
  [[nodiscard]] std::vector<model::FoldedReport> reports_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedReport> reports() const override;
  [[nodiscard]] std::uint32_t last_running(model::PlaceCode home, std::uint16_t year,
                                           const model::WriterId& writer) const override;
  [[nodiscard]] Summary summary(model::PlaceCode place, const std::vector<model::PlaceCode>& places,
                                const std::optional<model::Period>& period,
                                SummaryDetail detail = {}) const override;
  [[nodiscard]] ReportBasis report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                        BasisLogs logs = BasisLogs::kNo) const override;
  [[nodiscard]] std::vector<FoldedLog> logs() const override;
  [[nodiscard]] std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums() const override;
  [[nodiscard]] std::vector<TreeEdge> tree() const override;
  [[nodiscard]] std::map<model::SummaryKey, model::Figures> figures() const override;
  [[nodiscard]] std::vector<model::SubjectId> subjects_at(model::PlaceCode home) const override;
  [[nodiscard]] Elsewhere elsewhere() const override;

 private:
  friend class SqliteLedgerFill;
  SqliteLedger(std::filesystem::path path, const MemorySizes& sizes);
  [[nodiscard]] model::Result<> open_file();
  // The file at the ledger's place becomes `filled`, or an empty one.
  [[nodiscard]] model::Result<> make_anew(const std::optional<std::filesystem::path>& filled = {});
  [[nodiscard]] model::Result<> exchange_file(const std::optional<std::filesystem::path>& filled);
  [[nodiscard]] model::Result<> write(const std::function<void(LedgerWriter&)>& what);
  template <typename What>
  auto read(What&& what) const;
  [[nodiscard]] std::unique_ptr<LedgerReader> lease() const;
  void give_back(std::unique_ptr<LedgerReader> reader) const;

  const std::filesystem::path path_;
  const MemorySizes sizes_;
  bool rebuilt_ = false;
  std::unique_ptr<LedgerWriter> writer_;
  std::atomic<std::uint64_t> cursor_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable returned_;
  mutable std::vector<std::unique_ptr<LedgerReader>> idle_;  // Guarded by mutex_.
  mutable std::size_t leased_ = 0;                           // Guarded by mutex_.
  bool exchanging_ = false;                                  // Guarded by mutex_.
};

}  // namespace node
