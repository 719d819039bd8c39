// wishctl from arguments to output and exit status, with the network, the terminal and the clock
// passed in.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/wishctl/format.h"
#include "tools/wishctl/transport.h"

namespace wishctl {

struct Surroundings {
  Lang lang = Lang::kEnglish;        // From the locale; --lang overrides it.
  std::optional<std::size_t> width;  // Of stdout's terminal.
  WallTime now;
  // Asks a person; empty where stdin or stderr is no terminal.
  std::function<bool(const std::string& question)> confirm;
  // Opens the way to a node.
  std::function<std::unique_ptr<Transport>(const Address&, Lang)> connect;
};

struct Ending {
  ExitStatus status = ExitStatus::kDone;
  std::string out;
  std::string err;
};

[[nodiscard]] Ending run(const std::vector<std::string>& args, const Surroundings& surroundings);

}  // namespace wishctl
