// What a wish adds to the figures, and the input root that stands beside them.
//
// Figures are sums of contributions, so a changed wish costs one subtraction and one addition.
// Same input root, same figures, on every node. Source: design rule 1.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "model/authority.h"
#include "model/fold/wish.h"

namespace model {

// A cell of the summary. Wishes of persons of several kinds stand once, under the set of kinds, so
// that sums over cells never count a wish twice.
struct SummaryKey {
  PlaceCode place;
  std::uint32_t month = 0;  // yyyymm of the day on the form.
  WishState state{};
  Category category{};
  Targets targets;
  auto operator<=>(const SummaryKey&) const = default;
};

struct Figures {
  std::int64_t wishes = 0;
  std::int64_t value_yuan = 0;  // Of the wishes that state one.
  bool operator==(const Figures&) const = default;
  void add(const Figures& other, std::int64_t sign = 1) {
    wishes += sign * other.wishes;
    value_yuan += sign * other.value_yuan;
  }
};

// The cell, at the wish's home, that the wish counts in. The ledger adds it at every place above too.
[[nodiscard]] SummaryKey cell_of(const FoldedWish& wish);
[[nodiscard]] Figures contribution(const FoldedWish& wish);

// A sum of digests modulo 2^256. The order of additions does not matter, and one can be taken back.
struct DigestSum {
  std::array<std::uint64_t, 4> words{};  // Little endian: words[0] is the lowest.
  bool operator==(const DigestSum&) const = default;
  void add(const DigestSum& other);
  void subtract(const DigestSum& other);
  [[nodiscard]] std::string bytes() const;  // 32 bytes, big endian.
  [[nodiscard]] static std::optional<DigestSum> from(std::string_view bytes);
};

// SHA-256(place, writer, tips in ascending order) as a number: what a log adds to its place's sum.
// Zero for a log without tips.
[[nodiscard]] DigestSum log_digest(const LogId& log, std::span<const Tip> tips);

using InputRoot = FixedBytes<32, struct InputRootTag>;

// SHA-256 over the fold's version, P, the own sums of the places above P (place 0 first, then from
// the first place down), and the sum of P's subtree. `own` gives a place's own sum.
template <typename Own>
[[nodiscard]] InputRoot input_root(PlaceCode place, const Authority& authority, Own&& own,
                                   std::uint32_t fold_version = kFoldVersion);

// The bytes that input_root() hashes, for the template above.
[[nodiscard]] InputRoot input_root_of(PlaceCode place, std::span<const std::pair<PlaceCode, DigestSum>> above,
                                      const DigestSum& subtree, std::uint32_t fold_version = kFoldVersion);

template <typename Own>
InputRoot input_root(PlaceCode place, const Authority& authority, Own&& own, std::uint32_t fold_version) {
  std::vector<std::pair<PlaceCode, DigestSum>> above;
  for (PlaceCode p : authority.line_above(place)) above.insert(above.begin(), {p, own(p)});
  above.insert(above.begin(), {kPlaceOfAll, own(kPlaceOfAll)});
  DigestSum subtree;
  for (PlaceCode p : authority.subtree(place)) subtree.add(own(p));
  return input_root_of(place, above, subtree, fold_version);
}

}  // namespace model
