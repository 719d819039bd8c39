#include "tools/wishctl/format.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>

namespace wishctl {
namespace {

constexpr std::chrono::hours kChinaOffset{8};

// The number that stands in text[from, from + digits), if it is one.
std::optional<int> digits_at(std::string_view text, std::size_t from, std::size_t digits) {
  if (text.size() < from + digits) return std::nullopt;
  int out = 0;
  for (std::size_t i = from; i < from + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    out = out * 10 + (text[i] - '0');
  }
  return out;
}

// "Z", "+08:00": what to add to UTC.
std::optional<std::chrono::minutes> parse_zone(std::string_view zone) {
  if (zone == "Z" || zone == "z") return std::chrono::minutes(0);
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = digits_at(zone, 1, 2);
  const auto minutes = digits_at(zone, 4, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return zone[0] == '-' ? -offset : offset;
}

std::string span_text(std::chrono::seconds span, Lang lang) {
  const std::int64_t s = span.count();
  const bool zh = lang == Lang::kChinese;
  if (s < 60) return zh ? fmt::format("{} 秒", s) : fmt::format("{} s", s);
  if (s < 3600) return zh ? fmt::format("{} 分钟", s / 60) : fmt::format("{} min", s / 60);
  if (s < 86400) return zh ? fmt::format("{} 小时", s / 3600) : fmt::format("{} h", s / 3600);
  const std::int64_t days = s / 86400;
  return zh ? fmt::format("{} 天", days) : fmt::format("{} day{}", days, days == 1 ? "" : "s");
}

}  // namespace

std::optional<WallTime> parse_time(std::string_view text) {
  const auto year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  const auto hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2), second = digits_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::size_t zone_at = 19;
  if (zone_at < text.size() && text[zone_at] == '.') do
      ++zone_at;
    while (zone_at < text.size() && text[zone_at] >= '0' && text[zone_at] <= '9');
  const auto offset = parse_zone(text.substr(zone_at));
  if (!offset) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) - *offset;
}

std::string relative_time(std::string_view rfc3339, WallTime now, Lang lang) {
  if (rfc3339.empty()) return "–";
  const std::optional<WallTime> time = parse_time(rfc3339);
  if (!time) return std::string(rfc3339);
  const auto since = std::chrono::duration_cast<std::chrono::seconds>(now - *time);
  const bool zh = lang == Lang::kChinese;
  if (since.count() > -5 && since.count() < 5) return zh ? "刚刚" : "just now";
  if (since.count() > 0) return span_text(since, lang) + (zh ? "前" : " ago");
  return zh ? span_text(-since, lang) + "后" : "in " + span_text(-since, lang);
}

std::string china_time(std::string_view rfc3339) {
  const std::optional<WallTime> time = parse_time(rfc3339);
  if (!time) return std::string(rfc3339);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(*time + kChinaOffset)));
}

std::string china_day(WallTime time) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(time + kChinaOffset)));
}

std::string human_bytes(std::int64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (size >= 1023.95 && unit + 1 < std::size(kUnits)) {
    size /= 1024;
    ++unit;
  }
  return size < 9.95 ? fmt::format("{:.1f} {}", size, kUnits[unit])
                     : fmt::format("{:.0f} {}", size, kUnits[unit]);
}

std::string or_dash(std::string text) { return text.empty() ? "–" : text; }

std::string number_or_dash(const json::value& value, std::string_view key) {
  return or_dash(text_field(value, key));
}

std::string bytes_or_dash(const json::value& value, std::string_view key) {
  const std::optional<std::int64_t> bytes = number_field(value, key);
  return bytes ? human_bytes(*bytes) : "–";
}

std::string short_hash(std::string_view hex) { return std::string(hex.substr(0, 12)); }
std::string short_writer(std::string_view hex) { return std::string(hex.substr(0, 8)); }

std::string place_text(std::string_view name, std::string_view code, Lang lang) {
  if (name.empty() || name == code) return std::string(code);
  if (code.empty()) return std::string(name);
  return lang == Lang::kChinese ? fmt::format("{}（{}）", name, code) : fmt::format("{} ({})", name, code);
}

}  // namespace wishctl
