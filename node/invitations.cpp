#include "node/invitations.h"

#include <cstring>

namespace node {
namespace {

constexpr std::size_t kFixedBytes = 16 + 8 + 32;

std::string fact_name(const wishsync::SecretId& id) {
  return "invitation/" + model::to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
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
  if (!value || value->size() < kFixedBytes) return std::nullopt;
  Invitation out;
  out.id = id;
  std::memcpy(out.secret.data(), value->data(), out.secret.size());
  out.place = {model::get_u64(value->data() + 16)};
  const auto key = model::NodeKey::from(value->substr(24, 32));
  if (key && !key->is_zero()) out.redeemed_by = key;
  out.name = value->substr(kFixedBytes);
  return out;
}

}  // namespace node
