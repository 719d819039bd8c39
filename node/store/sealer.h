// Seals parts for the disk with the node's data key: XChaCha20-Poly1305 (libsodium), a random nonce of
// 24 bytes in front, the event's hash as associated data, so a part can't be moved to another event.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "node/random.h"

namespace node {

using DataKey = std::array<std::uint8_t, 32>;

class Sealer {
 public:
  // `random` must outlive the Sealer. Thread-safe.
  Sealer(const DataKey& key, Random& random) : key_(key), random_(random) {}

  [[nodiscard]] std::string seal(std::string_view plain, std::string_view associated) const;
  // Nothing if the bytes were not sealed with this key for this purpose.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view associated) const;
  // HMAC under a key derived from the data key: lets equal texts be recognised without keeping them.
  [[nodiscard]] std::string fingerprint(std::string_view text) const;

 private:
  DataKey key_;
  Random& random_;
};

}  // namespace node
