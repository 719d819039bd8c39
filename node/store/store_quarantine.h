// The quarantine: what peers sent that bytes prove wrong, kept as evidence with its reason, peer and
// time (design rule 8). Frames hold parts, so they are sealed like parts, and an erasure reaches them.
// Keys and values: STORAGE.md.
//
// keep() and clear() may be called from any thread and never wait for the disk: what they ask for is
// done by settle(), on the thread that writes, after it has answered those whose commits it wrote. What
// the disk refuses then is counted and given up, so no child can stop a node by sending rubbish.
//
// Everything is bounded: in all, by peer, and while it waits. Where there is too much, the oldest of the
// peer that has most goes first, so that one hostile child pushes out its own.

#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/authority.h"
#include "model/crypto.h"
#include "node/store/kv.h"
#include "node/store/sealer.h"

namespace wishsync {
struct Quarantined;
struct SessionStatus;
}  // namespace wishsync

namespace node {

// What was refused, as the links hand it over.
struct Refusal {
  model::NodeKey peer;
  model::PlaceCode place;           // The peer's.
  std::optional<model::LogId> log;  // Nothing of a frame that can't be read.
  model::Error reason;
  std::string frame;  // As it came, or the beginning of it.
  std::uint64_t frame_bytes = 0;
  std::uint64_t wall_ms = 0;
};

// What a conversation, by link or bundle, that stands so has to quarantine.
[[nodiscard]] Refusal refusal_of(wishsync::Quarantined bad, const wishsync::SessionStatus& status,
                                 std::uint64_t wall_ms);

// A refusal that is kept. The same bytes from the same peer are kept once.
struct QuarantineEntry {
  std::uint64_t id = 0;  // Rises, and is never given twice.
  model::NodeKey peer;
  model::PlaceCode place;
  std::optional<model::LogId> log;
  model::Error reason;
  std::uint64_t first_ms = 0;  // Wall clock.
  std::uint64_t last_ms = 0;
  std::uint64_t count = 0;
  std::uint64_t frame_bytes = 0;  // Of the frame as it came.
  std::uint64_t kept_bytes = 0;   // Of what is kept of it; 0 after an erasure that it may have touched.
  model::Digest frame_hash{};     // SHA-256 of what was handed over.
};

class Quarantine {
 public:
  // Both must outlive it. load() comes first.
  Quarantine(Kv& kv, const Sealer& sealer) : kv_(kv), sealer_(sealer) {}
  Quarantine(const Quarantine&) = delete;
  Quarantine& operator=(const Quarantine&) = delete;
  void load();

  // ---- From any thread
  void keep(Refusal refusal);
  // One that the caller did not keep either, because its conversation has brought enough.
  void pass_over();
  // Forgets one entry or all. How many, once settle() has done it; errors of the disk.
  [[nodiscard]] std::future<model::Result<std::size_t>> clear(std::optional<std::uint64_t> id);
  [[nodiscard]] std::vector<QuarantineEntry> entries() const;  // Ascending by id.
  // The frame as it came, unsealed; nothing where it is not kept.
  [[nodiscard]] std::optional<std::string> frame(std::uint64_t id) const;
  // Refusals since the start that were not kept: too many at once, or no room on the disk.
  [[nodiscard]] std::uint64_t passed_over() const;

  // ---- On the thread that writes
  void settle(const model::Authority& authority);
  // Makes the disk forget all frames that name one of the subjects, or that can't be read so far.
  // Their entries stay, without the frame. Errors of the disk; repeat it then.
  using Erasure = std::pair<model::SubjectId, model::PlaceCode>;
  [[nodiscard]] model::Result<> forget(std::span<const Erasure> erasures);

 private:
  using Slot = std::uint16_t;
  struct Clearing {
    std::optional<std::uint64_t> id;
    std::promise<model::Result<std::size_t>> done;
  };
  using Held = std::map<Slot, QuarantineEntry>;

  void write(const std::deque<Refusal>& refusals, const model::Authority& authority);
  void stage(const Refusal& refusal, std::span<const Erasure> erasures, Held& held, std::uint64_t& last_id,
             KvBatch& batch) const;
  [[nodiscard]] model::Result<std::size_t> carry_out(const std::optional<std::uint64_t>& id);
  // Of `held`, those that must go so that one more of `peer` fits.
  [[nodiscard]] static std::vector<Slot> surplus_of(const Held& held, const model::NodeKey& peer,
                                                    std::size_t bytes);
  [[nodiscard]] std::optional<std::string> read_frame(Slot slot, const QuarantineEntry& entry) const;
  [[nodiscard]] Held held() const;

  Kv& kv_;
  const Sealer& sealer_;
  mutable std::mutex mutex_;  // Guards all below.
  Held held_;
  std::uint64_t last_id_ = 0;  // Changed by the writing thread alone, as held_.
  std::deque<Refusal> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::deque<Clearing> clearings_;
  std::uint64_t passed_over_ = 0;
};

// Whether events in the frame name one of the subjects; nothing where it can't be told.
[[nodiscard]] std::optional<bool> names_subject(std::string_view frame,
                                                std::span<const Quarantine::Erasure> erasures);

}  // namespace node
