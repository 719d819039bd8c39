#include "model/date.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace model {

namespace {

std::optional<std::uint32_t> number_of(std::string_view digits) {
  if (digits.empty() ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::uint32_t value = 0;
  for (char c : digits) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

}  // namespace

bool Date::valid() const {
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month},
                                        std::chrono::day{day}};
  return ymd.ok() && year >= 1900 && year <= 2999;
}

std::optional<Date> Date::from_number(std::uint32_t number) {
  const Date date{static_cast<std::uint16_t>(std::min(number / 10000, 65535u)),
                  static_cast<std::uint8_t>(number / 100 % 100), static_cast<std::uint8_t>(number % 100)};
  return date.valid() ? std::optional(date) : std::nullopt;
}

std::string Date::text() const {
  char out[16];
  std::snprintf(out, sizeof out, "%04u-%02u-%02u", year, month, day);
  return out;
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number_of(text.substr(0, 4));
  const auto m = number_of(text.substr(5, 2));
  const auto d = number_of(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  return from_number(*y * 10000 + *m * 100 + *d);
}

namespace {

std::chrono::sys_days days_of(const Date& date) {
  return std::chrono::year_month_day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                     std::chrono::day{date.day}};
}

}  // namespace

Date Date::plus_days(std::int64_t days) const {
  constexpr std::chrono::sys_days kLast{std::chrono::year{2999} / 12 / 31};
  const std::chrono::year_month_day out{std::min(days_of(*this) + std::chrono::days{days}, kLast)};
  return {static_cast<std::uint16_t>(static_cast<int>(out.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(out.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(out.day()))};
}

std::int64_t Date::days_since(const Date& earlier) const {
  return (days_of(*this) - days_of(earlier)).count();
}

Date Date::in_china(std::uint64_t wall_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> local{milliseconds(wall_ms) + hours(8)};
  const year_month_day ymd{floor<days>(local)};
  return {static_cast<std::uint16_t>(static_cast<int>(ymd.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

std::optional<Period> Period::parse(std::string_view text) {
  const auto year = number_of(text.substr(0, 4));
  if (text.size() < 4 || !year || *year < 1900 || *year > 2999) return std::nullopt;
  const std::string_view rest = text.substr(4);
  if (rest.empty()) return Period{*year * 100 + 1, *year * 100 + 12};
  if (rest == "H1") return Period{*year * 100 + 1, *year * 100 + 6};
  if (rest == "H2") return Period{*year * 100 + 7, *year * 100 + 12};
  const auto month = rest.size() == 3 && rest[0] == '-' ? number_of(rest.substr(1)) : std::nullopt;
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  return Period{*year * 100 + *month, *year * 100 + *month};
}

}  // namespace model
