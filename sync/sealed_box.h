// Words for one node alone: sealed with its X25519 key so that only the holder of the secret reads them, and
// nobody learns from them who wrote (libsodium's crypto_box_seal, with the ephemeral key drawn from the
// caller's randomness).

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace wishsync {

using SealingSecret = std::array<std::uint8_t, 32>;

// Nothing where `to` is no key to which anything can be sealed. `seed` is fresh randomness.
[[nodiscard]] std::optional<std::string> seal_box(std::string_view plain, const model::SealingKey& to,
                                                  const std::array<std::uint8_t, 32>& seed);
// Nothing where it was not sealed to this secret's key.
[[nodiscard]] std::optional<std::string> open_box(std::string_view sealed, const SealingSecret& secret);

}  // namespace wishsync
