#include "node/store/memory_kv.h"

#include <mutex>
#include <utility>

namespace node {

// A family's map as it stood when a scan began. It is let go under the lock, so that a writer that
// finds itself the only holder also sees all reads of the scan as done.
class MemoryKv::Held {
 public:
  Held(const MemoryKv& kv, Family family) : kv_(kv) {
    const std::shared_lock lock(kv_.mutex_);
    map_ = kv_.maps_[static_cast<std::size_t>(family)];
  }
  ~Held() {
    const std::shared_lock lock(kv_.mutex_);
    map_.reset();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  [[nodiscard]] const ByteMap& map() const { return *map_; }

 private:
  const MemoryKv& kv_;
  std::shared_ptr<const ByteMap> map_;
};

MemoryKv::MemoryKv() {
  for (auto& map : maps_) map = std::make_shared<ByteMap>();
}

std::optional<std::string> MemoryKv::get(Family family, std::string_view key) const {
  const std::shared_lock lock(mutex_);
  const auto found = maps_[static_cast<std::size_t>(family)]->find(key);
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

bool MemoryKv::contains(Family family, std::string_view key) const {
  const std::shared_lock lock(mutex_);
  return maps_[static_cast<std::size_t>(family)]->find(key).has_value();
}

void MemoryKv::scan(Family family, std::string_view from, std::string_view to, const Visitor& visit) const {
  const Held held(*this, family);
  held.map().scan(from, to, visit);
}

void MemoryKv::scan_back(Family family, std::string_view from, std::string_view before,
                         const Visitor& visit) const {
  const Held held(*this, family);
  held.map().scan_back(from, before, visit);
}

model::Result<> MemoryKv::write(const KvBatch& batch) {
  if (batch.empty()) return {};
  const std::unique_lock lock(mutex_);
  if (auto error = next_failure()) return *std::move(error);
  for (const auto& operation : batch.operations()) {
    ByteMap& map = writable(operation.family);
    if (operation.value)
      map.put(operation.key, *operation.value);
    else
      map.erase(operation.key);
  }
  return {};
}

model::Result<> MemoryKv::purge(Family family, const std::vector<std::string>& keys) {
  KvBatch removals;
  for (const auto& key : keys) removals.remove(family, key);
  return write(removals);
}

void MemoryKv::fail_next_writes(std::size_t count, model::Error error, std::size_t spared) {
  const std::unique_lock lock(mutex_);
  failure_ = Failure{spared, count, std::move(error)};
}

std::unique_ptr<MemoryKv> MemoryKv::copy() const {
  auto out = std::make_unique<MemoryKv>();
  const std::shared_lock lock(mutex_);
  for (std::size_t i = 0; i < kFamilyCount; ++i) out->maps_[i] = std::make_shared<ByteMap>(*maps_[i]);
  return out;
}

ByteMap& MemoryKv::writable(Family family) {
  auto& map = maps_[static_cast<std::size_t>(family)];
  if (map.use_count() > 1) map = std::make_shared<ByteMap>(*map);
  return *map;
}

std::optional<model::Error> MemoryKv::next_failure() {
  if (!failure_) return std::nullopt;
  if (failure_->spared > 0) {
    --failure_->spared;
    return std::nullopt;
  }
  if (failure_->count == 0) return std::nullopt;
  --failure_->count;
  return failure_->error;
}

}  // namespace node
