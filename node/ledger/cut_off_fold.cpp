#include "node/ledger/cut_off_fold.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "node/ledger/fold_subject.h"
#include "node/ledger/projector.h"
#include "node/ledger/subject_reader.h"

namespace node {

using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Result;

model::CutOff cut_off_of(PlaceCode place, const std::vector<TreeEdge>& tree,
                         const std::vector<FoldedLog>& logs) {
  std::map<PlaceCode, PlaceCode> parents;
  for (const TreeEdge& edge : tree) parents.emplace(edge.code, edge.parent);
  std::set<PlaceCode> of_place{model::kPlaceOfAll, place};
  for (auto at = parents.find(place); at != parents.end() && of_place.insert(at->second).second;
       at = parents.find(at->second)) {
  }
  // Whoever stands below has the place on the way up; a ring, which does not occur, ends it too.
  for (const TreeEdge& edge : tree) {
    std::vector<PlaceCode> way{edge.code};
    while (way.back() != place && way.size() <= tree.size()) {
      const auto up = parents.find(way.back());
      if (up == parents.end()) break;
      way.push_back(up->second);
    }
    if (way.back() == place) of_place.insert(way.begin(), way.end());
  }
  model::CutOff out;
  for (const FoldedLog& log : logs)
    if (of_place.contains(log.log.place)) out.logs.emplace_back(log.log, log.tips);
  return out;
}

CutOffFold::CutOffFold(const EventStore& store, const model::CutOff& cut_off)
    : store_(store), folded_(store), revoked_(store, [this](const Event& event) {
        folded_.settle();
        return folded_.has(event);
      }) {
  std::vector<FoldedLog> logs;
  for (const auto& [log, tips] : cut_off.logs) {
    logs.push_back({log, tips});
    sums_[log.place].add(model::log_digest(log, tips));
  }
  folded_.load(logs);
  model::AuthorityFacts facts(root_key_of(*store.authority()));
  model::ProgrammeFacts programme_facts;
  for (const auto& [log, tips] : folded_.all()) {
    if (log.place != model::kPlaceOfAll) break;  // Place 0 comes first.
    folded_.for_each_event(log, [&](const Event& event) {
      facts.add(event);
      programme_facts.add(event);
    });
  }
  authority_ = facts.judge();
  programme_ = programme_facts.judge(*authority_);
}

Result<std::unique_ptr<CutOffFold>> CutOffFold::make(const EventStore& store, const model::CutOff& cut_off) {
  for (const auto& [log, tips] : cut_off.logs)
    for (const model::Tip& tip : tips)
      if (!store.holds({log, tip.seq, tip.hash}))
        return model::Error("report.not_held",
                            "this node does not hold all that the report was made from: a log of " +
                                log.place.text() + " lacks; ask at the report's place or above it",
                            "本节点没有该报表所依据的全部数据：缺少 " + log.place.text() +
                                " 的日志；请在报表所属地方或其上级查询");
  return std::unique_ptr<CutOffFold>(new CutOffFold(store, cut_off));
}

model::InputRoot CutOffFold::input_root(PlaceCode place, std::uint32_t fold_version) const {
  const auto own = [&](PlaceCode at) {
    const auto sum = sums_.find(at);
    return sum == sums_.end() ? model::DigestSum{} : sum->second;
  };
  return model::input_root(place, *authority_, own, fold_version);
}

std::optional<std::uint32_t> CutOffFold::fold_version_of(PlaceCode place,
                                                         const model::InputRoot& root) const {
  for (std::uint32_t version = model::kFoldVersion; version > 0; --version)
    if (input_root(place, version) == root) return version;
  return std::nullopt;
}

void CutOffFold::for_each_subject(const std::function<void(const FoldedSubject&)>& visit) {
  const auto wanted = [this](const Event& event) {
    return !event.header().subject.is_zero() && folded_.all().contains(event.header().log()) &&
           model::subject_kind(event.header().kind) != model::SubjectKind::kNone;
  };
  SubjectReader subjects(store_, wanted);
  for (auto read = subjects.next(); !read.empty(); read = subjects.next()) {
    folded_.settle();
    for (auto& [subject, events] : read) {
      std::erase_if(events, [&](const Event& event) { return !folded_.has(event); });
      visit(fold_subject(subject, std::move(events), revoked_, *authority_));
    }
  }
}

namespace {

void make_figures(CutOffFold& fold, const model::Reported& said, MadeAgain& out) {
  out.frame = model::frame_of(fold.authority(), fold.programme());
  model::ReportMaker maker(said.query, out.frame);
  fold.for_each_subject([&](const FoldedSubject& subject) {
    for (const model::FoldedWish& wish : subject.wishes) {
      model::ReportRow row = report_row_of(subject, wish);
      if (!maker.concerns(row)) continue;
      maker.add(row);
      out.rows.emplace(row.key, std::move(row));
    }
  });
  out.report = maker.finish();
  out.result = model::result_hash(model::report_bytes(out.report));
}

void make_ranking(CutOffFold& fold, const model::Reported& said, MadeAgain& out) {
  const model::DaySpan& span = said.query.now.span;
  std::vector<Taking> takings;
  std::map<model::SubjectId, std::vector<model::FoldedVolunteer>> volunteers;
  fold.for_each_subject([&](const FoldedSubject& subject) {
    for (const model::FoldedOffer& offer : subject.offers)
      for (Taking& taking : takings_of(offer))
        if (taking.state == model::ClaimState::kConfirmed && span.contains(taking.on))
          takings.push_back(std::move(taking));
    if (!subject.volunteers.empty()) volunteers.emplace(subject.id, subject.volunteers);
  });
  std::ranges::sort(takings, {},
                    [](const Taking& t) { return std::tie(t.on, t.wish, t.claim, t.volunteer); });
  const RankingBy by = said.of == model::ReportOf::kUnits ? RankingBy::kUnit : RankingBy::kVolunteer;
  out.ranking = rank(by, said.query.place, takings, fold.authority(), fold.programme(),
                     [&](const model::SubjectId& id) {
                       const auto at = volunteers.find(id);
                       return at == volunteers.end() ? std::vector<model::FoldedVolunteer>{} : at->second;
                     });
  out.result = model::result_hash(ranking_bytes(by, said.query.place, span, out.ranking));
}

}  // namespace

Result<MadeAgain> make_again(const EventStore& store, const model::Reported& said,
                             const model::CutOff& cut_off) {
  auto fold = CutOffFold::make(store, cut_off);
  if (!fold) return fold.error();
  MadeAgain out;
  out.input_root = (*fold)->input_root(said.query.place);
  if (said.of == model::ReportOf::kFigures)
    make_figures(**fold, said, out);
  else
    make_ranking(**fold, said, out);
  out.cut_off = std::move(*fold);
  return out;
}

}  // namespace node
