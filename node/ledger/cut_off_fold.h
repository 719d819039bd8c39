// What was held when a report was kept, folded again from the events up to its cut-off and from no other: who
// may write, what the city had set, every wish. Takes seconds where a city's year is folded; it only reads
// the store, and nobody waits for it but its caller.
//
// Invariant: what it gives is a function of the cut-off alone, on every node that holds its logs so far.
// One thread; several of them at a time are independent of each other.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/kept_report.h"
#include "model/programme.h"
#include "node/ledger/ledger.h"
#include "node/ledger/projector_folded.h"
#include "node/ledger/projector_revoked.h"
#include "node/ledger/ranking.h"
#include "node/store/event_store.h"

namespace node {

// Of the logs that a ledger folded those that figures of the place follow from.
[[nodiscard]] model::CutOff cut_off_of(model::PlaceCode place, const std::vector<TreeEdge>& tree,
                                       const std::vector<FoldedLog>& logs);

class CutOffFold {
 public:
  // `store` must outlive it. "report.not_held": it lacks a tip of the cut-off.
  [[nodiscard]] static model::Result<std::unique_ptr<CutOffFold>> make(const EventStore& store,
                                                                       const model::CutOff& cut_off);
  CutOffFold(const CutOffFold&) = delete;
  CutOffFold& operator=(const CutOffFold&) = delete;

  [[nodiscard]] const model::Authority& authority() const { return *authority_; }
  [[nodiscard]] const model::Programme& programme() const { return *programme_; }
  [[nodiscard]] model::InputRoot input_root(model::PlaceCode place,
                                            std::uint32_t fold_version = model::kFoldVersion) const;
  // The version of the fold under which this cut-off has the root. Nothing: it has another one.
  [[nodiscard]] std::optional<std::uint32_t> fold_version_of(model::PlaceCode place,
                                                             const model::InputRoot& root) const;
  // Every subject, ascending by id.
  void for_each_subject(const std::function<void(const FoldedSubject&)>& visit);

 private:
  CutOffFold(const EventStore& store, const model::CutOff& cut_off);

  const EventStore& store_;
  FoldedLogs folded_;
  RevokedLogs revoked_;
  std::map<model::PlaceCode, model::DigestSum> sums_;
  std::shared_ptr<const model::Authority> authority_;
  std::shared_ptr<const model::Programme> programme_;
};

// What a kept report says, made again.
struct MadeAgain {
  model::InputRoot input_root;
  model::ResultHash result;
  // Of figures: the rows that concern it, what they were put under, and the names of that time.
  model::Report report;
  model::ReportRows rows;
  model::ReportFrame frame;
  std::vector<RankingRow> ranking;  // Of a ranking.
  std::shared_ptr<const CutOffFold> cut_off;
};
[[nodiscard]] model::Result<MadeAgain> make_again(const EventStore& store, const model::Reported& said,
                                                  const model::CutOff& cut_off);

}  // namespace node
