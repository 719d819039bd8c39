// The seam of the network: connections to other nodes, and the strand and timers that they live on.
//
// Two twins: AsioNetwork (node/asio_network.h) over WebSocket, and the simulator's, in virtual time
// (tools/simulation). Links is written against this alone.
//
// All callbacks run on one strand, one after the other. Only post() and in_background() may be called
// from other threads.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "model/result.h"
#include "sync/websocket.h"

namespace node {

class Timer {
 public:
  virtual ~Timer() = default;  // Cancels.
  // Calls once after that time; what was set before is forgotten.
  virtual void expires_after(std::uint64_t ms, std::function<void()> call) = 0;
  virtual void cancel() = 0;
};

class Network {
 public:
  using OnWire = std::function<void(std::shared_ptr<wishsync::Wire>)>;
  using OnConnected = std::function<void(model::Result<std::shared_ptr<wishsync::Wire>>)>;

  virtual ~Network() = default;

  virtual void post(std::function<void()> call) = 0;
  // Away from the strand, for what waits for the disk; one after the other.
  virtual void in_background(std::function<void()> call) = 0;
  [[nodiscard]] virtual std::unique_ptr<Timer> make_timer() = 0;
  // Calls once, with an open wire or with the error "sync.unreachable", "sync.bad_address",
  // "sync.not_loopback".
  virtual void connect(const std::string& address, OnConnected done) = 0;
  // Takes calls at HOST:PORT. Errors "sync.bad_address", "sync.not_loopback", "sync.address_in_use".
  [[nodiscard]] virtual model::Result<std::unique_ptr<wishsync::Listener>> listen(const std::string& address,
                                                                                  OnWire on_wire) = 0;
};

}  // namespace node
