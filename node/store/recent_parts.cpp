#include "node/store/recent_parts.h"

#include <sodium.h>

#include "model/bytes.h"
#include "node/limits.h"

namespace node {

std::size_t RecentParts::slot_of(const model::EventHash& event) {
  return model::get_u64(event.view().data()) % kRecentParts;
}

void RecentParts::put(const model::EventHash& event, std::string part) {
  if (part.size() > kRecentPartBytesMax) return;
  const std::lock_guard lock(mutex_);
  slots_[slot_of(event)] = {event, std::move(part)};
}

std::optional<std::string> RecentParts::get(const model::EventHash& event) const {
  const std::lock_guard lock(mutex_);
  const auto at = slots_.find(slot_of(event));
  return at != slots_.end() && at->second.event == event ? std::optional(at->second.part) : std::nullopt;
}

void RecentParts::clear() {
  const std::lock_guard lock(mutex_);
  for (auto& [i, slot] : slots_) sodium_memzero(slot.part.data(), slot.part.size());
  slots_.clear();
}

}  // namespace node
