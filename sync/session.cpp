#include "sync/session.h"

#include <algorithm>

namespace wishsync {

using model::Error;

std::int64_t CreditPool::take() {
  constexpr std::int64_t kShareMin = 64 * 1024;
  const std::int64_t share = std::max(kShareMin, std::min(kCreditPeerBytes, available_ / 8));
  available_ -= share;
  return share;
}

Session::Session(const Replica& replica, Link link) : replica_(replica), link_(std::move(link)) {}

Session::~Session() {
  if (link_.credit) link_.credit->give_back(share_);
}

void Session::enter(std::uint64_t now_ms) {
  now_ms_ = now_ms;
  // The wall clock may step back: what was noted lies in the past nevertheless.
  started_ms_ = std::min(started_ms_, now_ms);
  moved_ms_ = std::min(moved_ms_, now_ms);
  asked_ms_ = std::min(asked_ms_, now_ms);
  if (stalled_ms_) stalled_ms_ = std::min(*stalled_ms_, now_ms);
  if (status_.in_step && idle()) moved_ms_ = asked_ms_ = now_ms;
  authority_ = replica_.authority();
}

Actions Session::start(std::uint64_t now_ms) {
  started_ms_ = now_ms;
  enter(now_ms);
  if (!link_.lower) {
    state_ = State::kAwaitHello;
    return finish();
  }
  Hello hello;
  hello.protocol_min = kProtocolMin;
  hello.protocol_max = kProtocolMax;
  hello.nonce = link_.nonce;
  hello.key = link_.signer->key();
  hello.writer = link_.writer;
  hello.clock_ms = now_ms;
  hello.release = link_.release;
  if (link_.join) {
    hello.join_id = link_.join->id;
    hello.sealing_key = link_.sealing_key;
  }
  hello_bytes_ = encode(Frame(hello));
  actions_.to_send.push_back(hello_bytes_);
  state_ = State::kAwaitWelcome;
  return finish();
}

Actions Session::on_frame(std::string_view bytes, std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ == State::kEnded) return finish();
  auto frame = decode(bytes);
  if (!frame) {
    // Of a peer that has not proved who it is nothing is kept: anybody may knock.
    if (state_ == State::kOpen) quarantine(std::nullopt, frame.error(), bytes, kMalformedBytesKept);
    end(frame.error());
    return finish();
  }
  if (state_ == State::kAwaitHello && std::holds_alternative<Hello>(*frame)) hello_bytes_ = bytes;
  frame_ = bytes;
  dispatch(*frame);
  frame_ = {};
  return finish();
}

void Session::dispatch(Frame& frame) {
  const auto unexpected = [this] {
    end(Error("sync.unexpected", "the peer sent a frame that has no place here in the conversation"));
  };
  std::visit(
      [&](auto& f) {
        using F = std::decay_t<decltype(f)>;
        if constexpr (std::is_same_v<F, Bye>)
          on(f);
        else if constexpr (std::is_same_v<F, Hello>)
          state_ == State::kAwaitHello ? on(f) : unexpected();
        else if constexpr (std::is_same_v<F, Welcome>)
          state_ == State::kAwaitWelcome ? on(f) : unexpected();
        else if constexpr (std::is_same_v<F, Proof>)
          state_ == State::kAwaitProof ? on(f) : unexpected();
        else if constexpr (std::is_same_v<F, Accepted>)
          state_ == State::kAwaitAccepted ? on(f) : unexpected();
        else if constexpr (std::is_same_v<F, TicketTaken>)
          state_ == State::kAwaitTaken ? on(f) : unexpected();
        else
          state_ == State::kOpen ? on(f) : unexpected();
      },
      frame);
}

Actions Session::on_tick(std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ == State::kEnded) return finish();
  if (state_ != State::kOpen && now_ms >= started_ms_ + kHandshakeMsMax)
    end(Error("sync.handshake_timeout", "the peer did not finish introducing itself in time"));
  else if ((stalled_ms_ && now_ms >= *stalled_ms_ + kStallMsMax) ||
           (awaits_acks() && now_ms >= moved_ms_ + kRecheckMsMax))
    end(Error("sync.stalled", "the peer takes nothing any more; the connection is made anew"));
  return finish();
}

// The upper side was told nothing of what it sent. The lower one drives the comparing, but can't know that
// something got lost on its way down.
bool Session::awaits_acks() const { return !link_.lower && state_ == State::kOpen && !unacked_.empty(); }

Actions Session::stop(const Error& reason) {
  if (state_ != State::kEnded) end(reason);
  return finish();
}

void Session::end(const Error& reason) {
  if (state_ != State::kStart) send(Bye{reason});
  state_ = State::kEnded;
  status_.open = status_.in_step = false;
  actions_.end = reason;
}

Actions Session::finish() {
  if (bundle_) {
    owed_ = 0;  // Its host bounds what is under way.
  } else if (state_ == State::kOpen) {
    drive();
    if (state_ == State::kOpen) pump();
    if (state_ == State::kOpen) ask_blobs();
    if (state_ == State::kOpen) grant();
    if (link_.lower && !(status_.in_step && idle()))
      actions_.wake_at_ms = std::min(moved_ms_ + kRecheckMs, asked_ms_ + kRecheckMsMax);
    if (stalled_ms_)
      actions_.wake_at_ms = std::min(actions_.wake_at_ms.value_or(UINT64_MAX), *stalled_ms_ + kStallMsMax);
    if (awaits_acks())
      actions_.wake_at_ms = std::min(actions_.wake_at_ms.value_or(UINT64_MAX), moved_ms_ + kRecheckMsMax);
    if (fetch_ || blobs_again_ms_)
      actions_.wake_at_ms = std::min({actions_.wake_at_ms.value_or(UINT64_MAX),
                                      fetch_ ? fetch_->moved_ms + kRecheckMsMax : UINT64_MAX,
                                      blobs_again_ms_.value_or(UINT64_MAX)});
  } else if (state_ != State::kEnded && state_ != State::kStart) {
    actions_.wake_at_ms = started_ms_ + kHandshakeMsMax;
  }
  return std::exchange(actions_, {});
}

SessionStatus Session::status() const {
  SessionStatus out = status_;
  for (const auto& [log, tip] : expected_) {
    std::uint64_t held = 0;
    for (const model::Tip& ours : replica_.tips(log)) held = std::max(held, ours.seq.value);
    if (tip.seq.value > held) out.we_lack_events += tip.seq.value - held;
  }
  for (const auto& [log, queue] : transfers_)
    for (const Transfer& t : queue)
      if (t.target.seq >= t.next) out.peer_lacks_events += t.target.seq.value - t.next.value + 1;
  out.credit_used_bytes = std::max<std::int64_t>(share_ - granted_ - owed_, 0);
  out.in_step = in_step();
  return out;
}

}  // namespace wishsync
