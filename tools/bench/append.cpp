// One caller, and many at once: what waiting for the disk costs, and what sharing a wait gives back.

#include <unistd.h>

#include <algorithm>

#include "tools/bench/benches.h"
#include "tools/bench/callers.h"
#include "tools/bench/county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"

namespace bench {

namespace {

// One caller waits for the disk each time, so it gets only so many.
constexpr std::uint64_t kOneCallerShare = 10;

struct Appended {
  double seconds = 0;
  std::vector<Stored> events;
};

Appended append(const Scratch& scratch, std::uint64_t seed, std::uint64_t count, std::size_t callers) {
  const auto path = scratch.fresh("county");
  make_county(path);
  NodeData county(path);
  Registrations registrations(seed, {{kCountyPlace, "上梅街道"}});
  Shares shares;
  for (std::size_t i = 0; i < callers; ++i) shares.push_back(registrations.next(count / callers));
  Appended out;
  out.seconds = write_by_callers(county, std::move(shares));
  out.events = stored_events(county.store());
  expect(out.events.size() == count, "an event that was acknowledged is missing");
  return out;
}

}  // namespace

void run_append(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const std::uint64_t few = std::max<std::uint64_t>(1, settings.events / kOneCallerShare);
  const std::uint64_t many = std::max<std::uint64_t>(1, settings.events / kManyCallers) * kManyCallers;
  Report one("append-1", few);
  Report all("append-64", many);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    const Appended by_one = append(scratch, settings.seed + run, few, 1);
    one.sample(by_one.seconds, RawStore(scratch.fresh("raw")).write(by_one.events, 1));
    const Appended by_many = append(scratch, settings.seed + run, many, kManyCallers);
    all.sample(by_many.seconds, RawStore(scratch.fresh("raw")).write(by_many.events));
    const double rate_of_one = static_cast<double>(few) / by_one.seconds;
    all.note("against_one_caller", static_cast<double>(many) / by_many.seconds / rate_of_one);
  }
  all.peak_memory("wishbench", peak_memory_bytes(::getpid()));
  tell(one);
  tell(all);
}

}  // namespace bench
