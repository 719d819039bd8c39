// Reports and rankings at this node: made now, kept for good, made again, and set beside what is so now.
//
// From any thread; part of the desk (node/desk/desk.h). What a kept report says is read from the bytes that
// were kept with it. Making it again folds what was held then from the logs, which takes seconds where a
// city's year is in it; nobody else waits for that. It proves the report, and tells what changed since. What
// was made stays in memory for the next page, of a few reports.

#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "node/desk/last_heard.h"
#include "node/desk/report_types.h"
#include "node/ledger/cut_off_fold.h"

namespace node {

class Desk;
struct DeskParts;

class ReportDesk {
 public:
  // Both must outlive this.
  ReportDesk(Desk& desk, const DeskParts& parts);
  ReportDesk(const ReportDesk&) = delete;
  ReportDesk& operator=(const ReportDesk&) = delete;

  // ---- As things are now (report_desk.cpp)
  // "place.unknown", "summary.not_carried", "campaign.unknown", "report.bad_span", "ledger.behind".
  [[nodiscard]] model::Result<ReportView> report(const ReportAsk& ask) const;
  // Of a place whose figures are known here; of one that was succeeded its own units and volunteers, with the
  // root of its successor. "ledger.behind".
  [[nodiscard]] model::Result<RankingView> ranking(model::PlaceCode place, RankingBy by,
                                                   const model::DaySpan& span) const;

  // ---- Kept (report_desk_kept.cpp)
  // Publishes it: it stays as it is now. Errors as report(), "report.ranking_of_campaign",
  // "report.too_large", and those of the disk.
  [[nodiscard]] model::Result<KeptReport> keep(const KeepOrder& order);
  // Newest first; of a place and below, or all that are held.
  [[nodiscard]] model::Result<std::vector<KeptReport>> kept(std::optional<model::PlaceCode> place) const;
  // Makes it again from what was held then and nothing else. "report.unknown"; "report.not_held": this node
  // does not hold all of that; "report.no_cut_off"; "report.not_equal": it comes out otherwise;
  // "report.other_release": an earlier one counted otherwise; "report.busy".
  [[nodiscard]] model::Result<ReportMadeAgain> again(const model::SubjectId& id) const;
  // As it was; and, where this node can make it again and knows the place's figures, as it is now and on
  // account of which wishes the two differ, of a place that was succeeded since what that itself has now.
  // Errors as above, but where it is only that: then that is why no corrections are told. What an earlier
  // release kept without the answer can be shown where it can be made again. What was published and does not
  // follow from its cut-off is shown as refuted.
  [[nodiscard]] model::Result<ShownReport> show(const model::SubjectId& id,
                                                const std::optional<model::WishKey>& after,
                                                std::size_t count_max) const;

 private:
  struct Counted;  // What a report or a ranking that is to be kept says, and of what.
  struct Answer;   // What a kept one says.
  using Making = model::Result<std::shared_ptr<const MadeAgain>>;

  [[nodiscard]] model::Result<model::ReportQuery> query_of(const ReportAsk& ask) const;
  [[nodiscard]] Behind behind(const model::ReportQuery& query) const;
  [[nodiscard]] Behind named(const std::vector<model::PlaceBehind>& places, std::size_t count) const;
  [[nodiscard]] ReportView view(model::Report report, const model::InputRoot& root,
                                const model::Authority& authority, const model::Programme& programme) const;
  // Whether its part goes to those below the place too.
  [[nodiscard]] bool is_open(const model::FoldedReport& report) const;
  [[nodiscard]] KeptReport kept_view(const model::FoldedReport& report) const;

  [[nodiscard]] model::Result<Counted> count_figures(const model::ReportQuery& query) const;
  [[nodiscard]] model::Result<Counted> count_ranking(const model::ReportQuery& query, RankingBy by) const;
  [[nodiscard]] model::Result<model::FoldedReport> find(const model::SubjectId& id) const;
  [[nodiscard]] model::Result<model::ReportedBytes> kept_bytes(const model::FoldedReport& report) const;
  // As this release counts from the cut-off, which refutation() sets against what was published.
  [[nodiscard]] Making made_again(const model::FoldedReport& report, std::string_view cut_off,
                                  bool anew) const;
  [[nodiscard]] Making make(const model::FoldedReport& report, std::string_view cut_off) const;

  // ---- Shown (report_desk_shown.cpp)
  // Nothing where no answer was kept.
  [[nodiscard]] model::Result<std::optional<Answer>> kept_answer(const model::Reported& said,
                                                                 const model::ReportedBytes& kept) const;
  // What of then all nodes hold: who and what had which name.
  [[nodiscard]] std::shared_ptr<const CutOffFold> names_of_then(std::string_view cut_off) const;
  void show_answer(Answer answer, const CutOffFold* then, ShownReport& out) const;
  [[nodiscard]] model::Result<> set_figures_beside(const MadeAgain& then,
                                                   const std::optional<model::WishKey>& after,
                                                   std::size_t count_max, ShownReport& out) const;
  [[nodiscard]] model::Result<> set_ranking_beside(ShownReport& out) const;

  Desk& desk_;
  const DeskParts& parts_;
  mutable HeardOf heard_;
  mutable std::mutex making_;  // Held while one is made again.
  mutable std::mutex mutex_;
  using Made = std::pair<model::EventHash, Making>;
  mutable std::deque<Made> made_;  // Guarded by mutex_; the latest first.
};

// The numbers in which two reports of one query differ.
struct CellChange {
  model::ReportKey group;
  bool whole = false;       // Of no group.
  bool before = false;      // Of the period before.
  std::string_view number;  // One of model::report_number_names().
  std::int64_t then = 0;
  std::int64_t now = 0;
};
[[nodiscard]] std::vector<CellChange> changed_cells(const model::Report& then, const model::Report& now);

}  // namespace node
