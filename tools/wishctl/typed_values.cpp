#include "tools/wishctl/typed_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "model/date.h"
#include "model/ids.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::optional<std::uint32_t> whole_number(std::string_view typed) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  if (error != std::errc() || end != typed.data() + typed.size()) return std::nullopt;
  return number;
}

using KeyOf = Outcome<std::string> (*)(std::string_view, std::string_view);

Outcome<json::value> keys_value(std::string_view option, const std::vector<std::string>& typed,
                                KeyOf key_of) {
  json::array out;
  for (const std::string& list : typed) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end =
          std::min({list.find(',', at), list.find("，", at), list.find("、", at), list.size()});
      const std::string one = list.substr(at, end - at);
      at = end + (end < list.size() && list[end] != ',' ? 3 : 1);
      if (one.empty() || one == kNone) continue;
      Outcome<std::string> key = key_of(option, one);
      if (!key) return key.error();
      if (std::find(out.begin(), out.end(), json::value(*key)) == out.end()) out.emplace_back(*key);
    }
  }
  return json::value(std::move(out));
}

}  // namespace

Outcome<json::value> number_value(std::string_view option, const std::string& typed) {
  if (typed == kNone) return json::value(nullptr);
  if (const auto number = whole_number(typed)) return json::value(*number);
  return wrong_usage(
      "usage.not_a_number",
      fmt::format("--{} takes a whole number, not '{}'; leave it out where it is not known.", option, typed),
      fmt::format("--{} 应是整数，不能是“{}”；不清楚时不写此项。", option, typed));
}

Outcome<json::value> count_value(std::string_view option, const std::string& typed, std::uint32_t min,
                                 std::uint32_t max) {
  const auto number = whole_number(typed);
  if (number && *number >= min && *number <= max) return json::value(*number);
  if (max != UINT32_MAX)
    return wrong_usage(
        "usage.not_a_number",
        fmt::format("--{} takes a whole number from {} to {}, not '{}'.", option, min, max, typed),
        fmt::format("--{} 应是 {} 至 {} 的整数，不能是“{}”。", option, min, max, typed));
  return wrong_usage("usage.not_a_number",
                     fmt::format("--{} takes a whole number from {} on, not '{}'.", option, min, typed),
                     fmt::format("--{} 应是不小于 {} 的整数，不能是“{}”。", option, min, typed));
}

Outcome<json::value> date_value(std::string_view option, const std::string& typed) {
  if (model::Date::parse(typed)) return json::value(typed);
  return wrong_usage("usage.not_a_date",
                     fmt::format("--{} takes a date such as 2018-06-22, not '{}'.", option, typed),
                     fmt::format("--{} 应是日期，如 2018-06-22，不能是“{}”。", option, typed));
}

Outcome<json::value> minutes_value(std::string_view option, const std::string& typed) {
  constexpr std::uint32_t kHoursMax = 24 * 366;
  constexpr std::size_t kDecimalsMax = 2;
  const std::size_t point = typed.find('.');
  const std::string_view text = typed;
  const auto hours = whole_number(text.substr(0, point));
  const std::string_view decimals = point == std::string::npos ? std::string_view() : text.substr(point + 1);
  const bool whole = point == std::string::npos;
  const auto part = whole ? std::optional<std::uint32_t>(0) : whole_number(decimals);
  if (!hours || !part || *hours > kHoursMax || decimals.size() > kDecimalsMax)
    return wrong_usage("usage.not_hours",
                       fmt::format("--{} takes hours such as 2, 2.5 or 0.75, not '{}'.", option, typed),
                       fmt::format("--{} 应是小时数，如 2、2.5 或 0.75，不能是“{}”。", option, typed));
  const std::uint32_t hundredths = decimals.size() == 1 ? *part * 10 : *part;
  return json::value(*hours * 60 + (hundredths * 60 + 50) / 100);
}

Outcome<json::value> id_value(std::string_view option, const std::string& typed) {
  if (model::parse_uuid(typed)) return json::value(typed);
  return wrong_usage(
      "usage.not_an_id",
      fmt::format("--{} takes an id such as 0190c5a4-7e2b-7c3d-8e4f-0123456789ab, not '{}'.", option, typed),
      fmt::format("--{} 应是标识，如 0190c5a4-7e2b-7c3d-8e4f-0123456789ab，不能是“{}”。", option, typed));
}

Outcome<json::value> text_value(std::string_view, const std::string& typed) { return json::value(typed); }

Outcome<json::value> targets_value(std::string_view option, const std::vector<std::string>& typed) {
  return keys_value(option, typed, &target_key);
}

Outcome<json::value> levels_value(std::string_view option, const std::vector<std::string>& typed) {
  return keys_value(option, typed, &level_key);
}

Outcome<json::value> roles_value(std::string_view option, const std::vector<std::string>& typed) {
  return keys_value(option, typed, &role_key);
}

Outcome<json::object> body_of(const Arguments& arguments, std::span<const BodyField> fields) {
  json::object out;
  for (const BodyField& one : fields) {
    const auto typed = arguments.value(one.option);
    if (!typed) continue;
    Outcome<json::value> value = one.read(one.option, *typed);
    if (!value) return value.error();
    out[one.name] = std::move(*value);
  }
  return out;
}

}  // namespace wishctl
