#include "node/ledger/ledger_recount.h"

#include <algorithm>

#include "node/ledger/projector.h"
#include "node/ledger/projector_revoked.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Error;
using model::Event;
using model::LogId;
using model::PlaceCode;
using model::SubjectId;

// The first pass: who may write, which events are about which wish, and the sums.
struct Pass {
  explicit Pass(const EventStore& store) : facts(root_key_of(*store.authority())) {
    std::vector<LogId> logs;
    store.for_each_log([&](const LogId& log, std::span<const model::Tip> tips) {
      logs.push_back(log);
      sums[log.place].add(model::log_digest(log, tips));
    });
    for (const LogId& log : logs) {
      store.for_each_event(log, [&](const Event& event) {
        facts.add(event);
        const model::EventHeader& h = event.header();
        if (model::subject_kind(h.kind) != model::SubjectKind::kNone && !h.subject.is_zero())
          about.emplace_back(h.subject, event.ref());
        return true;
      });
    }
    std::sort(about.begin(), about.end());
  }

  model::AuthorityFacts facts;
  std::map<PlaceCode, model::DigestSum> sums;
  std::vector<std::pair<SubjectId, model::EventRef>> about;
};

class Problems {
 public:
  void add(const char* code, const std::string& en, const std::string& zh) {
    if (++counts_[code] <= kProblemsMax) out_.emplace_back(code, en, zh);
  }
  std::vector<Error> take() { return std::move(out_); }

 private:
  std::map<std::string, std::size_t> counts_;
  std::vector<Error> out_;
};

void compare_report_rows(const Recount& recounted, const Ledger& ledger, Problems& problems) {
  const auto top = std::ranges::find(recounted.tree, model::kPlaceOfAll, &TreeEdge::parent);
  if (top == recounted.tree.end()) return;
  std::size_t expected = 0, equal = 0, others = 0;
  for (const auto& [key, wish] : recounted.wishes)
    expected += std::ranges::binary_search(recounted.tree, key.home, {}, &TreeEdge::code);
  (void)ledger.report_rows(top->code, [&](const model::ReportRow& row) {
    const auto wish = recounted.wishes.find(row.key);
    const auto offer = recounted.offers.find(row.key);
    const bool same =
        wish != recounted.wishes.end() &&
        model::report_row(wish->second, offer == recounted.offers.end() ? nullptr : &offer->second) == row;
    ++(same ? equal : others);
  });
  if (equal != expected || others > 0)
    problems.add("verify.report", "what reports are counted from differs from a recount",
                 "报表依据与重新统计不一致");
}

}  // namespace

std::optional<Recount> recount(const EventStore& store) {
  Recount out;
  out.cursor = store.last_arrival();
  const Pass pass(store);
  const auto authority = pass.facts.judge();
  RevokedLogs revoked(store, [](const Event&) { return true; });
  out.tree = edges_of(*authority);
  for (std::size_t i = 0; i < pass.about.size();) {
    const SubjectId subject = pass.about[i].first;
    std::vector<Event> events;
    for (; i < pass.about.size() && pass.about[i].first == subject; ++i)
      if (auto event = store.event(pass.about[i].second)) events.push_back(std::move(*event));
    revoked.reduce(events, *authority);
    for (model::FoldedWish& wish : model::fold_wishes(events, *authority)) {
      model::SummaryKey cell = cell_of(wish);
      out.figures[cell].add(contribution(wish));
      for (PlaceCode above : authority->line_above(wish.home)) {
        cell.place = above;
        out.figures[cell].add(contribution(wish));
      }
      out.wishes.emplace(wish.key(), std::move(wish));
    }
    for (model::FoldedOffer& offer : model::fold_offers(events, *authority))
      out.offers.emplace(offer.key(), std::move(offer));
    if (auto volunteers = model::fold_volunteers(events, *authority); !volunteers.empty())
      out.volunteers.emplace(subject, std::move(volunteers));
    if (auto reports = model::fold_reports(events, *authority); !reports.empty())
      out.reports.emplace(subject, std::move(reports));
  }
  for (const auto& [code, place] : authority->places()) {
    out.roots[code] = model::input_root(code, *authority, [&](PlaceCode at) {
      const auto sum = pass.sums.find(at);
      return sum == pass.sums.end() ? model::DigestSum{} : sum->second;
    });
  }
  std::uint64_t last = store.last_arrival();
  store.arrivals_after(last, [&](const Arrival& arrival) {
    last = arrival.count;
    return true;
  });
  return last == out.cursor ? std::optional(std::move(out)) : std::nullopt;
}

std::vector<Error> compare(const Recount& recounted, const Ledger& ledger) {
  Problems problems;
  if (recounted.tree != ledger.tree())
    problems.add("verify.tree", "the ledger's tree of places differs from the logs",
                 "台帐中的行政区划与日志不一致");
  std::size_t matched = 0;
  for_each_wish(ledger, [&](const model::FoldedWish& wish) {
    const auto at = recounted.wishes.find(wish.key());
    if (at == recounted.wishes.end())
      problems.add("verify.wish", "the ledger has a wish that no log tells of: " + wish_number(wish),
                   "台帐中有日志里不存在的心愿：" + wish_number(wish));
    else if (++matched; at->second != wish)
      problems.add("verify.wish", "the ledger's row differs from the logs: " + wish_number(at->second),
                   "台帐中的记录与日志不一致：" + wish_number(at->second));
  });
  if (matched != recounted.wishes.size()) {
    for (const auto& [key, wish] : recounted.wishes)
      if (!ledger.wish(key))
        problems.add("verify.wish", "the ledger lacks a wish: " + wish_number(wish),
                     "台帐中缺少心愿：" + wish_number(wish));
  }
  std::size_t offers = 0;
  for_each_offer(ledger, [&](const model::FoldedOffer& offer) {
    const auto at = recounted.offers.find(offer.key());
    if (at == recounted.offers.end() || at->second != offer)
      problems.add("verify.offer", "a publication in the ledger differs from the logs: " + offer.number,
                   "台帐中的发布信息与日志不一致：" + offer.number);
    else
      ++offers;
  });
  std::vector<Taking> takings;
  for (const auto& [key, offer] : recounted.offers)
    for (Taking& taking : takings_of(offer))
      if (taking.state == model::ClaimState::kConfirmed) takings.push_back(std::move(taking));
  std::ranges::sort(takings, {},
                    [](const Taking& t) { return std::tie(t.on, t.wish, t.claim, t.volunteer); });
  if (ledger.confirmed_takings({1900, 1, 1}, {2999, 12, 31}) != takings)
    problems.add("verify.points", "what points are counted from differs from a recount",
                 "积分依据与重新统计不一致");
  for (const auto& [id, volunteers] : recounted.volunteers)
    if (ledger.volunteers_of(id) != volunteers)
      problems.add("verify.volunteer",
                   "a volunteer in the ledger differs from the logs: " + model::uuid_text(id),
                   "台帐中的志愿者与日志不一致：" + model::uuid_text(id));
  for (const auto& [id, reports] : recounted.reports)
    if (ledger.reports_of(id) != reports)
      problems.add("verify.report",
                   "a kept report in the ledger differs from the logs: " + model::uuid_text(id),
                   "台帐中的留存报表与日志不一致：" + model::uuid_text(id));
  compare_report_rows(recounted, ledger, problems);
  if (offers < recounted.offers.size())
    problems.add("verify.offer", "the ledger lacks publications that the logs tell of",
                 "台帐中缺少日志里的发布信息");
  std::map<PlaceCode, bool> places;
  const SummaryDetail coarse{true, false, false};
  std::map<PlaceCode, std::map<model::SummaryKey, model::Figures>> totals;
  for (const auto& [key, figures] : recounted.figures) totals[key.place][coarse.of(key)].add(figures);
  for (const auto& [place, root] : recounted.roots)
    if (ledger.summary(place, {}, std::nullopt, coarse).rows != totals[place]) places[place] = true;
  if (const auto figures = ledger.figures(); figures != recounted.figures) {
    for (const auto& [key, value] : figures)
      if (const auto at = recounted.figures.find(key); at == recounted.figures.end() || at->second != value)
        places[key.place] = true;
    for (const auto& [key, value] : recounted.figures)
      if (!figures.contains(key)) places[key.place] = true;
  }
  for (const auto& [place, differs] : places)
    problems.add("verify.figures", "the figures of " + place.text() + " differ from a recount",
                 place.text() + " 的汇总数字与重新统计不一致");
  for (const auto& [place, root] : recounted.roots)
    if (ledger.summary(place, {}, std::nullopt).input_root != root)
      problems.add("verify.root", "the input root of " + place.text() + " differs from a recount",
                   place.text() + " 的数据根与重新计算不一致");
  return problems.take();
}

std::vector<Error> verify_ledger(const EventStore& store, const Ledger& ledger) {
  for (int i = 0; i < kVerifyTriesMax; ++i) {
    const auto recounted = recount(store);
    if (!recounted || ledger.cursor() != recounted->cursor) continue;
    auto problems = compare(*recounted, ledger);
    if (ledger.cursor() == recounted->cursor) return problems;
  }
  return {Error("verify.busy", "the ledger is still catching up with the logs; try again later",
                "台帐仍在更新，请稍后再试")};
}

}  // namespace node
