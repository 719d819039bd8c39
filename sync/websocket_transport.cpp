#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <charconv>
#include <deque>

#include "sync/limits.h"
#include "sync/websocket.h"

namespace wishsync {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using model::Error;
using model::Result;

constexpr std::string_view kTarget = "/sync";

Result<tcp::endpoint> parse_address(const std::string& address) {
  const Error bad("sync.bad_address",
                  "\"" + address + "\" is not an address; write HOST:PORT, e.g. 127.0.0.1:7400",
                  "“" + address + "”不是地址；请写成 主机:端口，例如 127.0.0.1:7400");
  const auto colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0) return bad;
  std::string host = address.substr(0, colon);
  const std::string_view port_text = std::string_view(address).substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const auto [end, parsed] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (parsed != std::errc{} || end != port_text.data() + port_text.size()) return bad;
  error_code ec;
  const auto ip =
      host == "localhost" ? asio::ip::make_address("127.0.0.1") : asio::ip::make_address(host, ec);
  if (ec) return bad;
  if (!ip.is_loopback())
    return Error(
        "sync.not_loopback",
        address +
            " is not a loopback address; links between machines wait for TLS, so use 127.0.0.1 or [::1]",
        address + " 不是本机回环地址；在支持 TLS 之前，同步只能使用 127.0.0.1 或 [::1]");
  return tcp::endpoint(ip, port);
}

std::string text_of(const tcp::endpoint& endpoint) {
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

class WebSocketWire final : public Wire, public std::enable_shared_from_this<WebSocketWire> {
 public:
  explicit WebSocketWire(tcp::socket socket) : stream_(std::move(socket)), more_(stream_.get_executor()) {
    error_code ec;
    const auto peer = beast::get_lowest_layer(stream_).socket().remote_endpoint(ec);
    if (!ec) peer_address_ = text_of(peer);
    beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true), ec);
    websocket::stream_base::timeout timeout;
    timeout.handshake_timeout = std::chrono::seconds(kWebSocketHandshakeSeconds);
    timeout.idle_timeout = std::chrono::seconds(kWebSocketIdleSeconds);
    timeout.keep_alive_pings = true;
    stream_.set_option(timeout);
    stream_.read_message_max(kFrameBytesMax);
    stream_.binary(true);
  }

  // The upgrade request is read by us, so that its size and its form are bounded before Beast answers.
  // It is its header alone: Beast 1.81 asserts on a chunked body that comes in certain pieces.
  asio::awaitable<error_code> accept() {
    error_code ec;
    beast::flat_buffer buffer(8 * 1024);
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.header_limit(8 * 1024);
    beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(kWebSocketHandshakeSeconds));
    co_await beast::http::async_read_header(stream_.next_layer(), buffer, parser,
                                            asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return ec;
    const auto& request = parser.get();
    // Pages of websites can open WebSockets too; nodes send no Origin.
    const bool has_body = !parser.is_done();
    if (has_body || !websocket::is_upgrade(request) || request.target() != kTarget ||
        request.find(beast::http::field::origin) != request.end()) {
      beast::http::response<beast::http::string_body> no(beast::http::status::bad_request, 11);
      no.body() = "This port speaks the sync protocol of wishnode alone.\n";
      no.prepare_payload();
      co_await beast::http::async_write(stream_.next_layer(), no,
                                        asio::redirect_error(asio::use_awaitable, ec));
      co_return beast::http::error::bad_target;
    }
    beast::get_lowest_layer(stream_).expires_never();
    co_await stream_.async_accept(request, asio::redirect_error(asio::use_awaitable, ec));
    co_return ec;
  }

  asio::awaitable<error_code> handshake(const std::string& host) {
    error_code ec;
    beast::get_lowest_layer(stream_).expires_never();
    // Named objects and references only: GCC 12 destroys temporaries around co_await twice.
    co_await stream_.async_handshake(host, kTarget, asio::redirect_error(asio::use_awaitable, ec));
    co_return ec;
  }

  void start(Handlers handlers) override {
    handlers_ = std::move(handlers);
    asio::co_spawn(stream_.get_executor(), read_all(shared_from_this()), asio::detached);
    asio::co_spawn(stream_.get_executor(), write_all(shared_from_this()), asio::detached);
  }

  void send(std::string frame) override {
    if (closing_ || closed_) return;
    queued_bytes_ += frame.size();
    queue_.push_back(std::move(frame));
    if (queued_bytes_ > kSendQueueBytesMax)
      return closed(Error("sync.slow_peer", "the peer does not read what it is sent"));
    more_.cancel();
  }

  void close() override {
    closing_ = true;
    more_.cancel();
  }

  std::string peer_address() const override { return peer_address_; }
  std::uint64_t bytes_in() const override { return bytes_in_; }
  std::uint64_t bytes_out() const override { return bytes_out_; }

 private:
  static asio::awaitable<void> read_all(std::shared_ptr<WebSocketWire> self) {
    beast::flat_buffer buffer;
    error_code ec;
    for (;;) {
      co_await self->stream_.async_read(buffer, asio::redirect_error(asio::use_awaitable, ec));
      if (ec || self->closed_) break;
      const auto data = buffer.cdata();
      self->bytes_in_ += data.size();
      if (self->handlers_.on_frame)
        self->handlers_.on_frame({static_cast<const char*>(data.data()), data.size()});
      buffer.consume(buffer.size());
      if (self->closed_) break;
    }
    self->closed(ec == websocket::error::message_too_big
                     ? Error("sync.frame_too_large", "the peer sent a message over the limit")
                     : Error("sync.connection_lost", "the connection ended: " + ec.message()));
  }

  static asio::awaitable<void> write_all(std::shared_ptr<WebSocketWire> self) {
    error_code ec;
    for (;;) {
      while (!self->queue_.empty() && !self->closed_) {
        const std::string frame = std::move(self->queue_.front());
        self->queue_.pop_front();
        self->queued_bytes_ -= frame.size();
        co_await self->stream_.async_write(asio::buffer(frame),
                                           asio::redirect_error(asio::use_awaitable, ec));
        if (ec)
          co_return self->closed(Error("sync.connection_lost", "the connection ended: " + ec.message()));
        self->bytes_out_ += frame.size();
      }
      if (self->closed_) co_return;
      if (self->closing_) {
        co_await self->stream_.async_close(websocket::close_code::normal,
                                           asio::redirect_error(asio::use_awaitable, ec));
        co_return self->closed(Error("sync.closed", "the connection was closed"));
      }
      self->more_.expires_at(asio::steady_timer::time_point::max());
      co_await self->more_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
  }

  void closed(const Error& why) {
    if (std::exchange(closed_, true)) return;
    more_.cancel();
    error_code ec;
    beast::get_lowest_layer(stream_).socket().close(ec);
    // Out of the handlers' own stack, and their owner is let go of.
    asio::post(stream_.get_executor(), [self = shared_from_this(), why] {
      const Handlers handlers = std::exchange(self->handlers_, {});
      if (handlers.on_closed) handlers.on_closed(why);
    });
  }

  websocket::stream<beast::tcp_stream> stream_;
  asio::steady_timer more_;
  Handlers handlers_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  bool closing_ = false;
  bool closed_ = false;
  std::string peer_address_;
  // Counted on the strand, asked for from any thread.
  std::atomic<std::uint64_t> bytes_in_ = 0;
  std::atomic<std::uint64_t> bytes_out_ = 0;
};

class WebSocketListener final : public Listener {
 public:
  using OnWire = std::function<void(std::shared_ptr<Wire>)>;

  WebSocketListener(asio::io_context& io, OnWire on_wire)
      : state_(std::make_shared<State>(State{tcp::acceptor(io), std::move(on_wire), 0, false})) {}
  ~WebSocketListener() override {
    error_code ec;
    state_->ended = true;
    state_->acceptor.close(ec);
  }

  Result<> open(const tcp::endpoint& endpoint) {
    error_code ec;
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec == asio::error::address_in_use)
      return Error("sync.address_in_use",
                   "another program listens on " + text_of(endpoint) + "; choose another port with --sync",
                   "地址 " + text_of(endpoint) + " 已被其他程序占用；请用 --sync 换一个端口");
    if (ec)
      return Error("sync.cannot_listen", "cannot listen on " + text_of(endpoint) + ": " + ec.message(),
                   "无法监听 " + text_of(endpoint) + "：" + ec.message());
    asio::co_spawn(acceptor.get_executor(), accept_all(state_), asio::detached);
    return {};
  }

  std::string address() const override {
    error_code ec;
    return text_of(state_->acceptor.local_endpoint(ec));
  }

 private:
  struct State {
    tcp::acceptor acceptor;
    OnWire on_wire;
    std::size_t shaking_hands;
    bool ended;
  };

  static asio::awaitable<void> accept_all(std::shared_ptr<State> state) {
    asio::steady_timer pause(state->acceptor.get_executor());
    while (!state->ended) {
      error_code ec;
      tcp::socket socket =
          co_await state->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
      if (state->ended) co_return;
      if (ec) {
        // Out of file descriptors, say: wait for better times instead of spinning.
        pause.expires_after(std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        continue;
      }
      if (state->shaking_hands >= kConnectionsMax) continue;  // Closes the socket.
      asio::co_spawn(state->acceptor.get_executor(), shake_hands(state, std::move(socket)), asio::detached);
    }
  }

  static asio::awaitable<void> shake_hands(std::shared_ptr<State> state, tcp::socket socket) {
    ++state->shaking_hands;
    const auto wire = std::make_shared<WebSocketWire>(std::move(socket));
    const error_code ec = co_await wire->accept();
    --state->shaking_hands;
    if (!ec && !state->ended) state->on_wire(wire);
  }

  std::shared_ptr<State> state_;
};

asio::awaitable<void> connect(std::string address, std::function<void(Result<std::shared_ptr<Wire>>)> done) {
  const auto endpoint = parse_address(address);
  if (!endpoint) co_return done(endpoint.error());
  error_code ec;
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  beast::tcp_stream stream(executor);
  stream.expires_after(std::chrono::seconds(kWebSocketHandshakeSeconds));
  co_await stream.async_connect(*endpoint, asio::redirect_error(asio::use_awaitable, ec));
  if (!ec) {
    stream.expires_never();
    const auto wire = std::make_shared<WebSocketWire>(stream.release_socket());
    ec = co_await wire->handshake(address);
    if (!ec) co_return done(std::shared_ptr<Wire>(wire));
  }
  done(Error("sync.unreachable", "no node answers at " + address + " (" + ec.message() + "); is it running?",
             "地址 " + address + " 没有节点应答（" + ec.message() + "）；它在运行吗？"));
}

}  // namespace

Result<std::unique_ptr<Listener>> listen_websocket(asio::io_context& io, const std::string& address,
                                                   std::function<void(std::shared_ptr<Wire>)> on_wire) {
  const auto endpoint = parse_address(address);
  if (!endpoint) return endpoint.error();
  auto listener = std::make_unique<WebSocketListener>(io, std::move(on_wire));
  if (auto opened = listener->open(*endpoint); !opened) return opened.error();
  return std::unique_ptr<Listener>(std::move(listener));
}

void connect_websocket(asio::io_context& io, const std::string& address,
                       std::function<void(Result<std::shared_ptr<Wire>>)> done) {
  asio::co_spawn(io, connect(address, std::move(done)), asio::detached);
}

}  // namespace wishsync
