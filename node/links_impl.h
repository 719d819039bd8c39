// What the links' two files share: links.cpp, which listens, calls the parent and tells what is heard, and
// links_conversations.cpp, which drives the session of each wire.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/links.h"
#include "sync/backoff.h"

namespace node {

inline constexpr std::string_view kPeerFact = "peer/";  // peer/<key in hex> → when it was last seen, 8 bytes.

struct Conversation {
  std::uint64_t number = 0;  // In the order in which they began.
  std::unique_ptr<wishsync::Session> session;
  std::shared_ptr<wishsync::Wire> wire;
  std::unique_ptr<Timer> timer;
  std::uint64_t last_frame_ms = 0;
  std::size_t refusals = 0;
  std::size_t quarantined = 0;
  std::optional<model::Error> ended;
  bool lower = false;
  bool begins_anew = false;  // This node ended it, to begin another at once.
  bool all_known = false;    // What the peer knows of place 0 was known here once, erasures above all.
  std::optional<std::uint64_t> opened_ms;
  std::optional<std::uint64_t> in_step_ms;  // Since when, first.
  std::uint64_t last_in_step_ms = 0;        // When a call found it so; 0: none did.
  bool in_step_noted = false;
  std::optional<model::WriterId> writer;  // Ours, for which it was begun.
  std::function<void(model::Result<model::EventHash>)> joined;
};
using ConversationPtr = std::shared_ptr<Conversation>;

struct InOrder {
  bool operator()(const ConversationPtr& a, const ConversationPtr& b) const { return a->number < b->number; }
};

class Links::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(Network& network, LinkContext context);

  model::Result<> listen(const std::string& address);
  void join(const wishsync::JoinCode& code, std::function<void(model::Result<model::EventHash>)> done);
  void stop(std::function<void()> done);
  void post_parent(const std::string& address);
  // From the committing thread.
  void post_committed(const wishsync::Committed& committed);
  void renewed();
  std::vector<PeerStatus> peers() const;
  std::string sync_address() const;

 private:
  // ---- The parent (links.cpp) ----

  void use_parent(const std::string& address);
  void try_parent();
  bool is_parent_address(const std::string& address) const;
  void adopt_parent(const ConversationPtr& c);
  void parent_serves();
  // `anew`: this node itself ended the conversation to begin another.
  void parent_lost(const model::Error& why, bool anew = false);

  // ---- What is told to all (links.cpp) ----

  void tell();
  // Ends all conversations; those with the parent begin anew at once. From any thread.
  void begin_anew(const model::Error& why);
  std::vector<ConversationPtr> all_conversations() const;
  void check_stopped();

  // ---- What others see (links.cpp) ----

  PeerStatus about(const model::NodeKey& key, const model::Authority& authority) const;

  // ---- Conversations (links_conversations.cpp) ----

  void accept(std::shared_ptr<wishsync::Wire> wire);
  ConversationPtr converse(std::shared_ptr<wishsync::Wire> wire, bool lower,
                           const std::optional<wishsync::JoinCode>& code,
                           std::function<void(model::Result<model::EventHash>)> joined);
  void on_frame(const ConversationPtr& c, std::string_view frame);
  bool is_open(const ConversationPtr& c) const;
  void opened(const ConversationPtr& c);
  void apply(const ConversationPtr& c, wishsync::Actions actions);
  void ticket_written(const model::WriterId& own, const wishsync::TicketNote& ticket);
  void keep(const ConversationPtr& c, wishsync::Quarantined bad);
  void wake(const ConversationPtr& c, std::uint64_t at_ms);
  void redeem(const ConversationPtr& c, const wishsync::Redemption& redemption);
  void renew_writer(const ConversationPtr& c);
  void reveal_parts();
  void check_joined(const ConversationPtr& c);
  void stop_conversation(const ConversationPtr& c, const model::Error& why);
  void on_closed(const ConversationPtr& c, const model::Error& why);
  void note_in_step(const ConversationPtr& c);
  void note_seen(const model::NodeKey& peer, std::uint64_t at_ms);

  template <typename Call>
  void with_session(const ConversationPtr& c, Call&& call) {
    wishsync::Actions actions;
    {
      const std::lock_guard lock(mutex_);
      if (!c->session) return;
      const std::uint64_t now = context_.clock.wall_ms();
      if (c->session->in_step()) c->last_in_step_ms = now;  // Until this call.
      actions = call(*c->session);
      if (c->session->in_step()) {
        c->last_in_step_ms = now;
        if (!c->in_step_ms) c->in_step_ms = now;
      }
    }
    if (c->in_step_ms && !std::exchange(c->in_step_noted, true)) note_in_step(c);
    apply(c, std::move(actions));
  }

  Network& network_;
  LinkContext context_;
  std::unique_ptr<wishsync::Listener> server_;
  std::unique_ptr<Timer> retry_;
  std::unique_ptr<Timer> reveal_;
  ConversationPtr parent_;  // Written on the io thread under mutex_.
  bool connecting_ = false;
  wishsync::Backoff backoff_;
  unsigned anew_in_a_row_ = 0;
  std::optional<std::uint64_t> renewed_ms_;  // When a peer last made this node a new writer.
  bool stopped_ = false;
  std::function<void()> stopped_done_;
  wishsync::CreditPool credit_{context_.credit_bytes};
  // As the upper side: the latest of each pair of writers (ours, theirs) until it is durable. On the strand
  // alone.
  std::map<std::pair<model::WriterId, model::WriterId>, wishsync::TicketRecord> tickets_;

  std::mutex untold_mutex_;
  std::optional<wishsync::Committed> untold_;  // Guarded by untold_mutex_: tell() is posted for it.

  // Sessions are driven on the io thread alone; the lock lets other threads ask how they are.
  mutable std::mutex mutex_;
  std::uint64_t begun_ = 0;  // Conversations.
  std::set<ConversationPtr, InOrder> conversations_;
  std::string address_;
  std::string parent_address_;
  std::optional<model::Error> parent_error_;
  std::uint64_t next_try_ms_ = 0;
  std::map<model::NodeKey, std::uint64_t> last_seen_;
  std::map<model::NodeKey, std::uint64_t> last_in_step_;  // Of ended conversations.
  std::map<model::NodeKey, model::Error> last_error_;
  std::map<model::NodeKey, std::pair<std::uint64_t, std::uint64_t>> moved_;
};

}  // namespace node
