// The release, as told to people and peers.

#pragma once

namespace node {

inline constexpr const char* kRelease = "0.1.0";

}  // namespace node
