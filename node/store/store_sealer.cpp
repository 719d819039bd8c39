#include <sodium.h>

#include "model/crypto.h"
#include "node/store/sealer.h"

namespace node {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string Sealer::seal(std::string_view plain, std::string_view associated) const {
  std::string out(kNonceBytes + plain.size() + kTagBytes, '\0');
  auto* at = reinterpret_cast<unsigned char*>(out.data());
  random_.fill({at, kNonceBytes});
  crypto_aead_xchacha20poly1305_ietf_encrypt(at + kNonceBytes, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(associated), associated.size(), nullptr, at,
                                             key_.data());
  return out;
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view associated) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string out(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(out.data()), nullptr, nullptr, bytes_of(sealed) + kNonceBytes,
      sealed.size() - kNonceBytes, bytes_of(associated), associated.size(), bytes_of(sealed), key_.data());
  return bad == 0 ? std::optional(std::move(out)) : std::nullopt;
}

std::string Sealer::fingerprint(std::string_view text) const {
  const model::Digest key =
      model::hmac_sha256({reinterpret_cast<const char*>(key_.data()), key_.size()}, "fingerprint");
  const model::Digest out = model::hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, text);
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

}  // namespace node
