// What is true on this node: logs, parts, tips, order of arrival, acknowledgements and local facts,
// over a Kv. Every key and value is described in STORAGE.md.
//
// One thread writes (the write path's); any thread reads. What commit() reports as done is durable.
//
// Invariants: the held events of a log form branches from seq 1 without gaps; each tip of a branch
// is signed; a part is held only with its event and never after its erasure; of a blob its first chunks are
// held, only with the part that names it (node/store/store_blobs.h). While the fact kPartsHiddenFact stands,
// parts from before it are held, and counted as held, but handed out to nobody (node/store/store_hiding.h).

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/programme.h"
#include "model/summary.h"
#include "node/store/kv.h"
#include "node/store/recent_parts.h"
#include "node/store/sealer.h"
#include "node/store/store_blobs.h"
#include "node/store/store_quarantine.h"
#include "sync/replica.h"

namespace node {

using wishsync::Arrival;
using wishsync::LatePart;

// A small fact of this node alone: its name, then its value, or nothing to forget it.
struct LocalFact {
  std::string name;
  std::optional<std::string> value;
};

// The fact that hides parts, by its being there: since when, in milliseconds since 1970 (8 bytes).
inline constexpr std::string_view kPartsHiddenFact = "parts_hidden";

// Each time that a store is opened, arrivals are counted on from the next multiple of this (STORAGE.md).
inline constexpr std::uint64_t kArrivalsOfALife = 1ull << 32;

// A chunk of the blob that the event's part names.
using ChunkRef = std::pair<model::EventRef, std::uint32_t>;

// What becomes durable together. All of it or nothing.
struct Commit {
  std::vector<wishsync::CheckedRun> runs;  // The store takes them.
  std::vector<LatePart> parts;
  // Of each blob in order from the next that is missing; others are passed over, as is what does not fit.
  std::vector<wishsync::BlobChunk> chunks;
  // That should be here and could not be read. Looked at once more: from one that is damaged on, the blob is
  // missing again.
  std::vector<ChunkRef> unreadable;
  std::vector<wishsync::Ack> acks;
  std::vector<LocalFact> facts;

  // Filled by the store when the commit succeeds: what was new here.
  std::vector<model::Event> fresh;
  std::vector<LatePart> fresh_parts;
  std::vector<wishsync::Ack> fresh_acks;
  std::size_t fresh_chunks = 0;
  std::vector<model::EventRef> begun_blobs;  // Whose part it brought, and not all of the blob; or damaged.
  std::vector<model::EventRef> whole_blobs;  // Whose last chunk it brought.
};

class EventStore final : public wishsync::Replica {
 public:
  // The kv and the sealer must outlive the store. Error "store.newer" if a newer version wrote it,
  // "store.foreign" if it is none of ours. Reads tips, facts of authority and erasures into memory.
  // kRead is for a kv that was opened for reading alone, perhaps a damaged one: nothing is written, and what
  // can't be read is passed over. Committing and erasing are bugs then.
  enum class Access { kWrite, kRead };
  [[nodiscard]] static model::Result<std::unique_ptr<EventStore>> open(Kv& kv, const Sealer& sealer,
                                                                       const model::NodeKey& root_key,
                                                                       Access access = Access::kWrite);

  // The root key of the city whose data `kv` holds; nothing for an empty or foreign one.
  [[nodiscard]] static std::optional<model::NodeKey> stored_root_key(const Kv& kv);

  // Commits a group with one fsync. Each commit stands or falls alone: one that does not continue
  // what is held gives "store.gap" and the others go on. Events already held are passed over. A disk
  // that fails fails all. On success says the last count of arrival.
  [[nodiscard]] std::vector<model::Result<std::uint64_t>> commit(std::span<Commit*> group);

  // Forgets for good all parts about a subject of `home`; of whom the facts of place 0 say that it is a
  // volunteer also those of the claims that name them and were written there. Also those that arrive later.
  [[nodiscard]] model::Result<> erase(const model::SubjectId& subject, model::PlaceCode home);
  // Many at once cost little more than one: the slow part is making the disk forget.
  using Erasure = std::pair<model::SubjectId, model::PlaceCode>;
  [[nodiscard]] model::Result<> erase(std::span<const Erasure> erasures);
  // Erasures that count but have not been carried out here yet.
  [[nodiscard]] std::vector<Erasure> pending_erasures() const;
  // All held claims that name the volunteer; or those that were written at one place. Reads through the logs
  // of the writers there: for what is rare.
  [[nodiscard]] std::vector<model::Event> claims_of(
      const model::SubjectId& volunteer, std::optional<model::PlaceCode> written_at = std::nullopt) const;

  // The writer that this node writes and acknowledges with, and its place.
  void set_writer(const model::WriterId& writer, model::PlaceCode place);

  [[nodiscard]] std::optional<std::string> fact(std::string_view name) const;
  // Facts whose name begins with `prefix`, ascending.
  [[nodiscard]] std::vector<LocalFact> facts(std::string_view prefix) const;

  // Since when parts are hidden, in milliseconds since 1970 (0: not known); nothing while all are shown.
  [[nodiscard]] std::optional<std::uint64_t> parts_hidden() const;
  // The part of a held event, hidden or not, as the disk has it: for what shows it to nobody (verifying,
  // erasing, knowing a row again).
  [[nodiscard]] std::optional<std::string> part_though_hidden(const model::EventRef& event) const;

  // The blob that the event's part names, whether that is hidden or not, and how many of its first chunks are
  // here. Nothing where the part is not here or names none.
  [[nodiscard]] std::optional<HeldBlob> held_blob(const model::EventRef& event) const;
  // All bytes of it. Errors: "parts.hidden"; "blob.unknown"; "blob.missing", where chunks are still to come;
  // "blob.damaged".
  [[nodiscard]] model::Result<std::string> blob(const model::EventRef& event) const;
  // Hears of each chunk that should be here and can't be read, on the reader's thread: what it says is to be
  // committed as `unreadable`. To be set before anybody reads.
  void on_unreadable(std::function<void(const ChunkRef&)> listener) { on_unreadable_ = std::move(listener); }
  // As blob_chunk(), hidden or not.
  [[nodiscard]] std::optional<std::string> blob_chunk_though_hidden(const model::EventRef& event,
                                                                    std::uint32_t index) const;
  // What is missing of the blobs whose parts are here, hidden or not.
  struct MissingBlobs {
    std::size_t blobs = 0;
    std::uint64_t bytes = 0;
    std::size_t beyond_limit = 0;  // Not among these: nobody is asked for them.
  };
  [[nodiscard]] MissingBlobs missing_blobs() const;

  // Entries after `count`, ascending, until `visit` returns false.
  void arrivals_after(std::uint64_t count, const std::function<bool(const Arrival&)>& visit) const;
  [[nodiscard]] std::uint64_t last_arrival() const;
  // What was held at one moment: the last arrival, and the tips of all logs, ascending.
  struct Extent {
    std::uint64_t last_arrival = 0;
    std::vector<std::pair<model::LogId, std::vector<model::Tip>>> logs;
  };
  [[nodiscard]] Extent extent() const;
  // The events of an arrival, in order.
  [[nodiscard]] std::vector<model::Event> events_of(const Arrival& arrival) const;
  // All held events about a subject, in no particular order.
  [[nodiscard]] std::vector<model::Event> events_about(const model::SubjectId& subject) const;
  // The same of each of these subjects, which ascend, until `bytes_max` bytes are read: of the first ones,
  // one at least. Those that `have` gives are not read again. Subjects that were begun at about the same time
  // stand side by side and are read in one go.
  using Known = std::function<std::optional<model::Event>(const model::SubjectId&, const model::EventRef&)>;
  [[nodiscard]] std::vector<std::vector<model::Event>> events_about(
      std::span<const model::SubjectId> subjects, const Known& have, std::size_t bytes_max) const;
  // The next subjects above `after`, ascending, and for each those held events about it that `wanted` takes,
  // in no particular order: of some kFillEvents events, fewer where they are large, and of at least one
  // subject where there is one. Reads log by log in the order of keys, which for subjects that were begun at
  // about the same time is far cheaper than asking for each.
  using About = std::pair<model::SubjectId, std::vector<model::Event>>;
  using Wanted = std::function<bool(const model::Event&)>;
  [[nodiscard]] std::vector<About> events_by_subject(const model::SubjectId& after,
                                                     const Wanted& wanted) const;
  // All held events of a log, ascending by seq, those of all branches, until `visit` returns false.
  void for_each_event(const model::LogId& log, const std::function<bool(const model::Event&)>& visit) const;
  // The signature over a tip that is held.
  [[nodiscard]] std::optional<model::Signature> tip_signature(const model::LogId& log,
                                                              const model::Tip& tip) const;
  // What the acknowledging writer holds of a log; the latest.
  [[nodiscard]] std::vector<wishsync::Ack> acks_of(const model::LogId& log) const;
  // The own sum of a place under the input root, over all held logs.
  [[nodiscard]] model::DigestSum own_sum(model::PlaceCode place) const;
  [[nodiscard]] const Sealer& sealer() const { return sealer_; }
  // What peers sent that must never be taken. An erasure reaches it too.
  [[nodiscard]] Quarantine& quarantine() { return quarantine_; }
  [[nodiscard]] const Quarantine& quarantine() const { return quarantine_; }
  [[nodiscard]] std::size_t log_count() const;
  [[nodiscard]] std::uint64_t event_count() const;
  // The facts from which authority is judged; the write path judges anew after events of place 0.
  [[nodiscard]] std::shared_ptr<const model::Authority> authority() const override;
  // What the city sets, as far as it is held here.
  [[nodiscard]] std::shared_ptr<const model::Programme> programme() const;

  [[nodiscard]] std::optional<model::NodeKey> signing_key(const model::LogId& log,
                                                          const model::Event* first) const override;
  void for_each_log(const LogVisitor& visit) const override;
  [[nodiscard]] wishsync::RangeDigest digest_of_all() const override;
  [[nodiscard]] std::vector<model::Tip> tips(const model::LogId& log) const override;
  [[nodiscard]] bool forked(const model::LogId& log) const;  // Whether it has more than one tip.
  [[nodiscard]] bool holds(const model::EventRef& event) const override;
  [[nodiscard]] std::optional<model::EventHash> on_branch(const model::LogId& log, const model::Tip& tip,
                                                          model::Seq seq) const override;
  [[nodiscard]] std::optional<wishsync::Run> read_run(const model::LogId& log, const model::Tip& until,
                                                      model::Seq from, std::size_t bytes_max,
                                                      bool with_parts) const override;
  [[nodiscard]] std::optional<model::Event> event(const model::EventRef& event) const override;
  [[nodiscard]] std::optional<std::string> part(const model::EventRef& event) const override;
  [[nodiscard]] std::vector<model::EventRef> absent_parts(const model::EventRef& from,
                                                          std::size_t count_max) const override;
  [[nodiscard]] std::vector<wishsync::AbsentBlob> absent_blobs(const model::EventRef& from,
                                                               std::size_t count_max) const override;
  [[nodiscard]] std::optional<std::string> blob_chunk(const model::EventRef& event,
                                                      std::uint32_t index) const override;
  [[nodiscard]] std::optional<wishsync::Ack> own_ack(const model::LogId& log) const override;
  [[nodiscard]] std::vector<wishsync::ChangedLog> changed_since(std::uint64_t count) const override;
  [[nodiscard]] std::vector<wishsync::Ack> acks_since(const model::WriterId& writer,
                                                      std::uint64_t count) const override;
  [[nodiscard]] std::vector<std::pair<model::WriterId, std::uint64_t>> ack_counts() const override;

 private:
  EventStore(Kv& kv, const Sealer& sealer, const model::NodeKey& root_key);
  struct Group;  // What a group of commits adds, before it is durable.

  struct Plan;  // A commit that was checked against what is held, and what of it is new.

  [[nodiscard]] model::Result<> load(Access access);
  [[nodiscard]] model::Result<Plan> check_commit(Commit& commit, const Group& group) const;
  void stage(const Plan& plan, Commit& commit, Group& group) const;
  void adopt(Group& group);
  void find_missing_blobs();
  void count_missing(const model::LogId& log, std::ptrdiff_t more);
  void stage_chunks(Commit& commit, Group& group) const;
  static void stage_late(const model::EventRef& event, Group& group);
  [[nodiscard]] std::optional<std::string> stored_chunk(const model::EventRef& event,
                                                        std::uint32_t index) const;
  void go_over_stored(const model::EventRef& event, StagedBlobs& blobs) const;
  [[nodiscard]] bool break_off(const ChunkRef& chunk, StagedBlobs& blobs, KvBatch& batch) const;
  static void stage_hiding(const Kv& kv, const std::vector<LocalFact>& facts, Group& group);
  [[nodiscard]] bool erased(const model::Event& event) const;
  [[nodiscard]] std::vector<model::Event> taken_by(const Erasure& erasure) const;
  [[nodiscard]] bool shown(const model::EventRef& event) const;
  [[nodiscard]] std::optional<model::Event> read_event(const model::EventRef& ref) const;
  [[nodiscard]] std::optional<std::vector<About>> events_by_subject(const model::SubjectId& after,
                                                                    const Wanted& wanted,
                                                                    std::size_t events_max) const;
  [[nodiscard]] std::vector<model::EventHash> branch(const model::LogId& log, const model::Tip& until,
                                                     model::Seq from) const;

  Kv& kv_;
  const Sealer& sealer_;
  Quarantine quarantine_;
  RecentParts recent_parts_;
  std::function<void(const ChunkRef&)> on_unreadable_;
  mutable std::shared_mutex mutex_;  // Guards all below.
  std::map<model::LogId, std::vector<model::Tip>> tips_;
  std::map<model::PlaceCode, model::DigestSum> sums_;
  std::uint32_t logs_of_all_ = 0;  // Of place 0.
  model::AuthorityFacts facts_;
  std::shared_ptr<const model::Authority> authority_;
  model::ProgrammeFacts programme_facts_;
  std::shared_ptr<const model::Programme> programme_;
  std::set<Erasure> erased_;
  std::set<Erasure> erased_volunteers_;  // Of these: with the parts of claims that name them.
  std::map<model::WriterId, std::uint64_t> ack_counts_;
  std::uint64_t last_arrival_ = 0;
  std::uint64_t first_arrival_ = 1;  // From which on this life counts.
  std::uint64_t event_count_ = 0;
  std::optional<std::uint64_t> parts_hidden_;
  std::map<model::LogId, std::size_t> missing_blobs_;  // Of each log, those of which chunks are missing.
  std::optional<std::pair<model::WriterId, model::PlaceCode>> writer_;
};

}  // namespace node
