// The single write path: whatever becomes durable on this node goes through here, from people
// (drafts) and from peers (commits), many at a time with one fsync.
//
// WritePath is the logic, driven by one thread; Committer (node/data/committer.h) is that thread. The
// write path alone gives events their seq, prev, time and signature, carries out erasures, and opens a
// new writer for this node where the old one's log may have gone on elsewhere.

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
#include "node/store/event_store.h"

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
  // Given exactly where the part names a blob: its bytes. They become durable together.
  std::optional<std::string> blob = std::nullopt;
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

// This node was restored or copied, or its log was forked: it goes on as a new writer. Nothing happens
// where it is another one than `former` already.
struct Renewal {
  model::WriterId former;
  std::vector<LocalFact> facts;  // Become durable together with the new writer.
};

struct WriteRequest {
  std::variant<Record, Commit, Renewal> what;
  // Called once, by the writing thread after the fsync; by the caller's where the queue refuses it.
  std::function<void(model::Result<Written>)> done;
};

// A group of requests that one fsync made durable.
struct GroupWritten {
  std::size_t requests = 0;  // By which anything changed.
  std::size_t events = 0;    // That were new here.
};

// The local fact that names the node's writer, 16 bytes.
inline constexpr std::string_view kWriterFact = "writer";

// Keys and life of this node's writer.
struct WriterIdentity {
  model::WriterId writer;
  model::PlaceCode place;
  const model::Signer* signer = nullptr;  // Must outlive the write path.
};

// The first event of a new writer of the node that `enrolled` names.
struct Opening {
  model::WriterId writer;
  Draft draft;
};
[[nodiscard]] Opening open_new_writer(const model::EventHash& enrolled, std::optional<model::WriterId> before,
                                      Random& random);

class WritePath {
 public:
  using Listener = std::function<void(const wishsync::Committed&)>;
  using RenewalListener = std::function<void(const model::WriterId&)>;

  // All must outlive the write path. Without identity only commits from peers are taken (a node that
  // is joining and has no writer yet).
  WritePath(EventStore& store, const Clock& clock, Random& random, std::optional<WriterIdentity> identity,
            Listener listener);

  // Commits all requests with one fsync and calls each one's `done`.
  void commit_group(std::span<WriteRequest> requests);
  void set_identity(const WriterIdentity& identity);
  // Hears of each new writer of this node once it is durable, on the writing thread.
  void on_renewed(RenewalListener listener) { on_renewed_ = std::move(listener); }
  // Hears of each group by which anything changed, on the writing thread. To be set before the first.
  void on_group(std::function<void(const GroupWritten&)> listener) { on_group_ = std::move(listener); }
  [[nodiscard]] std::optional<model::WriterId> writer() const;

 private:
  struct Group;  // A group of requests on its way.

  void note_renewal(const WriteRequest& request);
  void plan_renewal(Group& group);
  void plan_requests(std::span<WriteRequest> requests, Group& group);
  void commit(Group& group);
  void tell_of(const Group& group) const;
  [[nodiscard]] wishsync::Committed gather(Group& group, std::uint64_t before,
                                           const std::shared_ptr<const model::Authority>& authority) const;
  // Adds to what the group writes, and says where.
  [[nodiscard]] model::Result<> plan(Record& record, Group& group, std::vector<model::EventRef>& written);
  void append(wishsync::CheckedEvent event, Group& group);
  void sign_last_run(Group& group) const;
  void carry_out_erasures();
  [[nodiscard]] bool wrote_about(const model::SubjectId& subject) const;

  EventStore& store_;
  const Clock& clock_;
  Random& random_;
  std::optional<WriterIdentity> identity_;
  Listener listener_;
  RenewalListener on_renewed_;
  std::function<void(const GroupWritten&)> on_group_;
  model::HybridClock hybrid_;
  std::optional<Renewal> renewal_;  // A new writer must be opened with the next group.
  bool erasures_wait_ = false;      // One could not be carried out yet.
};

}  // namespace node
