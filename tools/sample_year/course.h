// What happens to a wish, from its registration until it ends or the year does.
//
// Shares and durations are those of a programme that works and is human: most wishes are fulfilled within
// two months; some are returned, rejected, handed over, withdrawn, forgotten by who took them up, or never
// taken up; some work is written down late.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/sample_year/days.h"
#include "tools/sample_year/dice.h"
#include "tools/sample_year/places.h"
#include "tools/sample_year/steps.h"
#include "tools/sample_year/units.h"
#include "tools/sample_year/wishes.h"

namespace sample_year {

// What the courses of all wishes of a year share; it outlives them.
struct Programme {
  const Calendar& calendar;
  const Places& places;
  const Volunteers& volunteers;
  std::uint32_t claim_days = 30;
};

// A wish on the day on which it comes to the programme.
struct Registration {
  std::uint32_t wish = 0;
  const Home* home = nullptr;
  Day on;       // The day on the form,
  Day entered;  // and that on which the clerk enters it.
  std::optional<std::uint32_t> form;
  std::optional<std::uint32_t> campaign;
  bool is_again = false;  // The same wish of the same person was registered before.
  Wish what;
};

// The steps of that wish, ascending by day; at least the first. Those after the year's end are left out,
// and each step follows from those that are there.
[[nodiscard]] std::vector<SampleStep> make_course(const Programme& programme,
                                                  const Registration& registration, Dice dice);

}  // namespace sample_year
