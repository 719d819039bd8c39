// The parts that came last, as they were before they were sealed: whoever follows what is written wants each
// of them once more right then, and opening a seal costs more than all else that is done with it.
//
// A part has one slot, by its event's hash, and gives way to whichever comes there next. Only small ones are
// kept, so that all slots together take no more than kRecentParts * kRecentPartBytesMax. Thread-safe.

#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "model/ids.h"

namespace node {

class RecentParts {
 public:
  // The part is durable. Not called with an erased one, nor before clear() for those that are erased next.
  void put(const model::EventHash& event, std::string part);
  [[nodiscard]] std::optional<std::string> get(const model::EventHash& event) const;
  // Before an erasure is reported as done.
  void clear();

 private:
  struct Slot {
    model::EventHash event;
    std::string part;
  };
  [[nodiscard]] static std::size_t slot_of(const model::EventHash& event);

  mutable std::mutex mutex_;
  std::unordered_map<std::size_t, Slot> slots_;  // Those where something is. Guarded by mutex_.
};

}  // namespace node
