// What every route shares: paths and methods, parameters, languages, faults of the disk.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;

TEST_F(ApiTest, parameters_are_checked_by_name_and_type) {
  EXPECT_EQ(refused("GET", "/api/v1/wishes?sate=vetted"), "400 request.unknown_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?state=gone"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?limit=0"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?limit=501"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?limit=1e2"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?limit=99999999999999999999"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?after=7"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?period=2018H3"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?hand_over=yes"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?place=9&place=8"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?place=04"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?q=%zz"), "400 request.bad_target");
  EXPECT_EQ(refused("GET", "/api/v1/summary?by=colour"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/status?x=1"), "400 request.unknown_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/logs/431322106003/abc"), "400 request.bad_parameter");
  EXPECT_EQ(refused("GET", "/api/v1/logs/0/00000000000000000000000000000000"), "404 log.unknown");
  EXPECT_EQ(refused("GET", "/api/v1/places?at=99"), "404 place.unknown");
  EXPECT_EQ(refused("GET", "/api/v1/summary?place=4313"), "409 summary.not_carried");
}

TEST_F(ApiTest, unknown_paths_and_methods_are_told_apart) {
  EXPECT_EQ(refused("GET", "/api/v1/nothing"), "404 request.no_route");
  EXPECT_EQ(refused("GET", "/"), "404 request.no_route");
  EXPECT_EQ(refused("GET", "/api/v1/wishes/"), "404 request.no_route");
  EXPECT_EQ(refused("GET", "not a path"), "400 request.bad_target");
  const ApiResponse response = call("DELETE", "/api/v1/wishes");
  EXPECT_EQ(problem(response), "405 request.bad_method");
  EXPECT_EQ(response.allow, "GET, POST");
  EXPECT_EQ(call("HEAD", "/api/v1/status").status, 200u);
}

TEST_F(ApiTest, a_problem_speaks_the_language_that_is_asked_for) {
  const auto detail_is = [&](const std::string& accepted, const char* key) {
    const json::object body = object(call("GET", "/api/v1/wishes/x", "", accepted));
    return body.at("detail") == body.at(key) && body.at("zh") != body.at("en");
  };
  EXPECT_TRUE(detail_is("en", "en"));
  EXPECT_TRUE(detail_is("en-GB,en;q=0.9", "en"));
  EXPECT_TRUE(detail_is("zh-CN", "zh"));
  EXPECT_TRUE(detail_is("en;q=0.2, zh;q=0.8", "zh"));
  EXPECT_TRUE(detail_is("de, en;q=0.5", "en"));
  EXPECT_TRUE(detail_is("", "zh"));
  EXPECT_TRUE(detail_is(";;;,q=,zh;q=x", "zh"));
}

TEST_F(ApiTest, a_disk_that_is_full_is_not_now_and_other_faults_are_the_nodes) {
  village_->kv().fail_next_writes(1, model::Error("disk.full", "the disk is full"));
  EXPECT_EQ(refused("POST", "/api/v1/wishes", kWish), "503 disk.full");
  village_->kv().fail_next_writes(1, model::Error("disk.failed", "the disk failed"));
  EXPECT_EQ(refused("POST", "/api/v1/wishes", kWish), "500 disk.failed");
  add();
}

}  // namespace
}  // namespace node
