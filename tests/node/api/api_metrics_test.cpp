// /metrics: what is counted while the office works, and what is read when somebody asks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"
#include "node/limits.h"
#include "support/exposition.h"

namespace node {
namespace {

using support::Exposition;
using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public ApiTest {
 protected:
  std::string text() {
    const ApiResponse response = call("GET", "/metrics");
    EXPECT_EQ(response.status, 200u) << response.body;
    EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    return response.body;
  }
  Exposition scrape() { return support::parse_exposition(text()); }
  double figure(const std::string& name) {
    const auto value = scrape().value(name);
    EXPECT_TRUE(value) << name;
    return value.value_or(-1);
  }
  std::optional<double> requests(const std::string& method, const std::string& route,
                                 const std::string& status) {
    return scrape().value("wishtree_http_requests_total",
                          {{"method", method}, {"route", route}, {"status", status}});
  }
  // A child of the village's node, as the links know it.
  PeerStatus peer(const support::Author& author) {
    PeerStatus out;
    out.key = author.signer->key();
    out.place = author.place;
    out.name = "节点";
    return out;
  }
  static support::MetricLabels labels_of(const PeerStatus& peer) {
    return {{"role", peer.is_parent ? "parent" : "child"},
            {"place", peer.place.text()},
            {"name", peer.name},
            {"key", model::to_hex(peer.key.view()).substr(0, 12)}};
  }
};

TEST_F(MetricsTest, commits_and_events_grow_with_what_is_written) {
  const double commits = figure("wishtree_commits_total");
  const double events = figure("wishtree_committed_events_total");
  const double held = figure("wishtree_held_events");
  add();
  EXPECT_EQ(figure("wishtree_commits_total"), commits + 1);
  EXPECT_EQ(figure("wishtree_committed_events_total"), events + 1);
  EXPECT_EQ(figure("wishtree_held_events"), held + 1);
  EXPECT_EQ(figure("wishtree_texts_wishes"), 1);
  EXPECT_EQ(figure("wishtree_projector_lag_arrivals"), 0);
  EXPECT_EQ(figure("wishtree_projector_error"), 0);
  // Nothing is written, so nothing counts.
  EXPECT_TRUE(village_->committer().record({}));
  EXPECT_EQ(figure("wishtree_commits_total"), commits + 1);
}

TEST_F(MetricsTest, requests_count_under_the_pattern_of_their_path) {
  const std::string id(add().at("id").as_string());
  get("/api/v1/wishes/" + id);
  get("/api/v1/wishes/" + id);
  refused("GET", "/api/v1/wishes/nobody");
  refused("GET", "/api/v1/nothing/of/the/kind");
  refused("GET", "no path");
  refused("BREW", "/api/v1/wishes");
  EXPECT_EQ(requests("POST", "/api/v1/wishes", "2xx"), 1);
  EXPECT_EQ(requests("GET", "/api/v1/wishes/{wish}", "2xx"), 2);
  EXPECT_EQ(requests("GET", "/api/v1/wishes/{wish}", "4xx"), 1);
  EXPECT_EQ(requests("GET", "other", "4xx"), 2);
  EXPECT_EQ(requests("other", "/api/v1/wishes", "4xx"), 1);
  EXPECT_EQ(scrape().value("wishtree_http_request_seconds_count",
                           {{"method", "GET"}, {"route", "/api/v1/wishes/{wish}"}}),
            3);
  EXPECT_THAT(text(), Not(HasSubstr(id)));
}

TEST_F(MetricsTest, a_parameter_is_refused) {
  EXPECT_EQ(refused("GET", "/metrics?all=1"), "400 request.unknown_parameter");
  EXPECT_EQ(refused("POST", "/metrics"), "405 request.bad_method");
}

TEST_F(MetricsTest, nothing_of_a_person_is_shown) {
  add();
  const std::string shown = text() + call("GET", "/api/v1/status").body;
  for (const char* word : {"周小明", "上梅街道", "书包", "13000028641", "户口簿", "母亲"})
    EXPECT_THAT(shown, Not(HasSubstr(word)));
}

TEST_F(MetricsTest, how_full_the_limits_are_stands_here_and_in_status) {
  add();
  refuse(std::string(70, 'x'));
  PeerStatus child = peer(*county_author_);
  child.connected = true;
  child.credit_used_bytes = 5000;
  village_->peers.list = {child};
  village_->more_fullness = {{"commit_queue_requests", "Requests that wait.", 3, 10}};
  const Exposition shown = scrape();
  EXPECT_EQ(shown.value("wishtree_commit_queue_requests"), 3);
  EXPECT_EQ(shown.value("wishtree_commit_queue_limit_requests"), 10);
  EXPECT_EQ(shown.value("wishtree_credit_bytes"), 5000);
  EXPECT_EQ(shown.value("wishtree_credit_limit_bytes"), wishsync::kCreditNodeBytes);
  EXPECT_EQ(shown.value("wishtree_quarantine_entries"), 1);
  EXPECT_EQ(shown.value("wishtree_quarantine_bytes"), 70);
  EXPECT_EQ(shown.value("wishtree_quarantine_limit_bytes"), kQuarantineBytesMax);
  EXPECT_GT(shown.value("wishtree_texts_bytes"), 0);
  EXPECT_EQ(shown.value("wishtree_texts_limit_bytes"), kCommunityMemory.text_bytes_max);
  EXPECT_EQ(shown.value("wishtree_texts_complete"), 1);
  EXPECT_GT(shown.value("process_resident_memory_bytes"), 0);
  EXPECT_GT(shown.value("wishtree_disk_free_bytes"), 0);
  EXPECT_EQ(shown.value("wishtree_build_info", {{"version", "test"}}), 1);

  const boost::json::object status = get("/api/v1/status");
  const boost::json::object& memory = status.at("memory").as_object();
  EXPECT_EQ(memory.at("texts_complete"), true);
  EXPECT_EQ(memory.at("texts_wishes"), 1);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> fullness;
  for (const boost::json::value& full : memory.at("fullness").as_array())
    fullness[std::string(full.at("name").as_string())] = {full.at("used").to_number<std::int64_t>(),
                                                          full.at("limit").to_number<std::int64_t>()};
  EXPECT_EQ(fullness.at("commit_queue_requests"), std::pair(std::int64_t{3}, std::int64_t{10}));
  EXPECT_EQ(fullness.at("credit_bytes").first, 5000);
  EXPECT_EQ(fullness.at("quarantine_bytes").first, 70);
  for (const auto& [name, full] : fullness) {
    const std::size_t unit = name.rfind('_');
    EXPECT_EQ(shown.value("wishtree_" + name), full.first) << name;
    EXPECT_EQ(shown.value("wishtree_" + name.substr(0, unit) + "_limit" + name.substr(unit)), full.second);
  }
}

TEST_F(MetricsTest, each_enrolled_peer_has_its_figures_once) {
  PeerStatus parent = peer(*county_author_);
  parent.is_parent = parent.connected = true;
  parent.last_in_step_ms = support::kNoonMs - 90'500;
  parent.peer_lacks_events = 12;
  parent.we_lack_events = 34;
  parent.clock_offset_ms = -1500;
  parent.bytes_in = 100;
  parent.bytes_out = 200;
  PeerStatus died = parent;  // Its connection of before, not yet noticed.
  died.connected = false;
  died.bytes_in = 150;
  PeerStatus away = peer(*city_author_);
  away.name = "\"上\"\\\n级\x01";
  PeerStatus stranger;  // Has not introduced itself.
  stranger.connected = true;
  PeerStatus unknown;  // Nobody enrolled it.
  unknown.key = model::make_cheap_signer(model::Seed{})->key();
  village_->peers.list = {died, parent, away, stranger, unknown};
  const Exposition shown = scrape();
  const auto of = [&](const char* name, const PeerStatus& p) { return shown.value(name, labels_of(p)); };
  EXPECT_EQ(of("wishtree_peer_connected", parent), 1);
  EXPECT_EQ(of("wishtree_peer_in_step", parent), 0);
  EXPECT_EQ(of("wishtree_peer_out_of_step_seconds", parent), 90.5);
  EXPECT_EQ(of("wishtree_peer_behind_events", parent), 12);
  EXPECT_EQ(of("wishtree_peer_ahead_events", parent), 34);
  EXPECT_EQ(of("wishtree_peer_clock_offset_seconds", parent), -1.5);
  EXPECT_EQ(of("wishtree_peer_received_bytes_total", parent), 150);
  EXPECT_EQ(of("wishtree_peer_sent_bytes_total", parent), 200);
  away.name = "\"上\"\\\n级";  // Control characters are not shown.
  EXPECT_EQ(of("wishtree_peer_connected", away), 0);
  EXPECT_EQ(of("wishtree_peer_out_of_step_seconds", away), 0) << "never yet, and the process began just now";
  EXPECT_EQ(of("wishtree_peer_ahead_events", away), std::nullopt) << "nobody can say now";
  EXPECT_EQ(shown.families.at("wishtree_peer_connected").samples.at("wishtree_peer_connected").size(), 2u);
}

TEST_F(MetricsTest, a_peer_in_step_was_so_just_now) {
  PeerStatus child = peer(*county_author_);
  child.connected = child.in_step = true;
  village_->peers.list = {child};
  EXPECT_EQ(scrape().value("wishtree_peer_in_step", labels_of(child)), 1);
  EXPECT_EQ(scrape().value("wishtree_peer_out_of_step_seconds", labels_of(child)), 0);
  child.connected = child.in_step = false;
  child.last_in_step_ms = support::kNoonMs + 5000;  // The clock was set back since.
  village_->peers.list = {child};
  EXPECT_EQ(scrape().value("wishtree_peer_out_of_step_seconds", labels_of(child)), 0);
}

TEST_F(MetricsTest, a_forked_log_is_counted) {
  EXPECT_EQ(figure("wishtree_forked_logs"), 0);
  support::Author& clone = world_.clone(*village_author_);
  world_.register_wish(*village_author_, support::kVillage);
  world_.register_wish(clone, support::kVillage);
  village_ = std::make_unique<ApiOffice>(world_, *county_author_);
  EXPECT_EQ(figure("wishtree_forked_logs"), 1);
}

}  // namespace
}  // namespace node
