#include "tests/support/pipes.h"

#include <algorithm>

#include "model/crypto.h"
#include "node/data/data_directory.h"
#include "node/data/invitations.h"
#include "node/data/tickets.h"
#include "node/store/store_hiding.h"

namespace support {

using model::Error;
using model::EventHash;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Result;
using wishsync::Actions;
using wishsync::Session;

Pipes::Pipes(std::uint64_t seed)
    : random_(seed),
      root_(std::make_unique<Root>()),
      verifier_(model::make_cheap_verifier()),
      clock_(std::make_unique<node::ManualClock>(now_ms_)) {
  root_->signer = model::make_cheap_signer(model::sha256("root"));
  root_->key_ = root_->signer->key();
  nodes_.push_back(std::make_unique<Node>(*this, "city", kCity, root_->key_));
  const auto declare = [&](PlaceCode code, PlaceCode parent, model::Level level) {
    root_says(model::Kind::kPlaced, encode(model::Placed{code, parent, level, "place " + code.text()}));
  };
  declare(kCity, model::kPlaceOfAll, model::Level::kCity);
  declare(kCounty, kCity, model::Level::kCounty);
  declare(kOtherCounty, kCity, model::Level::kCounty);
  declare(kVillage, kCounty, model::Level::kCommunity);
  declare(kSibling, kCounty, model::Level::kCommunity);
  declare(kFarVillage, kOtherCounty, model::Level::kCommunity);
  const EventRef enrolled =
      root_says(model::Kind::kEnrolled,
                encode(model::Enrolled{kCity, city().signer().key(), city().sealing_key(), "city"}));
  city().open_writer(enrolled.hash);
}

Pipes::~Pipes() = default;

EventRef Pipes::root_says(model::Kind kind, const std::string& body) {
  const LogId log{model::kPlaceOfAll, model::root_writer(root_->key_)};
  const auto tips = city().store().tips(log);
  const model::Tip before = tips.empty() ? model::Tip{} : tips.back();
  model::EventHeader header;
  header.place = log.place;
  header.writer = log.writer;
  header.seq = before.seq.next();
  header.prev = before.hash;
  header.time = model::HybridTime::at(now_ms_ + header.seq.value);
  header.kind = kind;
  const model::Event event = model::Event::make(header, body);
  node::Commit commit;
  commit.runs.push_back({log,
                         before,
                         {{event, ""}},
                         {event.tip(), root_->signer->sign(model::tip_statement(log, event.tip()))}});
  model::check(city().commit(std::move(commit)).has_value(), "the root key's word is taken");
  return event.ref();
}

void Pipes::declare_town() {
  root_says(model::Kind::kPlaced, encode(model::Placed{kTown, kCounty, model::Level::kTown, "town"}));
  const auto authority = city().store().authority();
  for (const PlaceCode village : {kVillage, kSibling}) {
    node::Draft draft;
    draft.kind = model::Kind::kPlaced;
    draft.based_on = authority->place(village)->declarations;
    draft.body =
        encode(model::Placed{village, kTown, model::Level::kCommunity, authority->place(village)->name});
    city().write({draft});
  }
}

wishsync::JoinCode Pipes::invite(Node& host, PlaceCode place) {
  node::Invitation invitation;
  invitation.id = host.random_.bytes<8>();
  invitation.secret = host.random_.bytes<16>();
  invitation.place = place;
  invitation.name = "node";
  node::WriteRequest request{node::Record{{}, {invitation_fact(invitation)}}, {}};
  host.path_->commit_group({&request, 1});
  return {"127.0.0.1:1", place, invitation.id, invitation.secret, root_->key_};
}

Result<EventHash> Pipes::redeem(Node& host, const wishsync::Redemption& redemption) {
  auto invitation = find_invitation(host.store(), redemption.id);
  if (!invitation) return Error("join.unknown", "unknown");
  if (invitation->redeemed_by) {
    if (*invitation->redeemed_by != redemption.key) return Error("join.used", "used");
    for (const auto& [hash, n] : host.store().authority()->nodes())
      if (n.signing_key == redemption.key && n.place == invitation->place) return hash;
  }
  invitation->redeemed_by = redemption.key;
  const std::string body =
      encode(model::Enrolled{invitation->place, redemption.key, redemption.sealing_key, "node"});
  if (invitation->place == kCity) return root_says(model::Kind::kEnrolled, body).hash;
  node::Draft draft;
  draft.kind = model::Kind::kEnrolled;
  draft.body = body;
  EventHash out;
  node::WriteRequest request{
      node::Record{{draft}, {invitation_fact(*invitation)}},
      [&](const Result<node::Written>& written) { out = written.value().events.front().hash; }};
  host.path_->commit_group({&request, 1});
  return out;
}

Node& Pipes::stranger(PlaceCode place, const std::string& name) {
  nodes_.push_back(std::make_unique<Node>(*this, name, place, root_->key_));
  return *nodes_.back();
}

Node& Pipes::join(Node& parent, PlaceCode place, const std::string& name) {
  Node& node = stranger(place, name);
  dial(node, parent, invite(parent, place));
  return node;
}

Node& Pipes::replace(Node& lost, const std::string& name) {
  hang_up(lost);
  return join(*lost.parent_, lost.place(), name);
}

void Pipes::dial(Node& lower, Node& upper, std::optional<wishsync::JoinCode> code) {
  hang_up(lower);
  lower.parent_ = &upper;
  lower.join_ = std::move(code);
  lower.dials_ = true;
  connect(lower);
}

void Pipes::hang_up(Node& lower) {
  lower.dials_ = false;
  std::vector<std::uint64_t> mine;
  for (const auto& [id, c] : connections_)
    if (c.nodes[0] == &lower) mine.push_back(id);
  for (const auto id : mine) break_off(id);
}

wishsync::Link Pipes::link(Node& node, bool lower) {
  wishsync::Link link;
  link.lower = lower;
  link.signer = node.signer_.get();
  link.verifier = verifier_.get();
  link.writer = node.writer_;
  link.place = node.place_;
  link.sealing_key = node.sealing_key();
  link.nonce = wishsync::Nonce{node.random_.bytes<32>()};
  link.release = "test";
  if (lower) link.join = node.join_;
  link.credit = &node.credit_;
  if (node.writer_) {
    link.ticket_key = node::ticket_key(node.sealer_);
    link.ticket_of = [&node, own = *node.writer_](const model::WriterId& peer) {
      return node::ticket_of(node.store(), own, peer);
    };
  }
  link.secret_of = [&node](const wishsync::SecretId& id,
                           const model::NodeKey& key) -> std::optional<wishsync::Secret> {
    const auto invitation = find_invitation(node.store(), id);
    if (!invitation || (invitation->redeemed_by && *invitation->redeemed_by != key)) return std::nullopt;
    return invitation->secret;
  };
  return link;
}

void Pipes::connect(Node& lower) {
  if (!lower.dials_ || session(lower)) return;
  const std::uint64_t id = ++count_;
  Connection& c = connections_[id];
  c.id = id;
  c.nodes = {&lower, lower.parent_};
  for (const std::size_t side : {1, 0}) {
    c.writers[side] = c.nodes[side]->writer_;
    c.sessions[side] = std::make_unique<Session>(c.nodes[side]->store(), link(*c.nodes[side], side == 0));
  }
  for (const int side : {1, 0}) {
    const auto at = connections_.find(id);
    if (at == connections_.end()) return;
    apply(id, side, at->second.sessions[static_cast<std::size_t>(side)]->start(now_ms_));
  }
}

void Pipes::dial_later(Node& lower) {
  if (lower.dials_) at(now_ms_ + lower.backoff_.next_ms(random_()), [this, &lower] { connect(lower); });
}

void Pipes::at(std::uint64_t ms, std::function<void()> what) { agenda_[{ms, ++count_}] = std::move(what); }

bool Pipes::step() {
  if (agenda_.empty()) return false;
  const auto first = agenda_.begin();
  now_ms_ = std::max(now_ms_, first->first.first);
  clock_->set(now_ms_);
  const auto what = std::move(first->second);
  agenda_.erase(first);
  what();
  return true;
}

void Pipes::run_for(std::uint64_t ms) {
  const std::uint64_t until = now_ms_ + ms;
  while (!agenda_.empty() && agenda_.begin()->first.first <= until) step();
  now_ms_ = until;
  clock_->set(now_ms_);
}

bool Pipes::run_until(const std::function<bool()>& done, std::uint64_t limit_ms) {
  const std::uint64_t until = now_ms_ + limit_ms;
  while (!done()) {
    if (agenda_.empty() || agenda_.begin()->first.first > until) return false;
    step();
  }
  return true;
}

bool Pipes::in_step() const {
  if (moving_ > 0) return false;
  for (const auto& node : nodes_) {
    if (!node->inbox_.empty()) return false;
    if (!node->dials_) continue;
    const Connection* found = nullptr;
    for (const auto& [id, c] : connections_)
      if (c.nodes[0] == node.get() && c.sessions[0] && c.sessions[1]) found = &c;
    if (!found || !node->writer_ || !found->sessions[0]->status().in_step ||
        !found->sessions[1]->status().in_step)
      return false;
  }
  return true;
}

bool Pipes::settle(std::uint64_t limit_ms) {
  return run_until([this] { return in_step(); }, limit_ms);
}

Session* Pipes::session(const Node& lower, int side) {
  for (auto& [id, c] : connections_)
    if (c.nodes[0] == &lower && c.sessions[static_cast<std::size_t>(side)])
      return c.sessions[static_cast<std::size_t>(side)].get();
  return nullptr;
}

std::size_t Pipes::sent(std::size_t frame_index) const {
  const auto found = sent_.find(frame_index);
  return found == sent_.end() ? 0 : found->second;
}

void Pipes::apply(std::uint64_t id, int side, Actions actions) {
  const auto s = static_cast<std::size_t>(side);
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& c = found->second;
  Node& node = *c.nodes[s];
  for (auto& refused : actions.refused) refusals_.push_back(refused.reason);
  for (std::string& bytes : actions.to_send) put(c, 1 - side, std::move(bytes));
  for (wishsync::Intake& intake : actions.to_commit) {
    const bool first = node.inbox_.empty();
    node.inbox_.push_back({id, side, std::move(intake), c.writers[s]});
    if (!first) continue;
    ++moving_;
    at(now_ms_ + 1 + draw(4), [this, &node] {
      --moving_;
      commit_inbox(node);
    });
  }
  if (actions.renew_writer) {
    ++moving_;
    at(now_ms_ + 1, [this, &node, former = *c.writers[s]] {
      --moving_;
      node::WriteRequest request{node::Renewal{former, {}}, {}};
      node.path_->commit_group({&request, 1});
    });
  }
  if (actions.of_all_in_step && node.store().parts_hidden() && s == 0) {
    ++moving_;
    at(now_ms_ + 1, [this, &node] {
      --moving_;
      node::WriteRequest request{node::Record{{}, node::reveal_facts()}, {}};
      node.path_->commit_group({&request, 1});
      begin_anew(node);
    });
  }
  if (actions.redeem) {
    ++moving_;
    at(now_ms_ + 1, [this, id, s, &node, redemption = *actions.redeem] {
      --moving_;
      const auto enrolled = redeem(node, redemption);
      const auto c2 = connections_.find(id);
      if (c2 != connections_.end() && c2->second.sessions[s])
        apply(id, static_cast<int>(s), c2->second.sessions[s]->on_redeemed(enrolled, now_ms_));
    });
  }
  if (actions.wake_at_ms && c.wake_at[s] != *actions.wake_at_ms) {
    c.wake_at[s] = *actions.wake_at_ms;
    at(std::max(*actions.wake_at_ms, now_ms_ + 1), [this, id, s, due = *actions.wake_at_ms] {
      const auto c2 = connections_.find(id);
      if (c2 == connections_.end() || !c2->second.sessions[s] || c2->second.wake_at[s] != due) return;
      c2->second.wake_at[s] = 0;
      apply(id, static_cast<int>(s), c2->second.sessions[s]->on_tick(now_ms_));
    });
  }
  if (!actions.end) return;
  ends_.push_back(*actions.end);
  // What was sent before still arrives.
  ++moving_;
  at(std::max(c.last_at[1 - s], now_ms_ + 1), [this, id] {
    --moving_;
    break_off(id);
  });
  close(id, side);
}

void Pipes::put(Connection& c, int to, std::string bytes) {
  const auto t = static_cast<std::size_t>(to);
  watch_credit(c, 1 - to, bytes);
  const unsigned lot = draw(1000);
  int times = 1;
  if (lot < faults.lose)
    times = 0;
  else if (lot < faults.lose + faults.repeat)
    times = 2;
  else if (lot < faults.lose + faults.repeat + faults.cut) {
    ++moving_;
    at(now_ms_ + draw(20), [this, id = c.id] {
      --moving_;
      break_off(id);
    });
    times = 0;
  }
  if (times != 1 && !c.faulty) {
    // Such a connection does not last.
    c.faulty = true;
    at(now_ms_ + 30'000 + draw(30'000), [this, id = c.id] { break_off(id); });
  }
  for (; times > 0; --times) {
    c.under_way[t] += bytes.size();
    under_way_max_ = std::max(under_way_max_, c.under_way[t]);
    c.last_at[t] = std::max(c.last_at[t], now_ms_ + 1 + draw(static_cast<unsigned>(faults.delay_ms_max) + 1));
    ++moving_;
    at(c.last_at[t], [this, id = c.id, to, bytes] {
      --moving_;
      deliver(id, to, bytes);
    });
  }
}

// Both ends keep within what they were granted, but for the last batch.
void Pipes::watch_credit(Connection& c, int from, const std::string& bytes) {
  const auto frame = wishsync::decode(bytes);
  model::check(frame.has_value(), "a session sends frames that can be read");
  ++sent_[frame->index()];
  const auto f = static_cast<std::size_t>(from);
  if (const auto* credit = std::get_if<wishsync::Credit>(&*frame)) c.granted[1 - f] += credit->bytes;
  std::int64_t spent = 0;
  if (const auto* batch = std::get_if<wishsync::Batch>(&*frame))
    spent = static_cast<std::int64_t>(batch->bytes);
  if (const auto* parts = std::get_if<wishsync::Parts>(&*frame))
    spent = static_cast<std::int64_t>(parts->bytes);
  if (const auto* chunk = std::get_if<wishsync::BlobChunk>(&*frame))
    spent = static_cast<std::int64_t>(chunk->bytes.size());
  if (spent == 0) return;
  if (c.granted[f] <= 0) credit_kept_ = false;
  c.granted[f] -= spent;
}

void Pipes::deliver(std::uint64_t id, int to, const std::string& bytes) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const auto t = static_cast<std::size_t>(to);
  Connection& c = found->second;
  c.under_way[t] -= bytes.size();
  if (!c.sessions[t]) return;
  Node& node = *c.nodes[t];
  const bool was_open = c.sessions[t]->status().open;
  apply(id, to, c.sessions[t]->on_frame(bytes, now_ms_));
  if (to == 0 && !was_open && c.sessions[t] && c.sessions[t]->status().open) {
    node.backoff_.succeeded();
    node.enrolled_ = c.sessions[t]->status().enrolled;
  }
}

void Pipes::close(std::uint64_t id, int side) {
  connections_[id].sessions[static_cast<std::size_t>(side)].reset();
}

void Pipes::break_off(std::uint64_t id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Node& lower = *found->second.nodes[0];
  connections_.erase(found);
  dial_later(lower);
}

void Pipes::commit_inbox(Node& node) {
  std::vector<Node::Waiting> inbox = std::exchange(node.inbox_, {});
  std::vector<node::WriteRequest> requests;
  std::vector<std::pair<const Node::Waiting*, Result<>>> done;
  node.deaf_ = draw(1000) < faults.crash || (crash_at_commit > 0 && --crash_at_commit == 0);
  for (const Node::Waiting& waiting : inbox) {
    node::Commit commit;
    commit.runs = waiting.intake.runs;
    commit.parts = waiting.intake.parts;
    commit.chunks = waiting.intake.chunks;
    commit.acks = waiting.intake.acks;
    if (waiting.intake.ticket)
      commit.facts.push_back(node::ticket_fact(*waiting.writer, *waiting.intake.ticket));
    requests.push_back({std::move(commit), [&done, &waiting](const Result<node::Written>& written) {
                          done.emplace_back(&waiting, written ? Result<>() : Result<>(written.error()));
                        }});
  }
  node.path_->commit_group(requests);
  if (node.deaf_) return crash(node);
  for (const auto& [waiting, result] : done) {
    const auto c = connections_.find(waiting->connection);
    if (c == connections_.end()) continue;
    auto& session = c->second.sessions[static_cast<std::size_t>(waiting->side)];
    if (session)
      apply(waiting->connection, waiting->side, session->on_commit_done(waiting->intake.id, result, now_ms_));
  }
  // A node that joined opens its writer as soon as it counts.
  if (!node.writer_ && node.enrolled_) {
    const model::Node* self = node.store().authority()->node(*node.enrolled_);
    if (self && self->counts) {
      node.open_writer(*node.enrolled_);
      node.join_.reset();
    }
  }
}

void Pipes::tell(Node& node, const wishsync::Committed& committed) {
  std::vector<std::pair<std::uint64_t, int>> ends;
  for (const auto& [id, c] : connections_)
    for (const int side : {0, 1})
      if (c.nodes[static_cast<std::size_t>(side)] == &node && c.sessions[static_cast<std::size_t>(side)])
        ends.emplace_back(id, side);
  for (const auto& [id, side] : ends)
    apply(id, side,
          connections_[id].sessions[static_cast<std::size_t>(side)]->on_committed(committed, now_ms_));
}

void Pipes::crash(Node& node) {
  hang_up_all(node);
  node.inbox_.clear();
  node.deaf_ = false;
  node.open();
}

void Pipes::hang_up_all(Node& node) {
  std::vector<std::uint64_t> gone;
  for (const auto& [id, c] : connections_)
    if (c.nodes[0] == &node || c.nodes[1] == &node) gone.push_back(id);
  for (const auto id : gone) break_off(id);
}

void Pipes::begin_anew(Node& node) {
  ++moving_;
  at(now_ms_ + 1, [this, &node] {
    --moving_;
    hang_up_all(node);
  });
}

void Pipes::restore(Node& node, const node::MemoryKv& older) {
  hang_up_all(node);
  node.inbox_.clear();
  node.path_.reset();
  node.store_.reset();
  node.kv_ = older.copy();
  node.open();
}

}  // namespace support
