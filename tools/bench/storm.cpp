// The power is back in the whole county: all villages call at the same moment.

#include <unistd.h>

#include "tools/bench/benches.h"
#include "tools/bench/crowd.h"

namespace bench {

namespace {

void note_all(const Crowd& crowd, const Settings& settings, Report& report) {
  report.peak_memory("county", crowd.county().peak_memory_bytes());
  report.peak_memory("villages", peak_memory_bytes(::getpid()));
  report.note("villages", static_cast<double>(settings.villages));
  report.note("failed_calls", static_cast<double>(crowd.failed_calls()));
}

}  // namespace

void run_storm(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const std::uint64_t events = settings.villages * settings.events;
  Report nothing("storm-nothing-new", settings.villages);
  Report some("storm-with-events", events);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    Crowd crowd(scratch, settings, settings.villages);
    double before = crowd.county().busy_seconds();
    nothing.sample(crowd.call_all());
    nothing.note("county_busy_seconds", crowd.county().busy_seconds() - before);
    crowd.hang_up_all();
    nothing.note("wire_bytes_per_village",
                 static_cast<double>(crowd.take_wire_bytes()) / static_cast<double>(settings.villages));
    note_all(crowd, settings, nothing);

    crowd.write(settings.villages, settings.events);
    before = crowd.county().busy_seconds();
    const double seconds = crowd.call_all();
    some.note("county_busy_seconds", crowd.county().busy_seconds() - before);
    some.wire_bytes(crowd.take_wire_bytes());
    some.sample(seconds, RawStore(scratch.fresh("raw")).write(crowd.written()));
    note_all(crowd, settings, some);
    crowd.check();
  }
  tell(nothing);
  tell(some);
}

}  // namespace bench
