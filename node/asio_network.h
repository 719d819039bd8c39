// The Network of a running node: WebSocket over the io_context whose one thread is the strand.

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "node/network.h"

namespace node {

class AsioNetwork final : public Network {
 public:
  // `io` must outlive the network and all that it hands out.
  explicit AsioNetwork(boost::asio::io_context& io);
  AsioNetwork(const AsioNetwork&) = delete;
  AsioNetwork& operator=(const AsioNetwork&) = delete;

  void post(std::function<void()> call) override;
  void in_background(std::function<void()> call) override;
  [[nodiscard]] std::unique_ptr<Timer> make_timer() override;
  void connect(const std::string& address, OnConnected done) override;
  [[nodiscard]] model::Result<std::unique_ptr<wishsync::Listener>> listen(const std::string& address,
                                                                          OnWire on_wire) override;
  // After the io thread has ended, and before anything that the background uses does.
  void wait_for_background();

 private:
  boost::asio::io_context& io_;
  boost::asio::thread_pool background_;
};

}  // namespace node
