// Many villages bring what they wrote at once: those alone who have something, then these among very many
// who are connected and silent.

#include <unistd.h>

#include "tools/bench/benches.h"
#include "tools/bench/crowd.h"
#include "tools/bench/must.h"

namespace bench {

namespace {

void finish(Crowd& crowd, const Settings& settings, const Scratch& scratch, std::uint64_t events,
            double seconds, Report& report) {
  const auto written = crowd.written();
  expect(written.size() == events, "a village lacks what it wrote");
  report.wire_bytes(crowd.take_wire_bytes());
  report.sample(seconds, RawStore(scratch.fresh("raw")).write(written));
  report.peak_memory("county", crowd.county().peak_memory_bytes());
  report.peak_memory("villages", peak_memory_bytes(::getpid()));
  report.note("villages", static_cast<double>(settings.villages));
  report.note("busy", static_cast<double>(settings.busy));
  crowd.check();
}

}  // namespace

void run_fan_in(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const std::uint64_t each = std::max<std::uint64_t>(1, settings.events / settings.busy);
  const std::uint64_t events = each * settings.busy;
  Report at_once("fan-in-at-once", events);
  Report among_many("fan-in-among-many", events);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    {
      Settings alone = settings;
      alone.villages = settings.busy;
      Crowd crowd(scratch, alone, alone.villages);
      crowd.write(settings.busy, each);
      const double before = crowd.county().busy_seconds();
      const double seconds = crowd.call_all();
      at_once.note("county_busy_seconds", crowd.county().busy_seconds() - before);
      finish(crowd, alone, scratch, events, seconds, at_once);
    }
    Crowd crowd(scratch, settings, settings.villages);
    (void)crowd.call_all();
    (void)crowd.take_wire_bytes();
    crowd.write(settings.busy, each);
    const double before = crowd.county().busy_seconds();
    const double seconds = crowd.tell_all();
    among_many.note("county_busy_seconds", crowd.county().busy_seconds() - before);
    finish(crowd, settings, scratch, events, seconds, among_many);
  }
  tell(at_once);
  tell(among_many);
}

}  // namespace bench
