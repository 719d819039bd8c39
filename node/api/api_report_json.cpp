#include "node/api/api_report_json.h"

#include <cstdio>

namespace node {
namespace {

using model::ReportBy;
using model::ReportFigures;

constexpr ReportByName kReportByNames[] = {{"none", ReportBy::kNone},         {"place", ReportBy::kPlace},
                                           {"category", ReportBy::kCategory}, {"target", ReportBy::kTarget},
                                           {"unit", ReportBy::kUnit},         {"state", ReportBy::kState}};

constexpr std::string_view kSteps[] = {"registered", "vetted",    "published", "claimed",
                                       "fulfilled",  "confirmed", "closed"};

// The most that is asked of a ratio is the mean of satisfactions: five numbers, weighted 1 to 5, in
// hundredths.
static_assert(model::kReportNumberMax <= UINT64_MAX / (2 * (1 + 2 + 3 + 4 + 5) * 100 + 5));

// `part` of `all` in so many decimals, rounded; null where there is nothing.
json::value ratio_json(std::uint64_t part, std::uint64_t all, std::uint64_t scale, int decimals) {
  if (all == 0) return nullptr;
  const std::uint64_t rounded = (2 * part * scale + all) / (2 * all);
  std::uint64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  char out[48];
  std::snprintf(out, sizeof out, "%llu.%0*llu", static_cast<unsigned long long>(rounded / unit), decimals,
                static_cast<unsigned long long>(rounded % unit));
  return json::value(out);
}

json::value median_json(const model::MedianWait& wait) {
  if (wait.count == 0) return nullptr;
  return json::value(std::to_string(wait.half_days / 2) + (wait.half_days % 2 ? ".5" : ".0"));
}

json::object steps_json(const std::array<std::uint64_t, model::kReportSteps>& counts) {
  json::object out;
  for (std::size_t i = 0; i < counts.size(); ++i) out[kSteps[i]] = counts[i];
  return out;
}

json::object figures_json(const ReportFigures& f) {
  json::object out;
  out["funnel"] = steps_json(f.reached);
  out["returned"] = f.returned;
  out["rejected"] = f.rejected;
  out["withdrawn"] = f.withdrawn;
  out["handed_over"] = f.handed_over;
  out["handed_over_done"] = f.handed_over_done;
  out["expired"] = f.expired;
  out["overdue"] = f.overdue;
  out["value"] = f.value_yuan;
  out["share_fulfilled"] =
      ratio_json(f.reached[static_cast<std::size_t>(model::ReportStep::kFulfilled)], f.reached[0], 1000, 1);
  std::uint64_t families = 0, sum = 0;
  json::array counts;
  for (std::size_t i = 0; i < f.satisfaction.size(); ++i) {
    families += f.satisfaction[i];
    sum += f.satisfaction[i] * (i + 1);
    counts.push_back(json::value(f.satisfaction[i]));
  }
  out["satisfaction"] = json::object{
      {"families", families}, {"mean", ratio_json(sum, families, 100, 2)}, {"counts", std::move(counts)}};
  json::array waits;
  for (std::size_t i = 0; i < f.waits.size(); ++i)
    waits.push_back(json::object{{"from", kSteps[i]},
                                 {"to", kSteps[i + 1]},
                                 {"wishes", f.waits[i].count},
                                 {"median_days", median_json(f.waits[i])}});
  out["waits"] = std::move(waits);
  out["in_span"] = steps_json(f.happened);
  return out;
}

template <typename E>
std::pair<std::string, std::string> word_of(std::uint64_t number) {
  const model::Word word = model::word(static_cast<E>(number));
  return {word.key == "unknown" ? "unknown_" + std::to_string(number) : std::string(word.key),
          std::string(word.zh)};
}

json::object group_json(const ReportView& view, const model::ReportGroup& group, std::string key,
                        const std::string& name) {
  json::object out;
  out["key"] = std::move(key);
  out["name"] = shown(name);
  out["now"] = figures_json(group.now);
  out["before"] = view.report.query.before ? json::value(figures_json(group.before)) : json::value(nullptr);
  return out;
}

}  // namespace

std::span<const ReportByName> report_by_names() { return kReportByNames; }

std::string_view report_step_name(std::size_t step) { return kSteps[step]; }

std::pair<std::string, std::string> report_group_name(const ReportView& view, const model::ReportKey& key) {
  const auto known = view.names.find(key);
  const std::string name = known == view.names.end() ? "" : known->second;
  switch (view.report.query.by) {
    case ReportBy::kCategory:
      return word_of<model::Category>(key.number);
    case ReportBy::kState:
      return word_of<model::WishState>(key.number);
    case ReportBy::kTarget:
      if (key.number == 0) return {"none", "未注明"};
      return word_of<model::Target>(key.number);
    case ReportBy::kUnit:
      if (key.id.is_zero()) return {"none", "未登记的单位"};
      return {model::uuid_text(key.id), name.empty() ? model::uuid_text(key.id) : name};
    case ReportBy::kPlace:
    case ReportBy::kNone:
      break;
  }
  return {std::to_string(key.number), name};
}

json::value day_or_null(const model::Date& day) {
  return day == model::Date{} ? json::value(nullptr) : json::value(day.text());
}

std::string points_text(std::uint64_t hundredths) {
  char out[32];
  std::snprintf(out, sizeof out, "%llu.%02llu", static_cast<unsigned long long>(hundredths / 100),
                static_cast<unsigned long long>(hundredths % 100));
  return out;
}

json::object ranking_row_json(const RankingRow& row) {
  json::object one;
  one["id"] = row.id.is_zero() ? json::value(nullptr) : json::value(model::uuid_text(row.id));
  one["name"] = row.name.empty() ? json::value(nullptr) : json::value(shown(row.name));
  one["erased"] = row.erased;
  one["place"] = row.place.value ? json::value(row.place.text()) : json::value(nullptr);
  one["points"] = points_text(row.points_hundredths);
  one["deeds"] = row.deeds;
  one["minutes"] = row.minutes;
  one["value"] = row.value_yuan;
  return one;
}

json::object cohort_json(const model::Cohort& cohort, const std::string& campaign_name) {
  json::object out;
  out["from"] = cohort.span.first.text();
  out["to"] = cohort.span.last.text();
  out["campaign"] = cohort.campaign ? json::value(model::uuid_text(*cohort.campaign)) : json::value(nullptr);
  out["campaign_name"] = cohort.campaign ? json::value(shown(campaign_name)) : json::value(nullptr);
  out["any_day"] = cohort.any_day;
  return out;
}

json::array behind_json(const Behind& behind) {
  json::array out;
  for (const BehindView& one : behind.places)
    out.push_back(json::object{{"place", one.behind.place.text()},
                               {"place_name", shown(one.place_name)},
                               {"since", day_or_null(one.behind.since)}});
  return out;
}

json::object report_json(const ReportView& view) {
  const model::ReportQuery& query = view.report.query;
  const auto* by = std::ranges::find(kReportByNames, query.by, &ReportByName::by);
  json::object out;
  out["place"] = query.place.text();
  out["place_name"] = shown(view.place_name);
  out["input_root"] = hex_text(view.input_root);
  out["by"] = by->name;
  out["as_of"] = query.as_of.text();
  out["now"] = cohort_json(query.now, view.campaign_name);
  out["before"] = query.before ? json::value(cohort_json(*query.before, view.campaign_before_name))
                               : json::value(nullptr);
  out["whole"] = group_json(view, view.report.whole, query.place.text(), view.place_name);
  json::array groups;
  for (const model::ReportGroup& group : view.report.groups) {
    auto [key, name] = report_group_name(view, group.key);
    groups.push_back(group_json(view, group, std::move(key), name));
  }
  out["groups"] = std::move(groups);
  out["behind"] = behind_json(view.behind);
  out["behind_count"] = view.behind.count;
  return out;
}

model::Result<ReportAsk> report_ask(const ReportWords& words) {
  ReportAsk ask;
  ask.place = words.place;
  ask.campaign = words.campaign;
  ask.as_of = words.as_of;
  const auto* by = std::ranges::find(kReportByNames, words.by, &ReportByName::name);
  if (by == std::end(kReportByNames))
    return model::Error("request.bad_parameter",
                        "by must be one of none, place, category, target, unit, state",
                        "by 应为以下之一：none、place、category、target、unit、state");
  ask.by = by->by;
  if (words.first.has_value() != words.last.has_value() || (words.period && words.first))
    return model::Error("request.bad_parameter", "give a period, or from and to together",
                        "请填写 period，或者同时填写 from 和 to");
  if (words.period) ask.span = model::days_of(*words.period);
  if (words.first) ask.span = model::DaySpan{*words.first, *words.last};
  return ask;
}

}  // namespace node
