// Wishes: one by one, as lists, and from forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using Office = ApiOffice;
using ::testing::HasSubstr;

TEST_F(ApiTest, a_wish_goes_in_and_comes_out_with_every_field) {
  const json::object wish = add();
  const json::object again = get("/api/v1/wishes/" + std::string(wish.at("number").as_string()));
  for (const auto& field : wish) EXPECT_EQ(field.value(), again.at(field.key())) << field.key();
  EXPECT_EQ(wish.at("place"), "431322106003");
  EXPECT_EQ(wish.at("name"), "周小明");
  EXPECT_EQ(wish.at("sex"), "male");
  EXPECT_EQ(wish.at("age"), 9);
  EXPECT_EQ(wish.at("value"), 80);
  EXPECT_EQ(wish.at("targets"), json::array({"left_behind_child"}));
  EXPECT_EQ(wish.at("state"), "registered");
  EXPECT_EQ(wish.at("registered_at"), "2018-06-22");
  EXPECT_EQ(wish.at("safe"), "here");
  EXPECT_EQ(wish.at("slots"), 1);
  EXPECT_EQ(wish.at("claims"), json::array());
  EXPECT_EQ(wish.at("erased"), false);
  EXPECT_EQ(wish.at("unsettled"), json::array());
  const json::array& history = again.at("history").as_array();
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].at("kind"), "registered");
  EXPECT_EQ(history[0].at("counts"), true);
  EXPECT_EQ(history[0].at("time").as_string(), "2018-06-25T04:00:00.000Z");
}

TEST_F(ApiTest, a_wish_walks_through_its_steps) {
  const std::string path = "/api/v1/wishes/" + std::string(add().at("id").as_string());
  EXPECT_EQ(object(call("POST", path + "/vettings", R"({"outcome":"return","remark":"补电话"})")).at("state"),
            "returned");
  const json::object amended = object(call("PATCH", path, R"({"phone":"13000000009","age":null})"));
  EXPECT_EQ(amended.at("state"), "registered");
  EXPECT_EQ(amended.at("phone"), "13000000009");
  EXPECT_TRUE(amended.at("age").is_null());
  EXPECT_EQ(amended.at("name"), "周小明");
  EXPECT_EQ(
      object(call("POST", path + "/vettings", R"({"outcome":"hand-over","remark":"残联"})")).at("state"),
      "handed_over");
  EXPECT_EQ(object(call("POST", path + "/withdrawals", R"({"remark":"本人要求"})")).at("state"), "withdrawn");
  EXPECT_EQ(object(call("POST", path + "/erasures", "{}")).at("erased"), true);
  const json::object gone = get(path);
  EXPECT_EQ(gone.at("erased"), true);
  for (const char* key : {"name", "sex", "age", "address", "content", "proof", "phone", "consent"})
    EXPECT_TRUE(gone.at(key).is_null()) << key;
  EXPECT_EQ(gone.at("history").as_array().size(), 6u);
}

TEST_F(ApiTest, fields_are_null_where_the_part_is_not_here) {
  const std::string id(add().at("id").as_string());
  Office city(world_, *city_author_);
  city.take_all_from(*village_, false);
  const ApiResponse response = city.api().handle({"GET", "/api/v1/wishes/" + id, "", "en", ""});
  ASSERT_EQ(response.status, 200u);
  EXPECT_TRUE(object(response).at("name").is_null());
  EXPECT_TRUE(object(response).at("sex").is_null());
  EXPECT_EQ(object(response).at("value"), 80);
}

TEST_F(ApiTest, lists_page_and_filter) {
  const json::object import_result = import("futuo.csv");
  const auto added = static_cast<std::size_t>(import_result.at("added").as_int64());
  std::set<std::string> seen;
  std::string after;
  for (;;) {
    const json::object page = get("/api/v1/wishes?limit=10&after=" + after);
    for (const json::value& wish : page.at("wishes").as_array())
      EXPECT_TRUE(seen.insert(std::string(wish.at("id").as_string())).second);
    if (page.at("next").is_null()) break;
    after = page.at("next").as_string();
  }
  EXPECT_EQ(seen.size(), added);
  EXPECT_EQ(get("/api/v1/wishes?hand_over=true").at("wishes").as_array().size(), 2u);
  EXPECT_EQ(get("/api/v1/wishes?q=%E4%BA%8C%E8%83%A1").at("wishes").as_array().size(), 2u);  // 二胡
  EXPECT_EQ(get("/api/v1/wishes?period=2018H1&state=registered&limit=500").at("wishes").as_array().size(),
            added);
  EXPECT_EQ(get("/api/v1/wishes?period=2017").at("wishes").as_array().size(), 0u);
  EXPECT_EQ(get("/api/v1/wishes?place=431322106003&limit=500").at("wishes").as_array().size(), added);
}

TEST_F(ApiTest, every_refusal_of_a_wish_is_a_problem_with_its_code) {
  const std::string wishes = "/api/v1/wishes";
  EXPECT_EQ(refused("POST", wishes, "{"), "400 request.bad_json");
  EXPECT_EQ(refused("POST", wishes, "[]"), "400 request.bad_json");
  EXPECT_EQ(refused("POST", wishes, std::string(50, '[') + std::string(50, ']')), "400 request.bad_json");
  EXPECT_EQ(refused("POST", wishes, "{\"name\":\"\xff\"}"), "400 request.bad_json");
  EXPECT_EQ(problem(village_->api().handle({"POST", wishes, "text/plain", "en", kWish})),
            "415 request.not_json");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","nmae":"乙"})"),
            "400 request.unknown_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":1,"content":"书"})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","value":"80"})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","value":-1})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","category":"gold"})"),
            "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","targets":"other"})"),
            "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","targets":["x"]})"),
            "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","on":"2018-02-30"})"),
            "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","place":"x"})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","place":"99"})"), "404 place.unknown");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","place":"431322"})"),
            "409 wish.not_above");
  EXPECT_EQ(refused("POST", wishes, R"({"content":"书"})"), "422 row.no_name");
  EXPECT_EQ(refused("POST", wishes, R"({"name":"甲","content":"书","age":"x"})"), "422 row.bad_age");
  EXPECT_EQ(refused("POST", wishes + "?dry_run=true", kWish), "400 request.unknown_parameter");

  const std::string wish = wishes + "/" + std::string(add().at("number").as_string());
  EXPECT_EQ(refused("POST", wishes, kWish), "409 wish.duplicate");
  EXPECT_EQ(refused("PATCH", wish, "{}"), "400 wish.nothing_given");
  EXPECT_EQ(refused("POST", wish + "/vettings", "{}"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wish + "/vettings", R"({"outcome":"bless"})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", wish + "/vettings", R"({"outcome":"reject"})"), "400 wish.remark_needed");
  EXPECT_EQ(refused("POST", wish + "/erasures", R"({"sure":true})"), "400 request.unknown_field");
  EXPECT_EQ(refused("GET", wishes + "/431322106003-2018-0009-AA"), "404 wish.unknown");
  ASSERT_EQ(call("POST", wish + "/withdrawals").status, 200u);
  EXPECT_EQ(refused("POST", wish + "/vettings", R"({"outcome":"approve"})"), "409 wish.step_not_allowed");
  ASSERT_EQ(call("POST", wish + "/erasures").status, 200u);
  EXPECT_EQ(refused("POST", wishes, kWish), "409 wish.was_erased");
}

TEST_F(ApiTest, an_import_says_what_became_of_each_row_in_the_language_asked_for) {
  const json::object first = import("futuo.csv");
  EXPECT_EQ(first.at("dry_run"), false);
  EXPECT_EQ(first.at("filled_on"), "2018-06-23");
  const json::array& hand_over = first.at("hand_over").as_array();
  ASSERT_EQ(hand_over.size(), 2u);
  EXPECT_EQ(hand_over[0].at("value"), 8000);

  const ApiResponse again =
      village_->api().handle({"POST", "/api/v1/imports", "application/octet-stream",
                              "zh-CN,zh;q=0.9,en;q=0.8", support::form_bytes("futuo.csv")});
  const json::object second = object(again);
  EXPECT_EQ(second.at("added"), 0);
  ASSERT_FALSE(second.at("duplicates").as_array().empty());
  const json::object& row = second.at("duplicates").as_array()[0].as_object();
  EXPECT_EQ(row.at("row"), 4);
  EXPECT_EQ(row.at("reason"), row.at("reason_zh"));
  EXPECT_THAT(std::string(row.at("reason_en").as_string()), HasSubstr(std::string(row.at("of").as_string())));
}

TEST_F(ApiTest, files_that_are_no_form_are_unprocessable) {
  const auto import_of = [&](const std::string& bytes, const std::string& query = "") {
    return problem(
        village_->api().handle({"POST", "/api/v1/imports" + query, "application/octet-stream", "en", bytes}));
  };
  EXPECT_EQ(import_of(support::form_bytes("shuangmu.ods")), "422 file.ods");
  EXPECT_EQ(import_of(support::form_bytes("xinxing.xlsx").substr(0, 3000)), "422 file.damaged");
  EXPECT_EQ(import_of("a,b\n1,2\n"), "422 form.no_header");
  EXPECT_EQ(import_of(""), "422 file.empty");
  EXPECT_EQ(import_of(support::form_bytes("futuo.csv"), "?dry_run=1"), "400 request.bad_parameter");
  EXPECT_EQ(import_of(support::form_bytes("futuo.csv"), "?place=431322"), "409 wish.not_above");
  EXPECT_EQ(get("/api/v1/wishes").at("wishes").as_array().size(), 0u);
}

}  // namespace
}  // namespace node
