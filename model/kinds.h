// Kinds of event: their stable numbers and names. The bodies are in facts.capnp.
//
// Numbers below 64 are of the logs of place 0, from 64 on a wish's; other subjects get blocks of 64
// of their own. A number is never reused.

#pragma once

#include <cstdint>
#include <string>

namespace model {

enum class Kind : std::uint16_t {
  kPlaced = 1,
  kEnrolled = 2,
  kOpened = 3,
  kErased = 4,
  kRevoked = 5,

  kRegistered = 64,
  kAmended = 65,
  kVetted = 66,
  kWithdrawn = 67,
};

// What a subject with events of this kind is: the fold of that kind of subject reads them all.
enum class SubjectKind : std::uint8_t { kNone, kWish };

// "registered"; "kind 4711" for a kind that this version does not know.
[[nodiscard]] std::string kind_name(Kind kind);
[[nodiscard]] SubjectKind subject_kind(Kind kind);

// A header's flags.
inline constexpr std::uint16_t kFlagOpen = 1;  // The part is due wherever the event is carried.

}  // namespace model
