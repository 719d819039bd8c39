#include "tools/wishctl/find_programme.h"

#include <fmt/format.h>

#include <vector>

#include "tools/wishctl/did_you_mean.h"

namespace wishctl {
namespace {

// How a failure speaks of the things that are searched.
struct Things {
  std::string_view code;     // The beginning of the codes of failures.
  std::string_view command;  // That lists them.
  std::string_view en;
  std::string_view zh;
};
constexpr Things kCampaigns{"campaign", "campaign list", "campaign", "集中活动"};
constexpr Things kUnits{"unit", "unit list", "unit", "单位"};
constexpr Things kVolunteers{"volunteer", "volunteer list", "volunteer", "志愿者"};

Failure unknown(const Things& things, const std::string& typed, const std::vector<std::string>& names) {
  const Suggestion meant = suggestion(typed, names);
  return {ExitStatus::kRefused,
          {fmt::format("{}.unknown", things.code),
           fmt::format("There is no {} '{}'; '{}' shows all.{}", things.en, typed, things.command, meant.en),
           fmt::format("没有{}“{}”，可用 {} 查看。{}", things.zh, typed, things.command, meant.zh)}};
}

Failure ambiguous(const Things& things, const std::string& typed, const std::vector<std::string>& ids) {
  const std::string list = fmt::format("{}", fmt::join(ids, ", "));
  return {ExitStatus::kRefused,
          {fmt::format("{}.ambiguous", things.code),
           fmt::format("Several are called '{}'; give the id of one: {}.", typed, list),
           fmt::format("有多个{}名为“{}”，请写其中一个的标识：{}。", things.zh, typed, list)}};
}

Outcome<json::value> find_in(const json::array& list, const Things& things, const std::string& typed) {
  std::vector<std::string> names, ids;
  const json::value* found = nullptr;
  for (const json::value& one : list) {
    if (text_field(one, "id") == typed) return one;
    if (has_value(one, "same_as")) continue;
    names.push_back(text_field(one, "name"));
    if (names.back() != typed) continue;
    found = &one;
    ids.push_back(text_field(one, "id"));
  }
  if (ids.size() > 1) return ambiguous(things, typed, ids);
  if (!found) return unknown(things, typed, names);
  return *found;
}

}  // namespace

Outcome<json::value> find_campaign(Api& api, const std::string& typed) {
  Outcome<Answer> answer = api.get(Target({"campaigns"}));
  if (!answer) return answer.error();
  return find_in(array_field(answer->value, "campaigns"), kCampaigns, typed);
}

Outcome<json::value> find_unit(Api& api, const std::string& typed) {
  Outcome<Answer> answer = api.get(Target({"units"}));
  if (!answer) return answer.error();
  return find_in(array_field(answer->value, "units"), kUnits, typed);
}

Outcome<json::value> find_volunteer(Api& api, const std::string& typed) {
  Outcome<Answer> answer = api.get(Target({"volunteers"}));
  if (!answer) return answer.error();
  return find_in(array_field(answer->value, "volunteers"), kVolunteers, typed);
}

}  // namespace wishctl
