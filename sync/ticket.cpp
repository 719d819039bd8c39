#include "sync/ticket.h"

#include <algorithm>

#include "model/bytes.h"
#include "model/crypto.h"

namespace wishsync {

namespace {

constexpr std::size_t kTicketBytes = 40;

template <std::size_t N>
std::string_view view(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Ticket issue_ticket(const TicketKey& key, const TicketPair& pair, std::uint64_t count,
                    const std::array<std::uint8_t, 16>& nonce) {
  std::string statement = "wishtree ticket";
  statement += pair.upper.view();
  statement += pair.lower.view();
  model::put_u64(statement, count);
  statement += view(nonce);
  const model::Digest digest = model::hmac_sha256(view(key), statement);
  Ticket ticket{count, nonce, {}};
  std::copy_n(digest.begin(), ticket.mac.size(), ticket.mac.begin());
  return ticket;
}

TicketVerdict judge_ticket(const TicketKey& key, const TicketPair& pair, const TicketRecord& ours,
                           const Ticket& theirs) {
  if (theirs == ours.confirmed || (ours.pending && theirs == *ours.pending)) return TicketVerdict::kFits;
  if (theirs.count < ours.confirmed.count) return TicketVerdict::kLowerIsOld;
  if (theirs != issue_ticket(key, pair, theirs.count, theirs.nonce)) return TicketVerdict::kForged;
  const std::uint64_t highest = ours.pending ? ours.pending->count : ours.confirmed.count;
  return theirs.count > highest ? TicketVerdict::kUpperIsOld : TicketVerdict::kEitherIsOld;
}

std::string encode(const Ticket& ticket) {
  std::string out;
  model::put_u64(out, ticket.count);
  out += view(ticket.nonce);
  out += view(ticket.mac);
  return out;
}

std::optional<Ticket> decode_ticket(std::string_view bytes) {
  if (bytes.size() != kTicketBytes) return std::nullopt;
  Ticket out;
  out.count = model::get_u64(bytes.data());
  std::copy_n(bytes.begin() + 8, out.nonce.size(), reinterpret_cast<char*>(out.nonce.data()));
  std::copy_n(bytes.begin() + 24, out.mac.size(), reinterpret_cast<char*>(out.mac.data()));
  return out;
}

std::string encode(const TicketRecord& record) {
  return encode(record.confirmed) + (record.pending ? encode(*record.pending) : "");
}

std::optional<TicketRecord> decode_ticket_record(std::string_view bytes) {
  const auto confirmed = decode_ticket(bytes.substr(0, kTicketBytes));
  if (!confirmed) return std::nullopt;
  TicketRecord out{*confirmed, std::nullopt};
  if (bytes.size() == kTicketBytes) return out;
  out.pending = decode_ticket(bytes.substr(kTicketBytes));
  return out.pending ? std::optional(out) : std::nullopt;
}

}  // namespace wishsync
