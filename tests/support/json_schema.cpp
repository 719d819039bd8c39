#include "support/json_schema.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <regex>
#include <stdexcept>

#include "model/date.h"
#include "model/ids.h"

namespace support {

namespace json = boost::json;

namespace {

using Names = std::set<std::string>;

constexpr std::array<std::string_view, 7> kTypes = {"null",    "boolean", "object", "array",
                                                    "integer", "number",  "string"};
constexpr std::array<std::string_view, 3> kJoins = {"allOf", "anyOf", "oneOf"};

bool is_of_type(const json::value& value, std::string_view type) {
  const bool whole = value.is_int64() || value.is_uint64();
  return (type == "null" && value.is_null()) || (type == "boolean" && value.is_bool()) ||
         (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "integer" && whole) || (type == "number" && value.is_number()) ||
         (type == "string" && value.is_string());
}

using Format = bool (*)(const std::string&);
const std::map<std::string_view, Format>& formats() {
  static const std::map<std::string_view, Format> kFormats = {
      {"date", [](const std::string& text) { return model::Date::parse(text).has_value(); }},
      {"date-time",
       [](const std::string& text) {
         static const std::regex kTime(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
         return std::regex_match(text, kTime);
       }},
      {"uuid", [](const std::string& text) { return model::parse_uuid(text).has_value(); }}};
  return kFormats;
}

std::int64_t characters_of(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// Holds one value against one schema.
class Check {
 public:
  Check(const Schemas& schemas, Schemas::Keys keys) : schemas_(schemas), keys_(keys) {}

  void whole(const json::value& schema, const json::value& value, const std::string& at) {
    Names named;
    apply(schema, value, at, named);
    if (keys_ == Schemas::Keys::kNoOthers) no_others(value, at, named);
  }
  Schemas::Faults faults;

 private:
  void apply(const json::value& schema_or_reference, const json::value& value, const std::string& at,
             Names& named) {
    const json::object& schema = schemas_.followed(schema_or_reference).as_object();
    Names here;
    if (const json::value* type = schema.if_contains("type")) check_type(*type, value, at);
    if (const json::value* one = schema.if_contains("const"); one && *one != value)
      fault(at, "is not " + json::serialize(*one));
    if (const json::value* list = schema.if_contains("enum"))
      if (std::ranges::find(list->as_array(), value) == list->as_array().end())
        fault(at, "is none of " + json::serialize(*list));
    if (value.is_string()) check_text(schema, std::string(value.as_string()), at);
    if (value.is_int64()) check_limits(schema, "minimum", "maximum", value.as_int64(), at);
    if (value.is_array()) check_items(schema, value.as_array(), at);
    if (value.is_object()) check_fields(schema, value.as_object(), at, here);
    for (const std::string_view join : kJoins)
      if (const json::value* branches = schema.if_contains(join))
        check_join(join, branches->as_array(), value, at, here);
    if (const json::value* others = schema.if_contains("unevaluatedProperties"); others && *others == false)
      no_others(value, at, here);
    named.merge(here);
  }

  void check_type(const json::value& type, const json::value& value, const std::string& at) {
    const auto fits = [&](const json::value& one) { return is_of_type(value, one.as_string()); };
    if (type.is_string() ? !fits(type) : std::ranges::none_of(type.as_array(), fits))
      fault(at, json::serialize(value).substr(0, 60) + " is not of type " + json::serialize(type));
  }

  void check_limits(const json::object& schema, std::string_view min, std::string_view max, std::int64_t size,
                    const std::string& at) {
    if (const json::value* limit = schema.if_contains(min); limit && size < limit->as_int64())
      fault(at, "is below " + std::string(min) + " " + json::serialize(*limit));
    if (const json::value* limit = schema.if_contains(max); limit && size > limit->as_int64())
      fault(at, "is above " + std::string(max) + " " + json::serialize(*limit));
  }

  void check_text(const json::object& schema, const std::string& text, const std::string& at) {
    check_limits(schema, "minLength", "maxLength", characters_of(text), at);
    if (const json::value* pattern = schema.if_contains("pattern"))
      if (!std::regex_search(text, std::regex(std::string(pattern->as_string()))))
        fault(at, "“" + text + "” does not match " + json::serialize(*pattern));
    if (const json::value* format = schema.if_contains("format"))
      if (!formats().at(format->as_string())(text))
        fault(at, "“" + text + "” is no " + json::serialize(*format));
  }

  void check_items(const json::object& schema, const json::array& list, const std::string& at) {
    check_limits(schema, "minItems", "maxItems", static_cast<std::int64_t>(list.size()), at);
    const json::value* items = schema.if_contains("items");
    for (std::size_t i = 0; items && i < list.size(); ++i)
      whole(*items, list[i], at + "/" + std::to_string(i));
  }

  void check_fields(const json::object& schema, const json::object& object, const std::string& at,
                    Names& named) {
    check_limits(schema, "minProperties", "maxProperties", static_cast<std::int64_t>(object.size()), at);
    const auto must_have = [&](const json::value& names) {
      for (const json::value& name : names.as_array())
        if (!object.contains(name.as_string())) fault(at, "lacks " + json::serialize(name));
    };
    if (const json::value* required = schema.if_contains("required")) must_have(*required);
    if (const json::value* dependent = schema.if_contains("dependentRequired"))
      for (const auto& [name, names] : dependent->as_object())
        if (object.contains(name)) must_have(names);
    if (const json::value* properties = schema.if_contains("properties"))
      for (const auto& [name, property] : properties->as_object())
        if (const json::value* field = object.if_contains(name)) {
          named.emplace(name);
          whole(property, *field, at + "/" + std::string(name));
        }
    if (const json::value* others = schema.if_contains("additionalProperties"); others && *others == false)
      no_others(object, at, named);
  }

  void check_join(std::string_view join, const json::array& branches, const json::value& value,
                  const std::string& at, Names& named) {
    if (join == "allOf") {
      for (const json::value& branch : branches) apply(branch, value, at, named);
      return;
    }
    std::size_t fitting = 0;
    Schemas::Faults why;
    for (const json::value& branch : branches) {
      Check trial(schemas_, keys_);
      Names its;
      trial.apply(branch, value, at, its);
      if (keys_ == Schemas::Keys::kNoOthers) trial.no_others(value, at, its);
      if (trial.faults.empty()) {
        ++fitting;
        named.merge(its);
      } else {
        why.insert(why.end(), trial.faults.begin(), trial.faults.end());
      }
    }
    if (fitting == 1 || (fitting > 1 && join == "anyOf")) return;
    fault(at, "fits " + std::to_string(fitting) + " of " + std::string(join));
    faults.insert(faults.end(), why.begin(), why.end());
  }

  void no_others(const json::value& value, const std::string& at, const Names& named) {
    if (!value.is_object()) return;
    for (const auto& field : value.as_object())
      if (!named.contains(std::string(field.key())))
        fault(at + "/" + std::string(field.key()), "is not in the schema");
  }

  void fault(const std::string& at, const std::string& what) {
    faults.push_back((at.empty() ? "/" : at) + " " + what);
  }

  const Schemas& schemas_;
  Schemas::Keys keys_;
};

bool is_text(const json::value& value) { return value.is_string(); }
bool is_whole(const json::value& value) { return value.is_int64() && value.as_int64() >= 0; }
bool is_texts(const json::value& value) {
  return value.is_array() && std::ranges::all_of(value.as_array(), is_text);
}
bool is_type(const json::value& value) {
  const auto known = [](const json::value& one) {
    return one.is_string() && std::ranges::find(kTypes, std::string_view(one.as_string())) != kTypes.end();
  };
  return known(value) ||
         (value.is_array() && !value.as_array().empty() && std::ranges::all_of(value.as_array(), known));
}
bool is_pattern(const json::value& value) {
  try {
    return value.is_string() && (std::regex(std::string(value.as_string())), true);
  } catch (const std::regex_error&) {
    return false;
  }
}
bool is_set(const json::value& value) {
  if (!value.is_array() || value.as_array().empty()) return false;
  const json::array& list = value.as_array();
  return std::ranges::all_of(list,
                             [&](const json::value& one) { return std::ranges::count(list, one) == 1; });
}
bool is_anything(const json::value&) { return true; }

// What stands beside a keyword; those that hold schemas are looked into besides.
const std::map<std::string_view, bool (*)(const json::value&)>& keywords() {
  static const std::map<std::string_view, bool (*)(const json::value&)> kKeywords = {
      {"type", is_type},
      {"const", is_anything},
      {"enum", is_set},
      {"pattern", is_pattern},
      {"format", [](const json::value& v) { return v.is_string() && formats().contains(v.as_string()); }},
      {"minimum", is_whole},
      {"maximum", is_whole},
      {"minLength", is_whole},
      {"maxLength", is_whole},
      {"minItems", is_whole},
      {"maxItems", is_whole},
      {"minProperties", is_whole},
      {"maxProperties", is_whole},
      {"required", is_texts},
      {"dependentRequired", [](const json::value& v) { return v.is_object(); }},
      {"properties", [](const json::value& v) { return v.is_object(); }},
      {"additionalProperties", [](const json::value& v) { return v.is_bool(); }},
      {"unevaluatedProperties", [](const json::value& v) { return v.is_bool(); }},
      {"items", [](const json::value& v) { return v.is_object(); }},
      {"allOf", is_set},
      {"anyOf", is_set},
      {"oneOf", is_set},
      {"description", is_text},
      {"examples", is_set},
      {"default", is_anything},
      {"contentEncoding", is_text},
  };
  return kKeywords;
}

}  // namespace

const json::value* Schemas::resolve(std::string_view reference) const {
  if (!reference.starts_with("#/")) return nullptr;
  json::error_code error;
  return document_.find_pointer(reference.substr(1), error);
}

const json::value& Schemas::followed(const json::value& value) const {
  const json::value* at = &value;
  while (const json::value* reference = at->is_object() ? at->as_object().if_contains("$ref") : nullptr) {
    const json::value* target = resolve(reference->as_string());
    if (!target) throw std::invalid_argument("points nowhere: " + json::serialize(*reference));
    at = target;
  }
  return *at;
}

Schemas::Faults Schemas::faults_of(const json::value& schema, const json::value& value, Keys keys) const {
  Check check(*this, keys);
  check.whole(schema, value, "");
  return std::move(check.faults);
}

Schemas::Faults Schemas::faults_of_schema(const json::value& schema, const std::string& at) const {
  Faults out;
  if (!schema.is_object()) return {at + " is no schema"};
  const json::object& object = schema.as_object();
  if (const json::value* reference = object.if_contains("$ref")) {
    if (!reference->is_string() || !resolve(reference->as_string()))
      out.push_back(at + " points nowhere: " + json::serialize(*reference));
    for (const auto& field : object)
      if (field.key() != "$ref" && field.key() != "description")
        out.push_back(at + " has " + std::string(field.key()) + " beside a reference");
    return out;
  }
  for (const auto& [key, value] : object) {
    const auto known = keywords().find(key);
    if (known == keywords().end() || !known->second(value))
      out.push_back(at + ": " + std::string(key) + ": " + json::serialize(value).substr(0, 60));
  }
  if (!out.empty()) return out;
  const auto look_into = [&](const json::value& inner, const std::string& name) {
    const Faults inside = faults_of_schema(inner, at + "/" + name);
    out.insert(out.end(), inside.begin(), inside.end());
  };
  if (const json::value* properties = object.if_contains("properties"))
    for (const auto& [name, property] : properties->as_object()) look_into(property, std::string(name));
  if (const json::value* items = object.if_contains("items")) look_into(*items, "items");
  for (const std::string_view join : kJoins)
    if (const json::value* branches = object.if_contains(join))
      for (const json::value& branch : branches->as_array()) look_into(branch, std::string(join));
  if (!out.empty()) return out;
  const auto must_fit = [&](const json::value& value) {
    for (const std::string& fault : faults_of(schema, value, Keys::kAsTheSchemaSays))
      out.push_back(at + ": the value " + json::serialize(value) + ": " + fault);
  };
  if (const json::value* examples = object.if_contains("examples"))
    for (const json::value& example : examples->as_array()) must_fit(example);
  if (const json::value* by_default = object.if_contains("default")) must_fit(*by_default);
  return out;
}

Schemas::Named Schemas::named_by(const json::value& schema) const {
  Named out;
  const json::object& object = followed(schema).as_object();
  if (const json::value* properties = object.if_contains("properties"))
    for (const auto& field : properties->as_object()) out.properties.emplace(field.key());
  if (const json::value* required = object.if_contains("required"))
    for (const json::value& name : required->as_array()) out.required.emplace(name.as_string());
  for (const std::string_view join : kJoins)
    if (const json::value* branches = object.if_contains(join))
      for (const json::value& branch : branches->as_array()) {
        Named inner = named_by(branch);
        out.properties.merge(inner.properties);
        if (join == "allOf") out.required.merge(inner.required);
      }
  return out;
}

const json::object* Schemas::property(const json::value& schema, std::string_view name) const {
  const json::object& object = followed(schema).as_object();
  if (const json::value* properties = object.if_contains("properties"))
    if (const json::value* found = properties->as_object().if_contains(name))
      return &followed(*found).as_object();
  for (const std::string_view join : kJoins)
    if (const json::value* branches = object.if_contains(join))
      for (const json::value& branch : branches->as_array())
        if (const json::object* found = property(branch, name)) return found;
  return nullptr;
}

}  // namespace support
