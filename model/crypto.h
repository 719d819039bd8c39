// Hashes. Pure functions; keys and randomness come from outside.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace model {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace model
