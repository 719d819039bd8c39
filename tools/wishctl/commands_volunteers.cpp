// volunteer: who took up wishes, who of them is the same person, what is held of one, and how one is
// forgotten.

#include <fmt/format.h>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string joined(const json::array& words, const Context& context) {
  std::string out;
  for (const json::value& word : words)
    out += (out.empty() ? "" : context.say({", ", "、"})) + printable_line(text_of(word));
  return out;
}

// Other ids that are said to be the same person's.
std::string others_text(const json::value& answer, const Context& context) {
  const json::array& others = array_field(answer, "others");
  if (others.empty()) return {};
  return fmt::format(fmt::runtime(context.say({"Said to be the same person, and not included: {}\n",
                                               "登记为同一人、未包括在内：{}\n"})),
                     joined(others, context));
}

std::string volunteer_table(const json::array& volunteers, const Context& context) {
  Table table({{context.say({"id", "标识"}), Align::kLeft, true},
               {context.say({"name", "姓名"})},
               {context.say({"phone", "联系电话"})},
               {context.say({"unit", "单位"})},
               {context.say({"merged into", "已合并到"}), Align::kLeft, true}});
  for (const json::value& one : volunteers) {
    const bool erased = flag_field(one, "erased");
    table.add_row({text_field(one, "id"),
                   erased ? context.say({"(erased)", "（已删除）"}) : or_dash(text_field(one, "name")),
                   or_dash(text_field(one, "phone")), or_dash(text_field(one, "unit")),
                   or_dash(text_field(one, "same_as"))});
  }
  return table.text(context.width);
}

Outcome<Done> run_volunteer_list(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"volunteers"}));
  if (!answer) return answer.error();
  const json::array& volunteers = array_field(answer->value, "volunteers");
  const std::string text =
      volunteers.empty()
          ? context.say({"Nobody has claimed a wish at this place yet.\n", "还没有人在本地认领心愿。\n"})
          : volunteer_table(volunteers, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_volunteer_merge(Context& context) {
  Outcome<json::value> into = id_value("into", *context.arguments.value("into"));
  if (!into) return into.error();
  Outcome<Answer> answer = context.api.post(
      Target({"volunteers", context.arguments.positionals.at(0), "merges"}), {{"into", *into}});
  if (!answer) return answer.error();
  const std::string text = fmt::format(
      fmt::runtime(context.say({"Merged: what {} did counts for {}.\n", "已合并：{} 的成绩计入 {}。\n"})),
      printable_line(text_field(answer->value, "id")), printable_line(text_field(answer->value, "same_as")));
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_volunteer_disclose(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"volunteers", context.arguments.positionals.at(0), "disclosure"}));
  if (!answer) return answer.error();
  std::string text = context.say({"What this node holds of a volunteer\n\n", "本节点保存的志愿者信息\n\n"});
  Card card;
  for (const json::value& told : array_field(answer->value, "told"))
    card.add(text_field(told, "place"),
             fmt::format("{} {}", or_dash(text_field(told, "name")), or_dash(text_field(told, "phone"))));
  card.add(context.say({"as of", "截至"}), china_day(context.now));
  text += card.text() + context.say({"\nClaims:\n", "\n认领情况：\n"});
  const json::array& claims = array_field(answer->value, "claims");
  if (claims.empty()) text += context.say({"None.\n", "没有。\n"});
  for (const json::value& claim : claims) {
    text += printable_line(text_field(claim, "number")) + " " + claim_text(claim, context) + "\n";
    if (has_value(claim, "remark")) text += "  " + printable_line(text_field(claim, "remark")) + "\n";
  }
  return Done{std::move(answer->document), text + others_text(answer->value, context), {}};
}

Outcome<Done> run_volunteer_erase(Context& context) {
  const std::string& volunteer = context.arguments.positionals.at(0);
  if (context.confirm && !context.arguments.has("yes")) {
    const std::string question = fmt::format(
        fmt::runtime(context.say({"Every node will forget name and phone of the volunteer {}, also in their "
                                  "claims. This cannot be undone. Go on? [y/N] ",
                                  "所有节点都将删除志愿者 {} 的姓名和电话，包括认领记录中的，不能恢复。"
                                  "继续吗？[y/N] "})),
        printable_line(volunteer));
    if (!context.confirm(question))
      return Failure{ExitStatus::kRefused,
                     {"erase.not_confirmed", "Nothing was erased.", "没有删除任何内容。"}};
  }
  Outcome<Answer> answer = context.api.post(Target({"volunteers", volunteer, "erasures"}),
                                            {{"anyway", context.arguments.has("anyway")}});
  if (!answer) return answer.error();
  std::string text =
      context.say({"Erased. Points stay; other nodes forget name and phone as soon as they sync.\n",
                   "已删除。积分不变；其他节点在同步后也会删除姓名和电话。\n"});
  if (const json::array& remaining = array_field(answer->value, "remaining"); !remaining.empty())
    text += fmt::format(
        fmt::runtime(context.say({"What was written at {} stays: erase it there, or at a node above.\n",
                                  "在 {} 登记的内容未删除：请在当地或其上级节点删除。\n"})),
        joined(remaining, context));
  return Done{std::move(answer->document), text + others_text(answer->value, context), {}};
}

}  // namespace

void add_volunteer_commands(std::vector<Command>& out) {
  out.push_back({{"volunteer list",
                  {"those who took up wishes at this place", "列出在本地认领过心愿的志愿者"},
                  {},
                  {},
                  {},
                  {{"volunteer list", {"All, with their ids.", "全部志愿者及其标识。"}}}},
                 &run_volunteer_list});
  out.push_back({{"volunteer merge",
                  {"a volunteer turned out to be another one", "合并重复登记的志愿者"},
                  {"Both are named by their ids, as 'volunteer list' or 'wish claim' shows them.",
                   "两者都写标识，可从 volunteer list 或 wish claim 的结果中看到。"},
                  {{{"ID", "标识"}}},
                  {{"into", {"ID", "标识"}, {"the one that stays", "保留的志愿者"}, true}},
                  {{"volunteer merge 0190c5a4-7e2b-7c3d-8e4f-0123456789ab --into "
                    "0190c5a4-7e2b-7c3d-8e4f-0123456789ac",
                    {"The same person with a new phone.", "同一人换了电话。"}}}},
                 &run_volunteer_merge});
  out.push_back(
      {{"volunteer disclose",
        {"all that is held of a volunteer", "志愿者本人查询：列出所保存的全部信息"},
        {"For a volunteer who asks. At their own place, or at a node above it, it is all that there is.",
         "供志愿者本人查询。在其所在地或上级节点执行，内容才完整。"},
        {{{"ID", "标识"}}},
        {},
        {{"volunteer disclose 0190c5a4-7e2b-7c3d-8e4f-0123456789ab --lang zh",
          {"In Chinese, to print it.", "用中文，供打印。"}}}},
       &run_volunteer_disclose});
  out.push_back({{"volunteer erase",
                  {"make every node forget a volunteer's name and phone", "在所有节点删除志愿者的姓名和电话"},
                  {"At the volunteer's place or above it. What they did goes on counting, and who claims "
                   "again gets a new "
                   "id. Words about what was given or done, and photos, belong to the wish and stay. Cannot "
                   "be undone. On a "
                   "terminal it asks first.",
                   "在志愿者所在地或上级节点执行。成绩仍然计入；本人再次认领时登记为新的标识。落实情况的文字"
                   "和照片属于心愿，"
                   "不会删除。不能恢复。在终端上会先询问。"},
                  {{{"ID", "标识"}}},
                  {{"anyway",
                    {},
                    {"also while wishes that they took up are open; nobody can reach them then",
                     "尚有未落实的认领也删除，此后将无法联系本人"}},
                   {"yes", {}, {"do not ask", "不再询问"}}},
                  {{"volunteer erase 0190c5a4-7e2b-7c3d-8e4f-0123456789ab",
                    {"A volunteer asked to be erased.", "志愿者本人要求删除。"}}}},
                 &run_volunteer_erase});
}

}  // namespace wishctl
