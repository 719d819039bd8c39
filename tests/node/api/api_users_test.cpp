// People who work at a node, through the API: the list of them, and requests in somebody's name.

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;

class ApiUsersTest : public ApiTest {
 protected:
  json::object added_user(const std::string& name, const std::string& roles = R"(["clerk"])") {
    const ApiResponse response =
        call("POST", "/api/v1/users", R"({"name":")" + name + R"(","roles":)" + roles + "}");
    EXPECT_EQ(response.status, 201u) << response.body;
    return object(response);
  }
  ApiResponse call_as(const std::string& user, const std::string& method, const std::string& target,
                      const std::string& body = "") {
    ApiRequest request{method, target, body.empty() ? "" : "application/json", "en", body};
    request.user = user;
    return village_->api().handle(request);
  }
  static std::string text(const json::value& value) { return std::string(value.as_string()); }
  static std::vector<std::string> texts(const json::value& list) {
    std::vector<std::string> out;
    for (const json::value& one : list.as_array()) out.push_back(text(one));
    return out;
  }
};

TEST_F(ApiUsersTest, people_are_listed_changed_and_ended) {
  const json::object wang = added_user("王芳", R"(["reviewer","clerk"])");
  EXPECT_EQ(text(wang.at("id")).size(), 32u);
  EXPECT_THAT(texts(wang.at("roles")), ElementsAre("clerk", "reviewer"));
  const std::string at = "/api/v1/users/" + text(wang.at("id")).substr(0, 8);
  const json::object renamed = object(call("PATCH", at, R"({"name":"王小芳","roles":["office"]})"));
  EXPECT_EQ(renamed.at("name"), "王小芳");
  EXPECT_THAT(texts(renamed.at("roles")), ElementsAre("office"));
  EXPECT_EQ(object(call("POST", at + "/endings")).at("ended"), true);
  const json::array users = get("/api/v1/users").at("users").as_array();
  ASSERT_EQ(users.size(), 1u);
  EXPECT_EQ(users[0].at("id"), wang.at("id"));
}

TEST_F(ApiUsersTest, what_cannot_be_is_refused) {
  (void)added_user("王芳");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":"王芳","roles":["clerk"]})"), "409 user.exists");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":" ","roles":["clerk"]})"), "400 user.bad_name");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":"李强","roles":[]})"), "400 user.no_role");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":"李强"})"), "400 user.no_role");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":"李强","roles":["king"]})"), "400 request.bad_field");
  EXPECT_EQ(refused("POST", "/api/v1/users", R"({"name":"李强","phone":"1"})"), "400 request.unknown_field");
  EXPECT_EQ(refused("PATCH", "/api/v1/users/nobody", "{}"), "404 user.unknown");
  EXPECT_EQ(refused("POST", "/api/v1/users/nobody/endings"), "404 user.unknown");
  (void)call("POST", "/api/v1/users/%E7%8E%8B%E8%8A%B3/endings");
  EXPECT_EQ(refused("PATCH", "/api/v1/users/%E7%8E%8B%E8%8A%B3", "{}"), "409 user.ended");
}

TEST_F(ApiUsersTest, a_request_in_somebodys_name_is_that_persons_step) {
  const std::string id = text(added_user("王芳").at("id"));
  const auto actors = [&](const std::string& user) {
    const ApiResponse added = call_as(user, "POST", "/api/v1/wishes", kWish);
    EXPECT_EQ(added.status, 201u) << added.body;
    const std::string at = "/api/v1/wishes/" + text(object(added).at("id"));
    const json::object step = get(at).at("history").at(0).as_object();
    EXPECT_EQ(call("POST", at + "/withdrawals").status, 200u) << "so that it may be entered again";
    EXPECT_TRUE(get(at).at("history").at(1).at("actor").is_null()) << "one request, and no longer";
    return json::serialize(step.at("actor")) + " " + json::serialize(step.at("actor_name"));
  };
  for (const std::string& user :
       {id, id.substr(0, 8), std::string("王芳"), std::string("%E7%8E%8B%e8%8a%b3")})
    EXPECT_EQ(actors(user), "\"" + id + "\" \"王芳\"") << user;
  EXPECT_EQ(actors(""), "null null");
  const json::array events =
      get("/api/v1/logs/" + support::kVillage.text() + "/" + model::to_hex(village_author_->writer.view()))
          .at("events")
          .as_array();
  EXPECT_EQ(events[0].at("actor"), json::value(id));
  EXPECT_EQ(events[0].at("actor_name"), "王芳");
  EXPECT_TRUE(events[1].at("actor").is_null());
}

TEST_F(ApiUsersTest, a_request_in_the_name_of_nobody_known_does_nothing) {
  (void)added_user("王芳");
  (void)call("POST", "/api/v1/users/%E7%8E%8B%E8%8A%B3/endings");
  const auto refused_as = [&](const std::string& user) {
    return problem(call_as(user, "POST", "/api/v1/wishes", kWish));
  };
  EXPECT_EQ(refused_as("王芳"), "409 user.ended");
  EXPECT_EQ(refused_as("赵六"), "404 user.unknown");
  EXPECT_EQ(refused_as("%"), "400 request.bad_user");
  EXPECT_EQ(refused_as("%zz"), "400 request.bad_user");
  EXPECT_EQ(refused_as("%FF%00"), "404 user.unknown");
  EXPECT_EQ(problem(call_as("赵六", "GET", "/api/v1/wishes")), "404 user.unknown") << "reading too";
  EXPECT_EQ(get("/api/v1/wishes").at("wishes").as_array().size(), 0u);
}

}  // namespace
}  // namespace node
