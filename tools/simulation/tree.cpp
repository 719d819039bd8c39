#include "tools/simulation/tree.h"

#include <algorithm>

namespace simulation {

using model::PlaceCode;

namespace {

// In decimal digits.
bool begins(PlaceCode upper, PlaceCode lower) {
  while (lower.value > upper.value) lower.value /= 10;
  return lower == upper;
}

}  // namespace

std::set<PlaceCode> Tree::same(PlaceCode place) const {
  const auto at = same_.find(place);
  return at == same_.end() ? std::set{place} : at->second;
}

void Tree::succeed(PlaceCode place, PlaceCode successor) {
  add(successor);
  std::set<PlaceCode> all = same(place);
  all.merge(same(successor));
  for (const PlaceCode one : all) same_[one] = all;
}

// Only communities are merged, and nothing lies below them.
bool Tree::at_or_above(PlaceCode upper, PlaceCode lower) const {
  if (!knows(upper) || !knows(lower)) return false;
  if (same_.empty()) return begins(upper, lower);
  const std::set<PlaceCode> uppers = same(upper), lowers = same(lower);
  return std::ranges::any_of(uppers, [&](PlaceCode u) {
    return std::ranges::any_of(lowers, [&](PlaceCode l) { return begins(u, l); });
  });
}

}  // namespace simulation
