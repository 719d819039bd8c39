#include "tools/simulation/trace.h"

#include <cstdio>

namespace simulation {

std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31);
}

std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t count = bytes.size() < 8 ? bytes.size() : 8;
    for (std::size_t i = 0; i < count; ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
    bytes.remove_prefix(count);
  }
  return mix(hash);
}

void Trace::say(const std::string& line) {
  note(hash_bytes("say"), 0, hash_bytes(line));
  const std::uint64_t at = now_ms_();
  char stamp[48];
  std::snprintf(stamp, sizeof stamp, "day %2llu %02llu:%02llu:%02llu.%03llu  ",
                static_cast<unsigned long long>(at / 86'400'000),
                static_cast<unsigned long long>(at / 3'600'000 % 24),
                static_cast<unsigned long long>(at / 60'000 % 60),
                static_cast<unsigned long long>(at / 1000 % 60), static_cast<unsigned long long>(at % 1000));
  lines_.push_back(stamp + line);
  if (to_stderr_) std::fprintf(stderr, "%s\n", lines_.back().c_str());
  if (lines_.size() > kLinesMax) lines_.pop_front();
}

}  // namespace simulation
