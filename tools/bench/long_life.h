// The longest life of a wish that one can believe in: it is corrected again and again, needs many volunteers,
// of whom some give up and some forget it, and the family is asked twice about what each of them did.

#pragma once

#include <vector>

#include "model/event.h"
#include "tools/played_year/played_year.h"

namespace bench {

inline constexpr std::size_t kLongLifeEvents = 200;

// All its events. It is a wish beyond those of the year.
[[nodiscard]] std::vector<model::Event> long_life(const sample_year::SampleYear& year,
                                                  played_year::PlayedYear& played,
                                                  const played_year::Write& write);

}  // namespace bench
