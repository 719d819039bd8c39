// openapi.yaml is well formed, has every route and every problem code under its status, and every route
// answers as it says: each answer that a test of the API gets is held against it (api_fixture.h).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "api_fixture.h"
#include "node/api/api_call.h"

namespace node {
namespace {

namespace json = boost::json;
using support::OpenApi;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const OpenApi& openapi() { return OpenApi::of_the_node(); }
const json::object& problem_code() {
  return openapi().schemas().resolve("#/components/schemas/ProblemCode")->as_object();
}
std::set<std::string> known_codes() {
  std::set<std::string> out;
  for (const json::value& code : problem_code().at("enum").as_array()) out.emplace(code.as_string());
  return out;
}

TEST(OpenApi, is_well_formed) {
  for (const std::string& fault : openapi().faults()) ADD_FAILURE() << fault;
}

TEST(OpenApi, has_every_route_and_no_other) {
  std::set<std::string> routes, said;
  for (const ApiRoute& route : Api::routes())
    routes.insert(std::string(route.method) + " " + std::string(route.path));
  for (const OpenApi::Operation& operation : openapi().operations()) said.insert(operation.name());
  EXPECT_EQ(routes.size(), Api::routes().size());
  EXPECT_EQ(said, routes);
}

// Of jobs and of rows of a form, whose problems are no answer by themselves, other descriptions tell.
TEST(OpenApi, has_every_problem_code_of_the_desk_and_the_api) {
  const std::set<std::string> known = known_codes();
  const std::string yaml = support::source_text("node/openapi.yaml");
  const std::regex code(
      R"re((?:Error|error|return|refusal|refuse|\?|:|\d,)\s*[({]?\s*\{?"((?:request|wish|place|parent|enrol|summary|log|http|ledger|node|restore|backup|quarantine|revoke|job|bundle|offer|claim|confirm|publish|programme|policy|unit|campaign|volunteer|user|report|attachment|blob|day)\.[a-z_0-9]+)")re");
  std::size_t codes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(WISHTREE_SOURCE_DIR "/node")) {
    const std::string room = entry.path().parent_path().filename(), file = entry.path().filename();
    const bool of_jobs = file == "bundle_desk.cpp" || file == "bundle_names.cpp" || file == "jobs.cpp";
    const bool elsewhere = of_jobs || file == "desk_import.cpp";
    const bool answers =
        room == "api" || room == "desk" || of_jobs || file == "cut_off_fold.cpp" || file == "backup.cpp";
    if (!file.ends_with(".cpp") || !answers || file == "http_server.cpp") continue;
    const std::string text = support::source_text("node/" + room + "/" + file);
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at, ++codes) {
      const std::string found = (*at)[1];
      EXPECT_TRUE(known.contains(found) || (elsewhere && yaml.find(found) != std::string::npos))
          << file << " " << found;
    }
  }
  EXPECT_GT(codes, 40u);
}

// "409 wish.erased, wish.same. 413 …", as the description of ProblemCode has them.
TEST(OpenApi, has_every_problem_code_once_under_the_status_that_it_is_answered_with) {
  const std::string text(problem_code().at("description").as_string());
  const std::regex word(R"((\d{3}) |([a-z]+\.[a-z_]+|internal))");
  std::map<std::string, unsigned> said;
  unsigned status = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) {
    if ((*at)[1].matched)
      status = static_cast<unsigned>(std::stoul((*at)[1]));
    else
      EXPECT_TRUE(said.emplace((*at)[2], status).second) << "twice: " << (*at)[2];
  }
  std::set<std::string> codes;
  for (const auto& [code, its] : said) {
    codes.insert(code);
    if (code.starts_with("http.")) continue;  // Of the server, before the API.
    EXPECT_EQ(status_of(code), its) << code;
  }
  EXPECT_EQ(codes, known_codes());
}

// ---- The measure itself: that it finds what is wrong.

constexpr const char* kSmall = R"(
paths:
  /a/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getA
      responses:
        "200":
          description: It.
          content: { application/json: { schema: { $ref: "#/components/schemas/A" } } }
        default: { $ref: "#/components/responses/Problem" }
components:
  responses:
    Problem: { description: Any., content: { application/problem+json: { schema: { type: object } } } }
  schemas:
    A:
      allOf:
        - type: object
          required: [n]
          properties: { n: { type: integer, minimum: 1, examples: [1] } }
        - type: object
          properties: { on: { oneOf: [{ type: string, format: date }, { type: "null" }] } }
)";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = kSmall;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(OpenApi, a_document_with_a_mistake_is_not_well_formed) {
  EXPECT_THAT(OpenApi(kSmall).faults(), IsEmpty());
  for (const auto& [from, to] :
       {std::pair("schemas/A\"", "schemas/B\""), std::pair("integer", "whole"), std::pair("minimum", "min"),
        std::pair("[1]", "[0]"), std::pair("format: date", "format: day"), std::pair("/a/{id}", "/a/{it}"),
        std::pair("description: It.", "text: It."), std::pair("    A:", "    C: {}\n    A:"),
        std::pair("required: true, ", "")})
    EXPECT_FALSE(OpenApi(changed(from, to)).faults().empty()) << from << " → " << to;
}

TEST(OpenApi, an_answer_that_is_not_as_it_says_is_found) {
  const OpenApi small(kSmall);
  const auto faults = [&](unsigned status, const std::string& body, const std::string& target = "/a/1",
                          const std::string& type = "application/json; charset=utf-8") {
    return small.faults_of({"GET", target, "", "en", ""}, {status, type, body, ""});
  };
  EXPECT_THAT(faults(200, R"({"n":1,"on":"2018-06-22"})"), IsEmpty());
  EXPECT_THAT(faults(200, R"({"n":1,"on":null})"), IsEmpty());
  for (const char* body :
       {R"({})", R"({"n":0})", R"({"n":"1"})", R"({"n":1,"on":"soon"})", R"({"n":1,"m":2})", "[]", "{"})
    EXPECT_THAT(faults(200, body), Not(IsEmpty())) << body;
  EXPECT_THAT(faults(201, R"({"n":1})"), Not(IsEmpty())) << "another success";
  EXPECT_THAT(faults(200, R"({"n":1})", "/a/1?x=1"), SizeIs(1)) << "an unknown parameter was taken";
  EXPECT_THAT(faults(200, R"({"n":1})", "/a/1", "text/plain"), SizeIs(1));
  const std::string problem = "application/problem+json";
  EXPECT_THAT(faults(500, "{}", "/a/1", problem), IsEmpty());
  EXPECT_THAT(faults(409, "{}", "/a/1", problem), SizeIs(1)) << "a status that does not stand there";
  EXPECT_THAT(faults(500, R"({"n":1})"), SizeIs(1)) << "a refusal that is no problem";
}

}  // namespace
}  // namespace node
