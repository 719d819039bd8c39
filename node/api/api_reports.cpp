// Reports: as things are now, and those that are kept.

#include "node/api/api_report_json.h"
#include "node/limits.h"

namespace node {

namespace {

constexpr std::pair<std::string_view, model::ReportOf> kOfNames[] = {
    {"figures", model::ReportOf::kFigures},
    {"units", model::ReportOf::kUnits},
    {"volunteers", model::ReportOf::kVolunteers},
};

std::string_view name_of(model::ReportOf of) {
  return std::ranges::find(kOfNames, of, &std::pair<std::string_view, model::ReportOf>::second)->first;
}

std::string_view name_of(model::ReportBy by) {
  return std::ranges::find(report_by_names(), by, &ReportByName::by)->name;
}

json::object kept_json(const KeptReport& kept) {
  const model::Reported& said = kept.report.said;
  json::object out;
  out["id"] = model::uuid_text(kept.report.id);
  out["of"] = name_of(said.of);
  out["place"] = kept.report.place().text();
  out["place_name"] = shown(kept.place_name);
  out["by_place"] = kept.by_place.value ? json::value(kept.by_place.text()) : json::value(nullptr);
  out["on"] = said.on.text();
  out["as_of"] = said.query.as_of.text();
  out["by"] = name_of(said.query.by);
  out["now"] = cohort_json(said.query.now, kept.campaign_name);
  out["input_root"] = hex_text(said.input_root);
  out["cut_off"] = hex_text(said.cut_off);
  out["result"] = hex_text(said.result);
  out["open"] = kept.open;
  out["behind"] = behind_json(kept.behind);
  out["behind_count"] = kept.behind.count;
  return out;
}

// What of a wish a report counts, as far as it may explain a difference.
json::value row_json(const std::optional<model::ReportRow>& row) {
  if (!row) return nullptr;
  json::object days;
  for (std::size_t i = 0; i < row->days.size(); ++i) days[report_step_name(i)] = day_or_null(row->days[i]);
  json::object out;
  out["state"] = model::word(row->state).key;
  out["category"] = model::word(row->category).key;
  out["days"] = std::move(days);
  out["due_on"] = day_or_null(row->due_on);
  out["value"] = row->value_yuan ? json::value(*row->value_yuan) : json::value(nullptr);
  out["satisfaction"] = row->satisfaction ? json::value(row->satisfaction) : json::value(nullptr);
  return out;
}

json::array changes_of(const model::Correction& correction) {
  json::array out;
  if (!correction.then) out.push_back("arrived");
  if (!correction.now) out.push_back("gone");
  if (correction.moved) out.push_back("moved");
  if (!correction.then || !correction.now) return out;
  const model::ReportRow& a = *correction.then;
  const model::ReportRow& b = *correction.now;
  const auto note = [&](bool changed, const char* what) {
    if (changed) out.push_back(json::value(what));
  };
  note(a.state != b.state || a.reached != b.reached || a.handed_over != b.handed_over, "state");
  note(a.days != b.days, "days");
  note(a.category != b.category, "category");
  note(a.targets != b.targets, "targets");
  note(a.campaign != b.campaign, "campaign");
  note(a.value_yuan != b.value_yuan, "value");
  note(a.units != b.units, "units");
  note(a.satisfaction != b.satisfaction, "satisfaction");
  note(a.due_on != b.due_on || a.expired != b.expired, "claims");
  return out;
}

json::object correction_json(const CorrectionView& view) {
  const model::Correction& correction = view.correction;
  json::object out;
  out["id"] = model::uuid_text(correction.key.id);
  out["number"] = view.number.empty() ? json::value(nullptr) : json::value(view.number);
  out["place"] = correction.key.home.text();
  out["place_name"] = shown(view.place_name);
  out["changes"] = changes_of(correction);
  out["then"] = row_json(correction.then);
  out["now"] = row_json(correction.now);
  return out;
}

json::object cell_json(const ShownReport& report, const CellChange& cell) {
  const ReportView& names = report.now->names.contains(cell.group) ? *report.now : report.then;
  const auto [key, name] = report_group_name(names, cell.group);
  json::object out;
  out["key"] = cell.whole ? json::value(nullptr) : json::value(key);
  out["name"] = cell.whole ? json::value(nullptr) : json::value(shown(name));
  out["column"] = cell.before ? "before" : "now";
  out["number"] = cell.number;
  out["then"] = cell.then;
  out["now"] = cell.now;
  return out;
}

void put_figures(const ShownReport& report, json::object& out) {
  json::array corrections, cells;
  for (const CorrectionView& view : report.corrections) corrections.push_back(correction_json(view));
  const auto changed =
      report.now ? changed_cells(report.then.report, report.now->report) : std::vector<CellChange>{};
  for (const CellChange& cell : changed) {
    if (cells.size() == kChangedCellsMax) break;
    cells.push_back(cell_json(report, cell));
  }
  out["figures"] =
      json::object{{"then", report_json(report.then)},
                   {"now", report.now ? json::value(report_json(*report.now)) : json::value(nullptr)},
                   {"cells", std::move(cells)},
                   {"cells_count", changed.size()}};
  out["corrections"] = std::move(corrections);
  out["corrections_count"] = report.corrections_count;
  out["next"] = report.next_after ? json::value(page_token(*report.next_after)) : json::value(nullptr);
}

json::value ranking_row_or_null(const std::optional<RankingRow>& row) {
  return row ? json::value(ranking_row_json(*row)) : json::value(nullptr);
}

void put_ranking(const ShownReport& report, json::object& out) {
  const auto rows_of = [](const RankingView& ranking) {
    json::array rows;
    for (const RankingRow& row : ranking.rows) rows.push_back(ranking_row_json(row));
    return json::value(std::move(rows));
  };
  const auto& now = report.ranking_now;
  json::array changes;
  for (const RankingChange& change : report.ranking_changes)
    changes.push_back(
        json::object{{"then", ranking_row_or_null(change.then)}, {"now", ranking_row_or_null(change.now)}});
  out["ranking"] =
      json::object{{"then", rows_of(report.ranking_then)},
                   {"now", now ? rows_of(*now) : json::value(nullptr)},
                   {"input_root", now ? json::value(hex_text(now->input_root)) : json::value(nullptr)},
                   {"changes", std::move(changes)}};
}

model::Result<model::SubjectId> id_of(const Call& call) {
  const auto id = model::parse_uuid(call.arguments.at(0));
  if (!id)
    return model::Error("report.unknown", "there is no such report; look at the list of reports",
                        "没有这份报表；请查看报表列表");
  return *id;
}

}  // namespace

Answer get_report(Desk& desk, const Call& call) {
  Query in(call.query);
  const ReportWords words = report_words(in);
  if (auto error = in.finish()) return *error;
  const auto ask = report_ask(words);
  if (!ask) return ask.error();
  const auto view = desk.reports().report(*ask);
  if (!view) return view.error();
  return Reply{report_json(*view)};
}

Answer get_reports(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  if (auto error = in.finish()) return *error;
  const auto kept = desk.reports().kept(place);
  if (!kept) return kept.error();
  json::array reports;
  for (const KeptReport& one : *kept) reports.push_back(kept_json(one));
  return Reply{json::object{{"reports", std::move(reports)}}};
}

Answer post_report(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string of_text = fields.text("of").value_or("figures");
  const ReportWords words = report_words(fields);
  if (auto error = fields.finish()) return *error;
  const auto* of = std::ranges::find(kOfNames, of_text, &std::pair<std::string_view, model::ReportOf>::first);
  if (of == std::end(kOfNames))
    return model::Error("request.bad_field", "of must be one of figures, units, volunteers",
                        "of 应为以下之一：figures、units、volunteers");
  const auto ask = report_ask(words);
  if (!ask) return ask.error();
  const auto kept = desk.reports().keep({of->second, *ask});
  if (!kept) return kept.error();
  return Reply{kept_json(*kept), 201};
}

Answer get_kept_report(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto after = in.page_token("after");
  const auto limit = in.number("limit", 1, kCorrectionPageMax).value_or(kCorrectionPageDefault);
  if (auto error = in.finish()) return *error;
  const auto id = id_of(call);
  if (!id) return id.error();
  const auto report = desk.reports().show(*id, after, limit);
  if (!report) return report.error();
  json::object out = kept_json(report->kept);
  out["successor"] =
      report->successor
          ? json::value({{"place", report->successor->text()}, {"place_name", shown(report->successor_name)}})
          : json::value(nullptr);
  out["refuted"] = error_json(report->refuted);
  out["no_corrections"] = error_json(report->no_corrections);
  out["figures"] = nullptr;
  out["corrections"] = json::array{};
  out["corrections_count"] = 0;
  out["next"] = nullptr;
  out["ranking"] = nullptr;
  if (report->kept.report.said.of == model::ReportOf::kFigures)
    put_figures(*report, out);
  else
    put_ranking(*report, out);
  return Reply{std::move(out)};
}

Answer post_report_verification(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto id = id_of(call);
  if (!id) return id.error();
  const auto again = desk.reports().again(*id);
  if (!again) return again.error();
  json::object out = kept_json(again->kept);
  out["equal"] = true;
  return Reply{std::move(out)};
}

}  // namespace node
