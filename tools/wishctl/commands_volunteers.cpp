// volunteer: who is registered, how one is entered and corrected, who of them is the same person, what is
// held of one, and how one is forgotten.

#include <fmt/format.h>

#include <array>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_table.h"
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
               {context.say({"place", "社区（村）"}), Align::kLeft, false, true},
               {context.say({"name", "姓名"})},
               {context.say({"phone", "联系电话"})},
               {context.say({"unit", "单位"})},
               {context.say({"merged into", "已合并到"}), Align::kLeft, true}});
  for (const json::value& one : volunteers) {
    const bool erased = flag_field(one, "erased");
    table.add_row({text_field(one, "id"),
                   place_text(text_field(one, "place_name"), text_field(one, "place"), context.lang),
                   erased ? context.say({"(erased)", "（已删除）"}) : or_dash(text_field(one, "name")),
                   or_dash(text_field(one, "phone")), or_dash(text_field(one, "unit")),
                   or_dash(text_field(one, "same_as"))});
  }
  return table.text(context.width);
}

Outcome<Done> run_volunteer_list(Context& context) {
  const Arguments& arguments = context.arguments;
  Target target({"volunteers"});
  target.with_if("place", arguments.value("place"))
      .with_if("unit", arguments.value("unit"))
      .with_if("q", arguments.value("search"))
      .with_if("limit", arguments.value("limit"))
      .with_if("after", arguments.value("after"));
  Outcome<Answer> answer = context.api.get(target);
  if (!answer) return answer.error();
  const json::array& volunteers = array_field(answer->value, "volunteers");
  const std::string text =
      volunteers.empty()
          ? context.say({"No volunteers match.\n", "没有符合条件的志愿者。\n"})
          : volunteer_table(volunteers, context) +
                more_text(volunteers.size(), text_field(answer->value, "next"), false, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr std::array kVolunteerFields{BodyField{"name", "name", &text_value},
                                      BodyField{"phone", "phone", &text_value},
                                      BodyField{"unit", "unit", &text_value}};

// The volunteer as the node has it now.
Outcome<Done> shown(Outcome<Answer> answer, const Context& context) {
  if (!answer) return answer.error();
  const std::string text = volunteer_table({answer->value}, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_volunteer_add(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kVolunteerFields);
  if (!body) return body.error();
  return shown(context.api.post(Target({"volunteers"}), *body), context);
}

Outcome<Done> run_volunteer_set(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kVolunteerFields);
  if (!body) return body.error();
  if (body->empty())
    return wrong_usage("usage.nothing_to_set", "Say what to change: --name, --phone or --unit.",
                       "请写明要改什么：--name、--phone 或 --unit。");
  if (context.arguments.value("unit") == kNone) (*body)["unit"] = "";
  return shown(context.api.patch(Target({"volunteers", context.arguments.positionals.at(0)}), *body),
               context);
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
  const Text name{"NAME", "姓名"}, phone{"PHONE", "电话"}, unit{"UNIT", "单位"};
  out.push_back(
      {{"volunteer list",
        {"the volunteers of this place and those below it", "列出本地及其下级的志愿者"},
        {"Newest first, one page: those who were registered, or claimed for the first time, at a place.",
         "按登记先后从新到旧，只列一页：登记过的，或首次认领时登记的志愿者。"},
        {},
        {place_option({"of this place and those below", "只看此地方及其下级"}),
         {"unit",
          unit,
          {"of this registered unit and of those merged with it: its id or name",
           "属于此已登记单位（含与其合并的）：标识或名称"}},
         {"search", {"TEXT", "文字"}, {"with this in name or phone", "姓名或电话中含此文字"}},
         {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
         {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}}},
        {{"volunteer list --search 李四", {"Who is called so, with the ids.", "按姓名查找标识。"}},
         {"volunteer list --place 431322 --unit 娄底市审计局",
          {"Of a unit, in a county.", "一个县内某单位的志愿者。"}}}},
       &run_volunteer_list});
  out.push_back({{"volunteer add",
                  {"register a volunteer before the first claim", "登记志愿者（首次认领之前）"},
                  {"At this node's place. Whoever claims here by this name and phone is this volunteer. A "
                   "name and phone "
                   "that somebody has there already are refused, with the id.",
                   "在本节点所在地登记。以此姓名和电话在本地认领的即为此人。当地已有同名同电话的志愿者时不再"
                   "登记，并给出"
                   "其标识。"},
                  {},
                  {{"name", name, {"of the volunteer", "志愿者姓名"}, true},
                   {"phone", phone, {"how to reach them", "联系电话"}, true},
                   {"unit", unit, {"a registered unit: its name or id", "已登记的单位：名称或标识"}}},
                  {{"volunteer add --name 李四 --phone 13900000000 --unit 娄底市审计局",
                    {"Of a unit that was registered by 'unit add'.", "单位须先用 unit add 登记。"}}}},
                 &run_volunteer_add});
  out.push_back(
      {{"volunteer set",
        {"correct a volunteer's name, phone or unit", "更正志愿者的姓名、电话或单位"},
        {"At the volunteer's place or above it. Later claims by the id have what is corrected; "
         "claims that were made stay as they were said. Where two nodes correct one at once, unit and "
         "words (name and phone together) both stand, of the same the later correction. One that was merged "
         "or erased can't be "
         "corrected.",
         "在志愿者所在地或其上级节点执行。此后按标识认领的用更正后的内容，已有的认领不变。两个节点"
         "同时更正时，单位与姓名电话（两者算一项）各自有效，同一项以后一次为准。已合并或已删除的不能更正。"},
        {{{"ID", "标识"}}},
        {{"name", name, {"the right name", "正确的姓名"}},
         {"phone", phone, {"the new phone", "新的电话"}},
         {"unit",
          unit,
          {"a registered unit: its name or id; none: of no unit",
           "已登记的单位：名称或标识；none 为无单位"}}},
        {{"volunteer set 0190c5a4-7e2b-7c3d-8e4f-0123456789ab --phone 13900000001",
          {"A new phone.", "换了电话。"}}}},
       &run_volunteer_set});
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
