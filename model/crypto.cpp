#include "model/crypto.h"

#include <openssl/evp.h>

#include <memory>

#include "model/result.h"

namespace model {

namespace {

// Each thread fetches the algorithm and makes a context once: OpenSSL 3 takes longer to look it up than
// to hash an event.
class Sha256 {
 public:
  Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    check(algorithm_ && context_, "SHA-256 is there");
  }
  Digest digest(std::string_view first, std::string_view second = {}) {
    Digest out;
    check(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1 &&
              EVP_DigestUpdate(context_.get(), first.data(), first.size()) == 1 &&
              (second.empty() || EVP_DigestUpdate(context_.get(), second.data(), second.size()) == 1) &&
              EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) == 1,
          "SHA-256 works");
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Sha256& hasher() {
  thread_local Sha256 one;
  return one;
}

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Digest sha256(std::string_view bytes) { return hasher().digest(bytes); }

// RFC 2104.
Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr std::size_t kBlockBytes = 64;
  std::array<char, kBlockBytes> inner{};
  std::array<char, kBlockBytes> outer{};
  const Digest short_key = key.size() > kBlockBytes ? sha256(key) : Digest{};
  if (key.size() > kBlockBytes) key = view(short_key);
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  const Digest first = hasher().digest({inner.data(), inner.size()}, bytes);
  return hasher().digest({outer.data(), outer.size()}, view(first));
}

}  // namespace model
