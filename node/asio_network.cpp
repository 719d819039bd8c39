#include "node/asio_network.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace node {

namespace asio = boost::asio;

namespace {

class AsioTimer final : public Timer {
 public:
  explicit AsioTimer(asio::io_context& io) : timer_(io) {}
  void expires_after(std::uint64_t ms, std::function<void()> call) override {
    timer_.expires_after(std::chrono::milliseconds(ms));
    timer_.async_wait([call = std::move(call)](const boost::system::error_code& ec) {
      if (!ec) call();
    });
  }
  void cancel() override { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
};

}  // namespace

AsioNetwork::AsioNetwork(asio::io_context& io) : io_(io), background_(1) {}

void AsioNetwork::post(std::function<void()> call) { asio::post(io_, std::move(call)); }

void AsioNetwork::in_background(std::function<void()> call) { asio::post(background_, std::move(call)); }

std::unique_ptr<Timer> AsioNetwork::make_timer() { return std::make_unique<AsioTimer>(io_); }

void AsioNetwork::connect(const std::string& address, OnConnected done) {
  wishsync::connect_websocket(io_, address, std::move(done));
}

model::Result<std::unique_ptr<wishsync::Listener>> AsioNetwork::listen(const std::string& address,
                                                                       OnWire on_wire) {
  return wishsync::listen_websocket(io_, address, std::move(on_wire));
}

void AsioNetwork::wait_for_background() { background_.join(); }

}  // namespace node
