// What a node keeps in memory, by the level of its place (node/limits.h has the sizes).

#pragma once

#include "model/authority.h"
#include "node/limits.h"

namespace node {

// A level that this version does not know counts as a community.
[[nodiscard]] const MemorySizes& memory_sizes(model::Level level);
// Of a place that the tree does not have (yet): as of a community.
[[nodiscard]] const MemorySizes& memory_sizes(const model::Authority& authority, model::PlaceCode place);

}  // namespace node
