// What the memory of texts takes besides its own bytes.

#pragma once

#include <cstddef>

namespace node {

// What the allocator adds to each piece of memory.
inline constexpr std::size_t kPieceBytes = 16;
// The links and the colour of a node of a std::map.
inline constexpr std::size_t kNodeBytes = 32;

}  // namespace node
