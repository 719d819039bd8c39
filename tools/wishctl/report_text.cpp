#include "tools/wishctl/report_text.h"

#include <fmt/format.h>

#include <array>

#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

struct Named {
  std::string_view key;
  Text text;
};

constexpr std::array kSteps{
    Named{"registered", {"registered", "已登记"}}, Named{"vetted", {"vetted", "已甄别"}},
    Named{"published", {"published", "已发布"}},   Named{"claimed", {"claimed", "已认领"}},
    Named{"fulfilled", {"fulfilled", "已落实"}},   Named{"confirmed", {"confirmed", "已回访"}},
    Named{"closed", {"closed", "已办结"}},
};

constexpr std::array kSideWays{
    Named{"returned", {"returned", "退回补正"}},
    Named{"rejected", {"rejected", "不符合"}},
    Named{"withdrawn", {"withdrawn", "撤回"}},
    Named{"handed_over", {"handed over", "转办"}},
    Named{"handed_over_done", {"  of these done", "  其中已办结"}},
    Named{"expired", {"a claim ran out", "曾认领超时"}},
    Named{"overdue", {"overdue", "逾期未落实"}},
};

constexpr std::string_view kWaits = "half_days_to_";
constexpr Text kValueWished{"value wished for, in yuan", "心愿金额（元）"};
constexpr std::string_view kWaiting = "waits_to_";
constexpr std::string_view kInSpan = "_in_span";
constexpr std::string_view kSatisfaction = "satisfaction_";

std::optional<Text> find(std::span<const Named> list, std::string_view key) {
  for (const Named& one : list)
    if (one.key == key) return one.text;
  return std::nullopt;
}

// "+3", "-1", "0"; a dash where there is nothing to set it against.
std::string change(std::optional<std::int64_t> now, std::optional<std::int64_t> before) {
  if (!now || !before) return or_dash("");
  return (*now > *before ? "+" : "") + std::to_string(*now - *before);
}

std::string percent(const json::value& figures) {
  const std::string share = text_field(figures, "share_fulfilled");
  return share.empty() ? or_dash("") : share + "%";
}

// The two columns of figures, and what the rows are made of.
class Page {
 public:
  Page(const json::value& report, const Context& context)
      : now_(field(field(report, "whole"), "now")),
        before_(field(field(report, "whole"), "before")),
        context_(context),
        table_({{""},
                {context.say({"now", "本期"}), Align::kRight},
                {context.say({"before", "上期"}), Align::kRight},
                {context.say({"change", "增减"}), Align::kRight}}) {}

  void count(const std::string& name, std::string_view in, std::string_view key) {
    const auto from = [&](const json::value& figures) -> const json::value& {
      return in.empty() ? figures : field(figures, in);
    };
    table_.add_row({name, number_or_dash(from(now_), key), number_or_dash(from(before_), key),
                    change(number_field(from(now_), key), number_field(from(before_), key))});
  }
  void row(const std::string& name, const std::string& now, const std::string& before) {
    table_.add_row({name, or_dash(now), or_dash(before), ""});
  }
  void waits() {
    const json::array& now = array_field(now_, "waits");
    const json::array& before = array_field(before_, "waits");
    for (std::size_t i = 0; i < now.size(); ++i) {
      const std::string name = fmt::format("{} → {}", step_word(text_field(now[i], "from"), context_.lang),
                                           step_word(text_field(now[i], "to"), context_.lang));
      row(name, text_field(now[i], "median_days"),
          i < before.size() ? text_field(before[i], "median_days") : "");
    }
  }
  void satisfaction() {
    const json::value& now = field(now_, "satisfaction");
    const json::value& before = field(before_, "satisfaction");
    row(context_.say({"satisfaction, mean of 1 to 5", "满意度均值（1–5 分）"}), text_field(now, "mean"),
        text_field(before, "mean"));
    const auto counts = [](const json::value& said) {
      std::string out;
      for (const json::value& count : array_field(said, "counts"))
        out += (out.empty() ? "" : " / ") + text_of(count);
      return out;
    };
    row(context_.say({"families that said 1 / 2 / 3 / 4 / 5", "评 1 / 2 / 3 / 4 / 5 分的户数"}), counts(now),
        counts(before));
  }
  void share() { row(context_.say({"share fulfilled", "落实率"}), percent(now_), percent(before_)); }
  [[nodiscard]] std::string text() { return table_.text(context_.width); }

 private:
  const json::value& now_;
  const json::value& before_;
  const Context& context_;
  Table table_;
};

Text heading_of(std::string_view by) {
  if (by == "category") return {"category", "类别"};
  if (by == "target") return {"people served", "服务对象"};
  if (by == "unit") return {"unit", "单位"};
  if (by == "state") return {"state", "状态"};
  return {"place", "地方"};
}

std::string group_name(const json::value& group, std::string_view by, const Context& context) {
  const std::string key = text_field(group, "key");
  if (by == "state") return state_word(key, context.lang);
  if (by == "category") return category_word(key, context.lang);
  if (by == "target") return target_word(key, context.lang);
  if (by == "unit" && key == "none")
    return context.say({"(units that are not registered)", "（未登记的单位）"});
  const std::string name = text_field(group, "name");
  return name.empty() ? key : name;
}

std::string group_table(const json::value& report, std::string_view by, const Context& context) {
  std::vector<Column> columns{{context.say(heading_of(by))}};
  for (const Named& step : kSteps) columns.push_back({context.say(step.text), Align::kRight});
  columns.push_back({context.say({"share fulfilled", "落实率"}), Align::kRight});
  columns.push_back({context.say({"overdue", "逾期"}), Align::kRight});
  columns.push_back({context.say({"satisfaction", "满意度"}), Align::kRight});
  columns.push_back({context.say({"registered before", "上期登记"}), Align::kRight, false, true});
  columns.push_back({context.say({"share before", "上期落实率"}), Align::kRight, false, true});
  Table table(std::move(columns));
  const auto cells = [&](std::string name, const json::value& group) {
    const json::value& now = field(group, "now");
    const json::value& before = field(group, "before");
    std::vector<std::string> out{std::move(name)};
    for (const Named& step : kSteps) out.push_back(number_or_dash(field(now, "funnel"), step.key));
    out.push_back(percent(now));
    out.push_back(number_or_dash(now, "overdue"));
    out.push_back(or_dash(text_field(field(now, "satisfaction"), "mean")));
    out.push_back(number_or_dash(field(before, "funnel"), "registered"));
    out.push_back(percent(before));
    return out;
  };
  for (const json::value& group : array_field(report, "groups"))
    table.add_row(cells(group_name(group, by, context), group));
  table.set_sum(cells(context.say({"sum", "总计"}), field(report, "whole")));
  return table.text(context.width);
}

std::string heading(const Context& context, Text text) { return "\n" + context.say(text) + "\n"; }

}  // namespace

std::string step_word(std::string_view key, Lang lang) {
  const auto text = find(kSteps, key);
  return std::string(text ? text->in(lang) : key);
}

std::string report_number_word(std::string_view name, Lang lang) {
  const auto of_step = [&](std::string_view step, Text pattern) {
    return fmt::format(fmt::runtime(pattern.in(lang)), step_word(step, lang));
  };
  if (const auto side = find(kSideWays, name)) {
    const std::string_view word = side->in(lang);
    return std::string(word.substr(word.find_first_not_of(' ')));
  }
  if (name == "value") return std::string(kValueWished.in(lang));
  if (name.starts_with(kSatisfaction))
    return fmt::format(fmt::runtime(Text{"satisfaction {}", "满意度 {} 分"}.in(lang)),
                       name.substr(kSatisfaction.size()));
  if (name.starts_with(kWaiting))
    return of_step(name.substr(kWaiting.size()), {"wishes that waited until {}", "等到{}的心愿数"});
  if (name.starts_with(kWaits))
    return of_step(name.substr(kWaits.size()), {"median days until {}", "到{}的天数（中位数）"});
  if (name.ends_with(kInSpan))
    return of_step(name.substr(0, name.size() - kInSpan.size()), {"{} in the span", "期内{}"});
  return step_word(name, lang);
}

std::string report_number_text(std::string_view name, const std::string& number) {
  if (!name.starts_with(kWaits) || number.empty()) return number;
  return fmt::format("{}", static_cast<double>(std::strtol(number.c_str(), nullptr, 10)) / 2);
}

std::string cohort_text(const json::value& cohort, const Context& context) {
  const std::string days =
      fmt::format(fmt::runtime(context.say({"{} – {}", "{} 至 {}"})),
                  printable_line(text_field(cohort, "from")), printable_line(text_field(cohort, "to")));
  if (!has_value(cohort, "campaign_name")) return days;
  return fmt::format(fmt::runtime(context.say({"{} ({})", "{}（{}）"})),
                     printable_line(text_field(cohort, "campaign_name")), days);
}

std::string behind_text(const json::value& report, const Context& context) {
  const json::array& places = array_field(report, "behind");
  const auto count = number_field(report, "behind_count").value_or(0);
  if (count == 0) return "";
  std::string names;
  for (const json::value& one : places) {
    const std::string since = text_field(one, "since");
    const std::string name =
        place_text(text_field(one, "place_name"), text_field(one, "place"), context.lang);
    names += names.empty() ? "" : context.say({", ", "、"});
    names += since.empty()
                 ? name + context.say({" (never)", "（从未）"})
                 : fmt::format(fmt::runtime(context.say({"{} (since {})", "{}（{} 以来）"})), name, since);
  }
  if (static_cast<std::size_t>(count) > places.size())
    names += fmt::format(fmt::runtime(context.say({" and {} more", "，另有 {} 处"})), count - places.size());
  return context.say(
             {"Behind, so what they wrote since may be missing: ", "尚未同步、此后的数据可能不全的地方："}) +
         printable_line(names) + "\n";
}

std::string report_page(const json::value& report, const Context& context) {
  const std::string by = text_field(report, "by");
  std::string out = printable_line(place_text(text_field(report, "place_name"), text_field(report, "place"),
                                              context.lang)) +
                    context.say({", ", "，"}) + cohort_text(field(report, "now"), context) + "\n";
  out += has_value(report, "before")
             ? context.say({"Against ", "对比 "}) + cohort_text(field(report, "before"), context) + "\n"
             : context.say({"There is nothing to set it against.\n", "没有可对比的上期。\n"});
  Page funnel(report, context);
  for (const Named& step : kSteps) funnel.count(context.say(step.text), "funnel", step.key);
  funnel.share();
  funnel.satisfaction();
  out += heading(context, {"How far they got", "进展（按登记日期）"}) + funnel.text();
  Page sides(report, context);
  for (const Named& side : kSideWays) sides.count(context.say(side.text), "", side.key);
  sides.count(context.say(kValueWished), "", "value");
  out += heading(context, {"Beside the way", "其他情况"}) + sides.text();
  Page waits(report, context);
  waits.waits();
  out += heading(context, {"Days from step to step, median", "各环节用时（天，中位数）"}) + waits.text();
  Page happened(report, context);
  for (const Named& step : kSteps) happened.count(context.say(step.text), "in_span", step.key);
  out += heading(context,
                 {"What happened in these days, whenever it was registered", "期内发生（不论登记日期）"}) +
         happened.text();
  if (by != "none") out += "\n" + group_table(report, by, context);
  if (by == "target")
    out +=
        context.say({"\nA wish for people of several kinds stands in the row of each, and once in the sum.\n",
                     "\n一个心愿对应多类服务对象时，各行都计入，总计只计一次。\n"});
  if (by == "unit")
    out +=
        context.say({"\nA wish that several units took up stands in the row of each, one that nobody took up "
                     "in none.\n",
                     "\n多个单位共同认领的心愿，各行都计入；无人认领的心愿不在各行中，只计入总计。\n"});
  if (const std::string behind = behind_text(report, context); !behind.empty()) out += "\n" + behind;
  out += fmt::format(
      fmt::runtime(context.say({"\nAs of {}. Input root: {} (that of 'summary'; whole with --json)\n",
                                "\n统计截至 {}。输入根：{}（与 summary 相同；加 --json 看全部）\n"})),
      printable_line(text_field(report, "as_of")),
      printable_line(short_hash(text_field(report, "input_root"))));
  return out;
}

}  // namespace wishctl
