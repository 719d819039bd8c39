// sync, parent: with whom the node is connected, and what each side still lacks.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string role_text(const std::string& role, const Context& context) {
  if (role == "parent") return context.say({"parent", "上级"});
  if (role == "child") return context.say({"child", "下级"});
  return role;
}

std::string connection_text(const json::value& peer, const Context& context) {
  if (!flag_field(peer, "connected")) return context.say({"no", "否"});
  return flag_field(peer, "in_step") ? context.say({"yes, in step", "是，已同步"})
                                     : context.say({"yes, exchanging", "是，交换中"});
}

// "12 events, 3 parts", or "nothing".
std::string lack_text(const json::value& peer, std::string_view events_key, std::string_view parts_key,
                      const Context& context) {
  const std::optional<std::int64_t> events = number_field(peer, events_key);
  const std::optional<std::int64_t> parts =
      parts_key.empty() ? std::optional<std::int64_t>(0) : number_field(peer, parts_key);
  if (!events && !parts.value_or(0)) return "–";
  std::string out;
  const auto add = [&](std::int64_t n, Text one, Text many) {
    if (n == 0) return;
    if (!out.empty()) out += context.say({", ", "，"});
    out += fmt::format(fmt::runtime((n == 1 ? one : many).in(context.lang)), n);
  };
  add(events.value_or(0), {"{} event", "{} 条事件"}, {"{} events", "{} 条事件"});
  add(parts.value_or(0), {"{} part", "{} 份个人信息"}, {"{} parts", "{} 份个人信息"});
  return out.empty() ? context.say({"nothing", "无"}) : out;
}

// Seconds with a sign; nothing where the clocks agree to the second.
std::string clock_text(const json::value& peer) {
  const std::optional<std::int64_t> offset = number_field(peer, "clock_offset_ms");
  if (!offset) return "–";
  return *offset > -1000 && *offset < 1000 ? "±0 s" : fmt::format("{:+} s", *offset / 1000);
}

std::string peer_name(const json::value& peer, Lang lang) {
  std::string place = text_field(peer, "place_name");
  if (place.empty()) place = text_field(peer, "place");
  const std::string name = text_field(peer, "name");
  if (place.empty()) return name.empty() ? text_field(peer, "address") : name;
  if (name.empty() || name == place) return place;
  return lang == Lang::kChinese ? fmt::format("{}（{}）", place, name) : fmt::format("{} ({})", place, name);
}

// What is wrong with each peer, as lines below the table.
std::string complaints(const json::array& peers, const Context& context) {
  std::string out;
  for (const json::value& peer : peers) {
    const json::value& error = field(peer, "error");
    if (error.is_null()) continue;
    std::string text = text_field(error, context.lang == Lang::kChinese ? "zh" : "en");
    if (text.empty()) text = error.is_object() ? text_field(error, "code") : text_of(error);
    out += fmt::format("{} {}{}{}", role_text(text_field(peer, "role"), context),
                       peer_name(peer, context.lang), context.say({": ", "："}), text);
    if (has_value(peer, "next_try") && !flag_field(peer, "connected"))
      out += fmt::format(fmt::runtime(context.say({" Next try {}.", "下次尝试：{}。"})),
                         relative_time(text_field(peer, "next_try"), context.now, context.lang));
    out += "\n";
  }
  return out.empty() ? out : "\n" + printable_text(out);
}

Outcome<Done> run_sync(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"sync"}));
  if (!answer) return answer.error();
  const json::array& peers = array_field(answer->value, "peers");
  std::string text = fmt::format("{}{}\n", context.say({"This node listens at ", "本节点同步地址："}),
                                 printable_line(or_dash(text_field(answer->value, "address"))));
  if (peers.empty()) {
    text += context.say(
        {"No node has connected yet, and no parent is set.\n", "还没有节点连接过，也没有设置上级。\n"});
    return Done{std::move(answer->document), text, {}};
  }
  Table table({{context.say({"role", "关系"})},
               {context.say({"node", "节点"})},
               {context.say({"connected", "连接"})},
               {context.say({"last seen", "最近联系"})},
               {context.say({"we lack", "本机还缺"})},
               {context.say({"it lacks", "对方还缺"})},
               {context.say({"in", "收到"}), Align::kRight},
               {context.say({"out", "发出"}), Align::kRight},
               {context.say({"clock", "时钟差"}), Align::kRight, false, true},
               {context.say({"address", "地址"}), Align::kLeft, false, true}});
  for (const json::value& peer : peers)
    table.add_row({role_text(text_field(peer, "role"), context), peer_name(peer, context.lang),
                   connection_text(peer, context),
                   relative_time(text_field(peer, "last_seen"), context.now, context.lang),
                   lack_text(peer, "we_lack_events", "we_lack_parts", context),
                   lack_text(peer, "peer_lacks_events", "", context), bytes_or_dash(peer, "bytes_in"),
                   bytes_or_dash(peer, "bytes_out"), clock_text(peer), text_field(peer, "address")});
  text += "\n" + table.text(context.width) + complaints(peers, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_parent(Context& context) {
  Outcome<Answer> answer =
      context.api.put(Target({"parent"}), {{"address", context.arguments.positionals.at(0)}});
  if (!answer) return answer.error();
  const std::string text = fmt::format(
      fmt::runtime(context.say({"The parent is now {}. 'wishctl … sync' shows whether it is reached.\n",
                                "上级现为 {}。可用 wishctl … sync 查看是否已连上。\n"})),
      printable_line(text_field(answer->value, "parent")));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_sync_commands(std::vector<Command>& out) {
  out.push_back({{"sync",
                  {"who is connected, and what each side lacks", "与谁连接、各缺什么"},
                  {},
                  {},
                  {},
                  {{"sync", {"The state of all links.", "查看所有连接。"}}}},
                 &run_sync});
  out.push_back({{"parent",
                  {"set the address of the node above", "设置上级节点的地址"},
                  {},
                  {{{"ADDRESS", "地址"}}},
                  {},
                  {{"parent 10.1.2.3:7420", {"From now on sync with this node.", "以后与此节点同步。"}}}},
                 &run_parent});
}

}  // namespace wishctl
