#include "tools/wishctl/http_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <exception>

#include "tools/wishctl/unreachable.h"

namespace wishctl {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

// A directory kept open while its path through /proc/self/fd is in use.
class OpenDirectory {
 public:
  explicit OpenDirectory(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), error_(fd_ < 0 ? errno : 0) {}
  ~OpenDirectory() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;

  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] std::string socket_path() const { return fmt::format("/proc/self/fd/{}/api.sock", fd_); }

 private:
  int fd_;
  int error_;
};

http::request<http::string_body> message_of(const HttpRequest& request, const std::string& host) {
  http::request<http::string_body> out;
  out.version(11);
  out.method_string(request.method);
  out.target(request.target);
  out.set(http::field::host, host);
  out.set(http::field::user_agent, "wishctl");
  out.set(http::field::accept, "application/json, application/problem+json");
  out.set(http::field::accept_language, request.lang == Lang::kChinese ? "zh" : "en");
  if (!request.user.empty()) out.set("Wishtree-User", request.user);
  out.keep_alive(false);
  if (!request.content_type.empty()) out.set(http::field::content_type, request.content_type);
  out.body() = request.body;
  if (request.method != "GET") out.content_length(request.body.size());
  return out;
}

// One request on one connection. Everything runs on the thread that calls run().
template <typename Protocol>
class Conversation {
 public:
  using Stream = beast::basic_stream<Protocol>;
  using Endpoints = std::vector<typename Protocol::endpoint>;

  Conversation(const Address& address, const HttpClient::OnWait& on_wait, const Timeouts& timeouts)
      : address_(address), on_wait_(on_wait), timeouts_(timeouts), stream_(io_), ticker_(io_) {}

  Outcome<HttpResponse> run(const HttpRequest& request, const std::string& host, const Endpoints& endpoints) {
    answer_timeout_ = request.slow ? timeouts_.slow_answer : timeouts_.answer;
    parser_.header_limit(static_cast<std::uint32_t>(kAnswerHeaderBytesMax));
    parser_.body_limit(kAnswerBytesMax);
    const http::request<http::string_body> message = message_of(request, host);
    asio::co_spawn(io_, converse(message, endpoints), [this](const std::exception_ptr& thrown) {
      thrown_ = thrown;
      done_ = true;
      ticker_.cancel();
    });
    if (request.slow && on_wait_) asio::co_spawn(io_, tick(), asio::detached);
    io_.run();
    if (thrown_) std::rethrow_exception(thrown_);
    if (failure_) return *failure_;
    return HttpResponse{parser_.get().result_int(), std::move(parser_.get().body())};
  }

 private:
  asio::awaitable<void> converse(const http::request<http::string_body>& message,
                                 const Endpoints& endpoints) {
    stream_.expires_after(timeouts_.connect);
    error_code failed = asio::error::host_not_found;
    for (const auto& endpoint : endpoints) {
      auto [error] = co_await stream_.async_connect(endpoint, kToken);
      failed = error;
      if (!failed || failed == beast::error::timeout) break;
    }
    if (failed) {
      failure_ = failed == beast::error::timeout ? connect_timed_out(address_, timeouts_.connect)
                                                 : cannot_connect(address_, failed);
      co_return;
    }

    stream_.expires_after(answer_timeout_);
    auto [write_error, written] = co_await http::async_write(stream_, message, kToken);
    // A node that refuses a body may answer and close before it has read all: so read in any case.
    auto [read_error, read] = co_await http::async_read(stream_, buffer_, parser_, kToken);
    if (!read_error) co_return;
    const error_code error = write_error ? write_error : read_error;
    if (error == beast::error::timeout)
      failure_ = answer_timed_out(address_, answer_timeout_);
    else if (error.category() == make_error_code(http::error::bad_method).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message)
      failure_ = not_a_node(address_);
    else
      failure_ = connection_lost(address_, error.message());
  }

  asio::awaitable<void> tick() {
    const auto begin = std::chrono::steady_clock::now();
    while (!done_) {
      ticker_.expires_after(kProgressEvery);
      auto [error] = co_await ticker_.async_wait(kToken);
      if (error || done_) co_return;
      on_wait_(
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin));
    }
  }

  const Address& address_;
  const HttpClient::OnWait& on_wait_;
  const Timeouts& timeouts_;
  std::chrono::milliseconds answer_timeout_{};
  asio::io_context io_{1};
  Stream stream_;
  asio::steady_timer ticker_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
  std::optional<Failure> failure_;
  std::exception_ptr thrown_;
  bool done_ = false;
};

}  // namespace

HttpClient::HttpClient(Address address, OnWait on_wait, Timeouts timeouts)
    : address_(std::move(address)), on_wait_(std::move(on_wait)), timeouts_(timeouts) {}

Outcome<HttpResponse> HttpClient::exchange(const HttpRequest& request) {
  if (const auto* directory = std::get_if<DataDirectory>(&address_)) {
    std::string path = (directory->path / "api.sock").string();
    std::optional<OpenDirectory> open;
    if (path.size() > kSocketPathBytesMax) {
      open.emplace(directory->path);
      if (open->error() != 0)
        return cannot_connect(address_, std::error_code(open->error(), std::generic_category()));
      path = open->socket_path();
    }
    return Conversation<asio::local::stream_protocol>(address_, on_wait_, timeouts_)
        .run(request, "localhost", {asio::local::stream_protocol::endpoint(path)});
  }

  const auto& at = std::get<HostAndPort>(address_);
  asio::io_context io;
  asio::ip::tcp::resolver resolver(io);
  error_code error;
  const auto found = resolver.resolve(at.host, at.port, error);
  if (error) return cannot_connect(address_, error);
  std::vector<asio::ip::tcp::endpoint> endpoints;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  const std::string host = address_text(address_).substr(std::string_view("http://").size());
  return Conversation<asio::ip::tcp>(address_, on_wait_, timeouts_).run(request, host, endpoints);
}

}  // namespace wishctl
