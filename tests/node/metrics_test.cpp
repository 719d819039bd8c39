// What the node counts, in the text format of Prometheus; and that the reader of that format, on which the
// tests of /metrics stand, sees what is wrong.

#include "node/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "support/exposition.h"

namespace node {
namespace {

using namespace std::chrono_literals;
using support::parse_exposition;

TEST(Metrics, a_commit_counts_once_in_each_figure) {
  Metrics metrics;
  metrics.committed(1, 0);
  metrics.committed(3, 40);
  const auto shown = parse_exposition(metrics.text({}));
  EXPECT_EQ(shown.value("wishtree_commits_total"), 2);
  EXPECT_EQ(shown.value("wishtree_committed_events_total"), 40);
  EXPECT_EQ(shown.value("wishtree_commit_requests_sum"), 4);
  EXPECT_EQ(shown.value("wishtree_commit_requests_bucket", {{"le", "1"}}), 1)
      << "a bound belongs to its bucket";
  EXPECT_EQ(shown.value("wishtree_commit_requests_bucket", {{"le", "2"}}), 1);
  EXPECT_EQ(shown.value("wishtree_commit_requests_bucket", {{"le", "4"}}), 2);
  EXPECT_EQ(shown.value("wishtree_commit_events_bucket", {{"le", "0"}}), 1);
  EXPECT_EQ(shown.value("wishtree_commit_events_bucket", {{"le", "64"}}), 2);
}

TEST(Metrics, times_are_in_seconds) {
  Metrics metrics;
  metrics.synced(1500ms, 700);
  metrics.synced(500ms, 300);
  const auto shown = parse_exposition(metrics.text({}));
  EXPECT_EQ(shown.value("wishtree_store_written_bytes_total"), 1000);
  EXPECT_DOUBLE_EQ(shown.value("wishtree_store_fsync_seconds_sum").value(), 2);
  EXPECT_EQ(shown.value("wishtree_store_fsync_seconds_bucket", {{"le", "1"}}), 1);
  EXPECT_EQ(shown.value("wishtree_store_fsync_seconds_bucket", {{"le", "+Inf"}}), 2);
  EXPECT_GT(shown.value("process_start_time_seconds").value_or(0), 0);
}

TEST(Metrics, requests_are_told_apart_by_method_route_and_class_of_status) {
  Metrics metrics;
  EXPECT_EQ(parse_exposition(metrics.text({})).families.count("wishtree_http_requests_total"), 0u);
  metrics.answered("GET", "/api/v1/wishes/{wish}", 200, 2ms);
  metrics.answered("GET", "/api/v1/wishes/{wish}", 204, 2ms);
  metrics.answered("GET", "/api/v1/wishes/{wish}", 404, 2ms);
  metrics.answered("PATCH", "/api/v1/wishes/{wish}", 409, 20s);
  const auto shown = parse_exposition(metrics.text({}));
  const auto requests = [&](const char* method, const char* status) {
    return shown.value("wishtree_http_requests_total",
                       {{"method", method}, {"route", "/api/v1/wishes/{wish}"}, {"status", status}});
  };
  EXPECT_EQ(requests("GET", "2xx"), 2);
  EXPECT_EQ(requests("GET", "4xx"), 1);
  EXPECT_EQ(requests("PATCH", "4xx"), 1);
  EXPECT_EQ(requests("PATCH", "2xx"), std::nullopt);
  EXPECT_EQ(shown.value("wishtree_http_request_seconds_bucket",
                        {{"method", "GET"}, {"route", "/api/v1/wishes/{wish}"}, {"le", "0.0025"}}),
            3);
  EXPECT_EQ(shown.value("wishtree_http_request_seconds_bucket",
                        {{"method", "PATCH"}, {"route", "/api/v1/wishes/{wish}"}, {"le", "10"}}),
            0);
}

TEST(Metrics, readings_are_shown_as_they_are_given) {
  const Metrics metrics;
  constexpr double kLarge = 9007199254740991;  // 2^53 - 1: bytes must not lose digits.
  const Readings readings{
      {"wishtree_disk_free_bytes", "Room.", Reading::Kind::kGauge, {{{}, kLarge}}},
      {"wishtree_peer_sent_bytes_total",
       "Sent.",
       Reading::Kind::kCounter,
       {{{{"name", "上团村 \"一\"\\\n"}, {"key", "00"}}, 7}, {{{"name", "富托村"}, {"key", "01"}}, 8}}},
      {"wishtree_nothing", "None yet.", Reading::Kind::kGauge, {}}};
  const auto shown = parse_exposition(metrics.text(readings));
  EXPECT_EQ(shown.value("wishtree_disk_free_bytes"), kLarge);
  EXPECT_EQ(shown.value("wishtree_peer_sent_bytes_total", {{"name", "上团村 \"一\"\\\n"}, {"key", "00"}}), 7);
  EXPECT_EQ(shown.value("wishtree_peer_sent_bytes_total", {{"name", "富托村"}, {"key", "01"}}), 8);
  EXPECT_EQ(shown.families.at("wishtree_disk_free_bytes").type, "gauge");
  EXPECT_EQ(shown.families.at("wishtree_peer_sent_bytes_total").type, "counter");
  EXPECT_FALSE(shown.families.contains("wishtree_nothing"));
}

TEST(Exposition, what_is_not_in_the_format_is_seen) {
  const std::string good = "# HELP a_total x\n# TYPE a_total counter\na_total{b=\"c\"} 1\n";
  EXPECT_EQ(parse_exposition(good).value("a_total", {{"b", "c"}}), 1);
  const std::string histogram =
      "# HELP h x\n# TYPE h histogram\nh_count 2\nh_sum 3\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n";
  EXPECT_EQ(parse_exposition(histogram).value("h_count"), 2);
  const auto with = [](std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  const std::string last = "a_total{b=\"c\"} 1\n";
  for (const std::string& bad : {good.substr(0, good.size() - 1),
                                 good + "\n",
                                 good + good,
                                 good + last,
                                 with(good, "counter", "gauge"),
                                 with(good, "counter", "number"),
                                 with(good, "# TYPE a_total counter\n", ""),
                                 with(good, "# HELP a_total x\n", ""),
                                 with(good, "# TYPE a_total", "# TYPE b_total"),
                                 with(good, "\na_total{", "\nb_total{"),
                                 with(good, "} 1", "} -1"),
                                 with(good, "} 1", "} one"),
                                 with(good, "} 1", "} 1 2"),
                                 with(good, "} 1", "}  1"),
                                 with(good, "b=", "1b="),
                                 with(good, "b=", "b:="),
                                 with(good, "\"c\"", "c"),
                                 with(good, "\"c\"", "\"\\c\""),
                                 with(good, "\"c\"", "\"c\",b=\"d\""),
                                 with(good, "} 1", " 1"),
                                 good + "# a word\n",
                                 with(histogram, "{le=\"+Inf\"} 2", "{le=\"+Inf\"} 0"),
                                 with(histogram, "{le=\"+Inf\"} 2", "{le=\"2\"} 2"),
                                 with(histogram, "h_count 2", "h_count 3"),
                                 with(histogram, "h_sum 3\n", "h_sum{a=\"b\"} 3\n"),
                                 with(histogram, "{le=\"1\"}", "")})
    EXPECT_THROW((void)parse_exposition(bad), std::runtime_error) << bad;
}

}  // namespace
}  // namespace node
