// What the API tells of the quarantine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;

TEST_F(ApiTest, the_quarantine_lists_when_from_whom_and_why) {
  EXPECT_EQ(get("/api/v1/quarantine"), json::parse(R"({"entries":[],"passed_over":0})").as_object());
  refuse("frame");
  refuse("frame");
  const json::object list = get("/api/v1/quarantine");
  const json::object& entry = list.at("entries").as_array().at(0).as_object();
  EXPECT_EQ(entry.at("id"), 1);
  EXPECT_EQ(entry.at("place"), "431322");
  EXPECT_EQ(entry.at("name"), "节点431322");
  EXPECT_EQ(entry.at("log").at("place"), "431322");
  EXPECT_EQ(entry.at("reason").at("zh"), "签名不符");
  EXPECT_EQ(entry.at("last_seen"), "2018-06-25T04:00:00.000Z");
  EXPECT_EQ(entry.at("count"), 2);
  EXPECT_EQ(entry.at("bytes"), 5);
}

TEST_F(ApiTest, what_was_sent_is_given_to_who_asks_for_the_entry) {
  refuse(std::string("\x00\x01\xff\xfe", 4));
  EXPECT_EQ(get("/api/v1/quarantine/1").at("frame"), "AAH//g==");
  EXPECT_EQ(refused("GET", "/api/v1/quarantine/2"), "404 quarantine.unknown");
  EXPECT_EQ(refused("GET", "/api/v1/quarantine/one"), "404 quarantine.unknown");
}

TEST_F(ApiTest, the_quarantine_is_cleared_one_by_one_or_as_a_whole) {
  for (const char* frame : {"a", "b", "c"}) refuse(frame);
  EXPECT_EQ(object(call("POST", "/api/v1/quarantine/clearings", R"({"id":"2"})")).at("cleared"), 1);
  EXPECT_EQ(refused("POST", "/api/v1/quarantine/clearings", R"({"id":"2"})"), "404 quarantine.unknown");
  EXPECT_EQ(object(call("POST", "/api/v1/quarantine/clearings")).at("cleared"), 2);
  EXPECT_TRUE(get("/api/v1/quarantine").at("entries").as_array().empty());
}

}  // namespace
}  // namespace node
