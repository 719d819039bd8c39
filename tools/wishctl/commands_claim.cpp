// offer list, offer show, wish claim, wish release, wish fulfil: what volunteers do, or a clerk for them.

#include <fmt/format.h>

#include <array>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/offer_card.h"
#include "tools/wishctl/table.h"
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

constexpr std::array kClaimFields{
    BodyField{"name", "name", &text_value},         BodyField{"phone", "phone", &text_value},
    BodyField{"unit", "unit", &text_value},         BodyField{"remark", "remark", &text_value},
    BodyField{"volunteer", "volunteer", &id_value}, BodyField{"on", "on", &date_value}};

std::string answers_table(const json::array& claims, const Context& context) {
  Table table({{context.say({"wish", "心愿"}), Align::kLeft, true}, {context.say({"claim", "认领"})}});
  for (const json::value& one : claims) {
    std::string number = text_field(one, "number");
    if (number.empty()) number = text_field(one, "wish");
    const json::value& refused = field(one, "refused");
    table.add_row({number, refused.is_object()
                               ? context.say({"refused: ", "未成功："}) +
                                     text_field(refused, context.lang == Lang::kChinese ? "zh" : "en")
                               : claim_text(field(one, "claim"), context)});
  }
  // Why one was refused is there to be read: it is never cut.
  return table.text(std::nullopt);
}

Outcome<Done> run_claim(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kClaimFields);
  if (!body) return body.error();
  if (context.arguments.has("on-paper")) (*body)["on_paper"] = true;
  json::array wishes;
  for (const std::string& wish : context.arguments.positionals) wishes.emplace_back(wish);
  (*body)["wishes"] = std::move(wishes);
  Outcome<Answer> answer = context.api.post(Target({"claims"}), *body);
  if (!answer) return answer.error();
  const json::array& claims = array_field(answer->value, "claims");
  std::string text = answers_table(claims, context);
  std::string volunteer;
  std::size_t refused = 0;
  bool provisional = false;
  for (const json::value& one : claims) {
    refused += has_value(one, "refused") ? 1 : 0;
    const json::value& claim = field(one, "claim");
    if (volunteer.empty()) volunteer = text_field(claim, "volunteer");
    provisional |= text_field(claim, "state") == "provisional";
  }
  if (provisional)
    text += context.say({"\nThe publisher decides about what is provisional; 'offer show WISH' tells.\n",
                         "\n待确认的认领由发布方确认，可用 offer show 心愿 查看。\n"});
  if (!volunteer.empty())
    text += fmt::format(fmt::runtime(context.say({"\nIf the same person claims again: --volunteer {}\n",
                                                  "\n同一人再次认领时请写：--volunteer {}\n"})),
                        printable_line(volunteer));
  Done done{std::move(answer->document), text, {}};
  if (refused > 0)
    done.complaint = model::Error(
        "claim.some_refused", fmt::format("{} of {} wishes could not be claimed.", refused, claims.size()),
        fmt::format("{} 个心愿中有 {} 个未能认领。", claims.size(), refused));
  return done;
}

constexpr std::array kReleaseFields{BodyField{"claim", "claim", &id_value},
                                    BodyField{"remark", "remark", &text_value}};

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

Outcome<Done> run_reassign(Context& context) {
  json::object body;
  if (const auto claim = context.arguments.value("claim")) {
    Outcome<json::value> id = id_value("claim", *claim);
    if (!id) return id.error();
    body["claim"] = *id;
  }
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "reassignments"}), body);
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Taken back: others may claim it now.\n\n", "已收回认领，他人可以认领。\n\n"}) +
      offer_card(answer->value, context);
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
  const std::string text = context.say({"Reported as fulfilled; the community now asks the family.\n\n",
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
                   {"offer list --campaign 春节 --category goods",
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
  const PositionalSpec wish{{"WISH", "心愿"}};
  const PositionalSpec wishes{{"WISH", "心愿"}, true, true};
  out.push_back(
      {{"wish claim",
        {"take up one published wish or several", "认领一个或多个已发布的心愿"},
        {"Ends with 1 where one of them could not be claimed.", "有未能认领的心愿时，退出状态为 1。"},
        {wishes},
        {{"name", kText, {"who takes it up", "认领人姓名"}, true},
         {"phone", {"PHONE", "电话"}, {"phone of who takes it up", "认领人联系电话"}, true},
         {"unit",
          {"UNIT", "单位"},
          {"where that person works: a registered unit, or any other", "所在单位：已登记的或其他单位"}},
         {"remark", kText, {"what else is to be said", "说明"}},
         {"volunteer", kId, {"the same person as in a former claim", "与以前认领的是同一人"}},
         {"on-paper", {}, {"it came on paper", "纸质认领，由经办人代录"}},
         on_option({"the day of the claim; else today", "认领日期；不写为今天"})},
        {{"wish claim 431322106003-2018-0001-KQ --name 李四 --phone 13900000000 --unit 娄底市审计局",
          {"Take one up.", "认领一个心愿。"}},
         {"wish claim 431322106003-2018-0001-KQ 431322106003-2018-0002-KQ --name 李四 --phone 13900000000 "
          "--on-paper",
          {"Enter two from a paper form.", "录入纸质表上的两个认领。"}}}},
       &run_claim});
  out.push_back(
      {{"wish release",
        {"give a claim back, so that others can take the wish up", "放弃认领，让他人认领"},
        {},
        {wish},
        {claim_option(), {"remark", kText, {"the reason", "原因"}}},
        {{"wish release 431322106003-2018-0001-KQ --remark 工作调动", {"Moved away.", "因工作调动放弃。"}}}},
       &run_release});
  out.push_back(
      {{"wish reassign",
        {"take a granted claim back, so that somebody else may have it", "收回已确认的认领，改由他人认领"},
        {"Only at the node that published the wish.", "只能在发布该心愿的节点操作。"},
        {wish},
        {claim_option()},
        {{"wish reassign 431322106003-2018-0001-KQ",
          {"Nobody hears of the volunteer.", "志愿者联系不上，改派他人。"}}}},
       &run_reassign});
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
