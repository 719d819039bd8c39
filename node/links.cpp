#include "node/links.h"

#include <spdlog/spdlog.h>
#include <map>
#include <set>

#include "node/data/invitations.h"
#include "node/data/tickets.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"
#include "node/version.h"
#include "sync/backoff.h"

namespace node {

using model::Error;
using model::EventHash;
using model::Result;
using wishsync::Actions;
using wishsync::Session;

namespace {

constexpr std::string_view kPeerFact = "peer/";  // peer/<key in hex> → when it was last seen, 8 bytes.

// Ends of conversations that this node brought about itself, to begin anew at once.
constexpr std::string_view kParentChanged = "sync.parent_changed";
constexpr std::string_view kRenewed = "sync.renewed";
constexpr std::string_view kPartsShown = "sync.parts_shown";

struct Conversation {
  std::uint64_t number = 0;  // In the order in which they began.
  std::unique_ptr<Session> session;
  std::shared_ptr<wishsync::Wire> wire;
  std::unique_ptr<Timer> timer;
  std::uint64_t last_frame_ms = 0;
  std::size_t refusals = 0;
  std::size_t quarantined = 0;
  std::optional<Error> ended;
  bool lower = false;
  bool begins_anew = false;  // This node ended it, to begin another at once.
  bool all_known = false;    // What the peer knows of place 0 was known here once, erasures above all.
  std::optional<std::uint64_t> opened_ms;
  std::optional<std::uint64_t> in_step_ms;  // Since when, first.
  std::uint64_t last_in_step_ms = 0;        // When a call found it so; 0: none did.
  bool in_step_noted = false;
  std::optional<model::WriterId> writer;  // Ours, for which it was begun.
  std::function<void(Result<EventHash>)> joined;
};
using ConversationPtr = std::shared_ptr<Conversation>;

struct InOrder {
  bool operator()(const ConversationPtr& a, const ConversationPtr& b) const { return a->number < b->number; }
};

}  // namespace

class Links::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(Network& network, LinkContext context)
      : network_(network),
        context_(std::move(context)),
        retry_(network.make_timer()),
        reveal_(network.make_timer()) {
    for (const LocalFact& fact : context_.store.facts(kPeerFact)) {
      const auto key = model::from_hex(std::string_view(fact.name).substr(kPeerFact.size()));
      const auto id = key ? model::NodeKey::from(*key) : std::nullopt;
      if (id && fact.value && fact.value->size() == 8) last_seen_[*id] = model::get_u64(fact.value->data());
    }
  }

  Result<> listen(const std::string& address) {
    auto server = network_.listen(address, [weak = weak_from_this()](std::shared_ptr<wishsync::Wire> wire) {
      if (const auto self = weak.lock()) self->accept(std::move(wire));
    });
    if (!server) return server.error();
    server_ = std::move(*server);
    const std::lock_guard lock(mutex_);
    address_ = server_->address();
    return {};
  }

  // ---- The parent ----

  void use_parent(const std::string& address) {
    {
      const std::lock_guard lock(mutex_);
      parent_address_ = address;
    }
    parent_serves();
    if (parent_) {
      parent_->begins_anew = true;
      stop_conversation(parent_,
                        Error(std::string(kParentChanged), "the node was told to use another parent"));
      return;  // The next try follows when it has ended.
    }
    try_parent();
  }

  void try_parent() {
    if (stopped_ || parent_ || connecting_) return;
    std::string address;
    {
      const std::lock_guard lock(mutex_);
      address = parent_address_;
      next_try_ms_ = 0;
    }
    retry_->cancel();
    if (address.empty()) return;
    connecting_ = true;
    network_.connect(address, [self = shared_from_this(), address](auto wire) {
      self->connecting_ = false;
      if (self->stopped_) return;
      if (!wire) {
        self->parent_lost(wire.error());
        return;
      }
      if (!self->is_parent_address(address)) return self->try_parent();  // Another was named meanwhile.
      self->adopt_parent(self->converse(std::move(*wire), true, std::nullopt, {}));
    });
  }

  bool is_parent_address(const std::string& address) const {
    const std::lock_guard lock(mutex_);
    return address == parent_address_;
  }

  void adopt_parent(const ConversationPtr& c) {
    const std::lock_guard lock(mutex_);
    parent_ = c;
  }

  void parent_serves() {
    backoff_.succeeded();
    anew_in_a_row_ = 0;
  }

  // `anew`: this node itself ended the conversation to begin another.
  void parent_lost(const Error& why, bool anew = false) {
    const bool at_once = anew && anew_in_a_row_ < kAnewMax;
    anew_in_a_row_ += at_once ? 1 : 0;
    std::uint64_t delay = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!parent_error_ || parent_error_->code != why.code)
        spdlog::info("parent {}: {}", parent_address_, why.en);
      parent_error_ = at_once ? std::nullopt : std::optional(why);
      delay = at_once ? 0
                      : backoff_.next_ms(
                            model::get_u64(reinterpret_cast<const char*>(context_.random.bytes<8>().data())));
      next_try_ms_ = context_.clock.wall_ms() + delay;
    }
    if (stopped_) return;
    retry_->expires_after(delay, [self = shared_from_this()] { self->try_parent(); });
  }

  void join(const wishsync::JoinCode& code, std::function<void(Result<EventHash>)> done) {
    network_.connect(code.address, [self = shared_from_this(), code, done](auto wire) {
      if (!wire) {
        done(wire.error());
        return;
      }
      self->adopt_parent(self->converse(std::move(*wire), true, code, done));
    });
  }

  // ---- Conversations ----

  void accept(std::shared_ptr<wishsync::Wire> wire) {
    if (stopped_ || conversations_.size() >= wishsync::kConnectionsMax) return wire->close();
    converse(std::move(wire), false, std::nullopt, {});
  }

  ConversationPtr converse(std::shared_ptr<wishsync::Wire> wire, bool lower,
                           const std::optional<wishsync::JoinCode>& code,
                           std::function<void(Result<EventHash>)> joined) {
    wishsync::Link link;
    link.lower = lower;
    link.signer = &context_.signer;
    link.verifier = &context_.verifier;
    link.writer = context_.own.writer();
    link.place = code ? code->place : context_.own.place();
    link.sealing_key = context_.sealing_key;
    link.nonce = wishsync::Nonce{context_.random.bytes<32>()};
    link.release = kRelease;
    link.join = code;
    link.credit = &credit_;
    if (link.writer) {
      link.ticket_key = ticket_key(context_.store.sealer());
      link.ticket_of = [this, own = *link.writer, lower](const model::WriterId& peer) {
        const auto latest = tickets_.find({own, peer});
        return !lower && latest != tickets_.end() ? latest->second : ticket_of(context_.store, own, peer);
      };
    }
    link.secret_of = [this](const wishsync::SecretId& id,
                            const model::NodeKey& key) -> std::optional<wishsync::Secret> {
      const auto invitation = find_invitation(context_.store, id);
      if (!invitation || (invitation->redeemed_by && *invitation->redeemed_by != key)) return std::nullopt;
      return invitation->secret;
    };
    const auto c = std::make_shared<Conversation>();
    c->number = ++begun_;
    c->writer = link.writer;
    c->lower = lower;
    c->wire = std::move(wire);
    c->joined = std::move(joined);
    c->timer = network_.make_timer();
    c->last_frame_ms = context_.clock.wall_ms();
    Actions first;
    {
      const std::lock_guard lock(mutex_);
      c->session = std::make_unique<Session>(context_.store, std::move(link));
      conversations_.insert(c);
      first = c->session->start(context_.clock.wall_ms());
    }
    const auto self = shared_from_this();
    c->wire->start({[self, c](std::string_view frame) { self->on_frame(c, frame); },
                    [self, c](const Error& why) { self->on_closed(c, why); }});
    apply(c, std::move(first));
    return c;
  }

  template <typename Call>
  void with_session(const ConversationPtr& c, Call&& call) {
    Actions actions;
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

  void on_frame(const ConversationPtr& c, std::string_view frame) {
    {
      const std::lock_guard lock(mutex_);
      c->last_frame_ms = context_.clock.wall_ms();
    }
    const bool was_open = is_open(c);
    with_session(c, [&](Session& s) { return s.on_frame(frame, context_.clock.wall_ms()); });
    if (!was_open && is_open(c)) opened(c);
  }

  bool is_open(const ConversationPtr& c) const {
    const std::lock_guard lock(mutex_);
    return c->session && c->session->open();
  }

  void opened(const ConversationPtr& c) {
    const auto status = [&] {
      const std::lock_guard lock(mutex_);
      return c->session->status();
    }();
    note_seen(status.peer_key, c->last_frame_ms);
    const std::lock_guard lock(mutex_);
    spdlog::info("in conversation with {} of place {}", model::to_hex(status.peer_key.view()).substr(0, 12),
                 status.peer_place.text());
    last_error_.erase(status.peer_key);
    last_seen_[status.peer_key] = c->last_frame_ms;
    c->opened_ms = context_.clock.wall_ms();
    if (c == parent_) {
      parent_error_.reset();
    } else {
      // A node speaks once: an older conversation with it is a connection that died unnoticed. Copies of a
      // node that run at once speak as different writers.
      for (const auto& other : conversations_)
        if (other != c && other != parent_ && other->session && other->session->open_with(status))
          network_.post([self = shared_from_this(), other] {
            self->stop_conversation(other, Error("sync.replaced", "the same node connected anew"));
          });
    }
  }

  void apply(const ConversationPtr& c, Actions actions) {
    for (std::string& frame : actions.to_send) c->wire->send(std::move(frame));
    // A peer that is refused on and on must not fill the disk with our words about it.
    for (const auto& refused : actions.refused) {
      if (++c->refusals > kRefusalsToldMax) break;
      spdlog::warn("log {}/{} refused: {} ({})", refused.log.place.text(),
                   model::to_hex(refused.log.writer.view()).substr(0, 8), refused.reason.en,
                   refused.reason.code);
    }
    for (wishsync::Quarantined& bad : actions.quarantined) keep(c, std::move(bad));
    for (wishsync::Intake& intake : actions.to_commit) {
      Commit commit;
      commit.runs = std::move(intake.runs);
      commit.parts = std::move(intake.parts);
      commit.chunks = std::move(intake.chunks);
      commit.acks = std::move(intake.acks);
      if (intake.ticket) {
        commit.facts.push_back(ticket_fact(*c->writer, *intake.ticket));
        if (!c->lower) tickets_[{*c->writer, intake.ticket->peer}] = intake.ticket->record;
      }
      context_.committer.submit({std::move(commit), [self = shared_from_this(), c, id = intake.id,
                                                     ticket = intake.ticket](const auto& written) {
                                   Result<> done = written ? Result<>() : Result<>(written.error());
                                   self->network_.post([self, c, id, done, ticket] {
                                     if (ticket) self->ticket_written(*c->writer, *ticket);
                                     const bool was_open = self->is_open(c);
                                     self->with_session(c, [&](Session& s) {
                                       return s.on_commit_done(id, done, self->context_.clock.wall_ms());
                                     });
                                     if (!was_open && self->is_open(c)) self->opened(c);
                                     self->check_joined(c);
                                   });
                                 }});
    }
    if (actions.redeem) redeem(c, *actions.redeem);
    if (actions.renew_writer) renew_writer(c);
    if (actions.of_all_in_step) {
      c->all_known = true;
      reveal_parts();
    }
    if (actions.wake_at_ms) wake(c, *actions.wake_at_ms);
    if (actions.end) {
      c->ended = actions.end;
      c->timer->cancel();
      c->wire->close();
    }
  }

  // From now on the store answers.
  void ticket_written(const model::WriterId& own, const wishsync::TicketNote& ticket) {
    const auto at = tickets_.find({own, ticket.peer});
    if (at != tickets_.end() && at->second == ticket.record) tickets_.erase(at);
  }

  // In quarantine, once the committing thread has nothing better to do.
  void keep(const ConversationPtr& c, wishsync::Quarantined bad) {
    if (++c->quarantined > kQuarantineConversationMax) return context_.store.quarantine().pass_over();
    wishsync::SessionStatus status;
    {
      const std::lock_guard lock(mutex_);
      if (!c->session) return;
      status = c->session->status();
    }
    context_.store.quarantine().keep(refusal_of(std::move(bad), status, context_.clock.wall_ms()));
    context_.committer.submit({Record{}, {}});
  }

  void wake(const ConversationPtr& c, std::uint64_t at_ms) {
    const std::uint64_t now = context_.clock.wall_ms();
    c->timer->expires_after(
        std::min<std::uint64_t>(at_ms > now ? at_ms - now : 1, kSleepMsMax), [self = shared_from_this(), c] {
          self->with_session(c, [&](Session& s) { return s.on_tick(self->context_.clock.wall_ms()); });
        });
  }

  void redeem(const ConversationPtr& c, const wishsync::Redemption& redemption) {
    network_.in_background([self = shared_from_this(), c, redemption] {
      const Result<EventHash> enrolled =
          self->context_.redeem ? self->context_.redeem(redemption)
                                : Result<EventHash>(Error("join.unknown", "nobody can join at this node"));
      self->network_.post([self, c, enrolled] {
        const bool was_open = self->is_open(c);
        self->with_session(
            c, [&](Session& s) { return s.on_redeemed(enrolled, self->context_.clock.wall_ms()); });
        if (!was_open && self->is_open(c)) self->opened(c);
      });
    });
  }

  // A ticket told that this node was restored or copied. What was erased since is not known here yet.
  void renew_writer(const ConversationPtr& c) {
    // A peer that means harm must not make a node change its writer on and on.
    const std::uint64_t now = context_.clock.wall_ms();
    if (renewed_ms_ && now >= *renewed_ms_ && now < *renewed_ms_ + kRenewAgainMs) return;
    renewed_ms_ = now;
    spdlog::warn(
        "this node was restored or copied, its data are older than a peer remembers: it goes on as a new "
        "writer");
    context_.committer.submit({Renewal{*c->writer, hide_facts(0)}, [](const auto& renewed) {
                                 if (!renewed)
                                   spdlog::error("no new writer could be opened: {}", renewed.error().en);
                               }});
  }

  // All that is known above is known here too, erasures above all: parts that were hidden since a restore
  // may be seen again. The city's own node has nobody above: there an admin says so, since no child knows
  // what others were told. What the disk refuses is tried again.
  void reveal_parts() {
    if (stopped_ || !parent_ || !parent_->all_known || !context_.store.parts_hidden()) return;
    const bool erased = context_.store.pending_erasures().empty();
    context_.committer.submit({Record{{}, erased ? reveal_facts() : std::vector<LocalFact>{}}, {}});
    reveal_->expires_after(kRevealAgainMs, [self = shared_from_this()] { self->reveal_parts(); });
  }

  // Ends all conversations; those with the parent begin anew at once. From any thread.
  void begin_anew(const Error& why) {
    network_.post([self = shared_from_this(), why] {
      for (const auto& c : self->all_conversations()) {
        c->begins_anew = true;
        self->stop_conversation(c, why);
      }
    });
  }

  void renewed() {
    begin_anew({std::string(kRenewed), "this node goes on as a new writer", "本节点以新的书写者身份继续"});
  }

  std::vector<ConversationPtr> all_conversations() const {
    const std::lock_guard lock(mutex_);
    return {conversations_.begin(), conversations_.end()};
  }

  // The joining node is done when it holds the Enrolled event that counts for it.
  void check_joined(const ConversationPtr& c) {
    if (!c->joined) return;
    std::optional<EventHash> enrolled;
    {
      const std::lock_guard lock(mutex_);
      if (c->session) enrolled = c->session->status().enrolled;
    }
    if (!enrolled) return;
    const auto authority = context_.store.authority();
    const model::Node* node = authority->node(*enrolled);
    if (!node || !node->counts || node->signing_key != context_.signer.key()) return;
    std::exchange(c->joined, {})(*enrolled);
  }

  void stop_conversation(const ConversationPtr& c, const Error& why) {
    with_session(c, [&](Session& s) { return s.stop(why); });
  }

  void on_closed(const ConversationPtr& c, const Error& why) {
    const Error reason = c->ended.value_or(why);
    c->timer->cancel();
    std::optional<model::NodeKey> peer;
    {
      const std::lock_guard lock(mutex_);
      const auto status = c->session->status();
      if (!status.peer_key.is_zero()) {
        peer = status.peer_key;
        last_seen_[*peer] = c->last_frame_ms;
        if (c->session->in_step()) c->last_in_step_ms = context_.clock.wall_ms();
        if (c->last_in_step_ms != 0) last_in_step_[*peer] = c->last_in_step_ms;
        if (reason.code != "sync.replaced" && reason.code != wishsync::kIntroduced)
          last_error_.insert_or_assign(*peer, reason);
        auto& moved = moved_[*peer];
        moved.first += c->wire->bytes_in();
        moved.second += c->wire->bytes_out();
      }
      c->session.reset();
      conversations_.erase(c);
    }
    if (peer && !stopped_) note_seen(*peer, c->last_frame_ms);
    if (c->joined) std::exchange(c->joined, {})(reason);
    if (c == parent_) {
      adopt_parent(nullptr);
      // A parent that takes the call and then breaks off again and again is called ever more rarely.
      const auto lasted = [&](const std::optional<std::uint64_t>& since, std::uint64_t ms) {
        return since && context_.clock.wall_ms() >= *since + ms;
      };
      if (lasted(c->in_step_ms, wishsync::kInStepLastsMs) ||
          lasted(c->opened_ms, wishsync::kConversationLastsMs))
        parent_serves();
      // One that was not known here has just introduced itself.
      parent_lost(reason, c->begins_anew || reason.code == wishsync::kIntroduced);
    }
    check_stopped();
  }

  // Who has brought all that they have: after a restore the admin wants to know which child has not, and what
  // this node decided by itself waits for one above.
  void note_in_step(const ConversationPtr& c) {
    if (!c->writer) return;
    const model::NodeKey peer = [&] {
      const std::lock_guard lock(mutex_);
      return c->session ? c->session->status().peer_key : model::NodeKey{};
    }();
    if (peer.is_zero() || was_in_step(context_.store, peer, *c->writer)) return;
    context_.committer.submit({Record{{}, {in_step_fact(peer, *c->writer)}}, {}});
  }

  // At the beginning of a conversation too: after a power cut nobody comes to its end.
  void note_seen(const model::NodeKey& peer, std::uint64_t at_ms) {
    Record record;
    record.facts.push_back({std::string(kPeerFact) + model::to_hex(peer.view()), {}});
    model::put_u64(record.facts.back().value.emplace(), at_ms);
    context_.committer.submit({std::move(record), {}});
  }

  // What was committed while conversations were being told goes to them together, the next time.
  void tell() {
    const wishsync::Committed committed = [&] {
      const std::lock_guard lock(untold_mutex_);
      return std::exchange(untold_, std::nullopt).value_or(wishsync::Committed{});
    }();
    const auto all = all_conversations();
    for (const auto& c : all)
      with_session(c, [&](Session& s) { return s.on_committed(committed, context_.clock.wall_ms()); });
    for (const auto& c : all) check_joined(c);
    // Who asked for parts meanwhile got none, and asks again only in a new conversation.
    if (committed.parts_revealed)
      begin_anew({std::string(kPartsShown), "the parts of a restored node are shown again"});
  }

  // From the committing thread.
  void post_committed(const wishsync::Committed& committed) {
    {
      const std::lock_guard lock(untold_mutex_);
      if (untold_) return untold_->add(committed);
      untold_ = committed;
    }
    network_.post([self = shared_from_this()] { self->tell(); });
  }

  void post_parent(const std::string& address) {
    network_.post([self = shared_from_this(), address] { self->use_parent(address); });
  }

  void stop(std::function<void()> done) {
    stopped_ = true;
    stopped_done_ = std::move(done);
    retry_->cancel();
    reveal_->cancel();
    server_.reset();
    for (const auto& c : all_conversations())
      stop_conversation(c, Error("sync.stopping", "the node is shutting down", "节点正在关闭"));
    check_stopped();
  }

  void check_stopped() {
    {
      const std::lock_guard lock(mutex_);
      if (!stopped_ || !conversations_.empty()) return;
    }
    if (stopped_done_) std::exchange(stopped_done_, {})();
  }

  // ---- What others see ----

  std::string sync_address() const {
    const std::lock_guard lock(mutex_);
    return address_;
  }

  std::vector<PeerStatus> peers() const {
    const auto authority = context_.store.authority();
    const std::lock_guard lock(mutex_);
    std::vector<PeerStatus> out;
    std::set<model::NodeKey> shown;
    for (const auto& c : conversations_) {
      if (!c->session) continue;
      const auto status = c->session->status();
      PeerStatus peer = about(status.peer_key, *authority);
      peer.is_parent = c == parent_;
      peer.address = peer.is_parent ? parent_address_ : c->wire->peer_address();
      peer.connected = status.open;
      peer.opened_ms = c->opened_ms.value_or(0);
      peer.in_step = status.in_step;
      // An open connection answers pings, also when there is nothing to say.
      peer.last_seen_ms = status.open ? context_.clock.wall_ms() : c->last_frame_ms;
      if (status.in_step || c->last_in_step_ms != 0)
        peer.last_in_step_ms = status.in_step ? context_.clock.wall_ms() : c->last_in_step_ms;
      peer.credit_used_bytes = status.credit_used_bytes;
      peer.we_lack_events = status.we_lack_events;
      peer.peer_lacks_events = status.peer_lacks_events;
      peer.bytes_in += c->wire->bytes_in();
      peer.bytes_out += c->wire->bytes_out();
      peer.clock_offset_ms = status.clock_offset_ms;
      peer.release = status.peer_release;
      if (status.refused) peer.last_error = status.refused;
      if (status.open) shown.insert(status.peer_key);
      out.push_back(std::move(peer));
    }
    if (!parent_ && !parent_address_.empty()) {
      PeerStatus peer;
      for (const auto& [key, seen] : last_seen_)
        if (const model::Node* node = authority->node_by_key(key);
            node && authority->above(node->place, context_.own.place()) && seen > peer.last_seen_ms)
          peer = about(key, *authority);
      peer.is_parent = true;
      peer.address = parent_address_;
      peer.last_error = parent_error_;
      peer.next_try_ms = next_try_ms_;
      shown.insert(peer.key);
      out.push_back(std::move(peer));
    }
    for (const auto& [key, seen] : last_seen_) {
      const model::Node* node = authority->node_by_key(key);
      if (!shown.contains(key) && node && authority->at_or_above(context_.own.place(), node->place))
        out.push_back(about(key, *authority));
    }
    std::sort(out.begin(), out.end(), [](const PeerStatus& a, const PeerStatus& b) {
      return std::tuple(!a.is_parent, a.place, a.key) < std::tuple(!b.is_parent, b.place, b.key);
    });
    return out;
  }

 private:
  PeerStatus about(const model::NodeKey& key, const model::Authority& authority) const {
    PeerStatus peer;
    peer.key = key;
    if (const model::Node* node = authority.node_by_key(key)) {
      peer.place = node->place;
      peer.name = node->name;
    }
    if (const auto at = last_seen_.find(key); at != last_seen_.end()) peer.last_seen_ms = at->second;
    if (const auto at = last_in_step_.find(key); at != last_in_step_.end()) peer.last_in_step_ms = at->second;
    if (const auto at = last_error_.find(key); at != last_error_.end()) peer.last_error = at->second;
    if (const auto at = moved_.find(key); at != moved_.end())
      std::tie(peer.bytes_in, peer.bytes_out) = at->second;
    return peer;
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
  std::optional<Error> parent_error_;
  std::uint64_t next_try_ms_ = 0;
  std::map<model::NodeKey, std::uint64_t> last_seen_;
  std::map<model::NodeKey, std::uint64_t> last_in_step_;  // Of ended conversations.
  std::map<model::NodeKey, Error> last_error_;
  std::map<model::NodeKey, std::pair<std::uint64_t, std::uint64_t>> moved_;
};

Links::Links(Network& network, LinkContext context)
    : impl_(std::make_shared<Impl>(network, std::move(context))) {}
Links::~Links() = default;

Result<> Links::listen(const std::string& address) { return impl_->listen(address); }
void Links::join(const wishsync::JoinCode& code, std::function<void(Result<EventHash>)> done) {
  impl_->join(code, std::move(done));
}
void Links::stop(std::function<void()> done) { impl_->stop(std::move(done)); }
std::vector<PeerStatus> Links::peers() const { return impl_->peers(); }
std::string Links::sync_address() const { return impl_->sync_address(); }

void Links::committed(const wishsync::Committed& committed) { impl_->post_committed(committed); }
void Links::renewed() { impl_->renewed(); }
void Links::set_parent(const std::string& address) { impl_->post_parent(address); }

}  // namespace node
