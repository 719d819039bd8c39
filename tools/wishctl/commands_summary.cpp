// summary: figures of a place, and the root of what they were computed from.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tools/wishctl/command.h"
#include "tools/wishctl/figures_text.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// The key of the row of all that are in no other.
constexpr std::string_view kNoGroup = "none";

// The states of this version in their order, then those that a newer node added.
std::vector<std::string> state_columns(const json::value& summary) {
  std::vector<std::string> out;
  for (const model::Word& w : model::words(model::WishState{})) out.emplace_back(w.key);
  const auto add_from = [&](const json::value& figures) {
    const json::object* by_state = field(figures, "by_state").if_object();
    if (!by_state) return;
    for (const auto& member : *by_state) {
      const std::string key(member.key());
      if (std::find(out.begin(), out.end(), key) == out.end()) out.push_back(key);
    }
  };
  add_from(summary);
  for (const json::value& row : array_field(summary, "rows")) add_from(row);
  return out;
}

std::string row_name(const json::value& row, std::string_view by, const Context& context) {
  const std::string key = text_field(row, "key");
  if (by == "state") return state_word(key, context.lang);
  if (by == "category") return category_word(key, context.lang);
  if (by == "target") return target_word(key, context.lang);
  if (by == "campaign" && key == kNoGroup) return context.say({"(no campaign)", "（无集中活动）"});
  if (by == "unit" && key == kNoGroup)
    return context.say({"(units that are not registered)", "（未登记的单位）"});
  const std::string name = text_field(row, "name");
  return name.empty() ? key : name;
}

Text title_of(std::string_view by) {
  if (by == "month") return {"month", "月份"};
  if (by == "state") return {"state", "状态"};
  if (by == "category") return {"category", "类别"};
  if (by == "target") return {"people served", "服务对象"};
  if (by == "campaign") return {"campaign", "集中活动"};
  if (by == "unit") return {"unit", "单位"};
  return {"place", "地方"};
}

// Why the rows may not add up to the sum; empty where they do.
Text rows_differ_from_sum(std::string_view by) {
  if (by == "target")
    return {"\nA wish for people of several kinds stands in the row of each, and once in the sum.\n",
            "\n一个心愿对应多类服务对象时，各行都计入，总计只计一次。\n"};
  if (by == "unit")
    return {
        "\nA wish that several units took up stands in the row of each, one that nobody took up in none.\n",
        "\n多个单位共同认领的心愿，各行都计入；无人认领的心愿不在各行中，只计入总计。\n"};
  return {};
}

std::vector<std::string> figures(std::string name, const json::value& row,
                                 const std::vector<std::string>& states) {
  std::vector<std::string> out{std::move(name), number_or_dash(row, "total")};
  for (const std::string& state : states) {
    const std::string n = text_field(field(row, "by_state"), state);
    out.push_back(n.empty() ? "0" : n);
  }
  out.push_back(or_dash(text_field(row, "value")));
  return out;
}

std::string summary_table(const json::value& summary, std::string_view by, const Context& context) {
  // By state every column but one would be empty.
  const std::vector<std::string> states = by == "state" ? std::vector<std::string>{} : state_columns(summary);
  std::vector<Column> columns{{context.say(title_of(by))}, {context.say({"total", "合计"}), Align::kRight}};
  for (const std::string& state : states) columns.push_back({state_word(state, context.lang), Align::kRight});
  columns.push_back({context.say({"yuan", "元"}), Align::kRight});
  Table table(std::move(columns));
  for (const json::value& row : array_field(summary, "rows"))
    table.add_row(figures(row_name(row, by, context), row, states));
  table.set_sum(figures(context.say({"sum", "总计"}), summary, states));
  return table.text(context.width);
}

Outcome<Done> run_summary(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<std::optional<std::string>> period = given_period(arguments);
  if (!period) return period.error();
  Outcome<Answer> answer = context.api.get(Target({"summary"})
                                               .with_if("place", arguments.value("place"))
                                               .with_if("by", arguments.value("by"))
                                               .with_if("period", *period));
  if (!answer) return answer.error();
  const json::value& s = answer->value;
  const std::string by = arguments.value("by").value_or(text_field(s, "by"));
  std::string text = figures_title(s, *period, context);
  text += fmt::format(fmt::runtime(context.say({"Wishes: {}\n\n", "心愿：{} 个\n\n"})),
                      number_or_dash(s, "total"));
  text += summary_table(s, by, context);
  text += context.say(rows_differ_from_sum(by));
  text += fmt::format(
      fmt::runtime(context.say(
          {"\nInput root: {} (the same root, the same figures on every node; whole with --json)\n",
           "\n输入根：{}（输入根相同，各节点的数字就相同；加 --json 看全部）\n"})),
      printable_line(short_hash(text_field(s, "input_root"))));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_summary_commands(std::vector<Command>& out) {
  out.push_back(
      {{"summary",
        {"the figures of a place", "汇总数字"},
        {},
        {},
        {{"by",
          {"WHAT", "项目"},
          {"a row for each place, month, state, category, target, campaign, or unit that took wishes up",
           "按 place、month、state、category、target、campaign（集中活动）或 unit（认领单位）分行"},
          false,
          false,
          {"place", "month", "state", "category", "target", "campaign", "unit"}},
         {"period",
          {"PERIOD", "时段"},
          {"2018, 2018H1 or 2018-06, by the date on the form", "2018、2018H1 或 2018-06，按登记日期"}},
         place_option({"this place; else the node's own", "此地方；不写则为本节点的地方"})},
        {{"summary --by place", {"A row for each place below.", "下级各地方一行。"}},
         {"summary --period 2018H1 --by category", {"Half a year by kind of help.", "半年按类别。"}},
         {"summary --by unit", {"What each unit took up.", "各单位认领的心愿。"}}}},
       &run_summary});
}

}  // namespace wishctl
