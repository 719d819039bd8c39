// The single write path: whatever becomes durable on this node goes through here, from people
// (drafts) and from peers (commits), many at a time with one fsync.
//
// WritePath is the logic, driven by one thread; Committer (node/committer.h) is that thread. The
// write path alone gives events their seq, prev, time and signature, and carries out erasures.

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/hybrid_clock.h"
#include "model/signing.h"
#include "node/clock.h"
#include "node/event_store.h"

namespace node {

// An event that someone here wants written, before it has a place in a log.
struct Draft {
  model::PlaceCode place;  // The log to write into: the place that the event concerns.
  model::Kind kind{};
  std::uint16_t flags = 0;
  model::SubjectId subject;
  model::PlaceCode home;  // 0: the same as place.
  std::vector<model::EventHash> based_on;
  model::ActorId actor;
  std::string body;
  std::optional<std::string> part;  // The payload; the write path adds the salt.
};

// Drafts and local facts that stand or fall together. One log's drafts are written in their order.
struct Record {
  std::vector<Draft> drafts;
  std::vector<LocalFact> facts;
};

// What a finished request says: where the drafts were written, and the count of arrival after it.
struct Written {
  std::vector<model::EventRef> events;
  std::uint64_t arrival = 0;
};

struct WriteRequest {
  std::variant<Record, Commit> what;
  std::function<void(model::Result<Written>)> done;  // Called once, after the fsync, by the writing thread.
};

// Keys and life of this node's writer.
struct WriterIdentity {
  model::WriterId writer;
  model::PlaceCode place;
  const model::Signer* signer = nullptr;  // Must outlive the write path.
};

class WritePath {
 public:
  using Listener = std::function<void(const wishsync::Committed&)>;

  // All must outlive the write path. Without identity only commits from peers are taken (a node that
  // is joining and has no writer yet).
  WritePath(EventStore& store, const Clock& clock, Random& random, std::optional<WriterIdentity> identity,
            Listener listener);

  // Commits all requests with one fsync and calls each one's `done`.
  void commit_group(std::span<WriteRequest> requests);
  void set_identity(const WriterIdentity& identity);

 private:
  [[nodiscard]] model::Result<Commit> plan(const Record& record, std::map<model::LogId, model::Tip>& tips,
                                           std::vector<model::EventRef>& written);
  void carry_out_erasures();
  [[nodiscard]] bool wrote_about(const model::SubjectId& subject) const;

  EventStore& store_;
  const Clock& clock_;
  Random& random_;
  std::optional<WriterIdentity> identity_;
  Listener listener_;
  model::HybridClock hybrid_;
  bool erasures_wait_ = false;  // One could not be carried out yet.
};

}  // namespace node
