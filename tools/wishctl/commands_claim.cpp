// offer list, offer show, wish release, wish fulfil: what volunteers do, or a clerk for them. To take a wish
// up: commands_claiming.cpp.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/offer_card.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

Outcome<Target> offers_target(Context& context) {
  const Arguments& arguments = context.arguments;
  Target target({"offers"});
  target.with_if("place", arguments.value("place"));
  struct Keyed {
    std::string_view option;
    Outcome<std::string> (*key)(std::string_view, std::string_view);
  };
  for (const auto& [option, key_of] :
       {Keyed{"state", &offer_state_key}, Keyed{"category", &category_key}, Keyed{"target", &target_key}}) {
    const auto typed = arguments.value(option);
    if (!typed) continue;
    Outcome<std::string> key = key_of(option, *typed);
    if (!key) return key.error();
    target.with(option, *key);
  }
  if (const auto typed = arguments.value("campaign")) {
    Outcome<json::value> campaign = find_campaign(context.api, *typed);
    if (!campaign) return campaign.error();
    target.with("campaign", text_field(*campaign, "id"));
  }
  target.with_if("limit", arguments.value("limit")).with_if("after", arguments.value("after"));
  return target;
}

Outcome<Done> run_offers(Context& context) {
  Outcome<Target> target = offers_target(context);
  if (!target) return target.error();
  Outcome<Answer> answer = context.api.get(*target);
  if (!answer) return answer.error();
  const json::array& offers = array_field(answer->value, "offers");
  const std::string text =
      offers.empty() ? context.say({"No published wishes match.\n", "没有符合条件的已发布心愿。\n"})
                     : offer_table(offers, context) +
                           more_text(offers.size(), text_field(answer->value, "next"), false, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_offer(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"offers", context.arguments.positionals.at(0)}));
  if (!answer) return answer.error();
  return Done{std::move(answer->document), offer_card(answer->value, context), {}};
}

constexpr std::array kReleaseFields{BodyField{"claim", "claim", &id_value},
                                    BodyField{"remark", "remark", &text_value},
                                    BodyField{"on", "on", &date_value}};

Outcome<Done> run_release(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kReleaseFields);
  if (!body) return body.error();
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "releases"}), *body);
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Given back.\n\n", "已放弃认领。\n\n"}) + offer_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr std::array kFulfilFields{BodyField{"what", "what", &text_value},
                                   BodyField{"claim", "claim", &id_value}, BodyField{"on", "on", &date_value},
                                   BodyField{"value", "value", &number_value},
                                   BodyField{"hours", "minutes", &minutes_value}};

Outcome<Done> run_fulfil(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kFulfilFields);
  if (!body) return body.error();
  json::array volunteers;
  for (const std::string& typed : context.arguments.values("volunteer")) {
    Outcome<json::value> id = id_value("volunteer", typed);
    if (!id) return id.error();
    volunteers.push_back(*id);
  }
  if (!volunteers.empty()) (*body)["volunteers"] = std::move(volunteers);
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "fulfilments"}), *body);
  if (!answer) return answer.error();
  const json::array& claims = array_field(answer->value, "claims");
  const std::string claim = text_field(*body, "claim");
  const bool late = std::ranges::any_of(claims, [&](const json::value& own) {
    return is_late(own) && (claim.empty() || text_field(own, "id") == claim);
  });
  const std::string text =
      context.say(
          late ? Text{"Noted. The claim had ended before: whoever published the wish takes it up again if a "
                      "place is still free.\n\n",
                      "已登记。该认领此前已失效：如仍有空余名额，由发布方重新认可。\n\n"}
               : Text{"Reported as fulfilled; the community now asks the family.\n\n",
                      "已登记落实，等待社区（村）回访。\n\n"}) +
      offer_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr Text kText{"TEXT", "文字"};
constexpr Text kId{"ID", "标识"};

OptionSpec claim_option() {
  return {"claim", kId, {"of several claims this one", "有多个认领时指明是哪一个"}};
}
OptionSpec on_option(Text what) { return {"on", {"DATE", "日期"}, what}; }

void add_offer_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  static const std::string kStateKeys = keys_of<model::OfferState>();
  const Text word{"WORD", "词"};
  out.push_back({{"offer list",
                  {"published wishes, for whoever takes them up", "列出已发布的心愿，供认领"},
                  {"Prints one page. Words may be given as key, in Chinese or in English.",
                   "只列一页。类别、状态等可写英文键或中文名。"},
                  {},
                  {place_option({"of this place and those below", "只看此地方及其下级"}),
                   {"state", word, {kStateKeys, kStateKeys}},
                   {"category", word, {"kind of help", "类别"}},
                   {"target", word, {"person served", "服务对象"}},
                   {"campaign",
                    {"CAMPAIGN", "活动"},
                    {"of this campaign: its name or id", "属于此集中活动：名称或标识"}},
                   {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
                   {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}}},
                  {{"offer list --state open", {"What can be taken up.", "可认领的心愿。"}},
                   {"offer list --campaign 2019年春节 --category goods",
                    {"Goods for Spring Festival.", "春节活动的物资类心愿。"}}}},
                 &run_offers});
  out.push_back(
      {{"offer show",
        {"one published wish, and what was claimed of it", "一个已发布的心愿及其认领情况"},
        {"Once a claim of this place is granted, name, address and phone of the family stand here too.",
         "本地的认领成功后，这里还会显示困难群众的姓名、住址和电话。"},
        {wish},
        {},
        {{"offer show 431322106003-2018-0001-KQ",
          {"All that this node may see of it.", "查看本节点可见的内容。"}}}},
       &run_offer});
}

}  // namespace

void add_claim_commands(std::vector<Command>& out) {
  add_offer_commands(out);
  add_claiming_commands(out);
  const PositionalSpec wish{{"WISH", "心愿"}};
  out.push_back(
      {{"wish release",
        {"give a claim back, so that others can take the wish up", "放弃认领，让他人认领"},
        {"Where it was claimed, or at the wish's home; there also a claim that the family disputes.",
         "在认领地或心愿所在地登记；困难群众有异议的认领，由心愿所在地登记放弃。"},
        {wish},
        {claim_option(),
         {"remark", kText, {"the reason", "原因"}},
         on_option({"the day it was given back; else today", "放弃日期；不写为今天"})},
        {{"wish release 431322106003-2018-0001-KQ --remark 工作调动", {"Moved away.", "因工作调动放弃。"}}}},
       &run_release});
  out.push_back(
      {{"wish fulfil",
        {"report that a claimed wish was fulfilled", "登记心愿已落实"},
        {},
        {wish},
        {{"what", kText, {"what was given or done, and by whom", "给了什么、做了什么、由谁办"}, true},
         claim_option(),
         on_option({"the day it was done; else today", "落实日期；不写为今天"}),
         {"value", {"YUAN", "元"}, {"what it was worth, in yuan", "价值，单位元"}},
         {"hours", {"H", "小时"}, {"hours of work, of all together, such as 2.5", "合计服务小时数，如 2.5"}},
         {"volunteer", kId, {"who did it; else who claimed it", "落实的志愿者；不写为认领人"}, false, true}},
        {{"wish fulfil 431322106003-2018-0001-KQ --what 送去棉被一床 --value 200", {"Goods.", "物资。"}},
         {"wish fulfil 431322106003-2018-0001-KQ --what 陪同看病 --hours 2.5 --on 2018-07-20",
          {"A service.", "服务。"}}}},
       &run_fulfil});
}

}  // namespace wishctl
