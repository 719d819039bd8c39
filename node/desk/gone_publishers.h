// Publications upon which nobody decides any more, though they go on: the node that published was revoked.
//
// Only what the events say for certain counts. That a node is silent says nothing: it may be offline. That
// another node was enrolled at its place says nothing: two may stand there. A newer writer of the same node
// goes on for it, and so does the node of a place that was merged into another one.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/authority.h"
#include "model/fold/offer.h"
#include "node/ledger/ledger.h"

namespace node {

[[nodiscard]] bool publisher_gone(const model::FoldedOffer& offer, const model::Authority& authority);

// What goes on of all revoked nodes as one list, newest first. No more is looked at than what they published.
class GoneOffers {
 public:
  // Of wishes at these homes (ascending; empty: all). `before`: only keys below it.
  GoneOffers(const Ledger& ledger, const model::Authority& authority,
             const std::vector<model::PlaceCode>& places, const std::optional<model::WishKey>& before);

  // Nothing at the end.
  [[nodiscard]] std::optional<model::FoldedOffer> next();

 private:
  // What one node published, up to the end of a page.
  struct OfNode {
    OfferFilter filter;
    std::optional<model::WishKey> before;
    std::vector<model::FoldedOffer> page;
    std::size_t at = 0;
  };
  void read_on(OfNode& one);

  const Ledger& ledger_;
  std::vector<OfNode> of_nodes_;  // Those with something left.
};

// Those that a node at `own` may take over, newest first: visit(offer, wish), until it returns false.
template <typename Visit>
void for_each_gone(const Ledger& ledger, const model::Authority& authority, model::PlaceCode own,
                   const std::vector<model::PlaceCode>& places, const std::optional<model::WishKey>& before,
                   Visit&& visit) {
  GoneOffers gone(ledger, authority, places, before);
  while (const auto offer = gone.next()) {
    if (!authority.at_or_above(own, offer->scope)) continue;
    if (const auto wish = ledger.wish(offer->key()); wish && !visit(*offer, *wish)) return;
  }
}

}  // namespace node
