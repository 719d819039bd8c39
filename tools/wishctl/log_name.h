// PLACE/WRITER as a person types it, where the beginning of the writer's id is enough.

#pragma once

#include <string>
#include <string_view>

#include "tools/wishctl/api.h"

namespace wishctl {

struct LogName {
  std::string place;
  std::string writer;  // 32 hexadecimal digits.
};

// Asks the node for the logs of the place where the writer is not written out. Failures:
// "usage.bad_log", "log.unknown", "log.ambiguous".
[[nodiscard]] Outcome<LogName> find_log(Api& api, std::string_view typed);

}  // namespace wishctl
