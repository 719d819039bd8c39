// How times, sizes, numbers and ids are shown to a person.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/wishctl/fields.h"
#include "tools/wishctl/text.h"

namespace wishctl {

using WallTime = std::chrono::system_clock::time_point;

// RFC 3339: 2018-06-22T11:04:05.123+08:00 or …Z.
[[nodiscard]] std::optional<WallTime> parse_time(std::string_view text);

// "3 min ago" / "3 分钟前"; "in 3 min" / "3 分钟后" where clocks differ; "–" for no time.
[[nodiscard]] std::string relative_time(std::string_view rfc3339, WallTime now, Lang lang);

// "2018-06-22 11:04:05" in China, which has one zone (UTC+8); what is no time stays as it is.
[[nodiscard]] std::string china_time(std::string_view rfc3339);

// "2018-06-22" in China.
[[nodiscard]] std::string china_day(WallTime time);

// "512 B", "1.5 KiB", "20 MiB".
[[nodiscard]] std::string human_bytes(std::int64_t bytes);

// "–" for nothing, so that an empty cell is never taken for a nought.
[[nodiscard]] std::string or_dash(std::string text);
[[nodiscard]] std::string number_or_dash(const json::value& value, std::string_view key);
[[nodiscard]] std::string bytes_or_dash(const json::value& value, std::string_view key);

// The first 12 digits of a hash or key, 8 of a writer; commands take such beginnings for the whole.
[[nodiscard]] std::string short_hash(std::string_view hex);
[[nodiscard]] std::string short_writer(std::string_view hex);

// "name (code)", or what there is of it.
[[nodiscard]] std::string place_text(std::string_view name, std::string_view code, Lang lang);

}  // namespace wishctl
