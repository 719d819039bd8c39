// Who works at this node, and who does what is written here.

#include <algorithm>

#include "model/form1.h"
#include "node/desk/acting.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::Result;

Record Desk::acted(Record record) {
  for (Draft& draft : record.drafts) draft.actor = ActingAs::now();
  return record;
}

Result<Written> Desk::write(Record record) { return parts_.committer.record(acted(std::move(record))); }

std::string Desk::name_of(const model::ActorId& actor) const {
  const auto user = actor.is_zero() ? std::nullopt : find_user(parts_.store, actor);
  return user ? user->name : "";
}

Result<User> Desk::user(const std::string& which) const {
  constexpr std::size_t kDigitsMin = 4;
  const std::string typed = model::normal_name(which);
  std::vector<User> by_name, by_id;
  for (const User& one : users()) {
    if (one.name == typed) by_name.push_back(one);
    if (typed.size() >= kDigitsMin && user_id_text(one.id).starts_with(typed)) by_id.push_back(one);
  }
  // Of a name whoever works here stands first, and nobody else who does bears it.
  if (!by_name.empty() && !by_name.front().ended) return by_name.front();
  const std::vector<User>& found = by_id.empty() ? by_name : by_id;
  if (found.empty())
    return Error("user.unknown", "nobody of this name or id works at this node; look at the list: user list",
                 "本节点没有此姓名或标识的工作人员；请用 user list 查看名单");
  if (found.size() > 1)
    return Error("user.ambiguous", "several people fit; give more digits of the id, from user list",
                 "有多名工作人员符合；请用 user list 查看并写出标识的更多位");
  return found.front();
}

Result<User> Desk::working_user(const std::string& which) const {
  auto user = this->user(which);
  if (user && user->ended)
    return Error("user.ended",
                 user->name + " works here no more and can't be named for new work; name whoever does it now",
                 user->name + "已不在本节点工作，不能再以其名义办理；请改用现在的经办人");
  return user;
}

// The callers hold "users".
Result<User> Desk::write_user(User user) {
  user.name = model::normal_name(user.name);
  if (user.name.empty() || check_length("name", "姓名", user.name, model::kNameCharactersMax))
    return Error(
        "user.bad_name",
        "give the person's name, at most " + std::to_string(model::kNameCharactersMax) + " characters",
        "请填写姓名，最多 " + std::to_string(model::kNameCharactersMax) + " 个字");
  if (user.roles.empty())
    return Error("user.no_role", "give at least one role: clerk, reviewer, office, admin",
                 "请至少指定一个角色：经办人、审核人、县市办公室、管理员");
  for (const User& other : users())
    if (!user.ended && !other.ended && other.id != user.id && other.name == user.name)
      return Error("user.exists",
                   "somebody called " + user.name + " works here already; add what tells the two apart",
                   "已有名为“" + user.name + "”的工作人员；如确有同名，请加以区分，如注明部门");
  const auto written = write({{}, {user_fact(parts_.store, user)}});
  if (!written) return written.error();
  return user;
}

Result<User> Desk::add_user(const UserInput& input) {
  const auto held = in_hand_.hold("users");
  const auto all = users();
  if (all.size() >= kUsersEverMax ||
      std::ranges::count(all, false, &User::ended) >= static_cast<std::ptrdiff_t>(kUsersMax)) {
    const std::string most = std::to_string(kUsersMax);
    return Error(
        "user.too_many",
        "the list takes " + most + " people who work here; end those who work here no more: user end",
        "名单最多 " + most + " 名在岗人员；请用 user end 登记已离岗的人员");
  }
  return write_user({model::ActorId{parts_.random.bytes<model::ActorId::kSize>()}, input.name.value_or(""),
                     input.roles.value_or(model::Roles{})});
}

Result<User> Desk::set_user(const std::string& which, const UserInput& input) {
  const auto held = in_hand_.hold("users");
  auto user = working_user(which);
  if (!user) return user.error();
  if (input.name) user->name = *input.name;
  if (input.roles) user->roles = *input.roles;
  return write_user(std::move(*user));
}

Result<User> Desk::end_user(const std::string& which) {
  const auto held = in_hand_.hold("users");
  auto user = this->user(which);
  if (!user) return user.error();
  if (user->ended) return user;
  user->ended = true;
  return write_user(std::move(*user));
}

}  // namespace node
