#include "tools/sample_year/days.h"

#include <algorithm>
#include <string_view>

#include "model/lunar.h"

namespace sample_year {
namespace {

// How a campaign moves the clerks: by how many hundredths it multiplies the forms of its days, and how many
// of a thousand of the wishes then are for it.
struct Pull {
  std::string_view key;
  std::uint32_t percent;
  std::uint32_t tagged;
};
constexpr Pull kPulls[] = {
    {"new_year", 150, 450},     {"spring_festival", 260, 650},    {"lei_feng_day", 170, 550},
    {"children_day", 250, 650}, {"party_founding_day", 160, 350}, {"army_day", 140, 300},
    {"victory_day", 105, 60},   {"mid_autumn", 160, 450},         {"national_day", 130, 300},
    {"double_ninth", 200, 500}, {"volunteer_day", 150, 450},
};
constexpr Pull kNoPull{"", 100, 0};

const Pull& pull_of(const model::CampaignPlan& plan) {
  const auto* const at = std::find_if(std::begin(kPulls), std::end(kPulls),
                                      [&](const Pull& pull) { return pull.key == plan.key; });
  return at == std::end(kPulls) ? kNoPull : *at;
}

bool is_weekend(Day day) {
  const std::chrono::weekday weekday(day);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

}  // namespace

Day day_of(const model::Date& date) {
  using namespace std::chrono;
  return sys_days{year_month_day{year{date.year}, month{date.month}, day{date.day}}};
}

model::Date date_of(Day day) {
  const std::chrono::year_month_day ymd{day};
  return {static_cast<std::uint16_t>(static_cast<int>(ymd.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

Calendar::Calendar(std::uint16_t year) : first_(day_of({year, 1, 1})), last_(day_of({year, 12, 31})) {
  const auto next_year = static_cast<std::uint16_t>(year + 1);
  for (const std::uint16_t of : {year, next_year})
    if (const auto date = model::lunar_festival(of, model::LunarFestival::kSpringFestival))
      spring_festivals_.push_back(day_of(*date));
  campaigns_ = model::default_campaigns(year);
  for (const model::CampaignPlan& plan : model::default_campaigns(next_year))
    if (plan.first <= date_of(last_)) campaigns_.push_back(plan);
  std::uint32_t sum = 0;
  for (Day day = first_; day <= last_; day += std::chrono::days(1)) {
    sum += weight(day);
    weight_until_.push_back(sum);
  }
}

bool Calendar::is_working(Day day) const {
  if (is_weekend(day)) return false;
  const model::Date date = date_of(day);
  const bool new_year = date.month == 1 && date.day == 1;
  const bool labour_day = date.month == 5 && date.day == 1;
  const bool national_day = date.month == 10 && date.day <= 7;
  if (new_year || labour_day || national_day) return false;
  constexpr std::chrono::days kEve{1};
  constexpr std::chrono::days kHoliday{6};
  return std::none_of(spring_festivals_.begin(), spring_festivals_.end(),
                      [&](Day festival) { return day >= festival - kEve && day < festival + kHoliday; });
}

Day Calendar::working_from(Day day) const {
  while (!is_working(day)) day += std::chrono::days(1);
  return day;
}

bool Calendar::is_years_end(Day day) const {
  constexpr std::chrono::days kWeeksBefore{42};
  return std::any_of(spring_festivals_.begin(), spring_festivals_.end(),
                     [&](Day festival) { return day >= festival - kWeeksBefore && day < festival; });
}

std::uint32_t Calendar::weight(Day day) const {
  constexpr std::uint32_t kWorkingDay = 20, kFreeDay = 6, kPercent = 100;
  std::uint32_t weight = (is_working(day) ? kWorkingDay : kFreeDay) * kPercent;
  for (const model::CampaignPlan& plan : campaigns_)
    if (plan.runs_on(date_of(day))) weight = weight * pull_of(plan).percent / kPercent;
  constexpr std::uint8_t kAugust = 8, kFirstFortnight = 14;
  constexpr std::uint32_t kBeforeSchoolPercent = 150;
  const model::Date date = date_of(day);
  const bool before_school = date.month == kAugust && date.day > kFirstFortnight;
  if (before_school) weight = weight * kBeforeSchoolPercent / kPercent;
  return weight;
}

Day Calendar::some_day(Dice& dice) const {
  const std::uint32_t at = dice.below(weight_until_.back());
  const auto found = std::upper_bound(weight_until_.begin(), weight_until_.end(), at);
  return first_ + std::chrono::days(found - weight_until_.begin());
}

std::optional<std::uint32_t> Calendar::some_campaign(Day day, Dice& dice) const {
  for (std::uint32_t i = 0; i < campaigns_.size(); ++i)
    if (campaigns_[i].runs_on(date_of(day)) && dice.of_thousand(pull_of(campaigns_[i]).tagged)) return i;
  return std::nullopt;
}

}  // namespace sample_year
