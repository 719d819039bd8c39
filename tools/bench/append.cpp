// One caller, and many at once: what waiting for the disk costs, and what sharing a wait gives back.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "tools/bench/benches.h"
#include "tools/bench/callers.h"
#include "tools/bench/county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

// One caller waits for the disk each time, so it gets only so many.
constexpr std::uint64_t kOneCallerShare = 10;

// Work and baseline take turns so often within a run: how long a disk takes to sync changes by the second.
constexpr std::uint64_t kTurns = 10;

struct Appended {
  double seconds = 0;
  double raw_seconds = 0;
};

Appended append(const Scratch& scratch, std::uint64_t seed, std::uint64_t count, std::size_t callers,
                std::size_t raw_batch_events) {
  const auto path = scratch.fresh("county");
  make_county(path);
  NodeData county(path);
  RawStore raw(scratch.fresh("raw"));
  Registrations registrations(seed, {{kCountyPlace, "上梅街道"}});
  Appended out;
  std::size_t written = 0;
  for (std::uint64_t turn = 0; turn < kTurns; ++turn) {
    Shares shares;
    for (std::size_t i = 0; i < callers; ++i) shares.push_back(registrations.next(count / kTurns / callers));
    out.seconds += write_by_callers(county, std::move(shares));
    const auto events = stored_events(county.store());
    out.raw_seconds += raw.write(std::span(events).subspan(written), raw_batch_events);
    written = events.size();
  }
  expect(written == count, "an event that was acknowledged is missing");
  return out;
}

std::string body_of(const model::WishEntry& entry) {
  boost::json::object out;
  out["name"] = entry.name;
  out["sex"] = model::word(entry.sex).key;
  out["age"] = entry.age.value_or(0);
  out["address"] = entry.address;
  out["content"] = entry.content;
  out["proof"] = entry.proof;
  out["phone"] = entry.phone;
  return boost::json::serialize(out);
}

// Clerks at their screens: each sends a wish to a real node and waits for the answer before the next.
Appended append_by_clerks(const Scratch& scratch, const Settings& settings, std::uint64_t count) {
  const auto path = scratch.fresh("county");
  make_county(path);
  People people(settings.seed);
  std::vector<std::vector<std::string>> shares(kManyCallers);
  for (std::uint64_t i = 0; i < count; ++i)
    // A node refuses what it has already, so no two live at the same address.
    shares[i % kManyCallers].push_back(body_of(people.next("上梅街道" + std::to_string(i) + "弄")));
  Appended out;
  {
    NodeProcess node(settings.wishnode, path, false);
    std::atomic<std::uint64_t> refused{0};
    const Stopwatch watch;
    std::vector<std::thread> clerks;
    for (const auto& share : shares)
      clerks.emplace_back([&node, &share, &refused] {
        for (const std::string& wish : share) try {
            node.post("/api/v1/wishes", wish);
          } catch (const Failed&) {
            ++refused;
          }
      });
    for (std::thread& clerk : clerks) clerk.join();
    out.seconds = watch.seconds();
    expect(refused == 0, "a wish was refused");
    node.stop();
  }
  const auto events = stored_events(NodeData(path).store());
  expect(events.size() == count, "a wish that was acknowledged is missing");
  out.raw_seconds = RawStore(scratch.fresh("raw")).write(events);
  return out;
}

}  // namespace

void run_append(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const auto multiple = [](std::uint64_t events, std::uint64_t of) {
    return std::max<std::uint64_t>(1, events / of) * of;
  };
  const std::uint64_t few = multiple(settings.events / kOneCallerShare, kTurns);
  const std::uint64_t many = multiple(settings.events, kTurns * kManyCallers);
  const std::uint64_t by_hand = multiple(settings.events / kOneCallerShare, kManyCallers);
  Report one("append-1", few);
  Report all("append-64", many);
  Report clerks("append-64-api", by_hand);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    const Appended by_one = append(scratch, settings.seed + run, few, 1, 1);
    one.sample(by_one.seconds, by_one.raw_seconds);
    const Appended by_many = append(scratch, settings.seed + run, many, kManyCallers, kRawBatchEvents);
    all.sample(by_many.seconds, by_many.raw_seconds);
    const double rate_of_one = static_cast<double>(few) / by_one.seconds;
    all.note("against_one_caller", static_cast<double>(many) / by_many.seconds / rate_of_one);
    const Appended by_clerks = append_by_clerks(scratch, settings, by_hand);
    clerks.sample(by_clerks.seconds, by_clerks.raw_seconds);
  }
  all.peak_memory("wishbench", peak_memory_bytes(::getpid()));
  tell(one);
  tell(all);
  tell(clerks);
}

}  // namespace bench
