#include <sodium.h>

#include <cstring>

#include "model/result.h"
#include "node/random.h"

namespace node {

namespace {

// Small draws, such as a nonce for each part, are cut from a larger one: asking the system takes longer than
// sealing a part. What was given out is wiped.
class Drawn {
 public:
  Drawn() { model::check(sodium_init() >= 0, "libsodium starts"); }
  ~Drawn() { sodium_memzero(bytes_.data(), bytes_.size()); }
  Drawn(const Drawn&) = delete;
  Drawn& operator=(const Drawn&) = delete;

  void fill(std::span<std::uint8_t> out) {
    if (out.size() > kSmallBytes) return randombytes_buf(out.data(), out.size());
    if (bytes_.size() - used_ < out.size()) {
      randombytes_buf(bytes_.data(), bytes_.size());
      used_ = 0;
    }
    std::memcpy(out.data(), bytes_.data() + used_, out.size());
    sodium_memzero(bytes_.data() + used_, out.size());
    used_ += out.size();
  }

 private:
  static constexpr std::size_t kSmallBytes = 64;
  std::array<std::uint8_t, 4096> bytes_;
  std::size_t used_ = sizeof bytes_;
};

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  thread_local Drawn drawn;
  drawn.fill(out);
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(mutex_);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace node
