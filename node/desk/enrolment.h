// Enrolment: invites a further node (a join code, and the place where the tree lacks it), and redeems
// the invitation when the joining node shows that it knows the secret.
//
// A node of the first place counts only when the root key wrote its Enrolled. The root key is not kept
// here: who enrols such a node gives its seed, which stays in memory until the invitation is redeemed,
// or for kRootSeedMs, and is used to write that one event into the root key's own log.
//
// invite() is called by the desk, redeem() by the links; both from any thread, and both wait for the
// disk.

#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "model/signing.h"
#include "node/clock.h"
#include "node/data/commit_queue.h"
#include "node/data/invitations.h"
#include "node/data/own_node.h"
#include "node/peers.h"
#include "node/random.h"
#include "node/store/event_store.h"

namespace node {

struct EnrolmentRequest {
  model::PlaceCode place;
  std::string name;                   // Of the node, and of the place where that is new.
  std::optional<model::Level> level;  // May be left out for a place that the tree has.
  std::optional<model::Seed> root_seed;
  model::ActorId actor = {};  // Who asks for it; zero: nobody is named.
};

struct EnrolmentOffer {
  std::string code;  // What `wishnode join --code` takes.
  model::PlaceCode place;
  std::string name;
};

class Enrolment {
 public:
  // From a seed to the root key's signer; make_ed25519_signer outside of simulations.
  using SignerOf = std::function<std::unique_ptr<model::Signer>(const model::Seed&)>;

  // All must outlive this.
  Enrolment(EventStore& store, CommitQueue& committer, const PeerBoard& peers, const OwnNode& own,
            const Clock& clock, Random& random, SignerOf signer_of = model::make_ed25519_signer);
  Enrolment(const Enrolment&) = delete;
  Enrolment& operator=(const Enrolment&) = delete;

  // Errors "enrol.no_sync", "enrol.not_above", "enrol.root_key_needed", "enrol.wrong_root_key",
  // "place.no_parent", "place.level_needed", "place.level_differs", "place.level_not_below",
  // "place.bad_name", "place.succeeded", and those of the disk.
  [[nodiscard]] model::Result<EnrolmentOffer> invite(const EnrolmentRequest& request);

  // The Enrolled event that makes the node one of the city; the same one again for the same key.
  // Errors "join.unknown", "join.used", "join.root_key_gone", and those of the disk.
  [[nodiscard]] model::Result<model::EventHash> redeem(const wishsync::SecretId& id,
                                                       const model::NodeKey& signing,
                                                       const model::SealingKey& sealing);

  // Events of one kind in the root key's own log of place 0. The seed is used at once and forgotten.
  // "enrol.wrong_root_key", and those of the disk.
  [[nodiscard]] model::Result<Written> write_as_root(const model::Seed& seed, model::Kind kind,
                                                     const std::vector<std::string>& bodies,
                                                     const model::ActorId& actor);

 private:
  struct RootSeed {
    model::Seed seed;
    std::uint64_t until_ms;
  };

  [[nodiscard]] model::Result<std::vector<Draft>> place_drafts(const EnrolmentRequest& request) const;
  [[nodiscard]] std::optional<model::Error> check_place(const EnrolmentRequest& request) const;
  [[nodiscard]] bool is_root_seed(const model::Seed& seed) const;
  // A commit of events in the root key's log of place 0.
  [[nodiscard]] Commit root_commit(const model::Signer& root, model::Kind kind,
                                   const std::vector<std::string>& bodies, const model::ActorId& actor) const;
  [[nodiscard]] model::Result<Written> commit(WriteRequest request);
  void forget_old_seeds();

  EventStore& store_;
  CommitQueue& committer_;
  const PeerBoard& peers_;
  const OwnNode& own_;
  const Clock& clock_;
  Random& random_;
  const SignerOf signer_of_;
  std::mutex mutex_;                                   // One invitation or redemption at a time.
  std::map<wishsync::SecretId, RootSeed> root_seeds_;  // Guarded by mutex_. By invitation.
};

}  // namespace node
