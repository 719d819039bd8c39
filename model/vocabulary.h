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
  kPublished = 7,
  kClaimed = 8,
  kFulfilled = 9,
  kConfirmed = 10,
  kClosed = 11,
};

// A claim of a volunteer on a wish. Until the publisher decides it is provisional.
enum class ClaimState : std::uint8_t {
  kProvisional = 1,
  kGranted = 2,
  kDeclined = 3,
  kReleased = 4,
  kExpired = 5,
  kFulfilled = 6,
  kConfirmed = 7,
  kDisputed = 8,
};

// Why a publisher does not grant a claim, or takes a grant back.
enum class ClaimReason : std::uint8_t {
  kFull = 1,        // All slots are granted.
  kTakenDown = 2,   // The wish is not public any more.
  kReleased = 4,    // The volunteer gave it back.
  kExpired = 5,     // Not fulfilled within the period.
  kReassigned = 6,  // An office gives it to somebody else.
  kAlready = 7,     // The same volunteer has another place of it.
};

// What there is to do about a published wish, as far as everyone may see.
enum class OfferState : std::uint8_t {
  kOpen = 1,
  kTaken = 2,
  kFulfilled = 3,
  kConfirmed = 4,
  kTakenDown = 5
};

// How a reviewer decides.
enum class Outcome : std::uint8_t { kApproved = 1, kReturned = 2, kRejected = 3, kHandedOver = 4 };

// What a file that was attached to a wish is.
enum class AttachmentPurpose : std::uint8_t { kProof = 1, kPhoto = 2, kOther = 3 };

// Who agreed that the wish is registered and published, and how. Of a child a guardian must
// (model/consent.h).
enum class ConsentBy : std::uint8_t { kUnstated = 0, kSelf = 1, kGuardian = 2, kFamily = 3, kOther = 4 };
enum class ConsentHow : std::uint8_t { kUnstated = 0, kSpoken = 1, kWritten = 2, kPhone = 3, kOther = 4 };

enum class Sex : std::uint8_t { kUnstated = 0, kMale = 1, kFemale = 2 };

// All words of a list, in the order of their numbers.
[[nodiscard]] std::span<const Word> words(Level);
[[nodiscard]] std::span<const Word> words(Category);
[[nodiscard]] std::span<const Word> words(Target);
[[nodiscard]] std::span<const Word> words(WishState);
[[nodiscard]] std::span<const Word> words(Sex);
[[nodiscard]] std::span<const Word> words(ClaimState);
[[nodiscard]] std::span<const Word> words(ClaimReason);
[[nodiscard]] std::span<const Word> words(OfferState);
[[nodiscard]] std::span<const Word> words(Outcome);
[[nodiscard]] std::span<const Word> words(AttachmentPurpose);
[[nodiscard]] std::span<const Word> words(ConsentBy);
[[nodiscard]] std::span<const Word> words(ConsentHow);

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
