// report: how far the wishes of a period or a campaign got; kept, made again, and with what changed since.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/figures_text.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/report_text.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// ---- What is asked

// The question as fields of the API, in its order.
Outcome<json::object> question(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<std::optional<std::string>> period = given_period(arguments);
  if (!period) return period.error();
  if (arguments.has("from") != arguments.has("to"))
    return wrong_usage("usage.bad_span", "Give --from and --to together.", "请同时填写 --from 和 --to。");
  if (*period && arguments.has("from"))
    return wrong_usage("usage.bad_span", "Give --period, or --from and --to.",
                       "请只填写 --period，或者 --from 和 --to。");
  json::object out;
  const auto put = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) out[name] = *value;
  };
  put("place", arguments.value("place"));
  put("period", *period);
  for (const std::string_view name : {"from", "to", "as-of"}) {
    if (!arguments.has(name)) continue;
    Outcome<json::value> day = date_value(name, *arguments.value(name));
    if (!day) return day.error();
    out[name == "as-of" ? "as_of" : name] = std::move(*day);
  }
  if (const auto campaign = arguments.value("campaign")) {
    Outcome<json::value> found = find_campaign(context.api, *campaign);
    if (!found) return found.error();
    out["campaign"] = field(*found, "id");
  }
  put("by", arguments.value("by"));
  return out;
}

Outcome<Done> run_report(Context& context) {
  Outcome<json::object> asked = question(context);
  if (!asked) return asked.error();
  Target target({"report"});
  for (const auto& member : *asked) target.with(member.key(), text_of(member.value()));
  Outcome<Answer> answer = context.api.get(target);
  if (!answer) return answer.error();
  const std::string text = report_page(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

// ---- Kept ones

std::string of_word(const json::value& kept, const Context& context) {
  const std::string of = text_field(kept, "of");
  if (of == "units") return context.say({"ranking of units", "单位排名"});
  if (of == "volunteers") return context.say({"ranking of volunteers", "志愿者排名"});
  return context.say({"report", "报表"});
}

std::string kept_card(const json::value& kept, const Context& context) {
  Card card;
  card.add(context.say({"id", "标识"}), text_field(kept, "id"));
  card.add(context.say({"what", "内容"}), of_word(kept, context));
  card.add(context.say({"place", "地方"}),
           place_text(text_field(kept, "place_name"), text_field(kept, "place"), context.lang));
  card.add(context.say({"of", "时段"}), cohort_text(field(kept, "now"), context));
  card.add(context.say({"kept on", "留存日期"}), text_field(kept, "on"));
  card.add(context.say({"input root", "输入根"}), text_field(kept, "input_root"));
  card.add(context.say({"cut-off", "截止点"}), text_field(kept, "cut_off"));
  card.add(context.say({"result", "结果校验值"}), text_field(kept, "result"));
  return card.text() + behind_text(kept, context);
}

// Nothing where an older node doesn't say it.
std::string readers_text(const json::value& kept, const Context& context) {
  if (!has_value(kept, "open")) return "";
  if (flag_field(kept, "open"))
    return context.say({"\nNodes below its place read it too.\n", "\n下级节点也能查看。\n"});
  if (text_field(kept, "of") == "volunteers")
    return context.say(
        {"\nIt tells of volunteers, so it goes up only: nodes below its place don't read it.\n",
         "\n内容涉及志愿者个人，只向上级传送，下级节点不能查看。\n"});
  return context.say(
      {"\nA row or the sum is of one or two families, so it goes up only: nodes below its place don't read "
       "it.\n",
       "\n有的行或总计只涉及一两户家庭，因此只向上级传送，下级节点不能查看。\n"});
}

Outcome<Done> run_report_keep(Context& context) {
  Outcome<json::object> body = question(context);
  if (!body) return body.error();
  if (const auto ranking = context.arguments.value("ranking")) (*body)["of"] = *ranking;
  Outcome<Answer> answer = context.api.post_slowly(Target({"reports"}), *body);
  if (!answer) return answer.error();
  const std::string text = context.say({"Kept: it stays as it is now.\n\n", "已留存，内容不再改变。\n\n"}) +
                           kept_card(answer->value, context) + readers_text(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_report_list(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"reports"}).with_if("place", context.arguments.value("place")));
  if (!answer) return answer.error();
  const json::array& reports = array_field(answer->value, "reports");
  if (reports.empty())
    return Done{std::move(answer->document),
                context.say({"No report is kept here.\n", "本节点没有留存的报表。\n"}),
                {}};
  Table table({{context.say({"id", "标识"}), Align::kLeft, true},
               {context.say({"kept on", "留存日期"})},
               {context.say({"what", "内容"})},
               {context.say({"place", "地方"})},
               {context.say({"of", "时段"})}});
  for (const json::value& kept : reports)
    table.add_row({text_field(kept, "id"), text_field(kept, "on"), of_word(kept, context),
                   place_text(text_field(kept, "place_name"), text_field(kept, "place"), context.lang),
                   cohort_text(field(kept, "now"), context)});
  std::string text = table.text(context.width);
  return Done{std::move(answer->document), std::move(text), {}};
}

Outcome<Done> run_report_again(Context& context) {
  Outcome<Answer> answer =
      context.api.post_slowly(Target({"reports", context.arguments.positionals.at(0), "verifications"}), {});
  if (!answer) return answer.error();
  const std::string text = context.say({"Made again from what was held then: equal, byte for byte.\n\n",
                                        "已按当时的数据重新生成：逐字节一致。\n\n"}) +
                           kept_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

// ---- What changed since

std::string change_word(std::string_view key, Lang lang) {
  constexpr std::pair<std::string_view, Text> kWords[] = {
      {"arrived", {"arrived late", "事后收到"}},
      {"gone", {"counts no longer", "不再计入"}},
      {"moved", {"place or unit moved", "地方或单位变动"}},
      {"state", {"state", "状态"}},
      {"days", {"days", "日期"}},
      {"category", {"category", "类别"}},
      {"targets", {"people served", "服务对象"}},
      {"campaign", {"campaign", "集中活动"}},
      {"value", {"value", "心愿金额"}},
      {"units", {"units", "单位"}},
      {"satisfaction", {"satisfaction", "满意度"}},
      {"claims", {"claims", "认领"}},
  };
  for (const auto& [name, text] : kWords)
    if (name == key) return std::string(text.in(lang));
  return std::string(key);
}

// Empty of what was refuted: that was told already, and says it too.
std::string no_corrections_text(const json::value& shown, const Context& context) {
  if (has_value(shown, "refuted")) return "";
  return context.say({"\nThat is what was published. What changed since can't be listed here: ",
                      "\n以上为公布时的内容。此后的更正无法在此列出："}) +
         printable_line(
             text_field(field(shown, "no_corrections"), context.lang == Lang::kChinese ? "zh" : "en")) +
         "\n";
}

std::string corrections_text(const json::value& shown, const Context& context) {
  const auto count = number_field(shown, "corrections_count").value_or(0);
  const json::value& figures = field(shown, "figures");
  if (count == 0 && number_field(figures, "cells_count").value_or(0) == 0)
    return context.say({"\nNothing changed since: no corrections.\n", "\n此后没有变化，无更正。\n"});
  std::string out = "\n" + context.say({"Numbers that differ", "有变化的数字"}) + "\n";
  Table cells({{context.say({"of", "所属"})},
               {context.say({"period", "时段"})},
               {context.say({"number", "数字"})},
               {context.say({"then", "当时"}), Align::kRight},
               {context.say({"now", "现在"}), Align::kRight}});
  for (const json::value& cell : array_field(figures, "cells"))
    cells.add_row({has_value(cell, "name") || has_value(cell, "key")
                       ? (has_value(cell, "name") ? text_field(cell, "name") : text_field(cell, "key"))
                       : context.say({"sum", "总计"}),
                   text_field(cell, "column") == "before" ? context.say({"before", "上期"})
                                                          : context.say({"now", "本期"}),
                   report_number_word(text_field(cell, "number"), context.lang),
                   report_number_text(text_field(cell, "number"), text_field(cell, "then")),
                   report_number_text(text_field(cell, "number"), text_field(cell, "now"))});
  out += cells.text(context.width);
  out += fmt::format(fmt::runtime(context.say(
                         {"\nCorrections: {} wishes, newest first\n", "\n更正：共 {} 个心愿，最新的在前\n"})),
                     count);
  Table wishes({{context.say({"wish", "心愿"}), Align::kLeft, true},
                {context.say({"what changed", "变化"})},
                {context.say({"then", "当时"})},
                {context.say({"now", "现在"})},
                {context.say({"place", "地方"}), Align::kLeft, false, true}});
  for (const json::value& one : array_field(shown, "corrections")) {
    std::string what;
    for (const json::value& key : array_field(one, "changes"))
      what += (what.empty() ? "" : context.say({", ", "、"})) + change_word(text_of(key), context.lang);
    const auto state = [&](std::string_view when) {
      const json::value& row = field(one, when);
      return has_value(row, "state") ? state_word(text_field(row, "state"), context.lang) : or_dash("");
    };
    wishes.add_row({has_value(one, "number") ? text_field(one, "number") : text_field(one, "id"), what,
                    state("then"), state("now"),
                    place_text(text_field(one, "place_name"), text_field(one, "place"), context.lang)});
  }
  out += wishes.text(context.width);
  if (has_value(shown, "next"))
    out += context.say({"There are more: ", "还有更多："}) + "--after " +
           printable_line(text_field(shown, "next")) + "\n";
  return out;
}

std::string name_of_row(const json::value& row, const Context& context) {
  if (has_value(row, "name")) return text_field(row, "name");
  if (flag_field(row, "erased")) return context.say({"(erased)", "（已删除）"});
  return has_value(row, "id") ? text_field(row, "id")
                              : context.say({"(units that are not registered)", "（未登记的单位）"});
}

std::string ranking_then_text(const json::value& ranking, const Context& context) {
  Table then({{context.say({"rank", "名次"}), Align::kRight},
              {context.say({"name", "名称"})},
              {context.say({"points", "积分"}), Align::kRight},
              {context.say({"deeds", "落实次数"}), Align::kRight}});
  std::size_t at = 0, rank = 0;
  std::string points;
  for (const json::value& row : array_field(ranking, "then")) {
    ++at;
    // Equal points are the same rank.
    if (at == 1 || text_field(row, "points") != points) rank = at;
    points = text_field(row, "points");
    then.add_row({std::to_string(rank), name_of_row(row, context), points, text_field(row, "deeds")});
  }
  return "\n" + context.say({"As published", "公布时"}) + "\n" + then.text(context.width);
}

std::string ranking_changes_text(const json::value& ranking, const Context& context) {
  const json::array& changes = array_field(ranking, "changes");
  if (changes.empty())
    return context.say({"\nNothing changed since: no corrections.\n", "\n此后没有变化，无更正。\n"});
  Table table({{context.say({"name", "名称"})},
               {context.say({"points then", "当时积分"}), Align::kRight},
               {context.say({"points now", "现在积分"}), Align::kRight},
               {context.say({"deeds then", "当时次数"}), Align::kRight},
               {context.say({"deeds now", "现在次数"}), Align::kRight}});
  for (const json::value& one : changes) {
    const json::value& was = field(one, "then");
    const json::value& is = field(one, "now");
    table.add_row({name_of_row(was.is_object() ? was : is, context), or_dash(text_field(was, "points")),
                   or_dash(text_field(is, "points")), number_or_dash(was, "deeds"),
                   number_or_dash(is, "deeds")});
  }
  return "\n" + context.say({"Corrections", "更正"}) + "\n" + table.text(context.width);
}

// The table, and what changed since.
std::string figures_shown_text(const json::value& shown, const Context& context) {
  const std::string text = "\n" + report_page(field(field(shown, "figures"), "then"), context);
  return text + (has_value(shown, "no_corrections") ? no_corrections_text(shown, context)
                                                    : corrections_text(shown, context));
}

std::string ranking_shown_text(const json::value& shown, const Context& context) {
  const json::value& ranking = field(shown, "ranking");
  return ranking_then_text(ranking, context) + (has_value(shown, "no_corrections")
                                                    ? no_corrections_text(shown, context)
                                                    : ranking_changes_text(ranking, context));
}

// The table below it looks like any other.
std::string refuted_text(const json::value& shown, const Context& context) {
  if (!has_value(shown, "refuted")) return "";
  return context.say({"WRONG: ", "【有误】"}) +
         printable_line(text_field(field(shown, "refuted"), context.lang == Lang::kChinese ? "zh" : "en")) +
         "\n\n";
}

Outcome<Done> run_report_show(Context& context) {
  Outcome<Answer> answer = context.api.get_slowly(Target({"reports", context.arguments.positionals.at(0)})
                                                      .with_if("after", context.arguments.value("after"))
                                                      .with_if("limit", context.arguments.value("limit")));
  if (!answer) return answer.error();
  const json::value& shown = answer->value;
  std::string text = refuted_text(shown, context) + kept_card(shown, context);
  if (has_value(shown, "successor")) {
    const json::value& now = field(shown, "successor");
    text +=
        "\n" + fmt::format(fmt::runtime(context.say(
                               {"The place was merged into {} since; 'now' is of its own wishes alone.\n",
                                "该地方此后已并入{}；“现在”只计其自身的心愿。\n"})),
                           place_text(text_field(now, "place_name"), text_field(now, "place"), context.lang));
  }
  text +=
      has_value(shown, "ranking") ? ranking_shown_text(shown, context) : figures_shown_text(shown, context);
  std::optional<model::Error> refuted;
  if (has_value(shown, "refuted")) refuted = error_of(field(shown, "refuted"));
  return Done{std::move(answer->document), std::move(text), std::move(refuted)};
}

// ---- The commands

std::vector<OptionSpec> question_options() {
  return {{"period",
           {"PERIOD", "时段"},
           {"2018, 2018H1 or 2018-06, by the date on the form; else this year",
            "2018、2018H1 或 2018-06，按登记日期；不写则为今年"}},
          {"from",
           {"DAY", "日期"},
           {"the first day of any span, like 2018-06-22", "任意时段的第一天，如 2018-06-22"}},
          {"to", {"DAY", "日期"}, {"its last day", "任意时段的最后一天"}},
          {"campaign",
           {"NAME", "名称"},
           {"wishes of this campaign, against the one a year earlier",
            "此集中活动的心愿，与上一年的同名活动对比"}},
          place_option({"this place and below; else the node's own", "此地方及其下级；不写则为本节点的地方"}),
          {"by",
           {"WHAT", "项目"},
           {"a row for each place, category, target, unit or state",
            "按 place、category、target、unit（认领单位）或 state 分行"},
           false,
           false,
           {"none", "place", "category", "target", "unit", "state"}},
          {"as-of",
           {"DAY", "日期"},
           {"claims due before this day are overdue; else the last day of the span, or today",
            "在此日期之前应落实的认领为逾期；不写则为时段最后一天或今天"}}};
}

}  // namespace

void add_report_commands(std::vector<Command>& out) {
  out.push_back(
      {{"report",
        {"how far wishes got, against the period before", "报表：心愿进展，与上期对比"},
        {"Counts wishes as they are known now. Places from which nothing was heard for long are named.",
         "按目前所知统计。久未同步的地方会列出。"},
        {},
        question_options(),
        {{"report --period 2018H1 --by place", {"Half a year, place by place.", "半年报表，按地方分行。"}},
         {"report --from 2018-05-20 --to 2018-06-10", {"Any span of days.", "任意时段。"}},
         {"report --campaign 2019年春节 --by category", {"A campaign.", "一次集中活动。"}}}},
       &run_report});
  std::vector<OptionSpec> keeping = question_options();
  keeping.push_back({"ranking",
                     {"WHO", "对象"},
                     {"keep the ranking of units or volunteers in place of a report",
                      "留存 units（单位）或 volunteers（志愿者）的积分排名，而不是报表"},
                     false,
                     false,
                     {"units", "volunteers"}});
  out.push_back(
      {{"report keep",
        {"publish a report or a ranking, which then stays as it is", "留存（公布）报表或排名，此后不再改变"},
        {"What it says is kept with it, and any node at the place or above it can make the same again. Nodes "
         "below read it too, but for a ranking of volunteers, and a report in which a row or the sum is of "
         "one "
         "or two families. What arrives later is listed as corrections by 'report show'.",
         "内容随之留存，所属地方及其上级的节点都能重新生成同样的结果。下级节点也能查看，但志愿者排名，以及有"
         "的行或总计只涉及一两户家庭的报表除外。此后收到的变化由 report show 列为更正。"},
        {},
        std::move(keeping),
        {{"report keep --period 2018 --by place", {"The year's report.", "年度报表。"}},
         {"report keep --period 2018 --ranking units", {"The year's ranking.", "年度单位排名。"}}}},
       &run_report_keep});
  out.push_back({{"report list",
                  {"reports and rankings that are kept", "列出留存的报表和排名"},
                  {},
                  {},
                  {place_option({"of this place and below; else all", "此地方及其下级的；不写则为全部"})},
                  {{"report list", {"Newest first.", "最新的在前。"}}}},
                 &run_report_list});
  out.push_back(
      {{"report show",
        {"a kept report, and what changed since", "查看留存的报表及此后的更正"},
        {"As it was published, whatever release or node shows it. What changed since is listed at the "
         "place or above it, where this release counts as the one that kept it. What does not follow from "
         "the "
         "events up to its cut-off is called wrong, and the exit status is 1. Takes some seconds at a city, "
         "the first time.",
         "显示公布时的内容，与程序版本和所在节点无关。此后的更正在所属地方或其上级列出，前提是本版本的统计方"
         "法与留存时相同。与截止点之前的数据不符的，会标明有误，退出状态为 1。"
         "在市级节点首次查看需要数秒。"},
        {{{"ID", "标识"}}},
        {{"after", {"MARK", "标记"}, {"the next page of corrections", "更正的下一页"}},
         {"limit", {"N", "条数"}, {"corrections on a page", "每页更正条数"}}},
        {{"report show 0190c5a4-7e2b-7c3d-8e4f-0123456789ab",
          {"As it was, and its corrections.", "当时的内容及更正。"}}}},
       &run_report_show});
  out.push_back(
      {{"report again",
        {"make a kept report again and compare it", "重新生成留存的报表并核对"},
        {"From what was held then and nothing else: equal byte for byte, or refused with what differs.",
         "只用当时的数据重新生成：逐字节一致，否则指出不同之处。"},
        {{{"ID", "标识"}}},
        {},
        {{"report again 0190c5a4-7e2b-7c3d-8e4f-0123456789ab", {"Proves it.", "核对。"}}}},
       &run_report_again});
}

}  // namespace wishctl
