// A kept report as the API shows it at its place, and below it, where nothing is known of what changed since.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_life_fixture.h"
#include "model/part.h"
#include "node/data/committer.h"

namespace node {
namespace {

namespace json = boost::json;
using ::testing::SizeIs;

class ApiReportsTest : public ApiLifeTest {
 protected:
  std::string keep(const std::string& question) {
    return std::string(must(send(*county_, "reports", question)).at("id").as_string());
  }
  static json::object show(ApiOffice& office, const std::string& id) {
    return must(send(office, "reports/" + id, "", "GET"));
  }
};

TEST_F(ApiReportsTest, what_was_published_is_shown_below_its_place_without_corrections) {
  for (int i = 0; i < 3; ++i) registered();
  meet();
  const std::string report = keep(R"({"period":"2018","by":"category"})");
  const std::string ranking = keep(R"({"period":"2018","of":"units"})");
  registered();
  meet();
  const json::object above = show(*county_, report), below = show(*village_, report);
  EXPECT_TRUE(above.at("no_corrections").is_null());
  EXPECT_EQ(above.at("corrections_count"), 1);
  EXPECT_EQ(below.at("figures").at("then"), above.at("figures").at("then"));
  EXPECT_EQ(below.at("no_corrections").at("code"), "summary.not_carried");
  EXPECT_TRUE(below.at("refuted").is_null());
  EXPECT_TRUE(below.at("figures").at("now").is_null());
  EXPECT_EQ(below.at("figures").at("cells_count"), 0);
  EXPECT_EQ(below.at("corrections_count"), 0);

  const json::object ranked = show(*village_, ranking);
  EXPECT_EQ(ranked.at("no_corrections").at("code"), "summary.not_carried");
  EXPECT_TRUE(ranked.at("ranking").at("now").is_null());
  EXPECT_TRUE(ranked.at("ranking").at("input_root").is_null());
  EXPECT_TRUE(show(*county_, ranking).at("ranking").at("now").is_array());
}

TEST_F(ApiReportsTest, a_ranking_of_volunteers_is_refused_below_its_place) {
  meet();
  const std::string id = keep(R"({"period":"2018","of":"volunteers"})");
  meet();
  EXPECT_THAT(must(send(*village_, "reports", "", "GET")).at("reports").as_array(), SizeIs(1));
  EXPECT_EQ(problem(send(*village_, "reports/" + id, "", "GET")), "409 report.not_held");
  EXPECT_TRUE(show(*city_, id).at("no_corrections").is_null());
}

TEST_F(ApiReportsTest, one_that_tells_of_few_families_says_that_it_goes_up_only) {
  registered();
  meet();
  const json::object few = must(send(*county_, "reports", R"({"period":"2018"})"));
  EXPECT_EQ(few.at("open"), false);
  registered();
  registered();
  meet();
  EXPECT_EQ(must(send(*county_, "reports", R"({"period":"2018"})")).at("open"), true);
  EXPECT_EQ(problem(send(*village_, "reports/" + id_of(few), "", "GET")), "409 report.not_held");
}

TEST_F(ApiReportsTest, what_was_refuted_is_told_apart_from_what_can_not_be_said) {
  registered();
  meet();
  const auto kept = county_->desk().reports().keep({});
  ASSERT_TRUE(kept);
  const auto part = county_->store().part(kept->report.event);
  const auto bytes = model::ReportedBytes::of(*model::decode_reported_part(model::part_payload(*part)),
                                              *county_->store().blob(kept->report.event));
  model::Report invented = *model::parse_report(*bytes->answer());
  invented.whole.now.reached[0] = 40;
  const std::string answer = model::report_bytes(invented);
  model::Reported said = kept->report.said;
  said.result = model::result_hash(answer);
  const auto joined = model::ReportedBytes::join(std::string(bytes->cut_off()), answer);
  Draft draft;
  draft.place = kept->report.place();
  draft.kind = model::Kind::kReported;
  draft.subject = model::make_uuid7(support::kNoonMs, {1});
  draft.body = model::encode(said);
  draft.part = model::encode(joined->part());
  draft.blob = joined->blob;
  const std::string id = model::uuid_text(draft.subject);
  ASSERT_TRUE(county_->committer().record({{std::move(draft)}, {}}));
  county_->wait_for_ledger();
  const json::object wrong = show(*county_, id);
  EXPECT_EQ(wrong.at("refuted").at("code"), "report.not_equal");
  EXPECT_EQ(wrong.at("figures").at("then").at("whole").at("now").at("funnel").at("registered"), 40);
  EXPECT_TRUE(show(*county_, model::uuid_text(kept->report.id)).at("refuted").is_null());
}

}  // namespace
}  // namespace node
