// Where the session tickets of this node are kept (sync/ticket.h): a local fact for each writer of a
// peer, described in STORAGE.md.

#pragma once

#include "node/store/event_store.h"
#include "sync/session.h"

namespace node {

// The name of the fact that keeps the tickets with a writer of a peer, and what stands in it of `own`.
[[nodiscard]] std::string ticket_name(const model::WriterId& peer);
[[nodiscard]] std::optional<wishsync::TicketRecord> ticket_in(std::string_view value,
                                                              const model::WriterId& own);

// What is kept of the pair of `own` and `peer`; nothing of it where `own` is a new writer since.
[[nodiscard]] wishsync::TicketRecord ticket_of(const EventStore& store, const model::WriterId& own,
                                               const model::WriterId& peer);
[[nodiscard]] LocalFact ticket_fact(const model::WriterId& own, const wishsync::TicketNote& note);
// The key under which this node issues tickets; a restored copy has the same.
[[nodiscard]] wishsync::TicketKey ticket_key(const Sealer& sealer);

}  // namespace node
