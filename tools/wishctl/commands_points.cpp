// ranking: what units and volunteers are credited with.

#include <fmt/format.h>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/figures_text.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

std::string ranked_name(const json::value& row, const Context& context) {
  if (has_value(row, "name")) return text_field(row, "name");
  if (flag_field(row, "erased")) return context.say({"(erased)", "（已删除）"});
  if (!has_value(row, "id")) return context.say({"(units that are not registered)", "（未登记的单位）"});
  return context.say({"(name not on this node)", "（姓名不在本节点）"});
}

std::string ranking_table(const json::array& rows, Text name, const Context& context) {
  Table table({{context.say({"rank", "名次"}), Align::kRight},
               {context.say(name)},
               {context.say({"place", "地方"}), Align::kLeft, false, true},
               {context.say({"points", "积分"}), Align::kRight},
               {context.say({"deeds", "落实次数"}), Align::kRight},
               {context.say({"hours", "小时"}), Align::kRight},
               {context.say({"yuan", "元"}), Align::kRight}});
  std::size_t rank = 0;
  std::string points;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json::value& row = rows[i];
    // Equal points are the same rank, and the next one has as many before it as there are.
    if (i == 0 || text_field(row, "points") != points) rank = i + 1;
    points = text_field(row, "points");
    table.add_row({std::to_string(rank), ranked_name(row, context),
                   or_dash(place_text(text_field(row, "place_name"), text_field(row, "place"), context.lang)),
                   or_dash(points), number_or_dash(row, "deeds"),
                   hours_number(number_field(row, "minutes").value_or(0)), number_or_dash(row, "value")});
  }
  return table.text(context.width);
}

Outcome<Done> run_ranking(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<std::optional<std::string>> period = given_period(arguments);
  if (!period) return period.error();
  Outcome<Answer> answer = context.api.get(Target({"ranking"})
                                               .with_if("place", arguments.value("place"))
                                               .with_if("by", arguments.value("by"))
                                               .with_if("period", *period));
  if (!answer) return answer.error();
  const json::array& rows = array_field(answer->value, "rows");
  const Text name =
      text_field(answer->value, "by") == "volunteer" ? Text{"volunteer", "志愿者"} : Text{"unit", "单位"};
  std::string text = figures_title(answer->value, *period, context) + "\n";
  text +=
      rows.empty()
          ? context.say({"No fulfilment was confirmed in this time.\n", "这段时间没有经回访确认的落实。\n"})
          : ranking_table(rows, name, context);
  text += fmt::format(fmt::runtime(context.say({"\nInput root: {} (that of 'summary'; whole with --json)\n",
                                                "\n输入根：{}（与 summary 相同；加 --json 看全部）\n"})),
                      printable_line(short_hash(text_field(answer->value, "input_root"))));
  return Done{std::move(answer->document), text, {}};
}

void add_ranking_command(std::vector<Command>& out) {
  out.push_back(
      {{"ranking",
        {"units or volunteers by points", "单位或志愿者积分排名"},
        {"Counts what families confirmed, by the day of fulfilment. Several who did it together share the "
         "points.",
         "只计经回访确认的落实，按落实日期统计。多人共同完成的，积分按份额分配。"},
        {},
        {{"period",
          {"PERIOD", "时段"},
          {"2018, 2018H1 or 2018-06, by the day of fulfilment", "2018、2018H1 或 2018-06，按落实日期"},
          true},
         {"by",
          {"WHO", "对象"},
          {"unit or volunteer; else unit", "unit（单位）或 volunteer（志愿者），不写为单位"},
          false,
          false,
          {"unit", "volunteer"}},
         place_option({"those of this place and below; else of the node's own",
                       "此地方及其下级的单位或志愿者；不写则为本节点的地方"})},
        {{"ranking --period 2018", {"The units of a year.", "全年单位排名。"}},
         {"ranking --period 2018-06 --by volunteer --place 431322",
          {"A month's volunteers in a county.", "一个县一个月的志愿者排名。"}}}},
       &run_ranking});
}

}  // namespace

void add_points_commands(std::vector<Command>& out) { add_ranking_command(out); }

}  // namespace wishctl
