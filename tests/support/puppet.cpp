// Whoever a test speaks for.

#include "tests/support/pipes.h"

#include "model/crypto.h"
#include "node/data/tickets.h"

namespace support {

using model::EventHash;
using model::LogId;
using model::PlaceCode;
using model::Result;
using wishsync::Actions;
using wishsync::Frame;
using wishsync::Session;

namespace {

model::Commitment prove(const wishsync::Secret& secret, std::string_view statement) {
  return {model::hmac_sha256({reinterpret_cast<const char*>(secret.data()), secret.size()}, statement)};
}

}  // namespace

Puppet::Puppet(Pipes& world, Node& of, bool lower, const model::Signer& signer,
               std::optional<model::WriterId> writer, Tickets* tickets)
    : world_(world), node_(of), lower_(lower), signer_(signer), writer_(writer), tickets_(tickets) {
  wishsync::Link link = world.link(of, !lower);
  link.ticket_of = {};
  if (tickets) link.ticket_of = [tickets](const model::WriterId& peer) { return (*tickets)[peer]; };
  session_ = std::make_unique<Session>(of.store(), std::move(link));
  const auto out = apply(session_->start(world.now_ms()));
  for (const Frame& frame : out)
    if (std::holds_alternative<wishsync::Hello>(frame)) hello_bytes = encode(frame);
}

wishsync::Hello Puppet::hello(std::optional<wishsync::JoinCode> code) const {
  wishsync::Hello hello;
  hello.protocol_min = wishsync::kProtocolMin;
  hello.protocol_max = protocol_max;
  hello.nonce = wishsync::Nonce{model::sha256("nonce " + std::to_string(heard_.size()))};
  hello.key = signer_.key();
  hello.writer = writer_;
  hello.clock_ms = world_.now_ms();
  hello.release = "puppet";
  if (code) {
    hello.join_id = code->id;
    hello.sealing_key = model::SealingKey{model::sha256("seal")};
  }
  return hello;
}

std::string Puppet::transcript(std::string_view purpose) const {
  return wishsync::handshake_statement(purpose, hello_bytes, welcome_content);
}

wishsync::Welcome Puppet::welcome(std::optional<wishsync::JoinCode> code) {
  wishsync::WelcomeContent content;
  content.protocol = wishsync::kProtocolMax;
  content.nonce = wishsync::Nonce{model::sha256("upper nonce")};
  content.key = signer_.key();
  content.writer = writer_;
  content.clock_ms = world_.now_ms();
  content.release = "puppet";
  welcome_content = encode(content);
  wishsync::Welcome welcome{welcome_content, signer_.sign(transcript("wishtree welcome")), {}};
  if (code) welcome.join_proof = prove(code->secret, transcript("wishtree parent"));
  return welcome;
}

wishsync::Proof Puppet::proof(std::optional<wishsync::JoinCode> code) const {
  wishsync::Proof proof{signer_.sign(transcript("wishtree proof")), {}};
  if (code) proof.join_proof = prove(code->secret, transcript("wishtree child"));
  return proof;
}

bool Puppet::introduce(std::optional<wishsync::JoinCode> code) {
  if (lower_) {
    hello_bytes = encode(Frame(hello(code)));
    for (const Frame& frame : say_bytes(hello_bytes))
      if (const auto* w = std::get_if<wishsync::Welcome>(&frame)) welcome_content = w->content;
    if (!ended_) say(proof(code));
  } else {
    say(welcome(code));
    const model::Node* node = node_.store().authority()->node_by_key(node_.signer().key());
    if (!ended_) say(wishsync::Accepted{node ? node->enrolled : EventHash{}, node_.place()});
  }
  return session_->status().open;
}

void Puppet::agree(std::uint8_t zone) {
  // The same digest that the session itself would tell.
  wishsync::RangeDigest digest;
  const auto authority = node_.store().authority();
  const PlaceCode share = lower_ ? session_->status().peer_place : node_.place();
  node_.store().for_each_log([&](const LogId& log, std::span<const model::Tip> tips) {
    const bool of_all = log.place == model::kPlaceOfAll;
    const model::Writer* writer = authority->writer(log.writer);
    const bool carried = authority->at_or_above(log.place, share) || authority->above(share, log.place) ||
                         (writer && authority->at_or_above(share, writer->place));
    if (of_all != (zone == 0) || !carried) return;
    digest.sum.add(model::log_digest(log, tips));
    ++digest.count;
  });
  wishsync::Range all;
  all.answer = !lower_;
  all.what = digest;
  say(wishsync::Have{zone, {all}});
}

std::vector<Frame> Puppet::tick(std::uint64_t ms) {
  world_.run_for(ms);
  return apply(session_->on_tick(world_.now_ms()));
}

std::vector<Frame> Puppet::say_bytes(const std::string& bytes) {
  return apply(session_->on_frame(bytes, world_.now_ms()));
}

std::string Puppet::refused() const {
  const auto all = heard_of<wishsync::Refused>();
  return all.empty() ? "" : all.back().reason.code;
}

void Puppet::commit(wishsync::Intake intake, std::vector<Frame>& out) {
  // What the write path tells its listeners, over the store alone.
  if (intake.ticket) (*tickets_)[intake.ticket->peer] = intake.ticket->record;
  node::Commit commit;
  commit.runs = std::move(intake.runs);
  commit.parts = std::move(intake.parts);
  commit.chunks = std::move(intake.chunks);
  commit.acks = std::move(intake.acks);
  const auto authority = node_.store().authority();
  const std::uint64_t before = node_.store().last_arrival();
  node::Commit* group[] = {&commit};
  const auto result = node_.store().commit(group).front();
  wishsync::Committed committed;
  node_.store().arrivals_after(before, [&](const wishsync::Arrival& arrival) {
    committed.arrivals.push_back(arrival);
    return true;
  });
  committed.late_parts = commit.fresh_parts;
  committed.begun_blobs = commit.begun_blobs;
  committed.whole_blobs = commit.whole_blobs;
  committed.acks = commit.fresh_acks;
  committed.authority_changed = node_.store().authority() != authority;
  const auto more = [&](Actions actions) {
    const auto frames = apply(std::move(actions));
    out.insert(out.end(), frames.begin(), frames.end());
  };
  more(session_->on_committed(committed, world_.now_ms()));
  more(session_->on_commit_done(intake.id, result ? Result<>() : Result<>(result.error()), world_.now_ms()));
}

void Puppet::commit_held() {
  std::vector<Frame> out;
  hold_commits = false;
  for (auto& intake : std::exchange(held_, {})) commit(std::move(intake), out);
}

std::vector<Frame> Puppet::apply(Actions actions) {
  std::vector<Frame> out;
  for (const std::string& bytes : actions.to_send) {
    auto frame = wishsync::decode(bytes);
    model::check(frame.has_value(), "a session sends frames that can be read");
    heard_.push_back(*frame);
    out.push_back(std::move(*frame));
  }
  if (actions.end) ended_ = actions.end;
  renewed = renewed || actions.renew_writer;
  for (auto& bad : actions.quarantined) quarantined.push_back(std::move(bad));
  for (wishsync::Intake& intake : actions.to_commit) {
    if (hold_commits)
      held_.push_back(std::move(intake));
    else
      commit(std::move(intake), out);
  }
  if (actions.redeem) {
    const auto frames = apply(session_->on_redeemed(world_.redeem(node_, *actions.redeem), world_.now_ms()));
    out.insert(out.end(), frames.begin(), frames.end());
  }
  return out;
}

}  // namespace support
