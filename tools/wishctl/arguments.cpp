#include "tools/wishctl/arguments.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "tools/wishctl/did_you_mean.h"

namespace wishctl {
namespace {

bool is_utf8(std::string_view text) {
  std::int32_t at = 0;
  const auto length = static_cast<std::int32_t>(text.size());
  while (at < length) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0) return false;
  }
  return true;
}

const OptionSpec* find(std::span<const OptionSpec> options, std::string_view name) {
  const auto it =
      std::find_if(options.begin(), options.end(), [&](const OptionSpec& o) { return o.name == name; });
  return it == options.end() ? nullptr : &*it;
}

class Parser {
 public:
  Parser(std::span<const std::string> args, std::span<const CommandSpec* const> commands)
      : args_(args), commands_(commands) {}

  Outcome<Arguments> parse() {
    bool only_words = false;
    while (at_ < args_.size()) {
      const std::string& token = args_[at_++];
      if (!is_utf8(token))
        return wrong_usage("usage.not_utf8", "An argument is not UTF-8 text. Set the terminal to UTF-8.",
                           "参数不是 UTF-8 文字。请把终端设为 UTF-8 编码。");
      std::optional<Failure> failure;
      if (!only_words && token == "--")
        only_words = true;
      else if (!only_words && token == "-h")
        out_.help = true;
      else if (!only_words && token.size() > 1 && token.starts_with("-"))
        failure = take_option(token);
      else
        failure = take_word(token);
      if (failure) return *failure;
    }
    if (std::optional<Failure> failure = finish()) return *failure;
    return std::move(out_);
  }

 private:
  std::optional<Failure> take_word(const std::string& token) {
    if (out_.command && !begins_longer(token)) {
      out_.positionals.push_back(token);
      return {};
    }
    if (out_.words.empty() && token == "help") {
      out_.help = true;
      return {};
    }
    const std::string before = out_.words;
    out_.words += (before.empty() ? "" : " ") + token;
    bool begins_one = false;
    for (const CommandSpec* command : commands_) {
      if (command->name == out_.words) out_.command = command;
      begins_one |= command->name.starts_with(out_.words + " ");
    }
    if (out_.command || begins_one) return {};
    return unknown_command(before, token);
  }

  // "quarantine" is a command, and so is "quarantine clear".
  bool begins_longer(const std::string& token) const {
    if (!out_.positionals.empty()) return false;
    const std::string words = out_.words + " " + token;
    return std::any_of(commands_.begin(), commands_.end(),
                       [&](const CommandSpec* command) { return command->name == words; });
  }

  // `before` is the group that was recognised, as "wish" in "wish lst".
  Failure unknown_command(const std::string& before, const std::string& token) const {
    std::vector<std::string> known;
    for (const CommandSpec* command : commands_) {
      std::string_view name = command->name;
      if (!before.empty()) {
        if (name.starts_with(before + " ")) known.emplace_back(name.substr(before.size() + 1));
        continue;
      }
      known.emplace_back(name);
      if (const auto space = name.find(' '); space != name.npos) known.emplace_back(name.substr(0, space));
    }
    Suggestion meant = suggestion(token, known, before.empty() ? "" : before + " ");
    if (meant.en.empty() && before.empty()) meant = command_by_last_word(token);
    if (meant.en.empty())
      meant = {" 'wishctl --help' lists the commands.", "运行 wishctl --help 可查看全部命令。"};
    const std::string words = before.empty() ? token : before + " " + token;
    return wrong_usage("usage.unknown_command", fmt::format("There is no command '{}'.{}", words, meant.en),
                       fmt::format("没有“{}”这个命令。{}", words, meant.zh));
  }

  // "vet" alone means "wish vet".
  Suggestion command_by_last_word(const std::string& token) const {
    for (const CommandSpec* command : commands_)
      if (command->name.ends_with(" " + token))
        return {fmt::format(" Did you mean '{}'?", command->name),
                fmt::format("您是不是想输入“{}”？", command->name)};
    return {};
  }

  std::optional<Failure> take_option(const std::string& token) {
    const std::size_t equals = token.find('=');
    const std::string dashed = token.substr(0, equals);
    const std::string name = dashed.starts_with("--") ? dashed.substr(2) : "";
    const OptionSpec* spec = find(global_options(), name);
    if (!spec && out_.command) spec = find(out_.command->options, name);
    if (!spec) return unknown_option(dashed);

    std::string value;
    if (equals != token.npos) {
      if (spec->value.empty())
        return wrong_usage("usage.flag_value", fmt::format("{} takes no value.", dashed),
                           fmt::format("{} 不带值。", dashed));
      value = token.substr(equals + 1);
    } else if (!spec->value.empty()) {
      const bool has_next = at_ < args_.size() && !args_[at_].starts_with("--");
      if (has_next)
        value = args_[at_++];
      else if (!spec->value_optional)
        return missing_value(*spec);
    }
    return keep(*spec, std::move(value));
  }

  std::optional<Failure> keep(const OptionSpec& spec, std::string value) {
    if (!is_utf8(value))
      return wrong_usage(
          "usage.not_utf8",
          fmt::format("The value of --{} is not UTF-8 text. Set the terminal to UTF-8.", spec.name),
          fmt::format("--{} 的值不是 UTF-8 文字。请把终端设为 UTF-8 编码。", spec.name));
    if (!spec.choices.empty() &&
        std::find(spec.choices.begin(), spec.choices.end(), value) == spec.choices.end())
      return unknown_choice(spec, value);
    std::vector<std::string>& values = out_.options[std::string(spec.name)];
    if (!values.empty() && !spec.repeats && !spec.value.empty())
      return wrong_usage("usage.twice", fmt::format("--{} is given twice; give it once.", spec.name),
                         fmt::format("--{} 写了两次，只能写一次。", spec.name));
    values.push_back(std::move(value));
    return {};
  }

  Failure missing_value(const OptionSpec& spec) const {
    return wrong_usage("usage.missing_value",
                       fmt::format("--{0} needs a value: --{0} {1}.", spec.name, spec.value.en),
                       fmt::format("--{0} 后面要有值：--{0} {1}。", spec.name, spec.value.zh));
  }

  Failure unknown_choice(const OptionSpec& spec, const std::string& value) const {
    const std::vector<std::string> known(spec.choices.begin(), spec.choices.end());
    const Suggestion meant = suggestion(value, known);
    const std::string list = fmt::format("{}", fmt::join(known, ", "));
    return wrong_usage(
        "usage.unknown_value",
        fmt::format("--{} cannot be '{}'. It is one of: {}.{}", spec.name, value, list, meant.en),
        fmt::format("--{} 不能是“{}”，可选：{}。{}", spec.name, value, list, meant.zh));
  }

  Failure unknown_option(const std::string& dashed) const {
    std::vector<std::string> known;
    for (const OptionSpec& option : global_options()) known.push_back("--" + std::string(option.name));
    if (!out_.command) {
      for (const CommandSpec* command : commands_)
        if (dashed.starts_with("--") && find(command->options, dashed.substr(2)))
          return wrong_usage("usage.option_before_command",
                             fmt::format("{} stands after the command.", dashed),
                             fmt::format("{} 要写在命令之后。", dashed));
    } else {
      for (const OptionSpec& option : out_.command->options) known.push_back("--" + std::string(option.name));
    }
    Suggestion meant = suggestion(dashed, known);
    const std::string help = "wishctl " + (out_.command ? out_.words + " " : "") + "--help";
    if (meant.en.empty())
      meant = {fmt::format(" '{}' lists the options.", help), fmt::format("运行 {} 可查看全部选项。", help)};
    if (!out_.command)
      return wrong_usage("usage.unknown_option", fmt::format("There is no option {}.{}", dashed, meant.en),
                         fmt::format("没有 {} 这个选项。{}", dashed, meant.zh));
    return wrong_usage("usage.unknown_option",
                       fmt::format("'{}' has no option {}.{}", out_.words, dashed, meant.en),
                       fmt::format("“{}”没有 {} 这个选项。{}", out_.words, dashed, meant.zh));
  }

  std::optional<Failure> finish() {
    out_.help |= out_.has("help");
    out_.version = out_.has("version");
    out_.json = out_.has("json");
    out_.data = out_.value("data");
    out_.url = out_.value("url");
    out_.as = out_.value("as");
    if (const auto lang = out_.value("lang")) out_.lang = *lang == "zh" ? Lang::kChinese : Lang::kEnglish;
    if (out_.help || out_.version) return {};
    if (!out_.command) return missing_command();
    if (std::optional<Failure> failure = check_positionals()) return failure;
    for (const OptionSpec& option : out_.command->options)
      if (option.required && !out_.has(option.name))
        return wrong_usage("usage.missing_option",
                           fmt::format("'{}' needs --{} {}.", out_.words, option.name, option.value.en),
                           fmt::format("“{}”还缺 --{} {}。", out_.words, option.name, option.value.zh));
    return check_target();
  }

  Failure missing_command() const {
    std::vector<std::string_view> known;
    for (const CommandSpec* command : commands_)
      if (out_.words.empty() || command->name.starts_with(out_.words + " ")) known.push_back(command->name);
    const std::string list = fmt::format("{}", fmt::join(known, ", "));
    return wrong_usage("usage.no_command", fmt::format("Say what to do: {}.", list),
                       fmt::format("请写明要做什么：{}。", list));
  }

  std::optional<Failure> check_positionals() const {
    const std::vector<PositionalSpec>& specs = out_.command->positionals;
    const bool repeats = !specs.empty() && specs.back().repeats;
    if (out_.positionals.size() > specs.size() && !repeats) {
      const std::string& extra = out_.positionals[specs.size()];
      return wrong_usage(
          "usage.extra_word",
          fmt::format("'{}' does not know what to do with '{}'. Put quotes around words with spaces.",
                      out_.words, extra),
          fmt::format("“{}”用不着“{}”。带空格的内容请加引号。", out_.words, extra));
    }
    if (out_.positionals.size() < specs.size() && specs[out_.positionals.size()].required) {
      const Text& word = specs[out_.positionals.size()].word;
      return wrong_usage("usage.missing_word",
                         fmt::format("'{0}' needs {1}: wishctl {0} {1}.", out_.words, word.en),
                         fmt::format("“{0}”还缺 {1}：wishctl {0} {1}。", out_.words, word.zh));
    }
    return {};
  }

  std::optional<Failure> check_target() const {
    if (out_.data && out_.url)
      return wrong_usage("usage.two_nodes", "Give --data or --url, not both.",
                         "--data 和 --url 只能写一个。");
    if (out_.data && out_.data->empty())
      return wrong_usage("usage.no_node", "--data is empty; give the data directory.",
                         "--data 是空的，请写数据目录。");
    if (!out_.data && !out_.url)
      return wrong_usage("usage.no_node", "Say which node: --data DIR, or --url http://HOST:PORT.",
                         "请写明是哪个节点：--data 目录，或 --url http://主机:端口。");
    return {};
  }

  std::span<const std::string> args_;
  std::span<const CommandSpec* const> commands_;
  std::size_t at_ = 0;
  Arguments out_;
};

}  // namespace

std::span<const OptionSpec> global_options() {
  static const std::vector<OptionSpec> kOptions = {
      {"data",
       {"DIR", "目录"},
       {"the node whose data directory this is, on this machine", "本机上数据目录为此的节点"}},
      {"url",
       {"URL", "网址"},
       {"the node at this address, http://HOST:PORT", "此地址上的节点，http://主机:端口"}},
      {"as",
       {"NAME|ID", "姓名|标识"},
       {"in whose name it is done, of 'user list'; else from WISHTREE_USER (not the user commands), else "
        "nobody's",
        "以谁的名义办理（见 user list）；不写则按环境变量 WISHTREE_USER（user 各命令除外），都没有则不记名"}},
      {"json", {}, {"print one JSON document and nothing else", "只输出一份 JSON"}},
      {"lang",
       {"zh|en", "zh|en"},
       {"the language; else from LC_ALL, LC_MESSAGES, LANG", "语言；不写则按 LC_ALL、LC_MESSAGES、LANG"},
       false,
       false,
       {"zh", "en"}},
      {"help", {}, {"what a command does, with examples", "命令的说明和例子"}},
      {"version", {}, {"the version of wishctl", "wishctl 的版本"}},
  };
  return kOptions;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto it = options.find(option);
  if (it == options.end() || it->second.empty()) return std::nullopt;
  return it->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto it = options.find(option);
  return it == options.end() ? std::vector<std::string>{} : it->second;
}

Outcome<Arguments> parse_arguments(std::span<const std::string> args,
                                   std::span<const CommandSpec* const> commands) {
  return Parser(args, commands).parse();
}

Manner manner_of(std::span<const std::string> args) {
  Manner out;
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == "--json") out.json = true;
    const std::string_view next = i + 1 < args.size() ? std::string_view(args[i + 1]) : std::string_view();
    if (args[i] == "--lang=zh" || (args[i] == "--lang" && next == "zh")) out.lang = Lang::kChinese;
    if (args[i] == "--lang=en" || (args[i] == "--lang" && next == "en")) out.lang = Lang::kEnglish;
  }
  return out;
}

}  // namespace wishctl
