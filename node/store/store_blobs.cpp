#include "node/store/store_blobs.h"

#include <algorithm>

#include "model/fold/wish.h"
#include "model/part.h"
#include "node/limits.h"
#include "node/store/event_store.h"
#include "node/store/store_hiding.h"
#include "node/store/store_keys.h"

namespace node {

using model::Error;
using model::Event;
using model::EventRef;
using model::LogId;
using model::Result;

KeptBlobs& StagedBlobs::kept(const std::string& key) {
  const auto [at, fresh] = kept_.try_emplace(key);
  if (const auto value = fresh ? kv_.get(Family::kMeta, key) : std::nullopt)
    at->second = keys::read_kept_blobs_value(*value);
  return at->second;
}

void StagedBlobs::part_comes(const Event& event, std::string_view part, bool with_blob) {
  if (!model::names_blob(event.header().kind)) return;
  auto blob = model::blob_of(event.header().kind, model::part_payload(part));
  if (!blob) return;
  KeptBlobs& of_subject = kept(keys::kept_blobs_key(event.header().subject, event.header().subject_home()));
  const bool fits =
      of_subject.files < model::kAttachmentsMax && of_subject.bytes + blob->bytes <= kAttachmentsBytesMax;
  if (!fits && !with_blob) {
    beyond_limit_.push_back(event.ref());
    return;
  }
  ++of_subject.files;
  of_subject.bytes += blob->bytes;
  blobs_[event.ref()] = {{std::move(*blob), 0}, false};
  begun_.push_back(event.ref());
}

const HeldBlob* StagedBlobs::find(const EventRef& event) const {
  const auto at = blobs_.find(event);
  return at == blobs_.end() ? nullptr : &at->second.held;
}

bool StagedBlobs::put(const wishsync::BlobChunk& chunk, const Sealer& sealer, KvBatch& batch) {
  const auto at = blobs_.find(chunk.event);
  if (at == blobs_.end()) return false;
  HeldBlob& held = at->second.held;
  if (chunk.index != held.chunks || !model::chunk_fits(held.blob, chunk.index, chunk.bytes)) return false;
  batch.put(Family::kBlob, keys::chunk_key(chunk.event, chunk.index),
            sealer.seal(chunk.bytes, keys::chunk_association(chunk.event.hash, chunk.index)));
  ++held.chunks;
  return true;
}

void StagedBlobs::break_off(const EventRef& event, HeldBlob held, std::uint32_t index) {
  const bool missed = !held.whole();
  held.chunks = index;
  blobs_[event] = {std::move(held), missed};
}

void StagedBlobs::finish(KvBatch& batch) const {
  for (const auto& [event, staged] : blobs_) {
    std::string key = keys::meta(keys::kAbsentBlob, keys::event_key(event));
    if (!staged.held.whole())
      batch.put(Family::kMeta, std::move(key),
                keys::absent_blob_value(staged.held.chunks, staged.held.blob.bytes));
    else if (staged.missed)
      batch.remove(Family::kMeta, std::move(key));
  }
  for (const auto& [key, kept] : kept_) batch.put(Family::kMeta, key, keys::kept_blobs_value(kept));
  for (const EventRef& event : beyond_limit_)
    batch.put(Family::kMeta, keys::meta(keys::kUnkeptBlob, keys::event_key(event)), "");
}

std::map<model::LogId, std::ptrdiff_t> StagedBlobs::missing_more() const {
  std::map<model::LogId, std::ptrdiff_t> out;
  for (const auto& [event, staged] : blobs_)
    if (const bool misses = !staged.held.whole(); misses != staged.missed) out[event.log] += misses ? 1 : -1;
  return out;
}

// A version that did not know that such events name blobs kept events and parts all the same, and noted
// nothing of what is missing. What the disk refuses now is found again at the next start.
void EventStore::find_missing_blobs() {
  const std::string current = keys::blobs_value(last_arrival_);
  const auto noted = kv_.get(Family::kMeta, keys::kBlobs);
  if (noted == current || last_arrival_ == 0) return;
  const bool same_kinds = noted && noted->substr(8) == current.substr(8);
  KvBatch batch;
  std::vector<LogId> begun;
  const auto look = [&](const Event& event) {
    if (!model::names_blob(event.header().kind) || erased(event)) return;
    const std::string absent = keys::meta(keys::kAbsentBlob, keys::event_key(event.ref()));
    if (kv_.get(Family::kMeta, absent)) return;
    auto held = held_blob(event.ref());
    if (!held || held->beyond_limit) return;
    for (held->chunks = 0;
         !held->whole() && kv_.get(Family::kBlob, keys::chunk_key(event.ref(), held->chunks));)
      ++held->chunks;
    if (held->whole()) return;
    batch.put(Family::kMeta, absent, keys::absent_blob_value(held->chunks, held->blob.bytes));
    begun.push_back(event.header().log());
  };
  arrivals_after(same_kinds ? model::get_u64(noted->data()) : 0, [&](const Arrival& arrival) {
    if (arrival.is_part()) {
      if (const auto event = read_event({arrival.log, arrival.tip.seq, arrival.tip.hash})) look(*event);
    } else {
      for (const Event& event : events_of(arrival)) look(event);
    }
    return true;
  });
  batch.put(Family::kMeta, std::string(keys::kBlobs), current);
  if (!kv_.write(batch)) return;
  for (const LogId& log : begun) count_missing(log, 1);
}

std::optional<HeldBlob> EventStore::held_blob(const EventRef& ref) const {
  const auto event = read_event(ref);
  if (!event || !model::names_blob(event->header().kind)) return std::nullopt;
  // Before the part: where both go meanwhile, the blob was erased and not completed.
  const auto absent = kv_.get(Family::kMeta, keys::meta(keys::kAbsentBlob, keys::event_key(ref)));
  const auto unkept = kv_.get(Family::kMeta, keys::meta(keys::kUnkeptBlob, keys::event_key(ref)));
  const auto part = part_though_hidden(ref);
  auto blob = part ? model::blob_of(event->header().kind, model::part_payload(*part)) : std::nullopt;
  if (!blob) return std::nullopt;
  if (unkept) return HeldBlob{.blob = std::move(*blob), .beyond_limit = true};
  if (!absent) {
    const std::uint32_t all = blob->chunk_count();
    return HeldBlob{std::move(*blob), all};
  }
  const std::uint32_t chunks = keys::read_absent_blob_value(*absent).first;
  return HeldBlob{std::move(*blob), chunks, kv_.get(Family::kBlob, keys::chunk_key(ref, chunks)).has_value()};
}

std::optional<std::string> EventStore::stored_chunk(const EventRef& event, std::uint32_t index) const {
  const auto sealed = kv_.get(Family::kBlob, keys::chunk_key(event, index));
  return sealed ? sealer_.open(*sealed, keys::chunk_association(event.hash, index)) : std::nullopt;
}

std::optional<std::string> EventStore::blob_chunk_though_hidden(const EventRef& event,
                                                                std::uint32_t index) const {
  auto chunk = stored_chunk(event, index);
  if (!chunk && on_unreadable_)
    if (const auto held = held_blob(event); held && index < held->chunks) on_unreadable_({event, index});
  return chunk;
}

// Whether the chunk really can't be read, and the blob is missing from it on.
bool EventStore::break_off(const ChunkRef& chunk, StagedBlobs& blobs, KvBatch& batch) const {
  const auto& [event, index] = chunk;
  if (blobs.find(event)) return false;  // Whoever reads it next says so again.
  auto held = held_blob(event);
  if (!held || index >= held->chunks) return false;
  const auto bytes = stored_chunk(event, index);
  if (bytes && model::chunk_fits(held->blob, index, *bytes)) return false;
  // Something stands there, so that the blob is known for a damaged one.
  if (std::string key = keys::chunk_key(event, index); !kv_.get(Family::kBlob, key))
    batch.put(Family::kBlob, std::move(key), "");
  blobs.break_off(event, std::move(*held), index);
  return true;
}

void EventStore::go_over_stored(const EventRef& event, StagedBlobs& blobs) const {
  for (const HeldBlob& held = *blobs.find(event); held.damaged && !held.whole(); blobs.go_over(event)) {
    const auto next = stored_chunk(event, held.chunks);
    if (!next || !model::chunk_fits(held.blob, held.chunks, *next)) return;
  }
}

std::optional<std::string> EventStore::blob_chunk(const EventRef& event, std::uint32_t index) const {
  return shown(event) ? blob_chunk_though_hidden(event, index) : std::nullopt;
}

Error blob_damaged() {
  return {
      "blob.damaged",
      "the file is damaged on the disk of this node; it is fetched again from a node that has it with the "
      "next contact, and where none has it, it must be attached once more",
      "附件在本节点磁盘上已损坏；下次连接后会自动从保存有该附件的节点重新取回；如其他节点都没有，请重新添加"};
}

Error blob_beyond_limit() {
  return {
      "blob.beyond_limit",
      "the wish had as many files as are kept of one (30, 100 MiB together) when this one came, so it is "
      "not kept here; ask where it was attached",
      "收到该附件时，这条心愿的附件已达上限（30 个，总计 100 MiB），本节点未保存；请向添加附件的节点查询"};
}

Result<std::string> EventStore::blob(const EventRef& event) const {
  const auto held = held_blob(event);
  if (!held)
    return Error("blob.unknown", "there is no file here; it may have been erased",
                 "此处没有该附件；可能已被删除");
  if (!shown(event)) return parts_hidden_reason();
  if (held->beyond_limit) return blob_beyond_limit();
  if (held->damaged) return blob_damaged();
  if (!held->whole())
    return Error("blob.missing",
                 "the file has not arrived here completely; it comes by itself with the next contact",
                 "附件尚未完整传到本节点；下次连接后会自动补齐");
  std::string out;
  out.reserve(held->blob.bytes);
  for (std::uint32_t i = 0; i < held->blob.chunk_count(); ++i) {
    const auto chunk = blob_chunk(event, i);
    if (!chunk || !model::chunk_fits(held->blob, i, *chunk)) return blob_damaged();
    out += *chunk;
  }
  return out;
}

std::vector<wishsync::AbsentBlob> EventStore::absent_blobs(const EventRef& from,
                                                           std::size_t count_max) const {
  std::vector<wishsync::AbsentBlob> out;
  if (count_max == 0) return out;
  kv_.scan(Family::kMeta, keys::meta(keys::kAbsentBlob, keys::event_key(from)),
           keys::after_prefix(keys::kAbsentBlob), [&](std::string_view key, std::string_view value) {
             const auto [chunks, bytes] = keys::read_absent_blob_value(value);
             out.push_back({keys::read_event_key(key.substr(keys::kAbsentBlob.size())), chunks, bytes});
             return out.size() < count_max;
           });
  return out;
}

EventStore::MissingBlobs EventStore::missing_blobs() const {
  MissingBlobs out;
  kv_.scan(Family::kMeta, keys::kAbsentBlob, keys::after_prefix(keys::kAbsentBlob),
           [&](std::string_view, std::string_view value) {
             const auto [chunks, bytes] = keys::read_absent_blob_value(value);
             ++out.blobs;
             out.bytes +=
                 bytes - std::min<std::uint64_t>(bytes, std::uint64_t{chunks} * model::kBlobChunkBytes);
             return true;
           });
  kv_.scan(Family::kMeta, keys::kUnkeptBlob, keys::after_prefix(keys::kUnkeptBlob),
           [&](std::string_view, std::string_view) { return ++out.beyond_limit, true; });
  return out;
}

}  // namespace node
