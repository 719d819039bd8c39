// wish vet, wish withdraw, erase: the steps that decide about a wish.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tools/wishctl/command.h"
#include "tools/wishctl/did_you_mean.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

constexpr std::array kStepFields{BodyField{"remark", "remark", &text_value},
                                 BodyField{"on", "on", &date_value}};
constexpr std::string_view kOutcomes[] = {"approve", "return", "reject", "hand-over"};

// The one outcome that was given, as a flag or as --outcome.
Outcome<std::string> outcome_of(const Arguments& arguments) {
  std::vector<std::string> given = arguments.values("outcome");
  std::replace(given.begin(), given.end(), std::string("hand_over"), std::string("hand-over"));
  for (const std::string_view name : kOutcomes)
    if (arguments.has(name)) given.emplace_back(name);
  if (given.size() != 1)
    return wrong_usage(
        "usage.one_outcome", "Give one of --approve, --return, --reject, --hand-over.",
        "--approve（通过）、--return（退回补正）、--reject（不符合）、--hand-over（转办）要写其中一个。");
  const std::vector<std::string> known(std::begin(kOutcomes), std::end(kOutcomes));
  if (std::find(known.begin(), known.end(), given[0]) == known.end()) {
    const Suggestion meant = suggestion(given[0], known);
    return wrong_usage(
        "usage.unknown_value",
        fmt::format("--outcome cannot be '{}'. It is one of: {}.{}", given[0], fmt::join(known, ", "),
                    meant.en),
        fmt::format("--outcome 不能是“{}”，可选：{}。{}", given[0], fmt::join(known, ", "), meant.zh));
  }
  return given[0];
}

Outcome<Done> run_vet(Context& context) {
  Outcome<std::string> outcome = outcome_of(context.arguments);
  if (!outcome) return outcome.error();
  const std::string remark = context.arguments.value("remark").value_or("");
  if (*outcome != "approve" && remark.empty())
    return wrong_usage("usage.remark_needed", fmt::format("--{} needs a reason: --remark TEXT.", *outcome),
                       fmt::format("--{} 要写明原因：--remark 文字。", *outcome));
  std::replace(outcome->begin(), outcome->end(), '-', '_');
  Outcome<json::object> body = body_of(context.arguments, kStepFields);
  if (!body) return body.error();
  (*body)["outcome"] = *outcome;
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "vettings"}), *body);
  if (!answer) return answer.error();
  const std::string text = fmt::format(fmt::runtime(context.say({"Vetted: {}.\n\n", "已甄别：{}。\n\n"})),
                                       outcome_word(*outcome, context.lang)) +
                           wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_withdraw(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kStepFields);
  if (!body) return body.error();
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "withdrawals"}), *body);
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Withdrawn.\n\n", "已撤回。\n\n"}) + wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_erase(Context& context) {
  const std::string& wish = context.arguments.positionals.at(0);
  if (context.confirm && !context.arguments.has("yes")) {
    const std::string question = fmt::format(
        fmt::runtime(
            context.say({"Every node will forget name, address, phone, text and photos of {}. This cannot be "
                         "undone. Go on? [y/N] ",
                         "所有节点都将删除 {} 的姓名、住址、电话、内容和照片，不能恢复。继续吗？[y/N] "})),
        printable_line(wish));
    if (!context.confirm(question))
      return Failure{ExitStatus::kRefused,
                     {"erase.not_confirmed", "Nothing was erased.", "没有删除任何内容。"}};
  }
  Outcome<Answer> answer = context.api.post(Target({"wishes", wish, "erasures"}), {});
  if (!answer) return answer.error();
  std::string text = fmt::format(
      fmt::runtime(context.say({"Erased. Figures stay; other nodes forget {} as soon as they sync.\n",
                                "已删除。统计数字不变；其他节点在同步后也会删除 {} 的个人信息。\n"})),
      printable_line(wish));
  std::string others;
  for (const json::value& number : array_field(answer->value, "others"))
    others += (others.empty() ? "" : context.say({", ", "、"})) + text_of(number);
  if (!others.empty())
    text += fmt::format(fmt::runtime(context.say(
                            {"The same name and phone stand in {} still; erase these as well if the person "
                             "asks for all to be forgotten.\n",
                             "同一姓名和电话的心愿还有：{}；如本人要求删除全部信息，请逐个删除。\n"})),
                        printable_line(others));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_review_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  const Text text{"TEXT", "文字"};
  const Text date{"DATE", "日期"};
  out.push_back(
      {{"wish vet",
        {"approve, return, reject or hand over", "甄别：通过、退回、不符合或转办"},
        {"All but --approve need a reason.", "除通过外都要写明原因。"},
        {wish},
        {{"approve", {}, {"it becomes a wish on the wall", "通过"}},
         {"return", {}, {"to the clerk, for correction", "退回经办人补正"}},
         {"reject", {}, {"it does not fit the programme", "不符合活动要求"}},
         {"hand-over", {}, {"to a department or charity: too dear or too hard", "转办：超出限额或难度较大"}},
         {"outcome",
          {"WORD", "词"},
          {"the same as a word: approve, return, reject, hand-over", "同上，写作一个词"}},
         {"remark", text, {"the reason", "原因"}},
         {"on", date, {"the day it was decided; else today", "甄别日期；不写为今天"}}},
        {{"wish vet 431322106003-2018-0001-KQ --approve", {"Approve it.", "通过。"}},
         {"wish vet 431322106003-2018-0001-KQ --approve --on 2018-06-25",
          {"It was approved on paper that day.", "当天已在纸上通过，补录。"}},
         {"wish vet 431322106003-2018-0001-KQ --return --remark 请补充电话",
          {"Ask for the phone.", "退回补充电话。"}}}},
       &run_vet});
  out.push_back({{"wish withdraw",
                  {"take a wish back", "撤回心愿"},
                  {},
                  {wish},
                  {{"remark", text, {"the reason", "原因"}},
                   {"on", date, {"the day it was taken back; else today", "撤回日期；不写为今天"}}},
                  {{"wish withdraw 431322106003-2018-0001-KQ --remark 本人要求",
                    {"The person asked for it.", "本人要求撤回。"}}}},
                 &run_withdraw});
  out.push_back(
      {{"erase",
        {"make every node forget the personal part of a wish", "在所有节点删除心愿的个人信息"},
        {"Cannot be undone. On a terminal it asks first. Says which other wishes bear the same name and "
         "phone.",
         "不能恢复。在终端上会先询问。删除后列出同一姓名和电话的其他心愿。"},
        {wish},
        {{"yes", {}, {"do not ask", "不再询问"}}},
        {{"erase 431322106003-2018-0001-KQ", {"A person asked to be erased.", "本人要求删除。"}}}},
       &run_erase});
}

}  // namespace wishctl
