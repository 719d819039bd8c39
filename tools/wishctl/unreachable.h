// What to tell a person when a node can't be reached: what went wrong, and what to do.

#pragma once

#include <chrono>
#include <system_error>

#include "tools/wishctl/transport.h"

namespace wishctl {

[[nodiscard]] Failure cannot_connect(const Address& address, const std::error_code& error);
[[nodiscard]] Failure connect_timed_out(const Address& address, std::chrono::milliseconds waited);
[[nodiscard]] Failure answer_timed_out(const Address& address, std::chrono::milliseconds waited);
[[nodiscard]] Failure connection_lost(const Address& address, std::string_view reason);
[[nodiscard]] Failure not_a_node(const Address& address);

}  // namespace wishctl
