#include "model/campaign.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <optional>

#include "model/crypto.h"
#include "model/lunar.h"

namespace model {
namespace {

struct Holiday {
  std::string_view key;
  std::string_view zh;
  std::string_view en;
  std::uint8_t month;  // 0: the lunar festival.
  std::uint8_t day;
  LunarFestival lunar;
  std::uint8_t days_before;
  std::initializer_list<Target> targets;
};

constexpr LunarFestival kNotLunar = LunarFestival::kSpringFestival;
constexpr std::uint8_t kFortnight = 14;
// The visits before the Spring Festival begin with the first days of the twelfth month.
constexpr std::uint8_t kTwelfthMonth = 21;

constexpr std::initializer_list<Target> kChildren = {Target::kLeftBehindChild, Target::kSpecialNeedsChild,
                                                     Target::kOrphanOrDisabledChild};
constexpr std::initializer_list<Target> kElders = {Target::kElderWithoutFamily, Target::kEmptyNestElder,
                                                   Target::kElderWhoLostOnlyChild};
constexpr std::initializer_list<Target> kPartyMembers = {Target::kPartyMemberInDifficulty};
constexpr std::initializer_list<Target> kVeterans = {Target::kVeteran, Target::kWarVeteran};
constexpr std::initializer_list<Target> kWarVeterans = {Target::kWarVeteran};

constexpr Holiday kHolidays[] = {
    {"new_year", "元旦", "New Year", 1, 1, kNotLunar, kFortnight, {}},
    {"spring_festival", "春节", "Spring Festival", 0, 0, LunarFestival::kSpringFestival, kTwelfthMonth, {}},
    {"lei_feng_day", "3·5学雷锋日", "Lei Feng Day", 3, 5, kNotLunar, kFortnight, {}},
    {"children_day", "六一儿童节", "Children's Day", 6, 1, kNotLunar, kFortnight, kChildren},
    {"party_founding_day", "七一建党节", "Party Founding Day", 7, 1, kNotLunar, kFortnight, kPartyMembers},
    {"army_day", "八一建军节", "Army Day", 8, 1, kNotLunar, kFortnight, kVeterans},
    {"victory_day", "九三抗战胜利纪念日", "Victory Day", 9, 3, kNotLunar, kFortnight, kWarVeterans},
    {"mid_autumn", "中秋", "Mid-Autumn", 0, 0, LunarFestival::kMidAutumn, kFortnight, {}},
    {"national_day", "国庆", "National Day", 10, 1, kNotLunar, kFortnight, {}},
    {"double_ninth", "重阳", "Double Ninth", 0, 0, LunarFestival::kDoubleNinth, kFortnight, kElders},
    {"volunteer_day", "12·5国际志愿者日", "International Volunteer Day", 12, 5, kNotLunar, kFortnight, {}},
};

Date days_before(const Date& date, unsigned days) {
  using namespace std::chrono;
  const sys_days at{year_month_day{year{date.year}, month{date.month}, day{date.day}}};
  const year_month_day ymd{at - std::chrono::days{days}};
  return {static_cast<std::uint16_t>(static_cast<int>(ymd.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

std::optional<Date> date_of(const Holiday& holiday, std::uint16_t year) {
  if (holiday.month == 0) return lunar_festival(year, holiday.lunar);
  const Date date{year, holiday.month, holiday.day};
  return date.valid() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::vector<CampaignPlan> default_campaigns(std::uint16_t year) {
  std::vector<CampaignPlan> out;
  for (const Holiday& holiday : kHolidays) {
    const auto last = date_of(holiday, year);
    if (!last) continue;
    CampaignPlan plan{holiday.key, holiday.zh, holiday.en, days_before(*last, holiday.days_before),
                      *last,       {}};
    for (const Target target : holiday.targets) plan.targets.add(target);
    if (plan.first.valid()) out.push_back(plan);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const CampaignPlan& a, const CampaignPlan& b) { return a.first < b.first; });
  return out;
}

SubjectId campaign_id(const CampaignPlan& plan) {
  using namespace std::chrono;
  const Date& on = plan.last;
  const sys_days day{year_month_day{year{on.year}, month{on.month}, std::chrono::day{on.day}}};
  const auto ms = std::max<std::int64_t>(duration_cast<milliseconds>(day.time_since_epoch()).count(), 0);
  const Digest digest = sha256("wishtree campaign " + std::string(plan.key) + " " + std::to_string(on.year));
  std::array<std::uint8_t, 10> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return make_uuid7(static_cast<std::uint64_t>(ms), bytes);
}

std::string campaign_name(const CampaignPlan& plan) {
  return std::to_string(plan.last.year) + "年" + std::string(plan.zh);
}

}  // namespace model
