// From the words of the command line to a command with its options, and clear errors for typos.
//
// A CommandSpec is data: the parser, the help and the tests read the same one. Options of all
// commands (kGlobalOptions) may stand before or after the command.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/wishctl/failure.h"
#include "tools/wishctl/text.h"

namespace wishctl {

struct OptionSpec {
  std::string_view name;  // Without the dashes.
  Text value;             // The word for its value in the help; empty for a flag.
  Text help;
  bool required = false;
  bool repeats = false;
  std::vector<std::string_view> choices;  // If not empty, the values that exist.
  bool value_optional = false;            // The option alone counts as given with an empty value.
};

struct PositionalSpec {
  Text word;
  bool required = true;
  bool repeats = false;  // The last one may: it takes all further words.
};

struct Example {
  std::string_view line;  // What follows "wishctl --data DIR ".
  Text says;
};

struct CommandSpec {
  std::string_view name;  // One or two words: "status", "wish add".
  Text summary;
  Text details;  // May be empty.
  std::vector<PositionalSpec> positionals;
  std::vector<OptionSpec> options;
  std::vector<Example> examples;
};

[[nodiscard]] std::span<const OptionSpec> global_options();

struct Arguments {
  bool help = false;
  bool version = false;
  bool json = false;
  std::optional<Lang> lang;
  std::optional<std::string> data;
  std::optional<std::string> url;
  std::optional<std::string> as;
  std::string words;                     // The command as typed: "wish add", or "wish" for its help.
  const CommandSpec* command = nullptr;  // Null only with `help` or `version`.
  std::vector<std::string> positionals;
  std::map<std::string, std::vector<std::string>, std::less<>> options;

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
};

// `commands` must outlive the result. Failures are of status kWrongUsage.
[[nodiscard]] Outcome<Arguments> parse_arguments(std::span<const std::string> args,
                                                 std::span<const CommandSpec* const> commands);

// What decides how a failure is shown, found even where the arguments do not parse.
struct Manner {
  bool json = false;
  std::optional<Lang> lang;
};
[[nodiscard]] Manner manner_of(std::span<const std::string> args);

}  // namespace wishctl
