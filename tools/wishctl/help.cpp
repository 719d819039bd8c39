#include "tools/wishctl/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

using Entry = std::pair<std::string, std::string>;

constexpr std::size_t kHelpWidth = 100;
constexpr std::size_t kUsageIndent = 7;

constexpr Text kCommands{"Commands:", "命令："};
constexpr Text kOptions{"Options:", "选项："};
constexpr Text kEverywhere{"Options of all commands:", "所有命令都可用的选项："};
constexpr Text kExamples{"Examples:", "例子："};
constexpr Text kUsage{"Usage: ", "用法："};

// Breaks at blanks so that lines take at most kHelpWidth columns; later lines begin at `indent`.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t used = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const std::size_t width = display_width(word);
    if (at > 0 && used + 1 + width > kHelpWidth) {
      out += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (at > 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += width;
    at = end + 1;
  }
  return out;
}

std::string entries(Text title, const std::vector<Entry>& list, Lang lang) {
  std::size_t width = 0;
  for (const auto& [left, right] : list) width = std::max(width, display_width(left));
  std::string out = fmt::format("\n{}\n", title.in(lang));
  for (const auto& [left, right] : list)
    out += fmt::format("  {}  {}\n", pad_right(left, width), wrapped(right, width + 4));
  return out;
}

// What may be left out stands in brackets.
std::string bracketed(bool required, std::string_view text) {
  return required ? std::string(text) : fmt::format("[{}]", text);
}

std::string positional_text(const PositionalSpec& p, Lang lang) {
  return bracketed(p.required, p.word.in(lang)) + (p.repeats ? "…" : "");
}

std::string option_text(const OptionSpec& option, Lang lang) {
  std::string out = "--" + std::string(option.name);
  if (option.value.empty()) return out;
  return out + " " + bracketed(!option.value_optional, option.value.in(lang));
}

std::vector<Entry> option_entries(std::span<const OptionSpec> options, Lang lang) {
  std::vector<Entry> out;
  for (const OptionSpec& option : options) {
    std::string help(option.help.in(lang));
    if (option.required) help += lang == Lang::kChinese ? "（必填）" : " (required)";
    if (option.repeats) help += lang == Lang::kChinese ? "（可写多次）" : " (may be given several times)";
    out.emplace_back(option_text(option, lang), std::move(help));
  }
  return out;
}

std::string usage_line(const CommandSpec& command, Lang lang) {
  std::string out =
      fmt::format("wishctl --data {} {}", lang == Lang::kChinese ? "目录" : "DIR", command.name);
  for (const PositionalSpec& p : command.positionals) out += " " + positional_text(p, lang);
  for (const OptionSpec& option : command.options)
    out += " " + bracketed(option.required, option_text(option, lang));
  return out;
}

std::string exit_statuses(Lang lang) {
  return std::string(
      Text{"\nExit status: 0 done · 1 refused, with the reason on stderr · 2 wrong usage · "
           "3 the node can't be reached\n",
           "\n退出状态：0 完成 · 1 被拒绝（原因见标准错误） · 2 用法错误 · 3 连接不上节点\n"}
          .in(lang));
}

std::string top_examples(Lang lang) {
  const std::vector<Entry> lines = {
      {"wishctl --data /var/lib/wishtree status",
       lang == Lang::kChinese ? "本节点的情况" : "how the node is"},
      {"wishctl --url http://127.0.0.1:8080 summary --by place",
       lang == Lang::kChinese ? "按地方汇总" : "the figures of each place"},
      {"wishctl wish add --help", lang == Lang::kChinese ? "一个命令的说明" : "all about one command"},
  };
  return entries(kExamples, lines, lang);
}

}  // namespace

std::string help_of_all(std::span<const CommandSpec* const> commands, std::string_view group, Lang lang) {
  std::string out;
  if (group.empty())
    out += Text{"wishctl: the command line of a Wishtree node, for its admin.\n\n",
                "wishctl：“情暖微心愿”节点的命令行工具，供管理员使用。\n\n"}
               .in(lang);
  out += fmt::format("{}wishctl --data {} | --url {} [--json] {}\n", kUsage.in(lang),
                     lang == Lang::kChinese ? "目录" : "DIR", lang == Lang::kChinese ? "网址" : "URL",
                     group.empty()            ? std::string(Text{"COMMAND", "命令"}.in(lang))
                     : lang == Lang::kChinese ? fmt::format("{} 命令", group)
                                              : fmt::format("{} COMMAND", group));
  std::vector<Entry> list;
  for (const CommandSpec* command : commands) {
    if (!group.empty() && !command->name.starts_with(std::string(group) + " ")) continue;
    std::string left(command->name);
    for (const PositionalSpec& p : command->positionals) left += " " + positional_text(p, lang);
    list.emplace_back(std::move(left), command->summary.in(lang));
  }
  out += entries(kCommands, list, lang);
  out += entries(kEverywhere, option_entries(global_options(), lang), lang);
  if (group.empty()) out += top_examples(lang) + exit_statuses(lang);
  return out;
}

std::string help_of(const CommandSpec& command, Lang lang) {
  std::string out = fmt::format("{}{}{}\n\n{}{}\n", command.name, lang == Lang::kChinese ? "：" : ": ",
                                command.summary.in(lang), kUsage.in(lang),
                                wrapped(usage_line(command, lang), kUsageIndent));
  if (!command.details.empty()) out += fmt::format("\n{}\n", command.details.in(lang));
  if (!command.options.empty()) out += entries(kOptions, option_entries(command.options, lang), lang);
  out += entries(kEverywhere, option_entries(global_options(), lang), lang);
  if (!command.examples.empty()) {
    out += fmt::format("\n{}\n", kExamples.in(lang));
    for (const Example& e : command.examples)
      out += fmt::format("  wishctl --data {} {}\n      {}\n", lang == Lang::kChinese ? "目录" : "DIR",
                         e.line, e.says.in(lang));
  }
  return out;
}

}  // namespace wishctl
