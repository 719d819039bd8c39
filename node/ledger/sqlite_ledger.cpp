#include "node/ledger/sqlite_ledger.h"

#include <sqlite3.h>

#include <fstream>

#include "node/files/files.h"
#include "node/ledger/sqlite_ledger_fill.h"
#include "node/ledger/sqlite_ledger_reader.h"
#include "node/ledger/sqlite_ledger_writer.h"

namespace node {
namespace {

using model::Error;
using model::Result;

namespace fs = std::filesystem;

bool damaged(const SQLite::Exception& e) {
  return e.getErrorCode() == SQLITE_CORRUPT || e.getErrorCode() == SQLITE_NOTADB;
}

fs::path beside(const fs::path& path, const char* tail) { return path.string() + tail; }

}  // namespace

Error disk_full() {
  return Error("disk.full", "the disk is full; free some room and the ledger goes on by itself",
               "磁盘已满；腾出空间后台帐会自动继续");
}

Error to_error(const SQLite::Exception& e) {
  if (e.getErrorCode() == SQLITE_FULL) return disk_full();
  return Error("disk.failed",
               std::string("the ledger's file can't be used (") + e.what() + "); check the disk",
               std::string("无法使用台帐文件（") + e.what() + "）；请检查磁盘");
}

SqliteLedger::SqliteLedger(std::filesystem::path path, const MemorySizes& sizes)
    : path_(std::move(path)), sizes_(sizes) {}

SqliteLedger::~SqliteLedger() {
  // The last connection to be closed puts the write-ahead log into the file: it must be able to write.
  idle_.clear();
}

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(const std::filesystem::path& path,
                                                         const MemorySizes& sizes) {
  std::unique_ptr<SqliteLedger> ledger(new SqliteLedger(path, sizes));
  if (auto opened = ledger->open_file(); !opened) return opened.error();
  return ledger;
}

Result<> SqliteLedger::open_file() {
  std::error_code ignored;
  fs::remove(beside(path_, kFillingTail), ignored);
  if (fs::exists(beside(path_, kDamagedTail), ignored)) {
    rebuilt_ = true;
    return make_anew();
  }
  try {
    writer_ = std::make_unique<LedgerWriter>(path_, sizes_.ledger_cache_kibibytes);
    cursor_ = writer_->cursor();
    return {};
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() == SQLITE_FULL || e.getErrorCode() == SQLITE_CANTOPEN ||
        e.getErrorCode() == SQLITE_BUSY)
      return to_error(e);
    rebuilt_ = true;
    return make_anew();
  }
}

// No reader may hold the old file, so none gets it any more until this is done.
Result<> SqliteLedger::make_anew(const std::optional<fs::path>& filled) {
  std::unique_lock lock(mutex_);
  exchanging_ = true;
  returned_.wait(lock, [&] { return leased_ == 0; });
  idle_.clear();
  writer_.reset();
  auto made = exchange_file(filled);
  exchanging_ = false;
  returned_.notify_all();
  return made;
}

Result<> SqliteLedger::exchange_file(const std::optional<fs::path>& filled) {
  cursor_ = 0;
  std::error_code failed;
  for (const char* tail : {"-wal", "-shm", "-journal", ""}) {
    if (*tail == '\0' && filled) continue;
    fs::remove(beside(path_, tail), failed);
    if (failed)
      return Error("disk.failed",
                   "the damaged ledger " + path_.string() + " can't be deleted; delete it by hand",
                   "无法删除已损坏的台帐 " + path_.string() + "；请手工删除");
  }
  if (filled) {
    fs::rename(*filled, path_, failed);
    if (failed) return file_error(path_, failed.value());
  }
  fs::remove(beside(path_, kDamagedTail), failed);
  if (auto synced = sync_directory(directory_of(path_)); !synced) return synced;
  try {
    writer_ =
        std::make_unique<LedgerWriter>(path_, sizes_.ledger_cache_kibibytes, LedgerWriter::Trust::kJustMade);
    cursor_ = writer_->cursor();
    return {};
  } catch (const SQLite::Exception& e) {
    return to_error(e);
  }
}

Result<> SqliteLedger::write(const std::function<void(LedgerWriter&)>& what) {
  if (!writer_)
    if (auto made = make_anew(); !made) return made;
  try {
    what(*writer_);
    cursor_ = writer_->cursor();
    return {};
  } catch (const SQLite::Exception& e) {
    if (!damaged(e)) return to_error(e);
    if (auto made = make_anew(); !made) return made;
    return Error("ledger.damaged", "the ledger's file was damaged and is being made anew from the logs",
                 "台帐文件已损坏，正在根据日志重建");
  }
}

Result<> SqliteLedger::apply(const Projection& projection) {
  return write([&](LedgerWriter& writer) { writer.apply(projection); });
}

Result<> SqliteLedger::clear() { return make_anew(); }

Result<std::unique_ptr<LedgerFill>> SqliteLedger::fill() {
  const fs::path path = beside(path_, kFillingTail);
  std::error_code failed;
  fs::remove(path, failed);
  try {
    return std::make_unique<SqliteLedgerFill>(*this, path);
  } catch (const SQLite::Exception& e) {
    return to_error(e);
  } catch (const std::system_error& e) {
    return Error("disk.failed", std::string("no thread to fill the ledger: ") + e.what(),
                 std::string("无法启动整理台帐的线程：") + e.what());
  }
}

std::unique_ptr<LedgerReader> SqliteLedger::lease() const {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return leased_ < kLedgerReadersMax && !exchanging_; });
  std::unique_ptr<LedgerReader> reader;
  if (idle_.empty()) {
    reader = std::make_unique<LedgerReader>(path_, sizes_.ledger_reader_kibibytes);
  } else {
    reader = std::move(idle_.back());
    idle_.pop_back();
  }
  ++leased_;
  return reader;
}

void SqliteLedger::give_back(std::unique_ptr<LedgerReader> reader) const {
  {
    const std::unique_lock lock(mutex_);
    idle_.push_back(std::move(reader));
    --leased_;
  }
  returned_.notify_all();
}

template <typename What>
auto SqliteLedger::read(What&& what) const {
  try {
    auto reader = lease();
    auto out = what(*reader);
    give_back(std::move(reader));
    return out;
  } catch (const SQLite::Exception& e) {
    if (damaged(e)) std::ofstream(beside(path_, kDamagedTail)) << e.what() << '\n';
    model::fail_check((std::string("the ledger can be read: ") + e.what()).c_str(), BOOST_CURRENT_LOCATION);
  }
}

std::optional<model::FoldedWish> SqliteLedger::wish(const model::WishKey& key) const {
  return read([&](LedgerReader& r) { return r.wish(key); });
}

std::vector<model::FoldedWish> SqliteLedger::wishes_of(const model::SubjectId& id) const {
  return read([&](LedgerReader& r) { return r.wishes_of(id); });
}

std::vector<model::FoldedWish> SqliteLedger::wishes_by_number(const std::string& number) const {
  return read([&](LedgerReader& r) { return r.wishes_by_number(number); });
}

std::vector<model::FoldedWish> SqliteLedger::wishes(const WishFilter& filter,
                                                    const std::optional<model::WishKey>& before,
                                                    std::size_t count_max) const {
  return read([&](LedgerReader& r) { return r.wishes(filter, before, count_max); });
}

std::optional<model::FoldedOffer> SqliteLedger::offer(const model::WishKey& key) const {
  return read([&](LedgerReader& r) { return r.offer(key); });
}

std::vector<model::FoldedOffer> SqliteLedger::offers_of(const model::SubjectId& id) const {
  return read([&](LedgerReader& r) { return r.offers_of(id); });
}

std::vector<model::FoldedOffer> SqliteLedger::offers(const OfferFilter& filter,
                                                     const std::optional<model::WishKey>& before,
                                                     std::size_t count_max) const {
  return read([&](LedgerReader& r) { return r.offers(filter, before, count_max); });
}

std::map<model::PlaceCode, std::size_t> SqliteLedger::count_matters(const MatterFilter& filter) const {
  return read([&](LedgerReader& r) { return r.count_matters(filter); });
}

std::vector<model::FoldedWish> SqliteLedger::matters(const MatterFilter& filter,
                                                     const std::optional<model::WishKey>& before,
                                                     std::size_t count_max) const {
  return read([&](LedgerReader& r) { return r.matters(filter, before, count_max); });
}

std::vector<Taking> SqliteLedger::confirmed_takings(const model::Date& first, const model::Date& last) const {
  return read([&](LedgerReader& r) { return r.confirmed_takings(first, last); });
}

std::vector<GroupCell> SqliteLedger::groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                            const std::optional<model::Period>& period) const {
  return read([&](LedgerReader& r) { return r.groups(by, homes, period); });
}

std::vector<model::FoldedVolunteer> SqliteLedger::volunteers_of(const model::SubjectId& id) const {
  return read([&](LedgerReader& r) { return r.volunteers_of(id); });
}

std::vector<model::FoldedVolunteer> SqliteLedger::volunteers(model::PlaceCode place) const {
  return read([&](LedgerReader& r) { return r.volunteers(place); });
}

std::vector<model::FoldedVolunteer> SqliteLedger::volunteers(const std::vector<model::PlaceCode>& places,
                                                             const std::optional<model::WishKey>& before,
                                                             std::size_t count_max) const {
  return read([&](LedgerReader& r) { return r.volunteers(places, before, count_max); });
}

std::vector<model::FoldedReport> SqliteLedger::reports_of(const model::SubjectId& id) const {
  return read([&](LedgerReader& r) { return r.reports_of(id); });
}

std::vector<model::FoldedReport> SqliteLedger::reports() const {
  return read([](LedgerReader& r) { return r.reports(); });
}

Ledger::ReportBasis SqliteLedger::report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                              BasisLogs logs) const {
  return read([&](LedgerReader& r) { return r.report_rows(place, visit, logs); });
}

std::uint32_t SqliteLedger::last_running(model::PlaceCode home, std::uint16_t year,
                                         const model::WriterId& writer) const {
  return read([&](LedgerReader& r) { return r.last_running(home, year, writer); });
}

Ledger::Summary SqliteLedger::summary(model::PlaceCode place, const std::vector<model::PlaceCode>& places,
                                      const std::optional<model::Period>& period,
                                      SummaryDetail detail) const {
  return read([&](LedgerReader& r) { return r.summary(place, places, period, detail); });
}

std::vector<FoldedLog> SqliteLedger::logs() const {
  return read([](LedgerReader& r) { return r.logs(); });
}

std::vector<std::pair<model::PlaceCode, model::DigestSum>> SqliteLedger::own_sums() const {
  return read([](LedgerReader& r) { return r.own_sums(); });
}

std::vector<TreeEdge> SqliteLedger::tree() const {
  return read([](LedgerReader& r) { return r.tree(); });
}

std::map<model::SummaryKey, model::Figures> SqliteLedger::figures() const {
  return read([](LedgerReader& r) { return r.figures(); });
}

std::vector<model::SubjectId> SqliteLedger::subjects_at(model::PlaceCode home) const {
  return read([&](LedgerReader& r) { return r.subjects_at(home); });
}

Ledger::Elsewhere SqliteLedger::elsewhere() const {
  return read([](LedgerReader& r) { return r.elsewhere(); });
}

}  // namespace node
