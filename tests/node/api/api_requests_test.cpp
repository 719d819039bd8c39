// What every route refuses before it looks at anything: bodies that are no JSON object, and fields and
// parameters that are unknown, missing or of another type. Which there are, openapi.yaml says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using support::OpenApi;
using ::testing::HasSubstr;

// A value that this schema takes.
json::value example_of(const json::value& schema) {
  const auto& schemas = OpenApi::of_the_node().schemas();
  const json::object& object = schemas.followed(schema).as_object();
  for (const char* list : {"enum", "examples"})
    if (const json::value* values = object.if_contains(list)) return values->as_array().front();
  if (const json::value* all = object.if_contains("allOf")) return example_of(all->as_array().front());
  const json::value& types = object.at("type");
  const std::string type(types.is_string() ? types.as_string() : types.as_array().front().as_string());
  if (type == "array") return json::array{example_of(object.at("items"))};
  if (type == "boolean") return true;
  if (const json::value* least = object.if_contains("minimum")) return *least;
  if (type == "integer") return 1;
  const json::value* format = object.if_contains("format");
  if (format && *format == "uuid") return "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";
  if (format && *format == "date") return "2018-06-22";
  if (const json::value* pattern = object.if_contains("pattern"))
    return json::string(pattern->as_string().find("64") != std::string::npos ? 64 : 32, '1');
  return "甲";
}

class ApiRequests : public ApiTest {
 protected:
  // With what fits in place of the names in braces, which nobody looks at before the body was read.
  static std::string target_of(const OpenApi::Operation& operation) {
    std::string out;
    for (std::size_t at = 0; at < operation.path.size();) {
      const std::size_t open = operation.path.find('{', at);
      out += operation.path.substr(at, open - at);
      if (open == std::string::npos) break;
      const std::size_t close = operation.path.find('}', open);
      const std::string name = operation.path.substr(open + 1, close - open - 1);
      out += name == "place" ? "431322106003" : name == "writer" ? std::string(32, '1') : "1";
      at = close + 1;
    }
    return out;
  }
  // Its answer is refused with this code, in the language that was asked for, and names what is wrong.
  void expect_refused(const OpenApi::Operation& operation, const std::string& query, const std::string& body,
                      const std::string& expected, const std::string& names = "",
                      const std::string& content_type = "application/json") {
    SCOPED_TRACE(operation.name() + query + " " + body);
    const std::string target = target_of(operation) + query;
    for (const char* language : {"en", "zh"}) {
      const ApiResponse response =
          village_->api().handle({operation.method, target, content_type, language, body, true});
      ASSERT_EQ(problem(response), expected);
      const json::object said = object(response);
      EXPECT_EQ(said.at("detail"), said.at(language));
      EXPECT_NE(said.at("zh"), said.at("en"));
      EXPECT_THAT(std::string(said.at("detail").as_string()), HasSubstr(names));
    }
  }
  // A body with all that is required.
  static json::object least_body(const json::value& schema) {
    const auto& schemas = OpenApi::of_the_node().schemas();
    json::object out;
    for (const std::string& name : schemas.named_by(schema).required)
      out[name] = example_of(*schemas.property(schema, name));
    return out;
  }
  static std::vector<std::pair<const OpenApi::Operation*, const json::value*>> with_json() {
    std::vector<std::pair<const OpenApi::Operation*, const json::value*>> out;
    const OpenApi& openapi = OpenApi::of_the_node();
    for (const OpenApi::Operation& operation : openapi.operations())
      if (const json::value* schema = openapi.body_schema(operation)) out.emplace_back(&operation, schema);
    return out;
  }
};

TEST_F(ApiRequests, bodies_that_are_no_json_object_are_refused) {
  EXPECT_GT(with_json().size(), 30u);
  const std::string deep(200, '[');
  for (const auto& [operation, schema] : with_json()) {
    for (const std::string& body : {std::string("{"), std::string("[]"), std::string("null"),
                                    std::string("{}{}"), std::string("{\"a\":\"\xff\"}"), "{\"a\":" + deep})
      expect_refused(*operation, "", body, "400 request.bad_json");
    expect_refused(*operation, "", "{}", "415 request.not_json", "", "text/plain");
  }
}

TEST_F(ApiRequests, unknown_fields_and_parameters_are_refused_by_name) {
  for (const auto& [operation, schema] : with_json()) {
    json::object body = least_body(*schema);
    body["surprise"] = 1;
    expect_refused(*operation, "", json::serialize(body), "400 request.unknown_field", "surprise");
  }
  for (const OpenApi::Operation& operation : OpenApi::of_the_node().operations())
    expect_refused(operation, "?surprise=1", "", "400 request.unknown_parameter", "surprise");
}

// What is missed in other words than "is required".
const std::map<std::string, std::string> kOwnWords = {
    {"/api/v1/wishes name", "422 row.no_name"},
    {"/api/v1/wishes content", "422 row.no_content"},
    {"/api/v1/wishes/{wish}/fulfilments what", "400 claim.what_needed"},
    {"/api/v1/wishes/{wish}/hand_over_notes remark", "400 wish.remark_needed"},
    {"/api/v1/users name", "400 user.bad_name"},
    {"/api/v1/users roles", "400 user.no_role"},
    {"/api/v1/campaigns/defaults year", "409 programme.not_city"},  // The village is not asked for more.
};

TEST_F(ApiRequests, fields_of_another_type_and_required_ones_that_lack_are_refused_by_name) {
  const auto& schemas = OpenApi::of_the_node().schemas();
  std::size_t fields = 0;
  for (const auto& [operation, schema] : with_json()) {
    const support::Schemas::Named named = schemas.named_by(*schema);
    for (const std::string& name : named.properties) {
      json::object body = least_body(*schema);
      body[name] = json::object{};
      expect_refused(*operation, "", json::serialize(body), "400 request.bad_field", name);
      ++fields;
    }
    for (const std::string& name : named.required) {
      json::object body = least_body(*schema);
      body.erase(name);
      const auto own = kOwnWords.find(operation->path + " " + name);
      if (own != kOwnWords.end())
        expect_refused(*operation, "", json::serialize(body), own->second);
      else
        expect_refused(*operation, "", json::serialize(body), "400 request.bad_field", name);
    }
  }
  EXPECT_GT(fields, 80u);
}

// What is not a text of any kind.
TEST_F(ApiRequests, parameters_of_another_type_are_refused_by_name) {
  const auto& schemas = OpenApi::of_the_node().schemas();
  std::size_t parameters = 0;
  for (const OpenApi::Operation& operation : OpenApi::of_the_node().operations())
    for (const json::object* parameter : operation.parameters) {
      const json::object& schema = schemas.followed(parameter->at("schema")).as_object();
      const bool any_text = schema.at("type") == "string" && !schema.contains("enum") &&
                            !schema.contains("pattern") && !schema.contains("format");
      const std::string name(parameter->at("name").as_string());
      if (any_text || parameter->at("in") != "query") continue;
      expect_refused(operation, "?" + name + "=x.y", "", "400 request.bad_parameter", name);
      ++parameters;
    }
  EXPECT_GT(parameters, 40u);
}

}  // namespace
}  // namespace node
