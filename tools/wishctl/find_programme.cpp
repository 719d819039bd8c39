#include "tools/wishctl/find_programme.h"

#include <fmt/format.h>

#include <algorithm>
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

Failure ambiguous(const Things& things, const std::string& typed, const std::vector<std::string>& each) {
  const std::string list = fmt::format("{}", fmt::join(each, ", "));
  return {ExitStatus::kRefused,
          {fmt::format("{}.ambiguous", things.code),
           fmt::format("Several are called '{}'; give the id of one: {}.", typed, list),
           fmt::format("有多个{}名为“{}”，请写其中一个的标识：{}。", things.zh, typed, list)}};
}

// u1 (娄底市 4313, 审计局); of a campaign the id alone. The name stands only where it is not what was typed.
std::string known_as(const json::value& one, const std::string& typed) {
  std::string about = text_field(one, "place_name");
  if (has_value(one, "place")) about += " " + text_field(one, "place");
  if (const std::string name = text_field(one, "name"); name != typed) about += ", " + name;
  return text_field(one, "id") + (about.empty() ? "" : " (" + about + ")");
}

// The one that stands for `unit`: itself, unless it was merged; of a ring that with the smallest id, as the
// node has it.
const json::value& standing(const json::array& units, const json::value& unit) {
  std::vector<const json::value*> way;
  const json::value* out = &unit;
  while (has_value(*out, "same_as") && std::ranges::find(way, out) == way.end()) {
    way.push_back(out);
    const auto next = std::ranges::find_if(
        units, [&](const json::value& one) { return text_field(one, "id") == text_field(*out, "same_as"); });
    if (next == units.end()) return *out;
    out = &*next;
  }
  const auto ring = std::ranges::find(way, out);
  if (ring == way.end()) return *out;
  return **std::min_element(ring, way.end(), [](const json::value* a, const json::value* b) {
    return text_field(*a, "id") < text_field(*b, "id");
  });
}

enum class Merged { kLeftOut, kFollowed };

Outcome<json::value> find_in(const json::array& list, const Things& things, const std::string& typed,
                             Merged merged = Merged::kLeftOut) {
  std::vector<std::string> names;
  std::vector<const json::value*> found;
  for (const json::value& one : list) {
    if (text_field(one, "id") == typed) return one;
    if (merged == Merged::kLeftOut && has_value(one, "same_as")) continue;
    names.push_back(text_field(one, "name"));
    if (names.back() != typed) continue;
    const json::value* meant = &standing(list, one);
    if (std::ranges::find(found, meant) == found.end()) found.push_back(meant);
  }
  if (found.size() > 1) {
    std::vector<std::string> each;
    for (const json::value* one : found) each.push_back(known_as(*one, typed));
    return ambiguous(things, typed, each);
  }
  if (found.empty()) return unknown(things, typed, names);
  return *found.front();
}

Outcome<json::value> find_among_units(Api& api, const std::string& typed, Merged merged) {
  Outcome<Answer> answer = api.get(Target({"units"}));
  if (!answer) return answer.error();
  return find_in(array_field(answer->value, "units"), kUnits, typed, merged);
}

}  // namespace

Outcome<json::value> find_campaign(Api& api, const std::string& typed) {
  Outcome<Answer> answer = api.get(Target({"campaigns"}));
  if (!answer) return answer.error();
  return find_in(array_field(answer->value, "campaigns"), kCampaigns, typed);
}

Outcome<json::value> find_unit(Api& api, const std::string& typed) {
  return find_among_units(api, typed, Merged::kLeftOut);
}

Outcome<json::value> find_standing_unit(Api& api, const std::string& typed) {
  return find_among_units(api, typed, Merged::kFollowed);
}

Outcome<json::value> find_volunteer(Api& api, const std::string& typed) {
  Outcome<Answer> answer = api.get(Target({"volunteers"}).with("q", typed).with("limit", "500"));
  if (!answer) return answer.error();
  const json::array& all = array_field(answer->value, "volunteers");
  Outcome<json::value> found = find_in(all, kVolunteers, typed);
  if (found || found.error().error.code != "volunteer.ambiguous") return found;
  Outcome<Answer> status = api.get(Target({"status"}));
  if (!status) return status.error();
  json::array own;
  for (const json::value& one : all)
    if (text_field(one, "place") == text_field(status->value, "place")) own.push_back(one);
  Outcome<json::value> here = find_in(own, kVolunteers, typed);
  return here || here.error().error.code == "volunteer.ambiguous" ? here : found;
}

}  // namespace wishctl
