#include <sodium.h>

#include "model/result.h"
#include "node/random.h"

namespace node {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  model::check(sodium_init() >= 0, "libsodium starts");
  randombytes_buf(out.data(), out.size());
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(mutex_);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace node
