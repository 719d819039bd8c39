// Whose the tasks of the attention list are: of those roles that can do something about it. README has the
// same table, and a test holds the two together.

#pragma once

#include "model/roles.h"
#include "node/desk/desk_types.h"

namespace node {

[[nodiscard]] model::Roles roles_of(Task task);

// What the API and the command line call them, in the order of Task.
inline constexpr std::string_view kTaskKeys[] = {"to_vet",     "returned",   "to_publish", "provisional",
                                                 "due_soon",   "to_confirm", "disputed",   "unsettled",
                                                 "unanswered", "old",        "suspected",  "publisher_gone"};
static_assert(std::size(kTaskKeys) == kTaskCount);

}  // namespace node
