// The world's own tree of places, by which it judges who is above whom: a second reckoning beside the one of
// the product, from the codes of the places alone. A place lies below every other one whose code begins its
// own.
//
// It only ever widens, as carrying does (design rule 3): what once was due somewhere may stay there.

#pragma once

#include <map>
#include <set>

#include "model/ids.h"

namespace simulation {

class Tree {
 public:
  void add(model::PlaceCode place) { places_.insert(place); }
  // `place` was recoded as the other or merged into it: each counts as the other from now on.
  void succeed(model::PlaceCode place, model::PlaceCode successor);
  [[nodiscard]] bool at_or_above(model::PlaceCode upper, model::PlaceCode lower) const;
  [[nodiscard]] bool knows(model::PlaceCode place) const { return places_.contains(place); }
  [[nodiscard]] bool merged(model::PlaceCode place) const { return same_.contains(place); }

 private:
  [[nodiscard]] std::set<model::PlaceCode> same(model::PlaceCode place) const;

  std::set<model::PlaceCode> places_;
  std::map<model::PlaceCode, std::set<model::PlaceCode>> same_;  // Of each, all that it was merged with.
};

}  // namespace simulation
