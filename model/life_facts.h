// What happens to a vetted wish: publication, claims, grants, fulfilment, confirmation, handing over and
// closing. Bodies and parts as plain structs, to and from the bytes of facts.capnp, as model/facts.h does for
// the rest.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/date.h"
#include "model/event.h"
#include "model/facts.h"
#include "model/ids.h"
#include "model/vocabulary.h"

namespace model {

// What a wish may need at most, and how many volunteers may share one claim.
inline constexpr std::uint16_t kSlotsMax = 100;
inline constexpr std::size_t kSharesMax = 50;
inline constexpr std::uint32_t kMinutesMax = 60 * 24 * 366;

struct Published {
  std::uint16_t slots = 1;
  Category category{};
  Targets targets;
  Date on;
  std::optional<EventHash> policy;  // Nothing: the default (model/programme.h).
  std::optional<SubjectId> campaign;
  std::string number;
};

struct TakenDown {
  Date on;
};

struct Granted {
  SubjectId claim;
  std::optional<SubjectId> unit;
  Date on;
  Date due_on;
};

struct Declined {
  SubjectId claim;
  ClaimReason reason{};
  Date on;
};

struct Freed {
  SubjectId claim;
  ClaimReason reason{};
  Date on;
};

enum class CourseStage : std::uint8_t { kFulfilled = 1, kConfirmed = 2, kDisputed = 3 };

struct Share {
  SubjectId volunteer;
  std::uint16_t share = 1;  // Relative to the sum of all.
  auto operator<=>(const Share&) const = default;
};

struct Coursed {
  SubjectId claim;
  CourseStage stage{};
  std::optional<SubjectId> unit;
  std::vector<Share> shares;
  Date on;
  std::optional<std::uint32_t> value_yuan;
  std::uint32_t minutes = 0;
  std::optional<EventHash> policy;
};

struct Disclosed {
  SubjectId claim;
};

struct Claimed {
  SubjectId claim;
  SubjectId volunteer;
  std::optional<SubjectId> unit;
  bool on_paper = false;
  Date on;
};

struct Released {
  SubjectId claim;
  Date on;
};

struct Fulfilled {
  SubjectId claim;
  Date on;
  std::optional<std::uint32_t> value_yuan;
  std::uint32_t minutes = 0;
  std::vector<Share> shares;
};

struct Confirmed {
  SubjectId claim;
  Date on;
  std::uint8_t satisfaction = 0;
  bool disputed = false;
};

enum class HandOverStage : std::uint8_t { kSent = 1, kAnswered = 2, kDone = 3 };

struct HandOverNoted {
  HandOverStage stage{};
  Date on;
};

struct Closed {
  Date on;
};

struct PublicPart {
  std::string who;
  std::string ages;
  std::string content;
  bool operator==(const PublicPart&) const = default;
};

struct ClaimPart {
  std::string name;
  std::string phone;
  std::string unit;
  std::string remark;
  bool operator==(const ClaimPart&) const = default;
};

[[nodiscard]] std::string encode(const Published&);
[[nodiscard]] std::string encode(const TakenDown&);
[[nodiscard]] std::string encode(const Granted&);
[[nodiscard]] std::string encode(const Declined&);
[[nodiscard]] std::string encode(const Freed&);
[[nodiscard]] std::string encode(const Coursed&);
[[nodiscard]] std::string encode(const Disclosed&);
[[nodiscard]] std::string encode(const Claimed&);
[[nodiscard]] std::string encode(const Released&);
[[nodiscard]] std::string encode(const Fulfilled&);
[[nodiscard]] std::string encode(const Confirmed&);
[[nodiscard]] std::string encode(const HandOverNoted&);
[[nodiscard]] std::string encode(const Closed&);
[[nodiscard]] std::string encode(const PublicPart&);
[[nodiscard]] std::string encode(const ClaimPart&);
[[nodiscard]] std::string encode_sealed(std::string_view sealed);

[[nodiscard]] std::optional<Published> decode_published(std::string_view body);
[[nodiscard]] std::optional<TakenDown> decode_taken_down(std::string_view body);
[[nodiscard]] std::optional<Granted> decode_granted(std::string_view body);
[[nodiscard]] std::optional<Declined> decode_declined(std::string_view body);
[[nodiscard]] std::optional<Freed> decode_freed(std::string_view body);
[[nodiscard]] std::optional<Coursed> decode_coursed(std::string_view body);
[[nodiscard]] std::optional<Disclosed> decode_disclosed(std::string_view body);
[[nodiscard]] std::optional<Claimed> decode_claimed(std::string_view body);
[[nodiscard]] std::optional<Released> decode_released(std::string_view body);
[[nodiscard]] std::optional<Fulfilled> decode_fulfilled(std::string_view body);
[[nodiscard]] std::optional<Confirmed> decode_confirmed(std::string_view body);
[[nodiscard]] std::optional<HandOverNoted> decode_hand_over_noted(std::string_view body);
[[nodiscard]] std::optional<Closed> decode_closed(std::string_view body);
[[nodiscard]] std::optional<PublicPart> decode_public_part(std::string_view payload);
[[nodiscard]] std::optional<ClaimPart> decode_claim_part(std::string_view payload);
[[nodiscard]] std::optional<std::string> decode_sealed(std::string_view payload);

// The claim that an event is about; nothing where it is about none.
[[nodiscard]] std::optional<SubjectId> claim_of(const Event& event);

}  // namespace model
