// A report as things are now.

#include "node/desk/report_desk.h"

#include <algorithm>

#include "node/desk/desk.h"
#include "node/desk/report_words.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;

namespace {

// The end of the day in China.
std::uint64_t end_of(const model::Date& day) {
  constexpr std::int64_t kChinaMs = 8 * std::int64_t{kHourMs};
  const std::int64_t ms = (day.days_since({1970, 1, 1}) + 1) * static_cast<std::int64_t>(kDayMs) - kChinaMs;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0));
}

std::string campaign_name_of(const std::optional<model::Cohort>& cohort, const model::Programme& programme) {
  if (!cohort || !cohort->campaign) return "";
  const model::Campaign* campaign = programme.campaign(*cohort->campaign);
  return campaign ? campaign->set.name : model::uuid_text(*cohort->campaign);
}

}  // namespace

ReportDesk::ReportDesk(Desk& desk, const DeskParts& parts)
    : desk_(desk), parts_(parts), heard_(parts.store, parts.peers) {}

Result<model::ReportQuery> ReportDesk::query_of(const ReportAsk& ask) const {
  const auto place = desk_.place_known(ask.place);
  if (!place) return place.error();
  const auto programme = parts_.store.programme();
  const model::Date today = desk_.today();
  model::ReportQuery out;
  out.place = *place;
  out.by = ask.by;
  if (ask.span) {
    if (ask.span->last < ask.span->first)
      return Error("report.bad_span", "the last day of the span is before its first",
                   "时段的结束日期早于开始日期");
    out.now.span = *ask.span;
  } else {
    out.now.span = {{today.year, 1, 1}, {today.year, 12, 31}};
  }
  if (ask.campaign) {
    const model::Campaign* campaign = programme->campaign(*ask.campaign);
    if (!campaign)
      return Error("campaign.unknown", "there is no such campaign; look at the list of campaigns",
                   "没有这个集中活动；请查看活动列表");
    out.now.campaign = ask.campaign;
    if (!ask.span) {
      out.now.any_day = true;
      out.now.span = {campaign->set.first, campaign->set.last};
    }
  }
  out.before = model::cohort_before(out.now, *programme);
  // Before 1900 there is no day.
  if (out.before && !(out.before->span.first.valid() && out.before->span.last.valid())) out.before.reset();
  out.as_of = ask.as_of.value_or(std::min(out.now.span.last, today));
  return out;
}

Behind ReportDesk::behind(const model::ReportQuery& query) const {
  const std::uint64_t now_ms = parts_.clock.wall_ms();
  const std::uint64_t until_ms = std::min(end_of(query.as_of), now_ms);
  std::vector<model::PlaceBehind> places;
  for (const LastHeard& heard : heard_.places(query.place, now_ms))
    if (heard.place != parts_.own.place() && heard.wall_ms + kReportBehindMs < until_ms)
      places.push_back(
          {heard.place, heard.wall_ms == 0 ? model::Date{} : model::Date::in_china(heard.wall_ms)});
  const std::size_t count = places.size();
  if (places.size() > model::kPlacesBehindMax) places.resize(model::kPlacesBehindMax);
  return named(places, count);
}

Behind ReportDesk::named(const std::vector<model::PlaceBehind>& places, std::size_t count) const {
  Behind out;
  out.count = count;
  for (const model::PlaceBehind& place : places) out.places.push_back({place, desk_.place_name(place.place)});
  return out;
}

ReportView ReportDesk::view(model::Report report, const model::InputRoot& root,
                            const model::Authority& authority, const model::Programme& programme) const {
  ReportView out;
  const auto name_of = [&](PlaceCode code) {
    const model::Place* place = authority.place(code);
    return place ? place->name : std::string();
  };
  out.place_name = name_of(report.query.place);
  out.input_root = root;
  for (const model::ReportGroup& group : report.groups) {
    if (report.query.by == model::ReportBy::kPlace) out.names[group.key] = name_of({group.key.number});
    if (report.query.by == model::ReportBy::kUnit)
      if (const model::Unit* unit = programme.unit(group.key.id)) out.names[group.key] = unit->name;
  }
  out.campaign_name = campaign_name_of(report.query.now, programme);
  out.campaign_before_name = campaign_name_of(report.query.before, programme);
  out.report = std::move(report);
  return out;
}

Result<ReportView> ReportDesk::report(const ReportAsk& ask) const {
  const auto query = query_of(ask);
  if (!query) return query.error();
  // Rows and tree of one moment: asked again where a place moved in between.
  for (int tries = 0; tries < kSummaryTriesMax; ++tries) {
    const auto authority = parts_.store.authority();
    const auto programme = parts_.store.programme();
    const auto tree = edges_of(*authority);
    if (parts_.ledger.tree() != tree) continue;
    model::ReportMaker maker(*query, model::frame_of(*authority, *programme));
    const auto basis =
        parts_.ledger.report_rows(query->place, [&](const model::ReportRow& row) { maker.add(row); });
    if (basis.tree != tree) continue;
    ReportView out = view(maker.finish(), basis.input_root, *authority, *programme);
    out.behind = behind(*query);
    return out;
  }
  return still_behind();
}

Result<RankingView> ReportDesk::ranking(PlaceCode place, RankingBy by, const model::DaySpan& span) const {
  RankingView out{place, desk_.place_name(place), span, {}, by, {}};
  std::vector<Taking> takings;
  // Root and rows of one moment: asked again where the projector moved in between.
  for (int tries = 0; tries < kSummaryTriesMax; ++tries) {
    const PlaceCode current = parts_.store.authority()->current(place);
    const auto before = parts_.ledger.summary(current, {}, std::nullopt, {false, false, false});
    takings = parts_.ledger.confirmed_takings(span.first, span.last);
    out.input_root = before.input_root;
    if (parts_.ledger.cursor() != before.cursor) continue;
    const auto programme = parts_.store.programme();
    out.rows = rank(by, place, takings, *parts_.store.authority(), *programme,
                    [this](const model::SubjectId& id) { return parts_.ledger.volunteers_of(id); });
    desk_.name_rows(by, *programme, out.rows);
    return out;
  }
  return still_behind();
}

}  // namespace node
