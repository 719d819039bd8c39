// wish confirm, wish hand-over, wish close: what the home notes at the end of a wish's way.

#include <array>

#include "tools/wishctl/command.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/wish_card.h"

namespace wishctl {
namespace {

constexpr std::array kConfirmFields{BodyField{"claim", "claim", &id_value},
                                    BodyField{"on", "on", &date_value},
                                    BodyField{"remark", "remark", &text_value}};

Outcome<Done> run_confirm(Context& context) {
  const Arguments& arguments = context.arguments;
  const bool disputed = arguments.has("disputed");
  if (disputed == arguments.has("satisfaction"))
    return wrong_usage("usage.one_answer",
                       "Give one: --satisfaction 1 to 5, or --disputed where the family says otherwise.",
                       "--satisfaction（满意度 1 至 5）和 --disputed（困难群众有异议）要写其中一个。");
  if (disputed && arguments.value("remark").value_or("").empty())
    return wrong_usage("usage.remark_needed", "--disputed needs what the family says: --remark TEXT.",
                       "--disputed 要写明困难群众的说法：--remark 文字。");
  Outcome<json::object> body = body_of(arguments, kConfirmFields);
  if (!body) return body.error();
  if (disputed)
    (*body)["disputed"] = true;
  else
    (*body)["satisfaction"] = arguments.value("satisfaction")->front() - '0';
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", arguments.positionals.at(0), "confirmations"}), *body);
  if (!answer) return answer.error();
  const std::string text = context.say(disputed ? Text{"Noted as disputed.\n\n", "已登记异议。\n\n"}
                                                : Text{"Confirmed by the family.\n\n", "已登记回访。\n\n"}) +
                           wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

struct Stage {
  std::string_view option;
  std::string_view key;
};
constexpr Stage kStages[] = {{"to", "sent"}, {"answer", "answered"}, {"done", "done"}};

Outcome<Done> run_hand_over(Context& context) {
  const Arguments& arguments = context.arguments;
  const Stage* given = nullptr;
  for (const Stage& stage : kStages) {
    if (!arguments.has(stage.option)) continue;
    if (given) {
      given = nullptr;
      break;
    }
    given = &stage;
  }
  if (!given || arguments.value(given->option)->empty())
    return wrong_usage("usage.one_stage", "Give one of --to TEXT, --answer TEXT, --done TEXT.",
                       "--to 文字（转给谁）、--answer 文字（答复）、--done 文字（办理结果）要写其中一个。");
  json::object body{{"stage", given->key}, {"remark", *arguments.value(given->option)}};
  if (const auto on = arguments.value("on")) {
    Outcome<json::value> day = date_value("on", *on);
    if (!day) return day.error();
    body["on"] = *day;
  }
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", arguments.positionals.at(0), "hand_over_notes"}), body);
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Noted.\n\n", "已登记转办情况。\n\n"}) + wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr std::array kCloseFields{BodyField{"remark", "remark", &text_value},
                                  BodyField{"on", "on", &date_value}};

Outcome<Done> run_close(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kCloseFields);
  if (!body) return body.error();
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "closings"}), *body);
  if (!answer) return answer.error();
  const std::string text = context.say({"Closed.\n\n", "已办结。\n\n"}) + wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_confirm_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  const Text text{"TEXT", "文字"};
  const Text date{"DATE", "日期"};
  out.push_back({{"wish confirm",
                  {"what the family says of the fulfilment", "登记回访：困难群众是否满意"},
                  {"Each fulfilled claim is confirmed by itself.", "每个已落实的认领分别回访。"},
                  {wish},
                  {{"satisfaction",
                    {"1-5", "1-5"},
                    {"how satisfied the family is, 5 is best", "满意度，5 为非常满意"},
                    false,
                    false,
                    {"1", "2", "3", "4", "5"}},
                   {"disputed",
                    {},
                    {"the family says that it was not so; needs --remark", "困难群众有异议，要写 --remark"}},
                   {"claim", {"ID", "标识"}, {"of several claims this one", "有多个认领时指明是哪一个"}},
                   {"on", date, {"the day the family was asked; else today", "回访日期；不写为今天"}},
                   {"remark", text, {"what the family said", "困难群众的说法"}}},
                  {{"wish confirm 431322106003-2018-0001-KQ --satisfaction 5",
                    {"The family is pleased.", "非常满意。"}},
                   {"wish confirm 431322106003-2018-0001-KQ --disputed --remark 没有收到棉被",
                    {"Nothing came.", "没有收到，登记异议。"}}}},
                 &run_confirm});
  out.push_back(
      {{"wish hand-over",
        {"what became of a wish that was handed over", "登记转办情况"},
        {"A wish is handed over by 'wish vet WISH --hand-over'.", "转办由 wish vet 心愿 --hand-over 决定。"},
        {wish},
        {{"to", text, {"to whom it was handed over", "转给哪个部门或组织"}},
         {"answer", text, {"what they answered", "对方的答复"}},
         {"done", text, {"what they did", "对方办理的结果"}},
         {"on", date, {"the day of it; else today", "日期；不写为今天"}}},
        {{"wish hand-over 431322106003-2018-0001-KQ --to 县民政局",
          {"Whom it was sent to.", "转给县民政局。"}},
         {"wish hand-over 431322106003-2018-0001-KQ --done 已安装扶手 --on 2018-08-01",
          {"It is done.", "已办理完毕。"}}}},
       &run_hand_over});
  out.push_back(
      {{"wish close",
        {"nothing is left to do about a wish", "心愿办结"},
        {},
        {wish},
        {{"remark", text, {"what is to be said at the end", "说明"}},
         {"on", date, {"the day it was closed; else today", "办结日期；不写为今天"}}},
        {{"wish close 431322106003-2018-0001-KQ", {"After the family was asked.", "回访后办结。"}}}},
       &run_close});
}

}  // namespace wishctl
