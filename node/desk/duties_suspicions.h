// Which wishes may be one: what a node that holds the words of two of them has to say of that (design: a node
// that holds the parts writes `Suspected`). The words give the hint (node/ledger/texts.h), the parts are
// compared (model/likeness.h), and the words are written into the logs of both homes. A part of the duties
// (node/desk/duties.h).
//
// Of all nodes that hold the parts the lowest writes: that of the nearest place at or above both homes which
// has a node. What several nodes of that place write folds to one. What stands there, or was answered, is not
// written again.
//
// A person may well wish for two things. That is asked about only where two offices entered them and nothing
// is fulfilled yet; the same wish is, also within a year after one was fulfilled, wherever they stand.
//
// Thread-safe.

#pragma once

#include <mutex>
#include <set>
#include <vector>

#include "node/data/own_node.h"
#include "node/data/write_path.h"
#include "node/ledger/ledger.h"
#include "node/ledger/texts.h"
#include "node/store/event_store.h"

namespace node {

class Suspicions {
 public:
  // All must outlive this.
  Suspicions(const EventStore& store, const Ledger& ledger, const Texts& texts, const OwnNode& own)
      : store_(store), ledger_(ledger), texts_(texts), own_(own) {}
  Suspicions(const Suspicions&) = delete;
  Suspicions& operator=(const Suspicions&) = delete;

  // The wish's words are new. False where it waits already, or there is no room.
  bool look_at(const model::WishKey& key);
  [[nodiscard]] bool waits() const;
  // The next ones that wait; they wait no longer.
  [[nodiscard]] std::vector<model::WishKey> take();
  // What this node has to write about them now.
  [[nodiscard]] std::vector<Draft> owed(const std::vector<model::WishKey>& keys) const;

 private:
  // Of one wish as the store has it now, with its words.
  struct Known {
    model::FoldedWish wish;
    model::WishPart part;
  };
  [[nodiscard]] std::optional<Known> known(const model::WishKey& key) const;
  [[nodiscard]] bool is_ours(model::PlaceCode home, model::PlaceCode other) const;

  const EventStore& store_;
  const Ledger& ledger_;
  const Texts& texts_;
  const OwnNode& own_;
  mutable std::mutex mutex_;
  std::set<model::WishKey> waiting_;  // Guarded by mutex_.
};

// Whether a wish can still be the double of another: it was not given up, rejected or erased.
[[nodiscard]] bool may_be_double(const model::FoldedWish& wish);
// Whether anybody is still asked about it, as far as is known here of the other one.
[[nodiscard]] bool is_asked(const model::FoldedSuspect& suspect, const Ledger& ledger);

}  // namespace node
