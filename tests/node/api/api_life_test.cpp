// The routes of a wish's public life: what each does, and each refusal of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_life_fixture.h"

namespace node {
namespace {

namespace json = boost::json;

TEST_F(ApiLifeTest, a_claim_is_given_back) {
  const std::string id = claimed();
  const json::object offer = done(*village_, "wishes/" + id + "/releases", R"({"remark":"出差"})");
  EXPECT_EQ(offer.at("state"), "open");
  EXPECT_EQ(offer.at("claims").at(0).at("state"), "released");
  EXPECT_EQ(offer.at("taken"), 0);
  EXPECT_EQ(get("/api/v1/wishes/" + id).at("state"), "published");
}

TEST_F(ApiLifeTest, what_can_not_be_given_back_is_refused) {
  const std::string free = published(), twice = published(2), ended = published();
  claim(*village_, twice);
  claim(*village_, twice, "王五");
  const std::string gone = claim(*village_, ended);
  must(send(*village_, "wishes/" + ended + "/releases", "{}"));
  expect_refused(*village_,
                 {{"wishes/nothing/releases", "{}", "404 offer.unknown"},
                  {"wishes/431322106003-2018-9999-AA/releases", "{}", "404 offer.unknown"},
                  {"wishes/" + registered() + "/releases", "{}", "404 offer.unknown"},
                  {"wishes/" + free + "/releases", "{}", "404 claim.unknown"},
                  {"wishes/" + ended + "/releases", "{}", "409 claim.ended"},
                  {"wishes/" + twice + "/releases", json_of("claim", kNobody), "404 claim.unknown"},
                  {"wishes/" + twice + "/releases", "{}", "409 claim.ambiguous"},
                  {"wishes/" + ended + "/releases", json_of("claim", gone), "409 claim.ended"},
                  {"wishes/" + twice + "/releases", long_remark(), "422 row.too_long"},
                  {"wishes/" + twice + "/releases", R"({"claim":"1"})", "400 request.bad_field"}});
}

TEST_F(ApiLifeTest, a_claim_is_given_back_where_it_was_made_or_at_the_wishs_home_alone) {
  const std::string id = published_by_city();
  claim(*far_, id);
  meet();
  expect_refused(*far_county_,
                 {{"wishes/" + id + "/releases", "{}", "409 claim.not_yours"},
                  {"wishes/" + id + "/fulfilments", R"({"what":"送去"})", "409 claim.not_yours"}});
  EXPECT_EQ(done(*far_, "wishes/" + id + "/releases", "{}").at("claims").at(0).at("state"), "released");
  meet();
  claim(*far_, id);
  meet();
  EXPECT_EQ(done(*village_, "wishes/" + id + "/releases", "{}").at("claims").at(1).at("state"), "released");
}

TEST_F(ApiLifeTest, the_publisher_takes_a_granted_claim_back) {
  const std::string id = claimed();
  const json::object offer = done(*village_, "wishes/" + id + "/reassignments", "{}");
  EXPECT_EQ(offer.at("state"), "open");
  EXPECT_EQ(offer.at("decisions").at(0).at("reason"), "reassigned");
}

TEST_F(ApiLifeTest, what_can_not_be_taken_back_is_refused) {
  const std::string twice = published(2), done = fulfilled(), far = published_by_city();
  claim(*village_, twice);
  claim(*village_, twice, "王五");
  claim(*village_, far);
  meet();
  const json::object offer = get("/api/v1/offers/" + done);
  const std::string ended(offer.at("claims").at(0).at("id").as_string());
  expect_refused(*village_,
                 {{"wishes/nothing/reassignments", "{}", "404 offer.unknown"},
                  {"wishes/" + registered() + "/reassignments", "{}", "404 offer.unknown"},
                  {"wishes/" + published() + "/reassignments", "{}", "404 claim.unknown"},
                  {"wishes/" + twice + "/reassignments", json_of("claim", kNobody), "404 claim.unknown"},
                  {"wishes/" + twice + "/reassignments", "{}", "409 claim.ambiguous"},
                  {"wishes/" + done + "/reassignments", json_of("claim", ended), "409 claim.ended"},
                  {"wishes/" + far + "/reassignments", "{}", "409 publish.not_above"}});
}

TEST_F(ApiLifeTest, a_publication_is_ended) {
  const std::string id = published();
  const json::object wish = done(*village_, "wishes/" + id + "/take_downs", "{}");
  EXPECT_EQ(wish.at("taken_down"), true);
  EXPECT_EQ(get("/api/v1/offers/" + id).at("state"), "taken_down");
  const std::string kept = claimed();
  EXPECT_EQ(done(*village_, "wishes/" + kept + "/take_downs", "").at("claims").at(0).at("state"), "granted");
}

TEST_F(ApiLifeTest, a_publication_that_can_not_be_ended_is_refused) {
  const std::string ended = published(), far = published_by_city();
  must(send(*village_, "wishes/" + ended + "/take_downs", "{}"));
  expect_refused(*village_, {{"wishes/nothing/take_downs", "{}", "404 wish.unknown"},
                             {"wishes/" + registered() + "/take_downs", "{}", "409 wish.step_not_allowed"},
                             {"wishes/" + ended + "/take_downs", "{}", "409 wish.step_not_allowed"},
                             {"wishes/" + far + "/take_downs", "{}", "409 publish.not_above"},
                             {"wishes/" + of_the_county() + "/take_downs", "{}", "409 wish.not_above"}});
}

TEST_F(ApiLifeTest, a_handed_over_wish_is_followed_to_its_end) {
  const std::string id = vetted("hand_over"), notes = "wishes/" + id + "/hand_over_notes";
  const auto days = [](const json::object& wish) {
    const json::object& said = wish.at("days").as_object();
    return json::array{said.at("sent"), said.at("answered"), said.at("done")};
  };
  EXPECT_EQ(days(done(*village_, notes, R"({"stage":"sent","remark":"残联","on":"2018-06-23"})")),
            json::array({"2018-06-23", nullptr, nullptr}));
  EXPECT_EQ(days(done(*village_, notes, R"({"stage":"answered","remark":"同意"})")),
            json::array({"2018-06-23", "2018-06-25", nullptr}));
  expect_refused(*village_, {{"wishes/" + id + "/closings", "{}", "409 wish.not_done"}});
  EXPECT_EQ(days(done(*village_, notes, R"({"stage":"done","remark":"已送轮椅"})")),
            json::array({"2018-06-23", "2018-06-25", "2018-06-25"}));
  EXPECT_EQ(done(*village_, "wishes/" + id + "/closings", R"({"remark":"完成"})").at("state"), "closed");
  EXPECT_EQ(get("/api/v1/wishes/" + id).at("days").at("closed"), "2018-06-25");
}

TEST_F(ApiLifeTest, a_note_on_a_hand_over_that_says_too_little_is_refused) {
  const std::string notes = "wishes/" + vetted("hand_over") + "/hand_over_notes";
  const std::string sent = R"({"stage":"sent","remark":"残联")";
  village_->clock().set(1'795'924'800'000);  // 2026-11-29 at noon in China: a clock that can be right.
  expect_refused(*village_,
                 {{notes, R"({"stage":"lost","remark":"残联"})", "400 request.bad_field"},
                  {notes, R"({"stage":"sent","remark":" "})", "400 wish.remark_needed"},
                  {notes, sent + R"(,"on":"25.6.2018"})", "400 request.bad_field"},
                  {notes, sent + R"(,"on":"1999-12-31"})", "422 day.too_early"},
                  {notes, sent + R"(,"on":"2026-12-01"})", "422 day.future"},
                  {notes, R"({"stage":"sent",)" + long_remark().substr(1), "422 row.too_long"},
                  {"wishes/nothing/hand_over_notes", sent + "}", "404 wish.unknown"},
                  {"wishes/" + registered() + "/hand_over_notes", sent + "}", "409 wish.step_not_allowed"},
                  {"wishes/" + of_the_county() + "/hand_over_notes", sent + "}", "409 wish.not_above"}});
}

TEST_F(ApiLifeTest, a_confirmed_wish_is_closed) {
  const std::string id = confirmed();
  const json::object wish = done(*village_, "wishes/" + id + "/closings", R"({"remark":"完成"})");
  EXPECT_EQ(wish.at("state"), "closed");
  EXPECT_EQ(wish.at("days").at("closed"), "2018-06-25");
  expect_refused(*village_, {{"wishes/" + id + "/closings", "{}", "409 wish.step_not_allowed"},
                             {"wishes/" + fulfilled() + "/closings", "{}", "409 wish.step_not_allowed"},
                             {"wishes/nothing/closings", "{}", "404 wish.unknown"},
                             {"wishes/" + of_the_county() + "/closings", "{}", "409 wish.not_above"},
                             {"wishes/" + confirmed() + "/closings", long_remark(), "422 row.too_long"}});
}

TEST_F(ApiLifeTest, a_step_bears_the_day_that_is_said_and_none_before_what_it_rests_on) {
  const std::string id = id_of(
      must(send(*village_, "wishes", R"({"name":"周大山","content":"书包","age":40,"on":"2018-06-01"})")));
  const std::string path = "wishes/" + id;
  const std::string early = R"("on":"2018-05-31"})";
  expect_refused(*village_,
                 {{path + "/vettings", R"({"outcome":"approve",)" + early, "422 day.too_early"},
                  {path + "/vettings", R"({"outcome":"approve","on":"2018-6-3"})", "400 request.bad_field"},
                  {path + "/withdrawals", "{" + early, "422 day.too_early"}});
  const auto day = [&](const std::string& step, const std::string& body, const char* of) {
    const json::object wish = done(*village_, path + step, body);
    return std::string(wish.at("days").at(of).as_string());
  };
  EXPECT_EQ(day("/vettings", R"({"outcome":"approve","on":"2018-06-03"})", "vetted"), "2018-06-03");
  expect_refused(*village_, {{path + "/publications", R"({"content":"书包",)" + early, "422 day.too_early"}});
  EXPECT_EQ(day("/publications", R"({"content":"书包","on":"2018-06-04"})", "published"), "2018-06-04");
  claim(*village_, id);  // Today.
  expect_refused(*village_, {{path + "/releases", R"({"on":"2018-06-24"})", "422 day.too_early"}});
  must(send(*village_, path + "/releases", R"({"on":"2018-06-25"})"));
  claim(*village_, id);
  must(send(*village_, path + "/fulfilments", R"({"what":"送去书包"})"));
  must(send(*village_, path + "/confirmations", R"({"satisfaction":5})"));
  expect_refused(*village_, {{path + "/closings", "{" + early, "422 day.too_early"}});
  EXPECT_EQ(day("/closings", R"({"on":"2018-06-26"})", "closed"), "2018-06-26");
}

TEST_F(ApiLifeTest, a_wish_is_given_up_for_another_one) {
  const std::string given = registered(), kept = registered();
  const json::object wish =
      done(*village_, "wishes/" + given + "/merges", "{" + field("into", kept) + R"(,"remark":"重复"})");
  EXPECT_EQ(wish.at("state"), "withdrawn");
  EXPECT_EQ(wish.at("merged_into").at("id").as_string(), kept);
  const json::object other = get("/api/v1/wishes/" + kept);
  EXPECT_EQ(other.at("state"), "registered");
  EXPECT_EQ(other.at("merged_from").at(0).at("id").as_string(), given);
}

TEST_F(ApiLifeTest, a_wish_that_can_not_be_given_up_for_another_is_refused) {
  const std::string one = registered(), other = registered(), taken = claimed(), gone = withdrawn(),
                    county = of_the_county(), erased = registered();
  must(send(*village_, "wishes/" + erased + "/erasures", "{}"));
  const std::string merges = "wishes/" + one + "/merges";
  expect_refused(*village_,
                 {{"wishes/nothing/merges", json_of("into", other), "404 wish.unknown"},
                  {merges, json_of("into", kNobody), "404 wish.unknown"},
                  {merges, json_of("into", ""), "404 wish.unknown"},
                  {merges, json_of("into", one), "409 wish.same"},
                  {merges, json_of("into", county), "409 wish.not_above"},
                  {"wishes/" + county + "/merges", json_of("into", one), "409 wish.not_above"},
                  {merges, json_of("into", erased), "409 wish.erased"},
                  {"wishes/" + erased + "/merges", json_of("into", one), "409 wish.erased"},
                  {"wishes/" + taken + "/merges", json_of("into", one), "409 wish.granted"},
                  {"wishes/" + gone + "/merges", json_of("into", one), "409 wish.step_not_allowed"},
                  {merges, json_of("into", gone), "409 wish.merge_into_ended"},
                  {merges, "{" + field("into", other) + "," + long_remark().substr(1), "422 row.too_long"}});
}

TEST_F(ApiLifeTest, two_wishes_are_told_apart_once) {
  const std::string one = registered(), other = registered(), path = "wishes/" + one + "/distinctions";
  const json::object wish = done(*village_, path, "{" + field("other", other) + R"(,"remark":"两人"})");
  EXPECT_EQ(wish.at("suspects").at(0).at("id").as_string(), other);
  EXPECT_EQ(wish.at("suspects").at(0).at("state"), "told_apart");
  const std::uint64_t before = village_->store().last_arrival();
  EXPECT_EQ(must(send(*village_, path, json_of("other", other))).at("suspects"), wish.at("suspects"));
  EXPECT_EQ(village_->store().last_arrival(), before) << "again without harm";
}

TEST_F(ApiLifeTest, wishes_that_can_not_be_told_apart_are_refused) {
  const std::string one = registered(), path = "wishes/" + one + "/distinctions", county = of_the_county();
  expect_refused(
      *village_,
      {{"wishes/nothing/distinctions", json_of("other", one), "404 wish.unknown"},
       {path, json_of("other", kNobody), "404 wish.unknown"},
       {path, json_of("other", one), "409 wish.same"},
       {path, json_of("other", county), "409 wish.not_above"},
       {"wishes/" + county + "/distinctions", json_of("other", one), "409 wish.not_above"},
       {path, "{" + field("other", registered()) + "," + long_remark().substr(1), "422 row.too_long"}});
}

TEST_F(ApiLifeTest, two_volunteers_turn_out_to_be_one) {
  const std::string wish = published(2);
  claim(*village_, wish);
  claim(*village_, wish, "李四四");
  const json::object list = get("/api/v1/volunteers");
  const json::array& known = list.at("volunteers").as_array();
  ASSERT_EQ(known.size(), 2u);
  const std::string one(known[0].at("id").as_string()), other(known[1].at("id").as_string());
  const std::string merges = "volunteers/" + one + "/merges";
  expect_refused(*village_, {{merges, json_of("into", one), "404 volunteer.unknown"},
                             {merges, json_of("into", kNobody), "404 volunteer.unknown"},
                             {merges, "{}", "400 request.bad_field"},
                             {merges, R"({"into":"李四"})", "400 request.bad_field"},
                             {"volunteers/" + std::string(kNobody) + "/merges", json_of("into", one),
                              "404 volunteer.unknown"},
                             {"volunteers/nobody/merges", json_of("into", one), "404 volunteer.unknown"}});
  const json::object merged = done(*village_, merges, json_of("into", other));
  EXPECT_EQ(merged.at("id").as_string(), one);
  EXPECT_EQ(merged.at("same_as").as_string(), other);
  EXPECT_EQ(get("/api/v1/volunteers").at("volunteers").at(0).at("same_as").as_string(), other);
}

TEST_F(ApiLifeTest, a_volunteer_is_registered_corrected_and_claims_by_the_id) {
  const std::string words = R"({"name":"孙七","phone":"139 0000 0004"})";
  const json::object made = done(*village_, "volunteers", words, "POST", 201);
  const std::string id(made.at("id").as_string());
  EXPECT_EQ(made.at("phone").as_string(), "13900000004");
  EXPECT_EQ(made.at("place").as_string(), kVillage.text());
  expect_refused(*village_, {{"volunteers", words, "409 volunteer.exists"},
                             {"volunteers", R"({"name":"孙七"})", "400 request.bad_field"},
                             {"volunteers", R"({"name":"孙七","phone":"1","unit":"x"})", "404 unit.unknown"},
                             {"volunteers", R"({"name":"孙七","phone":4})", "400 request.bad_field"}});
  const auto patch = [&](const std::string& which, const std::string& body) {
    return village_->api().handle({"PATCH", "/api/v1/volunteers/" + which, "application/json", "en", body});
  };
  EXPECT_EQ(patch(id, R"({"phone":"13900000005"})").status, 200u);
  EXPECT_EQ(patch(id, "{}").status, 400u);
  EXPECT_EQ(patch(id, R"({"name":" "})").status, 400u);
  EXPECT_EQ(patch("nobody", words).status, 404u);
  const std::string wish = published();
  const std::string by_id = R"({"wishes":[")" + wish + R"("],"volunteer":")" + id;
  expect_refused(*village_, {{"claims", by_id + R"(","name":"孙七"})", "400 claim.name_needed"}});
  const json::object claimed = done(*village_, "claims", by_id + R"("})", "POST", 201);
  const json::object& claim = claimed.at("claims").at(0).at("claim").as_object();
  EXPECT_EQ(claim.at("name").as_string(), "孙七");
  EXPECT_EQ(claim.at("phone").as_string(), "13900000005");
}

}  // namespace
}  // namespace node
