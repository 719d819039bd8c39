// What a session may read of the node it speaks for: logs, parts, acknowledgements, and who may
// write. The node's store implements it; tests and the simulator use the same store over memory.
//
// The namespace is not called after the folder alone because POSIX has a function sync().
//
// All calls are thread-safe and read only. Writing is the session's host's business: a session
// returns what to commit and is told when that is durable.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/authority.h"
#include "model/blob.h"
#include "model/event.h"
#include "model/summary.h"

namespace wishsync {

// An event as it travels: its bytes, and its part where that is held and due.
struct Carried {
  std::string event;  // Exact, or cut (sync/checked_run.h).
  std::string part;   // Salt and payload; empty: none.
};

// Consecutive events of one log, the last of which is a tip that the writer signed.
struct Run {
  model::LogId log;
  model::Tip before;  // What the first event continues; Seq 0 at the start of the log.
  std::vector<Carried> events;
  model::SignedTip tip;
};

// An event that was read, and its part, which fits it; empty: none.
struct CheckedEvent {
  model::Event event;
  std::string part;
};

// A run that is chained from `before` to the tip: what a node commits. Made of what came from outside by
// check() alone.
struct CheckedRun {
  model::LogId log;
  model::Tip before;
  std::vector<CheckedEvent> events;
  model::SignedTip tip;
};

// A place's word that it holds a log up to a tip, durably (design rule 6).
struct Ack {
  model::PlaceCode place;
  model::WriterId writer;   // The acknowledging node's writer.
  std::uint64_t count = 0;  // Rises with every change of what that writer holds.
  model::LogId log;
  model::Tip tip;
  model::Seq parts_seq;  // All due parts up to here are held too, or erased.
  // Of a forked log: the tips of the other branches that are held too, at most kTipsPerLogMax.
  std::vector<model::Tip> others;
  model::Seq blobs_seq{};  // All blobs that due parts up to here name are held whole too, or erased.
  bool operator==(const Ack&) const = default;
};

// A part for an event that is held already.
struct LatePart {
  model::EventRef event;
  std::string part;  // Salt and payload.
};

// A chunk of the blob that the part of an event names.
struct BlobChunk {
  model::EventRef event;
  std::uint32_t index = 0;
  std::string bytes;
};

// A blob of which chunks are missing here; those before `next` are here.
struct AbsentBlob {
  model::EventRef event;
  std::uint32_t next = 0;
  std::uint64_t bytes = 0;  // Of all of it.
};

// An entry of the order in which things arrived here: either new events of one log, or something late of an
// event: its part, or the last chunk of its blob.
struct Arrival {
  std::uint64_t count = 0;
  model::LogId log;
  model::Seq
      first;  // Events first … tip.seq of the branch that ends in tip; first > tip.seq: something late.
  model::Tip tip;
  [[nodiscard]] bool is_part() const { return first > tip.seq; }
};

// What listeners hear after each group that was committed here, from whomever it came.
struct Committed {
  std::vector<Arrival> arrivals;             // Ascending by count.
  std::vector<LatePart> late_parts;          // Parts that arrived after their event.
  std::vector<Ack> acks;                     // Acks of others that were new.
  std::vector<model::EventRef> begun_blobs;  // Events whose parts came, of whose blobs chunks are missing.
  std::vector<model::EventRef> whole_blobs;  // Events of which the last chunk of their blob came.
  bool authority_changed = false;
  bool parts_revealed = false;  // Parts that were hidden after a restore are handed out again.
  std::uint64_t arrival = 0;    // The last count.

  // Both together, as if they had been one group; `next` came right after.
  void add(const Committed& next);
};

// What a range of logs comes to: the sum of their digests (model/summary.h), and how many they are.
struct RangeDigest {
  model::DigestSum sum;
  std::uint32_t count = 0;
  bool operator==(const RangeDigest&) const = default;
};

struct ChangedLog {
  model::LogId log;
  std::uint64_t count = 0;
};

class Replica {
 public:
  virtual ~Replica() = default;

  [[nodiscard]] virtual std::shared_ptr<const model::Authority> authority() const = 0;
  // AuthorityFacts::signing_key over all that is held.
  [[nodiscard]] virtual std::optional<model::NodeKey> signing_key(const model::LogId& log,
                                                                  const model::Event* first) const = 0;

  // Calls `visit` for every held log, ascending, with its tips, ascending.
  using LogVisitor = std::function<void(const model::LogId&, std::span<const model::Tip>)>;
  virtual void for_each_log(const LogVisitor& visit) const = 0;
  // Of all logs of place 0; every conversation begins with it.
  [[nodiscard]] virtual RangeDigest digest_of_all() const;
  // Empty for a log that is not held.
  [[nodiscard]] virtual std::vector<model::Tip> tips(const model::LogId& log) const = 0;
  [[nodiscard]] virtual bool holds(const model::EventRef& event) const = 0;
  // The hash at `seq` on the branch that ends in `tip`; nothing if the branch is not held.
  [[nodiscard]] virtual std::optional<model::EventHash> on_branch(const model::LogId& log,
                                                                  const model::Tip& tip,
                                                                  model::Seq seq) const = 0;
  // The events of the branch that ends in `until`, from `from` on up to a signed tip: as many as fit
  // `bytes_max` (events and parts), but always up to the first signed tip. With parts if asked.
  // Nothing if that is not held.
  [[nodiscard]] virtual std::optional<Run> read_run(const model::LogId& log, const model::Tip& until,
                                                    model::Seq from, std::size_t bytes_max,
                                                    bool with_parts) const = 0;

  [[nodiscard]] virtual std::optional<model::Event> event(const model::EventRef& event) const = 0;
  [[nodiscard]] virtual std::optional<std::string> part(const model::EventRef& event) const = 0;
  // Held events that commit to a part which is neither held nor erased, ascending from `from`, at
  // most `count_max`. Whether a part is due here is the caller's question.
  [[nodiscard]] virtual std::vector<model::EventRef> absent_parts(const model::EventRef& from,
                                                                  std::size_t count_max) const = 0;

  // Blobs of which chunks are missing here though their part is held, ascending from `from`, at most
  // `count_max`. A replica that keeps no blobs misses none.
  [[nodiscard]] virtual std::vector<AbsentBlob> absent_blobs(const model::EventRef& from,
                                                             std::size_t count_max) const;
  // Nothing where it is not here, or the event's part is not shown.
  [[nodiscard]] virtual std::optional<std::string> blob_chunk(const model::EventRef& event,
                                                              std::uint32_t index) const;

  // This node's own word about a log, with the count left to the caller; nothing while it holds none
  // of it or has no writer.
  [[nodiscard]] virtual std::optional<Ack> own_ack(const model::LogId& log) const = 0;
  // The logs that changed here after `count`, each once with the count of its last change, ascending
  // by that count: told in this order, a reader that knows a count knows all up to it.
  [[nodiscard]] virtual std::vector<ChangedLog> changed_since(std::uint64_t count) const = 0;
  // Acks of others that are held with a count above `count`, ascending by count.
  [[nodiscard]] virtual std::vector<Ack> acks_since(const model::WriterId& writer,
                                                    std::uint64_t count) const = 0;
  // For every other writer whose acks are held: the highest count.
  [[nodiscard]] virtual std::vector<std::pair<model::WriterId, std::uint64_t>> ack_counts() const = 0;
};

}  // namespace wishsync
