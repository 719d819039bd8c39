// A recount: all wishes, figures and input roots derived from the logs alone, in one pass over what is
// held, without the projector, the ledger or the store's sums. `wishctl verify` compares.

#pragma once

#include <map>
#include <vector>

#include "model/summary.h"
#include "node/ledger/ledger.h"
#include "node/store/event_store.h"

namespace node {

struct Recount {
  std::uint64_t cursor = 0;  // The last arrival that is counted in.
  std::vector<TreeEdge> tree;
  std::map<model::WishKey, model::FoldedWish> wishes;
  std::map<model::WishKey, model::FoldedOffer> offers;
  std::map<model::SubjectId, std::vector<model::FoldedVolunteer>> volunteers;
  std::map<model::SubjectId, std::vector<model::FoldedReport>> reports;
  std::map<model::SummaryKey, model::Figures> figures;  // At homes and at every place above them.
  std::map<model::PlaceCode, model::InputRoot> roots;   // Of every place of the tree.
};

// Nothing where events kept arriving while it counted; try again.
[[nodiscard]] std::optional<Recount> recount(const EventStore& store);

// What of the ledger is not as recounted; at most kProblemsMax of each sort. Nothing personal.
inline constexpr std::size_t kProblemsMax = 20;
[[nodiscard]] std::vector<model::Error> compare(const Recount& recounted, const Ledger& ledger);

// Recounts and compares while nothing moves, else tries again a few times ("verify.busy").
[[nodiscard]] std::vector<model::Error> verify_ledger(const EventStore& store, const Ledger& ledger);

}  // namespace node
