// Reads fields of the API's JSON without ever failing: an older or a newer node may leave some out.

#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace wishctl {

namespace json = boost::json;

// The member, or null where `value` is no object or has none of that name.
[[nodiscard]] const json::value& field(const json::value& value, std::string_view key);
[[nodiscard]] bool has_value(const json::value& value, std::string_view key);
// A text or a number as text; empty where there is none.
[[nodiscard]] std::string text_of(const json::value& value);
[[nodiscard]] std::string text_field(const json::value& value, std::string_view key);
// Whole numbers, written as such or as text.
[[nodiscard]] std::optional<std::int64_t> number_field(const json::value& value, std::string_view key);
[[nodiscard]] bool flag_field(const json::value& value, std::string_view key);
// The elements; none where there is no array.
[[nodiscard]] const json::array& array_field(const json::value& value, std::string_view key);
// What the node says as {code, en, zh}.
[[nodiscard]] model::Error error_of(const json::value& problem);

}  // namespace wishctl
