// The people who work at this node, kept as local facts of its store and sealed there: their names never
// leave the node. Events carry the opaque id alone, so other nodes show who did a step as an id.
//
// A record of who did what, and no access control: nobody proves who they are.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/roles.h"
#include "node/store/event_store.h"

namespace node {

struct User {
  model::ActorId id;  // Random; never given to anybody else.
  std::string name;
  model::Roles roles;
  bool ended = false;  // Works here no more: is not named for new work. What they did keeps their name.
  bool operator==(const User&) const = default;
};

// What is not given is, of somebody new, empty, and else left as it is.
struct UserInput {
  std::optional<std::string> name;
  std::optional<model::Roles> roles;
};

// The fact that keeps a user; commit it with node/data/write_path.h.
[[nodiscard]] LocalFact user_fact(const EventStore& store, const User& user);
// All that there ever were; those who work here now first, each ascending by name.
[[nodiscard]] std::vector<User> users(const EventStore& store);
[[nodiscard]] std::optional<User> find_user(const EventStore& store, const model::ActorId& id);

// 32 hexadecimal digits.
[[nodiscard]] std::string user_id_text(const model::ActorId& id);

}  // namespace node
