// What the store holds about subjects: of one, of many, or of all in their order.

#include <algorithm>

#include "node/limits.h"
#include "node/store/event_store.h"
#include "node/store/store_keys.h"

namespace node {

using model::Event;
using model::EventRef;
using model::LogId;
using model::SubjectId;

namespace {

// So many subjects in a row are asked for one by one where they stood far apart.
constexpr std::size_t kReadSingly = 32;

}  // namespace

std::vector<Event> EventStore::events_about(const SubjectId& subject) const {
  std::vector<Event> out;
  kv_.scan(Family::kSubject, subject.view(), keys::after_prefix(subject.view()),
           [&](std::string_view key, std::string_view) {
             if (auto event = read_event(keys::read_event_key(key.substr(SubjectId::kSize))))
               out.push_back(std::move(*event));
             return true;
           });
  return out;
}

std::vector<std::vector<Event>> EventStore::events_about(std::span<const SubjectId> subjects,
                                                         const Known& have, std::size_t bytes_max) const {
  std::vector<std::vector<Event>> out;  // The last is that of the subject that is being read.
  std::size_t bytes = 0;
  const auto take = [&](std::string_view key) {
    const EventRef ref = keys::read_event_key(key.substr(SubjectId::kSize));
    auto event = have(subjects[out.size() - 1], ref);
    if (!event) event = read_event(ref);
    if (!event) return;
    bytes += event->bytes().size();
    out.back().push_back(std::move(*event));
  };
  const auto full = [&] { return !out.empty() && bytes >= bytes_max; };
  // Begins all up to this one, also those of which nothing is held; false where enough was read before.
  const auto begin_up_to = [&](const SubjectId& subject) {
    while (out.size() < subjects.size() && subjects[out.size()] <= subject) {
      if (full()) return false;
      out.emplace_back();
    }
    return true;
  };
  // Of those that stand far apart each is asked for: the tables that lack it are passed by.
  for (std::size_t singly = 0; out.size() < subjects.size() && !full();) {
    const std::size_t first = out.size();
    const std::size_t last = singly > 0 ? first : subjects.size() - 1;
    std::uint64_t passed = 0;
    const auto visit = [&](std::string_view key) {
      const SubjectId subject = *SubjectId::from(key.substr(0, SubjectId::kSize));
      if (!begin_up_to(subject)) return false;
      if (out.empty() || subjects[out.size() - 1] != subject) return ++passed <= kReadThroughEvents;
      passed = 0;
      take(key);
      return true;
    };
    bool reached_last = true;
    kv_.scan(Family::kSubject, subjects[first].view(), keys::after_prefix(subjects[last].view()),
             [&](std::string_view key, std::string_view) { return reached_last = visit(key); });
    if (reached_last) out.resize(last + 1);
    if (singly > 0)
      --singly;
    else if (out.size() - first < kReadThroughEvents)
      singly = kReadSingly;
  }
  return out;
}

std::vector<EventStore::About> EventStore::events_by_subject(const SubjectId& after,
                                                             const Wanted& wanted) const {
  for (std::size_t events_max = kFillEvents;; events_max /= 8)
    if (auto out = events_by_subject(after, wanted, events_max)) return std::move(*out);
}

// Nothing where the events are too large to be held together. Of a single subject all are read.
std::optional<std::vector<EventStore::About>> EventStore::events_by_subject(const SubjectId& after,
                                                                            const Wanted& wanted,
                                                                            std::size_t events_max) const {
  std::vector<About> out;
  const std::string from = keys::after_prefix(after.view());
  if (from.empty()) return out;                         // There is none above.
  std::vector<std::pair<EventRef, std::size_t>> asked;  // With the index of the subject.
  kv_.scan(Family::kSubject, from, "", [&](std::string_view key, std::string_view) {
    const SubjectId subject = *SubjectId::from(key.substr(0, SubjectId::kSize));
    if (out.empty() || out.back().first != subject) {
      if (!out.empty() && asked.size() >= events_max) return false;
      out.push_back({subject, {}});
    }
    asked.emplace_back(keys::read_event_key(key.substr(SubjectId::kSize)), out.size() - 1);
    return true;
  });
  for (std::size_t first = 0, last = 0; first < asked.size(); first = last) {
    const std::size_t subject = asked[first].second;
    while (last < asked.size() && asked[last].second == subject) ++last;
    out[subject].second.reserve(last - first);
  }
  std::ranges::sort(asked);
  std::size_t bytes = 0;
  const auto fits = [&] { return bytes <= kFillBytesMax || out.size() == 1; };
  const auto take = [&](std::size_t i, std::string value) {
    auto event = Event::parse(std::move(value));
    if (!event || event->hash() != asked[i].first.hash || !wanted(*event)) return;
    bytes += event->bytes().size();
    out[asked[i].second].second.push_back(std::move(*event));
  };
  for (std::size_t first = 0, last = 0; first < asked.size() && fits(); first = last) {
    const LogId& log = asked[first].first.log;
    const auto near = [&](std::size_t next) {
      const EventRef& ref = asked[next].first;
      return ref.log == log && ref.seq.value - asked[next - 1].first.seq.value <= kReadThroughEvents;
    };
    for (last = first + 1; last < asked.size() && near(last);) ++last;
    if (last == first + 1) {
      if (auto value = kv_.get(Family::kLog, keys::event_key(asked[first].first)))
        take(first, std::move(*value));
      continue;
    }
    std::size_t next = first;
    kv_.scan(Family::kLog, keys::event_key(asked[first].first),
             keys::seq_key(log, asked[last - 1].first.seq.next()),
             [&](std::string_view key, std::string_view value) {
               const EventRef ref = keys::read_event_key(key);
               while (next < last && asked[next].first < ref) ++next;
               if (next < last && asked[next].first == ref) take(next, std::string(value));
               return next < last && fits();
             });
  }
  return fits() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace node
