// log list, log show: what stands in the logs, event by event.

#include <fmt/format.h>

#include <algorithm>

#include "tools/wishctl/command.h"
#include "tools/wishctl/log_name.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// The last sequence number, or of a forked log those of all branches.
std::string tips_text(const json::value& log, const Context& context) {
  const json::array& tips = array_field(log, "tips");
  std::string out;
  for (const json::value& tip : tips)
    out += (out.empty() ? "" : " ") +
           fmt::format("{}:{}", text_field(tip, "seq"), short_writer(text_field(tip, "hash")));
  return tips.size() > 1 ? out + context.say({" (forked)", "（分叉）"}) : out;
}

Outcome<Done> run_log_list(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"logs"}).with_if("place", context.arguments.value("place")));
  if (!answer) return answer.error();
  Table table({{context.say({"log", "日志"}), Align::kLeft, true},
               {context.say({"name of place", "地方名称"})},
               {context.say({"writer of", "写者所在地"}), Align::kLeft, false, true},
               {context.say({"events", "事件"}), Align::kRight},
               {context.say({"tip", "末端"})},
               {context.say({"safe at", "已保存到"}), Align::kLeft, false, true}});
  for (const json::value& log : array_field(answer->value, "logs")) {
    std::string safe;
    for (const json::value& code : array_field(log, "safe_at"))
      safe += (safe.empty() ? "" : " ") + text_of(code);
    table.add_row({text_field(log, "place") + "/" + short_writer(text_field(log, "writer")),
                   text_field(log, "place_name"), text_field(log, "writer_place"),
                   number_or_dash(log, "events"), tips_text(log, context), or_dash(safe)});
  }
  return Done{std::move(answer->document), table.text(context.width), {}};
}

std::string part_word(const std::string& key, const Context& context) {
  if (key == "held") return context.say({"held", "在本机"});
  if (key == "absent") return context.say({"absent", "不在本机"});
  if (key == "erased") return context.say({"erased", "已删除"});
  if (key == "none" || key.empty()) return "–";
  return key;
}

std::string events_table(const json::array& events, const Context& context) {
  Table table({{context.say({"seq", "序号"}), Align::kRight},
               {context.say({"time", "时间"})},
               {context.say({"kind", "种类"})},
               {context.say({"subject", "对象"})},
               {context.say({"based on", "依据"}), Align::kLeft, false, true},
               {context.say({"by", "经办"}), Align::kLeft, false, true},
               {context.say({"part", "个人信息"})},
               {context.say({"bytes", "字节"}), Align::kRight},
               {context.say({"hash", "哈希"})},
               {context.say({"prev", "前一事件"}), Align::kLeft, false, true}});
  for (const json::value& event : events) {
    std::string based_on;
    for (const json::value& hash : array_field(event, "based_on"))
      based_on += (based_on.empty() ? "" : " ") + short_writer(text_of(hash));
    table.add_row({text_field(event, "seq"), china_time(text_field(event, "time")),
                   kind_word(text_field(event, "kind"), context.lang), or_dash(text_field(event, "subject")),
                   or_dash(based_on), or_dash(actor_text(event)),
                   part_word(text_field(event, "part"), context), text_field(event, "bytes"),
                   short_hash(text_field(event, "hash")), or_dash(short_writer(text_field(event, "prev")))});
  }
  return table.text(context.width);
}

Outcome<Done> run_log_show(Context& context) {
  Outcome<LogName> log = find_log(context.api, context.arguments.positionals.at(0));
  if (!log) return log.error();
  Outcome<Answer> answer = context.api.get(Target({"logs", log->place, log->writer})
                                               .with_if("from", context.arguments.value("from"))
                                               .with_if("limit", context.arguments.value("limit")));
  if (!answer) return answer.error();
  const json::array& events = array_field(answer->value, "events");
  std::string text = events.empty() ? context.say({"No events from there on.\n", "从此处起没有事件。\n"})
                                    : events_table(events, context);
  const std::string next = text_field(answer->value, "next");
  if (!next.empty())
    text += fmt::format(fmt::runtime(context.say(
                            {"\nThere are more: --from {} goes on.\n", "\n还有更多：加 --from {} 继续。\n"})),
                        printable_line(next));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_log_commands(std::vector<Command>& out) {
  out.push_back({{"log list",
                  {"the logs that this node holds", "本节点保存的日志"},
                  {},
                  {},
                  {place_option({"only logs of this place", "只看此地方的日志"})},
                  {{"log list --place 431322106003", {"The logs of a village.", "一个村的日志。"}}}},
                 &run_log_list});
  out.push_back({{"log show",
                  {"the events of a log", "一个日志的事件"},
                  {"The beginning of the writer's id is enough, as log list prints it.",
                   "写者只写开头几位即可，如 log list 所示。"},
                  {{{"PLACE/WRITER", "地方/写者"}}},
                  {{"from", {"SEQ", "序号"}, {"from this event on", "从此序号开始"}},
                   {"limit", {"N", "条数"}, {"so many", "条数"}}},
                  {{"log show 431322106003/5f2a90c1", {"The log of one writer.", "一个写者的日志。"}}}},
                 &run_log_show});
}

}  // namespace wishctl
