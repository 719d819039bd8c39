// Figures: the same bytes at every node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using Office = ApiOffice;

TEST_F(ApiTest, a_summary_is_the_same_bytes_at_village_county_and_city) {
  import("futuo.csv");
  add();
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  Office city(world_, *city_author_);
  city.take_all_from(county, false);
  for (const char* by : {"place", "month", "state", "category", "target"}) {
    for (const char* period : {"", "&period=2018-06"}) {
      const std::string target = "/api/v1/summary?place=431322106003&by=" + std::string(by) + period;
      const std::string at_village = call("GET", target).body;
      EXPECT_EQ(county.api().handle({"GET", target, "", "zh", ""}).body, at_village) << target;
      EXPECT_EQ(city.api().handle({"GET", target, "", "", ""}).body, at_village) << target;
      EXPECT_EQ(call("GET", target).body, at_village) << "and again";
    }
  }
}

TEST_F(ApiTest, a_summarys_bytes_are_these) {
  add();
  json::object body = get("/api/v1/summary?by=category&period=2018H1");
  EXPECT_EQ(body.at("input_root").as_string().size(), 64u);
  body["input_root"] = "…";
  EXPECT_EQ(
      json::serialize(body),
      R"({"place":"431322106003","place_name":"地方431322106003","input_root":"…","total":1,"value":80,)"
      R"("by":"category","period":"2018H1","by_state":{"registered":1,"vetted":0,"returned":0,)"
      R"("rejected":0,"handed_over":0,"withdrawn":0,"published":0,"claimed":0,"fulfilled":0,"confirmed":0,"closed":0},"rows":[{"key":"goods","name":"生活物资","total":1,)"
      R"("value":80,"by_state":{"registered":1,"vetted":0,"returned":0,"rejected":0,"handed_over":0,)"
      R"("withdrawn":0,"published":0,"claimed":0,"fulfilled":0,"confirmed":0,"closed":0}}]})");
}

}  // namespace
}  // namespace node
