#include "node/ledger/sqlite_ledger_writer.h"

#include <sqlite3.h>

#include "node/ledger/sqlite_ledger_life.h"

namespace node {
namespace {

using model::PlaceCode;

constexpr const char* kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE place(code INTEGER PRIMARY KEY, parent INTEGER NOT NULL);
CREATE TABLE wish(
  id BLOB NOT NULL, home INTEGER NOT NULL, year INTEGER NOT NULL, running INTEGER NOT NULL,
  number_writer BLOB NOT NULL, registered_time INTEGER NOT NULL, on_day INTEGER NOT NULL,
  month INTEGER NOT NULL, category INTEGER NOT NULL, targets INTEGER NOT NULL, value_yuan INTEGER,
  hand_over INTEGER NOT NULL, state INTEGER NOT NULL, erased INTEGER NOT NULL, unsettled INTEGER NOT NULL,
  state_unsettled INTEGER NOT NULL, refs BLOB NOT NULL, sources BLOB NOT NULL, heads BLOB NOT NULL,
  campaign BLOB NOT NULL, matters INTEGER NOT NULL, due_on INTEGER NOT NULL, life BLOB NOT NULL,
  open_since INTEGER NOT NULL, report BLOB NOT NULL);
CREATE TABLE offer(
  id BLOB NOT NULL, home INTEGER NOT NULL, state INTEGER NOT NULL, category INTEGER NOT NULL,
  targets INTEGER NOT NULL, campaign BLOB NOT NULL, packed BLOB NOT NULL, due_on INTEGER NOT NULL,
  publisher BLOB NOT NULL, PRIMARY KEY(id, home)) WITHOUT ROWID;
CREATE TABLE taking(
  id BLOB NOT NULL, home INTEGER NOT NULL, scope INTEGER NOT NULL, claim BLOB NOT NULL, volunteer BLOB NOT NULL,
  unit BLOB NOT NULL, state INTEGER NOT NULL, on_day INTEGER NOT NULL, share INTEGER NOT NULL,
  of INTEGER NOT NULL, minutes INTEGER NOT NULL, value_yuan INTEGER NOT NULL, policy BLOB NOT NULL,
  PRIMARY KEY(id, home, claim, volunteer)) WITHOUT ROWID;
CREATE TABLE volunteer(id BLOB NOT NULL, place INTEGER NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY(id, place)) WITHOUT ROWID;
CREATE INDEX volunteer_by_place ON volunteer(place, id);
CREATE TABLE report(id BLOB NOT NULL, place INTEGER NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY(id, place)) WITHOUT ROWID;
CREATE TABLE elsewhere(home INTEGER NOT NULL, subject BLOB NOT NULL, PRIMARY KEY(home, subject)) WITHOUT ROWID;
CREATE INDEX elsewhere_by_subject ON elsewhere(subject);
CREATE TABLE figure(
  place INTEGER NOT NULL, month INTEGER NOT NULL, state INTEGER NOT NULL, category INTEGER NOT NULL,
  targets INTEGER NOT NULL, wishes INTEGER NOT NULL, value_yuan INTEGER NOT NULL,
  PRIMARY KEY(place, month, state, category, targets)) WITHOUT ROWID;
CREATE TABLE total(
  place INTEGER NOT NULL, month INTEGER NOT NULL, state INTEGER NOT NULL,
  wishes INTEGER NOT NULL, value_yuan INTEGER NOT NULL, PRIMARY KEY(place, month, state)) WITHOUT ROWID;
CREATE TABLE log(place INTEGER NOT NULL, writer BLOB NOT NULL, tips BLOB NOT NULL,
  PRIMARY KEY(place, writer)) WITHOUT ROWID;
CREATE TABLE sum(place INTEGER PRIMARY KEY, own BLOB NOT NULL, subtree BLOB NOT NULL);
INSERT INTO meta(name, value) VALUES('cursor', 0);
)sql";

// A ledger that is filled gets its rows ascending by subject. These grow with the rows, at their ends.
constexpr const char* kIndexesBySubject = R"sql(
CREATE INDEX wish_by_key ON wish(id, home, state, category, targets, month, hand_over);
CREATE INDEX wish_with_matters ON wish(id, home, matters, due_on) WHERE matters != 0;
CREATE INDEX wish_open ON wish(id, home, open_since) WHERE open_since != 0;
CREATE INDEX offer_with_due ON offer(id, home, due_on) WHERE due_on != 0;
)sql";

// These are sorted once all rows stand.
constexpr const char* kOtherIndexes = R"sql(
CREATE INDEX wish_by_home ON wish(home, id, state, category, targets, month, hand_over, value_yuan,
  year, running, number_writer, report);
CREATE INDEX wish_by_campaign ON wish(campaign, id, home, state, category, targets, month, hand_over)
  WHERE campaign != x'';
CREATE INDEX offer_by_state ON offer(state, id, home);
CREATE INDEX offer_by_home ON offer(home, id);
CREATE INDEX offer_by_publisher ON offer(publisher, id, home) WHERE publisher != x'';
CREATE INDEX taking_by_day ON taking(on_day) WHERE state = 7;
)sql";

// Takes what bind_row() binds. Key and number stay, and open_since, which hardly ever changes and has an
// index of its own.
constexpr const char* kChangeWish =
    "UPDATE wish SET registered_time = ?6, on_day = ?7, month = ?8, category = ?9, targets = ?10, "
    "value_yuan = ?11, hand_over = ?12, state = ?13, erased = ?14, unsettled = ?15, state_unsettled = ?16, "
    "refs = ?17, sources = ?18, heads = ?19, campaign = ?20, matters = ?21, due_on = ?22, life = ?23, "
    "report = ?24 WHERE rowid = ?25";

// One of the subject's wishes, and as the 24th what reports count of it.
void bind_row(SQLite::Statement& statement, const FoldedSubject& subject, const model::FoldedWish& wish) {
  bind_wish(statement, wish);
  bind_bytes(statement, 24, pack_report_row(report_row_of(subject, wish)));
}

// What matters of a row that stands when its wish changes: no more is read.
struct Former {
  std::int64_t rowid = 0;
  model::SummaryKey cell;
  model::Figures counted;
  std::uint16_t year = 0;
  std::uint32_t running = 0;
  model::WriterId number_writer;
  std::int64_t open_since = 0;
};
constexpr const char* kFormerRows =
    "SELECT rowid, home, month, state, category, targets, coalesce(value_yuan, 0), year, running, "
    "number_writer, open_since FROM wish WHERE id = ?";

Former former_in(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  Former out;
  out.rowid = number(0);
  out.cell = {place_in(row.getColumn(1)),
              static_cast<std::uint32_t>(number(2)),
              static_cast<model::WishState>(number(3)),
              static_cast<model::Category>(number(4)),
              {static_cast<std::uint32_t>(number(5))}};
  out.counted = {1, number(6)};
  out.year = static_cast<std::uint16_t>(number(7));
  out.running = static_cast<std::uint32_t>(number(8));
  out.number_writer = id_in<model::WriterId>(row.getColumn(9));
  out.open_since = number(10);
  return out;
}

// Whether the columns that no change touches stay as they are.
bool same_number(const Former& former, const model::FoldedWish& wish) {
  return former.cell.place == wish.home && former.year == wish.year && former.running == wish.running &&
         former.number_writer == wish.number_writer;
}

std::int64_t stored_open_since(const model::FoldedWish& wish) {
  return static_cast<std::int64_t>(open_since(wish).number());
}

}  // namespace

LedgerWriter::LedgerWriter(const std::filesystem::path& path, int cache_kibibytes, Trust trust)
    : connection_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, cache_kibibytes) {
  SQLite::Database& db = connection_.database();
  const bool empty = db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt64() == 0;
  if (!empty || db.execAndGet("PRAGMA application_id").getInt() != 0) check_file(path, trust);
  db.exec("PRAGMA journal_mode = WAL");
  // The file is derived: a power cut may take the last transactions, never half of one.
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA temp_store = MEMORY");
  db.exec("PRAGMA wal_autocheckpoint = " + std::to_string(kLedgerWalPages));
  if (empty) {
    SQLite::Transaction transaction(db);
    make_tables();
    db.exec(kOtherIndexes);
    transaction.commit();
  }
  cursor_ = number_in(db.execAndGet("SELECT value FROM meta WHERE name = 'cursor'"));
  any_elsewhere_ = db.execAndGet("SELECT EXISTS(SELECT 1 FROM elsewhere)").getInt() != 0;
  load_tree();
}

LedgerWriter::LedgerWriter(const std::filesystem::path& path, Filling filling)
    : connection_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, filling.cache_kibibytes) {
  SQLite::Database& db = connection_.database();
  // Cut short, the file is thrown away.
  db.exec("PRAGMA journal_mode = OFF");
  db.exec("PRAGMA synchronous = OFF");
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  db.exec("BEGIN");
  make_tables();
}

void LedgerWriter::check_file(const std::filesystem::path& path, Trust trust) {
  SQLite::Database& db = connection_.database();
  if (db.execAndGet("PRAGMA application_id").getInt() != kLedgerApplicationId ||
      db.execAndGet("PRAGMA user_version").getInt() != ledger_file_version())
    throw SQLite::Exception("a file of another program or version", SQLITE_NOTADB);
  if (trust == Trust::kLookThrough && std::filesystem::file_size(path) <= kLedgerCheckedBytesMax &&
      db.execAndGet("PRAGMA quick_check(1)").getString() != "ok")
    throw SQLite::Exception("the file's pages do not fit together", SQLITE_CORRUPT);
}

void LedgerWriter::make_tables() {
  SQLite::Database& db = connection_.database();
  db.exec(kTables);
  db.exec(kIndexesBySubject);
  db.exec("PRAGMA application_id = " + std::to_string(kLedgerApplicationId));
  db.exec("PRAGMA user_version = " + std::to_string(ledger_file_version()));
}

void LedgerWriter::load_tree() {
  parents_.clear();
  auto& rows = connection_.prepared("SELECT code, parent FROM place");
  while (rows.executeStep()) parents_[place_in(rows.getColumn(0))] = place_in(rows.getColumn(1));
}

void LedgerWriter::apply(const Projection& projection) {
  SQLite::Transaction transaction(connection_.database(), SQLite::TransactionBehavior::IMMEDIATE);
  const auto former_tree = projection.tree ? parents_ : decltype(parents_){};
  try {
    const bool moved = projection.tree && put_tree(*projection.tree);
    Cells cells;
    for (const FoldedSubject& subject : projection.subjects) put_subject(subject, cells);
    Sums sums;
    put_sums(projection.sums, sums);
    for (const FoldedLog& log : projection.logs) put_log(log);
    if (moved) {
      recount();
    } else {
      add_figures(cells);
      add_to_subtrees(sums);
    }
    put_cursor(projection.cursor);
    transaction.commit();
  } catch (...) {
    // The transaction goes back by itself; so must the tree.
    if (projection.tree) parents_ = former_tree;
    throw;
  }
  cursor_ = projection.cursor;
}

bool LedgerWriter::put_tree(const std::vector<TreeEdge>& tree) {
  const auto former = std::exchange(parents_, {});
  for (const TreeEdge& edge : tree) parents_[edge.code] = edge.parent;
  bool moved = false;
  for (const auto& [code, parent] : former) {
    const auto at = parents_.find(code);
    if (at == parents_.end() || at->second != parent) moved = true;
    if (at == parents_.end()) {
      auto& gone = connection_.prepared("DELETE FROM place WHERE code = ?");
      gone.bind(1, stored(code));
      gone.exec();
    }
  }
  for (const auto& [code, parent] : parents_) {
    const auto at = former.find(code);
    if (at != former.end() && at->second == parent) continue;
    if (at == former.end() && !moved && counted_at(code)) moved = true;
    auto& put = connection_.prepared("INSERT OR REPLACE INTO place(code, parent) VALUES(?, ?)");
    put.bind(1, stored(code));
    put.bind(2, stored(parent));
    put.exec();
  }
  return moved;
}

bool LedgerWriter::counted_at(PlaceCode place) {
  auto& row = connection_.prepared(
      "SELECT EXISTS(SELECT 1 FROM figure WHERE place = ?1) OR EXISTS(SELECT 1 FROM sum WHERE place = ?1)");
  row.bind(1, stored(place));
  return row.executeStep() && row.getColumn(0).getInt() != 0;
}

void LedgerWriter::put_subject(const FoldedSubject& subject, Cells& differences) {
  std::vector<Former> former;
  if (subject.former.any) {
    auto& old = connection_.prepared(kFormerRows);
    bind_bytes(old, 1, subject.id.view());
    while (old.executeStep()) {
      former.push_back(former_in(old));
      differences[former.back().cell].add(former.back().counted, -1);
    }
    old.tryReset();
  }
  for (const model::FoldedWish& wish : subject.wishes) differences[cell_of(wish)].add(contribution(wish));
  // A wish whose key and number stay is nearly always the only one: its other indexes are left alone.
  const bool same =
      former.size() == 1 && subject.wishes.size() == 1 && same_number(former.front(), subject.wishes.front());
  if (same) {
    const model::FoldedWish& wish = subject.wishes.front();
    auto& change = connection_.prepared(kChangeWish);
    bind_row(change, subject, wish);
    change.bind(25, former.front().rowid);
    change.exec();
    if (former.front().open_since != stored_open_since(wish)) put_open_since(former.front().rowid, wish);
  } else {
    if (!former.empty()) forget("DELETE FROM wish WHERE id = ?", subject.id);
    put_wishes(subject);
  }
  // Homes that events name stay named: where the wishes are at the same ones and nothing is elsewhere now,
  // nothing was.
  if (any_elsewhere_ && subject.former.any && !(same && subject.elsewhere.empty()))
    forget("DELETE FROM elsewhere WHERE subject = ?", subject.id);
  put_elsewhere(subject);
  if (subject.former.offers) {
    forget("DELETE FROM offer WHERE id = ?", subject.id);
    forget("DELETE FROM taking WHERE id = ?", subject.id);
  }
  put_offers(subject);
  if (subject.former.volunteers) forget("DELETE FROM volunteer WHERE id = ?", subject.id);
  put_volunteers(subject);
  if (subject.former.reports) forget("DELETE FROM report WHERE id = ?", subject.id);
  put_reports(subject);
}

void LedgerWriter::forget(const char* sql, const model::SubjectId& subject) {
  auto& gone = connection_.prepared(sql);
  bind_bytes(gone, 1, subject.view());
  gone.exec();
}

void LedgerWriter::put_reports(const FoldedSubject& subject) {
  for (const model::FoldedReport& report : subject.reports) {
    auto& put = connection_.prepared("INSERT INTO report(" WISHTREE_REPORT_COLUMNS ") VALUES(?,?,?)");
    bind_report(put, report);
    put.exec();
  }
}

void LedgerWriter::put_offers(const FoldedSubject& subject) {
  for (const model::FoldedOffer& offer : subject.offers) {
    auto& put =
        connection_.prepared("INSERT INTO offer(" WISHTREE_OFFER_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?)");
    bind_offer(put, offer);
    put.exec();
    for (const Taking& taking : takings_of(offer)) {
      auto& took = connection_.prepared("INSERT INTO taking VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)");
      bind_taking(took, taking);
      took.exec();
    }
  }
}

void LedgerWriter::put_volunteers(const FoldedSubject& subject) {
  for (const model::FoldedVolunteer& volunteer : subject.volunteers) {
    auto& put = connection_.prepared("INSERT INTO volunteer(" WISHTREE_VOLUNTEER_COLUMNS ") VALUES(?,?,?)");
    bind_volunteer(put, volunteer);
    put.exec();
  }
}

void LedgerWriter::put_wishes(const FoldedSubject& subject) {
  for (const model::FoldedWish& wish : subject.wishes) {
    auto& put = connection_.prepared(
        "INSERT INTO wish(" WISHTREE_WISH_COLUMNS
        ", report, open_since) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bind_row(put, subject, wish);
    put.bind(25, stored_open_since(wish));
    put.exec();
  }
}

void LedgerWriter::put_open_since(std::int64_t rowid, const model::FoldedWish& wish) {
  auto& put = connection_.prepared("UPDATE wish SET open_since = ? WHERE rowid = ?");
  put.bind(1, stored_open_since(wish));
  put.bind(2, rowid);
  put.exec();
}

void LedgerWriter::put_elsewhere(const FoldedSubject& subject) {
  any_elsewhere_ = any_elsewhere_ || !subject.elsewhere.empty();
  for (PlaceCode home : subject.elsewhere) {
    auto& put = connection_.prepared("INSERT INTO elsewhere(home, subject) VALUES(?, ?)");
    put.bind(1, stored(home));
    bind_bytes(put, 2, subject.id.view());
    put.exec();
  }
}

void LedgerWriter::put_log(const FoldedLog& log) {
  auto& put = connection_.prepared("INSERT OR REPLACE INTO log(place, writer, tips) VALUES(?, ?, ?)");
  put.bind(1, stored(log.log.place));
  bind_bytes(put, 2, log.log.writer.view());
  bind_bytes(put, 3, pack_tips(log.tips));
  put.exec();
}

void LedgerWriter::append(const std::vector<FoldedSubject>& subjects) {
  for (const FoldedSubject& subject : subjects) {
    put_wishes(subject);
    put_elsewhere(subject);
    put_offers(subject);
    put_volunteers(subject);
    put_reports(subject);
  }
}

void LedgerWriter::finish(const Projection& rest) {
  connection_.database().exec(kOtherIndexes);
  if (rest.tree) (void)put_tree(*rest.tree);
  Sums sums;
  put_sums(rest.sums, sums);
  for (const FoldedLog& log : rest.logs) put_log(log);
  recount();
  put_cursor(rest.cursor);
  connection_.database().exec("COMMIT");
  cursor_ = rest.cursor;
}

void LedgerWriter::put_cursor(std::uint64_t cursor) {
  auto& put = connection_.prepared("UPDATE meta SET value = ? WHERE name = 'cursor'");
  put.bind(1, stored(cursor));
  put.exec();
}

}  // namespace node
