#include "tools/wishctl/wish_table.h"

#include <fmt/format.h>

#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {

namespace {

// And what keeps it there.
std::string state_text(const json::value& wish, const Context& context) {
  std::string out = state_word(text_field(wish, "state"), context.lang);
  if (needs_consent(wish)) out += context.say({", needs consent", "，缺监护人同意"});
  return out;
}

}  // namespace

bool needs_consent(const json::value& wish) {
  return text_field(wish, "state") == model::word(model::WishState::kVetted).key &&
         flag_field(wish, "lacks_guardian_consent");
}

std::string wish_table(const json::array& wishes, const Context& context) {
  Table table({{context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"name", "姓名"})},
               {context.say({"sex", "性别"}), Align::kLeft, false, true},
               {context.say({"age", "年龄"}), Align::kRight},
               {context.say({"wish", "心愿内容"})},
               {context.say({"category", "类别"}), Align::kLeft, false, true},
               {context.say({"people served", "服务对象"}), Align::kLeft, false, true},
               {context.say({"yuan", "元"}), Align::kRight, false, true},
               {context.say({"state", "状态"})},
               {context.say({"safe at", "已保存到"}), Align::kLeft, false, true},
               {context.say({"date", "登记日期"}), Align::kLeft, false, true}});
  for (const json::value& wish : wishes)
    table.add_row({text_field(wish, "number"), personal_text(wish, "name", context),
                   or_dash(sex_word(text_field(wish, "sex"), context.lang)), number_or_dash(wish, "age"),
                   or_dash(text_field(wish, "content")),
                   category_word(text_field(wish, "category"), context.lang),
                   or_dash(target_words(array_field(wish, "targets"), context.lang)),
                   number_or_dash(wish, "value"), state_text(wish, context),
                   safe_word(text_field(wish, "safe"), context.lang), text_field(wish, "registered_at")});
  return table.text(context.width);
}

std::string more_text(std::size_t shown, const std::string& next, bool all, const Context& context) {
  if (next.empty()) return {};
  const Text text = all ? Text{"\n{} shown, and there are more: --after {} goes on, --all shows all.\n",
                               "\n已列出 {} 条，还有更多：加 --after {} 继续，或加 --all 全部列出。\n"}
                        : Text{"\n{} shown, and there are more: --after {} goes on.\n",
                               "\n已列出 {} 条，还有更多：加 --after {} 继续。\n"};
  return fmt::format(fmt::runtime(context.say(text)), shown, printable_line(next));
}

}  // namespace wishctl
