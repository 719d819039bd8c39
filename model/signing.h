// The seam of signatures: Ed25519 (libsodium), and a cheap twin for simulations of many nodes.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "model/ids.h"

namespace model {

using Seed = std::array<std::uint8_t, 32>;

// Signs with one node's key. Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual NodeKey key() const = 0;
  [[nodiscard]] virtual Signature sign(std::string_view message) const = 0;
};

// Knows good signatures from bad. Thread-safe.
class Verifier {
 public:
  virtual ~Verifier() = default;
  [[nodiscard]] virtual bool verify(const NodeKey& key, std::string_view message,
                                    const Signature& signature) const = 0;
};

[[nodiscard]] std::unique_ptr<Signer> make_ed25519_signer(const Seed& seed);
[[nodiscard]] std::unique_ptr<Verifier> make_ed25519_verifier();

// The twin: a keyed hash that anyone could compute. For simulations, never between machines.
[[nodiscard]] std::unique_ptr<Signer> make_cheap_signer(const Seed& seed);
[[nodiscard]] std::unique_ptr<Verifier> make_cheap_verifier();

}  // namespace model
