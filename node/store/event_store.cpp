#include "node/store/event_store.h"

#include <algorithm>

#include "model/part.h"
#include "node/limits.h"
#include "node/store/store_keys.h"
#include "sync/carry.h"

namespace node {

using model::Authority;
using model::Error;
using model::Event;
using model::EventHash;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Result;
using model::Seq;
using model::SubjectId;
using model::Tip;
using model::WriterId;

// A run of which the first `held` events are held already.
struct PlannedRun {
  wishsync::CheckedRun run;
  std::size_t held = 0;

  [[nodiscard]] bool has(const EventRef& ref) const {
    const Seq first = run.before.seq.next();
    return run.log == ref.log && ref.seq >= first && ref.seq <= run.tip.tip.seq &&
           run.events[ref.seq.value - first.value].event.hash() == ref.hash;
  }
};

struct EventStore::Plan {
  std::vector<PlannedRun> runs;
  std::vector<std::pair<Event, std::string>> parts;
};

struct EventStore::Group {
  explicit Group(const Kv& kv) : blobs(kv) {}
  KvBatch batch;
  std::map<LogId, std::vector<Tip>> tips;  // Of the logs that grow.
  std::map<PlaceCode, model::DigestSum> sums;
  std::set<EventRef> absent;  // New events that came without their part.
  std::set<EventRef> parts;   // Late parts staged, so that none is staged twice.
  std::map<std::string, wishsync::Ack> acks;
  std::vector<Plan> plans;
  [[nodiscard]] bool brings(const EventRef& ref) const {
    return tips.contains(ref.log) && std::ranges::any_of(plans, [&](const Plan& plan) {
             return std::ranges::any_of(plan.runs, [&](const PlannedRun& run) { return run.has(ref); });
           });
  }
  StagedBlobs blobs;
  std::vector<Event> authority_events;
  std::uint64_t last_arrival = 0;
  std::uint64_t first_arrival = 0;  // Of this life.
  [[nodiscard]] std::uint64_t next_arrival() {
    return last_arrival = std::max(last_arrival + 1, first_arrival);
  }
  std::uint64_t event_count = 0;
  std::optional<std::uint64_t> parts_hidden;
  std::vector<std::string> shown;  // Keys under kShown that the batch puts.
  std::vector<std::pair<EventHash, std::string>> recent_parts;
};

namespace {

std::uint64_t hidden_since(std::string_view fact) {
  return fact.size() == 8 ? model::get_u64(fact.data()) : 0;
}

const Error kGap("store.gap", "the events do not continue what is held of their log");

}  // namespace

EventStore::EventStore(Kv& kv, const Sealer& sealer, const model::NodeKey& root_key)
    : kv_(kv),
      sealer_(sealer),
      quarantine_(kv, sealer),
      facts_(root_key),
      authority_(facts_.judge()),
      programme_(programme_facts_.judge(*authority_)) {}

Result<std::unique_ptr<EventStore>> EventStore::open(Kv& kv, const Sealer& sealer,
                                                     const model::NodeKey& root_key, Access access) {
  std::unique_ptr<EventStore> store(new EventStore(kv, sealer, root_key));
  if (auto loaded = store->load(access); !loaded) return loaded.error();
  return store;
}

std::optional<model::NodeKey> EventStore::stored_root_key(const Kv& kv) {
  const auto root = kv.get(Family::kMeta, keys::kRoot);
  return root ? model::NodeKey::from(*root) : std::nullopt;
}

Result<> EventStore::load(Access access) {
  const bool reads_only = access == Access::kRead;
  const auto format = kv_.get(Family::kMeta, keys::kFormat);
  if (!format && !reads_only) {
    KvBatch batch;
    std::string value;
    model::put_u32(value, keys::kStoreFormat);
    batch.put(Family::kMeta, std::string(keys::kFormat), value);
    batch.put(Family::kMeta, std::string(keys::kRoot), std::string(facts_.root_key().view()));
    return kv_.write(batch);
  }
  if (format && (format->size() != 4 || model::get_u32(format->data()) > keys::kStoreFormat))
    return Error("store.newer",
                 "the data was written by a newer version of wishnode; install that version or newer",
                 "数据由更新版本的 wishnode 写入；请安装该版本或更新的版本");
  const auto root = kv_.get(Family::kMeta, keys::kRoot);
  if ((root || !reads_only) && root != std::string(facts_.root_key().view()))
    return Error("store.foreign",
                 "the data belongs to another city's root key; use the data directory of this city",
                 "数据属于另一个城市的根密钥；请使用本市的数据目录");
  if (const auto count = kv_.get(Family::kMeta, keys::kEvents)) event_count_ = model::get_u64(count->data());
  const auto each = [&](std::string_view prefix, auto&& take) {
    kv_.scan(Family::kMeta, prefix, keys::after_prefix(prefix),
             [&](std::string_view key, std::string_view value) {
               take(key.substr(prefix.size()), value);
               return true;
             });
  };
  each(keys::kHead, [&](auto key, auto value) {
    const LogId log = keys::read_log_key(key);
    tips_[log] = keys::read_tips_value(value);
    logs_of_all_ += log.place == model::kPlaceOfAll ? 1 : 0;
  });
  each(keys::kSum, [&](auto key, auto value) {
    sums_[PlaceCode{model::get_u64(key.data())}] = *model::DigestSum::from(value);
  });
  // Every conversation rests on it, so it is not taken on trust.
  sums_[model::kPlaceOfAll] = Replica::digest_of_all().sum;
  each(keys::kErased, [&](auto key, auto value) {
    const Erasure one{*SubjectId::from(key.substr(0, 16)), PlaceCode{model::get_u64(key.data() + 16)}};
    erased_.insert(one);
    if (value == keys::kErasedVolunteer) erased_volunteers_.insert(one);
  });
  each(keys::kAckCount, [&](auto key, auto) {
    auto& highest = ack_counts_[*WriterId::from(key.substr(0, 16))];
    highest = std::max(highest, model::get_u64(key.data() + 16));
  });
  each(keys::kAbsentBlob, [&](auto key, auto) { ++missing_blobs_[keys::read_log_key(key)]; });
  if (const auto hidden = fact(kPartsHiddenFact)) parts_hidden_ = hidden_since(*hidden);
  kv_.scan_back(Family::kArrival, "", "", [&](std::string_view key, std::string_view) {
    last_arrival_ = model::get_u64(key.data());
    first_arrival_ = (last_arrival_ / kArrivalsOfALife + 1) * kArrivalsOfALife;
    return false;
  });
  std::optional<Error> bad;
  kv_.scan(Family::kLog, keys::place_key(model::kPlaceOfAll), keys::place_key(PlaceCode{1}),
           [&](std::string_view, std::string_view value) {
             const auto event = Event::parse(std::string(value));
             if (event) {
               facts_.add(*event);
               programme_facts_.add(*event);
             } else if (!reads_only) {
               bad = event.error();
             }
             return !bad;
           });
  if (bad)
    return Error("store.damaged",
                 "a stored event is damaged (" + bad->en +
                     "); do not write on: save what can still be read with wishnode rescue --data DIR --out "
                     "FILE, then "
                     "restore a backup or join anew",
                 "存储的事件已损坏；请勿继续写入：先用 wishnode rescue --data 目录 --out 文件 "
                 "保存仍可读取的内容，再恢复备份或重新加入");
  authority_ = facts_.judge();
  programme_ = programme_facts_.judge(*authority_);
  quarantine_.load();
  if (!reads_only) find_missing_blobs();
  return {};
}

void EventStore::set_writer(const WriterId& writer, PlaceCode place) {
  const std::unique_lock lock(mutex_);
  writer_ = {writer, place};
}

bool EventStore::erased(const Event& event) const {
  if (erased_.contains({event.header().subject, event.header().subject_home()})) return true;
  const auto volunteer = erased_volunteers_.empty() ? std::nullopt : authority_->volunteer_of(event);
  return volunteer && erased_volunteers_.contains(*volunteer);
}

// ---- Writing ----

Result<EventStore::Plan> EventStore::check_commit(Commit& commit, const Group& group) const {
  Plan plan;
  const auto held = [&](const EventRef& ref) {
    return std::ranges::any_of(plan.runs, [&](const PlannedRun& run) { return run.has(ref); }) ||
           group.brings(ref) || holds(ref);
  };
  // Where this commit leaves its logs; nothing where what follows may be held already.
  std::map<LogId, std::optional<Tip>> ahead;
  // Right behind a tip nothing is held: the usual case, known without asking the disk.
  const auto is_tip = [&](const LogId& log, const Tip& tip) {
    if (const auto planned = ahead.find(log); planned != ahead.end()) return planned->second == tip;
    const auto grown = group.tips.find(log);
    const auto known = tips_.find(log);
    if (grown == group.tips.end() && known == tips_.end()) return tip.seq.value == 0;
    const auto& tips = grown != group.tips.end() ? grown->second : known->second;
    return std::find(tips.begin(), tips.end(), tip) != tips.end();
  };
  for (wishsync::CheckedRun& run : commit.runs) {
    std::size_t count = 0;
    Tip before = run.before;
    const bool fresh = is_tip(run.log, run.before);
    for (const auto& [event, part] : run.events) {
      if (event.header().log() != run.log || !follows(before, event)) return kGap;
      before = event.tip();
      if (!fresh && held(event.ref())) ++count;
    }
    if (run.events.empty() || before != run.tip.tip) return kGap;
    if (!fresh && run.before.seq.value != 0 && count == 0 &&
        !held({run.log, run.before.seq, run.before.hash}))
      return kGap;
    ahead[run.log] = fresh ? std::optional(run.tip.tip) : std::nullopt;
    plan.runs.push_back({std::move(run), count});
  }
  for (const LatePart& late : commit.parts)
    if (const auto event = read_event(late.event); event && part_fits(*event, late.part))
      plan.parts.emplace_back(*event, late.part);
  return plan;
}

// What is hidden is all that is held when the fact is set; what comes later is marked as shown.
void EventStore::stage_hiding(const Kv& kv, const std::vector<LocalFact>& facts, Group& group) {
  for (const LocalFact& fact : facts) {
    if (fact.name != kPartsHiddenFact) continue;
    group.parts_hidden = fact.value ? std::optional(hidden_since(*fact.value)) : std::nullopt;
    kv.scan(Family::kMeta, keys::kShown, keys::after_prefix(keys::kShown),
            [&](std::string_view key, std::string_view) {
              group.batch.remove(Family::kMeta, std::string(key));
              return true;
            });
    for (std::string& key : group.shown) group.batch.remove(Family::kMeta, std::move(key));
    group.shown.clear();
  }
}

void EventStore::stage(const Plan& plan, Commit& commit, Group& group) const {
  stage_hiding(kv_, commit.facts, group);
  const auto put_part = [&](const std::string& key, const Event& event, const std::string& part) {
    group.batch.put(Family::kPart, key, sealer_.seal(part, event.hash().view()));
    if (part.size() <= kRecentPartBytesMax) group.recent_parts.emplace_back(event.hash(), part);
    const bool with_blob =
        std::ranges::find(commit.chunks, event.ref(), &wishsync::BlobChunk::event) != commit.chunks.end();
    group.blobs.part_comes(event, part, with_blob);
    if (group.parts_hidden) {
      group.shown.push_back(keys::meta(keys::kShown, key));
      group.batch.put(Family::kMeta, group.shown.back(), "");
    }
  };
  // Of an event that is held here, or comes with this group.
  const auto late_part = [&](const Event& event, const std::string& part) {
    if (part.empty() || group.parts.contains(event.ref()) || erased(event)) return;
    const std::string key = keys::event_key(event.ref());
    if (!kv_.get(Family::kMeta, keys::meta(keys::kAbsent, key)) && !group.absent.contains(event.ref()))
      return;
    put_part(key, event, part);
    group.parts.insert(event.ref());
    group.batch.remove(Family::kMeta, keys::meta(keys::kAbsent, key));
    const Arrival arrival{group.next_arrival(), event.header().log(), event.header().seq.next(), event.tip()};
    group.batch.put(Family::kArrival, keys::number(arrival.count), keys::arrival_value(arrival));
    commit.fresh_parts.push_back({event.ref(), part});
  };

  for (const auto& [run, held] : plan.runs) {
    for (std::size_t i = 0; i < held; ++i) late_part(run.events[i].event, run.events[i].part);
    const std::string tip_key = keys::event_key({run.log, run.tip.tip.seq, run.tip.tip.hash});
    const bool all_held = held == run.events.size();
    if (!all_held || !kv_.get(Family::kTip, tip_key))
      group.batch.put(Family::kTip, tip_key, std::string(run.tip.signature.view()));
    if (all_held) continue;

    for (std::size_t i = held; i < run.events.size(); ++i) {
      const auto& [event, part] = run.events[i];
      const std::string key = keys::event_key(event.ref());
      group.batch.put(Family::kLog, key, event.bytes());
      if (!event.header().subject.is_zero())
        group.batch.put(Family::kSubject, keys::subject_key(event.header().subject, event.ref()), "");
      if (event.header().has_part() && !erased(event)) {
        if (!part.empty()) {
          put_part(key, event, part);
        } else {
          group.batch.put(Family::kMeta, keys::meta(keys::kAbsent, key), "");
          group.absent.insert(event.ref());
        }
      }
      if (event.header().place == model::kPlaceOfAll) group.authority_events.push_back(event);
      ++group.event_count;
    }

    const auto known = tips_.find(run.log);
    auto [at, fresh] =
        group.tips.try_emplace(run.log, known == tips_.end() ? std::vector<Tip>{} : known->second);
    std::vector<Tip>& tips = at->second;
    auto [sum, new_sum] = group.sums.try_emplace(run.log.place);
    if (new_sum) {
      const auto own = sums_.find(run.log.place);
      if (own != sums_.end()) sum->second = own->second;
    }
    sum->second.subtract(model::log_digest(run.log, tips));
    const Event& first = run.events[held].event;
    std::erase(tips, Tip{first.header().seq.before(), first.header().prev});
    tips.push_back(run.tip.tip);
    std::sort(tips.begin(), tips.end());
    sum->second.add(model::log_digest(run.log, tips));

    const Arrival arrival{group.next_arrival(), run.log, first.header().seq, run.tip.tip};
    group.batch.put(Family::kArrival, keys::number(arrival.count), keys::arrival_value(arrival));
  }
  for (const auto& [event, part] : plan.parts) late_part(event, part);
  stage_chunks(commit, group);
  for (const wishsync::Ack& ack : commit.acks) {
    const std::string key = keys::ack_key(ack);
    if (const auto old = kv_.get(Family::kMeta, key)) {
      const wishsync::Ack before = keys::read_ack(key, *old);
      if (before.count > ack.count || before == ack) continue;
      group.batch.remove(Family::kMeta, keys::ack_count_key(before));
    }
    if (const auto staged = group.acks.find(key); staged != group.acks.end()) {
      if (staged->second.count > ack.count) continue;
      group.batch.remove(Family::kMeta, keys::ack_count_key(staged->second));
    }
    group.batch.put(Family::kMeta, key, keys::ack_value(ack));
    group.batch.put(Family::kMeta, keys::ack_count_key(ack), "");
    group.acks[key] = ack;
    commit.fresh_acks.push_back(ack);
  }
  for (const LocalFact& fact : commit.facts) {
    if (fact.value)
      group.batch.put(Family::kMeta, keys::meta(keys::kFact, fact.name), *fact.value);
    else
      group.batch.remove(Family::kMeta, keys::meta(keys::kFact, fact.name));
  }
}

void EventStore::stage_chunks(Commit& commit, Group& group) const {
  commit.begun_blobs = group.blobs.take_begun();
  for (wishsync::BlobChunk& chunk : commit.chunks) {
    if (!group.blobs.find(chunk.event)) {
      // Of an erased event nothing is known to be missing.
      if (!kv_.get(Family::kMeta, keys::meta(keys::kAbsentBlob, keys::event_key(chunk.event)))) continue;
      auto held = held_blob(chunk.event);
      if (!held) continue;
      group.blobs.go_on(chunk.event, std::move(*held));
    }
    if (!group.blobs.put(chunk, sealer_, group.batch)) continue;
    chunk.bytes = {};  // The batch has it.
    ++commit.fresh_chunks;
    go_over_stored(chunk.event, group.blobs);
    if (!group.blobs.find(chunk.event)->whole()) continue;
    commit.whole_blobs.push_back(chunk.event);
    if (std::erase(commit.begun_blobs, chunk.event) == 0) stage_late(chunk.event, group);
  }
  for (const ChunkRef& chunk : commit.unreadable)
    if (break_off(chunk, group.blobs, group.batch)) {
      commit.begun_blobs.push_back(chunk.first);
      stage_late(chunk.first, group);
    }
}

// What this node's word about the log says has changed.
void EventStore::stage_late(const EventRef& event, Group& group) {
  const Arrival arrival{group.next_arrival(), event.log, event.seq.next(), event.tip()};
  group.batch.put(Family::kArrival, keys::number(arrival.count), keys::arrival_value(arrival));
}

std::vector<Result<std::uint64_t>> EventStore::commit(std::span<Commit*> commits) {
  // Only this thread changes what mutex_ guards, so it reads without the lock.
  Group group(kv_);
  group.last_arrival = last_arrival_;
  group.first_arrival = first_arrival_;
  group.event_count = event_count_;
  group.parts_hidden = parts_hidden_;
  group.plans.reserve(commits.size());
  std::vector<Result<std::uint64_t>> out;
  std::vector<Commit*> owners;  // Of the plans.
  for (Commit* commit : commits) {
    auto plan = check_commit(*commit, group);
    if (!plan) {
      out.emplace_back(plan.error());
      continue;
    }
    stage(*plan, *commit, group);
    group.plans.push_back(std::move(*plan));
    owners.push_back(commit);
    out.emplace_back(group.last_arrival);
  }
  if (group.batch.empty()) return out;
  group.blobs.finish(group.batch);
  if (group.last_arrival != last_arrival_)
    group.batch.put(Family::kMeta, std::string(keys::kBlobs), keys::blobs_value(group.last_arrival));
  for (const auto& [log, tips] : group.tips)
    group.batch.put(Family::kMeta, keys::meta(keys::kHead, keys::log_key(log)), keys::tips_value(tips));
  for (const auto& [place, sum] : group.sums)
    group.batch.put(Family::kMeta, keys::meta(keys::kSum, keys::place_key(place)), sum.bytes());
  if (group.event_count != event_count_)
    group.batch.put(Family::kMeta, std::string(keys::kEvents), keys::number(group.event_count));
  if (auto written = kv_.write(group.batch); !written) {
    for (auto& result : out)
      if (result) result = written.error();
    for (Commit* commit : commits) {
      commit->fresh_parts.clear();
      commit->fresh_acks.clear();
      commit->fresh_chunks = 0;
      commit->begun_blobs.clear();
      commit->whole_blobs.clear();
    }
    return out;
  }
  adopt(group);
  for (auto& [event, part] : group.recent_parts) recent_parts_.put(event, std::move(part));
  for (std::size_t i = 0; i < owners.size(); ++i)
    for (auto& [run, held] : group.plans[i].runs)
      for (std::size_t at = held; at < run.events.size(); ++at)
        owners[i]->fresh.push_back(std::move(run.events[at].event));
  return out;
}

void EventStore::adopt(Group& group) {
  const std::unique_lock lock(mutex_);
  for (auto& [log, tips] : group.tips) {
    const auto [at, fresh] = tips_.insert_or_assign(log, std::move(tips));
    logs_of_all_ += fresh && log.place == model::kPlaceOfAll ? 1 : 0;
  }
  for (auto& [place, sum] : group.sums) sums_[place] = sum;
  for (const auto& [key, ack] : group.acks) {
    auto& highest = ack_counts_[ack.writer];
    highest = std::max(highest, ack.count);
  }
  bool judge = false;
  bool set = false;
  for (const Event& event : group.authority_events) {
    judge = facts_.add(event) || judge;
    set = programme_facts_.add(event) || set;
  }
  if (judge) authority_ = facts_.judge();
  if (judge || set) programme_ = programme_facts_.judge(*authority_);
  last_arrival_ = group.last_arrival;
  event_count_ = group.event_count;
  parts_hidden_ = group.parts_hidden;
  for (const auto& [log, more] : group.blobs.missing_more()) count_missing(log, more);
}

void EventStore::count_missing(const LogId& log, std::ptrdiff_t more) {
  const auto at = missing_blobs_.try_emplace(log).first;
  at->second += static_cast<std::size_t>(more);
  if (at->second == 0) missing_blobs_.erase(at);
}

}  // namespace node
