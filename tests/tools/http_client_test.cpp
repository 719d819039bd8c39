// The client against a tiny real server, through a unix socket and through TCP.

#include "tools/wishctl/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <future>
#include <thread>

namespace wishctl {
namespace {

namespace asio = boost::asio;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kOk =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

// Accepts one connection, reads one request, sends `answer` as it is, and waits for the client to
// close (or closes at once, where the answer is to be cut off).
template <typename Protocol>
class TinyServer {
 public:
  enum class After { kWaitForClient, kClose };

  TinyServer(const typename Protocol::endpoint& endpoint, std::string answer,
             After after = After::kWaitForClient)
      : acceptor_(io_, endpoint), answer_(std::move(answer)), after_(after), thread_([this] { serve(); }) {}
  ~TinyServer() { thread_.join(); }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  typename Protocol::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  std::string request() { return request_.get_future().get(); }

 private:
  void serve() {
    typename Protocol::socket socket(io_);
    acceptor_.accept(socket);
    request_.set_value(read_request(socket));
    boost::system::error_code error;
    asio::write(socket, asio::buffer(answer_), error);
    char rest[256];
    if (after_ == After::kWaitForClient)
      while (!error) socket.read_some(asio::buffer(rest), error);
  }

  static std::string read_request(typename Protocol::socket& socket) {
    std::string text;
    const std::size_t header = asio::read_until(socket, asio::dynamic_buffer(text), "\r\n\r\n");
    const std::size_t at = text.find("Content-Length: ");
    const std::size_t body = at == text.npos || at > header ? 0 : std::stoul(text.substr(at + 16));
    if (text.size() < header + body)
      asio::read(socket, asio::dynamic_buffer(text), asio::transfer_exactly(header + body - text.size()));
    return text;
  }

  asio::io_context io_;
  typename Protocol::acceptor acceptor_;
  std::string answer_;
  After after_;
  std::promise<std::string> request_;
  std::thread thread_;
};

using TcpServer = TinyServer<asio::ip::tcp>;
using UnixServer = TinyServer<asio::local::stream_protocol>;

const asio::ip::tcp::endpoint kLoopback(asio::ip::make_address("127.0.0.1"), 0);

Address address_of(const asio::ip::tcp::endpoint& endpoint) {
  return HostAndPort{"127.0.0.1", std::to_string(endpoint.port())};
}

HttpRequest get(const std::string& target) {
  HttpRequest out;
  out.target = target;
  return out;
}

Timeouts impatient() {
  return {std::chrono::milliseconds(5000), std::chrono::milliseconds(100), std::chrono::milliseconds(400)};
}

std::string code_of(const Outcome<HttpResponse>& outcome) {
  if (outcome) return "answered";
  EXPECT_EQ(outcome.error().status, ExitStatus::kUnreachable);
  EXPECT_FALSE(outcome.error().error.zh.empty());
  return outcome.error().error.code;
}

class HttpClientTest : public ::testing::Test {
 protected:
  HttpClientTest() {
    std::string name = (std::filesystem::temp_directory_path() / "wishctl_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    directory_ = name;
  }
  ~HttpClientTest() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path directory_;
};

TEST_F(HttpClientTest, AsksThroughTcp) {
  TcpServer server(kLoopback, kOk);
  HttpRequest request = get("/api/v1/status?x=1");
  request.lang = Lang::kChinese;
  const Outcome<HttpResponse> answer = HttpClient(address_of(server.endpoint())).exchange(request);
  ASSERT_TRUE(answer) << answer.error().error.en;
  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, "{}");
  EXPECT_THAT(server.request(), AllOf(StartsWith("GET /api/v1/status?x=1 HTTP/1.1\r\n"),
                                      HasSubstr("Accept-Language: zh\r\n"), HasSubstr("Host: 127.0.0.1:"),
                                      Not(HasSubstr("Transfer-Encoding")), Not(HasSubstr("Wishtree-User"))));
}

TEST_F(HttpClientTest, AsksThroughTheSocketInTheDataDirectory) {
  UnixServer server((directory_ / "api.sock").string(), kOk);
  HttpRequest request = get("/x");
  request.user = "%E7%8E%8B";
  request.method = "POST";
  request.body = std::string(1 << 20, 'b');
  request.content_type = "application/octet-stream";
  const Outcome<HttpResponse> answer = HttpClient(DataDirectory{directory_}).exchange(request);
  ASSERT_TRUE(answer) << answer.error().error.en;
  EXPECT_THAT(server.request(), AllOf(HasSubstr("Content-Length: 1048576\r\n"),
                                      HasSubstr("Wishtree-User: %E7%8E%8B\r\n"), EndsWith(request.body)));
}

TEST_F(HttpClientTest, FindsTheSocketOfADirectoryWithALongPath) {
  const std::filesystem::path deep = directory_ / std::string(120, 'x');
  std::filesystem::create_directory(deep);
  std::filesystem::create_directory_symlink(deep, directory_ / "short");
  UnixServer server((directory_ / "short" / "api.sock").string(), kOk);
  const Outcome<HttpResponse> answer = HttpClient(DataDirectory{deep}).exchange(get("/"));
  EXPECT_TRUE(answer) << answer.error().error.en;
}

TEST_F(HttpClientTest, PassesOnTheStatusAndTheBodyOfARefusal) {
  TcpServer server(kLoopback, "HTTP/1.1 409 Conflict\r\nContent-Length: 3\r\n\r\nno\n");
  const Outcome<HttpResponse> answer = HttpClient(address_of(server.endpoint())).exchange(get("/"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 409u);
  EXPECT_EQ(answer->body, "no\n");
}

TEST_F(HttpClientTest, SaysThatTheNodeIsNotRunningWhereThereIsNoSocket) {
  const Outcome<HttpResponse> answer = HttpClient(DataDirectory{directory_}).exchange(get("/"));
  EXPECT_EQ(code_of(answer), "node.no_socket");
  EXPECT_THAT(answer.error().error.en,
              HasSubstr("Is 'wishnode run --data " + directory_.string() + "' running?"));
}

TEST_F(HttpClientTest, SaysThatThereIsNoSuchDirectory) {
  EXPECT_EQ(code_of(HttpClient(DataDirectory{directory_ / "none"}).exchange(get("/"))), "node.no_directory");
  EXPECT_EQ(code_of(HttpClient(DataDirectory{directory_ / std::string(120, 'x')}).exchange(get("/"))),
            "node.no_directory");
}

TEST_F(HttpClientTest, SaysThatNobodyAnswersAtASocketLeftBehind) {
  {
    asio::io_context io;
    asio::local::stream_protocol::acceptor left(io, (directory_ / "api.sock").string());
  }
  EXPECT_EQ(code_of(HttpClient(DataDirectory{directory_}).exchange(get("/"))), "node.refused");
}

TEST_F(HttpClientTest, SaysThatNobodyListensAtAPort) {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, kLoopback);
  const Address address = address_of(acceptor.local_endpoint());
  acceptor.close();
  EXPECT_EQ(code_of(HttpClient(address).exchange(get("/"))), "node.refused");
}

TEST_F(HttpClientTest, GivesUpOnAnAnswerThatNeverComes) {
  TcpServer server(kLoopback, "");
  EXPECT_EQ(code_of(HttpClient(address_of(server.endpoint()), {}, impatient()).exchange(get("/"))),
            "node.answer_timeout");
}

TEST_F(HttpClientTest, GivesUpOnAnAnswerThatStopsHalfWay) {
  TcpServer server(kLoopback, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  EXPECT_EQ(code_of(HttpClient(address_of(server.endpoint()), {}, impatient()).exchange(get("/"))),
            "node.answer_timeout");
}

TEST_F(HttpClientTest, TellsAConnectionThatEndsBeforeTheAnswer) {
  TcpServer nothing(kLoopback, "", TcpServer::After::kClose);
  EXPECT_EQ(code_of(HttpClient(address_of(nothing.endpoint())).exchange(get("/"))), "node.connection_lost");
  TcpServer half(kLoopback, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", TcpServer::After::kClose);
  EXPECT_EQ(code_of(HttpClient(address_of(half.endpoint())).exchange(get("/"))), "node.connection_lost");
}

TEST_F(HttpClientTest, TellsThatWhatAnswersIsNoNode) {
  TcpServer server(kLoopback, "SSH-2.0-OpenSSH_9.2\r\n", TcpServer::After::kClose);
  EXPECT_EQ(code_of(HttpClient(address_of(server.endpoint())).exchange(get("/"))), "node.not_a_node");
}

TEST_F(HttpClientTest, ReportsThatItWaitsForSlowRequestsOnly) {
  int waits = 0;
  const auto on_wait = [&](std::chrono::milliseconds elapsed) { waits += elapsed.count() > 0 ? 1 : 0; };
  HttpRequest slow = get("/");
  slow.slow = true;
  {
    TcpServer server(kLoopback, "");
    EXPECT_EQ(code_of(HttpClient(address_of(server.endpoint()), on_wait, impatient()).exchange(slow)),
              "node.answer_timeout");
  }
  EXPECT_GE(waits, 1);
  waits = 0;
  TcpServer server(kLoopback, "");
  EXPECT_EQ(code_of(HttpClient(address_of(server.endpoint()), on_wait, impatient()).exchange(get("/"))),
            "node.answer_timeout");
  EXPECT_EQ(waits, 0);
}

TEST(ParseUrl, ReadsHostsAndPorts) {
  const HostAndPort named = parse_url("http://node.example:8080/").value();
  EXPECT_EQ(named.host, "node.example");
  EXPECT_EQ(named.port, "8080");
  EXPECT_EQ(parse_url("http://10.0.0.1").value().port, "80");
  const HostAndPort six = parse_url("http://[::1]:81").value();
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(address_text(Address(six)), "http://[::1]:81");
}

TEST(ParseUrl, RefusesWhatIsNoAddress) {
  for (const char* url : {"", "10.0.0.1:80", "https://h", "http://", "http://h:0", "http://h:65536",
                          "http://h:x", "http://h/api", "http://u@h", "http://[::1", "http://a b"}) {
    const Outcome<HostAndPort> out = parse_url(url);
    EXPECT_FALSE(out) << url;
    EXPECT_TRUE(out || out.error().status == ExitStatus::kWrongUsage) << url;
  }
}

}  // namespace
}  // namespace wishctl
