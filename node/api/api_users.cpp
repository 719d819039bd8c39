// The people who work at this node.

#include "node/api/api_call.h"

namespace node {
namespace {

json::object user_json(const User& user) {
  return {{"id", hex_text(user.id)},
          {"name", shown(user.name)},
          {"roles", roles_json(user.roles)},
          {"ended", user.ended}};
}

model::Result<UserInput> read_user(const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  UserInput out{fields.text("name"), {}};
  if (const auto roles = fields.words<model::Role>("roles")) {
    out.roles.emplace();
    for (const model::Role role : *roles) out.roles->add(role);
  }
  if (auto error = fields.finish()) return *error;
  return out;
}

Answer shown_user(const model::Result<User>& user, unsigned status = 200) {
  if (!user) return user.error();
  return Reply{user_json(*user), status};
}

}  // namespace

std::optional<model::Role> role_of_key(std::string_view key) {
  for (const model::Word& word : model::words(model::Role{}))
    if (word.key == key) return static_cast<model::Role>(word.number);
  return std::nullopt;
}

json::array roles_json(model::Roles roles) {
  json::array out;
  for (const model::Word& word : model::words(model::Role{}))
    if (roles.has(static_cast<model::Role>(word.number))) out.push_back(json::value(word.key));
  return out;
}

Answer get_users(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  json::array users;
  for (const User& user : desk.users()) users.push_back(user_json(user));
  return Reply{json::object{{"users", std::move(users)}}};
}

Answer post_user(Desk& desk, const Call& call) {
  const auto input = read_user(call);
  if (!input) return input.error();
  return shown_user(desk.add_user(*input), 201);
}

Answer patch_user(Desk& desk, const Call& call) {
  const auto input = read_user(call);
  if (!input) return input.error();
  return shown_user(desk.set_user(call.arguments.at(0), *input));
}

Answer post_user_ending(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  if (auto error = fields.finish()) return *error;
  return shown_user(desk.end_user(call.arguments.at(0)));
}

}  // namespace node
