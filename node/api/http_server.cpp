#include "node/api/http_server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <list>
#include <optional>
#include <vector>

#include "node/limits.h"

namespace node {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using boost::system::error_code;
using model::Error;
using model::Result;
using std::chrono::milliseconds;

using Executor = asio::strand<asio::io_context::executor_type>;
using Response = http::response<http::string_body>;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;
template <typename Protocol>
using Stream = beast::basic_stream<Protocol, Executor, beast::unlimited_rate_policy>;
template <typename Protocol>
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;

auto no_throw(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::string_view view(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

Error socket_failed(const std::filesystem::path& directory, const std::string& why) {
  return {"http.socket_failed",
          "the socket api.sock in " + directory.string() + " could not be opened: " + why,
          "无法在 " + directory.string() + " 中打开 api.sock：" + why};
}

}  // namespace

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, Handler handler, HttpLimits limits)
      : strand_(asio::make_strand(io)), pool_(kHttpThreads), handler_(std::move(handler)), limits_(limits) {}

  ~Impl() {
    pool_.join();
    remove_socket();
  }

  Result<> listen_socket(const std::filesystem::path& directory);
  Result<std::string> listen_address(const std::string& address);

  void stop() {
    asio::post(strand_, [self = shared_from_this()] { self->stop_now(); });
  }
  void join() { pool_.join(); }
  std::size_t connections() const { return connections_; }

 private:
  // What stop() needs of a connection. Lives in the connection's coroutine.
  struct Open {
    std::function<void()> close;
    bool in_work = false;  // A whole request came and is not answered yet.
  };

  template <typename Protocol>
  void serve(Acceptor<Protocol> acceptor, std::uint16_t port) {
    auto held = std::make_shared<Acceptor<Protocol>>(std::move(acceptor));
    closers_.push_back([held] {
      error_code ignored;
      held->close(ignored);
    });
    asio::co_spawn(strand_, accept<Protocol>(shared_from_this(), held, port), asio::detached);
  }

  // Coroutines hold the Impl, so that it outlives what they still have to do.
  template <typename Protocol>
  static awaitable<void> accept(std::shared_ptr<Impl> self, std::shared_ptr<Acceptor<Protocol>> acceptor,
                                std::uint16_t port) {
    while (!self->stopping_) {
      error_code error;
      auto socket = co_await acceptor->async_accept(no_throw(error));
      if (self->stopping_ || error == asio::error::operation_aborted) co_return;
      if (error) {
        asio::steady_timer pause(self->strand_, kHttpAcceptPauseMs);
        co_await pause.async_wait(no_throw(error));
        continue;
      }
      if (self->open_.size() >= kHttpConnectionsMax) continue;  // The socket closes here.
      asio::co_spawn(self->strand_, converse<Protocol>(self, Stream<Protocol>(std::move(socket)), port),
                     asio::detached);
    }
  }

  template <typename Protocol>
  static awaitable<void> converse(std::shared_ptr<Impl> self, Stream<Protocol> stream, std::uint16_t port) {
    const auto me = self->open_.insert(self->open_.end(), Open{[&stream] { stream.close(); }, false});
    self->connections_ = self->open_.size();
    const auto leave = [&](auto*) {
      self->open_.erase(me);
      self->connections_ = self->open_.size();
    };
    const std::unique_ptr<Impl, decltype(leave)> guard(self.get(), leave);
    beast::flat_buffer buffer(kHttpHeaderBytesMax + kHttpReadBytes);
    bool go_on = true;
    while (go_on && !self->stopping_) {
      if (buffer.size() == 0) {
        // One byte first: waiting for a request may take longer than sending one.
        stream.expires_after(milliseconds(self->limits_.idle_timeout_ms));
        error_code error;
        const asio::mutable_buffer into = buffer.prepare(kHttpReadBytes);
        const std::size_t got = co_await stream.async_read_some(into, no_throw(error));
        if (error) co_return;
        buffer.commit(got);
      }
      go_on = co_await self->exchange(stream, buffer, port, *me);
      me->in_work = false;
    }
    // What the peer still sends is read and dropped: closing with it unread would take away the answer
    // that refuses it.
    error_code error;
    stream.socket().shutdown(Protocol::socket::shutdown_send, error);
    stream.expires_after(kHttpLingerMs);
    std::vector<char> dropped(kHttpLingerBytes);
    const asio::mutable_buffer into = asio::buffer(dropped);
    while (!error && !self->stopping_) co_await stream.async_read_some(into, no_throw(error));
  }

  // One request and its answer. False: close the connection.
  template <typename S>
  awaitable<bool> exchange(S& stream, beast::flat_buffer& buffer, std::uint16_t port, Open& me) {
    HttpRequestReader reader(port);
    stream.expires_after(milliseconds(limits_.read_timeout_ms));
    if (!co_await read(stream, buffer, reader)) co_return false;
    me.in_work = true;
    const bool keep = reader.keep_alive() && !stopping_;
    // Named objects and references only: GCC 12 destroys temporaries around co_await twice.
    ApiResponse answer;
    if (reader.refused()) {
      answer = reader.refusal();
    } else {
      ApiRequest request = reader.release();
      request.through_socket = port == 0;
      answer = co_await work(request);
    }
    co_return co_await respond(stream, answer, reader.version(), reader.head_only(), keep && !stopping_);
  }

  // Until the request is whole or refused. False: the peer is gone or too slow, so nobody is there to
  // answer.
  template <typename S>
  awaitable<bool> read(S& stream, beast::flat_buffer& buffer, HttpRequestReader& reader) {
    error_code error;
    while (!error) {
      std::string_view rest = view(buffer);
      const auto state = reader.take(rest);
      buffer.consume(buffer.size() - rest.size());
      if (state == HttpRequestReader::State::kGoAhead) {
        http::response<http::empty_body> go_ahead(http::status::continue_, 11);
        co_await http::async_write(stream, go_ahead, no_throw(error));
      } else if (state == HttpRequestReader::State::kMore) {
        const asio::mutable_buffer into = buffer.prepare(kHttpReadBytes);
        const std::size_t got = co_await stream.async_read_some(into, no_throw(error));
        buffer.commit(got);
      } else {
        co_return true;
      }
    }
    co_return false;
  }

  awaitable<ApiResponse> work(const ApiRequest& request) {
    const auto call = [this, &request]() -> awaitable<ApiResponse> { co_return handler_(request); };
    co_return co_await asio::co_spawn(pool_, call, asio::use_awaitable);
  }

  template <typename Body>
  static void set_fields(http::response<Body>& response, const ApiResponse& answer, bool keep) {
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
    response.keep_alive(keep);
  }

  template <typename S>
  awaitable<bool> respond(S& stream, ApiResponse& answer, unsigned version, bool head, bool keep) {
    if (answer.file) co_return co_await respond_file(stream, answer, version, head, keep);
    Response response(static_cast<http::status>(answer.status), version);
    set_fields(response, answer, keep);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    stream.expires_after(milliseconds(limits_.write_timeout_ms));
    error_code error;
    if (head) {
      http::response_serializer<http::string_body> only_header(response);
      co_await http::async_write_header(stream, only_header, no_throw(error));
    } else {
      co_await http::async_write(stream, response, no_throw(error));
    }
    co_return !error && keep;
  }

  // Never more than a piece of it is in memory, however slowly the peer reads.
  template <typename S>
  awaitable<bool> respond_file(S& stream, const ApiResponse& answer, unsigned version, bool head, bool keep) {
    const ApiFile& file = *answer.file;
    http::response<http::empty_body> response(static_cast<http::status>(answer.status), version);
    set_fields(response, answer, keep);
    response.set(http::field::content_disposition, file.disposition);
    response.content_length(file.bytes);
    http::response_serializer<http::empty_body> header(response);
    stream.expires_after(milliseconds(limits_.write_timeout_ms));
    error_code error;
    co_await http::async_write_header(stream, header, no_throw(error));
    for (std::uint32_t index = 0; !head && !error && index < file.pieces; ++index) {
      const std::optional<std::string> piece = co_await read_piece(file, index);
      if (!piece) co_return false;  // Closed short of what was announced, the peer sees that it is not whole.
      stream.expires_after(milliseconds(limits_.write_timeout_ms));
      const asio::const_buffer buffer = asio::buffer(*piece);
      co_await asio::async_write(stream, buffer, no_throw(error));
    }
    co_return !error && keep;
  }

  awaitable<std::optional<std::string>> read_piece(const ApiFile& file, std::uint32_t index) {
    const auto call = [&file, index]() -> awaitable<std::optional<std::string>> {
      co_return file.piece(index);
    };
    co_return co_await asio::co_spawn(pool_, call, asio::use_awaitable);
  }

  void stop_now() {
    stopping_ = true;
    for (const auto& close : closers_) close();
    closers_.clear();
    for (Open& open : open_)
      if (!open.in_work) open.close();
    remove_socket();
  }

  void remove_socket() {
    const int directory = directory_fd_.exchange(-1);
    if (directory < 0) return;
    ::unlinkat(directory, kSocketName, 0);
    ::close(directory);
  }

  static constexpr const char* kSocketName = "api.sock";

  Executor strand_;
  asio::thread_pool pool_;
  Handler handler_;
  HttpLimits limits_;
  std::atomic<std::size_t> connections_ = 0;  // As many as open_ has.
  std::atomic<int> directory_fd_ = -1;        // Of the directory of api.sock, while that is served.
  // On the strand, as all below; read by listening only before the first thread runs.
  bool stopping_ = false;
  std::vector<std::function<void()>> closers_;
  std::list<Open> open_;
};

Result<> HttpServer::Impl::listen_socket(const std::filesystem::path& directory) {
  // A socket's path may have 107 bytes, a data directory's more: it is reached by its descriptor.
  const int fd = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return socket_failed(directory, std::strerror(errno));
  struct stat there {};
  if (::fstatat(fd, kSocketName, &there, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISSOCK(there.st_mode)) {
      ::close(fd);
      return socket_failed(directory, "a file that is no socket stands there; move it away");
    }
    ::unlinkat(fd, kSocketName, 0);
  }
  const std::string path = "/proc/self/fd/" + std::to_string(fd) + "/" + kSocketName;
  Acceptor<Local> acceptor(strand_);
  error_code error;
  acceptor.open(Local(), error);
  if (!error) acceptor.bind(Local::endpoint(path), error);
  // Nobody can connect before listen(), so there is no moment at which others could.
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
    error = error_code(errno, boost::system::system_category());
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    ::close(fd);
    return socket_failed(directory, error.message());
  }
  directory_fd_ = fd;
  serve<Local>(std::move(acceptor), 0);
  return {};
}

Result<std::string> HttpServer::Impl::listen_address(const std::string& address) {
  const Error bad("http.bad_address",
                  "\"" + address + "\" is not an address to serve at; write it like 127.0.0.1:8080",
                  "“" + address + "”不是可用的地址；请写成 127.0.0.1:8080 这样");
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return bad;
  std::string host = address.substr(0, colon);
  const std::string port_text = address.substr(colon + 1);
  if (port_text.empty() || port_text.size() > 5 ||
      port_text.find_first_not_of("0123456789") != std::string::npos || std::stoul(port_text) > 65535)
    return bad;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  error_code error;
  const auto ip = asio::ip::make_address(host, error);
  if (error) return bad;
  if (!ip.is_loopback())
    return Error(
        "http.not_loopback",
        "the HTTP API knows no passwords yet and is served on this machine alone: use 127.0.0.1:" +
            port_text + " instead of " + address,
        "HTTP 接口目前没有登录验证，只能在本机使用：请用 127.0.0.1:" + port_text + " 代替 " + address);
  Acceptor<Tcp> acceptor(strand_);
  const Tcp::endpoint endpoint(ip, static_cast<std::uint16_t>(std::stoul(port_text)));
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    return Error("http.address_in_use",
                 address + " is in use by another program; stop that one or give another port",
                 address + " 已被其他程序占用；请停止该程序或换一个端口");
  if (error)
    return Error("http.listen_failed", "cannot serve at " + address + ": " + error.message(),
                 "无法在 " + address + " 提供服务：" + error.message());
  const std::uint16_t port = acceptor.local_endpoint().port();
  serve<Tcp>(std::move(acceptor), port);
  return (ip.is_v6() ? "[" + ip.to_string() + "]" : ip.to_string()) + ":" + std::to_string(port);
}

HttpServer::HttpServer(asio::io_context& io, Handler handler, HttpLimits limits)
    : impl_(std::make_shared<Impl>(io, std::move(handler), limits)) {}

HttpServer::~HttpServer() {
  stop();
  impl_->join();
}

Result<> HttpServer::listen_socket(const std::filesystem::path& directory) {
  return impl_->listen_socket(directory);
}
Result<std::string> HttpServer::listen_address(const std::string& address) {
  return impl_->listen_address(address);
}
std::size_t HttpServer::connections() const { return impl_->connections(); }
void HttpServer::stop() { impl_->stop(); }

}  // namespace node
