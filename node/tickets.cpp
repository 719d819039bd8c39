#include "node/tickets.h"

#include <algorithm>

namespace node {

namespace {

constexpr std::string_view kTicketFact = "ticket/";
constexpr std::size_t kWriterBytes = 16;

std::string fact_name(const model::WriterId& peer) {
  return std::string(kTicketFact) + model::to_hex(peer.view());
}

}  // namespace

wishsync::TicketRecord ticket_of(const EventStore& store, const model::WriterId& own,
                                 const model::WriterId& peer) {
  const auto value = store.fact(fact_name(peer));
  if (!value || value->size() < kWriterBytes || value->substr(0, kWriterBytes) != own.view()) return {};
  return wishsync::decode_ticket_record(std::string_view(*value).substr(kWriterBytes))
      .value_or(wishsync::TicketRecord{});
}

LocalFact ticket_fact(const model::WriterId& own, const wishsync::TicketNote& note) {
  return {fact_name(note.peer), std::string(own.view()) + wishsync::encode(note.record)};
}

wishsync::TicketKey ticket_key(const Sealer& sealer) {
  const std::string bytes = sealer.fingerprint("session tickets");
  wishsync::TicketKey key{};
  model::check(bytes.size() == key.size(), "a fingerprint has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(key.data()));
  return key;
}

}  // namespace node
