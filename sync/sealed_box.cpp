#include "sync/sealed_box.h"

#include <sodium.h>

#include "sync/sodium_bytes.h"

namespace wishsync {
namespace {

static_assert(crypto_box_SEEDBYTES == 32 && crypto_box_PUBLICKEYBYTES == 32);

}  // namespace

std::optional<std::string> seal_box(std::string_view plain, const model::SealingKey& to,
                                    const std::array<std::uint8_t, 32>& seed) {
  unsigned char ephemeral[crypto_box_PUBLICKEYBYTES];
  unsigned char secret[crypto_box_SECRETKEYBYTES];
  crypto_box_seed_keypair(ephemeral, secret, seed.data());
  unsigned char nonce[crypto_box_NONCEBYTES];
  crypto_generichash_state hash;
  crypto_generichash_init(&hash, nullptr, 0, sizeof nonce);
  crypto_generichash_update(&hash, ephemeral, sizeof ephemeral);
  crypto_generichash_update(&hash, to.data.data(), to.data.size());
  crypto_generichash_final(&hash, nonce, sizeof nonce);
  std::string out(reinterpret_cast<const char*>(ephemeral), sizeof ephemeral);
  out.resize(plain.size() + crypto_box_SEALBYTES);
  const int bad = crypto_box_easy(bytes_of(out) + sizeof ephemeral, bytes_of(plain), plain.size(), nonce,
                                  to.data.data(), secret);
  sodium_memzero(secret, sizeof secret);
  if (bad != 0) return std::nullopt;
  return out;
}

std::optional<std::string> open_box(std::string_view sealed, const SealingSecret& secret) {
  if (sealed.size() < crypto_box_SEALBYTES) return std::nullopt;
  unsigned char self[crypto_box_PUBLICKEYBYTES];
  crypto_scalarmult_base(self, secret.data());
  std::string out(sealed.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(bytes_of(out), bytes_of(sealed), sealed.size(), self, secret.data()) != 0)
    return std::nullopt;
  return out;
}

}  // namespace wishsync
