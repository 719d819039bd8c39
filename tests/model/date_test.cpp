// Days and periods as people write them.

#include "model/date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

namespace model {
namespace {

rc::Gen<Date> any_date() {
  return rc::gen::map(rc::gen::inRange(0, 365 * 1000), [](int days) {
    using namespace std::chrono;
    const year_month_day ymd{sys_days{year{1900} / 1 / 1} + std::chrono::days{days}};
    return Date{static_cast<std::uint16_t>(static_cast<int>(ymd.year())),
                static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
                static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
  });
}

RC_GTEST_PROP(DateProperty, ReadsBackItsTextAndItsNumber, ()) {
  const Date date = *any_date();
  RC_ASSERT(date.valid());
  RC_ASSERT(Date::parse(date.text()) == date);
  RC_ASSERT(Date::from_number(date.number()) == date);
}

RC_GTEST_PROP(DateProperty, OrdersLikeItsNumberAndItsText, ()) {
  const Date a = *any_date();
  const Date b = *any_date();
  RC_ASSERT((a < b) == (a.number() < b.number()));
  RC_ASSERT((a < b) == (a.text() < b.text()));
}

RC_GTEST_PROP(DateProperty, IsRealWheneverANumberIsTaken, (std::uint32_t number)) {
  const auto date = Date::from_number(number);
  if (!date) return;
  RC_ASSERT(date->valid());
  RC_ASSERT(date->number() == number);
}

RC_GTEST_PROP(DateProperty, IsRealWheneverATextIsTaken, (const std::string& text)) {
  const auto date = Date::parse(text);
  if (date) RC_ASSERT(date->text() == text);
}

TEST(Date, KnowsTheCalendar) {
  EXPECT_TRUE(Date::parse("2016-02-29").has_value());
  EXPECT_TRUE(Date::parse("2000-02-29").has_value());
  for (const char* bad :
       {"2018-02-29", "1900-02-29", "2018-13-01", "2018-00-01", "2018-04-31", "2018-01-00", "1899-12-31",
        "3000-01-01", "2018-1-01", "2018/01/01", "20180101", "", "2018-01-0x", " 2018-01-01", "2018-01-01 "})
    EXPECT_FALSE(Date::parse(bad).has_value()) << bad;
}

TEST(Date, OfChinaBeginsEightHoursBeforeThatOfUtc) {
  const std::uint64_t midnight_utc = 1'529'625'600'000;  // 2018-06-22T00:00Z
  EXPECT_EQ(Date::in_china(midnight_utc), (Date{2018, 6, 22}));
  EXPECT_EQ(Date::in_china(midnight_utc + 16 * 3'600'000 - 1), (Date{2018, 6, 22}));
  EXPECT_EQ(Date::in_china(midnight_utc + 16 * 3'600'000), (Date{2018, 6, 23}));
  EXPECT_EQ(Date::in_china(0), (Date{1970, 1, 1}));
}

TEST(Period, CoversTheMonthsThatItNames) {
  const auto months = [](const char* text) {
    const auto p = Period::parse(text);
    return p ? std::pair(p->first_month, p->last_month) : std::pair(0u, 0u);
  };
  EXPECT_EQ(months("2018"), std::pair(201801u, 201812u));
  EXPECT_EQ(months("2018H1"), std::pair(201801u, 201806u));
  EXPECT_EQ(months("2018H2"), std::pair(201807u, 201812u));
  EXPECT_EQ(months("2018-06"), std::pair(201806u, 201806u));
  for (const char* bad : {"", "18", "2018H3", "2018-13", "2018-00", "2018-6", "201806", "2018-", "1899",
                          "3000", "2018H", "abcd", "2018-06-22"})
    EXPECT_FALSE(Period::parse(bad).has_value()) << bad;
}

}  // namespace
}  // namespace model
