// status, nodes, enrol: the node itself and those that it knows.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string parent_text(const json::value& status, const Context& context) {
  const std::string parent = text_field(status, "parent");
  if (parent.empty())
    return context.say({"none (this is a root, or none is set)", "无（这是根节点，或尚未设置）"});
  std::string out = parent;
  out += flag_field(status, "parent_connected") ? context.say({", connected", "，已连接"})
                                                : context.say({", not connected", "，未连接"});
  if (flag_field(status, "in_step")) out += context.say({", in step", "，已同步"});
  return out;
}

struct FullnessWords {
  std::string_view name;
  Text text;
};

constexpr FullnessWords kFullness[] = {
    {"commit_queue_requests", {"waiting to be written", "等待写入的请求"}},
    {"credit_bytes", {"from peers, not yet written", "各节点传来、尚未写入"}},
    {"texts_bytes", {"words of wishes", "心愿文字"}},
    {"block_cache_bytes", {"store: cache", "存储：缓存"}},
    {"memtable_bytes", {"store: write buffers", "存储：写缓冲"}},
    {"wal_bytes", {"store: log to replay", "存储：待整理日志"}},
    {"http_connections", {"HTTP connections", "HTTP 连接"}},
    {"quarantine_entries", {"quarantine: entries", "隔离区：条数"}},
    {"quarantine_bytes", {"quarantine: bytes", "隔离区：字节"}},
};

// A name that this wishctl does not know yet is shown as it is.
std::string fullness_word(const std::string& name, const Context& context) {
  for (const auto& [known, text] : kFullness)
    if (known == name) return context.say(text);
  return name;
}

std::string percent(std::int64_t used, std::int64_t limit) {
  if (limit <= 0) return "–";
  const double share = 100. * static_cast<double>(used) / static_cast<double>(limit);
  return used > 0 && share < 1 ? "<1%" : fmt::format("{:.0f}%", share);
}

// How full what has a limit is; empty of an older node, which does not say.
std::string fullness_table(const json::value& memory, const Context& context) {
  Table table({{context.say({"how full", "占用情况"}), Align::kLeft, true},
               {context.say({"used", "已用"}), Align::kRight},
               {context.say({"limit", "上限"}), Align::kRight},
               {"", Align::kRight}});
  for (const json::value& full : array_field(memory, "fullness")) {
    const std::string name = text_field(full, "name");
    const bool bytes = name.ends_with("_bytes");
    const auto cell = [&](std::string_view key) {
      return bytes ? bytes_or_dash(full, key) : number_or_dash(full, key);
    };
    table.add_row({fullness_word(name, context), cell("used"), cell("limit"),
                   percent(number_field(full, "used").value_or(0), number_field(full, "limit").value_or(0))});
  }
  return table.empty() ? "" : "\n" + table.text(context.width);
}

std::string texts_text(const json::value& status, const Context& context) {
  const json::value& memory = field(status, "memory");
  const std::string wishes = number_or_dash(memory, "texts_wishes");
  if (!flag_field(status, "texts_loaded"))
    return fmt::format(fmt::runtime(context.say({"of {} wishes so far", "{} 条心愿，正在载入"})), wishes);
  return fmt::format(fmt::runtime(flag_field(memory, "texts_complete")
                                      ? context.say({"of {} wishes, all", "{} 条心愿，全部在内存中"})
                                      : context.say({"of {} wishes; others are searched more slowly",
                                                     "{} 条心愿；其余心愿搜索较慢"})),
                     wishes);
}

Outcome<Done> run_status(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"status"}));
  if (!answer) return answer.error();
  const json::value& s = answer->value;
  Card card;
  const auto add = [&](Text label, std::string text) {
    card.add(context.say(label), or_dash(std::move(text)));
  };
  add({"place", "地方"}, place_text(text_field(s, "place_name"), text_field(s, "place"), context.lang));
  add({"level", "级别"}, level_word(text_field(s, "level"), context.lang));
  add({"version", "版本"}, text_field(s, "version"));
  add({"node", "节点"}, short_hash(text_field(s, "node")));
  add({"writer", "写者"}, short_writer(text_field(s, "writer")));
  add({"clock (China)", "时钟（北京时间）"}, china_time(text_field(s, "wall_time")));
  add({"HTTP", "HTTP"}, text_field(s, "http"));
  add({"sync", "同步端口"}, text_field(s, "sync"));
  add({"parent", "上级"}, parent_text(s, context));
  add({"peers connected", "已连接节点"}, text_field(s, "peers_connected"));
  add({"wishes", "心愿"}, text_field(s, "wishes"));
  add({"events / logs", "事件／日志"},
      fmt::format("{} / {}", number_or_dash(s, "events"), number_or_dash(s, "logs")));
  if (const auto behind = number_field(s, "ledger_behind"); behind.value_or(0) > 0)
    add({"ledger", "台帐"},
        fmt::format(fmt::runtime(context.say({"{} arrivals behind", "还差 {} 批未整理"})), *behind));
  else
    add({"ledger", "台帐"}, context.say({"up to date", "已是最新"}));
  if (has_value(s, "ledger_error")) {
    const json::value& error = field(s, "ledger_error");
    const std::string text =
        error.is_object() ? text_field(error, context.lang == Lang::kChinese ? "zh" : "en") : text_of(error);
    if (!text.empty()) add({"ledger error", "台帐错误"}, text);
  }
  if (has_value(s, "parts_hidden"))
    add({"hidden", "暂不显示"},
        text_field(field(s, "parts_hidden"), context.lang == Lang::kChinese ? "zh" : "en"));
  const std::string backup = text_field(s, "backup_at");
  add({"last backup", "最近备份"},
      backup.empty()
          ? context.say({"none", "无"})
          : fmt::format("{} ({})", china_time(backup), relative_time(backup, context.now, context.lang)));
  const json::value& memory = field(s, "memory");
  if (memory.is_object()) {
    add({"memory", "内存"}, bytes_or_dash(memory, "resident_bytes"));
    add({"words in memory", "内存中的文字"}, texts_text(s, context));
  }
  if (number_field(s, "files_missing").value_or(0) > 0)
    add({"files on their way", "尚未传到的附件"},
        text_field(s, "files_missing") + " (" + bytes_or_dash(s, "file_bytes_missing") + ")");
  add({"disk free", "磁盘剩余"}, bytes_or_dash(s, "disk_free_bytes"));
  add({"input root", "输入根"}, short_hash(text_field(s, "input_root")));
  const std::string text = card.text() + fullness_table(memory, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_nodes(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"nodes"}));
  if (!answer) return answer.error();
  Table table({{context.say({"place", "地方"}), Align::kLeft, true},
               {context.say({"name of place", "地方名称"})},
               {context.say({"node", "节点"})},
               {context.say({"key", "公钥"}), Align::kLeft, false, true},
               {context.say({"writers", "写者"}), Align::kLeft, false, true},
               {context.say({"counts", "有效"})},
               {""}});
  const auto remark = [&](const json::value& node) {
    if (flag_field(node, "lost")) return context.say({"revoked: lost", "已撤销：丢失"});
    if (flag_field(node, "revoked")) return context.say({"revoked", "已撤销"});
    return flag_field(node, "self") ? context.say({"this node", "本节点"}) : std::string();
  };
  for (const json::value& node : array_field(answer->value, "nodes")) {
    std::string writers;
    for (const json::value& writer : array_field(node, "writers"))
      writers += (writers.empty() ? "" : " ") + short_writer(text_of(writer));
    table.add_row({text_field(node, "place"), text_field(node, "place_name"), text_field(node, "name"),
                   short_hash(text_field(node, "key")), or_dash(writers),
                   yes_no(flag_field(node, "counts"), context.lang), remark(node)});
  }
  return Done{std::move(answer->document), table.text(context.width), {}};
}

Outcome<Done> run_enrol(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<std::string> level = level_key("level", *arguments.value("level"));
  if (!level) return level.error();
  json::object body{
      {"place", *arguments.value("place")}, {"name", *arguments.value("name")}, {"level", *level}};
  if (const auto file = arguments.value("root-key")) {
    Outcome<std::string> key = read_root_key(*file);
    if (!key) return key.error();
    body["root_key"] = *key;
  }
  Outcome<Answer> answer = context.api.post(Target({"enrolments"}), body);
  if (!answer) return answer.error();
  const std::string code = printable_line(text_field(answer->value, "code"));
  const std::string place = printable_line(
      place_text(text_field(answer->value, "name"), text_field(answer->value, "place"), context.lang));
  const std::string text =
      fmt::format(fmt::runtime(context.say({"{}\n\nThis code lets one node join as {}. On that machine:\n"
                                            "  wishnode join --data DIR --code {}\n",
                                            "{}\n\n凭此代码可让一个节点以 {} 的身份加入。在那台电脑上运行：\n"
                                            "  wishnode join --data 目录 --code {}\n"})),
                  code, place, code);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_node_commands(std::vector<Command>& out) {
  out.push_back({{"status",
                  {"how this node is: place, events, parent, memory, disk",
                   "本节点的情况：地方、事件、上级、内存、磁盘"},
                  {},
                  {},
                  {},
                  {{"status", {"How the node is.", "查看节点情况。"}},
                   {"status --json", {"The same for scripts.", "同上，供脚本使用。"}}}},
                 &run_status});
  out.push_back(
      {{"enrol",
        {"make the code with which a new node joins", "生成新节点加入用的代码"},
        {"The place is added where the tree lacks it. A code serves one node; keep it to yourself until "
         "then.",
         "地方不在地方树中时会自动添加。一个代码只能用一次，使用前请勿泄露。"},
        {},
        {{"place", {"CODE", "代码"}, {"the code of the node's place", "节点所在地方的代码"}, true},
         {"name",
          {"NAME", "名称"},
          {"the name of the place, which the node bears", "地方名称，也是节点名称"},
          true},
         {"level",
          {"LEVEL", "级别"},
          {"city, county, town or community", "city、county、town 或 community"},
          true},
         {"root-key",
          {"FILE", "文件"},
          {"the root key, for nodes of the first place only", "根密钥文件，只在为最上级地方增加节点时需要"}}},
        {{"enrol --place 431322106003 --name 富托村 --level community",
          {"A code for a village's PC.", "为一个村的电脑生成代码。"}},
         {"enrol --place 4313 --name 娄底市 --level city --root-key city.rootkey",
          {"A second node of the city.", "为市级增加第二个节点。"}}}},
       &run_enrol});
  out.push_back({{"nodes",
                  {"the nodes that are enrolled", "已登记的节点"},
                  {},
                  {},
                  {},
                  {{"nodes", {"All nodes that this one knows.", "本节点所知的全部节点。"}}}},
                 &run_nodes});
}

}  // namespace wishctl
