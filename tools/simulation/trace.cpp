#include "tools/simulation/trace.h"

#include <bit>
#include <cstdio>
#include <cstring>

namespace simulation {

std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31);
}

static_assert(std::endian::native == std::endian::little, "a seed gives the same trace hash everywhere");

std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ bytes.size();
  const auto take = [&](std::uint64_t word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  };
  for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    take(word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, bytes.data(), bytes.size());
  if (!bytes.empty()) take(rest);
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
