// Bundles: what a link would carry, by way of a stick. write_bundle() tells another node what it lacks
// by its own last word; read_bundle() takes in what another told this one. A village without any
// network syncs so, there and back, and sees its ticks.
//
// Called by a thread that may wait for the disk; the simulator calls it too, with volumes in memory. What
// stands in a bundle is sync/bundle_content.h, its format sync/bundle.h and BUNDLE.md.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/signing.h"
#include "node/clock.h"
#include "node/data/commit_queue.h"
#include "node/data/own_node.h"
#include "node/random.h"
#include "node/store/event_store.h"
#include "sync/bundle.h"
#include "sync/bundle_content.h"

namespace node {

// Where the volumes of a new bundle go. Files: node/data/bundle_files.h; memory: node/data/memory_bundle.h.
class BundleSink {
 public:
  virtual ~BundleSink() = default;  // Leaves nothing behind that was not published.
  // Begins a volume, from 1 on. The former one is done with.
  [[nodiscard]] virtual model::Result<> begin(std::size_t volume) = 0;
  [[nodiscard]] virtual model::Result<> write(std::string_view bytes) = 0;
  // Makes the volume durable; from now on read() reads it from its beginning, as it stands on the medium.
  [[nodiscard]] virtual model::Result<> read_back() = 0;
  [[nodiscard]] virtual model::Result<std::string> read(std::size_t bytes_max) = 0;
  // All volumes are good: gives them their names.
  [[nodiscard]] virtual model::Result<> publish() = 0;
};

class BundleSource {
 public:
  virtual ~BundleSource() = default;
  // Opens a volume, from 1 on; its size in bytes. Error "bundle.volume_missing" for the later ones.
  [[nodiscard]] virtual model::Result<std::uint64_t> open(std::size_t volume) = 0;
  // At most so many further bytes; fewer only at the end.
  [[nodiscard]] virtual model::Result<std::string> read(std::size_t bytes_max) = 0;
};

// What the bundles need of the node; all must outlive the call.
struct BundleContext {
  EventStore& store;
  // Must get on while a caller waits: on its own thread, or within submit().
  CommitQueue& committer;
  const OwnNode& own;
  const model::Signer& signer;
  const model::Verifier& verifier;
  wishsync::SealingSecret secret{};
  const Clock& clock;
  Random& random;
};

// What making one takes; a rescue has no more than this.
struct BundleSender {
  const wishsync::Replica& replica;
  const OwnNode& own;
  const model::Signer& signer;
  const model::Verifier& verifier;
  const Clock& clock;
  Random& random;
};

struct BundleProgress {
  std::string_view step;   // "write", "verify", "read".
  std::uint64_t done = 0;  // Of `total`: events when writing, else bytes.
  std::uint64_t total = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};
// False ends the work with "bundle.stopped".
using BundleWatcher = std::function<bool(const BundleProgress&)>;

struct BundleOptions {
  model::NodeKey to;
  bool all = false;
  std::uint64_t volume_bytes_max = wishsync::kBundleVolumeBytesMax;
};

struct BundleWritten {
  model::NodeKey to;
  model::PlaceCode place;
  std::string name;  // Of the receiving node.
  std::uint64_t events = 0;
  std::uint64_t parts = 0;
  std::uint64_t acks = 0;
  std::uint64_t chunks = 0;  // Of blobs.
  std::uint64_t volumes = 0;
  std::uint64_t bytes = 0;
  std::vector<wishsync::BundleUnread> unread;  // The store is damaged there.
};

// Of what came: how much was new here.
struct BundleCount {
  std::uint64_t all = 0;
  std::uint64_t fresh = 0;
};

struct BundleRead {
  model::NodeKey from;
  model::PlaceCode place;  // Where the sender's node stands; as it says itself while it is not known.
  std::string name;
  std::uint64_t made_ms = 0;  // By the sender's clock.
  BundleCount events;
  BundleCount parts;
  BundleCount acks;
  BundleCount chunks;         // Of blobs.
  std::uint64_t volumes = 0;  // That were read to their end.
  std::uint64_t bytes = 0;
  std::vector<wishsync::Refused> refused;  // A log that was not taken, and why.
  // What went wrong; all that is counted above was taken nevertheless. "bundle.gap": an earlier bundle
  // has to be read first. "bundle.cut_short", "bundle.damaged", "bundle.volume_missing",
  // "bundle.wrong_volume", "bundle.unknown_sender", "bundle.refused", those of the disk.
  std::optional<model::Error> problem;
};

// Every volume is read back and compared before any of them gets its name. Errors "bundle.to_unknown",
// "bundle.to_self", "bundle.to_not_on_line", "bundle.no_sealing_key", "bundle.not_verified",
// "bundle.too_large", "bundle.stopped", those of the sink.
[[nodiscard]] model::Result<BundleWritten> write_bundle(const BundleSender& sender,
                                                        const BundleOptions& options, BundleSink& sink,
                                                        const BundleWatcher& watch = {});

[[nodiscard]] inline model::Result<BundleWritten> write_bundle(const BundleContext& context,
                                                               const BundleOptions& options, BundleSink& sink,
                                                               const BundleWatcher& watch = {}) {
  return write_bundle(BundleSender{context.store, context.own, context.signer, context.verifier,
                                   context.clock, context.random},
                      options, sink, watch);
}

// Safe to repeat, and in any order. Errors where nothing at all was taken: "bundle.not_a_bundle",
// "bundle.newer", "bundle.older", "bundle.not_for_us", "bundle.bad_signature", "bundle.sender_revoked",
// "bundle.not_on_line", "bundle.not_first", those of the source.
[[nodiscard]] model::Result<BundleRead> read_bundle(const BundleContext& context, BundleSource& source,
                                                    const BundleWatcher& watch = {});

// The node that somebody means by NODE: a name, a place's code, or the first digits of a key. Errors
// "bundle.to_unknown", "bundle.to_ambiguous".
[[nodiscard]] model::Result<model::NodeKey> find_node(const model::Authority& authority,
                                                      const std::string& text);
// Where nobody says: the parent, if it is known, else the one node of the nearest place above. Errors
// "bundle.to_needed", "bundle.to_ambiguous".
[[nodiscard]] model::Result<model::NodeKey> node_above(const model::Authority& authority,
                                                       model::PlaceCode own,
                                                       const std::optional<model::NodeKey>& parent);

// "新化县 (431322), 8a41b2c3d4e5": for people.
[[nodiscard]] std::string node_text(const model::Authority& authority, const model::NodeKey& key,
                                    model::PlaceCode place);

}  // namespace node
