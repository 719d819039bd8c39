#include "model/lunar.h"

#include <unicode/calendar.h>
#include <unicode/locid.h>
#include <unicode/simpletz.h>

#include <chrono>
#include <memory>

namespace model {
namespace {

constexpr std::uint16_t kYearMin = 1900;
constexpr std::uint16_t kYearMax = 2100;
// ICU counts Chinese years from 2637 before our era; the one that begins in 2018 is 4655.
constexpr std::int32_t kYearsBeforeOurs = 2637;
constexpr std::int32_t kChinaOffsetMs = 8 * 3'600'000;
constexpr std::int32_t kNoonHour = 12;

// Where ICU's new moon falls on the wrong side of midnight in China. The conjunctions were at 23:55, 23:56
// and 00:07 (J. Meeus, Astronomical Algorithms, chapter 49; the almanac agrees).
constexpr Date kSpringFestivalsNearMidnight[] = {{1954, 2, 3}, {2027, 2, 6}, {2030, 2, 3}};

struct LunarDay {
  std::int32_t month;  // From 0, as ICU counts.
  std::int32_t day;
};

LunarDay lunar_day(LunarFestival festival) {
  switch (festival) {
    case LunarFestival::kSpringFestival:
      return {0, 1};
    case LunarFestival::kMidAutumn:
      return {7, 15};
    case LunarFestival::kDoubleNinth:
      return {8, 9};
  }
  return {0, 1};
}

}  // namespace

std::optional<Date> lunar_festival(std::uint16_t year, LunarFestival festival) {
  if (year < kYearMin || year > kYearMax) return std::nullopt;
  if (festival == LunarFestival::kSpringFestival)
    for (const Date& date : kSpringFestivalsNearMidnight)
      if (date.year == year) return date;
  UErrorCode status = U_ZERO_ERROR;
  // A fixed offset, since the zone Asia/Shanghai had summer time and before 1901 its own mean time.
  auto zone = std::make_unique<icu::SimpleTimeZone>(kChinaOffsetMs, icu::UnicodeString(u"UTC+8"));
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
      zone.release(), icu::Locale("zh", "CN", nullptr, "calendar=chinese"), status));
  if (U_FAILURE(status) || !calendar) return std::nullopt;
  const LunarDay wanted = lunar_day(festival);
  calendar->clear();
  calendar->set(UCAL_EXTENDED_YEAR, year + kYearsBeforeOurs);
  calendar->set(UCAL_MONTH, wanted.month);
  calendar->set(UCAL_IS_LEAP_MONTH, 0);
  calendar->set(UCAL_DATE, wanted.day);
  calendar->set(UCAL_HOUR_OF_DAY, kNoonHour);
  const UDate ms = calendar->getTime(status);
  // What was set must read back: a lenient calendar else rolls over into another month without a word.
  const bool kept = calendar->get(UCAL_MONTH, status) == wanted.month &&
                    calendar->get(UCAL_DATE, status) == wanted.day &&
                    calendar->get(UCAL_IS_LEAP_MONTH, status) == 0;
  if (U_FAILURE(status) || !kept) return std::nullopt;
  // Date::in_china() takes days since 1970 only, and the first decades here are before.
  using namespace std::chrono;
  const sys_time<milliseconds> local{milliseconds(static_cast<std::int64_t>(ms) + kChinaOffsetMs)};
  const year_month_day ymd{floor<days>(local)};
  const Date date{static_cast<std::uint16_t>(static_cast<int>(ymd.year())),
                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
  return date.year == year ? std::optional(date) : std::nullopt;
}

}  // namespace model
