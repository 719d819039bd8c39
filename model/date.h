// A calendar day as people write it on forms. Periods and months are taken from these, never from
// clocks of machines.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace model {

struct Date {
  std::uint16_t year = 0;
  std::uint8_t month = 0;  // 1 to 12
  std::uint8_t day = 0;    // 1 to 31
  auto operator<=>(const Date&) const = default;

  // yyyymmdd, the form in which events and the ledger hold a day.
  [[nodiscard]] std::uint32_t number() const { return year * 10000u + month * 100u + day; }
  [[nodiscard]] static std::optional<Date> from_number(std::uint32_t number);
  [[nodiscard]] std::string text() const;                                 // 2018-06-22
  [[nodiscard]] static std::optional<Date> parse(std::string_view text);  // 2018-06-22
  [[nodiscard]] bool valid() const;  // A real day of the Gregorian calendar, 1900 to 2999.
  // Of valid days; the last day of 2999 where it would be later.
  [[nodiscard]] Date plus_days(std::int64_t days) const;
  [[nodiscard]] std::int64_t days_since(const Date& earlier) const;
  // The civil day at `wall_ms` (milliseconds since 1970, UTC) in China, which has one zone, UTC+8.
  [[nodiscard]] static Date in_china(std::uint64_t wall_ms);
};

// A span of months, both ends included, as yyyymm.
struct Period {
  std::uint32_t first_month = 0;
  std::uint32_t last_month = 0;
  // "2018", "2018H1", "2018-06".
  [[nodiscard]] static std::optional<Period> parse(std::string_view text);
};

}  // namespace model
