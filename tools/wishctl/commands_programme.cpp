// unit, campaign: who takes up wishes, and when the city campaigns for them.

#include <fmt/format.h>

#include <array>

#include "model/campaign.h"
#include "model/date.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// ---- Units ----

std::string unit_table(const json::array& units, const Context& context) {
  Table table({{context.say({"id", "标识"}), Align::kLeft, true},
               {context.say({"unit", "单位"})},
               {context.say({"place", "地方"})},
               {context.say({"merged into", "已合并到"}), Align::kLeft, true}});
  for (const json::value& unit : units)
    table.add_row({text_field(unit, "id"), text_field(unit, "name"),
                   place_text(text_field(unit, "place_name"), text_field(unit, "place"), context.lang),
                   or_dash(text_field(unit, "same_as"))});
  return table.text(context.width);
}

Outcome<Done> run_unit_list(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"units"})
                                               .with_if("q", context.arguments.value("search"))
                                               .with_if("place", context.arguments.value("place")));
  if (!answer) return answer.error();
  const json::array& units = array_field(answer->value, "units");
  const std::string text = units.empty() ? context.say({"No units match.\n", "没有符合条件的单位。\n"})
                                         : unit_table(units, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> post_unit(Context& context, const json::object& body, Text says) {
  Outcome<Answer> answer = context.api.post(Target({"units"}), body);
  if (!answer) return answer.error();
  json::array one{answer->value};
  return Done{std::move(answer->document), context.say(says) + unit_table(one, context), {}};
}

Outcome<Done> run_unit_add(Context& context) {
  return post_unit(context,
                   {{"place", *context.arguments.value("place")}, {"name", *context.arguments.value("name")}},
                   {"Registered.\n\n", "已登记。\n\n"});
}

Outcome<Done> run_unit_rename(Context& context) {
  Outcome<json::value> unit = find_unit(context.api, context.arguments.positionals.at(0));
  if (!unit) return unit.error();
  return post_unit(context, {{"id", field(*unit, "id")}, {"name", context.arguments.positionals.at(1)}},
                   {"Renamed.\n\n", "已改名。\n\n"});
}

Outcome<Done> run_unit_merge(Context& context) {
  Outcome<json::value> unit = find_unit(context.api, context.arguments.positionals.at(0));
  if (!unit) return unit.error();
  Outcome<json::value> into = find_standing_unit(context.api, *context.arguments.value("into"));
  if (!into) return into.error();
  return post_unit(context, {{"id", field(*unit, "id")}, {"same_as", field(*into, "id")}},
                   {"Merged: what it did counts for the other one.\n\n", "已合并，其成绩计入另一单位。\n\n"});
}

// ---- Campaigns ----

std::string campaign_table(const json::array& campaigns, const Context& context) {
  Table table({{context.say({"id", "标识"}), Align::kLeft, true},
               {context.say({"campaign", "集中活动"})},
               {context.say({"from", "开始"}), Align::kLeft, true},
               {context.say({"to", "结束"}), Align::kLeft, true},
               {context.say({"for", "服务对象"})}});
  for (const json::value& campaign : campaigns) {
    const json::array& targets = array_field(campaign, "targets");
    table.add_row({text_field(campaign, "id"), text_field(campaign, "name"), text_field(campaign, "first"),
                   text_field(campaign, "last"),
                   targets.empty() ? context.say({"all", "全部"}) : target_words(targets, context.lang)});
  }
  return table.text(context.width);
}

Outcome<Done> run_campaign_list(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"campaigns"}));
  if (!answer) return answer.error();
  const json::array& campaigns = array_field(answer->value, "campaigns");
  const std::string text = campaigns.empty() ? context.say({"There are no campaigns.\n", "没有集中活动。\n"})
                                             : campaign_table(campaigns, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr std::array kCampaignFields{BodyField{"name", "name", &text_value},
                                     BodyField{"first", "first", &date_value},
                                     BodyField{"last", "last", &date_value}};

Outcome<json::object> campaign_fields(const Arguments& arguments) {
  Outcome<json::object> body = body_of(arguments, kCampaignFields);
  if (!body || !arguments.has("target")) return body;
  Outcome<json::value> targets = targets_value("target", arguments.values("target"));
  if (!targets) return targets.error();
  (*body)["targets"] = std::move(*targets);
  return body;
}

Outcome<Done> post_campaign(Context& context, const json::object& body, Text says) {
  Outcome<Answer> answer = context.api.post(Target({"campaigns"}), body);
  if (!answer) return answer.error();
  json::array one{answer->value};
  return Done{std::move(answer->document), context.say(says) + campaign_table(one, context), {}};
}

Outcome<Done> run_campaign_add(Context& context) {
  Outcome<json::object> body = campaign_fields(context.arguments);
  if (!body) return body.error();
  return post_campaign(context, *body, {"Added.\n\n", "已添加。\n\n"});
}

Outcome<Done> run_campaign_change(Context& context) {
  Outcome<json::object> given = campaign_fields(context.arguments);
  if (!given) return given.error();
  if (given->empty())
    return wrong_usage("usage.nothing_to_set", "Say what to change, for example --last 2019-02-19.",
                       "请写明要修改的内容，例如 --last 2019-02-19。");
  Outcome<json::value> campaign = find_campaign(context.api, context.arguments.positionals.at(0));
  if (!campaign) return campaign.error();
  json::object body{{"id", field(*campaign, "id")}};
  for (const std::string_view key : {"name", "first", "last", "targets"})
    body[key] = given->contains(key) ? given->at(key) : field(*campaign, key);
  return post_campaign(context, body, {"Changed.\n\n", "已修改。\n\n"});
}

Outcome<Done> run_campaign_defaults(Context& context) {
  const std::string& typed = context.arguments.positionals.at(0);
  const auto year = model::Date::parse(typed + "-01-01");
  if (!year || year->year < model::kCampaignYearMin || year->year > model::kCampaignYearMax)
    return wrong_usage("usage.not_a_year",
                       fmt::format("YEAR is one from {} to {}, not '{}'.", model::kCampaignYearMin,
                                   model::kCampaignYearMax, typed),
                       fmt::format("年份应为 {} 至 {}，不能是“{}”。", model::kCampaignYearMin,
                                   model::kCampaignYearMax, typed));
  const bool dry_run = context.arguments.has("dry-run");
  Outcome<Answer> answer =
      context.api.post(Target({"campaigns", "defaults"}), {{"year", year->year}, {"dry_run", dry_run}});
  if (!answer) return answer.error();
  json::array added;
  std::size_t stood = 0;
  for (const json::value& campaign : array_field(answer->value, "campaigns"))
    if (flag_field(campaign, "added"))
      added.push_back(campaign);
    else
      ++stood;
  const Text says = dry_run ? Text{"{} to add, {} stand already.\n", "将添加 {} 个，已有 {} 个。\n"}
                            : Text{"{} added, {} stood already.\n", "已添加 {} 个，原有 {} 个。\n"};
  std::string text = fmt::format(fmt::runtime(context.say(says)), added.size(), stood);
  if (!added.empty()) text += "\n" + campaign_table(added, context);
  return Done{std::move(answer->document), text, {}};
}

void add_unit_commands(std::vector<Command>& out) {
  const PositionalSpec unit{{"UNIT", "单位"}};
  const PositionalSpec name{{"NAME", "名称"}};
  const Text details{
      "UNIT is a name or an id. At a node of its place or above. Where two nodes correct a unit at once, a "
      "new name and a merge both stand; of two names that of the higher office, of equal ones the later; and "
      "a merge is not undone by who did not know of it.",
      "单位可写名称或标识。在其所在地方或上级的节点执行。两个节点同时更正同一单位的，改名和合并都有效；同一项"
      "以上级的为准，同级的以后一次为准；不知道已合并的更正不会取消合并。"};
  out.push_back({{"unit list",
                  {"the units whose members take up wishes", "列出单位"},
                  {"As they stand after all corrections that are known here; 'unit rename' says which of two "
                   "at once stands.",
                   "按本节点已知的全部更正显示；两个节点同时更正的以哪个为准，见 unit rename 的说明。"},
                  {},
                  {{"search", {"TEXT", "文字"}, {"with this in the name", "名称中含此文字"}},
                   place_option({"of exactly this place", "只看此地方的"})},
                  {{"unit list --search 审计", {"Find a unit.", "查找单位。"}}}},
                 &run_unit_list});
  out.push_back(
      {{"unit add",
        {"register a unit under its official name", "登记单位"},
        {"At a node of its place or above.", "在其所在地方或上级的节点登记。"},
        {},
        {{"name", {"NAME", "名称"}, {"its official name", "单位全称"}, true},
         {"place", {"CODE", "代码"}, {"where it stands", "所在地方"}, true}},
        {{"unit add --name 娄底市审计局 --place 4313", {"A unit of the city.", "登记一个市直单位。"}}}},
       &run_unit_add});
  out.push_back({{"unit rename",
                  {"give a unit another name", "单位改名"},
                  details,
                  {unit, name},
                  {},
                  {{"unit rename 审计局 娄底市审计局", {"Its full name.", "改为全称。"}}}},
                 &run_unit_rename});
  out.push_back(
      {{"unit merge",
        {"a unit turned out to be another one", "合并重复登记的单位"},
        details,
        {unit},
        {{"into", {"UNIT", "单位"}, {"the one that stays", "保留的单位"}, true}},
        {{"unit merge 市审计局 --into 娄底市审计局", {"It was registered twice.", "同一单位登记了两次。"}}}},
       &run_unit_merge});
}

void add_campaign_commands(std::vector<Command>& out) {
  const PositionalSpec campaign{{"CAMPAIGN", "活动"}};
  static const std::string kTargetKeys = keys_of<model::Target>();
  static const std::string kTargetHelpEn = "whom it is for, else all: " + kTargetKeys;
  static const std::string kTargetHelpZh = "面向的服务对象，不写为全部，可用中文名：" + kTargetKeys;
  const auto options = [](bool required) {
    return std::vector<OptionSpec>{{"name", {"NAME", "名称"}, {"what it is called", "活动名称"}, required},
                                   {"first", {"DATE", "日期"}, {"its first day", "开始日期"}, required},
                                   {"last", {"DATE", "日期"}, {"its last day", "结束日期"}, required},
                                   {"target", {"WHO", "对象"}, {kTargetHelpEn, kTargetHelpZh}, false, true}};
  };
  out.push_back({{"campaign list",
                  {"the campaigns of the city", "列出集中活动"},
                  {},
                  {},
                  {},
                  {{"campaign list", {"All, with their days.", "全部活动及起止日期。"}}}},
                 &run_campaign_list});
  out.push_back({{"campaign add",
                  {"add a campaign", "添加集中活动"},
                  {"At a node of the city.", "只能在市级节点添加。"},
                  {},
                  options(true),
                  {{"campaign add --name 2019年春节 --first 2019-01-28 --last 2019-02-19",
                    {"Spring Festival.", "春节活动。"}}}},
                 &run_campaign_add});
  out.push_back({{"campaign defaults",
                  {"add the programme's own campaigns of a year", "添加某一年的全部默认活动"},
                  {"At a node of the city. Those that stand are left as they are.",
                   "只能在市级节点添加；已有的活动保持不变。"},
                  {{{"YEAR", "年份"}}},
                  {{"dry-run", {}, {"only say what would be added", "只显示，不添加"}}},
                  {{"campaign defaults 2019", {"From New Year to Volunteer Day.", "2019 年各项活动。"}}}},
                 &run_campaign_defaults});
  out.push_back({{"campaign change",
                  {"change name, days or people of a campaign", "修改集中活动"},
                  {"CAMPAIGN is a name or an id. What is not given stays; --target none means all.",
                   "活动可写名称或标识。不写的项目不变；--target none 表示面向全部对象。"},
                  {campaign},
                  options(false),
                  {{"campaign change 2019年春节 --last 2019-02-24", {"It lasts longer.", "延长活动时间。"}}}},
                 &run_campaign_change});
}

}  // namespace

void add_programme_commands(std::vector<Command>& out) {
  add_unit_commands(out);
  add_campaign_commands(out);
}

}  // namespace wishctl
