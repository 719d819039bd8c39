// disclose: all that the node holds of a person, as a document that the person can be given.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string person_text(const json::value& disclosure, const Context& context) {
  Card card;
  card.add(field_word("name", context.lang), or_dash(text_field(disclosure, "name")));
  card.add(field_word("phone", context.lang), or_dash(text_field(disclosure, "phone")));
  card.add(context.say({"wishes", "心愿"}), std::to_string(array_field(disclosure, "wishes").size()));
  card.add(context.say({"as of", "截至"}), china_day(context.now));
  return card.text();
}

std::string public_text(const json::value& wish, const Context& context) {
  const json::value& published = field(wish, "published");
  if (!published.is_object())
    return has_value(wish, "scope") ? context.say({"The words that went public are not held here any more.\n",
                                                   "本节点已不再保存当时公开的文字。\n"})
                                    : context.say({"Nothing of it went public.\n", "未对外公开。\n"});
  Card card;
  const auto add = [&](Text label, std::string_view key) {
    card.add(context.say(label), or_dash(text_field(published, key)));
  };
  add({"called", "称呼"}, "who");
  add({"ages", "年龄段"}, "ages");
  add({"wish", "心愿内容"}, "content");
  return card.text();
}

std::string places_text(const json::array& places, const Context& context) {
  if (places.empty()) return context.say({"To nobody.\n", "未告知任何地方。\n"});
  std::string out;
  for (const json::value& place : places)
    out += (out.empty() ? "" : context.say({", ", "、"})) + text_of(place);
  return printable_line(out) + "\n";
}

std::string wish_text(const json::value& wish, std::size_t number, std::size_t count,
                      const Context& context) {
  const auto title = [&](Text text) { return "\n" + context.say(text) + "\n"; };
  return fmt::format(
             fmt::runtime(context.say({"\n==== Wish {} of {} ====\n\n", "\n==== 心愿 {}／{} ====\n\n"})),
             number, count) +
         wish_card(wish, context) + wish_history(wish, context) +
         title({"What the public read of it:", "对外公开的内容："}) + public_text(wish, context) +
         title({"To which places name, address and phone were given, for whoever took it up:",
                "姓名、住址、电话曾告知以下地方的认领人："}) +
         places_text(array_field(wish, "disclosed_to"), context);
}

Outcome<Done> run_disclose(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"wishes", context.arguments.positionals.at(0), "disclosure"}));
  if (!answer) return answer.error();
  const json::array& wishes = array_field(answer->value, "wishes");
  std::string text = context.say({"What this node holds of a person\n\n", "本节点保存的个人信息\n\n"}) +
                     person_text(answer->value, context);
  for (std::size_t i = 0; i < wishes.size(); ++i) text += wish_text(wishes[i], i + 1, wishes.size(), context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_disclose_commands(std::vector<Command>& out) {
  out.push_back(
      {{"disclose",
        {"all that is held of the person whose wish it is", "本人查询：列出所保存的全部信息"},
        {"For a person who asks, at a node of the wish's place or above it: each wish of this name and "
         "phone. The "
         "claims name volunteers; see whether they may go with it.",
         "供本人查询，在心愿所在地或上级节点执行：列出同一姓名和电话的全部心愿。认领情况中有志愿者的姓名和电"
         "话，"
         "提供前请先核对能否一并提供。"},
        {{{"WISH", "心愿"}}},
        {},
        {{"disclose 431322106003-2018-0001-KQ", {"All of this person.", "此人的全部信息。"}},
         {"disclose 431322106003-2018-0001-KQ --lang zh", {"In Chinese, to print it.", "用中文，供打印。"}}}},
       &run_disclose});
}

}  // namespace wishctl
