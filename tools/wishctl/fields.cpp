#include "tools/wishctl/fields.h"

#include <charconv>

namespace wishctl {

const json::value& field(const json::value& value, std::string_view key) {
  static const json::value kNull;
  const json::object* object = value.if_object();
  if (!object) return kNull;
  const json::value* found = object->if_contains(key);
  return found ? *found : kNull;
}

bool has_value(const json::value& value, std::string_view key) { return !field(value, key).is_null(); }

std::string text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  if (value.is_number() || value.is_bool()) return json::serialize(value);
  return {};
}

std::string text_field(const json::value& value, std::string_view key) { return text_of(field(value, key)); }

std::optional<std::int64_t> number_field(const json::value& value, std::string_view key) {
  const json::value& number = field(value, key);
  if (number.is_double()) {
    const double d = number.get_double();
    if (d > -9e15 && d < 9e15) return static_cast<std::int64_t>(d);
    return std::nullopt;
  }
  const std::string text = text_of(number);
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

bool flag_field(const json::value& value, std::string_view key) {
  const bool* flag = field(value, key).if_bool();
  return flag && *flag;
}

const json::array& array_field(const json::value& value, std::string_view key) {
  static const json::array kEmpty;
  const json::array* array = field(value, key).if_array();
  return array ? *array : kEmpty;
}

model::Error error_of(const json::value& problem) {
  return {text_field(problem, "code"), text_field(problem, "en"), text_field(problem, "zh")};
}

}  // namespace wishctl
