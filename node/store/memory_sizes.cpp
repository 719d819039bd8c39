#include "node/store/memory_sizes.h"

namespace node {

const MemorySizes& memory_sizes(model::Level level) {
  switch (level) {
    case model::Level::kCity:
      return kCityMemory;
    case model::Level::kCounty:
      return kCountyMemory;
    case model::Level::kTown:
      return kTownMemory;
    default:
      return kCommunityMemory;
  }
}

const MemorySizes& memory_sizes(const model::Authority& authority, model::PlaceCode place) {
  const model::Place* known = authority.place(place);
  return memory_sizes(known ? known->level : model::Level::kCommunity);
}

}  // namespace node
