// quarantine, quarantine export, quarantine clear: what peers sent that must never be taken.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/write_file.h"

namespace wishctl {
namespace {

std::string peer_text(const json::value& entry, Lang lang) {
  const std::string name = text_field(entry, "name");
  if (!name.empty()) return name;
  const std::string place = place_text(text_field(entry, "place_name"), text_field(entry, "place"), lang);
  return place.empty() ? short_hash(text_field(entry, "peer")) : place;
}

std::string log_text(const json::value& entry, const Context& context) {
  if (!has_value(entry, "log")) return context.say({"(can't be read)", "（无法读取）"});
  const json::value& log = field(entry, "log");
  return text_field(log, "place") + "/" + short_writer(text_field(log, "writer"));
}

std::string reason_text(const json::value& entry, Lang lang) {
  const json::value& reason = field(entry, "reason");
  const std::string text = text_field(reason, lang == Lang::kChinese ? "zh" : "en");
  return text.empty() ? text_field(reason, "code") : text;
}

Outcome<Done> run_quarantine(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"quarantine"}));
  if (!answer) return answer.error();
  Table table({{"ID", Align::kRight, true},
               {context.say({"last seen (China)", "最近一次（北京时间）"})},
               {context.say({"from", "来自"})},
               {context.say({"log", "日志"})},
               {context.say({"reason", "原因"})},
               {context.say({"bytes", "字节"}), Align::kRight},
               {context.say({"times", "次数"}), Align::kRight}});
  for (const json::value& entry : array_field(answer->value, "entries"))
    table.add_row({text_field(entry, "id"), china_time(text_field(entry, "last_seen")),
                   peer_text(entry, context.lang), log_text(entry, context), reason_text(entry, context.lang),
                   bytes_or_dash(entry, "bytes"), number_or_dash(entry, "count")});
  std::string text =
      table.empty() ? context.say({"Nothing is in quarantine.\n", "隔离区没有内容。\n"})
                    : table.text(context.width) +
                          context.say({"\nThe developers can tell more: 'quarantine export --all --out "
                                       "FILE' writes a file for them.\n",
                                       "\n请用 quarantine export --all --out 文件 导出后交给开发者分析。\n"});
  if (const auto passed_over = number_field(answer->value, "passed_over").value_or(0); passed_over > 0)
    text += fmt::format(fmt::runtime(context.say({"{} more were refused since the start and not kept.\n",
                                                  "启动以来另有 {} 条被拒绝而未保留。\n"})),
                        passed_over);
  return Done{std::move(answer->document), text, {}};
}

// The ids that are meant: the one given, or all.
Outcome<std::vector<std::string>> chosen(Context& context) {
  if (!context.arguments.positionals.empty()) return std::vector{context.arguments.positionals[0]};
  Outcome<Answer> list = context.api.get(Target({"quarantine"}));
  if (!list) return list.error();
  std::vector<std::string> out;
  for (const json::value& entry : array_field(list->value, "entries")) out.push_back(text_field(entry, "id"));
  return out;
}

Outcome<Done> run_export(Context& context) {
  const bool one = !context.arguments.positionals.empty();
  if (one == context.arguments.has("all"))
    return wrong_usage("usage.which_entries", "Say which: an ID, or --all.",
                       "请写明导出哪些：编号，或 --all。");
  Outcome<std::vector<std::string>> ids = chosen(context);
  if (!ids) return ids.error();
  json::array entries;
  for (const std::string& id : *ids) {
    Outcome<Answer> entry = context.api.get(Target({"quarantine", id}));
    if (!entry) return entry.error();
    entries.push_back(std::move(entry->value));
  }
  const std::string out = *context.arguments.value("out");
  const std::size_t count = entries.size();
  const json::object document{{"warning", "may hold personal data; 可能含有个人信息"},
                              {"entries", std::move(entries)}};
  if (auto written = write_new_file(out, json::serialize(document) + "\n"); !written) return written.error();
  const std::string text = fmt::format(
      fmt::runtime(context.say(
          {"{1} written, entries: {0}.\nThe file may hold personal data that is not sealed: hand "
           "it to the developers in person or encrypted, then delete it.\n",
           "已写入 {1}，共 {0} 条。\n文件可能含有未加密的个人信息：请当面或加密后交给开发者，用完即删。\n"})),
      count, printable_line(out));
  return Done{json::serialize(json::object{{"exported", count}, {"file", out}}), text, {}};
}

Outcome<Done> run_clear(Context& context) {
  json::object body;
  if (!context.arguments.positionals.empty()) body["id"] = context.arguments.positionals[0];
  Outcome<Answer> answer = context.api.post(Target({"quarantine", "clearings"}), body);
  if (!answer) return answer.error();
  const std::string text = fmt::format(fmt::runtime(context.say({"Cleared: {}\n", "已清除：{} 条\n"})),
                                       number_or_dash(answer->value, "cleared"));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_quarantine_commands(std::vector<Command>& out) {
  out.push_back(
      {{"quarantine",
        {"what peers sent that bytes prove wrong", "其他节点发来、经校验确属错误的内容"},
        {"A broken chain, a wrong hash or signature, or a limit: such a thing is never taken, and kept "
         "here with its reason. 'quarantine export' and 'quarantine clear' go on from there.",
         "链断裂、哈希或签名不符、超出限制的内容一律不采用，连同原因保留在此。"
         "可用 quarantine export 导出，用 quarantine clear 清除。"},
        {},
        {},
        {{"quarantine", {"When, from whom, and why.", "何时、来自谁、为什么。"}}}},
       &run_quarantine});
  out.push_back(
      {{"quarantine export",
        {"write what is in quarantine to a file, for the developers", "把隔离的内容导出成文件，交开发者分析"},
        {"The file is JSON, with the frames in base64 and not sealed: it may hold personal data.",
         "文件为 JSON，其中的内容未加密（base64），可能含有个人信息。"},
        {{{"ID", "编号"}, false}},
        {{"all", {}, {"all entries", "全部"}},
         {"out", {"FILE", "文件"}, {"the file, which must not exist yet", "要写入的新文件"}, true}},
        {{"quarantine export 3 --out bad.json", {"One entry.", "导出一条。"}},
         {"quarantine export --all --out bad.json", {"All of them.", "导出全部。"}}}},
       &run_export});
  out.push_back({{"quarantine clear",
                  {"forget what is in quarantine", "清除隔离的内容"},
                  {},
                  {{{"ID", "编号"}, false}},
                  {},
                  {{"quarantine clear", {"All of it.", "全部清除。"}},
                   {"quarantine clear 3", {"One entry.", "清除一条。"}}}},
                 &run_clear});
}

}  // namespace wishctl
