// doctor, revoke: how all is, and what an admin above does about a node that is lost.

#include <fmt/format.h>

#include <algorithm>

#include "tools/wishctl/command.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

std::string check_word(const std::string& check, Lang lang) {
  static constexpr std::pair<std::string_view, Text> kChecks[] = {
      {"clock", {"clock", "时钟"}},
      {"disk", {"disk", "磁盘"}},
      {"parent", {"parent", "上级"}},
      {"children", {"children", "下级"}},
      {"erasures", {"erasures", "删除"}},
      {"restore", {"restore", "恢复"}},
      {"backup", {"backup", "备份"}},
      {"ledger", {"ledger", "台帐"}},
      {"forks", {"forks", "分叉"}},
      {"copies", {"copies", "复制"}},
      {"quarantine", {"quarantine", "隔离"}},
      {"parts", {"parts", "个人信息"}},
      {"files", {"files", "附件"}},
      {"versions", {"versions", "版本"}},
      {"invitations", {"invitations", "加入代码"}},
  };
  for (const auto& [key, text] : kChecks)
    if (key == check) return std::string(text.in(lang));
  return check;
}

std::string mark_of(const std::string& state) { return state == "ok" ? "✓" : state == "look" ? "!" : "✗"; }

std::string words_of(const json::value& line, std::string_view key, Lang lang) {
  return text_field(field(line, key), lang == Lang::kChinese ? "zh" : "en");
}

Outcome<Done> run_doctor(Context& context) {
  Outcome<Answer> answer = context.api.get_slowly(Target({"doctor"}));
  if (!answer) return answer.error();
  const json::array& lines = array_field(answer->value, "lines");
  std::size_t width = 0;
  for (const json::value& line : lines)
    width = std::max(width, display_width(check_word(text_field(line, "check"), context.lang)));
  std::string text;
  std::size_t to_act = 0;
  for (const json::value& line : lines) {
    const std::string state = text_field(line, "state");
    if (state == "act") ++to_act;
    text += fmt::format("{} {}  {}\n", mark_of(state),
                        pad_right(check_word(text_field(line, "check"), context.lang), width),
                        printable_line(words_of(line, "what", context.lang)));
    if (const std::string todo = words_of(line, "todo", context.lang); !todo.empty())
      text += fmt::format("  {}  → {}\n", std::string(width, ' '), printable_line(todo));
  }
  Done out{std::move(answer->document), std::move(text), {}};
  if (text_field(answer->value, "state") == "act")
    out.complaint =
        model::Error{"doctor.act", fmt::format("A person is needed: {} line(s) marked ✗.", to_act),
                     fmt::format("需要人处理：标有 ✗ 的共 {} 项。", to_act)};
  return out;
}

Outcome<Done> run_revoke(Context& context) {
  const std::string& node = context.arguments.positionals.at(0);
  if (context.confirm && !context.arguments.has("yes")) {
    const std::string question = fmt::format(
        fmt::runtime(context.say(
            {"What the node {} writes from now on will never count, here or anywhere. This "
             "can't be undone; it can only join anew. Go on? [y/N] ",
             "节点 {} 今后写下的内容在任何地方都不再计入，且不能恢复，只能重新加入。继续吗？[y/N] "})),
        printable_line(node));
    if (!context.confirm(question))
      return Failure{ExitStatus::kRefused,
                     {"revoke.not_confirmed", "Nothing was revoked.", "没有撤销任何节点。"}};
  }
  json::object body{{"node", node}, {"lost", context.arguments.has("lost")}};
  if (const auto file = context.arguments.value("root-key")) {
    Outcome<std::string> key = read_root_key(*file);
    if (!key) return key.error();
    body["root_key"] = *key;
  }
  Outcome<Answer> answer = context.api.post(Target({"revocations"}), body);
  if (!answer) return answer.error();
  const std::string text = fmt::format(
      fmt::runtime(context.say({"Revoked: {}, key {}. What is held here of its logs goes on counting; it can "
                                "join again with a new code (wishctl enrol).\n",
                                "已撤销：{}，公钥 {}。本节点已收到的内容继续有效；如需重新加入，请用 wishctl "
                                "enrol 生成新代码。\n"})),
      printable_line(text_field(answer->value, "name")), short_hash(text_field(answer->value, "key")));
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_doctor_commands(std::vector<Command>& out) {
  out.push_back(
      {{"doctor",
        {"what an admin should know and do, on one page", "管理员应了解和处理的事项，一页看完"},
        {"✓ is well, ! may mend itself, ✗ needs a person. Exits with 1 where a person is needed.",
         "✓ 正常，! 可能自行恢复，✗ 需要人处理。有需要人处理的事项时退出状态为 1。"},
        {},
        {},
        {{"doctor", {"Clock, disk, parent, children, backup and more.", "时钟、磁盘、上下级、备份等。"}}}},
       &run_doctor});
  out.push_back(
      {{"revoke",
        {"end a node's right to write: a lost disk, a stolen PC", "撤销节点：磁盘丢失、电脑被盗等"},
        {"To be done at a node above it. What has arrived here of its logs goes on counting, what it writes "
         "beyond is kept and counts for nothing; its word that wishes are safe counts no longer. NODE is the "
         "beginning of its key, as 'nodes' shows it, or its place where it stands there alone.",
         "须在其上级节点操作。已收到的内容继续有效，之后写下的内容只保存、不计入，其“已安全保存”的确认也不再"
         "有效。"
         "节点写公钥开头几位（见 nodes），或写地方代码（该地方只有一个节点时）。"},
        {{{"NODE", "节点"}}},
        {{"lost", {}, {"its data are lost or in wrong hands", "其数据已丢失或落入他人之手"}},
         {"root-key",
          {"FILE", "文件"},
          {"the root key, for nodes of the first place", "根密钥文件，撤销最高一级的节点时需要"}},
         {"yes", {}, {"do not ask", "不再询问"}}},
        {{"revoke 431322106003 --lost", {"The village's PC was stolen.", "村里的电脑被盗。"}},
         {"revoke 5f2a90c1d2e3", {"The node with this key.", "撤销此公钥的节点。"}}}},
       &run_revoke});
}

}  // namespace wishctl
