// The raw baseline: the same event and part bytes, put into a RocksDB with the product's options and
// synced, and nothing else. What this machine's disk and RocksDB give at this moment; all that the product
// does beyond shows as the ratio to it.

#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "node/store/event_store.h"
#include "node/store/rocks_kv.h"

namespace bench {

inline constexpr std::size_t kRawBatchEvents = 1000;

// An event as the store has it. The part is as it was before it was sealed.
struct Stored {
  std::string key;
  std::string event;
  std::string part;
  [[nodiscard]] std::size_t bytes() const { return event.size() + part.size(); }
};

[[nodiscard]] Stored stored_event(const node::EventStore& store, const model::EventRef& event);
// The events of a log, ascending.
[[nodiscard]] std::vector<Stored> stored_events(const node::EventStore& store, const model::LogId& log);
// Those of all logs but of place 0.
[[nodiscard]] std::vector<Stored> stored_events(const node::EventStore& store);

class RawStore {
 public:
  // Makes it; nothing stands there yet.
  explicit RawStore(const std::filesystem::path& directory);
  RawStore(const RawStore&) = delete;
  RawStore& operator=(const RawStore&) = delete;

  // How many seconds it took until all were durable.
  double write(std::span<const Stored> events, std::size_t batch_events = kRawBatchEvents);

 private:
  std::unique_ptr<node::RocksKv> kv_;
};

}  // namespace bench
