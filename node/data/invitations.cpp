#include "node/data/invitations.h"

#include <cstring>

namespace node {
namespace {

constexpr std::size_t kFixedBytes = 16 + 8 + 32;

constexpr std::string_view kInvitationFact = "invitation/";

std::string fact_name(const wishsync::SecretId& id) {
  return std::string(kInvitationFact) + model::to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
}

std::optional<Invitation> read(const wishsync::SecretId& id, const std::string& value) {
  if (value.size() < kFixedBytes) return std::nullopt;
  Invitation out;
  out.id = id;
  std::memcpy(out.secret.data(), value.data(), out.secret.size());
  out.place = {model::get_u64(value.data() + 16)};
  const auto key = model::NodeKey::from(value.substr(24, 32));
  if (key && !key->is_zero()) out.redeemed_by = key;
  out.name = value.substr(kFixedBytes);
  return out;
}

}  // namespace

LocalFact invitation_fact(const Invitation& invitation) {
  std::string value(reinterpret_cast<const char*>(invitation.secret.data()), invitation.secret.size());
  model::put_u64(value, invitation.place.value);
  value += invitation.redeemed_by.value_or(model::NodeKey{}).view();
  value += invitation.name;
  return {fact_name(invitation.id), value};
}

std::optional<Invitation> find_invitation(const EventStore& store, const wishsync::SecretId& id) {
  const auto value = store.fact(fact_name(id));
  return value ? read(id, *value) : std::nullopt;
}

std::vector<Invitation> invitations(const EventStore& store) {
  std::vector<Invitation> out;
  for (const LocalFact& fact : store.facts(kInvitationFact)) {
    const auto digits = model::from_hex(std::string_view(fact.name).substr(kInvitationFact.size()));
    wishsync::SecretId id;
    if (!digits || digits->size() != id.size()) continue;
    std::memcpy(id.data(), digits->data(), id.size());
    if (auto invitation = read(id, fact.value.value_or(""))) out.push_back(std::move(*invitation));
  }
  return out;
}

}  // namespace node
