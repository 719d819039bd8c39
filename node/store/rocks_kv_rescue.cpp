// Reading a damaged store: what can't be read is passed over and told of.

#include <rocksdb/db.h>

#include <algorithm>

#include "node/limits.h"
#include "node/store/rocks_kv.h"

namespace node {

namespace {

constexpr std::size_t kStepBytes = 64;  // As long as most keys are (EVENT).

}  // namespace

std::vector<RocksKv::Damage> RocksKv::damage() const {
  const std::lock_guard lock(damage_mutex_);
  return damage_;
}

void RocksKv::note_damage(Family family, std::string_view key, const rocksdb::Status& status) const {
  const std::lock_guard lock(damage_mutex_);
  const auto known = std::ranges::find_if(
      damage_, [&](const Damage& d) { return d.family == family && d.after_key == key; });
  if (known != damage_.end())
    ++known->count;
  else if (damage_.size() < kDamagesListedMax)
    damage_.push_back({family, std::string(key), status.ToString()});
  else
    ++damage_.back().count;
}

// A damaged block does not say where it ends. So the next keys that there could be are tried in steps, first
// with the last byte of the key raised, then with the byte before it, and so on: what lies behind the block
// is found, but for at most one step of the size that led out of it.
bool RocksKv::pass_damage(std::string last_key, rocksdb::Iterator& at) {
  last_key.resize(std::max(last_key.size(), kStepBytes), '\0');
  for (std::string next = last_key; !next.empty(); next.pop_back()) {
    while (static_cast<std::uint8_t>(next.back()) != 0xff) {
      next.back() = static_cast<char>(static_cast<std::uint8_t>(next.back()) + 1);
      at.Seek(next);
      if (at.Valid() || at.status().ok()) return true;  // Behind it, or nothing is.
    }
  }
  return false;
}

}  // namespace node
