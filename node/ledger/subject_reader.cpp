#include "node/ledger/subject_reader.h"

#include <system_error>

#include "node/limits.h"

namespace node {
namespace {

// Whether so much was read that more may follow, and not so much that two are too large.
bool is_followed(const std::vector<EventStore::About>& page) {
  std::size_t events = 0, bytes = 0;
  for (const auto& [subject, about] : page) {
    events += about.size();
    for (const model::Event& event : about) bytes += event.bytes().size();
  }
  return events >= kFillEvents / 2 && bytes <= kFillBytesMax / 2;
}

}  // namespace

SubjectReader::SubjectReader(const EventStore& store, EventStore::Wanted wanted)
    : store_(store), wanted_(std::move(wanted)) {}

std::vector<EventStore::About> SubjectReader::next() {
  Page page = ahead_.valid() ? ahead_.get() : store_.events_by_subject(done_, wanted_);
  if (page.empty()) return page;
  done_ = page.back().first;
  if (is_followed(page)) read_ahead();
  return page;
}

// Where the system has no thread left, the next page is read when it is asked for.
void SubjectReader::read_ahead() {
  try {
    ahead_ = std::async(std::launch::async,
                        [this, after = done_] { return store_.events_by_subject(after, wanted_); });
  } catch (const std::system_error&) {
  }
}

}  // namespace node
