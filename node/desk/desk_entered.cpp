// The list of the claims that were entered at this place, each as far as its publisher's word has come here.

#include <algorithm>

#include "node/desk/desk.h"
#include "node/desk/heard.h"
#include "node/desk/units_meant.h"
#include "node/limits.h"

namespace node {

using model::FoldedClaim;
using model::Result;

// Nothing where it counts for nothing, or what it was about is not published any more as far as is known
// here.
std::optional<OwnClaim> Desk::entered(const EnteredClaims::Entry& entry) const {
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, entry.wish, *authority);
  const model::Publications publications(events, entry.key.home, *authority);
  if (!publications.offer()) return std::nullopt;
  const auto claims = own_claims(publications.offer()->key(), *publications.offer());
  const auto claim = std::ranges::find_if(claims, [&](const FoldedClaim& one) {
    return one.claim == entry.key.id && one.claimed.hash == entry.claimed;
  });
  if (claim == claims.end()) return std::nullopt;
  return OwnClaim{view(*publications.offer()), view(*claim)};
}

ClaimPage Desk::claims(const ClaimQuery& query) const {
  const std::size_t count = std::clamp<std::size_t>(query.count_max, 1, kWishPageMax);
  const UnitsMeant meant(programme(), query.unit.value_or(""));
  const auto of_unit = [&](const ClaimView& view) {
    return !query.unit || meant.has(view.claim.unit) || (view.text && view.text->unit == *query.unit);
  };
  ClaimPage page;
  std::optional<model::WishKey> before = query.after, last;
  for (bool more = true; more;) {
    const auto entries = entered_.newest(before, kWishPageMax, query.volunteer);
    more = entries.size() == kWishPageMax;
    for (const EnteredClaims::Entry& entry : entries) {
      before = entry.key;
      auto one = entered(entry);
      if (!one || (query.state && one->claim.claim.state != *query.state) || !of_unit(one->claim)) continue;
      if (page.claims.size() == count) {
        page.next_after = last;
        return page;
      }
      page.claims.push_back(std::move(*one));
      last = entry.key;
    }
  }
  return page;
}

}  // namespace node
