// How the store forgets: parts and blobs of a subject, and of a volunteer also the parts of claims that name
// them.

#include <algorithm>

#include "node/store/event_store.h"
#include "node/store/store_keys.h"

namespace node {

using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

std::vector<Event> EventStore::claims_of(const SubjectId& volunteer,
                                         std::optional<PlaceCode> written_at) const {
  const auto authority = this->authority();
  std::vector<LogId> logs;
  for_each_log([&](const LogId& log, std::span<const model::Tip>) {
    const model::Writer* writer = authority->writer(log.writer);
    if (writer && log.place != model::kPlaceOfAll && (!written_at || writer->place == *written_at))
      logs.push_back(log);
  });
  std::vector<Event> out;
  for (const LogId& log : logs)
    for_each_event(log, [&](const Event& event) {
      if (const auto named = authority->volunteer_of(event); named && named->first == volunteer)
        out.push_back(event);
      return true;
    });
  return out;
}

std::vector<Event> EventStore::taken_by(const Erasure& erasure) const {
  std::vector<Event> out = events_about(erasure.first);
  std::erase_if(out, [&](const Event& event) { return event.header().subject_home() != erasure.second; });
  if (authority()->erased_volunteers().contains(erasure))
    for (Event& claim : claims_of(erasure.first, erasure.second)) out.push_back(std::move(claim));
  std::erase_if(out, [](const Event& event) { return !event.header().has_part(); });
  return out;
}

Result<> EventStore::erase(std::span<const Erasure> erasures) {
  std::vector<std::string> parts, chunks;
  std::vector<LogId> begun;  // Whose blobs were not whole.
  KvBatch batch;
  const auto authority = this->authority();
  const std::set<Erasure>& volunteers = authority->erased_volunteers();
  recent_parts_.clear();
  for (const auto& [subject, home] : erasures) {
    for (const Event& event : taken_by({subject, home})) {
      const std::string key = keys::event_key(event.ref());
      parts.push_back(key);
      batch.remove(Family::kMeta, keys::meta(keys::kAbsent, key));
      // Found by their keys: the part that names them may be gone already, where this was cut short.
      kv_.scan(Family::kBlob, key, keys::after_prefix(key), [&](std::string_view chunk, std::string_view) {
        chunks.emplace_back(chunk);
        return true;
      });
      if (std::string absent = keys::meta(keys::kAbsentBlob, key); kv_.get(Family::kMeta, absent)) {
        begun.push_back(event.header().log());
        batch.remove(Family::kMeta, std::move(absent));
      }
      batch.remove(Family::kMeta, keys::meta(keys::kUnkeptBlob, key));
      if (parts_hidden_) batch.remove(Family::kMeta, keys::meta(keys::kShown, key));
    }
    batch.remove(Family::kMeta, keys::kept_blobs_key(subject, home));
    const bool of_volunteer =
        volunteers.contains({subject, home}) || erased_volunteers_.contains({subject, home});
    batch.put(Family::kMeta, keys::meta(keys::kErased, std::string(subject.view()) + keys::place_key(home)),
              of_volunteer ? std::string(keys::kErasedVolunteer) : "");
  }
  if (!chunks.empty())
    if (auto purged = kv_.purge(Family::kBlob, chunks); !purged) return purged;
  if (auto purged = kv_.purge(Family::kPart, parts); !purged) return purged;
  if (auto forgotten = quarantine_.forget(erasures); !forgotten) return forgotten;
  if (auto written = kv_.write(batch); !written) return written;
  const std::unique_lock lock(mutex_);
  erased_.insert(erasures.begin(), erasures.end());
  std::ranges::copy_if(erasures, std::inserter(erased_volunteers_, erased_volunteers_.end()),
                       [&](const Erasure& one) { return volunteers.contains(one); });
  for (const LogId& log : begun) count_missing(log, -1);
  return {};
}

Result<> EventStore::erase(const SubjectId& subject, PlaceCode home) {
  const Erasure one{subject, home};
  return erase({&one, 1});
}

std::vector<EventStore::Erasure> EventStore::pending_erasures() const {
  const std::shared_lock lock(mutex_);
  std::vector<Erasure> out;
  std::ranges::set_difference(authority_->erasures(), erased_, std::back_inserter(out));
  // Also those of which a former version took the subject alone.
  std::set<Erasure> half;
  std::ranges::set_difference(authority_->erased_volunteers(), erased_volunteers_,
                              std::inserter(half, half.end()));
  for (const Erasure& one : half)
    if (erased_.contains(one)) out.push_back(one);
  return out;
}

}  // namespace node
