// wish duplicates, wish merge, wish apart: wishes that may be one.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/wish_table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// Of a wish that is not on this node its place alone is known.
std::vector<std::string> wish_row(const json::value& pair, std::string_view key, const Context& context) {
  if (!has_value(pair, key))
    return {
        text_field(pair, "place"), "–", "–", "–", "–", context.say({"(not on this node)", "（不在本节点）"})};
  const json::value& wish = field(pair, key);
  const auto personal = [&](std::string_view what) { return personal_text(wish, what, context); };
  return {text_field(wish, "number"), personal("name"),    personal("age"),
          personal("phone"),          personal("address"), personal("content")};
}

std::string pairs_text(const json::array& pairs, const Context& context) {
  std::string out;
  for (const json::value& pair : pairs) {
    Table table({{context.say({"number", "编号"}), Align::kLeft, true},
                 {field_word("name", context.lang)},
                 {field_word("age", context.lang), Align::kRight},
                 {field_word("phone", context.lang)},
                 {field_word("address", context.lang)},
                 {field_word("content", context.lang)}});
    table.add_row(wish_row(pair, "wish", context));
    table.add_row(wish_row(pair, "other", context));
    out += likeness_words(array_field(pair, "why"), context.lang) + "\n" + table.text(context.width) + "\n";
  }
  return out;
}

Outcome<Done> run_duplicates(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"duplicates"})
                                               .with_if("place", context.arguments.value("place"))
                                               .with_if("limit", context.arguments.value("limit"))
                                               .with_if("after", context.arguments.value("after")));
  if (!answer) return answer.error();
  const json::array& pairs = array_field(answer->value, "duplicates");
  const std::string text =
      pairs.empty()
          ? context.say({"No wish seems to be registered twice.\n", "没有疑似重复的心愿。\n"})
          : pairs_text(pairs, context) +
                context.say(
                    {"'wish merge WISH --into OTHER' gives one up for the other; 'wish apart WISH OTHER' "
                     "says that they are two.\n",
                     "确属重复：wish merge 心愿 --into 另一条；并非重复：wish apart 心愿 另一条。\n"}) +
                more_text(pairs.size(), text_field(answer->value, "next"), false, context);
  return Done{std::move(answer->document), text, {}};
}

// Says something of the wish and another one, and shows the wish.
Outcome<Done> post_of_two(Context& context, std::string_view path, std::string_view key,
                          const std::string& other, Text says) {
  json::object body{{key, other}};
  if (const auto remark = context.arguments.value("remark")) body["remark"] = *remark;
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), std::string(path)}), body);
  if (!answer) return answer.error();
  const std::string text = context.say(says) + wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_merge(Context& context) {
  return post_of_two(context, "merges", "into", *context.arguments.value("into"),
                     {"Given up for the other one; both keep their history.\n\n",
                      "已并入另一条心愿，两条的经过都保留。\n\n"});
}

Outcome<Done> run_apart(Context& context) {
  return post_of_two(context, "distinctions", "other", context.arguments.positionals.at(1),
                     {"Noted: they are two wishes.\n\n", "已注明：两条并非重复。\n\n"});
}

}  // namespace

void add_doubles_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  const PositionalSpec other{{"OTHER", "另一条"}};
  const Text text{"TEXT", "文字"};
  const Text where{"At a node at or above the homes of both.", "在两条心愿所在地或其共同上级的节点办理。"};
  out.push_back({{"wish duplicates",
                  {"pairs of wishes that may be one", "列出疑似重复的心愿"},
                  {"The node suspects wishes of one person: a name alone is never enough.",
                   "节点根据姓名加电话、证件号或住址判断，仅姓名相同不算。"},
                  {},
                  {place_option({"of this place and those below; else the node's own",
                                 "此地方及其下级；不写则为本节点的地方"}),
                   {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
                   {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}}},
                  {{"wish duplicates", {"All that nobody answered yet.", "尚未处理的疑似重复。"}}}},
                 &run_duplicates});
  out.push_back({{"wish merge",
                  {"give a wish up for another one that is the same", "合并重复的心愿"},
                  where,
                  {wish},
                  {{"into", {"OTHER", "另一条"}, {"the one that stays", "保留的心愿"}, true},
                   {"remark", text, {"what is to be said of it", "说明"}}},
                  {{"wish merge 431322106003-2018-0002-KQ --into 431322106004-2018-0001-BD",
                    {"It was entered in two villages.", "两个村重复登记。"}}}},
                 &run_merge});
  out.push_back({{"wish apart",
                  {"say that two wishes are not the same", "注明两条心愿并非重复"},
                  where,
                  {wish, other},
                  {{"remark", text, {"what is to be said of it", "说明"}}},
                  {{"wish apart 431322106003-2018-0002-KQ 431322106004-2018-0001-BD --remark 父子二人",
                    {"Father and son.", "父子二人，不是同一人。"}}}},
                 &run_apart});
}

}  // namespace wishctl
