#include "node/api/api_call.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "node/limits.h"

namespace node {

using model::Date;
using model::Error;
using model::PlaceCode;
using model::Result;

namespace {

// Between the id and the home in a page's token.
constexpr char kTokenMiddle = '.';

std::string quoted(std::string_view name) { return shown(name.substr(0, kQuotedBytesMax)); }

bool is_json(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type == "application/json" || type.ends_with("+json");
}

}  // namespace

// ---- What both readers share ----

void InputReader::wrong(std::string_view name, const std::string& en, const std::string& zh) {
  if (error_) return;
  error_ = Error(query_ ? "request.bad_parameter" : "request.bad_field", quoted(name) + " must be " + en,
                 quoted(name) + " 应为" + zh);
}

void InputReader::unknown(std::string_view name) {
  if (error_) return;
  error_ = query_ ? Error("request.unknown_parameter", "there is no parameter " + quoted(name) + " here",
                          "此处没有参数 " + quoted(name))
                  : Error("request.unknown_field", "there is no field " + quoted(name) + " here",
                          "此处没有字段 " + quoted(name));
}

std::optional<PlaceCode> InputReader::to_place(std::string_view name, std::string_view text) {
  const auto code = PlaceCode::parse(text);
  if (code) return *code;
  wrong(name, "a place code, digits only, e.g. 431322106", "地区代码，只含数字，例如 431322106");
  return std::nullopt;
}

std::optional<Date> InputReader::to_date(std::string_view name, std::string_view text) {
  const auto date = Date::parse(text);
  if (!date) wrong(name, "a day like 2018-06-22", "日期，例如 2018-06-22");
  return date;
}

std::optional<model::Period> InputReader::to_period(std::string_view name, std::string_view text) {
  const auto period = model::Period::parse(text);
  if (!period) wrong(name, "a period like 2018, 2018H1 or 2018-06", "时间段，例如 2018、2018H1 或 2018-06");
  return period;
}

std::optional<model::SubjectId> InputReader::to_subject(std::string_view name, std::string_view text) {
  const auto id = model::parse_uuid(text);
  if (!id)
    wrong(name, "an id like 0190c5a4-7e2b-7c3d-8e4f-0123456789ab",
          "标识，例如 0190c5a4-7e2b-7c3d-8e4f-0123456789ab");
  return id;
}

// ---- Query ----

std::optional<std::string> Query::text(std::string_view name) {
  asked_.emplace(name);
  const auto at = values_.find(name);
  return at == values_.end() || at->second.empty() ? std::nullopt : std::optional(at->second);
}

std::optional<bool> Query::flag(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  if (*given != "true" && *given != "false") wrong(name, "true or false", " true 或 false");
  return *given == "true";
}

std::optional<std::uint64_t> Query::number(std::string_view name, std::uint64_t min, std::uint64_t max) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  constexpr std::size_t kDigitsMax = 18;
  const bool digits =
      given->size() <= kDigitsMax && given->find_first_not_of("0123456789") == std::string::npos;
  const std::uint64_t value = digits ? std::stoull(*given) : 0;
  if (digits && value >= min && value <= max) return value;
  const std::string range = std::to_string(min) + " … " + std::to_string(max);
  wrong(name, "a whole number, " + range, "整数，" + range);
  return std::nullopt;
}

std::optional<PlaceCode> Query::place(std::string_view name) {
  const auto given = text(name);
  return given ? to_place(name, *given) : std::nullopt;
}

std::optional<model::SubjectId> Query::subject(std::string_view name) {
  const auto given = text(name);
  return given ? to_subject(name, *given) : std::nullopt;
}

std::optional<model::Date> Query::date(std::string_view name) {
  const auto given = text(name);
  return given ? to_date(name, *given) : std::nullopt;
}

std::optional<model::Period> Query::period(std::string_view name) {
  const auto given = text(name);
  return given ? to_period(name, *given) : std::nullopt;
}

std::optional<model::WishKey> Query::page_token(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const std::size_t middle = given->find(kTokenMiddle);
  const auto id = model::parse_uuid(given->substr(0, middle));
  std::uint64_t home = 0;
  const char* const end = given->data() + given->size();
  const char* const begin = middle == std::string::npos ? end : given->data() + middle + 1;
  const auto [last, failed] = std::from_chars(begin, end, home);
  if (id && failed == std::errc{} && last == end) return model::WishKey{*id, {home}};
  wrong(name, "the token that the page before gave as next", "上一页给出的 next");
  return std::nullopt;
}

std::string page_token(const model::WishKey& key) {
  return model::uuid_text(key.id) + kTokenMiddle + key.home.text();
}

std::optional<Error> Query::finish() {
  for (const auto& [name, value] : values_)
    if (!asked_.contains(name)) unknown(name);
  return error_;
}

// ---- Fields ----

const json::value* Fields::get(std::string_view name) {
  asked_.emplace(name);
  const json::value* value = object_.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

std::optional<std::string> Fields::text(std::string_view name) {
  const json::value* value = get(name);
  if (!value) return std::nullopt;
  if (value->is_string()) return std::string(value->get_string());
  wrong(name, "a text", "文字");
  return std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view name) {
  const json::value* value = get(name);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  wrong(name, "true or false", "true 或 false");
  return std::nullopt;
}

std::string Fields::required_text(std::string_view name) {
  const json::value* value = get(name);
  if (!value) wrong(name, "given", "必填");
  return value ? text(name).value_or("") : "";
}

std::optional<std::string> Fields::text_or_number(std::string_view name) {
  asked_.emplace(name);
  const json::value* value = object_.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_null()) return "";
  if (value->is_int64()) return std::to_string(value->get_int64());
  if (value->is_uint64()) return std::to_string(value->get_uint64());
  if (value->is_string()) return std::string(value->get_string());
  wrong(name, "a text or a whole number", "文字或整数");
  return std::nullopt;
}

std::optional<StatedValue> Fields::amount(std::string_view name, std::uint32_t max) {
  asked_.emplace(name);
  const json::value* value = object_.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_null()) return StatedValue{};
  if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= max)
    return StatedValue{static_cast<std::uint32_t>(value->get_int64())};
  wrong(name, "a whole number up to " + std::to_string(max) + ", or null",
        "不大于 " + std::to_string(max) + " 的整数，或 null");
  return std::nullopt;
}

std::optional<PlaceCode> Fields::place(std::string_view name) {
  const auto given = text(name);
  return given ? to_place(name, *given) : std::nullopt;
}

std::optional<PlaceCode> Fields::required_place(std::string_view name) {
  const std::string given = required_text(name);
  return to_place(name, given);
}

std::optional<Date> Fields::date(std::string_view name) {
  const auto given = text(name);
  return given ? to_date(name, *given) : std::nullopt;
}

std::optional<Date> Fields::required_date(std::string_view name) {
  const std::string text = required_text(name);
  return to_date(name, text);
}

std::optional<model::Period> Fields::period(std::string_view name) {
  const auto given = text(name);
  return given ? to_period(name, *given) : std::nullopt;
}

std::optional<model::SubjectId> Fields::subject(std::string_view name) {
  const auto given = text(name);
  return given ? to_subject(name, *given) : std::nullopt;
}

std::optional<model::SubjectId> Fields::required_subject(std::string_view name) {
  const std::string text = required_text(name);
  return to_subject(name, text);
}

std::optional<std::optional<model::SubjectId>> Fields::subject_or_none(std::string_view name) {
  const json::value* value = object_.if_contains(name);
  if (value && value->is_null()) {
    asked_.emplace(name);
    return std::optional<model::SubjectId>{};
  }
  // Spelled out: std::optional(std::optional(…)) is no more than one, and none would be taken for null.
  using OrNone = std::optional<model::SubjectId>;
  const OrNone id = subject(name);
  return id ? std::optional<OrNone>(std::in_place, id) : std::nullopt;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t count_max) {
  const json::value* value = get(name);
  if (!value) return {};
  std::vector<std::string> out;
  const json::array* list = value->if_array();
  if (list)
    for (const json::value& item : *list)
      if (item.is_string()) out.emplace_back(item.get_string());
  const std::string most = std::to_string(count_max);
  if (!list || out.size() != list->size() || out.size() > count_max)
    wrong(name, "a list of texts, " + most + " at most", "文字列表，不超过 " + most + " 项");
  return out;
}

std::optional<model::Targets> Fields::targets(std::string_view name) {
  const json::value* value = get(name);
  if (!value) return std::nullopt;
  model::Targets out;
  if (!value->is_array()) wrong(name, "a list of keys", "关键字列表");
  if (value->is_array()) {
    for (const json::value& item : value->get_array()) {
      if (!item.is_string()) {
        wrong(name, "a list of keys", "关键字列表");
      } else if (const auto target = to_word<model::Target>(name, item.get_string())) {
        out.add(*target);
      }
    }
  }
  return out;
}

std::optional<Error> Fields::finish() {
  for (const auto& field : object_)
    if (!asked_.contains(std::string_view(field.key()))) unknown(field.key());
  return error_;
}

// ---- Bodies and texts ----

Result<json::object> Call::object() const {
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos) return json::object{};
  if (!request.content_type.empty() && !is_json(request.content_type))
    return Error("request.not_json", "send the body as application/json", "请以 application/json 发送内容");
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  json::error_code error;
  json::value value = json::parse(request.body, error, {}, options);
  if (error || !value.is_object())
    return Error("request.bad_json", "the body is not a JSON object in UTF-8",
                 "内容不是 UTF-8 编码的 JSON 对象");
  return std::move(value.get_object());
}

std::string time_text(std::uint64_t wall_ms) {
  const std::time_t seconds = static_cast<std::time_t>(wall_ms / 1000);
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  char day[32];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
  char out[48];
  std::snprintf(out, sizeof out, "%s.%03uZ", day, static_cast<unsigned>(wall_ms % 1000));
  return out;
}

json::value error_json(const std::optional<Error>& error) {
  if (!error) return nullptr;
  return {{"code", error->code}, {"en", shown(error->en)}, {"zh", shown(error->zh)}};
}

json::array codes_json(const std::vector<PlaceCode>& codes) {
  json::array out;
  for (const PlaceCode code : codes) out.push_back(json::value(code.text()));
  return out;
}

}  // namespace node
