// claim list: what was claimed at this place, wherever the wishes are at home, and what became of it.

#include <algorithm>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

Outcome<Target> claims_target(Context& context) {
  const Arguments& arguments = context.arguments;
  Target target({"claims"});
  if (const auto typed = arguments.value("state")) {
    Outcome<std::string> key = claim_state_key("state", *typed);
    if (!key) return key.error();
    target.with("state", *key);
  }
  if (const auto typed = arguments.value("volunteer")) {
    Outcome<json::value> volunteer = find_volunteer(context.api, *typed);
    if (!volunteer) return volunteer.error();
    target.with("volunteer", text_field(*volunteer, "id"));
  }
  target.with_if("unit", arguments.value("unit"));
  target.with_if("limit", arguments.value("limit")).with_if("after", arguments.value("after"));
  return target;
}

std::string claims_table(const json::array& claims, const Context& context) {
  Table table({{context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"place", "社区（村）"}), Align::kLeft, false, true},
               {context.say({"wish", "心愿内容"})},
               {context.say({"state", "状态"})},
               {context.say({"volunteer", "志愿者"})},
               {field_word("phone", context.lang), Align::kLeft, false, true},
               {context.say({"unit", "单位"}), Align::kLeft, false, true},
               {context.say({"due on", "到期"})},
               {context.say({"latest", "最近变化"})}});
  for (const json::value& own : claims) {
    const json::value& claim = field(own, "claim");
    const bool granted = text_field(claim, "state") == "granted";
    table.add_row({text_field(own, "number"),
                   place_text(text_field(own, "place_name"), text_field(own, "place"), context.lang),
                   or_dash(text_field(own, "content")),
                   claim_state_text(claim, context) +
                       (flag_field(claim, "unsettled") ? context.say({", to settle", "，待核定"}) : ""),
                   or_dash(text_field(claim, "name")), or_dash(text_field(claim, "phone")),
                   or_dash(text_field(claim, "unit")), or_dash(granted ? text_field(claim, "due_on") : ""),
                   or_dash(text_field(own, "last_on"))});
  }
  return table.text(context.width);
}

Outcome<Done> run_claims(Context& context) {
  Outcome<Target> target = claims_target(context);
  if (!target) return target.error();
  Outcome<Answer> answer = context.api.get(*target);
  if (!answer) return answer.error();
  const json::array& claims = array_field(answer->value, "claims");
  const std::string text =
      claims.empty() ? context.say({"No claims that were made here match.\n", "没有符合条件的本地认领。\n"})
                     : claims_table(claims, context) +
                           more_text(claims.size(), text_field(answer->value, "next"), false, context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_claim_list_commands(std::vector<Command>& out) {
  static const std::string kStateKeys = keys_of<model::ClaimState>();
  out.push_back(
      {{"claim list",
        {"claims made at this place, and what became of them", "列出在本地登记的认领及其结果"},
        {"Newest first, one page, of wishes of any place: so whoever claimed elsewhere sees what was "
         "declined, "
         "expired, taken back, confirmed or disputed. 'offer show WISH' has all of one.",
         "按认领先后从新到旧，只列一页，不论心愿在何地：在外地认领的也能看到未获认领、超时、收回、回访、有异"
         "议等结果。"
         "用 offer show 心愿 查看详情。"},
        {},
        {{"state", {"WORD", "词"}, {kStateKeys, kStateKeys}},
         {"unit",
          {"UNIT", "单位"},
          {"of this unit and of those merged with it: its id or name, or as it was typed",
           "属于此单位（含与其合并的）：标识、名称，或登记时所写"}},
         {"volunteer",
          {"VOLUNTEER", "志愿者"},
          {"of this volunteer: name or id", "此志愿者的认领：姓名或标识"}},
         {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
         {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}}},
        {{"claim list --state declined", {"What somebody else was granted.", "未获认领的。"}},
         {"claim list --unit 娄底市审计局 --limit 20", {"The latest of a unit.", "某单位最近的认领。"}}}},
       &run_claims});
}

}  // namespace wishctl
