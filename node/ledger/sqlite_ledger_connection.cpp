#include "node/ledger/sqlite_ledger_connection.h"

#include <sqlite3.h>

#include <algorithm>

#include "node/ledger/sqlite_ledger_life.h"

namespace node {
namespace {

using model::EventHash;
using model::EventRef;

constexpr std::size_t kRefBytes = 8 + 16 + 8 + 32;

// Before SQLite is first used: nobody asks how much memory it has taken, which costs a lock with each piece.
[[maybe_unused]] const int kNoMemoryStatistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

[[noreturn]] void damaged(const char* what) { throw SQLite::Exception(what, SQLITE_CORRUPT); }

std::string pack(const EventRef& ref) {
  std::string out;
  model::put_u64(out, ref.log.place.value);
  out += ref.log.writer.view();
  model::put_u64(out, ref.seq.value);
  out += ref.hash.view();
  return out;
}

EventRef unpack_ref(std::string_view bytes) {
  return {{{model::get_u64(bytes.data())}, *model::WriterId::from(bytes.substr(8, 16))},
          {model::get_u64(bytes.data() + 24)},
          *EventHash::from(bytes.substr(32, 32))};
}

// The events that a row names, each once, the registering one first; and for each personal field
// the index of its source among them.
std::pair<std::string, std::string> pack_refs(const model::FoldedWish& wish) {
  std::vector<EventRef> refs{wish.registered};
  std::string sources;
  for (const EventRef& source : wish.sources) {
    auto at = std::find(refs.begin(), refs.end(), source);
    if (at == refs.end()) at = refs.insert(refs.end(), source);
    sources.push_back(static_cast<char>(at - refs.begin()));
  }
  std::string bytes;
  for (const EventRef& ref : refs) bytes += pack(ref);
  return {bytes, sources};
}

void unpack_refs(std::string_view refs, std::string_view sources, model::FoldedWish& wish) {
  if (refs.empty() || refs.size() % kRefBytes != 0 || sources.size() != wish.sources.size())
    damaged("a row's references");
  wish.registered = unpack_ref(refs);
  for (std::size_t f = 0; f < sources.size(); ++f) {
    const std::size_t at = static_cast<unsigned char>(sources[f]) * kRefBytes;
    if (at >= refs.size()) damaged("a row's sources");
    wish.sources[f] = unpack_ref(refs.substr(at));
  }
}

}  // namespace

// Each connection is one thread's at a time, so that SQLite need not lock it with every call.
LedgerConnection::LedgerConnection(const std::filesystem::path& path, int flags, int cache_kibibytes)
    : database_(path.string(), flags | SQLite::OPEN_NOMUTEX, kLedgerBusyMs) {
  database_.exec("PRAGMA cache_size = -" + std::to_string(cache_kibibytes));
}

SQLite::Statement& LedgerConnection::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
  statement->tryReset();
  return *statement;
}

void bind_wish(SQLite::Statement& s, const model::FoldedWish& w) {
  const auto [refs, sources] = pack_refs(w);
  std::string heads;
  for (const EventHash& head : w.heads) heads += head.view();
  bind_bytes(s, 1, w.id.view());
  s.bind(2, stored(w.home));
  s.bind(3, static_cast<std::int64_t>(w.year));
  s.bind(4, static_cast<std::int64_t>(w.running));
  bind_bytes(s, 5, w.number_writer.view());
  s.bind(6, stored(w.registered_time.bits));
  s.bind(7, static_cast<std::int64_t>(w.on.number()));
  s.bind(8, static_cast<std::int64_t>(model::cell_of(w).month));
  s.bind(9, static_cast<std::int64_t>(w.category));
  s.bind(10, static_cast<std::int64_t>(w.targets.bits));
  if (w.value_yuan)
    s.bind(11, static_cast<std::int64_t>(*w.value_yuan));
  else
    s.bind(11);
  s.bind(12, w.hand_over ? 1 : 0);
  s.bind(13, static_cast<std::int64_t>(w.state));
  s.bind(14, w.erased ? 1 : 0);
  s.bind(15, static_cast<std::int64_t>(w.unsettled.bits));
  s.bind(16, w.state_unsettled ? 1 : 0);
  bind_bytes(s, 17, refs);
  bind_bytes(s, 18, sources);
  bind_bytes(s, 19, heads);
  bind_bytes(s, 20, w.campaign ? w.campaign->view() : std::string_view());
  s.bind(21, static_cast<std::int64_t>(matters_of(w).bits));
  s.bind(22, static_cast<std::int64_t>(due_on(w).number()));
  bind_bytes(s, 23, pack_life(w));
}

void bind_offer(SQLite::Statement& s, const model::FoldedOffer& o) {
  bind_bytes(s, 1, o.id.view());
  s.bind(2, stored(o.home));
  s.bind(3, static_cast<std::int64_t>(o.state()));
  s.bind(4, static_cast<std::int64_t>(o.category));
  s.bind(5, static_cast<std::int64_t>(o.targets.bits));
  bind_bytes(s, 6, o.campaign ? o.campaign->view() : std::string_view());
  bind_bytes(s, 7, pack_offer(o));
  s.bind(8, static_cast<std::int64_t>(o.due_on().number()));
  bind_bytes(s, 9, goes_on(o.state()) ? o.publisher.view() : std::string_view());
}

model::FoldedOffer offer_in(SQLite::Statement& s) {
  model::FoldedOffer out;
  out.id = id_in<model::SubjectId>(s.getColumn(0));
  out.home = place_in(s.getColumn(1));
  const auto packed = s.getColumn(6);
  unpack_offer(bytes_in(packed), out);
  return out;
}

void bind_taking(SQLite::Statement& s, const Taking& t) {
  bind_bytes(s, 1, t.wish.id.view());
  s.bind(2, stored(t.wish.home));
  s.bind(3, stored(t.scope));
  bind_bytes(s, 4, t.claim.view());
  bind_bytes(s, 5, t.volunteer.view());
  bind_bytes(s, 6, t.unit ? t.unit->view() : std::string_view());
  s.bind(7, static_cast<std::int64_t>(t.state));
  s.bind(8, static_cast<std::int64_t>(t.on.number()));
  s.bind(9, static_cast<std::int64_t>(t.share));
  s.bind(10, static_cast<std::int64_t>(t.of));
  s.bind(11, static_cast<std::int64_t>(t.minutes));
  s.bind(12, static_cast<std::int64_t>(t.value_yuan));
  bind_bytes(s, 13, t.policy ? t.policy->view() : std::string_view());
}

Taking taking_in(SQLite::Statement& s) {
  const auto number = [&](int at) { return static_cast<std::uint32_t>(s.getColumn(at).getInt64()); };
  Taking t;
  t.wish = {id_in<model::SubjectId>(s.getColumn(0)), place_in(s.getColumn(1))};
  t.scope = place_in(s.getColumn(2));
  t.claim = id_in<model::SubjectId>(s.getColumn(3));
  t.volunteer = id_in<model::SubjectId>(s.getColumn(4));
  const auto unit = s.getColumn(5);
  t.unit = model::SubjectId::from(bytes_in(unit));
  t.state = static_cast<model::ClaimState>(number(6));
  t.on = model::Date::from_number(number(7)).value_or(model::Date{});
  t.share = number(8);
  t.of = number(9);
  t.minutes = number(10);
  t.value_yuan = number(11);
  const auto policy = s.getColumn(12);
  t.policy = EventHash::from(bytes_in(policy));
  return t;
}

void bind_volunteer(SQLite::Statement& s, const model::FoldedVolunteer& v) {
  bind_bytes(s, 1, v.id.view());
  s.bind(2, stored(v.place));
  bind_bytes(s, 3, pack_volunteer(v));
}

model::FoldedVolunteer volunteer_in(SQLite::Statement& s) {
  model::FoldedVolunteer out;
  out.id = id_in<model::SubjectId>(s.getColumn(0));
  out.place = place_in(s.getColumn(1));
  const auto packed = s.getColumn(2);
  unpack_volunteer(bytes_in(packed), out);
  return out;
}

void bind_report(SQLite::Statement& s, const model::FoldedReport& r) {
  bind_bytes(s, 1, r.id.view());
  s.bind(2, stored(r.place()));
  bind_bytes(s, 3, pack_report(r));
}

model::FoldedReport report_in(SQLite::Statement& s) {
  model::FoldedReport out;
  out.id = id_in<model::SubjectId>(s.getColumn(0));
  const auto packed = s.getColumn(2);
  unpack_report(bytes_in(packed), out);
  return out;
}

model::ReportRow report_row_in(SQLite::Statement& s) {
  model::ReportRow out;
  out.key = {id_in<model::SubjectId>(s.getColumn(0)), place_in(s.getColumn(1))};
  out.state = static_cast<model::WishState>(s.getColumn(2).getInt64());
  out.category = static_cast<model::Category>(s.getColumn(3).getInt64());
  out.targets = {static_cast<std::uint32_t>(s.getColumn(4).getInt64())};
  if (!s.getColumn(5).isNull()) out.value_yuan = static_cast<std::uint32_t>(s.getColumn(5).getInt64());
  const auto packed = s.getColumn(6);
  unpack_report_row(bytes_in(packed), out);
  return out;
}

model::FoldedWish wish_in(SQLite::Statement& s) {
  model::FoldedWish w;
  w.id = id_in<model::SubjectId>(s.getColumn(0));
  w.home = place_in(s.getColumn(1));
  w.year = static_cast<std::uint16_t>(s.getColumn(2).getInt64());
  w.running = static_cast<std::uint32_t>(s.getColumn(3).getInt64());
  w.number_writer = id_in<model::WriterId>(s.getColumn(4));
  w.registered_time = {number_in(s.getColumn(5))};
  // A body may hold no day for an amendment's other fields: then it stays the zero day.
  w.on =
      model::Date::from_number(static_cast<std::uint32_t>(s.getColumn(6).getInt64())).value_or(model::Date{});
  w.category = static_cast<model::Category>(s.getColumn(8).getInt64());
  w.targets = {static_cast<std::uint32_t>(s.getColumn(9).getInt64())};
  if (!s.getColumn(10).isNull()) w.value_yuan = static_cast<std::uint32_t>(s.getColumn(10).getInt64());
  w.hand_over = s.getColumn(11).getInt64() != 0;
  w.state = static_cast<model::WishState>(s.getColumn(12).getInt64());
  w.erased = s.getColumn(13).getInt64() != 0;
  w.unsettled = {static_cast<std::uint32_t>(s.getColumn(14).getInt64())};
  w.state_unsettled = s.getColumn(15).getInt64() != 0;
  const auto refs = s.getColumn(16);
  const auto sources = s.getColumn(17);
  unpack_refs(bytes_in(refs), bytes_in(sources), w);
  const auto column = s.getColumn(18);
  const std::string_view heads = bytes_in(column);
  if (heads.size() % EventHash::kSize != 0) damaged("a row's heads");
  for (std::size_t at = 0; at < heads.size(); at += EventHash::kSize)
    w.heads.push_back(*EventHash::from(heads.substr(at, EventHash::kSize)));
  const auto campaign = s.getColumn(19);
  w.campaign = model::SubjectId::from(bytes_in(campaign));
  const auto life = s.getColumn(22);
  unpack_life(bytes_in(life), w);
  return w;
}

std::string pack_tips(const std::vector<model::Tip>& tips) {
  std::string out;
  for (const model::Tip& tip : tips) {
    model::put_u64(out, tip.seq.value);
    out += tip.hash.view();
  }
  return out;
}

std::vector<model::Tip> unpack_tips(std::string_view bytes) {
  constexpr std::size_t kTipBytes = 8 + EventHash::kSize;
  if (bytes.size() % kTipBytes != 0) damaged("a log's tips");
  std::vector<model::Tip> out;
  for (std::size_t at = 0; at < bytes.size(); at += kTipBytes)
    out.push_back(
        {{model::get_u64(bytes.data() + at)}, *EventHash::from(bytes.substr(at + 8, EventHash::kSize))});
  return out;
}

}  // namespace node
