// openapi.yaml has every route, every problem code and every key of an answer, and no other route.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using support::kVillage;
using ::testing::HasSubstr;

// "GET /api/v1/status", as the lines under `paths:` say by their indentation.
std::set<std::string> routes_of_openapi() {
  std::set<std::string> out;
  std::istringstream lines(support::source_text("node/openapi.yaml"));
  std::string path;
  bool in_paths = false;
  const std::regex path_line("  (/[^ ]*):");
  const std::regex method_line("    (get|put|post|patch|delete|head):");
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (!line.empty() && line[0] != ' ') in_paths = line == "paths:";
    if (!in_paths) continue;
    if (std::regex_match(line, found, path_line)) path = found[1];
    if (!std::regex_match(line, found, method_line)) continue;
    std::string method = found[1];
    for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    out.insert(method + " " + path);
  }
  return out;
}

TEST(OpenApi, has_every_route_and_no_other) {
  std::set<std::string> routes;
  for (const ApiRoute& route : Api::routes())
    routes.insert(std::string(route.method) + " " + std::string(route.path));
  EXPECT_EQ(routes.size(), Api::routes().size());
  EXPECT_EQ(routes_of_openapi(), routes);
}

TEST(OpenApi, has_every_problem_code_of_the_desk_and_the_api) {
  const std::string yaml = support::source_text("node/openapi.yaml");
  const std::regex code(
      R"re((?:Error|error|return|refusal|refuse|\?|:|\d,)\s*[({]?\s*\{?"((?:request|wish|place|parent|enrol|summary|log|http|ledger|node|restore|backup|quarantine|revoke|job|bundle|offer|claim|confirm|publish|programme|policy|unit|campaign|volunteer|report|attachment|blob|day)\.[a-z_0-9]+)")re");
  std::size_t codes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WISHTREE_SOURCE_DIR "/node")) {
    const std::string file = entry.path().filename();
    if (!file.ends_with(".cpp") ||
        !(file.starts_with("api") || file.starts_with("desk") || file == "enrolment.cpp" ||
          file.starts_with("report_desk") || file == "cut_off_fold.cpp" || file == "backup.cpp" ||
          file == "jobs.cpp" || file == "bundle_desk.cpp" || file == "bundle_names.cpp"))
      continue;
    const std::string text = support::source_text("node/" + std::string(file));
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at, ++codes)
      EXPECT_THAT(yaml, HasSubstr((*at)[1].str())) << file;
  }
  EXPECT_GT(codes, 40u);
}

// All keys of an answer, however deep.
void collect_keys(const json::value& value, std::set<std::string>& out) {
  if (value.is_object()) {
    for (const auto& field : value.get_object()) {
      out.insert(std::string(field.key()));
      collect_keys(field.value(), out);
    }
  } else if (value.is_array()) {
    for (const json::value& item : value.get_array()) collect_keys(item, out);
  }
}

TEST_F(ApiTest, openapi_has_every_key_of_every_answer) {
  import("shangtuan.csv");
  import("shangtuan.csv");
  const json::object wish = add();
  const std::string at_wish = "/api/v1/wishes/" + std::string(wish.at("id").as_string());
  const auto post = [&](const std::string& target, const std::string& body) {
    const ApiResponse response = call("POST", target, body);
    EXPECT_LT(response.status, 300u) << target << response.body;
  };
  std::set<std::string> keys;
  post(at_wish + "/vettings", R"({"outcome":"approve"})");
  collect_keys(get(at_wish + "/publication"), keys);
  post(at_wish + "/publications", R"({"content":"书包","confirmed":true})");
  EXPECT_EQ(village_->api()
                .handle({"POST", at_wish + "/attachments?name=a.jpg", "", "en", "\xff\xd8\xff and more"})
                .status,
            201u);
  post("/api/v1/units", R"({"name":"审计局","place":"431322106003"})");
  post("/api/v1/claims", R"({"wishes":[")" + std::string(wish.at("id").as_string()) +
                             R"("],"name":"李四","phone":"13900000001","unit":"审计局"})");
  collect_keys(object(call("POST", "/api/v1/claims/members",
                           R"({"unit":"审计局","members":[{"name":"王五","phone":"1","wishes":["W"]}]})")),
               keys);
  post(at_wish + "/fulfilments", R"({"what":"送去书包","minutes":30})");
  post(at_wish + "/confirmations", R"({"satisfaction":5})");
  const std::string volunteer(get("/api/v1/volunteers").at("volunteers").at(0).at("id").as_string());
  const ApiResponse kept = call("POST", "/api/v1/reports", R"({"period":"2018","by":"unit"})");
  EXPECT_EQ(kept.status, 201u) << kept.body;
  const std::string report(object(kept).at("id").as_string());
  post("/api/v1/wishes", R"({"name":"周小红","content":"想要一双棉鞋","on":"2018-06-23"})");  // A correction.
  const ApiResponse ranked = call("POST", "/api/v1/reports", R"({"period":"2018","of":"units"})");
  collect_keys(get("/api/v1/reports/" + std::string(object(ranked).at("id").as_string())), keys);
  collect_keys(object(call("POST", "/api/v1/reports/" + report + "/verifications")), keys);
  village_->peers.list.resize(1);
  village_->more_fullness = {{"commit_queue_requests", "Requests.", 1, 2}};
  refuse("frame");
  support::TemporaryDirectory directory;
  const std::string job = bundle((directory.path() / "b").string());
  for (const ApiRoute& route : Api::routes()) {
    // These answer no JSON.
    if (route.method != "GET" || route.path == "/metrics" || route.path.ends_with("{attachment}")) continue;
    std::string path(route.path);
    const auto replace = [&](const std::string& name, const std::string& value) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    };
    replace("{wish}", std::string(wish.at("id").as_string()));
    replace("{job}", job);
    replace("{report}", report);
    replace("{place}", kVillage.text());
    replace("{writer}", model::to_hex(village_author_->writer.view()));
    replace("{entry}", "1");
    replace("{volunteer}", volunteer);
    if (path.ends_with("/publication")) continue;  // Above, while the wish could be published.
    if (path == "/api/v1/ranking") path += "?by=volunteer&period=2018";
    collect_keys(get(path), keys);
  }
  collect_keys(object(call("POST", "/api/v1/volunteers/" + volunteer + "/erasures", "{}")), keys);
  collect_keys(import("futuo.csv"), keys);
  collect_keys(import("futuo.csv", "&dry_run=true"), keys);
  collect_keys(object(call("GET", "/nothing")), keys);
  const std::string yaml = support::source_text("node/openapi.yaml");
  for (const std::string& key : keys)
    EXPECT_THAT(yaml, ::testing::ContainsRegex("[ \"]" + key + "\"?:")) << key;
  EXPECT_GT(keys.size(), 90u);
}

}  // namespace
}  // namespace node
