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
#include <string_view>

#include "model/result.h"

namespace boost::asio {
class io_context;
}

namespace wishsync {

inline constexpr std::size_t kConnectionsMax = 4096;          // Of children, all told.
inline constexpr std::size_t kSendQueueBytesMax = 64u << 20;  // Of one peer; far above its credit.
inline constexpr unsigned kWebSocketHandshakeSeconds = 10;
inline constexpr unsigned kWebSocketIdleSeconds = 30;  // A ping goes out after half of it.

// One open connection. Owned by shared_ptr; lives on while the network still works on it.
class Wire {
 public:
  // Exactly one on_closed() ends it; nothing is called after that.
  struct Handlers {
    std::function<void(std::string_view frame)> on_frame;
    std::function<void(const model::Error& why)> on_closed;
  };

  virtual ~Wire() = default;
  // Begins to read. The handlers hold what they need; they are dropped when the wire is closed.
  virtual void start(Handlers handlers) = 0;
  virtual void send(std::string frame) = 0;
  // Sends what is queued, says goodbye and closes; on_closed() follows.
  virtual void close() = 0;
  [[nodiscard]] virtual std::string peer_address() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_in() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_out() const = 0;
};

class WebSocketServer {
 public:
  using OnWire = std::function<void(std::shared_ptr<Wire>)>;
  // Listens on HOST:PORT. Errors "sync.bad_address", "sync.not_loopback", "sync.address_in_use".
  [[nodiscard]] static model::Result<std::unique_ptr<WebSocketServer>> listen(boost::asio::io_context& io,
                                                                              const std::string& address,
                                                                              OnWire on_wire);
  virtual ~WebSocketServer() = default;  // Stops listening; open wires live on.
  // With the port that was bound, where the address said 0.
  [[nodiscard]] virtual std::string address() const = 0;
};

// Calls `done` once: with an open wire, or with the error "sync.unreachable", "sync.bad_address",
// "sync.not_loopback".
void connect_websocket(boost::asio::io_context& io, const std::string& address,
                       std::function<void(model::Result<std::shared_ptr<Wire>>)> done);

}  // namespace wishsync
