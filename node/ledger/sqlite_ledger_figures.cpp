// The ledger's figures and sums: what each place has, itself and below.

#include <sqlite3.h>

#include "node/ledger/sqlite_ledger_writer.h"

namespace node {

using model::DigestSum;
using model::Figures;
using model::PlaceCode;
using model::SummaryKey;

namespace {

// What bind_cell() binds: parameters 1 to 5 are the key, 6 and 7 the figures.
constexpr const char* kAddToFigure =
    "INSERT INTO figure(place, month, state, category, targets, wishes, value_yuan) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET "
    "wishes = wishes + ?6, value_yuan = value_yuan + ?7";
constexpr const char* kForgetFigure =
    "DELETE FROM figure WHERE place = ?1 AND month = ?2 AND state = ?3 AND category = ?4 "
    "AND targets = ?5 AND wishes + ?6 = 0";
constexpr const char* kAddToTotal =
    "INSERT INTO total(place, month, state, wishes, value_yuan) VALUES(?1, ?2, ?3, ?6, ?7) "
    "ON CONFLICT DO UPDATE SET wishes = wishes + ?6, value_yuan = value_yuan + ?7";
constexpr const char* kForgetTotal =
    "DELETE FROM total WHERE place = ?1 AND month = ?2 AND state = ?3 AND wishes + ?6 = 0";

void bind_cell(SQLite::Statement& statement, const SummaryKey& key, const Figures& figures) {
  const auto bind = [&](int at, std::int64_t value) {
    if (at <= statement.getBindParameterCount()) statement.bind(at, value);
  };
  bind(1, stored(key.place));
  bind(2, static_cast<std::int64_t>(key.month));
  bind(3, static_cast<std::int64_t>(key.state));
  bind(4, static_cast<std::int64_t>(key.category));
  bind(5, static_cast<std::int64_t>(key.targets.bits));
  bind(6, figures.wishes);
  bind(7, figures.value_yuan);
}

// The same cell of another place.
SummaryKey cell_at(PlaceCode place, SummaryKey key) {
  key.place = place;
  return key;
}

// Rings do not occur in a judged tree; a damaged one must not hang the projector.
constexpr int kTreeDepthMax = 64;

}  // namespace

template <typename Visit>
void LedgerWriter::at_or_above(PlaceCode place, Visit&& visit) const {
  visit(place);
  int depth = 0;
  for (auto at = parents_.find(place); at != parents_.end() && at->second != model::kPlaceOfAll;
       at = parents_.find(at->second)) {
    visit(at->second);
    if (++depth == kTreeDepthMax) throw SQLite::Exception("a ring in the tree", SQLITE_CORRUPT);
  }
}

void LedgerWriter::put_sums(const std::vector<std::pair<PlaceCode, DigestSum>>& sums, Sums& differences) {
  for (const auto& [place, own] : sums) {
    auto& old = connection_.prepared("SELECT own FROM sum WHERE place = ?");
    old.bind(1, stored(place));
    DigestSum difference = own;
    const bool stood = old.executeStep();
    if (stood) {
      const auto column = old.getColumn(0);
      difference.subtract(DigestSum::from(bytes_in(column)).value_or(DigestSum{}));
    }
    old.tryReset();
    auto& put = connection_.prepared(
        "INSERT INTO sum(place, own, subtree) VALUES(?1, ?2, zeroblob(32)) "
        "ON CONFLICT(place) DO UPDATE SET own = ?2");
    put.bind(1, stored(place));
    bind_bytes(put, 2, own.bytes());
    put.exec();
    differences[place].add(difference);
  }
}

void LedgerWriter::add_figures(const Cells& at_homes) {
  Cells everywhere;
  for (const auto& [key, figures] : at_homes) {
    if (figures == Figures{}) continue;
    at_or_above(key.place, [&, key = key, figures = figures](PlaceCode place) {
      everywhere[cell_at(place, key)].add(figures);
    });
  }
  put_figures(everywhere);
}

void LedgerWriter::put_figures(const Cells& cells) {
  Cells totals;
  for (const auto& [key, figures] : cells) {
    totals[SummaryDetail{true, false, false}.of(key)].add(figures);
    add_to_cell(kAddToFigure, kForgetFigure, key, figures);
  }
  for (const auto& [key, figures] : totals)
    if (figures != Figures{}) add_to_cell(kAddToTotal, kForgetTotal, key, figures);
}

// No row stays whose wishes are none.
void LedgerWriter::add_to_cell(const char* add, const char* forget, const SummaryKey& key,
                               const Figures& figures) {
  if (figures.wishes < 0) {
    auto& emptied = connection_.prepared(forget);
    bind_cell(emptied, key, figures);
    if (emptied.exec() != 0) return;
  }
  auto& put = connection_.prepared(add);
  bind_cell(put, key, figures);
  put.exec();
}

void LedgerWriter::add_to_subtrees(const Sums& at_places) {
  Sums everywhere;
  for (const auto& [at, difference] : at_places)
    at_or_above(at, [&, difference = difference](PlaceCode place) { everywhere[place].add(difference); });
  for (const auto& [place, difference] : everywhere) {
    auto& old = connection_.prepared("SELECT subtree FROM sum WHERE place = ?");
    old.bind(1, stored(place));
    DigestSum sum = difference;
    if (old.executeStep()) {
      const auto column = old.getColumn(0);
      sum.add(DigestSum::from(bytes_in(column)).value_or(DigestSum{}));
    }
    old.tryReset();
    auto& put = connection_.prepared(
        "INSERT INTO sum(place, own, subtree) VALUES(?1, zeroblob(32), ?2) "
        "ON CONFLICT(place) DO UPDATE SET subtree = ?2");
    put.bind(1, stored(place));
    bind_bytes(put, 2, sum.bytes());
    put.exec();
  }
}

// Home by home, as the index has them, so that no more than the cells of one and of all places above are in
// memory.
void LedgerWriter::recount() {
  connection_.database().exec("DELETE FROM figure");
  connection_.database().exec("DELETE FROM total");
  connection_.database().exec("UPDATE sum SET subtree = zeroblob(32)");
  Cells of_home, above;
  const auto put_home = [&] {
    put_figures(of_home);
    for (const auto& [cell, figures] : of_home) {
      at_or_above(cell.place, [&, &cell = cell, &figures = figures](PlaceCode place) {
        if (place != cell.place) above[cell_at(place, cell)].add(figures);
      });
    }
    of_home.clear();
  };
  {
    SQLite::Statement rows(connection_.database(),
                           "SELECT home, month, state, category, targets, coalesce(value_yuan, 0) FROM wish "
                           "INDEXED BY wish_by_home ORDER BY home");
    while (rows.executeStep()) {
      const SummaryKey cell{place_in(rows.getColumn(0)),
                            static_cast<std::uint32_t>(rows.getColumn(1).getInt64()),
                            static_cast<model::WishState>(rows.getColumn(2).getInt64()),
                            static_cast<model::Category>(rows.getColumn(3).getInt64()),
                            {static_cast<std::uint32_t>(rows.getColumn(4).getInt64())}};
      if (!of_home.empty() && of_home.begin()->first.place != cell.place) put_home();
      of_home[cell].add({1, rows.getColumn(5).getInt64()});
    }
  }
  put_home();
  put_figures(above);
  Sums sums;
  auto& own = connection_.prepared("SELECT place, own FROM sum");
  while (own.executeStep()) {
    const auto column = own.getColumn(1);
    sums[place_in(own.getColumn(0))] = DigestSum::from(bytes_in(column)).value_or(DigestSum{});
  }
  own.tryReset();
  add_to_subtrees(sums);
}

}  // namespace node
