#include "tools/bench/village_node.h"

#include <algorithm>

#include "node/data/tickets.h"
#include "node/ledger/projector.h"
#include "node/version.h"
#include "tools/bench/must.h"

namespace bench {

using model::LogId;
using model::Tip;

// What a session reads: of place 0 the copy that all share, else the village's own store.
class VillageNode::Held final : public wishsync::Replica {
 public:
  explicit Held(const VillageNode& of) : of_(of) {}

  std::shared_ptr<const model::Authority> authority() const override { return of_.all_.of_all->authority(); }
  std::optional<model::NodeKey> signing_key(const LogId& log, const model::Event* first) const override {
    return of_.all_.of_all->signing_key(log, first);
  }
  void for_each_log(const LogVisitor& visit) const override {
    of_.all_.of_all->for_each_log(visit);
    of_.store_->for_each_log(visit);
  }
  std::vector<Tip> tips(const LogId& log) const override { return store(log).tips(log); }
  bool holds(const model::EventRef& event) const override { return store(event.log).holds(event); }
  std::optional<model::EventHash> on_branch(const LogId& log, const Tip& tip, model::Seq seq) const override {
    return store(log).on_branch(log, tip, seq);
  }
  std::optional<wishsync::Run> read_run(const LogId& log, const Tip& until, model::Seq from,
                                        std::size_t bytes_max, bool with_parts) const override {
    return store(log).read_run(log, until, from, bytes_max, with_parts);
  }
  std::optional<model::Event> event(const model::EventRef& event) const override {
    return store(event.log).event(event);
  }
  std::optional<std::string> part(const model::EventRef& event) const override {
    return store(event.log).part(event);
  }
  std::vector<model::EventRef> absent_parts(const model::EventRef&, std::size_t) const override { return {}; }
  std::optional<wishsync::Ack> own_ack(const LogId& log) const override {
    const auto held = tips(log);
    if (held.empty()) return std::nullopt;
    return wishsync::Ack{
        of_.village_.home.place, of_.village_.writer, 0, log, held.back(), held.back().seq, {}};
  }
  std::vector<wishsync::ChangedLog> changed_since(std::uint64_t count) const override {
    return of_.store_->changed_since(count);
  }
  std::vector<wishsync::Ack> acks_since(const model::WriterId&, std::uint64_t) const override { return {}; }
  std::vector<std::pair<model::WriterId, std::uint64_t>> ack_counts() const override {
    return {of_.ack_counts_.begin(), of_.ack_counts_.end()};
  }

 private:
  const node::EventStore& store(const LogId& log) const {
    return log.place == model::kPlaceOfAll ? *of_.all_.of_all : *of_.store_;
  }

  const VillageNode& of_;
};

VillageNode::VillageNode(const Village& village, Neighbourhood& neighbourhood)
    : village_(village),
      all_(neighbourhood),
      signer_(model::make_ed25519_signer(village.identity.signing_seed)),
      sealer_(village.identity.data_key, neighbourhood.random),
      store_(must(node::EventStore::open(kv_, sealer_, node::root_key_of(*neighbourhood.of_all->authority())),
                  "a village's store")),
      write_path_(std::make_unique<node::WritePath>(
          *store_, neighbourhood.clock, neighbourhood.random,
          node::WriterIdentity{village.writer, village.home.place, signer_.get()},
          [this](const wishsync::Committed& committed) { untold_.push_back(committed); })),
      held_(std::make_unique<Held>(*this)),
      retry_(neighbourhood.network.make_timer()),
      timer_(neighbourhood.network.make_timer()) {
  count();
}

VillageNode::~VillageNode() = default;

void VillageNode::write(std::vector<node::Draft> drafts) {
  node::WriteRequest request{node::Record{std::move(drafts), {}},
                             [](const auto& written) { must(written, "writing"); }};
  write_path_->commit_group({&request, 1});
  count();
}

void VillageNode::tell() {
  for (const wishsync::Committed& committed : std::exchange(untold_, {}))
    if (session_) apply(session_->on_committed(committed, all_.clock.wall_ms()));
}

void VillageNode::call(const std::string& parent) {
  parent_ = parent;
  untold_.clear();  // The conversation begins by comparing.
  all_.network.connect(parent, [self = shared_from_this()](auto wire) {
    if (wire) return self->converse(std::move(*wire));
    ++self->all_.failed_calls;
    self->try_later();
  });
}

void VillageNode::try_later() {
  const auto random = all_.random.bytes<8>();
  retry_->expires_after(backoff_.next_ms(model::get_u64(reinterpret_cast<const char*>(random.data()))),
                        [self = shared_from_this()] { self->call(self->parent_); });
}

void VillageNode::converse(std::shared_ptr<wishsync::Wire> wire) {
  wishsync::Link link;
  link.lower = true;
  link.signer = signer_.get();
  link.verifier = &all_.verifier;
  link.writer = village_.writer;
  link.place = village_.home.place;
  link.sealing_key = village_.identity.sealing_key();
  link.nonce = wishsync::Nonce{all_.random.bytes<32>()};
  link.release = node::kRelease;
  link.credit = &credit_;
  link.ticket_key = node::ticket_key(sealer_);
  link.ticket_of = [this](const model::WriterId& peer) { return tickets_[peer]; };
  wire_ = std::move(wire);
  ended_.reset();
  session_ = std::make_unique<wishsync::Session>(*held_, std::move(link));
  wire_->start({[self = shared_from_this()](std::string_view frame) {
                  if (self->session_)
                    self->apply(self->session_->on_frame(frame, self->all_.clock.wall_ms()));
                },
                [self = shared_from_this()](const model::Error& why) {
                  if (!self->ended_) self->ended_ = why;
                  const bool wanted = self->parent_.empty();
                  self->former_bytes_ += self->wire_->bytes_in() + self->wire_->bytes_out();
                  self->timer_->cancel();
                  self->session_.reset();
                  self->wire_.reset();
                  self->count();
                  if (wanted) return;
                  ++self->all_.failed_calls;
                  self->try_later();
                }});
  apply(session_->start(all_.clock.wall_ms()));
}

void VillageNode::hang_up() {
  parent_.clear();
  retry_->cancel();
  if (wire_) wire_->close();
}

// What is committed here is in memory at once, so its end follows without a turn of the network.
void VillageNode::apply(wishsync::Actions actions) {
  std::deque<wishsync::Actions> next;
  next.push_back(std::move(actions));
  while (!next.empty()) {
    wishsync::Actions now = std::move(next.front());
    next.pop_front();
    for (std::string& frame : now.to_send) wire_->send(std::move(frame));
    for (wishsync::Intake& intake : now.to_commit) {
      const std::uint64_t id = intake.id;
      commit(std::move(intake));
      if (session_) next.push_back(session_->on_commit_done(id, {}, all_.clock.wall_ms()));
    }
    if (now.end) {
      ended_ = now.end;
      wire_->close();
    }
    if (now.wake_at_ms) {
      const std::uint64_t wall_ms = all_.clock.wall_ms();
      timer_->expires_after(*now.wake_at_ms > wall_ms ? *now.wake_at_ms - wall_ms : 1,
                            [self = shared_from_this()] {
                              if (self->session_)
                                self->apply(self->session_->on_tick(self->all_.clock.wall_ms()));
                            });
    }
  }
  count();
}

void VillageNode::commit(wishsync::Intake intake) {
  // The county says by itself which wishes look like each other.
  if (!intake.runs.empty() || !intake.parts.empty()) {
    node::Commit said;
    said.runs = std::move(intake.runs);
    said.parts = std::move(intake.parts);
    node::Commit* group[] = {&said};
    must(store_->commit(group).front(), "what the county says");
  }
  if (intake.ticket) tickets_[intake.ticket->peer] = intake.ticket->record;
  for (const wishsync::Ack& ack : intake.acks) {
    std::uint64_t& count = ack_counts_[ack.writer];
    count = std::max(count, ack.count);
    const bool own = ack.log == LogId{village_.home.place, village_.writer};
    if (own && ack.place == kCountyPlace && ack.parts_seq == ack.tip.seq) acked_ = ack.tip;
  }
}

bool VillageNode::is_safe() const {
  const auto own = store_->tips({village_.home.place, village_.writer});
  return own.empty() || own.back() == acked_;
}

void VillageNode::count() {
  const auto set = [](bool& counted, bool now, std::size_t& total) {
    if (counted == now) return;
    counted = now;
    now ? ++total : --total;
  };
  set(counted_connected_, wire_ != nullptr, all_.connected);
  set(counted_in_step_, session_ && session_->in_step(), all_.in_step);
  set(counted_safe_, is_safe(), all_.safe);
}

std::uint64_t VillageNode::wire_bytes() const {
  return former_bytes_ + (wire_ ? wire_->bytes_in() + wire_->bytes_out() : 0);
}

}  // namespace bench
