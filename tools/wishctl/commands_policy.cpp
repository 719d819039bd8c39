// policy: the limits, spans of days and points that the city sets for its programme.

#include <array>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string policy_card(const json::value& policy, const Context& context) {
  Card card;
  const auto add = [&](Text label, const std::string& text, Text unit) {
    card.add(context.say(label), text.empty() ? or_dash(text) : text + context.say(unit));
  };
  constexpr Text kDays{" days", " 天"};
  add({"a wish is worth at most", "心愿价值上限"}, text_field(policy, "value_limit"), {" yuan", " 元"});
  add({"a claim lasts", "认领期限"}, text_field(policy, "claim_days"), kDays);
  add({"a confirmed fulfilment gives", "每次落实积分"}, text_field(policy, "points"), {" points", " 分"});
  add({"who may publish", "可发布的层级"}, level_words(array_field(policy, "publishers"), context.lang), {});
  add({"kinds shown in public", "可公开的服务对象"},
      target_words(array_field(policy, "public_kinds"), context.lang), {});
  add({"a claim is undecided too long after", "认领待确认提醒"}, text_field(policy, "provisional_days"),
      kDays);
  add({"a wish is open too long after", "久未办结提醒"}, text_field(policy, "older_days"), kDays);
  add({"handing over is unanswered after", "转办未答复提醒"}, text_field(policy, "answer_days"), kDays);
  return card.text() + (has_value(policy, "event")
                            ? ""
                            : context.say({"\nThe city has set nothing yet; these are the defaults.\n",
                                           "\n市级尚未设置，以上为默认值。\n"}));
}

Outcome<Done> run_policy_show(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"policy"}));
  if (!answer) return answer.error();
  return Done{std::move(answer->document), policy_card(answer->value, context), {}};
}

Outcome<json::value> positive(std::string_view option, const std::string& typed) {
  return count_value(option, typed, 1);
}
Outcome<json::value> natural(std::string_view option, const std::string& typed) {
  return count_value(option, typed, 0);
}

constexpr std::array kPolicyFields{BodyField{"value-limit", "value_limit", &positive},
                                   BodyField{"claim-days", "claim_days", &positive},
                                   BodyField{"points", "points", &natural},
                                   BodyField{"provisional-days", "provisional_days", &natural},
                                   BodyField{"older-days", "older_days", &natural},
                                   BodyField{"answer-days", "answer_days", &natural}};

Outcome<Done> run_policy_set(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<json::object> body = body_of(arguments, kPolicyFields);
  if (!body) return body.error();
  if (arguments.has("publisher")) {
    Outcome<json::value> levels = levels_value("publisher", arguments.values("publisher"));
    if (!levels) return levels.error();
    (*body)["publishers"] = std::move(*levels);
  }
  if (arguments.has("public-kind")) {
    Outcome<json::value> kinds = targets_value("public-kind", arguments.values("public-kind"));
    if (!kinds) return kinds.error();
    (*body)["public_kinds"] = std::move(*kinds);
  }
  if (body->empty())
    return wrong_usage("usage.nothing_to_set", "Say what to set, for example --claim-days 30.",
                       "请写明要设置的内容，例如 --claim-days 30。");
  Outcome<Answer> answer = context.api.put(Target({"policy"}), *body);
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Set; it holds for what is new.\n\n", "已设置，对今后的事项生效。\n\n"}) +
      policy_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

OptionSpec days_option(std::string_view name, Text help) { return {name, {"DAYS", "天数"}, help}; }

}  // namespace

void add_policy_commands(std::vector<Command>& out) {
  static const std::string kLevelKeys = keys_of<model::Level>();
  static const std::string kLevelHelpEn = "places of this level may publish: " + kLevelKeys;
  static const std::string kLevelHelpZh = "可发布心愿的层级：" + kLevelKeys;
  out.push_back({{"policy show",
                  {"what the city has set", "查看市级设置"},
                  {},
                  {},
                  {},
                  {{"policy show", {"Limits, spans of days and points.", "查看限额、期限和积分。"}}}},
                 &run_policy_show});
  out.push_back(
      {{"policy set",
        {"set limits, spans of days and points", "修改市级设置"},
        {"At a node of the city. What is not given stays. It holds for what is new: a wish keeps the setting "
         "under which it was published.",
         "只能在市级节点设置。不写的项目不变。只对今后的事项生效，已发布的心愿仍按发布时的设置。"},
        {},
        {{"value-limit", {"YUAN", "元"}, {"what a wish is worth at most", "心愿价值上限"}},
         days_option("claim-days",
                     {"until a claim that is not fulfilled expires", "认领期限，到期未落实即失效"}),
         {"points", {"N", "分"}, {"for a confirmed fulfilment", "每次经回访确认的落实所得积分"}},
         days_option("provisional-days",
                     {"until an undecided claim is called to attention", "认领待确认多久后提醒"}),
         days_option("older-days", {"until a wish that has not ended is, from its registration on",
                                    "登记多久后仍未回访、办结即提醒"}),
         days_option("answer-days", {"until an unanswered handing over is", "转办未答复多久后提醒"}),
         {"publisher", {"LEVEL", "级别"}, {kLevelHelpEn, kLevelHelpZh}, false, true},
         {"public-kind",
          {"WHO", "对象"},
          {"person served that the public may see; 'none' for no kind",
           "可公开的服务对象；写 none 表示都不公开"},
          false,
          true}},
        {{"policy set --claim-days 30 --points 10", {"As the programme begins.", "与活动初始设置相同。"}},
         {"policy set --publisher 市,县", {"Only the city and counties publish.", "只有市、县可以发布。"}}}},
       &run_policy_set});
}

}  // namespace wishctl
