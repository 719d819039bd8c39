// Invitations: what `enrol` hands out and a joining node redeems, kept as local facts of the node
// that invited. A secret serves once; the same node may redeem it again if its first try was cut off.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/result.h"
#include "node/store/event_store.h"
#include "sync/join_code.h"

namespace node {

struct Invitation {
  wishsync::SecretId id{};
  wishsync::Secret secret{};
  model::PlaceCode place;
  std::string name;                           // The name that the new node will bear.
  std::optional<model::NodeKey> redeemed_by;  // The key of the node that redeemed it.
};

// The fact that keeps an invitation; commit it with node/data/write_path.h.
[[nodiscard]] LocalFact invitation_fact(const Invitation& invitation);
[[nodiscard]] std::optional<Invitation> find_invitation(const EventStore& store,
                                                        const wishsync::SecretId& id);
// All of this node, redeemed or not.
[[nodiscard]] std::vector<Invitation> invitations(const EventStore& store);

}  // namespace node
