#include "node/desk/task_roles.h"

namespace node {

using model::Role;
using model::Roles;

Roles roles_of(Task task) {
  switch (task) {
    case Task::kToVet:
    case Task::kSuspected:
      return Roles::of(Role::kReviewer);
    case Task::kReturned:
    case Task::kDueSoon:
    case Task::kToConfirm:
    case Task::kDisputed:
      return Roles::of(Role::kClerk);
    case Task::kToPublish:
    case Task::kPublisherGone:
      return Roles::of(Role::kReviewer, Role::kOffice);
    case Task::kProvisional:  // The publisher's node decides, if only it is reached.
      return Roles::of(Role::kOffice, Role::kAdmin);
    case Task::kUnsettled:  // Fields are amended, steps taken anew, grants taken back.
      return Roles::of(Role::kClerk, Role::kReviewer, Role::kOffice);
    case Task::kUnanswered:
    case Task::kOld:
      return Roles::of(Role::kOffice);
  }
  return Roles::all();
}

}  // namespace node
