#include "model/report.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace model {
namespace {

// A ring does not occur in a judged tree; one that was made by hand must not hang anybody.
constexpr int kTreeDepthMax = 64;

constexpr std::array<const char*, kReportSteps> kStepNames{"registered", "vetted",    "published", "claimed",
                                                           "fulfilled",  "confirmed", "closed"};

Date first_of(int year, int month) {
  return {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(month), 1};
}
// Both months included.
DaySpan months(int year, int first, int last) {
  const Date next = last == 12 ? first_of(year + 1, 1) : first_of(year, last + 1);
  return {first_of(year, first), next.plus_days(-1)};
}

// The year before, of a leap day the day before.
Date year_earlier(const Date& day) {
  Date out{static_cast<std::uint16_t>(day.year - 1), day.month, day.day};
  if (!out.valid()) --out.day;
  return out;
}

// Without the number of the year, as in 2018年春节.
std::string name_of_any_year(const CampaignSet& campaign) {
  std::string out = campaign.name;
  const std::string year = std::to_string(campaign.first.year);
  if (const auto at = out.find(year); at != std::string::npos) out.erase(at, year.size());
  return out;
}

std::optional<ReportStep> step_of_state(const FoldedWish& wish, bool handed_over) {
  switch (wish.state) {
    case WishState::kVetted:
      return ReportStep::kVetted;
    case WishState::kPublished:
      return ReportStep::kPublished;
    case WishState::kClaimed:
      return ReportStep::kClaimed;
    case WishState::kFulfilled:
      return ReportStep::kFulfilled;
    case WishState::kConfirmed:
      return ReportStep::kConfirmed;
    case WishState::kClosed:
      if (!handed_over) return ReportStep::kClosed;
      break;
    default:
      break;
  }
  return std::nullopt;
}

bool happens_in(const ReportRow& row, const DaySpan& span) {
  return std::ranges::any_of(row.days, [&](const Date& day) { return span.contains(day); });
}

}  // namespace

// ---- What is asked

bool valid(const Cohort& cohort) {
  return cohort.span.first.valid() && cohort.span.last.valid() && cohort.span.first <= cohort.span.last &&
         (!cohort.any_day || cohort.campaign);
}

DaySpan days_of(const Period& period) {
  const int year = static_cast<int>(period.first_month / 100);
  return months(year, static_cast<int>(period.first_month % 100), static_cast<int>(period.last_month % 100));
}

DaySpan span_before(const DaySpan& span) {
  const int year = span.first.year;
  const int month = span.first.month;
  if (span == months(year, month, month))
    return month == 1 ? months(year - 1, 12, 12) : months(year, month - 1, month - 1);
  if (span == months(year, 1, 6)) return months(year - 1, 7, 12);
  if (span == months(year, 7, 12)) return months(year, 1, 6);
  if (span == months(year, 1, 12)) return months(year - 1, 1, 12);
  const Date last = span.first.plus_days(-1);
  return {last.plus_days(-span.last.days_since(span.first)), last};
}

std::optional<Cohort> cohort_before(const Cohort& cohort, const Programme& programme) {
  if (!cohort.campaign) return Cohort{span_before(cohort.span), std::nullopt, false};
  const Campaign* own = programme.campaign(*cohort.campaign);
  if (!own) return std::nullopt;
  const std::string name = name_of_any_year(own->set);
  for (const auto& [id, campaign] : programme.campaigns()) {
    if (campaign.set.first.year + 1 != own->set.first.year || name_of_any_year(campaign.set) != name)
      continue;
    const DaySpan span = cohort.any_day
                             ? DaySpan{campaign.set.first, campaign.set.last}
                             : DaySpan{year_earlier(cohort.span.first), year_earlier(cohort.span.last)};
    return Cohort{span, id, cohort.any_day};
  }
  return std::nullopt;
}

// ---- What it is made of

ReportRow report_row(const FoldedWish& wish, const FoldedOffer* offer) {
  ReportRow row;
  row.key = wish.key();
  row.state = wish.state;
  row.category = wish.category;
  row.targets = wish.targets;
  row.campaign = wish.campaign;
  row.value_yuan = wish.value_yuan;
  row.satisfaction = wish.satisfaction;
  row.handed_over = wish.state == WishState::kHandedOver ||
                    (wish.state == WishState::kClosed && wish.days.done_on != Date{});
  row.expired = std::ranges::any_of(
      wish.claims, [](const FoldedClaim& claim) { return claim.state == ClaimState::kExpired; });
  row.due_on = due_on(wish);
  // Whatever became of it later, a wish that was public was vetted and published.
  if (wish.days.published_on != Date{}) row.reached = ReportStep::kPublished;
  if (const auto step = step_of_state(wish, row.handed_over)) row.reached = std::max(row.reached, *step);
  const Milestones& d = wish.days;
  row.days = {wish.on,        d.vetted_on,    d.published_on, d.claimed_on,
              d.fulfilled_on, d.confirmed_on, d.closed_on};
  for (std::size_t i = static_cast<std::size_t>(row.reached) + 1; i < kReportSteps; ++i) row.days[i] = Date{};
  std::set<SubjectId> units;
  if (offer)
    for (const FoldedDecision& decision : offer->decisions)
      if (takes_slot(decision.state)) units.insert(decision.unit.value_or(SubjectId{}));
  row.units.assign(units.begin(), units.end());
  return row;
}

ReportFrame frame_of(const Authority& authority, const Programme& programme,
                     std::optional<PlaceCode> standing) {
  const auto current = [&](PlaceCode code) {
    for (const Place* p = authority.place(code); p && p->successor && code != standing;
         p = authority.place(code))
      code = *p->successor;
    return code;
  };
  ReportFrame out;
  for (const auto& [code, place] : authority.places()) {
    if (place.successor && code != standing)
      out.successors.emplace(code, current(code));
    else
      out.parents.emplace(code, current(place.parent));
  }
  for (const auto& [id, unit] : programme.units())
    if (const Unit* stands = programme.unit(id); stands && stands->id != id)
      out.units.emplace(id, stands->id);
  return out;
}

// ---- What it says

const std::vector<std::string>& report_number_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> out(kStepNames.begin(), kStepNames.end());
    for (const char* name : {"returned", "rejected", "withdrawn", "handed_over", "handed_over_done",
                             "expired", "overdue", "value"})
      out.emplace_back(name);
    for (int i = 1; i <= 5; ++i) out.push_back("satisfaction_" + std::to_string(i));
    for (std::size_t i = 1; i < kReportSteps; ++i) {
      out.push_back(std::string("waits_to_") + kStepNames[i]);
      out.push_back(std::string("half_days_to_") + kStepNames[i]);
    }
    for (const char* step : kStepNames) out.push_back(std::string(step) + "_in_span");
    return out;
  }();
  return kNames;
}

namespace {

bool of_few(const ReportFigures& figures) {
  const auto few = [](std::uint64_t families) { return families > 0 && families < kFamiliesFewest; };
  const auto& said = figures.satisfaction;
  return few(figures.reached[0]) || few(std::accumulate(said.begin(), said.end(), std::uint64_t{0}));
}

}  // namespace

bool tells_of_few(const Report& report) {
  const auto few = [](const ReportGroup& group) { return of_few(group.now) || of_few(group.before); };
  return few(report.whole) || std::ranges::any_of(report.groups, few);
}

// ---- How it is made

ReportMaker::ReportMaker(const ReportQuery& query, const ReportFrame& frame)
    : query_(query), merged_(frame.units) {
  below_[query.place] = query.place;
  for (const auto& [code, parent] : frame.parents) {
    if (query.by == ReportBy::kPlace && parent == query.place) groups_[{code.value, {}}];
    if (const auto below = right_below(query.place, code, frame)) below_[code] = *below;
  }
  for (const auto& [code, successor] : frame.successors)
    if (const auto at = below_.find(successor); at != below_.end()) below_[code] = PlaceCode(at->second);
}

std::optional<PlaceCode> ReportMaker::right_below(PlaceCode place, PlaceCode code, const ReportFrame& frame) {
  for (int depth = 0; depth < kTreeDepthMax; ++depth) {
    if (code == place) return place;
    const auto up = frame.parents.find(code);
    if (up == frame.parents.end()) return std::nullopt;
    if (up->second == place) return code;
    code = up->second;
  }
  return std::nullopt;
}

std::vector<ReportKey> ReportMaker::groups_of(const ReportRow& row) const {
  std::vector<ReportKey> out;
  switch (query_.by) {
    case ReportBy::kNone:
      break;
    case ReportBy::kPlace:
      if (const auto at = below_.find(row.key.home); at != below_.end())
        out.push_back({at->second.value, {}});
      break;
    case ReportBy::kCategory:
      out.push_back({static_cast<std::uint64_t>(row.category), {}});
      break;
    case ReportBy::kTarget:
      for (unsigned bit = 0; bit < 32; ++bit)
        if ((row.targets.bits >> bit) & 1u) out.push_back({bit, {}});
      if (row.targets.bits == 0) out.push_back({0, {}});
      break;
    case ReportBy::kUnit:
      for (const SubjectId& unit : row.units) {
        const auto at = merged_.find(unit);
        out.push_back({0, at == merged_.end() ? unit : at->second});
      }
      std::ranges::sort(out);
      out.erase(std::unique(out.begin(), out.end()), out.end());
      break;
    case ReportBy::kState:
      out.push_back({static_cast<std::uint64_t>(row.state), {}});
      break;
  }
  return out;
}

bool ReportMaker::concerns(const ReportRow& row) const {
  const auto in = [&](const Cohort& cohort) {
    return (!cohort.campaign || cohort.campaign == row.campaign) &&
           (cohort.any_day || happens_in(row, cohort.span));
  };
  return below_.contains(row.key.home) && (in(query_.now) || (query_.before && in(*query_.before)));
}

void ReportMaker::add(const ReportRow& row) {
  if (!concerns(row)) return;
  count(row, whole_);
  for (const ReportKey& key : groups_of(row)) count(row, groups_[key]);
}

void ReportMaker::count(const ReportRow& row, Group& group) const {
  count(row, query_.now, group.now);
  if (query_.before) count(row, *query_.before, group.before);
}

void ReportMaker::count(const ReportRow& row, const Cohort& cohort, Gathered& out) const {
  if (cohort.campaign && cohort.campaign != row.campaign) return;
  ReportFigures& f = out.figures;
  for (std::size_t i = 0; i < kReportSteps; ++i)
    if (cohort.span.contains(row.days[i])) ++f.happened[i];
  if (!cohort.any_day && !cohort.span.contains(row.days[0])) return;
  const std::size_t reached = static_cast<std::size_t>(row.reached);
  for (std::size_t i = 0; i <= reached; ++i) ++f.reached[i];
  for (std::size_t i = 1; i <= reached; ++i)
    if (row.days[i - 1] != Date{} && row.days[i] != Date{})
      // What was entered late may bear an earlier day than the step before it: nobody waited then.
      out.waits[i - 1].push_back(
          std::max(0, static_cast<std::int32_t>(row.days[i].days_since(row.days[i - 1]))));
  f.returned += row.state == WishState::kReturned;
  f.rejected += row.state == WishState::kRejected;
  f.withdrawn += row.state == WishState::kWithdrawn;
  f.handed_over += row.handed_over;
  f.handed_over_done += row.handed_over && row.state == WishState::kClosed;
  f.expired += row.expired;
  f.overdue += row.due_on != Date{} && row.due_on < query_.as_of;
  f.value_yuan += row.value_yuan.value_or(0);
  if (row.satisfaction >= 1 && row.satisfaction <= f.satisfaction.size())
    ++f.satisfaction[row.satisfaction - 1u];
}

ReportFigures ReportMaker::finished(Gathered& gathered) {
  for (std::size_t i = 0; i < gathered.waits.size(); ++i) {
    std::vector<std::int32_t>& days = gathered.waits[i];
    MedianWait& wait = gathered.figures.waits[i];
    wait.count = days.size();
    if (days.empty()) continue;
    const auto upper = days.begin() + static_cast<std::ptrdiff_t>(days.size() / 2);
    std::nth_element(days.begin(), upper, days.end());
    const std::int32_t lower = days.size() % 2 == 1 ? *upper : *std::max_element(days.begin(), upper);
    wait.half_days = std::int64_t{lower} + *upper;
  }
  return gathered.figures;
}

Report ReportMaker::finish() {
  const auto group_of = [](const ReportKey& key, Group& group) {
    return ReportGroup{key, finished(group.now), finished(group.before)};
  };
  Report out{query_, group_of({query_.place.value, {}}, whole_), {}};
  for (auto& [key, group] : groups_) out.groups.push_back(group_of(key, group));
  return out;
}

// ---- What changed between two of them

std::vector<Correction> corrections(const ReportRows& then, const ReportMaker& maker_then,
                                    const ReportRows& now, const ReportMaker& maker_now) {
  std::vector<Correction> out;
  const auto look = [&](const WishKey& key, const ReportRow* before, const ReportRow* after) {
    if (before && !maker_then.concerns(*before)) before = nullptr;
    if (after && !maker_now.concerns(*after)) after = nullptr;
    if (!before && !after) return;
    const bool both = before && after;
    const bool moved = both && maker_then.groups_of(*before) != maker_now.groups_of(*after);
    if (both && *before == *after && !moved) return;
    Correction one{key, std::nullopt, std::nullopt, moved && *before == *after};
    if (before) one.then = *before;
    if (after) one.now = *after;
    out.push_back(std::move(one));
  };
  auto a = then.rbegin();
  auto b = now.rbegin();
  while (a != then.rend() || b != now.rend()) {
    if (b == now.rend() || (a != then.rend() && a->first > b->first)) {
      look(a->first, &a->second, nullptr);
      ++a;
    } else if (a == then.rend() || b->first > a->first) {
      look(b->first, nullptr, &b->second);
      ++b;
    } else {
      look(a->first, &a->second, &b->second);
      ++a, ++b;
    }
  }
  return out;
}

}  // namespace model
