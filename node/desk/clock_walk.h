// Whether duties may go by the day that this machine's clock says: an expiry can't be taken back, and a clock
// whose battery is empty, or that somebody set to a wrong year, says any day.
//
// A clock that goes on from when it was last believed is believed: so is that of a node which is offline for
// weeks, or was off for a month. One that leapt is not, until enough of the nodes that connected since agree
// with it, or, where they don't speak against it, it has gone on for a week: a node that meets nobody goes on
// then, and its admin had a week to see what the doctor says. Whoever stayed connected over the leap compared
// clocks before it: nothing is waited out until that link opens anew. Before the day on which the node was
// enrolled no waiting helps.
//
// No single node stops or moves the duties of another: a child has one voice, the parent two, and so has the
// own clock as long as it goes on.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "node/desk/desk_doctor.h"
#include "node/peers.h"

namespace node {

inline constexpr std::uint64_t kClockAheadMaxMs = 45 * kDayMs;  // Off for longer, it leapt.
inline constexpr std::uint64_t kClockBackMaxMs = kDayMs;        // Set back by more, it leapt.
inline constexpr std::uint64_t kClockAgreesMs = kDayMs;         // A peer that is off by no more agrees.
inline constexpr std::uint64_t kClockBelievedAfterMs = 7 * kDayMs;

// All by the clock itself, in milliseconds since 1970.
struct ClockWalk {
  std::uint64_t enrolled_ms = 0;  // When the node was, by the clock of whoever enrolled it.
  std::uint64_t believed_ms = 0;  // When the clock was last believed.
  std::uint64_t doubted_ms = 0;   // Since when it is not; 0: it is believed.
  std::uint64_t seen_ms = 0;      // When it was last looked at.
  bool operator==(const ClockWalk&) const = default;

  // Of a node that never looked at its clock: nothing speaks against it but that it was enrolled later.
  // `enrolled_ms` 0: that is not known.
  [[nodiscard]] static ClockWalk first(std::uint64_t enrolled_ms, std::uint64_t now_ms) {
    return {enrolled_ms, std::max(enrolled_ms, now_ms), 0, now_ms};
  }
  // Pure. What is to be said of the clock at `now_ms`, while these peers are connected. Only those count that
  // connected after the leap: the others compared clocks before it.
  [[nodiscard]] ClockWalk on(std::uint64_t now_ms, std::span<const PeerStatus> peers) const;
  [[nodiscard]] bool in_doubt() const { return doubted_ms != 0; }
};

// The local fact that keeps it: the four numbers, 8 bytes each.
inline constexpr std::string_view kClockWalkFact = "clock_walk";
[[nodiscard]] std::string encode(const ClockWalk& walk);
[[nodiscard]] std::optional<ClockWalk> decode_clock_walk(std::string_view bytes);

}  // namespace node
