// Frames over WebSocket (RFC 6455): the server that children call and the client that calls a parent.
//
// One binary message is one frame. The far end is not trusted: handshakes and silences time out,
// messages are bounded, and a peer that does not read is dropped when its queue is full. Until TLS
// comes, both ends stay on loopback addresses and refuse any other.
//
// All of it runs on the io_context that is passed in, whose one thread is the strand of all sessions.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync/wire.h"

namespace boost::asio {
class io_context;
}

namespace wishsync {

inline constexpr std::size_t kConnectionsMax = 4096;          // Of children, all told.
inline constexpr std::size_t kSendQueueBytesMax = 64u << 20;  // Of one peer; far above its credit.
inline constexpr unsigned kWebSocketHandshakeSeconds = 10;
inline constexpr unsigned kWebSocketIdleSeconds = 30;  // A ping goes out after half of it.

// Listens on HOST:PORT. Errors "sync.bad_address", "sync.not_loopback", "sync.address_in_use".
[[nodiscard]] model::Result<std::unique_ptr<Listener>> listen_websocket(
    boost::asio::io_context& io, const std::string& address,
    std::function<void(std::shared_ptr<Wire>)> on_wire);

// Calls `done` once: with an open wire, or with the error "sync.unreachable", "sync.bad_address",
// "sync.not_loopback".
void connect_websocket(boost::asio::io_context& io, const std::string& address,
                       std::function<void(model::Result<std::shared_ptr<Wire>>)> done);

}  // namespace wishsync
