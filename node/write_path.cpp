#include "node/write_path.h"

#include <algorithm>

#include "model/part.h"
#include "node/erased_rows.h"

namespace node {

using model::Error;
using model::Event;
using model::LogId;
using model::Result;
using model::Seq;
using model::Tip;

namespace {

// A writer signs at least this often within a commit, in bytes of events and parts, so that a batch
// of any log always finds an end (design: Event).
constexpr std::size_t kSignedSpanBytesMax = 256 * 1024;

}  // namespace

WritePath::WritePath(EventStore& store, const Clock& clock, Random& random,
                     std::optional<WriterIdentity> identity, Listener listener)
    : store_(store), clock_(clock), random_(random), listener_(std::move(listener)) {
  if (identity) set_identity(*identity);
  carry_out_erasures();
}

void WritePath::set_identity(const WriterIdentity& identity) {
  identity_ = identity;
  store_.set_writer(identity.writer, identity.place);
  // The clock goes on from what this writer wrote last, whatever the wall says after a restart.
  std::vector<LogId> own;
  store_.for_each_log([&](const LogId& log, std::span<const Tip>) {
    if (log.writer == identity.writer) own.push_back(log);
  });
  for (const LogId& log : own)
    for (const Tip& tip : store_.tips(log))
      if (const auto last = store_.event({log, tip.seq, tip.hash})) hybrid_.observe(last->header().time);
}

Result<Commit> WritePath::plan(const Record& record, std::map<LogId, Tip>& tips,
                               std::vector<model::EventRef>& written) {
  Commit commit;
  commit.facts = record.facts;
  if (record.drafts.empty()) return commit;
  if (!identity_)
    return Error("node.no_writer", "this node has not finished joining; let it reach its parent once",
                 "本节点尚未完成加入；请让它连上一次上级节点");
  std::map<LogId, Tip> ahead;  // Where this record would leave its logs.
  std::size_t unsigned_bytes = 0;
  const auto sign = [&](wishsync::Run& run) {
    run.tip.signature = identity_->signer->sign(model::tip_statement(run.log, run.tip.tip));
    unsigned_bytes = 0;
  };
  for (const Draft& draft : record.drafts) {
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
    constexpr std::size_t kHeaderRoom = 4096;
    if (draft.body.size() + part.size() + kHeaderRoom > model::kEventBytesMax)
      return Error("event.too_large", "the text is too long to be stored; shorten it",
                   "文字过长，无法保存；请缩短");
    const Event event = Event::make(header, draft.body);
    const std::size_t bytes = event.bytes().size() + part.size();
    if (commit.runs.empty() || commit.runs.back().log != log ||
        unsigned_bytes + bytes > kSignedSpanBytesMax) {
      if (!commit.runs.empty()) sign(commit.runs.back());
      commit.runs.push_back({log, tip->second, {}, {}});
    }
    unsigned_bytes += bytes;
    wishsync::Run& run = commit.runs.back();
    run.events.push_back({event.bytes(), std::move(part)});
    run.tip.tip = tip->second = event.tip();
    written.push_back(event.ref());
  }
  sign(commit.runs.back());
  // Only now: a record that is refused half way must not leave a gap for the next one.
  for (const auto& [log, tip] : ahead) tips[log] = tip;
  return commit;
}

void WritePath::commit_group(std::span<WriteRequest> requests) {
  std::map<LogId, Tip> tips;
  std::vector<Commit> commits(requests.size());
  std::vector<Written> written(requests.size());
  std::vector<std::optional<Error>> errors(requests.size());
  std::vector<Commit*> group;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (auto* record = std::get_if<Record>(&requests[i].what)) {
      auto planned = plan(*record, tips, written[i].events);
      if (planned)
        commits[i] = std::move(*planned);
      else
        errors[i] = planned.error();
    } else {
      commits[i] = std::move(std::get<Commit>(requests[i].what));
    }
    if (errors[i]) continue;
    group.push_back(&commits[i]);
    index.push_back(i);
  }
  const auto authority = store_.authority();
  const std::uint64_t before = store_.last_arrival();
  const auto results = store_.commit(group);
  for (std::size_t g = 0; g < results.size(); ++g) {
    if (!results[g])
      errors[index[g]] = results[g].error();
    else
      written[index[g]].arrival = *results[g];
  }
  for (const Commit& commit : commits)
    for (const Event& event : commit.fresh) hybrid_.observe(event.header().time);

  wishsync::Committed committed;
  store_.arrivals_after(before, [&](const Arrival& arrival) {
    committed.arrivals.push_back(arrival);
    return true;
  });
  for (Commit& commit : commits) {
    std::move(commit.fresh_parts.begin(), commit.fresh_parts.end(), std::back_inserter(committed.late_parts));
    committed.acks.insert(committed.acks.end(), commit.fresh_acks.begin(), commit.fresh_acks.end());
  }
  committed.authority_changed = store_.authority() != authority;
  committed.arrival = store_.last_arrival();
  if (committed.authority_changed || erasures_wait_) carry_out_erasures();
  if (listener_ && (!committed.arrivals.empty() || !committed.acks.empty())) listener_(committed);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!requests[i].done) continue;
    requests[i].done(errors[i] ? Result<Written>(*errors[i]) : Result<Written>(written[i]));
  }
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
