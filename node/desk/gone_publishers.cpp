#include "node/desk/gone_publishers.h"

#include <algorithm>

namespace node {

using model::FoldedOffer;

bool publisher_gone(const FoldedOffer& offer, const model::Authority& authority) {
  const model::Node* node = authority.node(offer.publisher);
  return node && node->revoked;
}

GoneOffers::GoneOffers(const Ledger& ledger, const model::Authority& authority,
                       const std::vector<model::PlaceCode>& places,
                       const std::optional<model::WishKey>& before)
    : ledger_(ledger) {
  for (const auto& [enrolled, node] : authority.nodes()) {
    if (!node.revoked) continue;
    OfferFilter filter;
    filter.places = places;
    filter.publisher = enrolled;
    OfNode one{std::move(filter), before, {}, 0};
    read_on(one);
    if (!one.page.empty()) of_nodes_.push_back(std::move(one));
  }
}

std::optional<FoldedOffer> GoneOffers::next() {
  const auto newest =
      std::ranges::max_element(of_nodes_, {}, [](const OfNode& one) { return one.page[one.at].key(); });
  if (newest == of_nodes_.end()) return std::nullopt;
  FoldedOffer out = std::move(newest->page[newest->at]);
  newest->before = out.key();
  if (++newest->at == newest->page.size()) read_on(*newest);
  if (newest->page.empty()) of_nodes_.erase(newest);
  return out;
}

void GoneOffers::read_on(OfNode& one) {
  constexpr std::size_t kPageOffers = 200;
  one.page = ledger_.offers(one.filter, one.before, kPageOffers);
  one.at = 0;
}

}  // namespace node
