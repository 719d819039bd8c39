// The days of the year of a script: which of them offices work on, and how many forms are filled on each.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/campaign.h"
#include "model/date.h"
#include "tools/sample_year/dice.h"

namespace sample_year {

using Day = std::chrono::sys_days;

[[nodiscard]] Day day_of(const model::Date& date);
[[nodiscard]] model::Date date_of(Day day);

class Calendar {
 public:
  explicit Calendar(std::uint16_t year);

  [[nodiscard]] Day first() const { return first_; }
  [[nodiscard]] Day last() const { return last_; }
  // The campaigns that run on some day of the year: New Year's of the next year begins in its December.
  [[nodiscard]] const std::vector<model::CampaignPlan>& campaigns() const { return campaigns_; }

  // No weekend and no public holiday.
  [[nodiscard]] bool is_working(Day day) const;
  // `day`, or the next on which offices work.
  [[nodiscard]] Day working_from(Day day) const;

  // The weeks before the Spring Festival, of this year or the next.
  [[nodiscard]] bool is_years_end(Day day) const;

  // A day on which a form is filled: mostly on working days, and more of them while a campaign runs.
  [[nodiscard]] Day some_day(Dice& dice) const;
  // The campaign for which a form of that day is filled, if for any; an index of campaigns().
  [[nodiscard]] std::optional<std::uint32_t> some_campaign(Day day, Dice& dice) const;

 private:
  [[nodiscard]] std::uint32_t weight(Day day) const;

  Day first_;
  Day last_;
  std::vector<Day> spring_festivals_;  // Of this year and of the next.
  std::vector<model::CampaignPlan> campaigns_;
  std::vector<std::uint32_t> weight_until_;  // Of the days from the first to this one, together.
};

}  // namespace sample_year
