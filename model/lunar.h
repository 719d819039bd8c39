// The days of the programme's festivals that follow the lunar calendar, by ICU's Chinese calendar.
//
// The calendar is that of China: its days begin at midnight of UTC+8, and a festival never stands in a leap
// month, so that of a year with two eighth months Mid-Autumn is in the first. Pure: nothing is kept between
// calls, and the zone and the language of the machine play no part. ICU computes new moons, and where one
// falls within some minutes of midnight it comes out a day off (GB/T 33661-2017 says what is right); the
// Spring Festivals of 1954, 2027 and 2030 are such, and lunar.cpp states them. For all other years from 1900
// to 2100 the three days agree with the almanac; tests/model/lunar_test.cpp holds 2015 to 2035.

#pragma once

#include <cstdint>
#include <optional>

#include "model/date.h"

namespace model {

enum class LunarFestival : std::uint8_t {
  kSpringFestival,  // 春节, 正月初一.
  kMidAutumn,       // 中秋, 八月十五.
  kDoubleNinth,     // 重阳, 九月初九.
};

// The day of the festival that falls into that Gregorian year. Nothing outside of 1900 to 2100. It takes a
// tenth of a millisecond or more, so a caller that asks again and again keeps the answer.
[[nodiscard]] std::optional<Date> lunar_festival(std::uint16_t year, LunarFestival festival);

}  // namespace model
