// places, place set, place merge: the tree of places and its changes.

#include <fmt/format.h>

#include <array>
#include <map>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// How deep each place lies below the first that is listed, for the indentation.
std::map<std::string, std::size_t> depths_of(const json::array& places) {
  std::map<std::string, std::string> parents;
  for (const json::value& place : places) parents[text_field(place, "code")] = text_field(place, "parent");
  std::map<std::string, std::size_t> out;
  for (const auto& [code, parent] : parents) {
    std::size_t depth = 0;
    for (auto it = parents.find(parent); it != parents.end() && depth < parents.size();
         it = parents.find(it->second))
      ++depth;
    out[code] = depth;
  }
  return out;
}

std::string remark(const json::value& place, const Context& context) {
  if (!has_value(place, "successor")) return "";
  return fmt::format(fmt::runtime(context.say({"merged into {}", "已并入 {}"})),
                     text_field(place, "successor"));
}

std::string place_table(const json::array& places, const Context& context) {
  const std::map<std::string, std::size_t> depths = depths_of(places);
  Table table({{context.say({"code", "代码"}), Align::kLeft, true},
               {context.say({"name", "名称"})},
               {context.say({"level", "级别"})},
               {context.say({"nodes", "节点"}), Align::kRight},
               {""}});
  for (const json::value& place : places) {
    const std::string code = text_field(place, "code");
    table.add_row({code, std::string(2 * depths.at(code), ' ') + text_field(place, "name"),
                   level_word(text_field(place, "level"), context.lang), text_field(place, "nodes"),
                   remark(place, context)});
  }
  return table.text(context.width);
}

Outcome<Done> run_places(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"places"}).with_if("at", context.arguments.value("place")));
  if (!answer) return answer.error();
  const std::string text = place_table(array_field(answer->value, "places"), context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> put(Context& context, const Target& target, const json::object& body, Text says) {
  Outcome<Answer> answer = context.api.put(target, body);
  if (!answer) return answer.error();
  json::array one{answer->value};
  return Done{std::move(answer->document), context.say(says) + place_table(one, context), {}};
}

constexpr std::array kPlaceFields{BodyField{"name", "name", &text_value},
                                  BodyField{"parent", "parent", &text_value}};

Outcome<Done> run_place_set(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kPlaceFields);
  if (!body) return body.error();
  if (const auto typed = context.arguments.value("level")) {
    Outcome<std::string> level = level_key("level", *typed);
    if (!level) return level.error();
    (*body)["level"] = *level;
  }
  if (body->empty())
    return wrong_usage("usage.nothing_to_set", "Say what to change, for example --name 富托村.",
                       "请写明要修改的内容，例如 --name 富托村。");
  return put(context, Target({"places", context.arguments.positionals.at(0)}), *body,
             {"The tree has it so now:\n\n", "地方树已更新：\n\n"});
}

Outcome<Done> run_place_merge(Context& context) {
  json::object body{{"successor", *context.arguments.value("into")}};
  if (const auto name = context.arguments.value("name")) body["name"] = *name;
  return put(context, Target({"places", context.arguments.positionals.at(0), "successor"}), body,
             {"Merged: its wishes count at the other place from now on.\n\n",
              "已合并，其心愿今后计入另一地方。\n\n"});
}

}  // namespace

void add_places_commands(std::vector<Command>& out) {
  const PositionalSpec place{{"CODE", "代码"}};
  out.push_back({{"places",
                  {"the tree of places", "地方树"},
                  {},
                  {},
                  {place_option({"only this place and those below", "只看此地方及其下级"})},
                  {{"places --place 431322", {"A county and what lies below.", "一个县及其下级。"}}}},
                 &run_places});
  out.push_back(
      {{"place set",
        {"add a place to the tree, rename it or move it", "增加、改名或调整地方"},
        {"Done above the place. A new place needs --name and --level. What was carried before a move stays "
         "with "
         "those who have it.",
         "由上级办理。新增时须写 --name 和 --level。调整隶属后，原上级已有的数据仍然保留。"},
        {place},
        {{"name", {"NAME", "名称"}, {"its official name", "正式名称"}, false},
         {"level",
          {"LEVEL", "级别"},
          {"city, county, town or community", "city、county、town 或 community"},
          false},
         {"parent", {"CODE", "代码"}, {"the place that it is right below", "直属上级的代码"}, false}},
        {{"place set 431322106 --name 上梅镇 --level town",
          {"A town comes between a county and its villages.", "在县与村之间增加一个镇。"}},
         {"place set 431322106003 --parent 431322107",
          {"A village goes to another town.", "一个村划归另一个镇。"}}}},
       &run_place_set});
  out.push_back(
      {{"place merge",
        {"a place was recoded, or merged into another", "地方改了代码或并入另一地方"},
        {"Its wishes count at the other place, new ones are entered there, and the nodes of both write for "
         "both. It can't be undone.",
         "其心愿计入另一地方，新心愿登记在另一地方，双方的节点可互相代办。此操作不能撤销。"},
        {place},
        {{"into", {"CODE", "代码"}, {"the place that it is now", "现在的地方代码"}, true},
         {"name",
          {"NAME", "名称"},
          {"of that place, where the tree lacks it", "新地方的名称（树中没有时）"}}},
        {{"place merge 431322106004 --into 431322106003",
          {"Two villages become one.", "两个村合并为一个村。"}},
         {"place merge 431322106003 --into 431322106203 --name 富托村",
          {"A village gets a new code.", "一个村换了新代码。"}}}},
       &run_place_merge});
}

}  // namespace wishctl
