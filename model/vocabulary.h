// The programme's fixed words: levels, categories, people served, states of a wish.
//
// Each value has a stable number (stored in events, never reused), a stable English key (JSON, CLI)
// and its name in Chinese and English. Source: the programme's paper forms.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace model {

struct Word {
  std::uint8_t number;
  std::string_view key;
  std::string_view zh;
  std::string_view en;
};

enum class Level : std::uint8_t { kCity = 1, kCounty = 2, kTown = 3, kCommunity = 4 };

enum class Category : std::uint8_t {
  kGoods = 1,
  kCulture = 2,
  kPolicy = 3,
  kHousekeeping = 4,
  kCounselling = 5,
  kComfort = 6,
  kCompanionship = 7,
  kConvenience = 8,
  kActivity = 9,
};

enum class Target : std::uint8_t {
  kPoorHousehold = 1,
  kAllowanceHousehold = 2,
  kFiveGuarantees = 3,
  kLeftBehindChild = 4,
  kSpecialNeedsChild = 5,
  kOrphanOrDisabledChild = 6,
  kDisabled = 7,
  kElderWithoutFamily = 8,
  kEmptyNestElder = 9,
  kElderWhoLostOnlyChild = 10,
  kPartyMemberInDifficulty = 11,
  kVeteran = 12,
  kWarVeteran = 13,
  kOther = 14,
};

// A set of Targets: bit n is the target with number n.
struct Targets {
  std::uint32_t bits = 0;
  auto operator<=>(const Targets&) const = default;
  void add(Target t) { bits |= 1u << static_cast<unsigned>(t); }
  [[nodiscard]] bool has(Target t) const { return (bits >> static_cast<unsigned>(t)) & 1u; }
};

enum class WishState : std::uint8_t {
  kRegistered = 1,
  kVetted = 2,
  kReturned = 3,
  kRejected = 4,
  kHandedOver = 5,
  kWithdrawn = 6,
};

enum class Sex : std::uint8_t { kUnstated = 0, kMale = 1, kFemale = 2 };

// All words of a list, in the order of their numbers.
[[nodiscard]] std::span<const Word> words(Level);
[[nodiscard]] std::span<const Word> words(Category);
[[nodiscard]] std::span<const Word> words(Target);
[[nodiscard]] std::span<const Word> words(WishState);
[[nodiscard]] std::span<const Word> words(Sex);

// The word of a value; a value from a newer version gives {number, "unknown", "未知", "unknown"}.
template <typename E>
[[nodiscard]] Word word(E value) {
  for (const Word& w : words(value))
    if (w.number == static_cast<std::uint8_t>(value)) return w;
  return {static_cast<std::uint8_t>(value), "unknown", "未知", "unknown"};
}

// Finds a value by key, Chinese or English name.
template <typename E>
[[nodiscard]] std::optional<E> from_word(std::string_view text) {
  for (const Word& w : words(E{}))
    if (w.key == text || w.zh == text || w.en == text) return static_cast<E>(w.number);
  return std::nullopt;
}

}  // namespace model
