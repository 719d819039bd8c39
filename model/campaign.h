// The programme's campaigns 集中活动 of a year: the spans of days in which wishes are gathered and fulfilled
// together, for a holiday or for some of the people served. A city can set others; these are the defaults.
//
// Three of them follow the lunar calendar (model/lunar.h).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/date.h"
#include "model/ids.h"
#include "model/vocabulary.h"

namespace model {

struct CampaignPlan {
  std::string_view key;  // Stable, the same in each year.
  std::string_view zh;
  std::string_view en;
  Date first;       // Both ends are included; `last` is the holiday itself,
  Date last;        // and so in the year asked for, though New Year begins in the December before.
  Targets targets;  // Whom it is for; no bits: everybody.

  [[nodiscard]] bool runs_on(const Date& day) const { return first <= day && day <= last; }
  [[nodiscard]] bool is_for(const Targets& someone) const {
    return targets.bits == 0 || (targets.bits & someone.bits) != 0;
  }
};

// Ascending by first day, by the table's order where two begin on one day. The names live for ever. For
// years beyond the almanac, 1900 to 2100, those of the lunar calendar are missing; so is what would begin on
// a day that is no valid Date.
[[nodiscard]] std::vector<CampaignPlan> default_campaigns(std::uint16_t year);
inline constexpr std::uint16_t kCampaignYearMin = 1901;
inline constexpr std::uint16_t kCampaignYearMax = 2100;

// By which such a campaign is known wherever somebody sets it: two nodes that do so apart set one.
[[nodiscard]] SubjectId campaign_id(const CampaignPlan& plan);
// 2019年春节
[[nodiscard]] std::string campaign_name(const CampaignPlan& plan);

}  // namespace model
