// /metrics of running nodes, as Prometheus asks for it: over the loopback address, by hand.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/json/value.hpp>
#include <stdexcept>

#include "support/exposition.h"
#include "tests/process/tree.h"

namespace process {
namespace {

// A socket of TCP that ends with this.
class Connection {
 public:
  // "127.0.0.1:8080"
  explicit Connection(const std::string& address) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const std::size_t colon = address.rfind(':');
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
    ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
    const timeval deadline{kSoon.count(), 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("nobody serves at " + address);
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::string ask(const std::string& request) const {
    if (::send(fd_, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("the request was not taken");
    std::string out;
    char part[4096];
    for (ssize_t got = 0; (got = ::recv(fd_, part, sizeof part, 0)) != 0;) {
      if (got < 0) throw std::runtime_error("no whole answer: " + out);
      out.append(part, static_cast<std::size_t>(got));
    }
    return out;
  }

 private:
  int fd_;
};

class MetricsOfNodes : public Tree {
 protected:
  static std::string ask(const Node& node, const std::string& host) {
    const std::string address(node.status().at("http").as_string());
    return Connection(address).ask("GET /metrics HTTP/1.1\r\nHost: " + (host.empty() ? address : host) +
                                   "\r\nConnection: close\r\n\r\n");
  }
  static support::Exposition scrape(const Node& node) {
    const std::string answer = ask(node, "");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_NE(answer.find("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"),
              std::string::npos);
    return support::parse_exposition(answer.substr(answer.find("\r\n\r\n") + 4));
  }
  static double figure(const support::Exposition& of, const std::string& name) {
    const auto value = of.value(name);
    EXPECT_TRUE(value) << name;
    return value.value_or(-1);
  }
  // A figure about the only peer of its place; nothing where it is not shown.
  static std::optional<double> of_peer(const support::Exposition& of, const std::string& name,
                                       const Place& place) {
    const auto family = of.families.find(name);
    if (family == of.families.end()) return std::nullopt;
    for (const auto& [labels, value] : family->second.samples.at(name))
      if (labels.at("place") == place.code) return value;
    return std::nullopt;
  }
};

TEST_F(MetricsOfNodes, FiguresGrowWithWhatIsWrittenAndStayWithinTheirLimits) {
  Node& city = root();
  const auto before = scrape(city);
  for (const char* name : {"周小明", "吴小红", "郑大海"}) city.add(name);
  ASSERT_TRUE(eventually([&] { return figure(scrape(city), "wishtree_texts_wishes") == 3; }));
  const auto after = scrape(city);
  const auto grown = [&](const char* name) { return figure(after, name) - figure(before, name); };
  EXPECT_EQ(grown("wishtree_commits_total"), 3);
  EXPECT_EQ(grown("wishtree_committed_events_total"), 3);
  EXPECT_EQ(grown("wishtree_held_events"), 3);
  EXPECT_EQ(grown("wishtree_commit_requests_count"), 3);
  EXPECT_EQ(grown("wishtree_store_fsync_seconds_count"), 3);
  EXPECT_GT(grown("wishtree_store_fsync_seconds_sum"), 0);
  EXPECT_GT(grown("wishtree_store_written_bytes_total"), 0);
  EXPECT_EQ(after.value("wishtree_http_requests_total",
                        {{"method", "POST"}, {"route", "/api/v1/wishes"}, {"status", "2xx"}}),
            3);
  EXPECT_EQ(grown("process_start_time_seconds"), 0);
  std::size_t limits = 0;
  for (const auto& [name, family] : after.families) {
    const std::size_t at = name.find("_limit_");
    if (at == std::string::npos) continue;
    const std::string used = name.substr(0, at) + name.substr(at + std::string("_limit").size());
    EXPECT_LE(figure(after, used), figure(after, name)) << name;
    EXPECT_GT(figure(after, name), 0) << name;
    ++limits;
  }
  EXPECT_EQ(limits, 9u);
  EXPECT_GE(figure(after, "wishtree_http_connections"), 1) << "this very connection";
  EXPECT_GT(figure(after, "wishtree_wal_bytes"), 0);
}

TEST_F(MetricsOfNodes, ThePeerIsShownWithHowFarItIs) {
  Node& city = root();
  Node& county = join(city, kCounty);
  county.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  const auto expect_in_step = [](const Node& node, const Place& peer) {
    ASSERT_TRUE(eventually([&] { return of_peer(scrape(node), "wishtree_peer_in_step", peer) == 1; }));
    const auto shown = scrape(node);
    EXPECT_EQ(of_peer(shown, "wishtree_peer_connected", peer), 1);
    EXPECT_EQ(of_peer(shown, "wishtree_peer_out_of_step_seconds", peer), 0);
    EXPECT_EQ(of_peer(shown, "wishtree_peer_ahead_events", peer), 0);
    EXPECT_EQ(of_peer(shown, "wishtree_peer_credit_used_bytes", peer), 0);
    EXPECT_GT(of_peer(shown, "wishtree_peer_received_bytes_total", peer), 0);
    EXPECT_GT(of_peer(shown, "wishtree_peer_sent_bytes_total", peer), 0);
  };
  expect_in_step(city, kCounty);
  expect_in_step(county, kCity);
  county.lose_network();
  ASSERT_TRUE(eventually([&] { return of_peer(scrape(city), "wishtree_peer_connected", kCounty) == 0; }));
  const auto later = scrape(city);
  EXPECT_EQ(of_peer(later, "wishtree_peer_in_step", kCounty), 0);
  EXPECT_GE(of_peer(later, "wishtree_peer_out_of_step_seconds", kCounty), 0);
  EXPECT_EQ(of_peer(later, "wishtree_peer_ahead_events", kCounty), std::nullopt);
}

TEST_F(MetricsOfNodes, APageOfAnotherHostGetsNone) {
  Node& city = root();
  const std::string answer = ask(city, "example.org");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
  EXPECT_EQ(answer.find("wishtree_"), std::string::npos);
}

}  // namespace
}  // namespace process
