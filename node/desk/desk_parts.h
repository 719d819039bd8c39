// What a desk is put together from: a part of node/desk/desk.h.

#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/signing.h"
#include "node/clock.h"
#include "node/data/backup.h"
#include "node/data/commit_queue.h"
#include "node/data/own_node.h"
#include "node/desk/duties.h"
#include "node/desk/enrolment.h"
#include "node/fullness.h"
#include "node/ledger/projector_thread.h"
#include "node/peers.h"
#include "node/random.h"
#include "node/store/event_store.h"
#include "sync/sealed_box.h"

namespace node {

class BundleDesk;

// The local fact that holds the parent's address, from which main takes it at the start.
inline constexpr std::string_view kParentFact = "parent_address";

// What the desk works with. All must outlive it.
struct DeskParts {
  EventStore& store;
  CommitQueue& committer;
  const Ledger& ledger;
  const Projector& projector;
  CatchUp& projector_thread;
  const Texts& texts;
  PeerBoard& peers;
  Enrolment& enrolment;
  const OwnNode& own;
  const Clock& clock;
  Random& random;
  const model::Verifier& verifier;
  BundleDesk& bundles;
  Duties& duties;
  const wishsync::SealingSecret& sealing_secret;
};

struct DeskSettings {
  std::string version;
  std::filesystem::path data;  // Whose free space is shown.
  // Makes a backup of this node: Backups::make().
  std::function<model::Result<BackupManifest>(const BackupOrder&)> back_up;
  // How full is what the desk does not work with: the disk's store, the server. Empty: nothing.
  std::function<std::vector<Fullness>()> more_fullness;
};

}  // namespace node
