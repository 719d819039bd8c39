// Session tickets: by them two nodes notice that one of them is not who it was, but a restored or copied
// data directory that goes on (design: hello / welcome).
//
// Each pair of writers keeps a ticket: a count and what proves it. At the start of each conversation the
// lower side shows its ticket, and the upper one issues the next, which both store before anything else
// is exchanged. It is done in two steps, so that a crash between them is no difference:
//
//   upper   stores the next ticket as pending      accepted(ticket) →
//   lower   stores it as its own                   ← ticket taken
//   upper   stores it as confirmed
//
// Beyond that one unconfirmed step, a lower count was restored from an older state, and equal counts
// with unequal tickets were copied; that side opens a new writer. A count above the upper side's own
// convicts the upper side, so it must not be possible to invent one: a ticket carries an HMAC under a key
// that its issuer alone holds, also after it was restored.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace wishsync {

struct Ticket {
  std::uint64_t count = 0;  // 0: none yet.
  std::array<std::uint8_t, 16> nonce{};
  std::array<std::uint8_t, 16> mac{};
  bool operator==(const Ticket&) const = default;
};

// What one side remembers of a pair of writers.
struct TicketRecord {
  Ticket confirmed;
  std::optional<Ticket> pending;  // Upper side: issued, and perhaps never taken.
  bool operator==(const TicketRecord&) const = default;
};

// The two ends that a ticket is for.
struct TicketPair {
  model::WriterId upper;
  model::WriterId lower;
};

using TicketKey = std::array<std::uint8_t, 32>;

[[nodiscard]] Ticket issue_ticket(const TicketKey& key, const TicketPair& pair, std::uint64_t count,
                                  const std::array<std::uint8_t, 16>& nonce);

enum class TicketVerdict {
  kFits,
  kLowerIsOld,   // It was restored: it opens a new writer.
  kUpperIsOld,   // The upper one was.
  kEitherIsOld,  // Equal counts: one of them is a copy, and nobody can say which.
  kForged,       // Nothing that was ever issued.
};

// The upper side's judgement of the ticket that the lower one shows.
[[nodiscard]] TicketVerdict judge_ticket(const TicketKey& key, const TicketPair& pair,
                                         const TicketRecord& ours, const Ticket& theirs);

// 40 bytes: count (8, big endian), nonce (16), mac (16).
[[nodiscard]] std::string encode(const Ticket& ticket);
[[nodiscard]] std::optional<Ticket> decode_ticket(std::string_view bytes);
// The confirmed ticket, then the pending one if there is one.
[[nodiscard]] std::string encode(const TicketRecord& record);
[[nodiscard]] std::optional<TicketRecord> decode_ticket_record(std::string_view bytes);

}  // namespace wishsync
