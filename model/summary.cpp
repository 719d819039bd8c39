#include "model/summary.h"

#include <algorithm>

#include "model/crypto.h"

namespace model {

SummaryKey cell_of(const FoldedWish& wish) {
  return {wish.home, wish.on.year * 100u + wish.on.month, wish.state, wish.category, wish.targets};
}

Figures contribution(const FoldedWish& wish) {
  return {1, static_cast<std::int64_t>(wish.value_yuan.value_or(0))};
}

void DigestSum::add(const DigestSum& other) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t with_carry = words[i] + carry;
    carry = with_carry < carry ? 1 : 0;
    words[i] = with_carry + other.words[i];
    if (words[i] < with_carry) carry = 1;
  }
}

void DigestSum::subtract(const DigestSum& other) {
  DigestSum negative;  // Two's complement: ~x + 1.
  for (std::size_t i = 0; i < words.size(); ++i) negative.words[i] = ~other.words[i];
  add(negative);
  add(DigestSum{{1, 0, 0, 0}});
}

std::string DigestSum::bytes() const {
  std::string out;
  for (std::size_t i = words.size(); i-- > 0;) put_u64(out, words[i]);
  return out;
}

std::optional<DigestSum> DigestSum::from(std::string_view bytes) {
  if (bytes.size() != 32) return std::nullopt;
  DigestSum out;
  for (std::size_t i = 0; i < 4; ++i) out.words[3 - i] = get_u64(bytes.data() + 8 * i);
  return out;
}

DigestSum log_digest(const LogId& log, std::span<const Tip> tips) {
  if (tips.empty()) return {};
  std::vector<Tip> sorted(tips.begin(), tips.end());
  std::sort(sorted.begin(), sorted.end());
  std::string bytes;
  put_u64(bytes, log.place.value);
  bytes += log.writer.view();
  for (const Tip& tip : sorted) {
    put_u64(bytes, tip.seq.value);
    bytes += tip.hash.view();
  }
  const Digest digest = sha256(bytes);
  return *DigestSum::from({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

InputRoot input_root_of(PlaceCode place, std::span<const std::pair<PlaceCode, DigestSum>> above,
                        const DigestSum& subtree, std::uint32_t fold_version) {
  std::string bytes = "wishtree input root";
  put_u32(bytes, fold_version);
  put_u64(bytes, place.value);
  put_u32(bytes, static_cast<std::uint32_t>(above.size()));
  for (const auto& [code, sum] : above) {
    put_u64(bytes, code.value);
    bytes += sum.bytes();
  }
  bytes += subtree.bytes();
  return InputRoot{sha256(bytes)};
}

}  // namespace model
