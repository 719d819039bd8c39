// wishyear from arguments to output and exit status.

#pragma once

#include <ostream>

namespace wishyear {

// Exit status: 0 done, 1 refused with the reason on `err`, 2 wrong usage.
[[nodiscard]] int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace wishyear
