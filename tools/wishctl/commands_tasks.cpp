// tasks: the attention list 待办, as counts for each place, or the wishes of one task.

#include <fmt/format.h>

#include <algorithm>

#include "model/roles.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::vector<std::string> counts_row(std::string name, const json::value& counts,
                                    const std::vector<std::string_view>& counted) {
  std::vector<std::string> out{std::move(name)};
  for (const std::string_view task : counted) out.push_back(number_or_dash(counts, task));
  return out;
}

// What this place's own volunteers are to fulfil elsewhere.
std::string own_claims_table(const json::array& claims, const Context& context) {
  if (claims.empty()) return {};
  Table table({{context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"place", "社区（村）"})},
               {context.say({"volunteer", "志愿者"})},
               {field_word("phone", context.lang)},
               {context.say({"due on", "到期"})}});
  for (const json::value& own : claims) {
    const json::value& claim = field(own, "claim");
    table.add_row({text_field(own, "number"),
                   place_text(text_field(own, "place_name"), text_field(own, "place"), context.lang),
                   or_dash(text_field(claim, "name")), or_dash(text_field(claim, "phone")),
                   text_field(claim, "due_on")});
  }
  return context.say({"\nClaims made here that end soon:\n", "\n本地志愿者即将到期的认领：\n"}) +
         table.text(context.width);
}

std::string counts_table(const json::value& list, const Context& context) {
  // Tasks of other roles are left out.
  std::vector<std::string_view> counted = task_keys();
  std::erase_if(counted, [&](std::string_view task) { return !has_value(list, task); });
  std::vector<Column> columns{{context.say({"place", "地方"})}};
  for (const std::string_view task : counted)
    columns.push_back({task_word(task, context.lang), Align::kRight});
  Table table(std::move(columns));
  for (const json::value& counts : array_field(list, "places")) {
    const std::string name = text_field(counts, "place_name");
    table.add_row(counts_row(name.empty() ? text_field(counts, "place") : name, counts, counted));
  }
  const std::string own = own_claims_table(array_field(list, "own_claims"), context);
  if (table.empty())
    return own.empty() ? context.say({"Nothing waits to be done.\n", "没有待办事项。\n"}) : own.substr(1);
  table.set_sum(counts_row(context.say({"sum", "总计"}), list, counted));
  return table.text(context.width) + own +
         context.say({"\n'tasks --task WORD' shows the wishes.\n", "\n用 tasks --task 词 查看具体心愿。\n"});
}

// What is to be done about those that wait for a guardian.
std::string consent_text_of(const json::array& wishes, const Context& context) {
  if (std::ranges::none_of(wishes, &needs_consent)) return {};
  return context.say(
      {"\nWhat needs consent can't be published before a guardian agrees: wish amend WISH --consent-by "
       "guardian --consent NAME --consent-how HOW.\n",
       "\n缺监护人同意的心愿，征得同意并登记后才能发布：wish amend 心愿 --consent-by 监护人 --consent 姓名 "
       "--consent-how 方式。\n"});
}

std::string wishes_text(const json::value& list, const std::string& task, const Context& context) {
  const json::array& wishes = array_field(list, "wishes");
  if (wishes.empty()) return context.say({"Nothing waits to be done.\n", "没有待办事项。\n"});
  return fmt::format(fmt::runtime(context.say({"{}: {}\n\n", "{}：{} 个\n\n"})),
                     task_word(task, context.lang), number_or_dash(list, task)) +
         wish_table(wishes, context) + consent_text_of(wishes, context) +
         more_text(wishes.size(), text_field(list, "next"), false, context);
}

// Whose tasks these are, where they are not everyone's.
std::string roles_text(const json::value& list, const Context& context) {
  const json::array& roles = array_field(list, "roles");
  if (roles.empty() || roles.size() == model::words(model::Role{}).size()) return {};
  std::string out = fmt::format(fmt::runtime(context.say({"Tasks of: {}.", "角色：{}。"})),
                                printable_line(role_words(roles, context.lang)));
  const bool of_person = !context.arguments.has("role");
  if (of_person)
    out += fmt::format(
        fmt::runtime(context.say({" These are the roles of {}; --role all shows the tasks of all.",
                                  "按 {} 的角色列出；--role all 列出全部。"})),
        printable_line(context.user));
  return out + "\n";
}

// What the API takes: "all", or keys with commas between.
Outcome<std::string> roles_asked(const std::vector<std::string>& typed) {
  if (typed == std::vector<std::string>{"all"} || typed == std::vector<std::string>{"全部"})
    return std::string("all");
  Outcome<json::value> keys = roles_value("role", typed);
  if (!keys) return keys.error();
  std::string out;
  for (const json::value& key : keys->get_array()) out += (out.empty() ? "" : ",") + text_of(key);
  return out;
}

Outcome<Done> run_tasks(Context& context) {
  const Arguments& arguments = context.arguments;
  Target target({"tasks"});
  target.with_if("place", arguments.value("place"));
  std::optional<std::string> task;
  if (const auto typed = arguments.value("task")) {
    Outcome<std::string> key = task_key("task", *typed);
    if (!key) return key.error();
    task = *key;
    target.with("task", *task);
  } else if (arguments.has("limit") || arguments.has("after")) {
    return wrong_usage("usage.task_needed", "--limit and --after go with --task.",
                       "--limit 和 --after 要与 --task 一起用。");
  }
  if (const auto typed = arguments.values("role"); !typed.empty()) {
    Outcome<std::string> roles = roles_asked(typed);
    if (!roles) return roles.error();
    target.with("role", *roles);
  }
  target.with_if("limit", arguments.value("limit")).with_if("after", arguments.value("after"));
  Outcome<Answer> answer = context.api.get(target);
  if (!answer) return answer.error();
  const std::string place = printable_line(
      place_text(text_field(answer->value, "place_name"), text_field(answer->value, "place"), context.lang));
  const std::string text =
      place + "\n" + roles_text(answer->value, context) + "\n" +
      (task ? wishes_text(answer->value, *task, context) : counts_table(answer->value, context));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_tasks_commands(std::vector<Command>& out) {
  static const std::string kKeys = [] {
    std::string keys;
    for (const std::string_view key : task_keys()) keys += (keys.empty() ? "" : ", ") + std::string(key);
    return keys;
  }();
  static const std::string kHelpEn = "the wishes of this task: " + kKeys;
  static const std::string kHelpZh = "列出此类待办的心愿，可用中文名：" + kKeys;
  static const std::string kRoleHelpEn =
      "counts what these roles can do something about: " + keys_of<model::Role>() +
      "; all: everything. Else, of whom --as names, the own roles";
  static const std::string kRoleHelpZh = "只统计这些角色能处理的事项，可用中文名：" + keys_of<model::Role>() +
                                         "；all 为全部。不写时按 --as 所指人员的角色";
  out.push_back(
      {{"tasks",
        {"what there is to do", "待办事项"},
        {"Without --task a row of counts for each place below.", "不写 --task 时按下级地方列出数量。"},
        {},
        {place_option(
             {"of this place and those below; else the node's own", "此地方及其下级；不写则为本节点的地方"}),
         {"task", {"WORD", "词"}, {kHelpEn, kHelpZh}},
         {"role", {"WORDS", "角色"}, {kRoleHelpEn, kRoleHelpZh}, false, true},
         {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
         {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}}},
        {{"tasks --role reviewer", {"What waits to be vetted or told apart.", "审核人的待办。"}},
         {"tasks", {"How much waits, and where.", "各地待办数量。"}},
         {"tasks --task 待回访 --place 431322",
          {"The families to be asked in a county.", "一个县待回访的心愿。"}}}},
       &run_tasks});
}

}  // namespace wishctl
