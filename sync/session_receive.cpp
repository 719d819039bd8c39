// What comes in: batches are checked before anything is committed, and what bytes prove wrong is
// refused with its reason while other logs go on (design rule 8).

#include <algorithm>

#include "model/part.h"
#include "sync/carry.h"
#include "sync/checked_run.h"
#include "sync/session.h"

namespace wishsync {

using model::Error;
using model::LogId;
using model::Result;
using model::Tip;

namespace {

const Error kNotMine("sync.not_mine", "this node does not carry that log");
const Error kUnknownWriter("sync.unknown_writer", "the writer of that log is not known here yet");
const Error kGap("sync.gap", "the events do not continue what is held of their log");

constexpr std::int64_t kGrantAtLeast = 256 * 1024;

}  // namespace

// Hash chain, parts and the tip's signature; what is wrong with the bytes is the link's or the
// origin's fault, never the log's. Drops parts that do not fit or are not due here.
Result<CheckedRun> Session::check_batch(Run& run) const {
  auto key = replica_.signing_key(run.log, nullptr);
  if (!key) {  // The log may begin with what makes its writer known; or it has to wait, as it is.
    const auto first = first_of(run);
    if (!first) return first.error();
    key = replica_.signing_key(run.log, &*first);
  }
  if (!key) return kUnknownWriter;
  auto checked = check(std::move(run));
  if (!checked) return checked;
  if (!link_.verifier->verify(*key, model::tip_statement(checked->log, checked->tip.tip),
                              checked->tip.signature))
    return Error("sync.bad_signature", "the writer did not sign this tip");
  for (CheckedEvent& held : checked->events)
    if (!held.part.empty() && !part_due(*authority_, link_.place, held.event.header())) held.part.clear();
  return checked;
}

bool Session::spend(std::size_t bytes) {
  if (bundle_) return true;
  granted_ -= static_cast<std::int64_t>(bytes);
  if (granted_ >= -static_cast<std::int64_t>(kBatchBytesMax)) return true;
  end(Error("sync.credit", "the peer sent more than its credit"));
  return false;
}

void Session::refuse(const LogId& log, const Error& reason) {
  status_.refused = reason;
  actions_.refused.push_back({log, reason});
  expected_.erase(log);
  send(Refused{log, reason});
}

void Session::quarantine(std::optional<LogId> log, const Error& reason, std::string_view frame,
                         std::size_t kept_bytes_max) {
  actions_.quarantined.push_back({log, reason, std::string(frame.substr(0, kept_bytes_max)), frame.size()});
}

void Session::on(Batch& batch) {
  if (spend(batch.bytes)) receive(batch, frame_);
}

void Session::receive(Batch& batch, std::string_view frame) {
  const LogId log = batch.run.log;
  const auto bytes = static_cast<std::int64_t>(batch.bytes);
  const bool of_all = log.place == model::kPlaceOfAll;
  auto checked = [&]() -> Result<CheckedRun> {
    if (batch.run.events.empty()) return Error("sync.empty_batch", "a batch without events");
    if (!shared(log)) return kNotMine;
    if (deferred_logs_.contains(log)) return kUnknownWriter;  // Behind those that wait.
    return check_batch(batch.run);
  }();
  if (!checked) {
    const bool later = checked.error().code == kUnknownWriter.code || checked.error().code == kNotMine.code;
    if (later && defer(batch, frame)) return;
    if (!later) quarantine(log, checked.error(), frame, kFrameBytesMax);
    owed_ += bytes;
    return refuse(log, checked.error());
  }
  CheckedRun& run = *checked;
  const auto pending = pending_tips_.find(log);
  const bool continues = run.before.seq.value == 0 ||
                         replica_.holds({log, run.before.seq, run.before.hash}) ||
                         (pending != pending_tips_.end() && pending->second.contains(run.before));
  if (!continues) {
    owed_ += bytes;
    if (!gap_told_.insert(log).second) return;  // The rest of what was under way with it.
    refuse(log, kGap);
    status_.in_step = false;
    Range told;
    told.answer = true;
    told.what = Entries{{log, replica_.tips(log)}};
    send_have(of_all ? 0 : 1, {told});
    return;
  }
  gap_told_.erase(log);
  from_peer_[log].insert(run.tip.tip);
  Intake intake;
  intake.runs.push_back(std::move(run));
  take(std::move(intake), bytes, of_all);
}

// What makes a writer or a place known may still be on its way to the disk, or, of place 0, to us: two
// nodes of one height may rest on each other's words. False if there is nothing to wait for.
bool Session::defer(Batch& batch, std::string_view frame) {
  const bool of_all = batch.run.log.place == model::kPlaceOfAll;
  const std::size_t size = content_bytes(batch.run) + frame.size();
  if ((pending_of_all_ == 0 && !of_all) || deferred_.size() >= kDeferredFramesMax ||
      deferred_bytes_ + size > kDeferredBytesMax)
    return false;
  // Its credit goes back, so that what it waits for can come.
  owed_ += static_cast<std::int64_t>(batch.bytes);
  batch.bytes = 0;
  deferred_bytes_ += size;
  deferred_logs_.insert(batch.run.log);
  deferred_.push_back({std::move(batch), std::string(frame)});
  return true;
}

void Session::receive_deferred() {
  if (pending_of_all_ == 0) {
    deferred_logs_.clear();
    deferred_bytes_ = 0;
    for (auto& [batch, frame] : std::exchange(deferred_, {})) receive(batch, frame);
  }
  for (Parts& parts : std::exchange(deferred_parts_, {})) receive(parts);
}

void Session::on(Parts& parts) {
  if (!spend(parts.bytes)) return;
  receive(parts);
  if (parts_awaited_) ask_parts();
}

void Session::receive(Parts& parts) {
  Intake intake;
  for (const PartItem& item : parts.items) {
    const auto event = replica_.event(item.event);
    if (!event && pending_tips_.contains(item.event.log) && deferred_parts_.size() < kDeferredFramesMax) {
      deferred_parts_.push_back(std::move(parts));  // The event is on its way to the disk.
      return;
    }
    if (!event || !model::part_fits(*event, item.part) ||
        !part_due(*authority_, link_.place, event->header()))
      continue;
    intake.parts.push_back({item.event, item.part});
  }
  for (const LatePart& part : intake.parts) parts_from_peer_.insert(part.event);
  if (intake.parts.empty())
    owed_ += static_cast<std::int64_t>(parts.bytes);
  else
    take(std::move(intake), static_cast<std::int64_t>(parts.bytes), false);
}

void Session::on(const Acks& acks) {
  for (const Ack& ack : acks.acks) {
    if (ack.writer == status_.peer_writer || ack.place == status_.peer_place) {
      const auto at = unacked_.find(ack.log);
      if (at != unacked_.end() && ack.tip.seq >= at->second.seq) {
        unacked_.erase(at);
        progress_ = true;
        moved_ms_ = now_ms_;
      }
    }
    // Words that count come from above, and in a bundle from the sender, so that the next one for it can
    // begin there; a count of 0 only says again what was said.
    const bool counts = link_.lower || (bundle_ && ack.writer == status_.peer_writer);
    if (!counts || ack.count == 0 || ack.writer == link_.writer) continue;
    acks_in_.push_back(ack);
  }
  take_acks(acks_in_.size() > kAcksQueuedMax / 2);
  if (acks_in_.size() > kAcksQueuedMax)
    end(Error("sync.too_many_frames", "the peer sent more acknowledgements than can be stored in time"));
}

// Acks wait in their order until their writer and their log are known. `lapse`: those that are not
// known by now are passed over.
void Session::take_acks(bool lapse) {
  if (acks_pending_) return;
  Intake intake;
  while (!acks_in_.empty() && intake.acks.size() < kAcksPerFrameMax) {
    const Ack& ack = acks_in_.front();
    const model::Writer* writer = authority_->writer(ack.writer);
    const bool known = writer && shared(ack.log) &&
                       (ack.log.place == model::kPlaceOfAll || authority_->writer(ack.log.writer));
    if (!known && !lapse) break;
    if (known && writer->place == ack.place && authority_->at_or_above(ack.place, status_.peer_place))
      intake.acks.push_back(ack);
    acks_in_.pop_front();
  }
  if (intake.acks.empty()) return;
  intake.id = next_intake_++;
  acks_pending_ = intake.id;
  actions_.to_commit.push_back(std::move(intake));
}

void Session::on(const Bye& bye) {
  state_ = State::kEnded;
  status_.open = status_.in_step = false;
  actions_.end = bye.reason;
}

void Session::take(Intake intake, std::int64_t bytes, bool place_of_all) {
  intake.id = next_intake_++;
  Pending pending;
  pending.bytes = bytes;
  pending.place_of_all = place_of_all;
  for (const CheckedRun& run : intake.runs) {
    pending.tips.emplace_back(run.log, run.tip.tip);
    pending_tips_[run.log].insert(run.tip.tip);
  }
  for (const LatePart& part : intake.parts) pending.parts.push_back(part.event);
  if (place_of_all) ++pending_of_all_;
  pending_.emplace(intake.id, std::move(pending));
  moved_ms_ = now_ms_;
  actions_.to_commit.push_back(std::move(intake));
}

Actions Session::on_commit_done(std::uint64_t id, const Result<>& done, std::uint64_t now_ms) {
  enter(now_ms);
  if (ticket_intake_ == id) {
    if (state_ == State::kStoringTicket) done ? ticket_stored() : end(done.error());
    return finish();
  }
  if (state_ != State::kOpen) return finish();
  if (!done && done.error().code != "store.gap") {
    end(done.error());  // The disk: nothing can be taken now; the peer tries again later.
    return finish();
  }
  if (acks_pending_ == id) {
    acks_pending_.reset();
    take_acks(false);
    return finish();
  }
  if (const auto chunk = chunks_pending_.find(id); chunk != chunks_pending_.end()) {
    owed_ += chunk->second;
    chunks_pending_.erase(chunk);
    return finish();
  }
  const auto at = pending_.find(id);
  if (at == pending_.end()) return finish();
  const Pending pending = std::move(at->second);
  pending_.erase(at);
  settle(pending, done.has_value());
  if (!pending.tips.empty()) {
    progress_ = true;
    moved_ms_ = now_ms;
  }
  receive_deferred();
  if (state_ == State::kOpen) take_acks(false);
  return finish();
}

// What was pending is durable now, or never will be.
void Session::settle(const Pending& pending, bool durable) {
  owed_ += pending.bytes;
  if (pending.place_of_all) --pending_of_all_;
  for (const auto& [log, tip] : pending.tips) {
    const auto waits = pending_tips_.find(log);
    if (waits != pending_tips_.end()) waits->second.erase(tip);
    if (const auto theirs = from_peer_.find(log); theirs != from_peer_.end()) {
      theirs->second.erase(tip);
      if (theirs->second.empty()) from_peer_.erase(theirs);
    }
    const auto hoped = expected_.find(log);
    if (hoped != expected_.end() &&
        (!durable || replica_.holds({log, hoped->second.seq, hoped->second.hash})))
      expected_.erase(hoped);
    // Nothing of it was new here: the peer is told that we hold it all the same.
    if (durable && !bundle_ && !acked_.contains(log))
      if (const auto ack = replica_.own_ack(log)) send_acks({*ack});
    if (waits != pending_tips_.end() && waits->second.empty()) {
      pending_tips_.erase(waits);
      acked_.erase(log);
    }
  }
  for (const model::EventRef& part : pending.parts) parts_from_peer_.erase(part);
}

void Session::grant() {
  if (owed_ == 0 || (owed_ < kGrantAtLeast && granted_ >= share_ / 2)) return;
  granted_ += owed_;
  send(Credit{static_cast<std::uint32_t>(owed_)});
  owed_ = 0;
}

}  // namespace wishsync
