// Publications upon which nobody decides any more, though they go on: the node that published was revoked.
//
// Only what the events say for certain counts. That a node is silent says nothing: it may be offline. That
// another node was enrolled at its place says nothing: two may stand there. A newer writer of the same node
// goes on for it, and so does the node of a place that was merged into another one.

#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "model/authority.h"
#include "model/fold/offer.h"
#include "node/ledger/ledger.h"

namespace node {

[[nodiscard]] inline bool publisher_gone(const model::FoldedOffer& offer, const model::Authority& authority) {
  const model::Node* node = authority.node(offer.publisher);
  return node && node->revoked;
}

// Those that a node at `own` may take over, of wishes at these homes (ascending; empty: all), newest first:
// visit(offer, wish), until it returns false. `before`: only keys below it. Looks through all that goes on,
// if any node was revoked.
template <typename Visit>
void for_each_gone(const Ledger& ledger, const model::Authority& authority, model::PlaceCode own,
                   const std::vector<model::PlaceCode>& places, std::optional<model::WishKey> before,
                   Visit&& visit) {
  constexpr std::size_t kPageOffers = 500;
  const auto revoked = [](const auto& node) { return node.second.revoked; };
  if (std::ranges::none_of(authority.nodes(), revoked)) return;
  OfferFilter filter;
  filter.places = places;
  filter.going_on = true;
  for (;;) {
    const auto page = ledger.offers(filter, before, kPageOffers);
    for (const model::FoldedOffer& offer : page) {
      if (!publisher_gone(offer, authority) || !authority.at_or_above(own, offer.scope)) continue;
      if (const auto wish = ledger.wish(offer.key()); wish && !visit(offer, *wish)) return;
    }
    if (page.size() < kPageOffers) return;
    before = page.back().key();
  }
}

}  // namespace node
