#include "node/ledger/subject_reader.h"

#include "node/limits.h"

namespace node {
namespace {

// Whether so much was read that more may follow.
bool is_full(const std::vector<EventStore::About>& page) {
  std::size_t events = 0;
  for (const auto& [subject, about] : page) events += about.size();
  return events >= kReadAheadEvents;
}

}  // namespace

SubjectReader::SubjectReader(const EventStore& store, EventStore::Wanted wanted)
    : store_(store), wanted_(std::move(wanted)) {}

std::vector<EventStore::About> SubjectReader::next() {
  Page page = ahead_.valid() ? ahead_.get() : store_.events_by_subject(done_, wanted_);
  if (page.empty()) return page;
  done_ = page.back().first;
  if (is_full(page))
    ahead_ = std::async(std::launch::async,
                        [this, after = done_] { return store_.events_by_subject(after, wanted_); });
  return page;
}

}  // namespace node
