#include "node/data/tickets.h"

#include <algorithm>

namespace node {

namespace {

constexpr std::string_view kTicketFact = "ticket/";
constexpr std::size_t kWriterBytes = 16;

}  // namespace

std::string ticket_name(const model::WriterId& peer) {
  return std::string(kTicketFact) + model::to_hex(peer.view());
}

std::optional<wishsync::TicketRecord> ticket_in(std::string_view value, const model::WriterId& own) {
  if (value.size() < kWriterBytes || value.substr(0, kWriterBytes) != own.view()) return std::nullopt;
  return wishsync::decode_ticket_record(value.substr(kWriterBytes));
}

wishsync::TicketRecord ticket_of(const EventStore& store, const model::WriterId& own,
                                 const model::WriterId& peer) {
  const auto value = store.fact(ticket_name(peer));
  return value ? ticket_in(*value, own).value_or(wishsync::TicketRecord{}) : wishsync::TicketRecord{};
}

LocalFact ticket_fact(const model::WriterId& own, const wishsync::TicketNote& note) {
  return {ticket_name(note.peer), std::string(own.view()) + wishsync::encode(note.record)};
}

wishsync::TicketKey ticket_key(const Sealer& sealer) {
  const std::string bytes = sealer.fingerprint("session tickets");
  wishsync::TicketKey key{};
  model::check(bytes.size() == key.size(), "a fingerprint has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(key.data()));
  return key;
}

}  // namespace node
