// The festivals of the lunar calendar against a printed almanac.

#include "model/lunar.h"

#include <gtest/gtest.h>

#include <string>

namespace model {
namespace {

struct Year {
  std::uint16_t year;
  const char* spring_festival;
  const char* mid_autumn;
  const char* double_ninth;
};

constexpr Year kAlmanac[] = {
    {2015, "2015-02-19", "2015-09-27", "2015-10-21"}, {2016, "2016-02-08", "2016-09-15", "2016-10-09"},
    {2017, "2017-01-28", "2017-10-04", "2017-10-28"}, {2018, "2018-02-16", "2018-09-24", "2018-10-17"},
    {2019, "2019-02-05", "2019-09-13", "2019-10-07"}, {2020, "2020-01-25", "2020-10-01", "2020-10-25"},
    {2021, "2021-02-12", "2021-09-21", "2021-10-14"}, {2022, "2022-02-01", "2022-09-10", "2022-10-04"},
    {2023, "2023-01-22", "2023-09-29", "2023-10-23"}, {2024, "2024-02-10", "2024-09-17", "2024-10-11"},
    {2025, "2025-01-29", "2025-10-06", "2025-10-29"}, {2026, "2026-02-17", "2026-09-25", "2026-10-18"},
    {2027, "2027-02-06", "2027-09-15", "2027-10-08"}, {2028, "2028-01-26", "2028-10-03", "2028-10-26"},
    {2029, "2029-02-13", "2029-09-22", "2029-10-16"}, {2030, "2030-02-03", "2030-09-12", "2030-10-05"},
    {2031, "2031-01-23", "2031-10-01", "2031-10-24"}, {2032, "2032-02-11", "2032-09-19", "2032-10-12"},
    {2033, "2033-01-31", "2033-09-08", "2033-10-01"}, {2034, "2034-02-19", "2034-09-27", "2034-10-20"},
    {2035, "2035-02-08", "2035-09-16", "2035-10-09"},
};

std::string day_of(std::uint16_t year, LunarFestival festival) {
  const auto date = lunar_festival(year, festival);
  return date ? date->text() : "none";
}

TEST(Lunar, KnowsTheFestivalsOfTheAlmanac) {
  for (const Year& y : kAlmanac) {
    EXPECT_EQ(day_of(y.year, LunarFestival::kSpringFestival), y.spring_festival);
    EXPECT_EQ(day_of(y.year, LunarFestival::kMidAutumn), y.mid_autumn);
    EXPECT_EQ(day_of(y.year, LunarFestival::kDoubleNinth), y.double_ninth);
  }
}

// 2033 has a leap eleventh month, 1995 a leap eighth: Mid-Autumn is in the first of the two.
TEST(Lunar, PutsNoFestivalIntoALeapMonth) {
  EXPECT_EQ(day_of(1995, LunarFestival::kMidAutumn), "1995-09-09");
  EXPECT_EQ(day_of(1995, LunarFestival::kDoubleNinth), "1995-11-01");
  EXPECT_EQ(day_of(1976, LunarFestival::kMidAutumn), "1976-09-08");
  EXPECT_EQ(day_of(2034, LunarFestival::kSpringFestival), "2034-02-19");
}

TEST(Lunar, StandsOnTheRightSideOfMidnightInChina) {
  EXPECT_EQ(day_of(1954, LunarFestival::kSpringFestival), "1954-02-03");
  EXPECT_EQ(day_of(2027, LunarFestival::kSpringFestival), "2027-02-06");
  EXPECT_EQ(day_of(2030, LunarFestival::kSpringFestival), "2030-02-03");
}

TEST(Lunar, AnswersForTwoCenturiesAndNoFurther) {
  for (std::uint16_t year = 1900; year <= 2100; ++year) {
    const auto spring = lunar_festival(year, LunarFestival::kSpringFestival);
    const auto autumn = lunar_festival(year, LunarFestival::kMidAutumn);
    const auto ninth = lunar_festival(year, LunarFestival::kDoubleNinth);
    ASSERT_TRUE(spring && autumn && ninth) << year;
    EXPECT_GE(*spring, (Date{year, 1, 21})) << year;
    EXPECT_LE(*spring, (Date{year, 2, 21})) << year;
    EXPECT_GE(*autumn, (Date{year, 9, 7})) << year;
    EXPECT_LE(*autumn, (Date{year, 10, 8})) << year;
    EXPECT_LT(*autumn, *ninth) << year;
    EXPECT_LE(*ninth, (Date{year, 11, 2})) << year;
  }
  EXPECT_EQ(day_of(1899, LunarFestival::kSpringFestival), "none");
  EXPECT_EQ(day_of(2101, LunarFestival::kMidAutumn), "none");
  EXPECT_EQ(day_of(0, LunarFestival::kDoubleNinth), "none");
  EXPECT_EQ(day_of(65535, LunarFestival::kDoubleNinth), "none");
}

}  // namespace
}  // namespace model
