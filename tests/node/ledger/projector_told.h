// What a node tells of a place.

#pragma once

#include <map>
#include <vector>

#include "support/story.h"

namespace node {

// Its figures, and the rows that they were counted from.
struct Told {
  model::InputRoot root;
  std::map<model::SummaryKey, model::Figures> figures;
  std::vector<model::FoldedWish> wishes;
};

inline Told told_of(support::NodeData& data, model::PlaceCode place) {
  const auto summary = data.ledger().summary(place, {}, std::nullopt);
  WishFilter below;
  below.places = data.store().authority()->subtree(place);
  return {summary.input_root, summary.rows, data.ledger().wishes(below, std::nullopt, 10'000)};
}

}  // namespace node
