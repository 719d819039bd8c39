#include "tools/wishctl/app.h"

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/help.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

constexpr std::string_view kVersion = "0.1.0";

std::string complaint_line(const model::Error& error, Lang lang) {
  return fmt::format("wishctl: {}\n", printable_text(sentence(error, lang)));
}

std::string as_line(std::string document) {
  document.erase(document.find_last_not_of(" \r\n\t") + 1);
  return document + "\n";
}

Ending ending_of(const Failure& failure, bool json, Lang lang) {
  Ending out{failure.status, {}, complaint_line(failure.error, lang)};
  if (json)
    out.out = as_line(failure.document.empty() ? problem_document(failure.error, 0, lang) : failure.document);
  return out;
}

std::string help_text(const Arguments& arguments, std::span<const CommandSpec* const> specs, Lang lang) {
  return arguments.command ? help_of(*arguments.command, lang) : help_of_all(specs, arguments.words, lang);
}

Outcome<Address> address_of(const Arguments& arguments) {
  if (arguments.data) return Address(DataDirectory{*arguments.data});
  Outcome<HostAndPort> at = parse_url(*arguments.url);
  if (!at) return at.error();
  return Address(*at);
}

Outcome<Done> perform(const Arguments& arguments, const Surroundings& surroundings, Lang lang) {
  Outcome<Address> address = address_of(arguments);
  if (!address) return address.error();
  const std::unique_ptr<Transport> transport = surroundings.connect(*address, lang);
  // Who keeps the list of people need not stand there yet, unless they say so.
  const bool keeps_users = arguments.words.starts_with("user ");
  const std::string user = arguments.as.value_or(keeps_users ? "" : surroundings.user);
  Api api(*transport, *address, lang, user);
  Context context{arguments,
                  api,
                  lang,
                  user,
                  surroundings.width,
                  surroundings.now,
                  surroundings.confirm,
                  surroundings.tell,
                  surroundings.progress,
                  surroundings.pause};
  for (const Command& command : all_commands())
    if (&command.spec == arguments.command) return command.run(context);
  model::check(false, "the parser found a command that does not exist");
  return Failure{};
}

}  // namespace

Ending run(const std::vector<std::string>& args, const Surroundings& surroundings) {
  std::vector<const CommandSpec*> specs;
  for (const Command& command : all_commands()) specs.push_back(&command.spec);

  const Manner manner = manner_of(args);
  Outcome<Arguments> arguments = parse_arguments(args, specs);
  if (!arguments) return ending_of(arguments.error(), manner.json, manner.lang.value_or(surroundings.lang));
  const Lang lang = arguments->lang.value_or(surroundings.lang);
  if (arguments->help) return {ExitStatus::kDone, help_text(*arguments, specs, lang), {}};
  if (arguments->version) return {ExitStatus::kDone, fmt::format("wishctl {}\n", kVersion), {}};

  Outcome<Done> done = perform(*arguments, surroundings, lang);
  if (!done) return ending_of(done.error(), arguments->json, lang);
  Ending out;
  out.out = arguments->json ? as_line(std::move(done->document)) : std::move(done->text);
  if (done->complaint) {
    out.status = ExitStatus::kRefused;
    out.err = complaint_line(*done->complaint, lang);
  }
  return out;
}

}  // namespace wishctl
