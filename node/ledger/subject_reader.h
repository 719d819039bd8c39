// All events of a store, subject by subject, for whoever folds them all: while one page is folded, the next
// is read on another thread. A store of less than a page is read without one.
//
// One thread's.

#pragma once

#include <future>

#include "node/store/event_store.h"

namespace node {

class SubjectReader {
 public:
  // `store` must outlive this, and so must what `wanted` refers to, which is asked on another thread, too.
  SubjectReader(const EventStore& store, EventStore::Wanted wanted);
  SubjectReader(const SubjectReader&) = delete;
  SubjectReader& operator=(const SubjectReader&) = delete;

  // The next subjects, ascending; what EventStore::events_by_subject() says of them. Empty after the last.
  [[nodiscard]] std::vector<EventStore::About> next();

 private:
  void read_ahead();

  using Page = std::vector<EventStore::About>;

  const EventStore& store_;
  const EventStore::Wanted wanted_;
  model::SubjectId done_;
  std::future<Page> ahead_;  // Its end waits for what is being read.
};

}  // namespace node
