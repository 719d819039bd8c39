// The steps of one wish while they are drawn up.

#pragma once

#include <utility>
#include <vector>

#include "tools/sample_year/days.h"
#include "tools/sample_year/steps.h"

namespace sample_year {

class Track {
 public:
  Track(std::uint32_t wish, Day end) : wish_(wish), end_(end) {}

  // What would happen after the year's end is left out; whatever rests on it is later still, and so is
  // left out, too.
  void add(Day day, model::PlaceCode at, What what) {
    if (day <= end_) steps_.push_back({date_of(day), wish_, at, std::move(what)});
  }

  // Several claims go on side by side, each added from its beginning to its end; they are numbered in the
  // order in which they are made.
  [[nodiscard]] std::vector<SampleStep> take();

 private:
  std::uint32_t wish_;
  Day end_;
  std::vector<SampleStep> steps_;
};

}  // namespace sample_year
