// The node and its tree: health, places, peers, enrolments, logs, verification.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using support::kCounty;
using Office = ApiOffice;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ApiTest, health_status_places_and_nodes_answer) {
  EXPECT_EQ(call("GET", "/healthz").body, R"({"status":"ok"})");
  const json::object status = get("/api/v1/status");
  EXPECT_EQ(status.at("place"), "431322106003");
  EXPECT_EQ(status.at("level"), "community");
  EXPECT_TRUE(status.at("parent").is_null());
  EXPECT_TRUE(status.at("http").is_null());
  EXPECT_EQ(status.at("wall_time"), "2018-06-25T04:00:00.000Z");
  const json::object places_answer = get("/api/v1/places?at=431322");
  const json::array& places = places_answer.at("places").as_array();
  EXPECT_EQ(places.size(), 4u);
  EXPECT_EQ(places[0].at("parent"), "4313");
  EXPECT_EQ(places[0].at("nodes"), 1);
  const json::object nodes_answer = get("/api/v1/nodes");
  const json::array& nodes = nodes_answer.at("nodes").as_array();
  ASSERT_EQ(nodes.size(), 3u);
  EXPECT_EQ(nodes[2].at("self"), true);
  EXPECT_EQ(nodes[2].at("writers").as_array().size(), 1u);
}

TEST_F(ApiTest, a_node_below_is_revoked_and_shown_as_such) {
  Office county(world_, *county_author_);
  const auto post = [&](const std::string& body) {
    return county.api().handle({"POST", "/api/v1/revocations", "application/json", "en", body});
  };
  EXPECT_EQ(problem(post(R"({"node":"431322106003","lost":1})")), "400 request.bad_field");
  EXPECT_EQ(problem(post(R"({"node":"431322106099"})")), "404 node.unknown");
  EXPECT_EQ(problem(post(R"({"node":"431322"})")), "409 revoke.not_above");
  const ApiResponse response = post(R"({"node":"431322106003","lost":true})");
  EXPECT_EQ(response.status, 201u);
  EXPECT_EQ(object(response).at("name"), "节点431322106003");
  const json::object nodes = object(county.api().handle({"GET", "/api/v1/nodes", "", "en", ""}));
  EXPECT_EQ(nodes.at("nodes").as_array()[2].at("revoked"), true);
  EXPECT_EQ(nodes.at("nodes").as_array()[2].at("lost"), true);
  EXPECT_EQ(nodes.at("nodes").as_array()[1].at("revoked"), false);
}

TEST_F(ApiTest, the_doctor_says_the_worst_first_and_each_line) {
  const json::object doctor = get("/api/v1/doctor");
  EXPECT_EQ(doctor.at("state"), "act") << "no parent is set";
  EXPECT_EQ(doctor.at("lines").as_array().size(), 15u);
  const json::object& clock = doctor.at("lines").as_array()[0].as_object();
  EXPECT_EQ(clock.at("check"), "clock");
  EXPECT_EQ(clock.at("state"), "act") << "the clock of the test stands in 2018";
  EXPECT_THAT(std::string(clock.at("todo").at("zh").as_string()), HasSubstr("时钟"));
}

TEST_F(ApiTest, peers_are_shown_with_what_they_lack_and_why_they_ended) {
  PeerStatus peer;
  peer.is_parent = true;
  peer.address = "10.0.0.5:7431";
  peer.place = kCounty;
  peer.last_seen_ms = support::kNoonMs;
  peer.we_lack_parts = 3;
  peer.clock_offset_ms = -1500;
  peer.last_error = model::Error("link.refused", "refused", "被拒绝");
  village_->peers.list = {peer, PeerStatus{}};
  const json::object body = get("/api/v1/sync");
  EXPECT_EQ(body.at("address"), "127.0.0.1:7431");
  const json::object& first = body.at("peers").as_array()[0].as_object();
  EXPECT_EQ(first.at("role"), "parent");
  EXPECT_EQ(first.at("last_seen"), "2018-06-25T04:00:00.000Z");
  EXPECT_EQ(first.at("clock_offset_ms"), -1500);
  EXPECT_EQ(first.at("error").at("zh"), "被拒绝");
  EXPECT_TRUE(first.at("key").is_null());
  const json::object& second = body.at("peers").as_array()[1].as_object();
  EXPECT_EQ(second.at("role"), "child");
  EXPECT_TRUE(second.at("last_seen").is_null());
  EXPECT_TRUE(second.at("error").is_null());
}

TEST_F(ApiTest, a_parent_is_set_and_refused) {
  EXPECT_EQ(object(call("PUT", "/api/v1/parent", R"({"address":"10.0.0.5:7431"})")).at("parent"),
            "10.0.0.5:7431");
  EXPECT_EQ(village_->peers.parent, "10.0.0.5:7431");
  EXPECT_EQ(refused("PUT", "/api/v1/parent", R"({"address":"nowhere"})"), "400 parent.bad_address");
  EXPECT_EQ(refused("PUT", "/api/v1/parent", "{}"), "400 request.bad_field");
  EXPECT_EQ(village_->peers.parent, "10.0.0.5:7431");
}

TEST_F(ApiTest, an_enrolment_gives_a_code_and_refuses_what_can_not_be) {
  Office county(world_, *county_author_);
  const auto post = [&](const std::string& body) {
    return county.api().handle({"POST", "/api/v1/enrolments", "application/json", "en", body});
  };
  const ApiResponse response = post(R"({"place":"431322106777","name":"新村","level":"community"})");
  ASSERT_EQ(response.status, 201u) << response.body;
  EXPECT_THAT(std::string(object(response).at("code").as_string()), HasSubstr("WT1-"));
  EXPECT_EQ(object(response).at("place"), "431322106777");
  EXPECT_EQ(problem(post(R"({"name":"新村","level":"community"})")), "400 request.bad_field");
  EXPECT_EQ(problem(post(R"({"place":"4313221","name":"x","level":"shire"})")), "400 request.bad_field");
  EXPECT_EQ(problem(post(R"({"place":"431322106778","name":"x"})")), "400 place.level_needed");
  EXPECT_EQ(problem(post(R"({"place":"4313","name":"x","level":"city"})")), "409 enrol.not_above");
  EXPECT_EQ(problem(post(R"({"place":"431322","name":"x","level":"county","root_key":"12"})")),
            "400 request.bad_field");
  county.peers.address.clear();
  EXPECT_EQ(problem(post(R"({"place":"431322106003","name":"x","level":"community"})")), "409 enrol.no_sync");
}

TEST_F(ApiTest, logs_and_their_events_are_listed_without_anything_personal) {
  add();
  const json::object logs_answer = get("/api/v1/logs?place=431322106003");
  const json::array& logs = logs_answer.at("logs").as_array();
  ASSERT_EQ(logs.size(), 1u);
  EXPECT_EQ(logs[0].at("events"), 1);
  EXPECT_EQ(logs[0].at("writer_place"), "431322106003");
  EXPECT_EQ(logs[0].at("tips").as_array()[0].at("seq"), 1);
  EXPECT_EQ(logs[0].at("safe_at"), json::array({"431322106003"}));
  const std::string path = "/api/v1/logs/431322106003/" + std::string(logs[0].at("writer").as_string());
  const ApiResponse response = call("GET", path + "?from=1&limit=5");
  const json::object page = object(response);
  const json::object& event = page.at("events").as_array()[0].as_object();
  EXPECT_EQ(event.at("kind"), "registered");
  EXPECT_EQ(event.at("part"), "held");
  EXPECT_TRUE(event.at("prev").is_null());
  EXPECT_TRUE(page.at("next").is_null());
  EXPECT_THAT(response.body, Not(HasSubstr("周小明")));
}

TEST_F(ApiTest, verification_answers_for_all_and_for_one_log) {
  add();
  const json::object all = get("/api/v1/verification?deep=true");
  EXPECT_EQ(all.at("ok"), true) << json::serialize(all);
  EXPECT_EQ(all.at("input_root"), get("/api/v1/status").at("input_root"));
  const std::string writer = model::to_hex(village_author_->writer.view());
  const json::object one = object(
      call("POST", "/api/v1/verification/logs", R"({"place":"431322106003","writer":")" + writer + "\"}"));
  EXPECT_EQ(one.at("ok"), true);
  EXPECT_EQ(one.at("logs"), 1);
  EXPECT_TRUE(one.at("input_root").is_null());
  EXPECT_EQ(object(call("POST", "/api/v1/verification/logs")).at("logs"), all.at("logs"));
  EXPECT_EQ(refused("POST", "/api/v1/verification/logs", R"({"place":"431322106003"})"),
            "400 request.bad_field");
}

}  // namespace
}  // namespace node
