// The sync port, knocked at by raw bytes. What nodes say there to each other: session_test, process_test.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "sync/websocket.h"

namespace wishsync {
namespace {

using ::testing::StartsWith;

class WebSocketTransportTest : public ::testing::Test {
 protected:
  WebSocketTransportTest()
      : server_(listen_websocket(io_, "127.0.0.1:0", [this](auto) { ++opened_; }).value()),
        thread_([this] { io_.run(); }) {}
  ~WebSocketTransportTest() override {
    io_.stop();
    thread_.join();
  }

  // What the server answers to these bytes, up to the end of its header; the connection stays open
  // until then. Empty where it closes without an answer.
  std::string ask(const std::string& bytes) const {
    const std::string address = server_->address();
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there), 0);
    EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char byte = 0;
    while (answer.find("\r\n\r\n") == std::string::npos && ::recv(fd, &byte, 1, 0) == 1) answer += byte;
    ::close(fd);
    return answer;
  }
  static std::string upgrade(const std::string& more = "", const std::string& target = "/sync") {
    return "GET " + target +
           " HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           more + "\r\n";
  }

  boost::asio::io_context io_;
  std::atomic<int> opened_ = 0;
  std::unique_ptr<Listener> server_;
  std::thread thread_;
};

TEST_F(WebSocketTransportTest, an_upgrade_is_answered) {
  EXPECT_THAT(ask(upgrade()), StartsWith("HTTP/1.1 101 "));
}

TEST_F(WebSocketTransportTest, pages_other_targets_and_other_requests_are_refused) {
  EXPECT_THAT(ask(upgrade("Origin: http://evil.example\r\n")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask(upgrade("", "/other")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /sync HTTP/1.1\r\nHost: here\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(opened_, 0);
}

TEST_F(WebSocketTransportTest, a_request_with_a_body_is_refused_before_the_body_is_read) {
  EXPECT_THAT(ask(upgrade("Transfer-Encoding: chunked\r\n")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask(upgrade("Transfer-Encoding: chunked\r\n") + "0\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask(upgrade("Content-Length: 1000000\r\n")), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(opened_, 0);
}

}  // namespace
}  // namespace wishsync
