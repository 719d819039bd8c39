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
  std::string user;  // In whose name, from the environment; --as overrides it. Empty: nobody's.
  WallTime now;
  // Asks a person; empty where stdin or stderr is no terminal.
  std::function<bool(const std::string& question)> confirm;
  // Shows a line at once, where work takes long; may be empty.
  std::function<void(const std::string& line)> tell;
  // One line that says how a job goes, and the time until it is asked again; may be empty.
  std::function<void(const std::string& line)> progress;
  std::function<void(std::chrono::milliseconds)> pause;
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
