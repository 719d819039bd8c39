#include "node/data/write_path.h"

#include <algorithm>

#include "model/blob.h"
#include "model/facts.h"
#include "model/part.h"
#include "node/data/erased_rows.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"

namespace node {

using model::Error;
using model::Event;
using model::LogId;
using model::Result;
using model::Seq;
using model::Tip;

struct WritePath::Group {
  struct Entry {
    Commit commit;     // From a peer.
    bool own = false;  // Or a record, with something to write.
    Written written;
    std::optional<Error> error;
  };
  explicit Group(std::size_t requests) : entries(requests) {}
  // All that become durable: what is written here, then what comes from peers, in their order.
  [[nodiscard]] std::vector<Commit*> commits() {
    std::vector<Commit*> out{&own};
    for (Entry& entry : entries)
      if (!entry.own && !entry.error) out.push_back(&entry.commit);
    return out;
  }

  std::vector<Entry> entries;            // One for each request.
  Commit own;                            // The records of all, so that one signature is for many.
  std::size_t unsigned_bytes = 0;        // Of its last run.
  std::optional<WriterIdentity> former;  // Whom a renewal in `own` replaced.
  std::map<LogId, Tip> tips;             // Where planned records leave their logs.
  bool hidden = false;                   // Whether parts were hidden before it.
};

Opening open_new_writer(const model::EventHash& enrolled, std::optional<model::WriterId> before,
                        Random& random) {
  const model::Opened opened{enrolled, random.bytes<16>(), before};
  return {model::writer_of(enrolled, opened.salt),
          {model::kPlaceOfAll, model::Kind::kOpened, 0, {}, {}, {}, {}, model::encode(opened), {}}};
}

WritePath::WritePath(EventStore& store, const Clock& clock, Random& random,
                     std::optional<WriterIdentity> identity, Listener listener)
    : store_(store), clock_(clock), random_(random), listener_(std::move(listener)) {
  if (identity) set_identity(*identity);
  carry_out_erasures();
}

std::optional<model::WriterId> WritePath::writer() const {
  return identity_ ? std::optional(identity_->writer) : std::nullopt;
}

void WritePath::set_identity(const WriterIdentity& identity) {
  identity_ = identity;
  store_.set_writer(identity.writer, identity.place);
  // The clock goes on from what this writer wrote last, whatever the wall says after a restart.
  std::vector<LogId> own;
  store_.for_each_log([&](const LogId& log, std::span<const Tip>) {
    if (log.writer == identity.writer) own.push_back(log);
  });
  for (const LogId& log : own) {
    const auto tips = store_.tips(log);
    for (const Tip& tip : tips)
      if (const auto last = store_.event({log, tip.seq, tip.hash})) hybrid_.observe(last->header().time);
    if (tips.size() > 1) renewal_ = Renewal{identity.writer, {}};
  }
}

namespace {

// The blob leaves the draft, so that it is not held twice.
void add_chunks(Draft& draft, const model::EventRef& event, Commit& commit) {
  const auto named = draft.part ? model::blob_of(draft.kind, *draft.part) : std::nullopt;
  model::check(
      named.has_value() == draft.blob.has_value() && (!named || *named == model::name_blob(*draft.blob)),
      "a draft has the blob that its part names");
  if (!named) return;
  const std::string bytes = *std::exchange(draft.blob, std::nullopt);
  for (std::uint32_t i = 0; i < named->chunk_count(); ++i)
    commit.chunks.push_back({event, i, std::string(model::blob_chunk(bytes, i))});
}

}  // namespace

Result<> WritePath::plan(Record& record, Group& group, std::vector<model::EventRef>& written) {
  std::map<LogId, Tip>& tips = group.tips;
  if (!identity_ && !record.drafts.empty())
    return Error("node.no_writer", "this node has not finished joining; let it reach its parent once",
                 "本节点尚未完成加入；请让它连上一次上级节点");
  std::map<LogId, Tip> ahead;  // Where this record would leave its logs.
  std::vector<wishsync::CheckedEvent> events;
  for (Draft& draft : record.drafts) {
    const LogId log{draft.place, identity_->writer};
    auto [tip, fresh] = ahead.try_emplace(log);
    if (fresh) {
      if (const auto before = tips.find(log); before != tips.end())
        tip->second = before->second;
      else if (const auto held = store_.tips(log); !held.empty())
        tip->second = held.back();
    }
    model::EventHeader header;
    header.place = draft.place;
    header.writer = identity_->writer;
    header.seq = tip->second.seq.next();
    header.prev = tip->second.hash;
    header.time = hybrid_.next(clock_.wall_ms());
    header.kind = draft.kind;
    header.flags = draft.flags;
    header.subject = draft.subject;
    header.home = draft.home == draft.place ? model::PlaceCode{} : draft.home;
    header.actor = draft.actor;
    header.based_on = draft.based_on;
    std::string part;
    if (draft.part) {
      part = model::make_part(random_.bytes<model::kSaltBytes>(), *draft.part);
      header.commitment = model::commitment_of(part);
    }
    // Event::make() would assert: what a person typed is refused with words instead.
    if (draft.body.size() + part.size() + kEventHeaderBytesMax > model::kEventBytesMax)
      return Error("event.too_large", "the text is too long to be stored; shorten it",
                   "文字过长，无法保存；请缩短");
    Event event = Event::make(header, draft.body);
    tip->second = event.tip();
    written.push_back(event.ref());
    events.push_back({std::move(event), std::move(part)});
  }
  // Only now: a record that is refused half way must not leave a gap for the next one.
  for (const auto& [log, tip] : ahead) tips[log] = tip;
  for (std::size_t i = 0; i < events.size(); ++i) {
    add_chunks(record.drafts[i], events[i].event.ref(), group.own);
    append(std::move(events[i]), group);
  }
  group.own.facts.insert(group.own.facts.end(), record.facts.begin(), record.facts.end());
  return {};
}

void WritePath::append(wishsync::CheckedEvent event, Group& group) {
  const model::EventHeader& header = event.event.header();
  std::vector<wishsync::CheckedRun>& runs = group.own.runs;
  const std::size_t bytes = event.event.bytes().size() + event.part.size();
  if (runs.empty() || runs.back().log != header.log() || group.unsigned_bytes + bytes > kSignedSpanBytesMax) {
    sign_last_run(group);
    runs.push_back({header.log(), {header.seq.before(), header.prev}, {}, {}});
  }
  group.unsigned_bytes += bytes;
  runs.back().tip.tip = event.event.tip();
  runs.back().events.push_back(std::move(event));
}

void WritePath::sign_last_run(Group& group) const {
  if (group.own.runs.empty()) return;
  wishsync::CheckedRun& run = group.own.runs.back();
  run.tip.signature = identity_->signer->sign(model::tip_statement(run.log, run.tip.tip));
  group.unsigned_bytes = 0;
}

// What of this node's own writer comes from elsewhere was written by a copy of this node, or by this node
// before it was restored.
void WritePath::note_renewal(const WriteRequest& request) {
  if (!identity_) return;
  if (const auto* asked = std::get_if<Renewal>(&request.what)) {
    if (asked->former == identity_->writer) renewal_ = *asked;
  } else if (const auto* commit = std::get_if<Commit>(&request.what)) {
    for (const wishsync::CheckedRun& run : commit->runs)
      if (run.log.writer == identity_->writer &&
          !store_.holds({run.log, run.tip.tip.seq, run.tip.tip.hash}) && !renewal_)
        renewal_ = Renewal{identity_->writer, hide_facts(0)};
  }
}

void WritePath::plan_renewal(Group& group) {
  const model::Writer* known = store_.authority()->writer(identity_->writer);
  if (!known) return;  // Whom nobody knows yet, nobody has heard.
  Opening opening = open_new_writer(known->enrolled, identity_->writer, random_);
  group.former =
      std::exchange(identity_, WriterIdentity{opening.writer, identity_->place, identity_->signer});
  Record record{{std::move(opening.draft)}, renewal_->facts};
  record.facts.push_back({std::string(kWriterFact), std::string(opening.writer.view())});
  std::vector<model::EventRef> written;
  const auto planned = plan(record, group, written);
  model::check(planned.has_value(), "an opening fits any log");
}

void WritePath::plan_requests(std::span<WriteRequest> requests, Group& group) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Group::Entry& entry = group.entries[i];
    if (auto* record = std::get_if<Record>(&requests[i].what)) {
      entry.own = !record->drafts.empty() || !record->facts.empty();
      if (auto planned = plan(*record, group, entry.written.events); !planned) entry.error = planned.error();
    } else if (auto* commit = std::get_if<Commit>(&requests[i].what)) {
      entry.commit = std::move(*commit);
    }
  }
  sign_last_run(group);
}

void WritePath::commit(Group& group) {
  std::vector<Commit*> commits = group.commits();
  const auto results = store_.commit(commits);
  const Result<std::uint64_t>& own = results.front();
  if (group.former && !own) identity_ = group.former;  // The disk; tried again with the next group.
  if (group.former && own) renewal_.reset();
  auto next = results.begin();
  for (Group::Entry& entry : group.entries) {
    if (entry.error) continue;
    const Result<std::uint64_t>& result = entry.own ? own : *++next;
    if (!result)
      entry.error = result.error();
    else
      entry.written.arrival = *result;
  }
}

void WritePath::tell_of(const Group& group) const {
  GroupWritten written;
  written.events = group.own.fresh.size();
  written.requests = group.former && !renewal_ ? 1 : 0;
  for (const Group::Entry& entry : group.entries) {
    if (entry.error) continue;
    const Commit& commit = entry.commit;
    const bool wrote = entry.own || !commit.fresh.empty() || !commit.fresh_parts.empty() ||
                       !commit.fresh_acks.empty() || !commit.facts.empty() || commit.fresh_chunks != 0;
    written.requests += wrote ? 1 : 0;
    written.events += commit.fresh.size();
  }
  if (on_group_ && written.requests != 0) on_group_(written);
}

wishsync::Committed WritePath::gather(Group& group, std::uint64_t before,
                                      const std::shared_ptr<const model::Authority>& authority) const {
  wishsync::Committed committed;
  store_.arrivals_after(before, [&](const Arrival& arrival) {
    committed.arrivals.push_back(arrival);
    return true;
  });
  for (Commit* commit : group.commits()) {
    std::move(commit->fresh_parts.begin(), commit->fresh_parts.end(),
              std::back_inserter(committed.late_parts));
    committed.acks.insert(committed.acks.end(), commit->fresh_acks.begin(), commit->fresh_acks.end());
    committed.begun_blobs.insert(committed.begun_blobs.end(), commit->begun_blobs.begin(),
                                 commit->begun_blobs.end());
    committed.whole_blobs.insert(committed.whole_blobs.end(), commit->whole_blobs.begin(),
                                 commit->whole_blobs.end());
  }
  committed.authority_changed = store_.authority() != authority;
  committed.parts_revealed = group.hidden && !store_.parts_hidden();
  committed.arrival = store_.last_arrival();
  return committed;
}

void WritePath::commit_group(std::span<WriteRequest> requests) {
  Group group(requests.size());
  for (const WriteRequest& request : requests) note_renewal(request);
  if (renewal_ && identity_) plan_renewal(group);
  plan_requests(requests, group);
  const auto authority = store_.authority();
  const std::uint64_t before = store_.last_arrival();
  group.hidden = store_.parts_hidden().has_value();
  commit(group);
  tell_of(group);
  const bool renewed = group.former && !renewal_;
  if (renewed) store_.set_writer(identity_->writer, identity_->place);
  for (const Commit* written : group.commits())
    for (const Event& event : written->fresh) hybrid_.observe(event.header().time);

  const wishsync::Committed committed = gather(group, before, authority);
  if (committed.authority_changed || erasures_wait_) carry_out_erasures();
  if (renewed && on_renewed_) on_renewed_(identity_->writer);
  const bool news = !committed.arrivals.empty() || !committed.acks.empty() || committed.parts_revealed;
  if (listener_ && news) listener_(committed);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!requests[i].done) continue;
    const Group::Entry& entry = group.entries[i];
    requests[i].done(entry.error ? Result<Written>(*entry.error) : Result<Written>(entry.written));
  }
  // Last of all: it holds nobody up, and nobody asks whether it went well.
  store_.quarantine().settle(*store_.authority());
}

void WritePath::carry_out_erasures() {
  const auto pending = store_.pending_erasures();
  erasures_wait_ = false;
  if (pending.empty()) return;
  // Whoever entered a wish, its home above all, remembers the fingerprint of what was entered, so that
  // a repeated import knows the row.
  Commit commit;
  for (const auto& [subject, home] : pending) {
    if (!identity_ || (home != identity_->place && !wrote_about(subject))) continue;
    auto facts = erased_row_facts(store_, subject, home);
    std::move(facts.begin(), facts.end(), std::back_inserter(commit.facts));
  }
  Commit* group[] = {&commit};
  const auto done = store_.commit(group);
  // Where the disk refuses, it is tried again with the next group.
  erasures_wait_ = !done.front() || !store_.erase(pending);
}

bool WritePath::wrote_about(const model::SubjectId& subject) const {
  const auto events = store_.events_about(subject);
  return std::any_of(events.begin(), events.end(),
                     [&](const Event& event) { return event.header().writer == identity_->writer; });
}

}  // namespace node
