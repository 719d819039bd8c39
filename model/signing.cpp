#include "model/signing.h"

#include <sodium.h>

#include <algorithm>
#include <string>

#include "model/crypto.h"

namespace model {
namespace {

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

class Ed25519Signer final : public Signer {
 public:
  explicit Ed25519Signer(const Seed& seed) {
    check(sodium_init() >= 0, "libsodium starts");
    crypto_sign_seed_keypair(key_.data.data(), secret_.data(), seed.data());
  }
  ~Ed25519Signer() override { sodium_memzero(secret_.data(), secret_.size()); }

  NodeKey key() const override { return key_; }
  Signature sign(std::string_view message) const override {
    Signature out;
    crypto_sign_detached(out.data.data(), nullptr, as_bytes(message), message.size(), secret_.data());
    return out;
  }

 private:
  NodeKey key_;
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_{};
};

class Ed25519Verifier final : public Verifier {
 public:
  Ed25519Verifier() { check(sodium_init() >= 0, "libsodium starts"); }
  bool verify(const NodeKey& key, std::string_view message, const Signature& signature) const override {
    return crypto_sign_verify_detached(signature.data.data(), as_bytes(message), message.size(),
                                       key.data.data()) == 0;
  }
};

Signature cheap_signature(const NodeKey& key, std::string_view message) {
  const Digest half = hmac_sha256(key.view(), message);
  Signature out;
  std::copy(half.begin(), half.end(), out.data.begin());
  std::copy(half.begin(), half.end(), out.data.begin() + half.size());
  return out;
}

class CheapSigner final : public Signer {
 public:
  explicit CheapSigner(const Seed& seed)
      : key_{sha256({reinterpret_cast<const char*>(seed.data()), seed.size()})} {}
  NodeKey key() const override { return key_; }
  Signature sign(std::string_view message) const override { return cheap_signature(key_, message); }

 private:
  NodeKey key_;
};

class CheapVerifier final : public Verifier {
 public:
  bool verify(const NodeKey& key, std::string_view message, const Signature& signature) const override {
    return signature == cheap_signature(key, message);
  }
};

}  // namespace

std::unique_ptr<Signer> make_ed25519_signer(const Seed& seed) {
  return std::make_unique<Ed25519Signer>(seed);
}
std::unique_ptr<Verifier> make_ed25519_verifier() { return std::make_unique<Ed25519Verifier>(); }
std::unique_ptr<Signer> make_cheap_signer(const Seed& seed) { return std::make_unique<CheapSigner>(seed); }
std::unique_ptr<Verifier> make_cheap_verifier() { return std::make_unique<CheapVerifier>(); }

}  // namespace model
