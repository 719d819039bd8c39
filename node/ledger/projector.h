// The projector: follows the store's order of arrival and keeps the ledger and the texts up to date.
//
// Each turn takes the next arrivals, folds every subject that they touch once, and applies rows,
// figures, sums and cursor in one transaction. What a turn derives, who may write included, is a
// function of the folded events alone, so the same input root stands beside the same figures on every
// node. A ledger that is fresh, or ahead of a restored store, is filled from the start by itself: subject by
// subject with all that the store held when that began, into a ledger beside the empty one, which shows
// nothing until it is whole; what arrives meanwhile is followed afterwards.
//
// Projector is the logic, driven by one thread; ProjectorThread (node/ledger/projector_thread.h) is that
// thread. Writing and acknowledging never wait for it.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>

#include "node/ledger/ledger.h"
#include "node/ledger/projector_folded.h"
#include "node/ledger/projector_revoked.h"
#include "node/ledger/subject_reader.h"
#include "node/ledger/texts.h"
#include "node/limits.h"
#include "node/store/event_store.h"

namespace node {

// Whether a release folds events of this kind; nothing: all that model/kinds.h has. For trying how nodes of
// several releases get on with each other.
using KnowsKind = bool (*)(model::Kind);

class Projector {
 public:
  // All must outlive the projector. Without `texts` none are kept.
  Projector(const EventStore& store, Ledger& ledger, Texts* texts,
            std::size_t turn_arrivals_max = kTurnArrivalsMax, KnowsKind knows = nullptr);

  // Hears of the subjects that a turn changed, once the ledger has them; of none when a ledger was filled.
  // To be set before the first turn.
  std::function<void(const std::vector<FoldedSubject>&)> on_shown;

  // One step. False when nothing is left to do for now, or nothing can be done (status().error).
  bool turn();

  struct Status {
    std::uint64_t cursor = 0;
    std::uint64_t last_arrival = 0;
    std::optional<model::Error> error;  // Why the last turn failed; the next one tries again.
  };
  // From any thread.
  [[nodiscard]] Status status() const;

 private:
  struct Turn;
  // A ledger under way: all as of `rest.cursor`, of which the subjects that were read were put.
  struct Filling {
    std::unique_ptr<LedgerFill> ledger;
    Projection rest;
    std::unique_ptr<SubjectReader> subjects;
  };

  [[nodiscard]] model::Result<> load();
  [[nodiscard]] model::Result<> begin_filling();
  [[nodiscard]] model::Result<> fill_some();
  void load_facts();
  [[nodiscard]] bool ledger_fits() const;
  [[nodiscard]] Turn take_arrivals();
  void take_all(std::span<const Arrival> arrivals, Turn& turn);
  void take(const Arrival& arrival, std::vector<model::Event> events, Turn& turn);
  bool note_fact(const model::Event& event);
  [[nodiscard]] model::SubjectId subject_of(const model::Event& event) const;
  void judge(Turn& turn);
  [[nodiscard]] std::set<model::WriterId> changed_writers(const model::Authority& next) const;
  void concern_all_of(const model::LogId& log, Turn& turn);
  [[nodiscard]] std::set<model::PlaceCode> changed_homes(const model::Authority& next) const;
  [[nodiscard]] FoldedSubject fold(const model::SubjectId& subject, std::vector<model::Event> events);
  void fold_all(std::span<const model::SubjectId> subjects, Turn& turn, Projection& out);
  [[nodiscard]] Projection project(Turn& turn);
  void show(const Projection& projection, const Turn& turn);
  bool fail(const model::Error& error);
  bool wait(const model::Error& error);

  const EventStore& store_;
  Ledger& ledger_;
  Texts* texts_;
  const std::size_t turn_arrivals_max_;
  const KnowsKind knows_;

  bool loaded_ = false;  // All that follows stands as the ledger has it.
  std::uint64_t cursor_ = 0;
  FoldedLogs folded_;
  RevokedLogs revoked_;
  std::map<model::PlaceCode, model::DigestSum> sums_;
  std::vector<TreeEdge> tree_;
  std::optional<Filling> filling_;
  std::unique_ptr<model::AuthorityFacts> facts_;
  std::shared_ptr<const model::Authority> authority_;
  // What declarations of places ever named, counting or not, and who wrote them.
  std::set<model::PlaceCode> declared_;
  std::set<model::PlaceCode> uppers_;
  std::set<model::WriterId> declarers_;

  mutable std::mutex mutex_;
  Status status_;  // Guarded by mutex_.
};

// The root key of a store's city.
[[nodiscard]] model::NodeKey root_key_of(const model::Authority& authority);
// The tree as the ledger keeps it.
[[nodiscard]] std::vector<TreeEdge> edges_of(const model::Authority& authority);

}  // namespace node
