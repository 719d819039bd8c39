// wish add, wish amend, wish show: one wish.

#include <fmt/format.h>

#include <algorithm>

#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

Outcome<json::value> keyed(Outcome<std::string> key) {
  if (!key) return key.error();
  return json::value(*key);
}

Outcome<json::value> field_value(std::string_view option, const Context& context) {
  const std::string typed = *context.arguments.value(option);
  if (option == "sex") return keyed(sex_key(option, typed));
  if (option == "category") return keyed(category_key(option, typed));
  if (option == "target") return targets_value(option, context.arguments.values(option));
  if (option == "age" || option == "value") return number_value(option, typed);
  if (option == "on") return date_value(option, typed);
  if (option == "consent-by") return keyed(consent_by_key(option, typed));
  if (option == "consent-how") return keyed(consent_how_key(option, typed));
  if (option == "consent" && typed.empty()) return json::value(context.say({"given", "本人同意"}));
  return json::value(typed);
}

// Null for "none".
Outcome<json::value> campaign_id(const std::string& typed, const Context& context) {
  if (typed == kNone) return json::value(nullptr);
  Outcome<json::value> campaign = find_campaign(context.api, typed);
  if (!campaign) return campaign.error();
  return field(*campaign, "id");
}

// The fields that were given as options, under their names in the API.
Outcome<json::object> given_fields(const Context& context) {
  json::object out;
  for (const std::string_view option :
       {"name", "sex", "age", "address", "content", "phone", "proof", "category", "target", "value",
        "consent", "consent-by", "consent-how", "on"}) {
    if (!context.arguments.has(option)) continue;
    Outcome<json::value> value = field_value(option, context);
    if (!value) return value.error();
    std::string name(option == "target" ? "targets" : option);
    std::ranges::replace(name, '-', '_');
    out[name] = std::move(*value);
  }
  // Last, since the node is asked for it.
  if (const auto campaign = context.arguments.value("campaign")) {
    Outcome<json::value> id = campaign_id(*campaign, context);
    if (!id) return id.error();
    out["campaign"] = std::move(*id);
  }
  return out;
}

std::vector<OptionSpec> field_options(bool required) {
  static const std::string kCategoryKeys = keys_of<model::Category>();
  static const std::string kCategoryHelpEn = "kind of help: " + kCategoryKeys;
  static const std::string kCategoryHelpZh = "类别，可用中文名：" + kCategoryKeys;
  static const std::string kTargetKeys = keys_of<model::Target>();
  static const std::string kTargetHelpEn = "person served: " + kTargetKeys;
  static const std::string kTargetHelpZh = "服务对象，可用中文名：" + kTargetKeys;
  static const std::string kByKeys = keys_of<model::ConsentBy>();
  static const std::string kByHelpEn = "who it was; of a child a guardian, by name and with how: " + kByKeys;
  static const std::string kByHelpZh = "同意人，未成年人须为监护人并写明姓名和方式，可用中文名：" + kByKeys;
  static const std::string kHowKeys = keys_of<model::ConsentHow>();
  static const std::string kHowHelpEn = "how: " + kHowKeys;
  static const std::string kHowHelpZh = "同意方式，可用中文名：" + kHowKeys;
  const Text text{"TEXT", "文字"};
  std::vector<OptionSpec> out = {
      {"name", text, {"name of the person", "姓名"}, required},
      {"sex", {"SEX", "性别"}, {"male or female", "男或女"}, required},
      {"age", {"YEARS", "岁"}, {"age in years", "年龄"}, required},
      {"address", text, {"home address", "家庭住址"}, required},
      {"content", text, {"the wish, short and clear", "心愿内容，清晰扼要"}, required},
      {"phone", {"PHONE", "电话"}, {"phone of the person", "联系电话"}, required},
      {"proof", text, {"what proves the need", "申领证明材料"}},
      {"category", {"CATEGORY", "类别"}, {kCategoryHelpEn, kCategoryHelpZh}},
      {"target", {"WHO", "对象"}, {kTargetHelpEn, kTargetHelpZh}, false, true},
      {"value", {"YUAN", "元"}, {"what it costs, in yuan", "价值，单位元"}},
      {"consent", text, {"who consented, by name", "同意人姓名等说明"}, false, false, {}, true},
      {"consent-by", {"WHO", "同意人"}, {kByHelpEn, kByHelpZh}},
      {"consent-how", {"HOW", "方式"}, {kHowHelpEn, kHowHelpZh}},
      {"on",
       {"DATE", "日期"},
       {"date on the form, such as 2018-06-22; else today", "登记日期，如 2018-06-22；不写为今天"}},
      {"campaign",
       {"CAMPAIGN", "活动"},
       {"the campaign to which it belongs: its name or id", "所属集中活动：名称或标识"}},
  };
  return out;
}

Outcome<Done> run_add(Context& context) {
  Outcome<json::object> body = given_fields(context);
  if (!body) return body.error();
  if (const auto place = context.arguments.value("place")) (*body)["place"] = *place;
  Outcome<Answer> answer = context.api.post(Target({"wishes"}), *body);
  if (!answer) return answer.error();
  const std::string text =
      fmt::format(fmt::runtime(context.say({"Registered as {}.\n\n", "已登记，编号 {}。\n\n"})),
                  printable_line(text_field(answer->value, "number"))) +
      wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_amend(Context& context) {
  Outcome<json::object> body = given_fields(context);
  if (!body) return body.error();
  if (body->empty())
    return wrong_usage("usage.nothing_to_amend", "Say what to amend, for example --phone 13800000000.",
                       "请写明要更正的内容，例如 --phone 13800000000。");
  Outcome<Answer> answer = context.api.patch(Target({"wishes", context.arguments.positionals.at(0)}), *body);
  if (!answer) return answer.error();
  const std::string text = context.say({"Amended.\n\n", "已更正。\n\n"}) + wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_show(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"wishes", context.arguments.positionals.at(0)}));
  if (!answer) return answer.error();
  const std::string text = wish_card(answer->value, context) + wish_history(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_wish_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  out.push_back({{"wish show",
                  {"one wish with its history", "一个心愿的详情和经过"},
                  {"WISH is a number (431322106003-2018-0001-KQ) or an id.",
                   "心愿可写编号（431322106003-2018-0001-KQ）或标识。"},
                  {wish},
                  {},
                  {{"wish show 431322106003-2018-0001-KQ", {"All about this wish.", "查看这个心愿。"}}}},
                 &run_show});
  std::vector<OptionSpec> add_options = field_options(true);
  add_options.push_back(
      place_option({"the community, where the node is above it", "社区（村）的代码，在上级节点登记时需要"}));
  out.push_back(
      {{"wish add",
        {"register a wish", "登记一个心愿"},
        {"An age that is not known is written --age none.", "年龄不详写 --age none。"},
        {},
        std::move(add_options),
        {{"wish add --name 张三 --sex 男 --age 72 --address 富托村3组 --content 棉被一床 --phone 13800000000 "
          "--category goods --target empty_nest_elder --value 200",
          {"A quilt for an elder.", "为空巢老人登记一床棉被。"}},
         {"wish add --name 周小明 --sex 男 --age 9 --address 富托村3组 --content 书包一个 --phone "
          "13800000000 "
          "--consent 奶奶李秀英 --consent-by guardian --consent-how spoken",
          {"A child's wish, to which a guardian agreed.", "未成年人的心愿，监护人已同意。"}}}},
       &run_add});
  out.push_back(
      {{"wish amend",
        {"correct fields of a wish", "更正心愿的内容"},
        {"Only what is given changes. 'none' clears --age, --value, --target and --campaign.",
         "只改写出的项目。--age、--value、--target、--campaign 写 none 表示清空。"},
        {wish},
        field_options(false),
        {{"wish amend 431322106003-2018-0001-KQ --phone 13900000000", {"A new phone.", "更正电话。"}},
         {"wish amend 431322106003-2018-0001-KQ --campaign 2019年春节",
          {"It belongs to a campaign.", "归入集中活动。"}}}},
       &run_amend});
}

}  // namespace wishctl
