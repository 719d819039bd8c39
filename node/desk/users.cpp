#include "node/desk/users.h"

#include <algorithm>
#include <tuple>

namespace node {
namespace {

constexpr std::string_view kUserFact = "user/";
constexpr char kEnded = 1;
constexpr std::size_t kHeadBytes = 2;  // Whether it ended, and the roles.

// Sealed with the fact's name, so that no sealed user serves for another.
std::optional<User> read(const EventStore& store, const LocalFact& fact) {
  const auto bytes = model::from_hex(std::string_view(fact.name).substr(kUserFact.size()));
  const auto id = bytes ? model::ActorId::from(*bytes) : std::nullopt;
  const auto plain = id && fact.value ? store.sealer().open(*fact.value, fact.name) : std::nullopt;
  if (!plain || plain->size() < kHeadBytes) return std::nullopt;
  return User{
      *id, plain->substr(kHeadBytes), {static_cast<std::uint8_t>((*plain)[1])}, (*plain)[0] == kEnded};
}

std::string fact_name(const model::ActorId& id) { return std::string(kUserFact) + user_id_text(id); }

}  // namespace

LocalFact user_fact(const EventStore& store, const User& user) {
  const std::string name = fact_name(user.id);
  std::string plain(1, user.ended ? kEnded : '\0');
  plain += static_cast<char>(user.roles.bits);
  plain += user.name;
  return {name, store.sealer().seal(plain, name)};
}

std::vector<User> users(const EventStore& store) {
  std::vector<User> out;
  for (const LocalFact& fact : store.facts(kUserFact))
    if (auto user = read(store, fact)) out.push_back(std::move(*user));
  std::ranges::sort(out, {}, [](const User& user) { return std::tie(user.ended, user.name, user.id); });
  return out;
}

std::optional<User> find_user(const EventStore& store, const model::ActorId& id) {
  const std::string name = fact_name(id);
  return read(store, {name, store.fact(name)});
}

std::string user_id_text(const model::ActorId& id) { return model::to_hex(id.view()); }

}  // namespace node
