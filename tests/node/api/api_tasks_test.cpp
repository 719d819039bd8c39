// The attention list by role, through the API: whose a task is, and what is shown to whom.

#include <algorithm>
#include <sstream>

#include "api_fixture.h"
#include "node/desk/task_roles.h"

namespace node {
namespace {

namespace json = boost::json;
using model::Role;
using ::testing::ElementsAre;

std::vector<std::string> texts(const json::value& list) {
  std::vector<std::string> out;
  for (const json::value& one : list.as_array()) out.emplace_back(one.as_string());
  return out;
}

TEST_F(ApiTest, tasks_are_counted_for_the_roles_that_can_do_something_about_them) {
  (void)add();
  const auto counted = [&](const std::string& role) {
    const json::object list = get("/api/v1/tasks" + role);
    std::vector<std::string> out;
    for (const std::string_view key : kTaskKeys)
      if (list.contains(key)) out.emplace_back(key);
    for (const json::value& place : list.at("places").as_array())
      EXPECT_EQ(place.as_object().size(), out.size() + 2) << "the same for each place";
    return out;
  };
  EXPECT_EQ(counted("").size(), kTaskCount);
  EXPECT_EQ(counted("?role=all").size(), kTaskCount);
  EXPECT_THAT(counted("?role=admin"), ElementsAre("provisional"));
  EXPECT_THAT(counted("?role=reviewer"),
              ElementsAre("to_vet", "to_publish", "unsettled", "suspected", "publisher_gone"));
  EXPECT_THAT(counted("?role=reviewer,admin"),
              ElementsAre("to_vet", "to_publish", "provisional", "unsettled", "suspected", "publisher_gone"));
  EXPECT_EQ(get("/api/v1/tasks?role=reviewer").at("to_vet"), 1);
  EXPECT_EQ(get("/api/v1/tasks?role=reviewer").at("places").as_array().size(), 1u);
  EXPECT_EQ(get("/api/v1/tasks?role=clerk").at("places").as_array().size(), 0u);
  for (const char* wrong : {"king", "clerk,", ",", "all,clerk"})
    EXPECT_EQ(refused("GET", "/api/v1/tasks?role=" + std::string(wrong)), "400 request.bad_parameter")
        << wrong;
}

TEST_F(ApiTest, without_a_role_they_are_those_of_whoever_asks) {
  (void)add();
  EXPECT_EQ(call("POST", "/api/v1/users", R"({"name":"王芳","roles":["admin","clerk"]})").status, 201u);
  const auto roles = [&](const std::string& target) {
    ApiRequest request{"GET", target, "", "en", ""};
    request.user = "王芳";
    const ApiResponse response = village_->api().handle(request);
    EXPECT_EQ(response.status, 200u) << response.body;
    return texts(object(response).at("roles"));
  };
  EXPECT_THAT(roles("/api/v1/tasks"), ElementsAre("clerk", "admin"));
  EXPECT_THAT(roles("/api/v1/tasks?role=reviewer"), ElementsAre("reviewer"));
  EXPECT_EQ(roles("/api/v1/tasks?role=all").size(), 4u);
  EXPECT_EQ(roles("/api/v1/tasks?task=to_vet").size(), 4u) << "who asks for a task means it";
  EXPECT_EQ(texts(get("/api/v1/tasks").at("roles")).size(), 4u);
}

// "| `to_vet` | 待甄别 | | ✓ | | |": a column for each role, in their order.
TEST(TaskRoles, are_those_of_the_table_in_the_readme) {
  std::istringstream lines(support::source_text("README.md"));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("| `")) rows.push_back(line);
  for (std::size_t i = 0; i < kTaskCount; ++i) {
    std::string expected = "| `" + std::string(kTaskKeys[i]) + "` |";
    const auto row =
        std::ranges::find_if(rows, [&](const std::string& r) { return r.starts_with(expected); });
    ASSERT_NE(row, rows.end()) << expected;
    std::string marks;
    for (const Role role : {Role::kClerk, Role::kReviewer, Role::kOffice, Role::kAdmin})
      marks += roles_of(static_cast<Task>(i)).has(role) ? " ✓ |" : " |";
    EXPECT_TRUE(row->ends_with(" |" + marks)) << *row << " and " << marks;
    EXPECT_FALSE(roles_of(static_cast<Task>(i)).empty()) << "somebody has to do it";
  }
}

}  // namespace
}  // namespace node
