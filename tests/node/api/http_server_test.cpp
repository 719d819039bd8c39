// The server on real sockets, driven by raw bytes, so that what no decent client sends is seen too.

#include "node/api/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include "node/limits.h"

namespace node {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using boost::system::error_code;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    char name[] = "/tmp/wishtree-http-XXXXXX";
    directory_ = ::mkdtemp(name);
    limits_.read_timeout_ms = 10'000;
  }
  ~HttpServerTest() override {
    if (server_) server_->stop();
    io_.reset();
    if (thread_.joinable()) thread_.join();
    server_.reset();
    std::filesystem::remove_all(directory_);
  }

  // Serves on a free port; requests are answered by `handler_`.
  void start() {
    server_ = std::make_unique<HttpServer>(
        context_, [this](const ApiRequest& request) { return handler_(request); }, limits_);
    const auto address = server_->listen_address("127.0.0.1:0");
    ASSERT_TRUE(address) << address.error().en;
    address_ = *address;
    port_ = address_.substr(address_.rfind(':') + 1);
    run();
  }
  void run() {
    io_.emplace(asio::make_work_guard(context_));
    thread_ = std::thread([this] { context_.run(); });
  }

  // A connection of a client; blocking.
  template <typename Protocol>
  struct Client {
    explicit Client(const typename Protocol::endpoint& endpoint) : socket(context) {
      socket.connect(endpoint);
    }
    void send(const std::string& bytes) {
      error_code error;
      asio::write(socket, asio::buffer(bytes), error);
    }
    // Until the server closes.
    std::string read_all() {
      std::string out;
      error_code error;
      asio::read(socket, asio::dynamic_buffer(out), error);
      return out;
    }
    // Until `text` has come.
    std::string read_until(const std::string& text) {
      std::string out;
      char byte = 0;
      error_code error;
      while (out.find(text) == std::string::npos && socket.read_some(asio::buffer(&byte, 1), error) == 1)
        out += byte;
      return out;
    }
    asio::io_context context;
    typename Protocol::socket socket;
  };
  using TcpClient = Client<tcp>;
  using LocalClient = Client<Local>;

  tcp::endpoint endpoint() const {
    return {asio::ip::make_address("127.0.0.1"), static_cast<std::uint16_t>(std::stoul(port_))};
  }
  // The whole answer to a request on a connection of its own.
  std::string ask(const std::string& bytes) {
    TcpClient client(endpoint());
    client.send(bytes);
    return client.read_all();
  }
  std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: " + address_ + "\r\n" + more + "\r\n";
  }
  std::string last(const std::string& target, const std::string& more = "") {
    return get(target, more + "Connection: close\r\n");
  }

  std::filesystem::path directory_;
  HttpLimits limits_;
  std::atomic<int> handled_ = 0;
  std::function<ApiResponse(const ApiRequest&)> handler_ = [this](const ApiRequest& request) {
    ++handled_;
    return ApiResponse{200, "text/plain",
                       request.method + " " + request.target + " " + request.content_type + " " +
                           request.accept_language + " " + request.body,
                       ""};
  };
  asio::io_context context_;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> io_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  std::string address_;
  std::string port_;
};

// ---- Requests

TEST_F(HttpServerTest, a_request_reaches_the_handler_with_all_it_needs) {
  start();
  const std::string answer = ask("POST /a?b=%E4%BA%8C HTTP/1.1\r\nHost: " + address_ +
                                 "\r\nContent-Type: text/csv\r\nAccept-Language: zh\r\nContent-Length: "
                                 "3\r\nConnection: close\r\n\r\nxyz");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nPOST /a?b=%E4%BA%8C text/csv zh xyz"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Access-Control")));
}

TEST_F(HttpServerTest, a_file_is_sent_piece_by_piece_and_the_connection_goes_on) {
  handler_ = [](const ApiRequest& request) {
    ApiResponse out{200, "image/png", "", ""};
    const bool short_one = request.target == "/short";
    out.file = ApiFile{"attachment", 9, 3, [short_one](std::uint32_t index) -> std::optional<std::string> {
                         if (short_one && index == 2) return std::nullopt;
                         return std::string(3, static_cast<char>('a' + index));
                       }};
    return out;
  };
  start();
  TcpClient client(endpoint());
  client.send(get("/whole"));
  const std::string answer = client.read_until("ccc");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: image/png\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Disposition: attachment\r\n"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\naaabbbccc"));
  // What can't be kept of what was announced ends the connection.
  client.send(get("/short") + get("/whole"));
  const std::string rest = client.read_all();
  EXPECT_THAT(rest, ::testing::EndsWith("\r\n\r\naaabbb"));
}

TEST_F(HttpServerTest, of_a_file_nothing_but_the_header_is_sent_to_who_asks_for_no_more) {
  handler_ = [](const ApiRequest&) {
    ApiResponse out{200, "image/png", "", ""};
    out.file = ApiFile{"attachment", 3, 1, [](std::uint32_t) { return std::optional<std::string>("abc"); }};
    return out;
  };
  start();
  const std::string answer = ask("HEAD /a HTTP/1.1\r\nHost: " + address_ + "\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("abc")));
}

TEST_F(HttpServerTest, a_connection_serves_many_requests_also_sent_at_once) {
  start();
  TcpClient client(endpoint());
  client.send(get("/1") + get("/2"));
  EXPECT_THAT(client.read_until("GET /2"), HasSubstr("GET /1"));
  client.send(last("/3"));
  EXPECT_THAT(client.read_all(), HasSubstr("GET /3"));
}

TEST_F(HttpServerTest, a_chunked_body_arrives_whole) {
  start();
  const std::string answer = ask("POST / HTTP/1.1\r\nHost: " + address_ +
                                 "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                 "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("abcde"));
}

TEST_F(HttpServerTest, who_waits_for_a_go_ahead_gets_one) {
  start();
  TcpClient client(endpoint());
  client.send("POST / HTTP/1.1\r\nHost: " + address_ +
              "\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 "));
  client.send("ok");
  EXPECT_THAT(client.read_all(), HasSubstr("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, a_head_has_the_length_but_no_body) {
  start();
  const std::string answer = ask("HEAD /x HTTP/1.1\r\nHost: " + address_ + "\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 10\r\n"));
  EXPECT_THAT(answer, ::testing::EndsWith("\r\n\r\n"));
}

// ---- Refusals

TEST_F(HttpServerTest, framing_that_could_be_read_in_two_ways_is_refused) {
  start();
  const auto post = [&](const std::string& headers, const std::string& body) {
    return ask("POST / HTTP/1.1\r\nHost: " + address_ + "\r\n" + headers + "\r\n" + body);
  };
  EXPECT_THAT(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
              StartsWith("HTTP/1.1 400"));
  const std::string both = post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n");
  EXPECT_THAT(both, StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(both, HasSubstr("application/problem+json"));
  EXPECT_THAT(both, HasSubstr("\"code\":\"http.bad_framing\""));
  EXPECT_THAT(both, HasSubstr("Connection: close"));
  EXPECT_THAT(post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(post("Host: " + address_ + "\r\n", ""), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("what is this\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, a_host_that_is_not_this_address_is_refused) {
  start();
  for (const std::string& host :
       {std::string("evil.example"), "evil.example:" + port_, std::string("127.0.0.1:1"),
        std::string("127.0.0.1"), "127.0.0.1.evil.example:" + port_}) {
    const std::string answer = ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403")) << host;
    EXPECT_THAT(answer, HasSubstr("http.wrong_host"));
  }
  EXPECT_THAT(ask("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 403"));
  EXPECT_EQ(handled_, 0);
  for (const char* name : {"localhost", "127.0.0.1", "[::1]", "LOCALHOST"})
    EXPECT_THAT(
        ask("GET / HTTP/1.1\r\nHost: " + std::string(name) + ":" + port_ + "\r\nConnection: close\r\n\r\n"),
        StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, a_page_of_another_origin_is_refused) {
  start();
  const std::string answer = ask(get("/", "Origin: http://evil.example\r\n"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(answer, HasSubstr("http.foreign_origin"));
  EXPECT_THAT(ask(get("/", "Origin: null\r\n")), StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(handled_, 0);
  EXPECT_THAT(ask(last("/", "Origin: http://" + address_ + "\r\n")), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, headers_and_bodies_have_limits) {
  start();
  const std::string header = ask(get("/", "X: " + std::string(kHttpHeaderBytesMax, 'x') + "\r\n"));
  EXPECT_THAT(header, StartsWith("HTTP/1.1 431"));
  const std::string body = ask("POST / HTTP/1.1\r\nHost: " + address_ +
                               "\r\nContent-Length: " + std::to_string(kHttpBodyBytesMax + 1) + "\r\n\r\n");
  EXPECT_THAT(body, StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(body, HasSubstr("http.body_too_large"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, who_sends_too_much_still_reads_why_it_is_refused) {
  start();
  const std::size_t bytes = kHttpBodyBytesMax + (1u << 20);
  const std::string answer =
      ask("POST / HTTP/1.1\r\nHost: " + address_ + "\r\nContent-Length: " + std::to_string(bytes) +
          "\r\n\r\n" + std::string(bytes, 'x'));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413"));
}

TEST_F(HttpServerTest, a_body_as_large_as_allowed_is_taken) {
  handler_ = [](const ApiRequest& request) {
    return ApiResponse{200, "text/plain", std::to_string(request.body.size()), ""};
  };
  start();
  const std::string answer =
      ask("POST / HTTP/1.1\r\nHost: " + address_ + "\r\nConnection: close\r\nContent-Length: " +
          std::to_string(kHttpBodyBytesMax) + "\r\n\r\n" + std::string(kHttpBodyBytesMax, 'x'));
  EXPECT_THAT(answer, HasSubstr(std::to_string(kHttpBodyBytesMax)));
}

TEST_F(HttpServerTest, who_sends_too_slowly_is_cut_off) {
  limits_.read_timeout_ms = 100;
  limits_.idle_timeout_ms = 100;
  start();
  TcpClient half(endpoint());
  half.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(half.read_all(), "");
  TcpClient silent(endpoint());
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, more_connections_than_allowed_are_closed_and_others_go_on) {
  start();
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (std::size_t i = 0; i < kHttpConnectionsMax; ++i) {
    clients.push_back(std::make_unique<TcpClient>(endpoint()));
    clients.back()->send(get("/"));
    EXPECT_THAT(clients.back()->read_until("GET /"), StartsWith("HTTP/1.1 200"));
  }
  TcpClient surplus(endpoint());
  EXPECT_EQ(surplus.read_all(), "");
  clients.front()->send(last("/again"));
  EXPECT_THAT(clients.front()->read_all(), HasSubstr("/again"));
}

TEST_F(HttpServerTest, open_connections_are_counted) {
  start();
  EXPECT_EQ(server_->connections(), 0u);
  {
    TcpClient one(endpoint());
    TcpClient other(endpoint());
    one.send(get("/1"));
    EXPECT_THAT(one.read_until("GET /1"), StartsWith("HTTP/1.1 200"));
    other.send(get("/2"));
    EXPECT_THAT(other.read_until("GET /2"), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(server_->connections(), 2u);
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (server_->connections() != 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_EQ(server_->connections(), 0u);
}

// ---- Listening

TEST_F(HttpServerTest, only_loopback_is_served) {
  server_ = std::make_unique<HttpServer>(context_, handler_);
  const auto code = [&](const std::string& address) {
    const auto result = server_->listen_address(address);
    return result ? "" : result.error().code;
  };
  EXPECT_EQ(code("0.0.0.0:0"), "http.not_loopback");
  EXPECT_EQ(code("[::]:0"), "http.not_loopback");
  EXPECT_EQ(code("192.168.1.5:8080"), "http.not_loopback");
  EXPECT_EQ(code("example.org:80"), "http.bad_address");
  EXPECT_EQ(code("127.0.0.1"), "http.bad_address");
  EXPECT_EQ(code("127.0.0.1:"), "http.bad_address");
  EXPECT_EQ(code("127.0.0.1:65536"), "http.bad_address");
  EXPECT_EQ(code("127.0.0.1:8x"), "http.bad_address");
  run();
}

TEST_F(HttpServerTest, a_port_in_use_is_told_in_one_line) {
  start();
  HttpServer second(context_, handler_);
  const auto result = second.listen_address(address_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http.address_in_use");
  EXPECT_THAT(result.error().en, HasSubstr(address_));
  EXPECT_THAT(result.error().en, Not(HasSubstr("\n")));
}

TEST_F(HttpServerTest, the_socket_file_is_the_owners_and_is_served_from_a_long_path) {
  const std::filesystem::path deep = directory_ / std::string(120, 'd');
  std::filesystem::create_directory(deep);
  server_ = std::make_unique<HttpServer>(context_, [this](const ApiRequest& r) { return handler_(r); });
  const auto listening = server_->listen_socket(deep);
  ASSERT_TRUE(listening) << listening.error().en;
  run();
  struct stat there {};
  ASSERT_EQ(::stat((deep / "api.sock").c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777, 0600u);

  const std::filesystem::path near = directory_ / "near";
  std::filesystem::create_symlink(deep, near);
  LocalClient client(Local::endpoint((near / "api.sock").string()));
  client.send("GET /x HTTP/1.1\r\nHost: wishnode\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_all(), HasSubstr("GET /x")) << "any host is right on the socket";
}

TEST_F(HttpServerTest, the_api_hears_who_came_through_the_socket) {
  handler_ = [](const ApiRequest& request) {
    return ApiResponse{200, "text/plain", request.through_socket ? "the owner" : "anyone", ""};
  };
  start();
  ASSERT_TRUE(server_->listen_socket(directory_));
  TcpClient through_tcp(endpoint());
  through_tcp.send(last("/x"));
  EXPECT_THAT(through_tcp.read_all(), HasSubstr("anyone"));
  LocalClient through_socket(Local::endpoint((directory_ / "api.sock").string()));
  through_socket.send("GET /x HTTP/1.1\r\nHost: wishnode\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(through_socket.read_all(), HasSubstr("the owner"));
}

TEST_F(HttpServerTest, a_socket_left_over_is_replaced_and_another_file_is_not) {
  {
    asio::io_context other;
    Local::acceptor left_over(other, Local::endpoint((directory_ / "api.sock").string()));
  }
  ASSERT_TRUE(std::filesystem::exists(directory_ / "api.sock"));
  server_ = std::make_unique<HttpServer>(context_, [this](const ApiRequest& r) { return handler_(r); });
  EXPECT_TRUE(server_->listen_socket(directory_));
  run();

  const std::filesystem::path other = directory_ / "other";
  std::filesystem::create_directory(other);
  std::ofstream(other / "api.sock") << "mine";
  HttpServer second(context_, handler_);
  const auto result = second.listen_socket(other);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http.socket_failed");
  EXPECT_TRUE(std::filesystem::exists(other / "api.sock"));
  EXPECT_FALSE(second.listen_socket(directory_ / "missing"));
}

// ---- Stopping

TEST_F(HttpServerTest, stopping_answers_what_is_in_work_and_closes_the_rest) {
  std::mutex mutex;
  std::condition_variable changed;
  bool in_work = false, go_on = false;
  handler_ = [&](const ApiRequest&) {
    std::unique_lock lock(mutex);
    in_work = true;
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
    return ApiResponse{200, "text/plain", "finished", ""};
  };
  start();
  ASSERT_TRUE(server_->listen_socket(directory_));
  TcpClient idle(endpoint());
  TcpClient half(endpoint());
  half.send("POST / HTTP/1.1\r\nHost: " + address_ + "\r\nContent-Length: 10\r\n\r\nabc");
  TcpClient busy(endpoint());
  busy.send(get("/"));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return in_work; });
  }
  server_->stop();
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_EQ(half.read_all(), "");
  {
    const std::lock_guard lock(mutex);
    go_on = true;
  }
  changed.notify_all();
  const std::string answer = busy.read_all();
  EXPECT_THAT(answer, HasSubstr("finished"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  io_.reset();
  thread_.join();  // Nothing is left to do, so run() returned by itself.
  EXPECT_FALSE(std::filesystem::exists(directory_ / "api.sock"));
  asio::io_context other;
  error_code error;
  tcp::socket socket(other);
  socket.connect(endpoint(), error);
  EXPECT_TRUE(error);
}

}  // namespace
}  // namespace node
