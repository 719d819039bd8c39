// Where logs and parts may be, as design rules 3 and 4 have it, told once more: from the world's own tree and
// from what its journal knows of writers, and not by the product's functions (sync/carry.h).

#pragma once

#include "model/event.h"
#include "tools/simulation/world.h"

namespace simulation {

// What a node of place `at` may hold.
class Due {
 public:
  Due(World& world, model::PlaceCode at) : world_(world), at_(at) {}

  // At or above the log's place, or at or above the writer's.
  [[nodiscard]] bool parts(const model::LogId& log) const;
  // Also below the log's place: what is open goes wherever the log is carried.
  [[nodiscard]] bool open_parts(const model::LogId& log) const;
  [[nodiscard]] bool part(const model::EventHeader& event) const {
    return parts(event.log()) || ((event.flags & model::kFlagOpen) && open_parts(event.log()));
  }

 private:
  World& world_;
  const model::PlaceCode at_;
};

}  // namespace simulation
