// Bundles over the API: between the offices of a village and its county, by files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <thread>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using support::kCounty;
using support::kVillage;
using Office = ApiOffice;
using ::testing::HasSubstr;

class ApiBundles : public ApiTest {
 protected:
  // As wishctl asks at the node's own machine, and waits.
  json::object work(Office& at, const std::string& what, const json::object& body) {
    const ApiResponse begun = at.api().handle(
        {"POST", "/api/v1/bundles/" + what, "application/json", "en", json::serialize(body), true});
    if (begun.status != 202) return object(begun);
    const std::string job(object(begun).at("job").as_string());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
      json::object view = object(at.api().handle({"GET", "/api/v1/jobs/" + job, "", "en", ""}));
      if (view.at("state") != "running" || std::chrono::steady_clock::now() > deadline) return view;
      std::this_thread::yield();
    }
  }
  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
  Office county_{world_, *county_author_};
  support::TemporaryDirectory directory_;
};

TEST_F(ApiBundles, a_wish_goes_up_by_file_and_its_tick_comes_down) {
  const std::string id(add().at("id").as_string());
  const json::object out = work(*village_, "out", {{"path", path("up.bundle")}});
  ASSERT_EQ(out.at("state"), "done") << json::serialize(out);
  const json::object& made = out.at("result").as_object();
  EXPECT_EQ(made.at("to").at("place"), "431322");  // The town between them has no node.
  EXPECT_EQ(made.at("verified"), true);
  EXPECT_EQ(made.at("bytes"), std::filesystem::file_size(path("up.bundle")));
  EXPECT_FALSE(std::filesystem::exists(path("up.bundle.part")));

  const json::object in = work(county_, "in", {{"path", path("up.bundle")}});
  ASSERT_EQ(in.at("state"), "done") << json::serialize(in);
  EXPECT_EQ(in.at("result").at("from").at("place"), "431322106003");
  EXPECT_EQ(in.at("result").at("events_new"), 1);
  EXPECT_EQ(in.at("result").at("parts_new"), 1);
  const json::object again = work(county_, "in", {{"path", path("up.bundle")}});
  EXPECT_EQ(again.at("result").at("events_new"), 0);
  county_.wait_for_ledger();
  EXPECT_THAT(county_.api().handle({"GET", "/api/v1/wishes/" + id, "", "en", ""}).body, HasSubstr("周小明"));

  EXPECT_EQ(get("/api/v1/wishes/" + id).at("safe"), "here");
  ASSERT_EQ(work(county_, "out", {{"path", path("down.bundle")}, {"to", kVillage.text()}}).at("state"),
            "done");
  ASSERT_EQ(work(*village_, "in", {{"path", path("down.bundle")}}).at("state"), "done");
  EXPECT_EQ(get("/api/v1/wishes/" + id).at("safe"), "county");
}

TEST_F(ApiBundles, nothing_of_a_name_stands_in_the_file) {
  add();
  ASSERT_EQ(work(*village_, "out", {{"path", path("b")}, {"all", true}}).at("state"), "done");
  std::ifstream file(path("b"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  ASSERT_GT(bytes.size(), 1000u);
  for (const char* words : {"周小明", "书包", "上梅", "13000028641"})
    EXPECT_EQ(bytes.find(words), std::string::npos) << words;
}

TEST_F(ApiBundles, a_standing_file_is_never_replaced) {
  std::ofstream(path("b")) << "somebody's";
  const json::object out = work(*village_, "out", {{"path", path("b")}});
  EXPECT_EQ(out.at("state"), "failed");
  EXPECT_EQ(out.at("problem").at("code"), "file.exists");
  EXPECT_TRUE(out.at("result").is_null());
  EXPECT_EQ(std::filesystem::file_size(path("b")), 10u);
  EXPECT_FALSE(std::filesystem::exists(path("b.part")));
}

TEST_F(ApiBundles, files_that_are_not_there_or_no_bundles_are_named) {
  EXPECT_EQ(work(*village_, "in", {{"path", path("nothing")}}).at("problem").at("code"), "file.missing");
  EXPECT_EQ(work(*village_, "in", {{"path", directory_.path().string()}}).at("problem").at("code"),
            "file.not_a_file");
  std::ofstream(path("form.csv")) << "序号,姓名";
  EXPECT_EQ(work(*village_, "in", {{"path", path("form.csv")}}).at("problem").at("code"),
            "bundle.not_a_bundle");
  EXPECT_EQ(work(*village_, "out", {{"path", path("no/such/directory/b")}}).at("problem").at("code"),
            "file.missing");
}

TEST_F(ApiBundles, a_cut_copy_gives_what_it_has_and_a_problem) {
  add();
  ASSERT_EQ(work(*village_, "out", {{"path", path("b")}}).at("state"), "done");
  std::filesystem::resize_file(path("b"), std::filesystem::file_size(path("b")) - 10);
  const json::object in = work(county_, "in", {{"path", path("b")}});
  EXPECT_EQ(in.at("state"), "failed");
  EXPECT_EQ(in.at("problem").at("code"), "bundle.cut_short");
  EXPECT_EQ(in.at("result").at("events_new"), 1);
}

TEST_F(ApiBundles, only_the_nodes_own_machine_may_ask) {
  const ApiResponse refused = call("POST", "/api/v1/bundles/in", R"({"path":"/etc/passwd"})");
  EXPECT_EQ(refused.status, 403u);
  EXPECT_EQ(object(refused).at("code"), "request.socket_only");
  EXPECT_EQ(call("POST", "/api/v1/bundles/out", R"({"path":"/tmp/x"})").status, 403u);
}

TEST_F(ApiBundles, wrong_requests_are_refused_at_once) {
  EXPECT_EQ(work(*village_, "out", {{"path", "relative"}}).at("code"), "bundle.path_not_absolute");
  EXPECT_EQ(work(*village_, "out", {{"path", path("b")}, {"to", "nobody"}}).at("code"), "bundle.to_unknown");
  EXPECT_EQ(work(*village_, "out", {{"path", path("b")}, {"all", "yes"}}).at("code"), "request.bad_field");
  EXPECT_EQ(work(*village_, "out", {{"path", path("b")}, {"al", true}}).at("code"), "request.unknown_field");
  EXPECT_EQ(call("GET", "/api/v1/jobs/0123").status, 404u);
}

TEST_F(ApiBundles, the_parent_that_is_known_is_the_one_it_is_for) {
  PeerStatus parent;
  parent.is_parent = true;
  parent.key = city_author_->signer->key();
  village_->peers.list = {parent};
  const json::object out = work(*village_, "out", {{"path", path("b")}});
  EXPECT_EQ(out.at("result").at("to").at("place"), "4313");
}

}  // namespace
}  // namespace node
