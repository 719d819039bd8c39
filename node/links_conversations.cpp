// Each conversation: a wire that drives a session, and what the session asks for.

#include <spdlog/spdlog.h>

#include <algorithm>

#include "node/data/invitations.h"
#include "node/data/tickets.h"
#include "node/limits.h"
#include "node/links_impl.h"
#include "node/store/store_hiding.h"
#include "node/version.h"

namespace node {

using model::Error;
using model::EventHash;
using model::Result;
using wishsync::Actions;
using wishsync::Session;

void Links::Impl::accept(std::shared_ptr<wishsync::Wire> wire) {
  if (stopped_ || conversations_.size() >= wishsync::kConnectionsMax) return wire->close();
  converse(std::move(wire), false, std::nullopt, {});
}

ConversationPtr Links::Impl::converse(std::shared_ptr<wishsync::Wire> wire, bool lower,
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

void Links::Impl::on_frame(const ConversationPtr& c, std::string_view frame) {
  {
    const std::lock_guard lock(mutex_);
    c->last_frame_ms = context_.clock.wall_ms();
  }
  const bool was_open = is_open(c);
  with_session(c, [&](Session& s) { return s.on_frame(frame, context_.clock.wall_ms()); });
  if (!was_open && is_open(c)) opened(c);
}

bool Links::Impl::is_open(const ConversationPtr& c) const {
  const std::lock_guard lock(mutex_);
  return c->session && c->session->open();
}

void Links::Impl::opened(const ConversationPtr& c) {
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

void Links::Impl::apply(const ConversationPtr& c, Actions actions) {
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
void Links::Impl::ticket_written(const model::WriterId& own, const wishsync::TicketNote& ticket) {
  const auto at = tickets_.find({own, ticket.peer});
  if (at != tickets_.end() && at->second == ticket.record) tickets_.erase(at);
}

// In quarantine, once the committing thread has nothing better to do.
void Links::Impl::keep(const ConversationPtr& c, wishsync::Quarantined bad) {
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

void Links::Impl::wake(const ConversationPtr& c, std::uint64_t at_ms) {
  const std::uint64_t now = context_.clock.wall_ms();
  c->timer->expires_after(
      std::min<std::uint64_t>(at_ms > now ? at_ms - now : 1, kSleepMsMax), [self = shared_from_this(), c] {
        self->with_session(c, [&](Session& s) { return s.on_tick(self->context_.clock.wall_ms()); });
      });
}

void Links::Impl::redeem(const ConversationPtr& c, const wishsync::Redemption& redemption) {
  network_.in_background([self = shared_from_this(), c, redemption] {
    const Result<EventHash> enrolled =
        self->context_.redeem ? self->context_.redeem(redemption)
                              : Result<EventHash>(Error("join.unknown", "nobody can join at this node"));
    self->network_.post([self, c, enrolled] {
      const bool was_open = self->is_open(c);
      self->with_session(c,
                         [&](Session& s) { return s.on_redeemed(enrolled, self->context_.clock.wall_ms()); });
      if (!was_open && self->is_open(c)) self->opened(c);
    });
  });
}

// A ticket told that this node was restored or copied. What was erased since is not known here yet.
void Links::Impl::renew_writer(const ConversationPtr& c) {
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
void Links::Impl::reveal_parts() {
  if (stopped_ || !parent_ || !parent_->all_known || !context_.store.parts_hidden()) return;
  const bool erased = context_.store.pending_erasures().empty();
  context_.committer.submit({Record{{}, erased ? reveal_facts() : std::vector<LocalFact>{}}, {}});
  reveal_->expires_after(kRevealAgainMs, [self = shared_from_this()] { self->reveal_parts(); });
}

// The joining node is done when it holds the Enrolled event that counts for it.
void Links::Impl::check_joined(const ConversationPtr& c) {
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

void Links::Impl::stop_conversation(const ConversationPtr& c, const Error& why) {
  with_session(c, [&](Session& s) { return s.stop(why); });
}

void Links::Impl::on_closed(const ConversationPtr& c, const Error& why) {
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
void Links::Impl::note_in_step(const ConversationPtr& c) {
  if (!c->writer) return;
  const model::NodeKey peer = [&] {
    const std::lock_guard lock(mutex_);
    return c->session ? c->session->status().peer_key : model::NodeKey{};
  }();
  if (peer.is_zero() || was_in_step(context_.store, peer, *c->writer)) return;
  context_.committer.submit({Record{{}, {in_step_fact(peer, *c->writer)}}, {}});
}

// At the beginning of a conversation too: after a power cut nobody comes to its end.
void Links::Impl::note_seen(const model::NodeKey& peer, std::uint64_t at_ms) {
  Record record;
  record.facts.push_back({std::string(kPeerFact) + model::to_hex(peer.view()), {}});
  model::put_u64(record.facts.back().value.emplace(), at_ms);
  context_.committer.submit({std::move(record), {}});
}

}  // namespace node
