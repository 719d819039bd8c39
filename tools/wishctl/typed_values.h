// What people type for options, as the values that the API takes. Used by the commands that fill a body.
//
// Failures are of status kWrongUsage, name the option and say how it is written.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/wishctl/arguments.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// What clears a field that may be empty.
inline constexpr std::string_view kNone = "none";

// A whole number; null for "none".
[[nodiscard]] Outcome<json::value> number_value(std::string_view option, const std::string& typed);
// A whole number from `min` on, up to `max` where one is given, for what can't be "none".
[[nodiscard]] Outcome<json::value> count_value(std::string_view option, const std::string& typed,
                                               std::uint32_t min, std::uint32_t max = UINT32_MAX);
// 2018-06-22
[[nodiscard]] Outcome<json::value> date_value(std::string_view option, const std::string& typed);
// Hours as 2, 2.5 or 0.75, in whole minutes.
[[nodiscard]] Outcome<json::value> minutes_value(std::string_view option, const std::string& typed);
// An id as the node prints it.
[[nodiscard]] Outcome<json::value> id_value(std::string_view option, const std::string& typed);

// Lists: the option may be repeated, and each may hold several with commas between. "none" is the empty list.
[[nodiscard]] Outcome<json::value> targets_value(std::string_view option,
                                                 const std::vector<std::string>& typed);
[[nodiscard]] Outcome<json::value> levels_value(std::string_view option,
                                                const std::vector<std::string>& typed);
[[nodiscard]] Outcome<json::value> roles_value(std::string_view option,
                                               const std::vector<std::string>& typed);

// One field of a body: the option, its name in the API, and how it is read.
struct BodyField {
  std::string_view option;
  std::string_view name;
  Outcome<json::value> (*read)(std::string_view option, const std::string& typed);
};
// A text as it was typed.
[[nodiscard]] Outcome<json::value> text_value(std::string_view option, const std::string& typed);
// Puts those that were given into `body`; the first failure, if any.
[[nodiscard]] Outcome<json::object> body_of(const Arguments& arguments, std::span<const BodyField> fields);

}  // namespace wishctl
