// Kinds of event: their stable numbers and names. The bodies are in facts.capnp.
//
// Numbers below 64 are of the logs of place 0, from 64 on a wish's; other subjects get blocks of 64
// of their own. A number is never reused.
//
// All events about a wish have it as subject and name its home, but stand in the logs of different places:
// what its home and those above it say, and what volunteers from anywhere say to it, in the logs of the home;
// what the publisher decides, in the logs of the scope, so that everyone who sees the wish can follow it.

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
  kPolicySet = 6,
  kUnitSet = 7,
  kCampaignSet = 8,
  kSucceeded = 9,

  kRegistered = 64,
  kAmended = 65,
  kVetted = 66,
  kWithdrawn = 67,
  // In the logs of the scope, by nodes at or above it.
  kPublished = 68,
  kTakenDown = 69,
  kGranted = 70,
  kDeclined = 71,
  kFreed = 72,
  kCoursed = 73,
  kDisclosed = 74,
  // In the logs of the home, by any node.
  kClaimed = 75,
  kReleased = 76,
  kFulfilled = 77,
  kAttached = 84,
  // In the logs of the home, by nodes at or above it.
  kConfirmed = 78,
  kHandOverNoted = 79,
  kClosed = 80,
  // Of two wishes, in the logs of both homes.
  kSuspected = 81,
  kMerged = 82,
  kToldApart = 83,

  kVolunteerSet = 128,

  // In the logs of the place that it reports on, by nodes at or above it.
  kReported = 192,
};

// Who may say it: design rules 2 and 5.
enum class Voice : std::uint8_t {
  kHome,       // A node at or above the home.
  kAnyone,     // Any node that is enrolled, in the logs of the home.
  kPublisher,  // A node at or above the place of the log, which is at or above the home.
};
[[nodiscard]] Voice voice_of(Kind kind);

// What a subject with events of this kind is: the fold of that kind of subject reads them all.
enum class SubjectKind : std::uint8_t { kNone, kWish, kVolunteer, kReport };

// "registered"; "kind 4711" for a kind that this version does not know.
[[nodiscard]] std::string kind_name(Kind kind);
[[nodiscard]] SubjectKind subject_kind(Kind kind);

// A header's flags.
inline constexpr std::uint16_t kFlagOpen = 1;  // The part is due wherever the event is carried.

}  // namespace model
