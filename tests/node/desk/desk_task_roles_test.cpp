// The attention list by role, at the desk: what is counted for whom, and claims that are the clerks' to see
// to.

#include "desk_life_fixture.h"
#include "node/desk/task_roles.h"

namespace node {
namespace {

using model::Role;
using model::Roles;
using support::Office;
using ::testing::SizeIs;

TaskList tasks_of(Office& office, Roles roles, std::optional<Task> of = {}) {
  return office.desk().tasks({}, of, {}, 10, roles).value();
}

std::size_t count(const TaskCounts& counts, Task task) {
  return counts.counts[static_cast<std::size_t>(task)];
}

TEST_F(DeskLifeTest, tasks_of_other_roles_are_not_counted_and_are_shown_to_whoever_asks_for_them) {
  (void)added();
  meet();
  const TaskList reviewers = tasks_of(*county_, Roles::of(Role::kReviewer));
  EXPECT_EQ(count(reviewers.all, Task::kToVet), 1u);
  EXPECT_THAT(reviewers.places, SizeIs(1));
  const TaskList clerks = tasks_of(*county_, Roles::of(Role::kClerk), Task::kToVet);
  EXPECT_EQ(count(clerks.all, Task::kToVet), 0u);
  EXPECT_THAT(clerks.places, SizeIs(0));
  EXPECT_THAT(clerks.wishes, SizeIs(1));
}

// Of each role the counts that all see together, or none.
TEST_F(DeskLifeTest, each_task_is_counted_for_its_roles_as_for_all) {
  (void)published_wish();
  (void)added(quilt("吴大海"));
  const std::string returned = model::uuid_text(added(quilt("周小红")).wish.id);
  ASSERT_EQ(code_of(desk().vet(returned, model::Outcome::kReturned, "请补电话")), "");
  meet();
  for (Office* office : {village_.get(), county_.get(), city_.get()}) {
    office->clock().set(support::kNoonMs + 200ull * 24 * 3600 * 1000);
    const TaskList all = tasks_of(*office, Roles::all());
    EXPECT_EQ(count(all.all, Task::kOld), 3u);
    EXPECT_EQ(count(all.all, Task::kToVet), 1u);
    EXPECT_EQ(count(all.all, Task::kReturned), 1u);
    for (const Role role : {Role::kClerk, Role::kReviewer, Role::kOffice, Role::kAdmin}) {
      const TaskList own = tasks_of(*office, Roles::of(role));
      for (std::size_t i = 0; i < kTaskCount; ++i) {
        const auto task = static_cast<Task>(i);
        EXPECT_EQ(count(own.all, task), roles_of(task).has(role) ? count(all.all, task) : 0u) << kTaskKeys[i];
      }
    }
  }
}

TEST_F(DeskLifeTest, claims_of_the_own_volunteers_elsewhere_are_the_clerks_to_see_to) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  far_->clock().set(support::kNoonMs + 25ull * 24 * 3600 * 1000);
  EXPECT_THAT(tasks_of(*far_, Roles::of(Role::kClerk)).own_claims, SizeIs(1));
  EXPECT_THAT(tasks_of(*far_, Roles::of(Role::kReviewer, Role::kOffice, Role::kAdmin)).own_claims, SizeIs(0));
}

}  // namespace
}  // namespace node
