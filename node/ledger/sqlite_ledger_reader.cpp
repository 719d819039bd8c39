#include "node/ledger/sqlite_ledger_reader.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace node {
namespace {

using model::DigestSum;
using model::FoldedWish;
using model::PlaceCode;
using model::SubjectId;
using model::SummaryKey;
using model::WishKey;

constexpr model::Period kAlways{0, 999999};

// The three numbers that a wish's number is made of; its letters are compared afterwards.
struct NumberParts {
  std::uint64_t place = 0;
  std::uint64_t year = 0;
  std::uint64_t running = 0;
};

std::optional<NumberParts> parse_number(std::string_view text) {
  NumberParts parts;
  for (std::uint64_t* part : {&parts.place, &parts.year, &parts.running}) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return parts;
}

std::string in_list(const char* column, const std::vector<PlaceCode>& places) {
  std::string out = std::string(" AND ") + column + " IN (";
  for (PlaceCode place : places) out += std::to_string(stored(place)) + ",";
  out.back() = ')';
  return out;
}

template <typename State, std::size_t kCount>
std::string list_of(const State (&states)[kCount]) {
  std::string out = "(";
  for (const State state : states) out += std::to_string(static_cast<int>(state)) + ",";
  out.back() = ')';
  return out;
}

template <typename Row>
std::vector<Row> rows_of(SQLite::Statement& rows, Row (*read)(SQLite::Statement&)) {
  std::vector<Row> out;
  while (rows.executeStep()) out.push_back(read(rows));
  rows.tryReset();
  return out;
}

// Where a page begins.
void bind_before(SQLite::Statement& rows, const std::optional<WishKey>& before) {
  if (!before) return;
  bind_bytes(rows, 1, before->id.view());
  rows.bind(2, stored(before->home));
}

template <typename E>
std::string bit(E value) {
  return std::to_string(1u << static_cast<unsigned>(value));
}

// The conditions of a filter over the columns that all covering indexes hold, and over the campaign where one
// is asked for: its index holds that too.
std::string conditions(const WishFilter& filter, bool before) {
  std::string out = before ? "(id, home) < (?1, ?2)" : "1";
  const auto equals = [&](const char* column, auto value) {
    out += std::string(" AND ") + column + " = " + std::to_string(static_cast<int>(value));
  };
  if (!filter.places.empty()) out += in_list("home", filter.places);
  if (filter.state) equals("state", *filter.state);
  if (filter.closed)
    out += (*filter.closed ? " AND state IN " : " AND state NOT IN ") + list_of(kClosedStates);
  if (filter.category) equals("category", *filter.category);
  if (filter.target) {
    model::Targets one;
    one.add(*filter.target);
    out += " AND targets & " + std::to_string(one.bits) + " != 0";
  }
  if (filter.period)
    out += " AND month BETWEEN " + std::to_string(filter.period->first_month) + " AND " +
           std::to_string(filter.period->last_month);
  if (filter.hand_over) equals("hand_over", *filter.hand_over);
  if (filter.campaign) out += " AND campaign = ?3 AND campaign != x''";
  return out;
}

// The cells of a place in a span of months. What is coarse enough is read from the coarse table, and what is
// added up is added up there.
const char* cells_query(SummaryDetail detail) {
  if (!detail.category && !detail.targets)
    return "SELECT place, month, state, 0, 0, wishes, value_yuan FROM total "
           "WHERE place = ? AND month BETWEEN ? AND ?";
  if (detail.category && detail.targets)
    return "SELECT place, month, state, category, targets, wishes, value_yuan FROM figure "
           "WHERE place = ? AND month BETWEEN ? AND ?";
  if (detail.category)
    return "SELECT place, month, state, category, 0, sum(wishes), sum(value_yuan) FROM figure "
           "WHERE place = ? AND month BETWEEN ? AND ? GROUP BY month, state, category";
  if (detail.month)
    return "SELECT place, month, state, 0, targets, sum(wishes), sum(value_yuan) FROM figure "
           "WHERE place = ? AND month BETWEEN ? AND ? GROUP BY month, targets, state";
  return "SELECT place, 0, state, 0, targets, sum(wishes), sum(value_yuan) FROM figure "
         "WHERE place = ? AND month BETWEEN ? AND ? GROUP BY targets, state";
}

// The place and all below it.
std::set<PlaceCode> subtree_of(const std::vector<TreeEdge>& tree, PlaceCode place) {
  std::map<PlaceCode, std::vector<PlaceCode>> below;
  for (const TreeEdge& edge : tree) below[edge.parent].push_back(edge.code);
  std::set<PlaceCode> out;
  std::vector<PlaceCode> left{place};
  while (!left.empty()) {
    const PlaceCode at = left.back();
    left.pop_back();
    // A damaged tree may have a ring.
    if (!out.insert(at).second) continue;
    if (const auto next = below.find(at); next != below.end())
      left.insert(left.end(), next->second.begin(), next->second.end());
  }
  return out;
}

SummaryKey key_in(SQLite::Statement& row) {
  return {place_in(row.getColumn(0)),
          static_cast<std::uint32_t>(row.getColumn(1).getInt64()),
          static_cast<model::WishState>(row.getColumn(2).getInt64()),
          static_cast<model::Category>(row.getColumn(3).getInt64()),
          {static_cast<std::uint32_t>(row.getColumn(4).getInt64())}};
}

}  // namespace

std::optional<FoldedWish> LedgerReader::wish(const WishKey& key) {
  auto& row = connection_.prepared("SELECT " WISHTREE_WISH_COLUMNS " FROM wish WHERE id = ? AND home = ?");
  bind_bytes(row, 1, key.id.view());
  row.bind(2, stored(key.home));
  std::optional<FoldedWish> out;
  if (row.executeStep()) out = wish_in(row);
  row.tryReset();
  return out;
}

std::vector<FoldedWish> LedgerReader::wishes_of(const SubjectId& id) {
  auto& rows = connection_.prepared("SELECT " WISHTREE_WISH_COLUMNS " FROM wish WHERE id = ? ORDER BY home");
  bind_bytes(rows, 1, id.view());
  return rows_of(rows, &wish_in);
}

std::vector<FoldedWish> LedgerReader::wishes_by_number(const std::string& number) {
  const auto parts = parse_number(number);
  if (!parts) return {};
  auto& rows = connection_.prepared("SELECT " WISHTREE_WISH_COLUMNS
                                    " FROM wish INDEXED BY wish_by_home "
                                    "WHERE home = ? AND year = ? AND running = ? ORDER BY id");
  rows.bind(1, stored(parts->place));
  rows.bind(2, stored(parts->year));
  rows.bind(3, stored(parts->running));
  std::vector<FoldedWish> out;
  while (rows.executeStep())
    if (FoldedWish wish = wish_in(rows); model::wish_number(wish) == number) out.push_back(std::move(wish));
  rows.tryReset();
  return out;
}

std::vector<FoldedWish> LedgerReader::wishes(const WishFilter& filter, const std::optional<WishKey>& before,
                                             std::size_t count_max) {
  // The rows to show come from an index alone, so that no other is read.
  const std::string index = filter.campaign         ? "wish_by_campaign"
                            : filter.places.empty() ? "wish_by_key"
                                                    : "wish_by_home";
  SQLite::Statement rows(
      connection_.database(),
      "SELECT " WISHTREE_WISH_COLUMNS " FROM wish WHERE rowid IN (SELECT rowid FROM wish INDEXED BY " +
          index + " WHERE " + conditions(filter, before.has_value()) + " ORDER BY id DESC, home DESC LIMIT " +
          std::to_string(count_max) + ") ORDER BY id DESC, home DESC");
  bind_before(rows, before);
  if (filter.campaign) bind_bytes(rows, 3, filter.campaign->view());
  return rows_of(rows, &wish_in);
}

std::optional<model::FoldedOffer> LedgerReader::offer(const WishKey& key) {
  auto& row = connection_.prepared("SELECT " WISHTREE_OFFER_COLUMNS " FROM offer WHERE id = ? AND home = ?");
  bind_bytes(row, 1, key.id.view());
  row.bind(2, stored(key.home));
  std::optional<model::FoldedOffer> out;
  if (row.executeStep()) out = offer_in(row);
  row.tryReset();
  return out;
}

std::vector<model::FoldedOffer> LedgerReader::offers_of(const SubjectId& id) {
  auto& rows =
      connection_.prepared("SELECT " WISHTREE_OFFER_COLUMNS " FROM offer WHERE id = ? ORDER BY home");
  bind_bytes(rows, 1, id.view());
  return rows_of(rows, &offer_in);
}

std::vector<model::FoldedOffer> LedgerReader::offers(const OfferFilter& filter,
                                                     const std::optional<WishKey>& before,
                                                     std::size_t count_max) {
  std::string where = before ? "(id, home) < (?1, ?2)" : "1";
  if (filter.state) where += " AND state = " + std::to_string(static_cast<int>(*filter.state));
  if (filter.publisher) where += " AND publisher = ?4 AND publisher != x''";
  if (filter.category) where += " AND category = " + std::to_string(static_cast<int>(*filter.category));
  if (filter.target) where += " AND targets & " + bit(*filter.target) + " != 0";
  if (filter.campaign) where += " AND campaign = ?3";
  // As the index of those with a day has it.
  if (filter.due_by) where += " AND due_on != 0 AND due_on <= " + std::to_string(filter.due_by->number());
  if (!filter.places.empty()) where += in_list("home", filter.places);
  SQLite::Statement rows(connection_.database(),
                         std::string("SELECT " WISHTREE_OFFER_COLUMNS " FROM offer ") +
                             (filter.publisher ? "INDEXED BY offer_by_publisher " : "") + "WHERE " + where +
                             " ORDER BY id DESC, home DESC LIMIT " + std::to_string(count_max));
  bind_before(rows, before);
  if (filter.campaign) bind_bytes(rows, 3, filter.campaign->view());
  if (filter.publisher) bind_bytes(rows, 4, filter.publisher->view());
  return rows_of(rows, &offer_in);
}

namespace {

// All that it asks stands in the index that it names, in which there is nothing else.
std::string condition_of(const MatterFilter& filter) {
  std::string where;
  if (filter.matter)
    where = "INDEXED BY wish_with_matters WHERE matters != 0 AND matters & " + bit(*filter.matter) + " != 0";
  else
    where = "INDEXED BY wish_open WHERE open_since != 0";
  if (filter.open_by) where += " AND open_since BETWEEN 1 AND " + std::to_string(filter.open_by->number());
  if (filter.due_by) where += " AND due_on BETWEEN 1 AND " + std::to_string(filter.due_by->number());
  if (!filter.places.empty()) where += in_list("home", filter.places);
  return where;
}

}  // namespace

std::map<PlaceCode, std::size_t> LedgerReader::count_matters(const MatterFilter& filter) {
  SQLite::Statement rows(connection_.database(),
                         "SELECT home, count(*) FROM wish " + condition_of(filter) + " GROUP BY home");
  std::map<PlaceCode, std::size_t> out;
  while (rows.executeStep()) out[place_in(rows.getColumn(0))] = number_in(rows.getColumn(1));
  return out;
}

std::vector<FoldedWish> LedgerReader::matters(const MatterFilter& filter,
                                              const std::optional<WishKey>& before, std::size_t count_max) {
  std::string where = condition_of(filter);
  if (before) where += " AND (id, home) < (?1, ?2)";
  SQLite::Statement rows(connection_.database(), "SELECT " WISHTREE_WISH_COLUMNS
                                                 " FROM wish WHERE rowid IN (SELECT rowid FROM wish " +
                                                     where + " ORDER BY id DESC, home DESC LIMIT " +
                                                     std::to_string(count_max) +
                                                     ") ORDER BY id DESC, home DESC");
  bind_before(rows, before);
  return rows_of(rows, &wish_in);
}

std::vector<Taking> LedgerReader::confirmed_takings(const model::Date& first, const model::Date& last) {
  auto& rows = connection_.prepared(
      "SELECT id, home, scope, claim, volunteer, unit, state, on_day, share, of, minutes, value_yuan, policy "
      "FROM taking WHERE state = 7 AND on_day BETWEEN ? AND ? ORDER BY on_day, id, home, claim, volunteer");
  static_assert(static_cast<int>(model::ClaimState::kConfirmed) == 7);
  rows.bind(1, static_cast<std::int64_t>(first.number()));
  rows.bind(2, static_cast<std::int64_t>(last.number()));
  return rows_of(rows, &taking_in);
}

std::vector<GroupCell> LedgerReader::groups(GroupBy by, const std::vector<PlaceCode>& homes,
                                            const std::optional<model::Period>& period) {
  const model::Period span = period.value_or(kAlways);
  const std::string months =
      " BETWEEN " + std::to_string(span.first_month) + " AND " + std::to_string(span.last_month);
  const std::string at = homes.empty() ? "" : in_list("wish.home", homes);
  const std::string campaigns =
      "SELECT campaign, state, count(*), sum(coalesce(value_yuan, 0)) FROM wish WHERE month" + months + at +
      " GROUP BY campaign, state ORDER BY campaign, state";
  const std::string units =
      "SELECT took.unit, wish.state, count(*), sum(coalesce(wish.value_yuan, 0)) FROM "
      "(SELECT DISTINCT id, home, unit FROM taking) AS took "
      "JOIN wish ON wish.id = took.id AND wish.home = took.home WHERE wish.month" +
      months + at + " GROUP BY took.unit, wish.state ORDER BY took.unit, wish.state";
  SQLite::Statement rows(connection_.database(), by == GroupBy::kCampaign ? campaigns : units);
  std::vector<GroupCell> out;
  while (rows.executeStep()) {
    const auto group = rows.getColumn(0);
    out.push_back({SubjectId::from(bytes_in(group)).value_or(SubjectId{}),
                   static_cast<model::WishState>(rows.getColumn(1).getInt64()),
                   {rows.getColumn(2).getInt64(), rows.getColumn(3).getInt64()}});
  }
  return out;
}

std::vector<model::FoldedVolunteer> LedgerReader::volunteers_of(const SubjectId& id) {
  auto& rows = connection_.prepared("SELECT " WISHTREE_VOLUNTEER_COLUMNS
                                    " FROM volunteer WHERE id = ? ORDER BY place");
  bind_bytes(rows, 1, id.view());
  return rows_of(rows, &volunteer_in);
}

std::vector<model::FoldedVolunteer> LedgerReader::volunteers(PlaceCode place) {
  auto& rows = connection_.prepared("SELECT " WISHTREE_VOLUNTEER_COLUMNS
                                    " FROM volunteer WHERE place = ? ORDER BY id");
  rows.bind(1, stored(place));
  return rows_of(rows, &volunteer_in);
}

std::vector<model::FoldedVolunteer> LedgerReader::volunteers(const std::vector<PlaceCode>& places,
                                                             const std::optional<WishKey>& before,
                                                             std::size_t count_max) {
  std::string where = before ? "(id, place) < (?1, ?2)" : "1";
  if (!places.empty()) where += in_list("place", places);
  SQLite::Statement rows(connection_.database(),
                         "SELECT " WISHTREE_VOLUNTEER_COLUMNS " FROM volunteer WHERE " + where +
                             " ORDER BY id DESC, place DESC LIMIT " + std::to_string(count_max));
  bind_before(rows, before);
  return rows_of(rows, &volunteer_in);
}

std::vector<model::FoldedReport> LedgerReader::reports_of(const SubjectId& id) {
  auto& rows =
      connection_.prepared("SELECT " WISHTREE_REPORT_COLUMNS " FROM report WHERE id = ? ORDER BY place");
  bind_bytes(rows, 1, id.view());
  return rows_of(rows, &report_in);
}

std::vector<model::FoldedReport> LedgerReader::reports() {
  auto& rows =
      connection_.prepared("SELECT " WISHTREE_REPORT_COLUMNS " FROM report ORDER BY id DESC, place DESC");
  return rows_of(rows, &report_in);
}

Ledger::ReportBasis LedgerReader::report_rows(PlaceCode place, const Ledger::ReportVisitor& visit,
                                              Ledger::BasisLogs logs) {
  SQLite::Transaction snapshot(connection_.database());
  Ledger::ReportBasis out;
  out.cursor = number_in(connection_.database().execAndGet("SELECT value FROM meta WHERE name = 'cursor'"));
  out.input_root = input_root(place);
  out.tree = tree();
  if (logs == Ledger::BasisLogs::kYes) out.logs = this->logs();
  for (const PlaceCode home : subtree_of(out.tree, place)) {
    auto& rows = connection_.prepared("SELECT " WISHTREE_REPORT_ROW_COLUMNS
                                      " FROM wish INDEXED BY wish_by_home WHERE home = ?");
    rows.bind(1, stored(home));
    while (rows.executeStep()) visit(report_row_in(rows));
    rows.tryReset();
  }
  snapshot.commit();
  return out;
}

std::uint32_t LedgerReader::last_running(PlaceCode home, std::uint16_t year, const model::WriterId& writer) {
  auto& row = connection_.prepared(
      "SELECT coalesce(max(running), 0) FROM wish INDEXED BY wish_by_home WHERE home = ? AND year = ? AND "
      "number_writer = ?");
  row.bind(1, stored(home));
  row.bind(2, static_cast<std::int64_t>(year));
  bind_bytes(row, 3, writer.view());
  const std::uint32_t out = row.executeStep() ? static_cast<std::uint32_t>(row.getColumn(0).getInt64()) : 0;
  row.tryReset();
  return out;
}

Ledger::Summary LedgerReader::summary(PlaceCode place, const std::vector<PlaceCode>& places,
                                      const std::optional<model::Period>& period, SummaryDetail detail) {
  // One read transaction, so the root belongs to the very figures beside it.
  SQLite::Transaction snapshot(connection_.database());
  Ledger::Summary out;
  out.cursor = number_in(connection_.database().execAndGet("SELECT value FROM meta WHERE name = 'cursor'"));
  out.input_root = input_root(place);
  for (PlaceCode at : places.empty() ? std::vector{place} : places)
    add_cells(at, period.value_or(kAlways), detail, out.rows);
  snapshot.commit();
  return out;
}

// As model::input_root() has it, from the sums that stand beside the figures.
model::InputRoot LedgerReader::input_root(PlaceCode place) {
  constexpr const char* kOwn = "SELECT own FROM sum WHERE place = ?";
  std::vector<std::pair<PlaceCode, DigestSum>> above;
  auto& line = connection_.prepared(
      "WITH RECURSIVE line(code, depth) AS ("
      " SELECT parent, 1 FROM place WHERE code = ?"
      " UNION ALL SELECT place.parent, depth + 1 FROM line JOIN place ON place.code = line.code"
      " WHERE depth < 64) SELECT code FROM line WHERE code != 0 ORDER BY depth DESC");
  line.bind(1, stored(place));
  above.push_back({model::kPlaceOfAll, {}});
  while (line.executeStep()) above.push_back({place_in(line.getColumn(0)), {}});
  line.tryReset();
  for (auto& [at, own] : above) own = sum(kOwn, at);
  return model::input_root_of(place, above, sum("SELECT subtree FROM sum WHERE place = ?", place));
}

DigestSum LedgerReader::sum(const char* sql, PlaceCode place) {
  auto& row = connection_.prepared(sql);
  row.bind(1, stored(place));
  DigestSum out;
  if (row.executeStep()) {
    const auto column = row.getColumn(0);
    out = DigestSum::from(bytes_in(column)).value_or(DigestSum{});
  }
  row.tryReset();
  return out;
}

void LedgerReader::add_cells(PlaceCode place, const model::Period& period, SummaryDetail detail,
                             std::map<SummaryKey, model::Figures>& out) {
  auto& rows = connection_.prepared(cells_query(detail));
  rows.bind(1, stored(place));
  rows.bind(2, static_cast<std::int64_t>(period.first_month));
  rows.bind(3, static_cast<std::int64_t>(period.last_month));
  // By its grouping the database may give a cell more than once.
  while (rows.executeStep())
    out[detail.of(key_in(rows))].add({rows.getColumn(5).getInt64(), rows.getColumn(6).getInt64()});
  rows.tryReset();
}

std::vector<FoldedLog> LedgerReader::logs() {
  auto& rows = connection_.prepared("SELECT place, writer, tips FROM log ORDER BY place, writer");
  std::vector<FoldedLog> out;
  while (rows.executeStep()) {
    const auto tips = rows.getColumn(2);
    out.push_back({{place_in(rows.getColumn(0)), id_in<model::WriterId>(rows.getColumn(1))},
                   unpack_tips(bytes_in(tips))});
  }
  rows.tryReset();
  return out;
}

std::vector<std::pair<PlaceCode, DigestSum>> LedgerReader::own_sums() {
  auto& rows = connection_.prepared("SELECT place, own FROM sum WHERE own != zeroblob(32) ORDER BY place");
  std::vector<std::pair<PlaceCode, DigestSum>> out;
  while (rows.executeStep()) {
    const auto own = rows.getColumn(1);
    out.emplace_back(place_in(rows.getColumn(0)), DigestSum::from(bytes_in(own)).value_or(DigestSum{}));
  }
  rows.tryReset();
  return out;
}

std::vector<TreeEdge> LedgerReader::tree() {
  auto& rows = connection_.prepared("SELECT code, parent FROM place ORDER BY code");
  std::vector<TreeEdge> out;
  while (rows.executeStep()) out.push_back({place_in(rows.getColumn(0)), place_in(rows.getColumn(1))});
  rows.tryReset();
  return out;
}

std::map<SummaryKey, model::Figures> LedgerReader::figures() {
  auto& rows =
      connection_.prepared("SELECT place, month, state, category, targets, wishes, value_yuan FROM figure");
  std::map<SummaryKey, model::Figures> out;
  while (rows.executeStep()) out[key_in(rows)] = {rows.getColumn(5).getInt64(), rows.getColumn(6).getInt64()};
  rows.tryReset();
  return out;
}

std::vector<SubjectId> LedgerReader::subjects_at(PlaceCode home) {
  auto& rows = connection_.prepared(
      "SELECT id FROM wish WHERE home = ?1 UNION SELECT subject FROM elsewhere WHERE home = ?1 ORDER BY 1");
  rows.bind(1, stored(home));
  std::vector<SubjectId> out;
  while (rows.executeStep()) out.push_back(id_in<SubjectId>(rows.getColumn(0)));
  rows.tryReset();
  return out;
}

Ledger::Elsewhere LedgerReader::elsewhere() {
  auto& rows = connection_.prepared("SELECT home, subject FROM elsewhere ORDER BY home, subject");
  Ledger::Elsewhere out;
  while (rows.executeStep())
    out.emplace_back(place_in(rows.getColumn(0)), id_in<SubjectId>(rows.getColumn(1)));
  rows.tryReset();
  return out;
}

}  // namespace node
