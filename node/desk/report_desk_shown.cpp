// A kept report as it was published, set beside what is so now.

#include <algorithm>
#include <iterator>

#include "node/desk/desk.h"
#include "node/desk/report_words.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::ReportOf;
using model::Result;
using model::SubjectId;

struct ReportDesk::Answer {
  model::Report report;          // Of figures.
  std::vector<RankingRow> rows;  // Of a ranking.
};

namespace {

Error unknown_form() {
  return {"report.other_release",
          "a newer release kept this report in a form that this node can't read: upgrade the node",
          "这份报表由较新的程序版本留存，本节点无法读取；请升级本节点的程序"};
}

// What the city had set then, and no more.
model::CutOff place_of_all(const model::CutOff& cut_off) {
  model::CutOff out;
  std::ranges::copy_if(cut_off.logs, std::back_inserter(out.logs),
                       [](const auto& log) { return log.first.place == model::kPlaceOfAll; });
  return out;
}

bool counts_alike(RankingRow a, const RankingRow& b) {
  a.name = b.name;
  a.erased = b.erased;
  return a == b;
}

}  // namespace

// ---- As it was

Result<std::optional<ReportDesk::Answer>> ReportDesk::kept_answer(const model::Reported& said,
                                                                  const model::ReportedBytes& kept) const {
  const auto bytes = kept.answer();
  if (!bytes) return std::optional<Answer>();
  if (model::result_hash(*bytes) != said.result) return not_as_kept("the answer", "内容");
  Answer out;
  if (said.of == ReportOf::kFigures) {
    auto report = model::parse_report(*bytes);
    if (!report) return unknown_form();
    if (report->query != said.query) return not_as_kept("the question", "统计范围");
    out.report = std::move(*report);
  } else {
    auto ranking = parse_ranking(*bytes);
    if (!ranking) return unknown_form();
    if (ranking->by != ranking_by(said.of) || ranking->place != said.query.place ||
        ranking->span != said.query.now.span)
      return not_as_kept("the question", "统计范围");
    out.rows = std::move(ranking->rows);
  }
  return std::optional(std::move(out));
}

std::shared_ptr<const CutOffFold> ReportDesk::names_of_then(std::string_view cut_off) const {
  const auto parsed = model::parse_cut_off(cut_off);
  if (!parsed) return nullptr;
  auto fold = CutOffFold::make(parts_.store, place_of_all(*parsed));
  return fold ? std::move(*fold) : nullptr;
}

void ReportDesk::show_answer(Answer answer, const CutOffFold* then, ShownReport& out) const {
  const auto authority_now = parts_.store.authority();
  const auto programme_now = parts_.store.programme();
  const model::Authority& authority = then ? then->authority() : *authority_now;
  const model::Programme& programme = then ? then->programme() : *programme_now;
  const model::Reported& said = out.kept.report.said;
  if (said.of == ReportOf::kFigures) {
    out.then = view(std::move(answer.report), said.input_root, authority, programme);
    out.then.behind = out.kept.behind;
    return;
  }
  const RankingBy by = ranking_by(said.of);
  const model::Place* place = authority.place(said.query.place);
  out.ranking_then = {
      said.query.place,      place ? place->name : "", said.query.now.span, said.input_root, by,
      std::move(answer.rows)};
  desk_.name_rows(by, programme, out.ranking_then.rows);
}

Result<ShownReport> ReportDesk::show(const SubjectId& id, const std::optional<model::WishKey>& after,
                                     std::size_t count_max) const {
  const auto report = find(id);
  if (!report) return report.error();
  const auto kept = kept_bytes(*report);
  if (!kept) return kept.error();
  auto answer = kept_answer(report->said, *kept);
  if (!answer) return answer.error();
  const auto known = desk_.place_known(report->place());
  const Making made = *answer && !known ? Making(known.error()) : made_again(*report, kept->cut_off(), false);
  if (!*answer && !made) return made.error();
  ShownReport out;
  if (made) out.refuted = refutation(report->said, **made);
  if (!*answer && out.refuted) return *out.refuted;
  out.kept = kept_view(*report);
  if (const PlaceCode now = parts_.store.authority()->current(report->place()); now != report->place()) {
    out.successor = now;
    out.successor_name = desk_.place_name(now);
  }
  if (!*answer) *answer = Answer{(*made)->report, (*made)->ranking};
  const auto then = made ? (*made)->cut_off : names_of_then(kept->cut_off());
  show_answer(std::move(**answer), then.get(), out);

  Result<> beside;
  if (!made)
    beside = made.error();
  else if (!known)
    beside = known.error();
  else if (out.refuted)
    beside = *out.refuted;
  else
    beside = report->said.of == ReportOf::kFigures ? set_figures_beside(**made, after, count_max, out)
                                                   : set_ranking_beside(out);
  if (!beside) out.no_corrections = beside.error();
  return out;
}

// ---- What is so now

Result<> ReportDesk::set_figures_beside(const MadeAgain& then, const std::optional<model::WishKey>& after,
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

Result<> ReportDesk::set_ranking_beside(ShownReport& out) const {
  const RankingView& then = out.ranking_then;
  auto now = ranking(then.place, then.by, then.span);
  if (!now) return now.error();
  out.ranking_now = std::move(*now);
  const auto row_of = [](const std::vector<RankingRow>& rows, const SubjectId& id) {
    const auto at = std::ranges::find(rows, id, &RankingRow::id);
    return at == rows.end() ? std::nullopt : std::optional(*at);
  };
  for (const RankingRow& row : then.rows)
    if (auto other = row_of(out.ranking_now->rows, row.id); !other || !counts_alike(row, *other))
      out.ranking_changes.push_back({row, std::move(other)});
  for (const RankingRow& row : out.ranking_now->rows)
    if (!row_of(then.rows, row.id)) out.ranking_changes.push_back({std::nullopt, row});
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
