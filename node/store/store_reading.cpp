// The reading side of the store: any thread, any time.

#include <algorithm>

#include "node/limits.h"
#include "node/store/event_store.h"
#include "node/store/store_keys.h"
#include "sync/carry.h"
#include "sync/limits.h"

namespace node {

using model::Authority;
using model::Event;
using model::EventHash;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Seq;
using model::Tip;
using model::WriterId;

std::shared_ptr<const Authority> EventStore::authority() const {
  const std::shared_lock lock(mutex_);
  return authority_;
}

std::shared_ptr<const model::Programme> EventStore::programme() const {
  const std::shared_lock lock(mutex_);
  return programme_;
}

std::optional<model::NodeKey> EventStore::signing_key(const LogId& log, const Event* first) const {
  const std::shared_lock lock(mutex_);
  return facts_.signing_key(log, first);
}

void EventStore::for_each_log(const LogVisitor& visit) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [log, tips] : tips_) visit(log, tips);
}

wishsync::RangeDigest EventStore::digest_of_all() const {
  const std::shared_lock lock(mutex_);
  const auto sum = sums_.find(model::kPlaceOfAll);
  return {sum == sums_.end() ? model::DigestSum{} : sum->second, logs_of_all_};
}

std::vector<Tip> EventStore::tips(const LogId& log) const {
  const std::shared_lock lock(mutex_);
  const auto at = tips_.find(log);
  return at == tips_.end() ? std::vector<Tip>{} : at->second;
}

bool EventStore::forked(const LogId& log) const {
  const std::shared_lock lock(mutex_);
  const auto at = tips_.find(log);
  return at != tips_.end() && at->second.size() > 1;
}

std::size_t EventStore::log_count() const {
  const std::shared_lock lock(mutex_);
  return tips_.size();
}

std::uint64_t EventStore::event_count() const {
  const std::shared_lock lock(mutex_);
  return event_count_;
}

std::uint64_t EventStore::last_arrival() const {
  const std::shared_lock lock(mutex_);
  return last_arrival_;
}

EventStore::Extent EventStore::extent() const {
  const std::shared_lock lock(mutex_);
  return {last_arrival_, {tips_.begin(), tips_.end()}};
}

model::DigestSum EventStore::own_sum(PlaceCode place) const {
  const std::shared_lock lock(mutex_);
  const auto at = sums_.find(place);
  return at == sums_.end() ? model::DigestSum{} : at->second;
}

bool EventStore::holds(const EventRef& event) const {
  return kv_.get(Family::kLog, keys::event_key(event)).has_value();
}

std::optional<Event> EventStore::read_event(const EventRef& ref) const {
  auto bytes = kv_.get(Family::kLog, keys::event_key(ref));
  if (!bytes) return std::nullopt;
  auto event = Event::parse(std::move(*bytes));
  if (!event || event->hash() != ref.hash) return std::nullopt;
  return std::move(*event);
}

std::optional<Event> EventStore::event(const EventRef& event) const { return read_event(event); }

std::optional<std::uint64_t> EventStore::parts_hidden() const {
  const std::shared_lock lock(mutex_);
  return parts_hidden_;
}

bool EventStore::shown(const EventRef& event) const {
  return !parts_hidden() || kv_.get(Family::kMeta, keys::meta(keys::kShown, keys::event_key(event)));
}

std::optional<std::string> EventStore::part(const EventRef& event) const {
  if (!shown(event)) return std::nullopt;
  auto recent = recent_parts_.get(event.hash);
  return recent ? std::move(recent) : part_though_hidden(event);
}

std::optional<std::string> EventStore::part_though_hidden(const EventRef& event) const {
  const auto sealed = kv_.get(Family::kPart, keys::event_key(event));
  return sealed ? sealer_.open(*sealed, event.hash.view()) : std::nullopt;
}

// The hashes of the branch that ends in `until`, from seq `from` on; empty if it is not held.
std::vector<EventHash> EventStore::branch(const LogId& log, const Tip& until, Seq from) const {
  std::vector<EventHash> out;
  if (from > until.seq || from.value == 0 || !holds({log, until.seq, until.hash})) return out;
  // One event for each seq: the usual case, read forwards.
  if (tips(log).size() == 1) {
    kv_.scan(Family::kLog, keys::seq_key(log, from), keys::seq_key(log, until.seq.next()),
             [&](std::string_view key, std::string_view) {
               out.push_back(keys::read_event_key(key).hash);
               return true;
             });
    if (out.size() == until.seq.value - from.value + 1 && out.back() == until.hash) return out;
    out.clear();
  }
  // A fork, perhaps one that came just now: from the tip backwards along prev.
  for (Tip at = until; at.seq >= from;) {
    out.push_back(at.hash);
    if (at.seq.value == 1) break;
    const auto event = read_event({log, at.seq, at.hash});
    if (!event) return {};
    at = {at.seq.before(), event->header().prev};
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<EventHash> EventStore::on_branch(const LogId& log, const Tip& tip, Seq seq) const {
  if (seq > tip.seq || seq.value == 0) return std::nullopt;
  if (!holds({log, tip.seq, tip.hash})) return std::nullopt;
  std::vector<EventHash> found;
  kv_.scan(Family::kLog, keys::seq_key(log, seq), keys::seq_key(log, seq.next()),
           [&](std::string_view key, std::string_view) {
             found.push_back(keys::read_event_key(key).hash);
             return true;
           });
  // Branches have no gaps: where one event alone stands, all branches that reach so far pass it.
  if (found.size() == 1) return found.front();
  const auto hashes = branch(log, tip, seq);
  return hashes.empty() ? std::nullopt : std::optional(hashes.front());
}

// The same as branch(), but not beyond `last`, where that can be had without reading what lies beyond.
// Reads forwards in the order of keys, three families side by side: far cheaper than asking for each
// event, and what a parent reads for a child that was away is read just so.
std::optional<wishsync::Run> EventStore::read_run(const LogId& log, const Tip& until, Seq from,
                                                  std::size_t bytes_max, bool with_parts) const {
  const auto scan = [&](Family family, Seq last, auto&& visit) {
    kv_.scan(family, keys::seq_key(log, from), keys::seq_key(log, last.next()),
             [&](std::string_view key, std::string_view value) {
               return visit(keys::read_event_key(key), value);
             });
  };
  std::optional<std::set<EventHash>> chosen;  // Of a forked log: the events of the branch asked for.
  if (forked(log)) {
    const auto hashes = branch(log, until, from);
    chosen.emplace(hashes.begin(), hashes.end());
  } else if (!holds({log, until.seq, until.hash})) {
    return std::nullopt;
  }
  const auto on_it = [&](const EventRef& ref) { return !chosen || chosen->contains(ref.hash); };

  // Further each time until there is a signed tip; a writer signs often enough for the first to do.
  for (std::size_t reach = std::max(bytes_max, kFirstReachBytes);; reach *= 4) {
    wishsync::Run run{log, {}, {}, {}};
    std::vector<EventRef> refs;
    std::size_t bytes = 0;
    scan(Family::kLog, until.seq, [&](const EventRef& ref, std::string_view value) {
      if (!on_it(ref)) return true;
      refs.push_back(ref);
      run.events.push_back({std::string(value), {}});
      bytes += value.size();
      return bytes < reach;
    });
    if (refs.empty() || refs.front().seq != from) return std::nullopt;
    const Seq last = refs.back().seq;
    if (refs.size() != last.value - from.value + 1) {
      if (chosen) return std::nullopt;
      const auto hashes = branch(log, until, from);  // The log forked just now.
      chosen.emplace(hashes.begin(), hashes.end());
      reach /= 4;
      continue;
    }
    const auto at = [&](const EventRef& ref) { return static_cast<std::size_t>(ref.seq.value - from.value); };
    std::optional<std::set<EventRef>> shown;  // While parts are hidden: those that are not.
    if (with_parts && parts_hidden()) {
      shown.emplace();
      kv_.scan(Family::kMeta, keys::meta(keys::kShown, keys::seq_key(log, from)),
               keys::meta(keys::kShown, keys::seq_key(log, last.next())),
               [&](std::string_view key, std::string_view) {
                 shown->insert(keys::read_event_key(key.substr(keys::kShown.size())));
                 return true;
               });
    }
    if (with_parts)
      scan(Family::kPart, last, [&](const EventRef& ref, std::string_view value) {
        if (shown && !shown->contains(ref)) return true;
        if (!on_it(ref)) return true;
        auto part = recent_parts_.get(ref.hash);
        if (!part) part = sealer_.open(value, ref.hash.view());
        run.events[at(ref)].part = std::move(part).value_or("");
        return true;
      });
    std::map<std::size_t, model::SignedTip> signed_tips;  // By how many events they end.
    scan(Family::kTip, last, [&](const EventRef& ref, std::string_view value) {
      if (on_it(ref)) signed_tips[at(ref) + 1] = {ref.tip(), *model::Signature::from(value)};
      return true;
    });
    if (signed_tips.empty()) {
      if (last == until.seq) return std::nullopt;
      continue;
    }
    std::size_t end = signed_tips.begin()->first;
    std::size_t count = 0;
    std::size_t carried = 0;
    for (const auto& [ends, tip] : signed_tips) {
      for (; count < ends; ++count) carried += run.events[count].event.size() + run.events[count].part.size();
      if (carried > bytes_max) break;
      end = ends;
    }
    run.events.resize(end);
    run.tip = signed_tips.at(end);
    const auto first = Event::parse(run.events.front().event);
    if (!first) return std::nullopt;
    run.before = {from.before(), first->header().prev};
    return run;
  }
}

std::vector<EventRef> EventStore::absent_parts(const EventRef& from, std::size_t count_max) const {
  std::vector<EventRef> out;
  if (count_max == 0) return out;
  kv_.scan(Family::kMeta, keys::meta(keys::kAbsent, keys::event_key(from)), keys::after_prefix(keys::kAbsent),
           [&](std::string_view key, std::string_view) {
             out.push_back(keys::read_event_key(key.substr(keys::kAbsent.size())));
             return out.size() < count_max;
           });
  return out;
}

std::optional<wishsync::Ack> EventStore::own_ack(const LogId& log) const {
  const auto all = tips(log);
  std::optional<std::pair<WriterId, PlaceCode>> self;
  std::shared_ptr<const Authority> authority;
  bool misses_blobs = false;
  {
    const std::shared_lock lock(mutex_);
    self = writer_;
    authority = authority_;
    misses_blobs = missing_blobs_.contains(log);
  }
  if (all.empty() || !self) return std::nullopt;
  wishsync::Ack ack{self->second, self->first, 0, log, all.back(), all.back().seq, {}};
  const std::size_t others = std::min(all.size() - 1, wishsync::kTipsPerLogMax);
  ack.others.assign(all.end() - 1 - static_cast<std::ptrdiff_t>(others), all.end() - 1);
  // The first part that is due here and absent bounds what can be called safe; so does the first blob of
  // which something is missing.
  const auto up_to = [&](std::string_view absent, Seq& seq) {
    const std::string prefix = keys::meta(absent, keys::log_key(log));
    kv_.scan(Family::kMeta, prefix, keys::after_prefix(prefix), [&](std::string_view key, std::string_view) {
      const EventRef ref = keys::read_event_key(key.substr(absent.size()));
      const auto event = read_event(ref);
      if (!event || !wishsync::part_due(*authority, self->second, event->header())) return true;
      seq = std::min(seq, ref.seq.before());
      return false;
    });
  };
  up_to(keys::kAbsent, ack.parts_seq);
  ack.blobs_seq = ack.parts_seq;
  if (misses_blobs) up_to(keys::kAbsentBlob, ack.blobs_seq);
  return ack;
}

std::vector<wishsync::ChangedLog> EventStore::changed_since(std::uint64_t count) const {
  std::map<LogId, std::uint64_t> last;
  arrivals_after(count, [&](const Arrival& arrival) {
    last[arrival.log] = arrival.count;
    return true;
  });
  std::vector<wishsync::ChangedLog> out;
  for (const auto& [log, at] : last) out.push_back({log, at});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.count < b.count; });
  return out;
}

std::vector<wishsync::Ack> EventStore::acks_since(const WriterId& writer, std::uint64_t count) const {
  std::vector<wishsync::Ack> out;
  const std::string prefix = keys::meta(keys::kAckCount, writer.view());
  kv_.scan(Family::kMeta, prefix + keys::number(count + 1), keys::after_prefix(prefix),
           [&](std::string_view key, std::string_view) {
             const std::string at = keys::ack_key_of_count(key);
             if (const auto value = kv_.get(Family::kMeta, at)) out.push_back(keys::read_ack(at, *value));
             return true;
           });
  return out;
}

std::vector<std::pair<WriterId, std::uint64_t>> EventStore::ack_counts() const {
  const std::shared_lock lock(mutex_);
  return {ack_counts_.begin(), ack_counts_.end()};
}

std::vector<wishsync::Ack> EventStore::acks_of(const LogId& log) const {
  std::vector<wishsync::Ack> out;
  const std::string prefix = keys::meta(keys::kAck, keys::log_key(log));
  kv_.scan(Family::kMeta, prefix, keys::after_prefix(prefix),
           [&](std::string_view key, std::string_view value) {
             out.push_back(keys::read_ack(key, value));
             return true;
           });
  return out;
}

std::optional<std::string> EventStore::fact(std::string_view name) const {
  return kv_.get(Family::kMeta, keys::meta(keys::kFact, name));
}

std::vector<LocalFact> EventStore::facts(std::string_view prefix) const {
  std::vector<LocalFact> out;
  const std::string from = keys::meta(keys::kFact, prefix);
  kv_.scan(Family::kMeta, from, keys::after_prefix(from), [&](std::string_view key, std::string_view value) {
    out.push_back({std::string(key.substr(keys::kFact.size())), std::string(value)});
    return true;
  });
  return out;
}

void EventStore::arrivals_after(std::uint64_t count, const std::function<bool(const Arrival&)>& visit) const {
  kv_.scan(Family::kArrival, keys::number(count + 1), "", [&](std::string_view key, std::string_view value) {
    return visit(keys::read_arrival(key, value));
  });
}

std::vector<Event> EventStore::events_of(const Arrival& arrival) const {
  std::vector<Event> out;
  if (arrival.is_part()) return out;
  kv_.scan(Family::kLog, keys::seq_key(arrival.log, arrival.first),
           keys::seq_key(arrival.log, arrival.tip.seq.next()), [&](std::string_view, std::string_view value) {
             auto event = Event::parse(std::string(value));
             if (event) out.push_back(std::move(*event));
             return true;
           });
  if (out.size() == arrival.tip.seq.value - arrival.first.value + 1) return out;
  // Another branch stands there too: only those of this one.
  out.clear();
  Seq seq = arrival.first;
  for (const EventHash& hash : branch(arrival.log, arrival.tip, arrival.first)) {
    if (auto event = read_event({arrival.log, seq, hash})) out.push_back(std::move(*event));
    seq = seq.next();
  }
  return out;
}

void EventStore::for_each_event(const LogId& log, const std::function<bool(const Event&)>& visit) const {
  kv_.scan(Family::kLog, keys::log_key(log), keys::after_prefix(keys::log_key(log)),
           [&](std::string_view, std::string_view value) {
             const auto event = Event::parse(std::string(value));
             return !event || visit(*event);
           });
}

std::optional<model::Signature> EventStore::tip_signature(const LogId& log, const Tip& tip) const {
  const auto value = kv_.get(Family::kTip, keys::event_key({log, tip.seq, tip.hash}));
  return value ? model::Signature::from(*value) : std::nullopt;
}

}  // namespace node
