// The routes of what is set for the programme: policy, units and campaigns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_life_fixture.h"

namespace node {
namespace {

namespace json = boost::json;

using ApiProgrammeTest = ApiLifeTest;

constexpr const char* kCampaign = R"({"name":"八一","first":"2018-07-15","last":"2018-08-01")";

TEST_F(ApiProgrammeTest, the_city_sets_the_policy_and_what_is_left_out_stays) {
  const json::object before = get("/api/v1/policy");
  EXPECT_TRUE(before.at("event").is_null());
  const json::object set =
      done(*city_, "policy",
           R"({"points":20,"claim_days":14,"value_limit":500,"publishers":["county","city"],
                                    "public_kinds":["poor_household"],"older_days":9})",
           "PUT");
  EXPECT_EQ(set.at("points"), 20);
  EXPECT_EQ(set.at("claim_days"), 14);
  EXPECT_EQ(set.at("value_limit"), 500);
  EXPECT_EQ(set.at("publishers"), json::array({"city", "county"}));
  EXPECT_EQ(set.at("public_kinds"), json::array({"poor_household"}));
  EXPECT_EQ(set.at("older_days"), 9);
  EXPECT_EQ(set.at("answer_days"), before.at("answer_days"));
  const json::object again = done(*city_, "policy", R"({"points":0,"public_kinds":[]})", "PUT");
  EXPECT_EQ(again.at("points"), 0);
  EXPECT_EQ(again.at("claim_days"), 14);
  EXPECT_NE(again.at("event"), set.at("event"));
  meet();
  EXPECT_EQ(get("/api/v1/policy"), again) << "the village learns of it";
}

TEST_F(ApiProgrammeTest, a_policy_that_makes_no_sense_is_refused) {
  expect_refused(*city_,
                 {{"policy", R"({"claim_days":0})", "400 policy.bad"},
                  {"policy", R"({"value_limit":0})", "400 policy.bad"},
                  {"policy", R"({"claim_days":3661})", "400 request.bad_field"},
                  {"policy", R"({"points":10001})", "400 request.bad_field"},
                  {"policy", R"({"points":-1})", "400 request.bad_field"},
                  {"policy", R"({"points":1.5})", "400 request.bad_field"},
                  {"policy", R"({"value_limit":10000001})", "400 request.bad_field"},
                  {"policy", R"({"publishers":["shire"]})", "400 request.bad_field"},
                  {"policy", R"({"public_kinds":["rich"]})", "400 request.bad_field"}},
                 "PUT");
  expect_refused(*village_, {{"policy", R"({"points":20})", "409 programme.not_city"}}, "PUT");
  expect_refused(*county_, {{"policy", "{}", "409 programme.not_city"}}, "PUT");
}

TEST_F(ApiProgrammeTest, the_city_sets_a_campaign_and_writes_it_again) {
  const json::object set =
      done(*city_, "campaigns", kCampaign + std::string(R"(,"targets":["veteran"]})"), "POST", 201);
  EXPECT_EQ(set.at("name"), "八一");
  EXPECT_EQ(set.at("first"), "2018-07-15");
  EXPECT_EQ(set.at("last"), "2018-08-01");
  EXPECT_EQ(set.at("targets"), json::array({"veteran"}));
  const json::object again = done(*city_, "campaigns", kCampaign + ("," + field("id", id_of(set)) + "}"));
  EXPECT_EQ(again.at("id"), set.at("id"));
  EXPECT_EQ(again.at("targets"), json::array()) << "all of it is written again";
  meet();
  EXPECT_EQ(get("/api/v1/campaigns").at("campaigns"), json::array({again}));
}

TEST_F(ApiProgrammeTest, an_amendment_leaves_a_wish_in_its_campaign_unless_it_says_otherwise) {
  const std::string campaign = id_of(must(send(*city_, "campaigns", kCampaign + std::string("}"))));
  meet();
  const std::string path = "wishes/" + registered();
  EXPECT_EQ(done(*village_, path, json_of("campaign", campaign), "PATCH").at("campaign").as_string(),
            campaign);
  const json::object amended = done(*village_, path, R"({"phone":"13000000009"})", "PATCH");
  EXPECT_EQ(amended.at("campaign").as_string(), campaign);
  EXPECT_EQ(amended.at("campaign_name"), "八一");
  EXPECT_TRUE(done(*village_, path, R"({"campaign":null})", "PATCH").at("campaign").is_null());
}

TEST_F(ApiProgrammeTest, a_form_is_imported_into_a_campaign_whose_wishes_are_listed) {
  const std::string campaign = id_of(must(send(*city_, "campaigns", kCampaign + std::string("}"))));
  meet();
  registered();
  const std::size_t added = import("futuo.csv", "&campaign=" + campaign).at("added").to_number<std::size_t>();
  ASSERT_GT(added, 10u);
  const json::array listed = get("/api/v1/wishes?limit=500&campaign=" + campaign).at("wishes").as_array();
  EXPECT_EQ(listed.size(), added);
  for (const json::value& wish : listed) EXPECT_EQ(wish.at("campaign_name"), "八一");
  EXPECT_EQ(get("/api/v1/wishes?limit=500").at("wishes").as_array().size(), added + 1);
  EXPECT_EQ(get(std::string("/api/v1/wishes?campaign=") + kNobody).at("wishes"), json::array());
  EXPECT_EQ(problem(village_->api().handle({"POST", "/api/v1/imports?campaign=" + std::string(kNobody),
                                            "application/octet-stream", "en",
                                            support::form_bytes("shangtuan.csv")})),
            "404 campaign.unknown");
  EXPECT_EQ(refused("GET", "/api/v1/wishes?campaign=x"), "400 request.bad_parameter");
}

TEST_F(ApiProgrammeTest, a_campaign_that_makes_no_sense_is_refused) {
  const std::string days = R"(,"first":"2018-07-15","last":"2018-08-01"})";
  const std::string long_name(301, 'x');
  must(send(*city_, "campaigns", R"({"name":"重阳")" + days));
  expect_refused(
      *city_,
      {{"campaigns", R"({"name":" 重阳 ")" + days, "409 campaign.exists"},
       {"campaigns", R"({"name":"八一","first":"2018-08-02","last":"2018-08-01"})", "400 campaign.bad"},
       {"campaigns", R"({"name":" ")" + days, "400 campaign.bad"},
       {"campaigns", "{" + field("name", long_name) + days, "400 campaign.bad"},
       {"campaigns", R"({"name":"八一","first":"2018-02-30","last":"2018-08-01"})", "400 request.bad_field"},
       {"campaigns", kCampaign + ("," + field("id", kNobody) + "}"), "404 campaign.unknown"},
       {"campaigns/defaults", R"({"year":1900})", "400 campaign.bad"},
       {"campaigns/defaults", R"({"year":2101})", "400 request.bad_field"},
       {"campaigns/defaults", "{}", "400 campaign.bad"}});
  expect_refused(*county_, {{"campaigns", kCampaign + std::string("}"), "409 programme.not_city"},
                            {"campaigns/defaults", R"({"year":2018})", "409 programme.not_city"}});
}

TEST_F(ApiProgrammeTest, the_programmes_own_campaigns_are_added_once) {
  const auto ask = [&](const char* body) { return must(send(*city_, "campaigns/defaults", body)); };
  const json::object planned = ask(R"({"year":2018,"dry_run":true})");
  EXPECT_EQ(planned.at("dry_run"), true);
  EXPECT_TRUE(must(send(*city_, "campaigns", "", "GET")).at("campaigns").as_array().empty());
  const json::object added = done(*city_, "campaigns/defaults", R"({"year":2018})");
  EXPECT_EQ(added.at("campaigns"), planned.at("campaigns"));
  EXPECT_EQ(added.at("campaigns").at(0).at("added"), true);
  const json::object again = ask(R"({"year":2018})");
  EXPECT_EQ(again.at("campaigns").at(0).at("added"), false);
  EXPECT_EQ(must(send(*city_, "campaigns", "", "GET")).at("campaigns").as_array().size(),
            planned.at("campaigns").as_array().size());
}

TEST_F(ApiProgrammeTest, a_unit_is_registered_renamed_and_merged) {
  const json::object bank =
      done(*village_, "units", R"({"name":"信用社","place":"431322106003"})", "POST", 201);
  EXPECT_EQ(bank.at("place"), "431322106003");
  EXPECT_TRUE(bank.at("same_as").is_null());
  const json::object other =
      done(*village_, "units", R"({"name":"农商行","place":"431322106003"})", "POST", 201);
  const std::string of_other = R"({"place":"431322106003",)" + field("id", id_of(other));
  EXPECT_EQ(done(*village_, "units", of_other + R"(,"name":"农商银行"})").at("name"), "农商银行");
  const std::string merged = of_other + R"(,"name":"农商银行")";
  EXPECT_EQ(done(*village_, "units", merged + "," + field("same_as", id_of(bank)) + "}").at("same_as"),
            bank.at("id"));
  EXPECT_EQ(must(send(*village_, "units", merged + "}")).at("same_as"), bank.at("id"))
      << "as before where it is left out";
  EXPECT_EQ(done(*village_, "units", R"({"name":"卫生室"})", "POST", 201).at("place"), "431322106003");
  const std::string again = "{" + field("id", id_of(other));
  const json::object renamed = done(*village_, "units", again + R"(,"name":"农商支行"})");
  EXPECT_EQ(renamed.at("name"), "农商支行");
  EXPECT_EQ(renamed.at("place"), "431322106003");
  EXPECT_EQ(renamed.at("same_as"), bank.at("id"));
  const json::object apart = done(*village_, "units", again + R"(,"same_as":null})");
  EXPECT_TRUE(apart.at("same_as").is_null());
  EXPECT_EQ(apart.at("name"), "农商支行");
}

TEST_F(ApiProgrammeTest, a_claim_under_a_name_of_several_units_is_refused_with_their_ids) {
  const json::object clinic = must(send(*city_, "units", R"({"name":"卫生院","place":"431322"})"));
  must(send(*city_, "units", R"({"name":"卫生院","place":"431322106003"})"));
  const std::string id = published_by_city();
  const std::string wishes = R"("wishes":[")" + id + R"("],"name":"李四","phone":"13900000001")";
  const std::string claim = "{" + wishes + "," + field("unit", "卫生院") + "}";
  expect_refused(*far_,
                 {{"claims", claim, "409 unit.ambiguous"},
                  {"claims/members", "{" + field("unit", "卫生院") + R"(,"members":[{)" + wishes + "}]}",
                   "409 unit.ambiguous"}});
  const std::string says(object(send(*far_, "claims", claim)).at("detail").as_string());
  EXPECT_THAT(says, ::testing::AllOf(::testing::HasSubstr(id_of(clinic) + " ("),
                                     ::testing::HasSubstr(" 431322106003)")));
  const json::object claimed =
      must(send(*far_, "claims", "{" + wishes + "," + field("unit", id_of(clinic)) + "}"));
  EXPECT_EQ(claimed.at("claims").at(0).at("claim").at("unit_id"), clinic.at("id"));
}

TEST_F(ApiProgrammeTest, a_unit_that_can_not_be_registered_is_refused) {
  const json::object bank = must(send(*village_, "units", R"({"name":"信用社","place":"431322106003"})"));
  const std::string here = R"({"place":"431322106003","name":)";
  expect_refused(
      *village_,
      {{"units", here + R"("信用社"})", "409 unit.exists"},
       {"units", here + "\" \"}", "400 unit.bad_name"},
       {"units", R"({"place":"431322106003"})", "400 unit.bad_name"},
       {"units", here + "\"" + std::string(301, 'x') + "\"}", "400 unit.bad_name"},
       {"units", R"({"place":"431322106999","name":"x"})", "404 place.unknown"},
       {"units", R"({"place":"431322","name":"x"})", "409 unit.not_above"},
       {"units", here + "\"x\"," + field("id", kNobody) + "}", "404 unit.unknown"},
       {"units", here + "\"x\"," + field("same_as", kNobody) + "}", "404 unit.unknown"},
       {"units", here + "\"x\"," + field("id", id_of(bank)) + "," + field("same_as", id_of(bank)) + "}",
        "404 unit.unknown"}});
}

TEST_F(ApiProgrammeTest, the_word_of_a_node_that_was_revoked_does_not_count) {
  world_.revoke(world_.root(), *city_author_);
  ApiOffice revoked(world_, *city_author_);
  EXPECT_EQ(problem(send(revoked, "campaigns", kCampaign + std::string("}"))), "409 programme.not_heard");
  EXPECT_EQ(problem(send(revoked, "units", R"({"name":"信用社","place":"4313"})")),
            "409 programme.not_heard");
}

}  // namespace
}  // namespace node
