// What happens to a published wish: who takes it up, whether they do it, and what the family says.

#pragma once

#include <optional>

#include "tools/sample_year/course.h"
#include "tools/sample_year/track.h"

namespace sample_year {

struct Publication {
  model::PlaceCode scope;
  model::Level level{};  // Of the scope.
  Day on;
  std::uint32_t slots = 1;
};

// Adds the wish's first publication, what follows from it, and the closing.
void add_published_life(const Programme& programme, const Registration& registration,
                        const Publication& publication, Dice& dice, Track& track);

}  // namespace sample_year
