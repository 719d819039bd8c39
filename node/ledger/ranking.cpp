#include "node/ledger/ranking.h"

#include <algorithm>

namespace node {

using model::PlaceCode;
using model::SubjectId;

namespace {

constexpr std::string_view kRankingMagic = "wishtree ranking 1\n";

// The place and those below it now, and those above: whose logs the input root of the place vouches for.
struct Reach {
  Reach(PlaceCode place, const model::Authority& authority)
      : below(authority.subtree(place)), above(authority.line_above(place)) {}
  [[nodiscard]] bool counts(PlaceCode code) const { return std::ranges::binary_search(below, code); }
  [[nodiscard]] bool vouches(PlaceCode log) const {
    return counts(log) || std::ranges::find(above, log) != above.end();
  }
  std::vector<PlaceCode> below;  // Ascending.
  std::vector<PlaceCode> above;
};

// The volunteer, as the place itself and those below it tell. Somebody who was registered twice counts as the
// one that they turned out to be; of a ring the smallest.
std::optional<model::FoldedVolunteer> volunteer_in(const Reach& reach, const VolunteersOf& volunteers_of,
                                                   SubjectId id) {
  std::vector<model::FoldedVolunteer> way;
  for (;;) {
    const auto known = volunteers_of(id);
    const auto here =
        std::ranges::find_if(known, [&](const model::FoldedVolunteer& v) { return reach.counts(v.place); });
    if (here == known.end()) return way.empty() ? std::nullopt : std::optional(way.back());
    if (const auto again = std::ranges::find(way, id, &model::FoldedVolunteer::id); again != way.end())
      return *std::ranges::min_element(again, way.end(), {}, &model::FoldedVolunteer::id);
    way.push_back(*here);
    if (!here->same_as) return *here;
    id = *here->same_as;
  }
}

using Rows = std::map<SubjectId, RankingRow>;

Rows unit_rows(const Reach& reach, std::span<const Taking> takings, const model::Programme& programme) {
  Rows rows;
  std::optional<std::pair<model::WishKey, SubjectId>> last;  // The claim counted last.
  for (const Taking& taking : takings) {
    if (last == std::pair(taking.wish, taking.claim)) continue;  // Its shares are all of one unit.
    last = {taking.wish, taking.claim};
    const model::Unit* unit = taking.unit ? programme.unit(*taking.unit) : nullptr;
    // What no unit is credited with counts where the wish was.
    if (!reach.counts(unit ? unit->place : taking.wish.home)) continue;
    RankingRow& row = rows[unit ? unit->id : SubjectId{}];
    if (unit) row.place = unit->place;
    row.points_hundredths += programme.policy(taking.policy).points * 100ull;
    row.minutes += taking.minutes;
    row.value_yuan += taking.value_yuan;
    ++row.deeds;
  }
  return rows;
}

Rows volunteer_rows(const Reach& reach, std::span<const Taking> takings, const model::Programme& programme,
                    const VolunteersOf& volunteers_of) {
  Rows rows;
  std::map<SubjectId, std::optional<model::FoldedVolunteer>> known;
  for (const Taking& taking : takings) {
    const auto [at, fresh] = known.try_emplace(taking.volunteer);
    if (fresh) at->second = volunteer_in(reach, volunteers_of, taking.volunteer);
    const auto& volunteer = at->second;
    if (!volunteer) continue;
    RankingRow& row = rows[volunteer->id];
    row.place = volunteer->place;
    row.points_hundredths += programme.policy(taking.policy).points * 100ull * taking.share / taking.of;
    row.minutes += std::uint64_t{taking.minutes} * taking.share / taking.of;
    row.value_yuan += std::uint64_t{taking.value_yuan} * taking.share / taking.of;
    ++row.deeds;
  }
  return rows;
}

}  // namespace

std::vector<RankingRow> rank(RankingBy by, PlaceCode place, std::span<const Taking> takings,
                             const model::Authority& authority, const model::Programme& programme,
                             const VolunteersOf& volunteers_of) {
  const Reach reach(place, authority);
  std::vector<Taking> of_place;
  for (const Taking& taking : takings)
    if (reach.vouches(taking.scope)) of_place.push_back(taking);
  Rows rows = by == RankingBy::kUnit ? unit_rows(reach, of_place, programme)
                                     : volunteer_rows(reach, of_place, programme, volunteers_of);
  std::vector<RankingRow> out;
  for (auto& [id, row] : rows) {
    row.id = id;
    out.push_back(std::move(row));
  }
  std::ranges::stable_sort(out, std::greater{}, &RankingRow::points_hundredths);
  return out;
}

namespace {

// As rank() orders them: each once, those with more points first.
bool in_order(std::span<const RankingRow> rows) {
  const auto unordered = [](const RankingRow& a, const RankingRow& b) {
    return a.points_hundredths != b.points_hundredths ? a.points_hundredths < b.points_hundredths
                                                      : !(a.id < b.id);
  };
  return std::ranges::adjacent_find(rows, unordered) == rows.end();
}

bool within_limits(const RankingRow& row) {
  return std::max({row.points_hundredths, row.deeds, row.minutes, row.value_yuan}) <= model::kReportNumberMax;
}

RankingRow take_row(model::ByteReader& in) {
  RankingRow out;
  out.id = in.fixed<SubjectId>();
  out.place = {in.u64()};
  for (std::uint64_t* number : {&out.points_hundredths, &out.deeds, &out.minutes, &out.value_yuan})
    *number = in.u64();
  return out;
}

}  // namespace

std::string ranking_bytes(RankingBy by, PlaceCode place, const model::DaySpan& span,
                          std::span<const RankingRow> rows) {
  std::string out(kRankingMagic);
  out.push_back(static_cast<char>(by));
  model::put_u64(out, place.value);
  model::put_u32(out, span.first.number());
  model::put_u32(out, span.last.number());
  model::put_u32(out, static_cast<std::uint32_t>(rows.size()));
  for (const RankingRow& row : rows) {
    out += row.id.view();
    model::put_u64(out, row.place.value);
    for (const std::uint64_t number : {row.points_hundredths, row.deeds, row.minutes, row.value_yuan})
      model::put_u64(out, number);
  }
  return out;
}

std::optional<KeptRanking> parse_ranking(std::string_view bytes) {
  model::ByteReader in(bytes);
  if (in.take(kRankingMagic.size()) != kRankingMagic) return std::nullopt;
  KeptRanking out;
  out.by = static_cast<RankingBy>(in.u8());
  out.place = {in.u64()};
  const auto first = model::Date::from_number(in.u32());
  const auto last = model::Date::from_number(in.u32());
  if (out.by > RankingBy::kVolunteer || !first || !last || *last < *first) return std::nullopt;
  out.span = {*first, *last};
  for (std::uint32_t rows = in.u32(); rows > 0 && !in.failed(); --rows) out.rows.push_back(take_row(in));
  if (in.failed() || in.left() > 0 || !in_order(out.rows) || !std::ranges::all_of(out.rows, within_limits))
    return std::nullopt;
  return out;
}

}  // namespace node
