// All that one node shows: its wishes, and from its logs how many facts of each kind there are about
// each. Reading the logs also examines that each is one unbroken chain.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/crash/node.h"

namespace crash {

struct Shown {
  std::string id;
  std::string number;
  std::string home;
  std::string state;
  std::string safe;
  std::optional<std::string> name;  // Nothing: the part that holds it is not there.
  std::optional<std::string> content;
};

// Of one wish, by the name of the kind: registered, amended, vetted, withdrawn.
using Facts = std::map<std::string, int>;

// All wishes, every page. Throws where the node does not answer.
[[nodiscard]] std::vector<Shown> wishes_of(const Node& node);
// By the wish's id. Reports a log that is forked or has a gap, and parts that are due and missing.
[[nodiscard]] std::map<std::string, Facts> facts_of(const Node& node, Findings& findings);

}  // namespace crash
