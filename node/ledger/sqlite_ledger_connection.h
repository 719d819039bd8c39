// One connection to the ledger's file: its settings, its prepared statements, and how values of the
// programme become columns. Included by sqlite_ledger*.cpp alone; throws SQLite::Exception.

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/ids.h"
#include "node/ledger/ledger.h"
#include "node/limits.h"

namespace node {

// Raised with every change of the tables or of what their columns mean.
inline constexpr int kLedgerSchemaVersion = 14;
// "WTLD", in the file's header.
inline constexpr int kLedgerApplicationId = 0x57544c44;

// The version in the file's header: another fold fills the same tables with other rows.
[[nodiscard]] inline int ledger_file_version() {
  return static_cast<int>(model::kFoldVersion) * 1000 + kLedgerSchemaVersion;
}

class LedgerConnection {
 public:
  LedgerConnection(const std::filesystem::path& path, int flags, int cache_kibibytes);

  [[nodiscard]] SQLite::Database& database() { return database_; }
  // A statement for a text that lives as long as the program. It keeps what was bound: each use binds all.
  [[nodiscard]] SQLite::Statement& prepared(const char* sql);

 private:
  SQLite::Database database_;
  std::map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

// Numbers of 64 bits without sign keep their bits in SQLite's, which have one.
[[nodiscard]] inline std::int64_t stored(std::uint64_t value) { return static_cast<std::int64_t>(value); }
[[nodiscard]] inline std::int64_t stored(model::PlaceCode place) { return stored(place.value); }
[[nodiscard]] inline std::uint64_t number_in(SQLite::Column column) {
  return static_cast<std::uint64_t>(column.getInt64());
}
[[nodiscard]] inline model::PlaceCode place_in(SQLite::Column column) { return {number_in(column)}; }
[[nodiscard]] inline std::string_view bytes_in(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}
template <typename Id>
[[nodiscard]] Id id_in(const SQLite::Column& column) {
  const auto id = Id::from(bytes_in(column));
  if (!id) throw SQLite::Exception("an id of another size", 11);  // SQLITE_CORRUPT
  return *id;
}
inline void bind_bytes(SQLite::Statement& statement, int index, std::string_view bytes) {
  // A null pointer would be bound as NULL.
  statement.bind(index, bytes.empty() ? static_cast<const void*>("") : bytes.data(),
                 static_cast<int>(bytes.size()));
}

// The columns of a wish, in the order in which bind_wish() and wish_in() count them.
#define WISHTREE_WISH_COLUMNS                                                                   \
  "id, home, year, running, number_writer, registered_time, on_day, month, category, targets, " \
  "value_yuan, hand_over, state, erased, unsettled, state_unsettled, refs, sources, heads, "    \
  "campaign, matters, due_on, life"
void bind_wish(SQLite::Statement& statement, const model::FoldedWish& wish);
[[nodiscard]] model::FoldedWish wish_in(SQLite::Statement& row);

#define WISHTREE_OFFER_COLUMNS "id, home, state, category, targets, campaign, packed, due_on, publisher"
void bind_offer(SQLite::Statement& statement, const model::FoldedOffer& offer);
[[nodiscard]] model::FoldedOffer offer_in(SQLite::Statement& row);

// In the order of the columns of `taking`.
void bind_taking(SQLite::Statement& statement, const Taking& taking);
[[nodiscard]] Taking taking_in(SQLite::Statement& row);

#define WISHTREE_VOLUNTEER_COLUMNS "id, place, packed"
void bind_volunteer(SQLite::Statement& statement, const model::FoldedVolunteer& volunteer);
[[nodiscard]] model::FoldedVolunteer volunteer_in(SQLite::Statement& row);

#define WISHTREE_REPORT_COLUMNS "id, place, packed"
void bind_report(SQLite::Statement& statement, const model::FoldedReport& report);
[[nodiscard]] model::FoldedReport report_in(SQLite::Statement& row);

// What a report reads of a wish, all of which stands in one index.
#define WISHTREE_REPORT_ROW_COLUMNS "id, home, state, category, targets, value_yuan, report"
[[nodiscard]] model::ReportRow report_row_in(SQLite::Statement& row);

// Tips as bytes: seq (8) and hash (32) each.
[[nodiscard]] std::string pack_tips(const std::vector<model::Tip>& tips);
[[nodiscard]] std::vector<model::Tip> unpack_tips(std::string_view bytes);

}  // namespace node
