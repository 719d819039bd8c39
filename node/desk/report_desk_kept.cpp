// Reports and rankings that are kept: written once, and made again from their cut-off.

#include <algorithm>

#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/report_words.h"
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
  std::string answer;   // Its canonical bytes.
  bool of_few = false;  // It tells of one or two families.
};

namespace {

Error unknown_report() {
  return {"report.unknown", "there is no such report; look at the list of reports",
          "没有这份报表；请查看报表列表"};
}

Error not_of_this_root() {
  return {"report.not_equal",
          "made again, the report comes out otherwise: the input root differs; run verify, and tell the "
          "developers",
          "重新生成的报表与留存的不一致：数据根不同；请运行 verify 并告知开发者"};
}

Error counted_otherwise() {
  return {
      "report.other_release",
      "an earlier release kept this report and counted otherwise, so it can't be made again here; what was "
      "published stands, and it can be kept anew",
      "这份报表由较早的程序版本留存，统计方法不同，现已无法重新生成；以当时公布的为准，也可重新留存"};
}

Error too_large() {
  return {"report.too_large",
          "there is more in it than can be kept (20 MiB with its cut-off): keep one of a smaller place, or "
          "without rows by unit",
          "内容过多，无法留存（连同截止点合计上限 20 MiB）：请按较小的地方留存，或不按单位分行"};
}

Error goes_up_only(PlaceCode place) {
  return {
      "report.not_held",
      "it tells of volunteers, or of only one or two families, so it goes up only; look at it at a node at "
      "or above " +
          place.text(),
      "内容涉及志愿者个人，或仅涉及一两户家庭，只向上级传送；请在 " + place.text() + " 或其上级的节点查看"};
}

}  // namespace

// ---- Keeping

// Rows, tree and cut-off are of one moment; what the city had set then follows from the cut-off.
Result<ReportDesk::Counted> ReportDesk::count_figures(const model::ReportQuery& query) const {
  std::vector<model::ReportRow> rows;
  const auto basis = parts_.ledger.report_rows(
      query.place, [&](model::ReportRow row) { rows.push_back(std::move(row)); }, Ledger::BasisLogs::kYes);
  Counted out{basis.input_root, node::cut_off_of(query.place, basis.tree, basis.logs), {}, false};
  const auto fold = CutOffFold::make(parts_.store, out.cut_off);
  if (!fold) return fold.error();
  model::ReportMaker maker(query, model::frame_of((*fold)->authority(), (*fold)->programme()));
  for (const model::ReportRow& row : rows) maker.add(row);
  const model::Report report = maker.finish();
  out.answer = model::report_bytes(report);
  out.of_few = model::tells_of_few(report);
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
    out.answer = ranking_bytes(by, query.place, span, rows);
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
  auto bytes = model::ReportedBytes::join(model::cut_off_bytes(counted->cut_off), counted->answer);
  if (!bytes) return too_large();
  const Behind late = behind(*query);
  model::Reported said{order.of,
                       *query,
                       desk_.today(),
                       counted->input_root,
                       model::cut_off_root(bytes->cut_off()),
                       model::result_hash(counted->answer),
                       {},
                       static_cast<std::uint32_t>(late.count)};
  for (const BehindView& place : late.places) said.behind.push_back(place.behind);
  Draft draft;
  draft.place = query->place;
  draft.kind = model::Kind::kReported;
  draft.flags = model::open_to_all(order.of) && !counted->of_few ? model::kFlagOpen : 0;
  draft.subject = desk_.new_subject();
  draft.body = model::encode(said);
  draft.part = model::encode(bytes->part());
  draft.blob = std::move(bytes->blob);
  const SubjectId id = draft.subject;
  const auto written = desk_.write({{std::move(draft)}, {}});
  if (!written) return written.error();
  desk_.wait_for(written->arrival);
  return kept_view({id, written->events.front(), said});
}

bool ReportDesk::is_open(const model::FoldedReport& report) const {
  const auto event = parts_.store.event(report.event);
  return event && (event->header().flags & model::kFlagOpen) != 0;
}

KeptReport ReportDesk::kept_view(const model::FoldedReport& report) const {
  KeptReport out{report, desk_.place_name(report.place()), "", {}, {}, is_open(report)};
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

Result<model::ReportedBytes> ReportDesk::kept_bytes(const model::FoldedReport& report) const {
  const auto part = parts_.store.part(report.event);
  auto blob = parts_.store.blob(report.event);
  if (!blob) {
    if (!is_open(report) && !parts_.store.authority()->at_or_above(parts_.own.place(), report.place()))
      return goes_up_only(report.place());
    return Error("report.no_cut_off", "what was kept of the report is not here: " + blob.error().en,
                 "本节点没有该报表的留存内容：" + blob.error().zh);
  }
  const auto named = part ? model::decode_reported_part(model::part_payload(*part)) : std::nullopt;
  auto bytes = named ? model::ReportedBytes::of(*named, std::move(*blob)) : std::nullopt;
  if (!bytes) return not_as_kept("its length", "长度");
  return std::move(*bytes);
}

ReportDesk::Making ReportDesk::made_again(const model::FoldedReport& report, std::string_view cut_off,
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
  Making out = make(report, cut_off);
  // That an earlier release counted otherwise stays so, and is not worth the seconds again.
  if (!out && out.error().code != "report.other_release") return out;
  const std::lock_guard lock(mutex_);
  std::erase_if(made_, [&](const Made& one) { return one.first == report.event.hash; });
  made_.emplace_front(report.event.hash, out);
  if (made_.size() > kReportsInMemoryMax) made_.pop_back();
  return out;
}

ReportDesk::Making ReportDesk::make(const model::FoldedReport& report, std::string_view bytes) const {
  if (model::cut_off_root(bytes) != report.said.cut_off)
    return not_as_kept("the cut-off's root", "截止点的校验值");
  const auto cut_off = model::parse_cut_off(bytes);
  if (!cut_off) return not_as_kept("the form of the cut-off", "截止点的格式");
  auto made = make_again(parts_.store, report.said, *cut_off);
  if (!made) return made.error();
  // An earlier release may have kept it: the same logs then have its root, and figures that it counted as
  // this one does stand.
  const auto version = made->cut_off->fold_version_of(report.place(), report.said.input_root);
  if (!version) return not_of_this_root();
  if (made->result != report.said.result && version != model::kFoldVersion) return counted_otherwise();
  made->input_root = report.said.input_root;
  return std::make_shared<const MadeAgain>(std::move(*made));
}

Result<ReportMadeAgain> ReportDesk::again(const SubjectId& id) const {
  const auto report = find(id);
  if (!report) return report.error();
  const auto kept = kept_bytes(*report);
  if (!kept) return kept.error();
  const auto made = made_again(*report, kept->cut_off(), true);
  if (!made) return made.error();
  if (const auto refuted = refutation(report->said, **made)) return *refuted;
  return ReportMadeAgain{kept_view(*report), (*made)->result, (*made)->input_root};
}

}  // namespace node
