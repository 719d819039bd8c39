// One village that has been offline for very long brings all that it wrote to its county.

#include <boost/json.hpp>

#include "tools/bench/benches.h"
#include "tools/bench/county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// Fills the village's directory, its ledger included. The events, for the raw baseline.
std::vector<Stored> fill(const fs::path& village_path, const Settings& settings) {
  NodeData village(village_path);
  const Home home = village_home(0);
  Registrations registrations(settings.seed, {home});
  for (std::uint64_t written = 0; written < settings.events;) {
    const std::uint64_t count = std::min<std::uint64_t>(kGroupRows, settings.events - written);
    village.write(registrations.next(count), kImportRows);
    written += count;
  }
  village.project();
  return stored_events(village.store(), {home.place, village.writer()});
}

std::uint64_t number(const json::value& status, const char* key) {
  return status.at(key).to_number<std::uint64_t>();
}

void bring(const Settings& settings, const fs::path& county_path, const fs::path& village_path,
           double raw_seconds, Report& report) {
  NodeProcess county(settings.wishnode, county_path, true);
  NodeProcess village(settings.wishnode, village_path, false);
  const json::value ready = village.wait_for("the village is ready", [](const json::value& status) {
    return status.at("texts_loaded").as_bool() && number(status, "ledger_behind") == 0;
  });
  const std::uint64_t all = number(ready, "events");

  const double county_before = county.busy_seconds();
  const double village_before = village.busy_seconds();
  const Stopwatch watch;
  village.set_parent(county.sync_address());
  county.wait_for("the county holds all", [&](const json::value& s) { return number(s, "events") >= all; });
  report.sample(watch.seconds(), raw_seconds);
  report.note("county_busy_seconds", county.busy_seconds() - county_before);
  report.note("village_busy_seconds", village.busy_seconds() - village_before);
  // Who has all may still have to say so to whom it came from.
  village.wait_for("the village knows", [&](const json::value& s) { return s.at("in_step").as_bool(); });
  report.note("in_step_seconds", watch.seconds());
  county.wait_for("the county's ledger has all",
                  [&](const json::value& s) { return number(s, "ledger_behind") == 0; });
  report.note("ledger_seconds", watch.seconds());

  std::uint64_t bytes = 0;
  const json::value sync = county.get("/api/v1/sync");
  for (const json::value& peer : sync.at("peers").as_array())
    bytes += number(peer, "bytes_in") + number(peer, "bytes_out");
  report.wire_bytes(bytes);
  report.peak_memory("village", village.peak_memory_bytes());
  report.peak_memory("county", county.peak_memory_bytes());

  const std::string figures = "/api/v1/summary?place=" + village_home(0).place.text();
  expect(number(county.get(figures), "total") == settings.events,
         "wishes are missing in the county's figures");
  expect(county.get_text(figures) == village.get_text(figures), "village and county show different figures");
  if (report.runs() == 1) county.check_verifies();
  village.stop();
  county.stop();
}

}  // namespace

void run_replicate(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const fs::path county = scratch.fresh("county");
  const fs::path village = scratch.fresh("village");
  make_county_with_village(county, village);
  const std::vector<Stored> events = fill(village, settings);
  expect(events.size() == settings.events, "the village lacks what it wrote");
  Report report("replicate", settings.events);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    const double raw_seconds = RawStore(scratch.fresh("raw")).write(events);
    const fs::path county_now = scratch.fresh("county-now");
    const fs::path village_now = scratch.fresh("village-now");
    copy_data(county, county_now);
    copy_data(village, village_now);
    bring(settings, county_now, village_now, raw_seconds, report);
  }
  tell(report);
}

}  // namespace bench
