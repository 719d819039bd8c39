// A kept report as the API shows it at its place, and below it, where nothing is known of what changed since.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_life_fixture.h"

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
  registered();
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

}  // namespace
}  // namespace node
