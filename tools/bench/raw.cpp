#include "tools/bench/raw.h"

#include <algorithm>

#include "node/store/store_keys.h"
#include "tools/bench/must.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

Stored stored(const node::EventStore& store, const model::Event& event) {
  return {node::keys::event_key(event.ref()), event.bytes(), store.part(event.ref()).value_or("")};
}

void append_log(const node::EventStore& store, const model::LogId& log, std::vector<Stored>& out) {
  store.for_each_event(log, [&](const model::Event& event) {
    out.push_back(stored(store, event));
    return true;
  });
}

}  // namespace

Stored stored_event(const node::EventStore& store, const model::EventRef& event) {
  const auto found = store.event(event);
  expect(found.has_value(), "an event that was written is missing");
  return stored(store, *found);
}

std::vector<Stored> stored_events(const node::EventStore& store, const model::LogId& log) {
  std::vector<Stored> out;
  append_log(store, log, out);
  return out;
}

std::vector<Stored> stored_events(const node::EventStore& store) {
  std::vector<model::LogId> logs;
  store.for_each_log([&](const model::LogId& log, std::span<const model::Tip>) {
    if (log.place != model::kPlaceOfAll) logs.push_back(log);
  });
  std::vector<Stored> out;
  for (const model::LogId& log : logs) append_log(store, log, out);
  return out;
}

RawStore::RawStore(const std::filesystem::path& directory)
    : kv_(must(node::RocksKv::open(directory, node::RocksKv::Mode::kCreate), "the raw store")) {}

double RawStore::write(std::span<const Stored> events, std::size_t batch_events) {
  const Stopwatch watch;
  while (!events.empty()) {
    const auto these = events.first(std::min(batch_events, events.size()));
    node::KvBatch batch;
    for (const Stored& event : these) {
      batch.put(node::Family::kLog, event.key, event.event);
      if (!event.part.empty()) batch.put(node::Family::kPart, event.key, event.part);
    }
    must(kv_->write(batch), "the raw store");
    events = events.subspan(these.size());
  }
  return watch.seconds();
}

}  // namespace bench
