// What goes out: events up to the peer's credit, parts where they are due, acknowledgements.

#include <algorithm>

#include "sync/carry.h"
#include "sync/checked_run.h"
#include "sync/outgoing.h"
#include "sync/session.h"

namespace wishsync {

using model::EventRef;
using model::LogId;
using model::Seq;
using model::Tip;

// Queues the branch that ends in `target`, from `from` on. What is queued already is not queued twice.
void Session::transfer(const LogId& log, const Tip& target, Seq from) {
  if (left_out_.contains(log) || from > target.seq) return;
  auto& queue = transfers_[log];
  for (Transfer& t : queue) {
    if (t.target == target) {
      t.next = std::min(t.next, from);
      return;
    }
    // New events right behind those that are still queued: one transfer more or less at a time.
    if (t.target.seq < target.seq && replica_.on_branch(log, target, t.target.seq) == t.target.hash &&
        from >= t.next) {
      t.target = target;
      return;
    }
  }
  queue.push_back({target, from});
}

void Session::drop_transfers(const LogId& log) {
  transfers_.erase(log);
  unacked_.erase(log);
  std::erase_if(searches_, [&](const auto& item) { return item.first.first == log; });
}

// Place 0 first, and of its logs those of higher places, whose words the lower ones rest on.
std::map<LogId, std::deque<Session::Transfer>>::iterator Session::next_transfer() {
  auto best = transfers_.begin();
  if (best->first.place != model::kPlaceOfAll) return best;
  std::size_t least = height_of(*authority_, best->first);
  for (auto at = std::next(best); at != transfers_.end() && at->first.place == model::kPlaceOfAll; ++at) {
    const std::size_t other = height_of(*authority_, at->first);
    if (other < least) {
      best = at;
      least = other;
    }
  }
  return best;
}

void Session::pump() {
  while (credit_ > 0 && !transfers_.empty()) {
    const auto at = next_transfer();
    Transfer& t = at->second.front();
    if (!send_batch(at->first, t) || t.next > t.target.seq) {
      at->second.pop_front();
      if (at->second.empty()) transfers_.erase(at);
    }
  }
  while (credit_ > 0 && !parts_out_.empty()) send_parts();
  while (credit_ > 0 && transfers_.empty() && parts_out_.empty() && !chunks_out_.empty()) send_chunk();
  if (transfers_.empty() && parts_out_.empty())
    stalled_ms_.reset();
  else if (!stalled_ms_)
    stalled_ms_ = now_ms_;
}

// The next run of a transfer; false if it can't go on.
bool Session::send_batch(const LogId& log, Transfer& t) {
  auto run = replica_.read_run(log, t.target, t.next, kBatchTargetBytes, true);
  if (!run || run->events.empty()) return false;
  for (const EventRef& part : fit_parts(*authority_, status_.peer_place, *run)) queue_part(part);
  credit_ -= static_cast<std::int64_t>(content_bytes(*run));
  t.next = run->tip.tip.seq.next();
  auto [unacked, fresh] = unacked_.try_emplace(log, run->tip.tip);
  if (!fresh && unacked->second.seq < run->tip.tip.seq) unacked->second = run->tip.tip;
  moved_ms_ = now_ms_;
  if (protocol_ >= kProtocolCuts) cut(*run);
  send(Batch{std::move(*run)});
  return true;
}

void Session::on(const Credit& credit) {
  // More than that at once would only fill our memory.
  credit_ = std::min<std::int64_t>(credit_ + credit.bytes, kCreditPeerBytes);
  stalled_ms_.reset();
}

void Session::on(const Refused& refused) {
  if (replica_.tips(refused.log).empty()) return;  // Nothing that we could have sent.
  status_.refused = refused.reason;
  actions_.refused.push_back(refused);
  drop_transfers(refused.log);
  // A gap is mended by the tips that the peer sends along.
  if (refused.reason.code == "sync.gap") return;
  left_out_[refused.log] =
      refused.reason.code == "sync.not_mine" || refused.reason.code == "sync.unknown_writer";
}

void Session::queue_part(const EventRef& part) {
  if (parts_out_.size() < kPartsQueuedMax) parts_out_.emplace_back(part);
}

// One frame: up to the end of an answer, or as much as fits.
void Session::send_parts() {
  Parts frame;
  std::size_t bytes = kPartsFrameBytes;
  while (!parts_out_.empty()) {
    const auto ref = parts_out_.front();
    if (!ref) {
      parts_out_.pop_front();
      break;  // Also when empty: it is what the asker waits for.
    }
    if (auto part = replica_.part(*ref)) {
      PartItem item{*ref, std::move(*part)};
      const std::size_t more = content_bytes(item);
      if (!frame.items.empty() && (bytes + more > kBatchTargetBytes || frame.items.size() == kWantPartsMax))
        break;
      bytes += more;
      frame.items.push_back(std::move(item));
    }
    parts_out_.pop_front();
  }
  credit_ -= static_cast<std::int64_t>(bytes);
  send(frame);
}

void Session::on(const Want& want) {
  for (const EventRef& ref : want.items) {
    const auto event = replica_.event(ref);
    // Only where it is due at the peer, whatever it asks for.
    if (event && shared(ref.log) && part_due(*authority_, status_.peer_place, event->header()))
      queue_part(ref);
  }
  if (parts_out_.size() < kPartsQueuedMax) parts_out_.emplace_back(std::nullopt);
}

Actions Session::on_committed(const Committed& committed, std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ != State::kOpen) return finish();
  if (committed.authority_changed) {
    if (auto revoked = peer_revoked(*authority_)) {
      end(*revoked);
      return finish();
    }
    left_out_.clear();
    parts_asked_to_ = {};
    if (link_.lower) {
      zone_ = 0;
      asked_ = false;
      progress_ = true;
      status_.in_step = of_all_equal_ = false;
    }
  }
  std::map<LogId, std::uint64_t> changed;
  for (const Arrival& arrival : committed.arrivals) {
    if (!shared(arrival.log)) continue;
    changed[arrival.log] = arrival.count;
    if (arrival.is_part()) continue;
    if (const auto hoped = expected_.find(arrival.log);
        hoped != expected_.end() && replica_.holds({arrival.log, hoped->second.seq, hoped->second.hash}))
      expected_.erase(hoped);
    if (const auto theirs = from_peer_.find(arrival.log);
        theirs != from_peer_.end() && theirs->second.contains(arrival.tip))
      continue;
    // Until both know the same writers, what others wrote waits for the comparison that follows.
    if (pushes_ || arrival.log.place == model::kPlaceOfAll) transfer(arrival.log, arrival.tip, arrival.first);
  }
  for (const LatePart& late : committed.late_parts) {
    if (parts_from_peer_.contains(late.event) || !shared(late.event.log)) continue;
    const auto event = replica_.event(late.event);
    if (event && part_due(*authority_, status_.peer_place, event->header())) queue_part(late.event);
  }

  tell_blobs(committed);

  // Our own word about what changed, then the words of those above to those below, each ascending.
  std::vector<Ack> acks;
  for (const auto& [log, count] : changed) {
    auto ack = replica_.own_ack(log);
    if (!ack) continue;
    ack->count = count;
    acks.push_back(std::move(*ack));
    if (pending_tips_.contains(log)) acked_.insert(log);
  }
  std::sort(acks.begin(), acks.end(), [](const Ack& a, const Ack& b) { return a.count < b.count; });
  // Words that count follow the answer to where the lower one stands, or it would miss some for good.
  if (!acks_asked_)
    for (Ack& ack : acks) ack.count = 0;
  if (!link_.lower && acks_asked_)
    for (const Ack& ack : committed.acks)
      if (shared(ack.log) && told_down(ack)) acks.push_back(ack);
  send_acks(std::move(acks));
  return finish();
}

bool Session::told_down(const Ack& ack) const {
  return ack.writer != status_.peer_writer && authority_->at_or_above(ack.place, link_.place);
}

void Session::send_acks(std::vector<Ack> acks) {
  for (std::size_t begin = 0; begin < acks.size(); begin += kAcksPerFrameMax) {
    const std::size_t end = std::min(begin + kAcksPerFrameMax, acks.size());
    send(Acks{{acks.begin() + static_cast<std::ptrdiff_t>(begin),
               acks.begin() + static_cast<std::ptrdiff_t>(end)}});
  }
}

// A node that joins gets its writer in the course of its first conversation.
std::optional<model::WriterId> Session::own_writer() const {
  std::optional<LogId> any;
  replica_.for_each_log([&](const LogId& log, std::span<const Tip>) {
    if (!any) any = log;
  });
  const auto ack = any ? replica_.own_ack(*any) : std::nullopt;
  return ack ? std::optional(ack->writer) : std::nullopt;
}

// The lower one told up to where it knows whose words: the rest follows.
void Session::on(const AckCounts& counts) {
  if (link_.lower || acks_asked_) return;
  acks_asked_ = true;
  std::map<model::WriterId, std::uint64_t> known(counts.counts.begin(), counts.counts.end());
  std::vector<Ack> acks;
  if (const auto self = own_writer()) {
    for (const ChangedLog& changed : replica_.changed_since(known[*self])) {
      if (!shared(changed.log)) continue;
      auto ack = replica_.own_ack(changed.log);
      if (!ack) continue;
      ack->count = changed.count;
      acks.push_back(std::move(*ack));
    }
  }
  for (const auto& [writer, count] : replica_.ack_counts()) {
    if (count <= known[writer] || writer == status_.peer_writer) continue;
    for (const Ack& ack : replica_.acks_since(writer, known[writer]))
      if (shared(ack.log) && told_down(ack)) acks.push_back(ack);
  }
  send_acks(std::move(acks));
}

}  // namespace wishsync
