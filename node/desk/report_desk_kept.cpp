// Reports and rankings that are kept: written once, made again from their cut-off, set beside what is so now.

#include <algorithm>
#include <set>

#include "node/desk/desk.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::ReportOf;
using model::Result;
using model::SubjectId;

struct ReportDesk::Counted {
  model::InputRoot input_root;
  model::CutOff cut_off;
  model::ResultHash result;
};

namespace {

Error unknown_report() {
  return {"report.unknown", "there is no such report; look at the list of reports",
          "没有这份报表；请查看报表列表"};
}

Error still_behind() {
  return {"ledger.behind", "the node is still taking in what it received; try again in a minute",
          "节点仍在整理已收到的数据；请一分钟后再试"};
}

Error not_equal(const char* en, const char* zh) {
  return {"report.not_equal",
          std::string("made again, the report comes out otherwise: ") + en +
              " differs; run verify, and tell the developers",
          std::string("重新生成的报表与留存的不一致：") + zh + "不同；请运行 verify 并告知开发者"};
}

Error counted_otherwise() {
  return {
      "report.other_release",
      "an earlier release kept this report and counted otherwise, so it can't be made again here; what was "
      "printed of it stands, and it can be kept anew",
      "这份报表由较早的程序版本留存，统计方法不同，现已无法重新生成；以当时打印的为准，也可重新留存"};
}

RankingBy ranking_by(ReportOf of) {
  return of == ReportOf::kUnits ? RankingBy::kUnit : RankingBy::kVolunteer;
}

}  // namespace

// ---- Keeping

// Rows, tree and cut-off are of one moment; what the city had set then follows from the cut-off.
Result<ReportDesk::Counted> ReportDesk::count_figures(const model::ReportQuery& query) const {
  std::vector<model::ReportRow> rows;
  const auto basis = parts_.ledger.report_rows(
      query.place, [&](model::ReportRow row) { rows.push_back(std::move(row)); }, Ledger::BasisLogs::kYes);
  Counted out{basis.input_root, node::cut_off_of(query.place, basis.tree, basis.logs), {}};
  const auto fold = CutOffFold::make(parts_.store, out.cut_off);
  if (!fold) return fold.error();
  model::ReportMaker maker(query, model::frame_of((*fold)->authority(), (*fold)->programme()));
  for (const model::ReportRow& row : rows) maker.add(row);
  out.result = model::result_hash(model::report_bytes(maker.finish()));
  return out;
}

Result<ReportDesk::Counted> ReportDesk::count_ranking(const model::ReportQuery& query, RankingBy by) const {
  const model::DaySpan& span = query.now.span;
  for (int tries = 0; tries < kSummaryTriesMax; ++tries) {
    const auto before = parts_.ledger.summary(query.place, {}, std::nullopt, {false, false, false});
    const auto takings = parts_.ledger.confirmed_takings(span.first, span.last);
    Counted out{
        before.input_root, node::cut_off_of(query.place, parts_.ledger.tree(), parts_.ledger.logs()), {}};
    const auto fold = CutOffFold::make(parts_.store, out.cut_off);
    if (!fold) return fold.error();
    const auto rows = rank(by, query.place, takings, (*fold)->authority(), (*fold)->programme(),
                           [this](const SubjectId& id) { return parts_.ledger.volunteers_of(id); });
    out.result = model::result_hash(ranking_bytes(by, query.place, span, rows));
    if (parts_.ledger.cursor() == before.cursor) return out;
  }
  return still_behind();
}

Result<KeptReport> ReportDesk::keep(const KeepOrder& order) {
  ReportAsk ask = order.ask;
  if (order.of != ReportOf::kFigures) {
    if (ask.campaign)
      return Error("report.ranking_of_campaign", "a ranking is of a span of days: leave the campaign out",
                   "排名按时段统计，请不要填写集中活动");
    ask.by = model::ReportBy::kNone;
  }
  auto query = query_of(ask);
  if (!query) return query.error();
  if (order.of != ReportOf::kFigures) query->before.reset();
  const auto counted =
      order.of == ReportOf::kFigures ? count_figures(*query) : count_ranking(*query, ranking_by(order.of));
  if (!counted) return counted.error();
  std::string cut_off = model::cut_off_bytes(counted->cut_off);
  const Behind late = behind(*query);
  model::Reported said{order.of,
                       *query,
                       desk_.today(),
                       counted->input_root,
                       model::cut_off_root(cut_off),
                       counted->result,
                       {},
                       static_cast<std::uint32_t>(late.count)};
  for (const BehindView& place : late.places) said.behind.push_back(place.behind);
  Draft draft;
  draft.place = query->place;
  draft.kind = model::Kind::kReported;
  draft.flags = model::kFlagOpen;
  draft.subject = desk_.new_subject();
  draft.body = model::encode(said);
  draft.part = model::encode(model::ReportedPart{model::name_blob(cut_off)});
  draft.blob = std::move(cut_off);
  const SubjectId id = draft.subject;
  const auto written = desk_.write({{std::move(draft)}, {}});
  if (!written) return written.error();
  desk_.wait_for(written->arrival);
  return kept_view({id, written->events.front(), said});
}

KeptReport ReportDesk::kept_view(const model::FoldedReport& report) const {
  KeptReport out{report, desk_.place_name(report.place()), "", {}, {}};
  const auto authority = parts_.store.authority();
  if (const model::Writer* writer = authority->writer(report.event.log.writer)) out.by_place = writer->place;
  if (const auto& id = report.said.query.now.campaign) {
    const auto programme = parts_.store.programme();
    const model::Campaign* campaign = programme->campaign(*id);
    out.campaign_name = campaign ? campaign->set.name : model::uuid_text(*id);
  }
  out.behind = named(report.said.behind, report.said.behind_count);
  return out;
}

Result<std::vector<KeptReport>> ReportDesk::kept(std::optional<PlaceCode> place) const {
  const auto homes = desk_.homes_at(place);
  if (!homes) return homes.error();
  std::vector<KeptReport> out;
  for (const model::FoldedReport& report : parts_.ledger.reports())
    if (homes->empty() || std::ranges::binary_search(*homes, report.place()))
      out.push_back(kept_view(report));
  return out;
}

// ---- Making it again

// Of one that several places tell of, the place that this node knows figures of.
Result<model::FoldedReport> ReportDesk::find(const SubjectId& id) const {
  const auto known = parts_.ledger.reports_of(id);
  if (known.empty()) return unknown_report();
  const auto authority = parts_.store.authority();
  const auto own = std::ranges::find_if(known, [&](const model::FoldedReport& report) {
    return authority->at_or_above(parts_.own.place(), report.place());
  });
  return own == known.end() ? known.front() : *own;
}

Result<model::CutOff> ReportDesk::cut_off_of(const model::FoldedReport& report) const {
  const auto bytes = parts_.store.blob(report.event);
  if (!bytes)
    return Error("report.no_cut_off", "the cut-off of the report is not here: " + bytes.error().en,
                 "本节点没有该报表的截止点数据：" + bytes.error().zh);
  if (model::cut_off_root(*bytes) != report.said.cut_off)
    return not_equal("the cut-off's root", "截止点的校验值");
  auto cut_off = model::parse_cut_off(*bytes);
  if (!cut_off) return not_equal("the form of the cut-off", "截止点的格式");
  return std::move(*cut_off);
}

Result<std::shared_ptr<const MadeAgain>> ReportDesk::made_again(const model::FoldedReport& report,
                                                                bool anew) const {
  if (!anew) {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find(made_, report.event.hash, &Made::first);
    if (at != made_.end()) return at->second;
  }
  // It takes a processor and memory for a while: one at a time.
  const std::unique_lock making(making_, std::try_to_lock);
  if (!making)
    return Error("report.busy", "another report is just being made again; try again in a minute",
                 "正在重新生成另一份报表；请一分钟后再试");
  const auto cut_off = cut_off_of(report);
  if (!cut_off) return cut_off.error();
  auto made = make_again(parts_.store, report.said, *cut_off);
  if (!made) return made.error();
  // An earlier release may have kept it: the same logs then have its root, and figures that it counted as
  // this one does stand.
  const auto version = made->cut_off->fold_version_of(report.place(), report.said.input_root);
  if (!version) return not_equal("the input root", "数据根");
  if (made->result != report.said.result && version != model::kFoldVersion) return counted_otherwise();
  made->input_root = report.said.input_root;
  if (made->result != report.said.result)
    return report.said.of == ReportOf::kFigures ? not_equal("a figure", "数字") : not_equal("a row", "排名");
  auto out = std::make_shared<const MadeAgain>(std::move(*made));
  const std::lock_guard lock(mutex_);
  std::erase_if(made_, [&](const Made& one) { return one.first == report.event.hash; });
  made_.emplace_front(report.event.hash, out);
  if (made_.size() > kReportsInMemoryMax) made_.pop_back();
  return std::shared_ptr<const MadeAgain>(out);
}

Result<ReportMadeAgain> ReportDesk::again(const SubjectId& id) const {
  const auto report = find(id);
  if (!report) return report.error();
  const auto made = made_again(*report, true);
  if (!made) return made.error();
  return ReportMadeAgain{kept_view(*report), (*made)->result, (*made)->input_root};
}

// ---- Set beside what is so now

Result<ShownReport> ReportDesk::show(const SubjectId& id, const std::optional<model::WishKey>& after,
                                     std::size_t count_max) const {
  const auto report = find(id);
  if (!report) return report.error();
  const auto made = made_again(*report, false);
  if (!made) return made.error();
  ShownReport out;
  out.kept = kept_view(*report);
  if (const PlaceCode now = parts_.store.authority()->current(report->place()); now != report->place()) {
    out.successor = now;
    out.successor_name = desk_.place_name(now);
  }
  const auto shown = report->said.of == ReportOf::kFigures ? show_figures(**made, after, count_max, out)
                                                           : show_ranking(**made, out);
  if (!shown) return shown.error();
  return out;
}

Result<> ReportDesk::show_figures(const MadeAgain& then, const std::optional<model::WishKey>& after,
                                  std::size_t count_max, ShownReport& out) const {
  for (int tries = 0;; ++tries) {
    if (tries == kSummaryTriesMax) return still_behind();
    const auto authority = parts_.store.authority();
    const auto programme = parts_.store.programme();
    const auto tree = edges_of(*authority);
    if (parts_.ledger.tree() != tree) continue;
    // Of a place that was succeeded since what it has itself, which stands among what its successor has.
    const model::ReportQuery& query = then.report.query;
    model::ReportMaker maker(query, model::frame_of(*authority, *programme, query.place));
    model::ReportRows rows;
    const auto basis = parts_.ledger.report_rows(authority->current(query.place), [&](model::ReportRow row) {
      if (!maker.concerns(row)) return;
      maker.add(row);
      rows.emplace(row.key, std::move(row));
    });
    if (basis.tree != tree) continue;
    out.then = view(then.report, then.input_root, then.cut_off->authority(), then.cut_off->programme());
    out.then.behind = out.kept.behind;
    out.now = view(maker.finish(), basis.input_root, *authority, *programme);
    const auto all =
        model::corrections(then.rows, model::ReportMaker(then.report.query, then.frame), rows, maker);
    out.corrections_count = all.size();
    for (const model::Correction& one : all) {
      if (after && !(one.key < *after)) continue;
      if (out.corrections.size() == count_max) {
        out.next_after = out.corrections.back().correction.key;
        break;
      }
      const auto wish = parts_.ledger.wish(one.key);
      out.corrections.push_back({one, wish ? model::wish_number(*wish) : "", desk_.place_name(one.key.home)});
    }
    return {};
  }
}

Result<> ReportDesk::show_ranking(const MadeAgain& then, ShownReport& out) const {
  const model::Reported& said = out.kept.report.said;
  const RankingBy by = ranking_by(said.of);
  auto now = ranking(said.query.place, by, said.query.now.span);
  if (!now) return now.error();
  out.ranking_now = std::move(*now);
  out.ranking_then = {said.query.place, out.ranking_now.place_name, said.query.now.span, then.input_root, by,
                      then.ranking};
  desk_.name_rows(by, out.ranking_then.rows);
  const auto row_of = [](const std::vector<RankingRow>& rows, const SubjectId& id) {
    const auto at = std::ranges::find(rows, id, &RankingRow::id);
    return at == rows.end() ? std::nullopt : std::optional(*at);
  };
  for (const RankingRow& row : out.ranking_then.rows)
    if (auto other = row_of(out.ranking_now.rows, row.id); other != row)
      out.ranking_changes.push_back({row, std::move(other)});
  for (const RankingRow& row : out.ranking_now.rows)
    if (!row_of(out.ranking_then.rows, row.id)) out.ranking_changes.push_back({std::nullopt, row});
  return {};
}

std::vector<CellChange> changed_cells(const model::Report& then, const model::Report& now) {
  std::vector<CellChange> out;
  const auto numbers = [](const model::ReportFigures& figures) {
    std::vector<std::int64_t> values;
    model::for_each_number(figures,
                           [&](const auto& value) { values.push_back(static_cast<std::int64_t>(value)); });
    return values;
  };
  const auto compare = [&](const model::ReportKey& key, bool whole, const model::ReportGroup& a,
                           const model::ReportGroup& b) {
    for (const bool before : {false, true}) {
      const auto was = numbers(before ? a.before : a.now);
      const auto is = numbers(before ? b.before : b.now);
      for (std::size_t i = 0; i < was.size(); ++i)
        if (was[i] != is[i])
          out.push_back({key, whole, before, model::report_number_names()[i], was[i], is[i]});
    }
  };
  compare(then.whole.key, true, then.whole, now.whole);
  std::map<model::ReportKey, std::pair<model::ReportGroup, model::ReportGroup>> groups;
  for (const model::ReportGroup& group : then.groups) groups[group.key].first = group;
  for (const model::ReportGroup& group : now.groups) groups[group.key].second = group;
  for (const auto& [key, both] : groups) compare(key, false, both.first, both.second);
  return out;
}

}  // namespace node
