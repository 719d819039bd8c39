// Callers of the write path who each wait until an event is durable before they write the next, as those of
// the API do.

#pragma once

#include <vector>

#include "tools/bench/node_data.h"

namespace bench {

inline constexpr std::size_t kManyCallers = 64;

// What each caller writes.
using Shares = std::vector<std::vector<node::Draft>>;

// How many seconds it took until the last was durable; fails where one is refused.
double write_by_callers(NodeData& node, Shares shares);

}  // namespace bench
