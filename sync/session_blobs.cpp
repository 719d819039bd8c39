// Blobs: whoever misses one asks, a chunk or two at a time, and is answered when nothing else waits. Each
// chunk is judged by the part that is held and is durable by itself, so a conversation that ends in the
// middle loses nothing.

#include <algorithm>

#include "model/part.h"
#include "sync/carry.h"
#include "sync/session.h"

namespace wishsync {

using model::Error;
using model::EventRef;

namespace {

const Error kBadChunk("sync.bad_chunk", "a piece of a file is not the one that its event names");

// The key right after it.
EventRef after(EventRef event) {
  for (std::size_t i = event.hash.data.size(); i-- > 0;)
    if (++event.hash.data[i] != 0) break;
  return event;
}

}  // namespace

bool Session::due_here(const EventRef& event) const {
  const auto held = shared(event.log) ? replica_.event(event) : std::nullopt;
  return held && part_due(*authority_, link_.place, held->header());
}

bool Session::due_there(const EventRef& event) const {
  const auto held = shared(event.log) ? replica_.event(event) : std::nullopt;
  return held && part_due(*authority_, status_.peer_place, held->header());
}

// ---- Asking

// Those that were told of come after those that were missing when both came into step.
std::optional<AbsentBlob> Session::next_blob() {
  while (blobs_from_) {
    const auto page = replica_.absent_blobs(*blobs_from_, kBlobsPageMax);
    for (const AbsentBlob& absent : page) {
      blobs_from_ = after(absent.event);
      if (due_here(absent.event)) return absent;
    }
    if (page.size() < kBlobsPageMax) blobs_from_.reset();
  }
  while (!blobs_wanted_.empty()) {
    const EventRef event = blobs_wanted_.front();
    blobs_wanted_.pop_front();
    const auto absent = replica_.absent_blobs(event, 1);
    if (!absent.empty() && absent.front().event == event && due_here(event)) return absent.front();
  }
  return std::nullopt;
}

// Of one whose part is hidden nothing can be judged; one that came just now may not be durable yet.
void Session::fetch(const AbsentBlob& absent) {
  if (blobs_from_peer_.contains(absent.event)) return;
  const auto event = replica_.event(absent.event);
  const auto part = replica_.part(absent.event);
  if (!event || !part) return;
  auto blob = model::blob_of(event->header().kind, model::part_payload(*part));
  if (blob && absent.next < blob->chunk_count())
    fetch_ = Fetch{absent.event, std::move(*blob), absent.next, absent.next, now_ms_};
}

void Session::ask_blobs() {
  if (protocol_ < kProtocolBlobs) return;
  // A question or an answer may get lost.
  if (fetch_ && now_ms_ >= fetch_->moved_ms + kRecheckMsMax) fetch_->asked = fetch_->next;
  if (blobs_again_ms_ && now_ms_ >= *blobs_again_ms_) {
    blobs_again_ms_.reset();
    blobs_wait_ms_ = std::min(2 * blobs_wait_ms_, kBlobsAgainMsMax);
    blobs_from_ = EventRef{};
  }
  while (!fetch_) {
    const auto absent = next_blob();
    if (!absent) return;
    fetch(*absent);
  }
  const std::uint32_t until = std::min(fetch_->next + kBlobChunksAskedMax, fetch_->blob.chunk_count());
  if (fetch_->asked >= until) return;
  // Another peer may have brought some meanwhile, and behind one that was damaged the others still stand.
  const auto absent = replica_.absent_blobs(fetch_->event, 1);
  const bool is_absent = !absent.empty() && absent.front().event == fetch_->event;
  if (!is_absent || absent.front().next > fetch_->asked) {
    const EventRef event = fetch_->event;
    fetch_.reset();
    if (is_absent) blobs_wanted_.push_front(event);
    return ask_blobs();
  }
  send(BlobWant{fetch_->event, fetch_->asked, until - fetch_->asked});
  fetch_->asked = until;
  fetch_->moved_ms = now_ms_;
}

void Session::want_blob(const EventRef& event) {
  if (blobs_wanted_.size() < kBlobsQueuedMax)
    blobs_wanted_.push_back(event);
  else
    blobs_from_ = EventRef{};
}

void Session::on(const BlobHave& have) {
  for (const EventRef& event : have.items) want_blob(event);
}

void Session::on(BlobChunk& chunk) {
  const auto bytes = static_cast<std::int64_t>(chunk.bytes.size());
  if (!spend(chunk.bytes.size())) return;
  if (bundle_) {
    if (wrong(chunk)) return refuse_chunk(chunk);
    return take_chunk(chunk);
  }
  if (!fetch_ || fetch_->event != chunk.event || fetch_->next != chunk.index) {
    owed_ += bytes;  // Nobody waits for it any more.
    return;
  }
  if (chunk.bytes.empty()) {
    blobs_again_ms_ = now_ms_ + blobs_wait_ms_;
    return fetch_.reset();
  }
  if (!model::chunk_fits(fetch_->blob, chunk.index, chunk.bytes)) {
    fetch_.reset();
    return refuse_chunk(chunk);
  }
  ++fetch_->next;
  fetch_->moved_ms = now_ms_;
  blobs_wait_ms_ = kRecheckMsMax;
  const bool whole = fetch_->next == fetch_->blob.chunk_count();
  if (whole && blobs_from_peer_.size() < kBlobsQueuedMax) blobs_from_peer_.insert(chunk.event);
  // Erased meanwhile, the rest is of no use.
  if (whole || !replica_.part(chunk.event)) fetch_.reset();
  take_chunk(chunk);
}

// In a bundle, which brings them unasked. By a part that is hidden or not here the store alone may judge.
bool Session::wrong(const BlobChunk& chunk) const {
  const auto event = replica_.event(chunk.event);
  const auto part = event ? replica_.part(chunk.event) : std::nullopt;
  const auto blob = part ? model::blob_of(event->header().kind, model::part_payload(*part)) : std::nullopt;
  return blob && !model::chunk_fits(*blob, chunk.index, chunk.bytes);
}

void Session::refuse_chunk(const BlobChunk& chunk) {
  quarantine(chunk.event.log, kBadChunk, frame_, kFrameBytesMax);
  status_.refused = kBadChunk;
  actions_.refused.push_back({chunk.event.log, kBadChunk});
  owed_ += static_cast<std::int64_t>(chunk.bytes.size());
}

// What is not the next one that is missing the store passes over.
void Session::take_chunk(BlobChunk& chunk) {
  const auto bytes = static_cast<std::int64_t>(chunk.bytes.size());
  Intake intake;
  intake.id = next_intake_++;
  intake.chunks.push_back(std::move(chunk));
  chunks_pending_.emplace(intake.id, bytes);
  actions_.to_commit.push_back(std::move(intake));
}

// ---- Answering

void Session::on(const BlobWant& want) {
  for (std::uint32_t i = 0; i < std::min(want.count, kBlobChunksAskedMax); ++i)
    if (chunks_out_.size() < kBlobChunksQueuedMax) chunks_out_.emplace_back(want.event, want.from + i);
}

void Session::send_chunk() {
  const auto [event, index] = chunks_out_.front();
  chunks_out_.pop_front();
  BlobChunk chunk{event, index, {}};
  // Only where it is due at the peer, whatever it asks for.
  if (due_there(event)) chunk.bytes = replica_.blob_chunk(event, index).value_or("");
  credit_ -= static_cast<std::int64_t>(chunk.bytes.size());
  send(chunk);
}

// What began to be missing here is asked for; what is whole now, the peer is told, which may have asked for
// it before.
void Session::tell_blobs(const Committed& committed) {
  for (const EventRef& event : committed.begun_blobs)
    if (protocol_ >= kProtocolBlobs && shared(event.log)) want_blob(event);
  BlobHave have;
  for (const EventRef& event : committed.whole_blobs) {
    const bool with_event = std::ranges::any_of(committed.arrivals, [&](const Arrival& arrival) {
      return arrival.log == event.log && arrival.first <= event.seq && event.seq <= arrival.tip.seq;
    });
    if (blobs_from_peer_.erase(event) > 0 || with_event || protocol_ < kProtocolBlobs || !due_there(event))
      continue;
    have.items.push_back(event);
    if (have.items.size() == kBlobsToldMax) send(std::exchange(have, {}));
  }
  if (!have.items.empty()) send(have);
}

}  // namespace wishsync
