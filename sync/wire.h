// One connection to another node, whatever carries it: WebSocket (sync/websocket.h) or, in simulations,
// virtual time alone. One message is one frame.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "model/result.h"

namespace wishsync {

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

// Takes calls until it is destroyed; open wires live on.
class Listener {
 public:
  virtual ~Listener() = default;
  // With the port that was bound, where the address said 0.
  [[nodiscard]] virtual std::string address() const = 0;
};

}  // namespace wishsync
