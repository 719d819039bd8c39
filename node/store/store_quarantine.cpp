#include "node/store/store_quarantine.h"

#include <algorithm>
#include <set>

#include "model/event.h"
#include "model/life_facts.h"
#include "node/limits.h"
#include "node/store/store_keys.h"
#include "sync/checked_run.h"
#include "sync/frame.h"
#include "sync/session.h"

namespace node {

using model::Error;
using model::Result;

namespace {

constexpr std::size_t kFixedBytes = 8 + 32 + 8 + 24 + 8 + 8 + 8 + 8 + 8 + 32;

std::string slot_key(std::string_view prefix, std::uint16_t slot) {
  std::string out(prefix);
  model::put_u16(out, slot);
  return out;
}
std::string head_key(std::uint16_t slot) { return slot_key(keys::kQuarantine, slot); }
std::string frame_key(std::uint16_t slot) { return slot_key(keys::kQuarantineFrame, slot); }

std::string_view view(const model::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void put_text(std::string& out, std::string_view text) {
  text = text.substr(0, kQuarantineReasonBytesMax);
  model::put_u16(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

std::string head_value(const QuarantineEntry& e) {
  std::string out;
  model::put_u64(out, e.id);
  out += e.peer.view();
  model::put_u64(out, e.place.value);
  out += keys::log_key(e.log.value_or(model::LogId{}));
  for (const std::uint64_t number : {e.first_ms, e.last_ms, e.count, e.frame_bytes, e.kept_bytes})
    model::put_u64(out, number);
  out += view(e.frame_hash);
  put_text(out, e.reason.code);
  put_text(out, e.reason.en);
  put_text(out, e.reason.zh);
  return out;
}

std::optional<QuarantineEntry> read_head(std::string_view value) {
  if (value.size() < kFixedBytes) return std::nullopt;
  QuarantineEntry e;
  e.id = model::get_u64(value.data());
  e.peer = *model::NodeKey::from(value.substr(8, 32));
  e.place = {model::get_u64(value.data() + 40)};
  const model::LogId log = keys::read_log_key(value.substr(48));
  if (!log.writer.is_zero()) e.log = log;
  std::uint64_t* const numbers[] = {&e.first_ms, &e.last_ms, &e.count, &e.frame_bytes, &e.kept_bytes};
  std::size_t at = 72;
  for (std::uint64_t* number : numbers) {
    *number = model::get_u64(value.data() + at);
    at += 8;
  }
  std::copy_n(value.begin() + static_cast<std::ptrdiff_t>(at), e.frame_hash.size(), e.frame_hash.begin());
  value.remove_prefix(kFixedBytes);
  for (std::string* text : {&e.reason.code, &e.reason.en, &e.reason.zh}) {
    if (value.size() < 2) return std::nullopt;
    const std::size_t size = model::get_u16(value.data());
    if (value.size() < 2 + size) return std::nullopt;
    *text = value.substr(2, size);
    value.remove_prefix(2 + size);
  }
  return e;
}

}  // namespace

Refusal refusal_of(wishsync::Quarantined bad, const wishsync::SessionStatus& status, std::uint64_t wall_ms) {
  return {status.peer_key,      status.peer_place, bad.log, std::move(bad.reason),
          std::move(bad.frame), bad.frame_bytes,   wall_ms};
}

std::optional<bool> names_subject(std::string_view bytes, std::span<const Quarantine::Erasure> erasures) {
  const auto frame = wishsync::decode(bytes);
  const auto* batch = frame ? std::get_if<wishsync::Batch>(&*frame) : nullptr;
  if (!batch) return std::nullopt;
  bool named = false;
  model::Tip before = batch->run.before;
  for (const wishsync::Carried& carried : batch->run.events) {
    const auto event = model::Event::parse(wishsync::put_back(carried.event, carried.part, before));
    if (!event) return std::nullopt;
    before = event->tip();
    const auto claimed =
        event->header().kind == model::Kind::kClaimed ? model::decode_claimed(event->body()) : std::nullopt;
    for (const auto& [subject, home] : erasures)
      named = named || event->header().subject == subject || (claimed && claimed->volunteer == subject);
  }
  return named;
}

void Quarantine::load() {
  const std::lock_guard lock(mutex_);
  kv_.scan(Family::kMeta, keys::kQuarantine, keys::after_prefix(keys::kQuarantine),
           [&](std::string_view key, std::string_view value) {
             const auto entry = read_head(value);
             if (!entry || key.size() != keys::kQuarantine.size() + 2) return true;
             held_[model::get_u16(key.data() + keys::kQuarantine.size())] = *entry;
             return true;
           });
  if (const auto last = kv_.get(Family::kMeta, keys::kQuarantineLast))
    last_id_ = model::get_u64(last->data());
}

// ---- From any thread

void Quarantine::keep(Refusal refusal) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kQuarantineWaitingMax ||
      waiting_bytes_ + refusal.frame.size() > kQuarantineWaitingBytesMax) {
    ++passed_over_;
    return;
  }
  waiting_bytes_ += refusal.frame.size();
  waiting_.push_back(std::move(refusal));
}

void Quarantine::pass_over() {
  const std::lock_guard lock(mutex_);
  ++passed_over_;
}

std::future<Result<std::size_t>> Quarantine::clear(std::optional<std::uint64_t> id) {
  const std::lock_guard lock(mutex_);
  clearings_.push_back({id, {}});
  return clearings_.back().done.get_future();
}

std::vector<QuarantineEntry> Quarantine::entries() const {
  std::vector<QuarantineEntry> out;
  for (const auto& [slot, entry] : held()) out.push_back(entry);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return out;
}

std::optional<std::string> Quarantine::frame(std::uint64_t id) const {
  for (const auto& [slot, entry] : held())
    if (entry.id == id) return read_frame(slot, entry);
  return std::nullopt;
}

std::uint64_t Quarantine::passed_over() const {
  const std::lock_guard lock(mutex_);
  return passed_over_;
}

Quarantine::Held Quarantine::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

std::optional<std::string> Quarantine::read_frame(Slot slot, const QuarantineEntry& entry) const {
  const auto sealed = kv_.get(Family::kMeta, frame_key(slot));
  return sealed ? sealer_.open(*sealed, view(entry.frame_hash)) : std::nullopt;
}

// ---- On the thread that writes

void Quarantine::settle(const model::Authority& authority) {
  std::deque<Refusal> refusals;
  std::deque<Clearing> clearings;
  {
    const std::lock_guard lock(mutex_);
    refusals = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
    clearings = std::exchange(clearings_, {});
  }
  write(refusals, authority);
  for (Clearing& clearing : clearings) clearing.done.set_value(carry_out(clearing.id));
}

std::vector<Quarantine::Slot> Quarantine::surplus_of(const Held& held, const model::NodeKey& peer,
                                                     std::size_t bytes) {
  struct Share {
    std::size_t entries = 0;
    std::size_t bytes = 0;
    std::map<std::uint64_t, Slot> by_id;
  };
  std::map<model::NodeKey, Share> shares;
  std::size_t entries = 1;
  std::size_t total = bytes;
  shares[peer] = {1, bytes, {}};
  for (const auto& [slot, entry] : held) {
    Share& share = shares[entry.peer];
    ++share.entries;
    share.bytes += entry.kept_bytes;
    share.by_id[entry.id] = slot;
    ++entries;
    total += entry.kept_bytes;
  }
  std::vector<Slot> out;
  const auto drop_oldest = [&](Share& share) {
    const auto oldest = share.by_id.begin();
    const std::size_t size = held.at(oldest->second).kept_bytes;
    out.push_back(oldest->second);
    share.by_id.erase(oldest);
    --share.entries;
    share.bytes -= size;
    --entries;
    total -= size;
  };
  Share& own = shares[peer];
  while (!own.by_id.empty() &&
         (own.entries > kQuarantinePeerEntriesMax || own.bytes > kQuarantinePeerBytesMax))
    drop_oldest(own);
  while (entries > kQuarantineEntriesMax || total > kQuarantineBytesMax) {
    Share* most = nullptr;
    const bool by_bytes = total > kQuarantineBytesMax;
    for (auto& [key, share] : shares)
      if (!share.by_id.empty() &&
          (!most || (by_bytes ? share.bytes > most->bytes : share.entries > most->entries)))
        most = &share;
    if (!most) break;
    drop_oldest(*most);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// All in one batch, so that a flood costs one fsync.
void Quarantine::write(const std::deque<Refusal>& refusals, const model::Authority& authority) {
  if (refusals.empty()) return;
  const auto erasures = std::vector<Erasure>(authority.erasures().begin(), authority.erasures().end());
  Held next = held();
  std::uint64_t last_id = last_id_;
  KvBatch batch;
  for (const Refusal& refusal : refusals) stage(refusal, erasures, next, last_id, batch);
  batch.put(Family::kMeta, std::string(keys::kQuarantineLast), keys::number(last_id));
  const auto written = kv_.write(batch);
  const std::lock_guard lock(mutex_);
  if (!written) {
    passed_over_ += refusals.size();
    return;
  }
  held_ = std::move(next);
  last_id_ = last_id;
}

void Quarantine::stage(const Refusal& refusal, std::span<const Erasure> erasures, Held& held,
                       std::uint64_t& last_id, KvBatch& batch) const {
  const model::Digest hash = model::sha256(refusal.frame);
  const auto same = std::find_if(held.begin(), held.end(), [&](const auto& item) {
    return item.second.peer == refusal.peer && item.second.frame_hash == hash &&
           item.second.reason.code == refusal.reason.code;
  });
  if (same != held.end()) {
    ++same->second.count;
    same->second.last_ms = refusal.wall_ms;
    batch.put(Family::kMeta, head_key(same->first), head_value(same->second));
    return;
  }
  // What names an erased subject is not kept, as little as parts that arrive late are.
  const bool erased = names_subject(refusal.frame, erasures).value_or(false);
  QuarantineEntry entry;
  entry.id = ++last_id;
  entry.peer = refusal.peer;
  entry.place = refusal.place;
  entry.log = refusal.log;
  entry.reason = refusal.reason;
  entry.first_ms = entry.last_ms = refusal.wall_ms;
  entry.count = 1;
  entry.frame_bytes = refusal.frame_bytes;
  entry.kept_bytes = erased ? 0 : refusal.frame.size();
  entry.frame_hash = hash;
  const auto surplus = surplus_of(held, refusal.peer, entry.kept_bytes);
  for (const Slot slot : surplus) {
    held.erase(slot);
    batch.remove(Family::kMeta, head_key(slot));
    batch.remove(Family::kMeta, frame_key(slot));
  }
  if (!surplus.empty()) batch.put(Family::kMeta, std::string(keys::kQuarantineGone), "");
  Slot slot = 0;
  while (held.contains(slot)) ++slot;
  batch.put(Family::kMeta, head_key(slot), head_value(entry));
  if (!erased) batch.put(Family::kMeta, frame_key(slot), sealer_.seal(refusal.frame, view(hash)));
  held.emplace(slot, std::move(entry));
}

Result<std::size_t> Quarantine::carry_out(const std::optional<std::uint64_t>& id) {
  KvBatch batch;
  std::vector<Slot> gone;
  for (const auto& [slot, entry] : held()) {
    if (id && entry.id != *id) continue;
    gone.push_back(slot);
    batch.remove(Family::kMeta, head_key(slot));
    batch.remove(Family::kMeta, frame_key(slot));
  }
  if (gone.empty()) return std::size_t{0};
  batch.put(Family::kMeta, std::string(keys::kQuarantineGone), "");
  if (auto written = kv_.write(batch); !written) return written.error();
  const std::lock_guard lock(mutex_);
  for (const Slot slot : gone) held_.erase(slot);
  return gone.size();
}

// The disk forgets by keys. Slots are used again, so few keys cover all frames that ever were; what is
// innocent among them is put back afterwards.
Result<> Quarantine::forget(std::span<const Erasure> erasures) {
  Held next = held();
  std::map<Slot, std::string> innocent;
  bool touched = kv_.get(Family::kMeta, keys::kQuarantineGone).has_value();
  for (auto& [slot, entry] : next) {
    if (entry.kept_bytes == 0) continue;
    auto frame = read_frame(slot, entry);
    if (frame && names_subject(*frame, erasures) == std::optional(false)) {
      innocent[slot] = std::move(*frame);
      continue;
    }
    entry.kept_bytes = 0;
    touched = true;
  }
  if (!touched) return {};
  std::vector<std::string> frames;
  for (std::size_t slot = 0; slot < kQuarantineEntriesMax; ++slot)
    frames.push_back(frame_key(static_cast<Slot>(slot)));
  if (auto purged = kv_.purge(Family::kMeta, frames); !purged) return purged;
  KvBatch batch;
  for (const auto& [slot, entry] : next) batch.put(Family::kMeta, head_key(slot), head_value(entry));
  for (const auto& [slot, frame] : innocent)
    batch.put(Family::kMeta, frame_key(slot), sealer_.seal(frame, view(next.at(slot).frame_hash)));
  batch.remove(Family::kMeta, std::string(keys::kQuarantineGone));
  if (auto written = kv_.write(batch); !written) return written;
  const std::lock_guard lock(mutex_);
  held_ = std::move(next);
  return {};
}

}  // namespace node
