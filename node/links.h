// The links to other nodes: one to the parent, tried again and again, and those of the children that
// call. Each link is a wire that drives a session; this class does what the sessions ask for.
//
// Runs on the network's strand, which is that of all sessions; committed() and the calls of PeerBoard
// may come from any thread.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "model/signing.h"
#include "node/clock.h"
#include "node/data/commit_queue.h"
#include "node/data/own_node.h"
#include "node/network.h"
#include "node/peers.h"
#include "node/random.h"
#include "node/store/event_store.h"
#include "sync/session.h"

namespace node {

// What the links need of the node; all must outlive them.
struct LinkContext {
  EventStore& store;
  CommitQueue& committer;
  const OwnNode& own;
  const model::Signer& signer;
  const model::Verifier& verifier;
  model::SealingKey sealing_key;
  const Clock& clock;
  Random& random;
  // Writes the Enrolled event of a node that proved its invitation; waits for the disk, so it is
  // called on a thread of its own. Empty: nobody can join here.
  std::function<model::Result<model::EventHash>(const wishsync::Redemption&)> redeem;
  std::int64_t credit_bytes = wishsync::kCreditNodeBytes;  // That all peers together may have under way.
};

class Links final : public PeerBoard {
 public:
  Links(Network& network, LinkContext context);
  ~Links() override;
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  // Takes calls of children. Errors as Network::listen.
  [[nodiscard]] model::Result<> listen(const std::string& address);
  // Tells all sessions; from the committing thread.
  void committed(const wishsync::Committed& committed);
  // This node has become a new writer: conversations begin anew, as that one. From any thread.
  void renewed();
  // Introduces this node to its parent with a join code; `done` hears once, with the hash of the
  // Enrolled event when that is held here, or with the reason why it failed.
  void join(const wishsync::JoinCode& code, std::function<void(model::Result<model::EventHash>)> done);
  // Ends all conversations with a word of goodbye; `done` hears when the last wire is closed. On the
  // strand.
  void stop(std::function<void()> done);

  [[nodiscard]] std::vector<PeerStatus> peers() const override;
  [[nodiscard]] std::string sync_address() const override;
  void set_parent(const std::string& address) override;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace node
