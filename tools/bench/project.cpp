// The projector: following what is being written, filling a ledger anew, and what it takes from those who
// write meanwhile.

#include <unistd.h>

#include <algorithm>

#include "node/ledger/projector_thread.h"
#include "tools/bench/benches.h"
#include "tools/bench/callers.h"
#include "tools/bench/county.h"
#include "tools/bench/filled_county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/projected.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

// A county's data whose villages' wishes it enters itself, and what is derived from them.
struct County : Projected {
  explicit County(const Scratch& scratch) : Projected(made(scratch), kCountyPlace, node::kCountyMemory) {}

 private:
  static std::filesystem::path made(const Scratch& scratch) {
    const auto path = scratch.fresh("county");
    make_county_of_homes(path);
    return path;
  }
};

// A wish that waits for its vetting.
struct Wish {
  model::SubjectId subject;
  model::PlaceCode home;
  model::EventHash registered;
};

// Writes some events, then lets the projector follow, and again.
class Live {
 public:
  Live(County& county, std::uint64_t seed) : county_(county), registrations_(seed, some_homes()) {}

  void register_wishes(std::size_t count) {
    const auto drafts = registrations_.next(count);
    const auto written = county_.data().write(drafts, 1);
    for (std::size_t i = 0; i < count; ++i)
      wishes_.push_back({drafts[i].subject, drafts[i].place, written[i].hash});
  }
  // Those that have waited longest.
  void vet_wishes(std::size_t count) {
    std::vector<node::Draft> drafts;
    for (std::size_t i = 0; i < count; ++i, ++vetted_)
      drafts.push_back(vetting(wishes_[vetted_].subject, wishes_[vetted_].home, wishes_[vetted_].registered,
                               {2018, 12, 31}));
    (void)county_.data().write(std::move(drafts), 1);
  }
  void follow() { seconds_ += county_.catch_up(); }
  [[nodiscard]] double projecting_seconds() const { return seconds_; }

 private:
  County& county_;
  Registrations registrations_;
  std::vector<Wish> wishes_;
  std::size_t vetted_ = 0;
  double seconds_ = 0;
};

// Half of the events register wishes, the other half vet them: all of these after all of those.
double live_far_apart(County& county, std::uint64_t seed, std::uint64_t events, std::uint64_t turn) {
  Live live(county, seed);
  for (std::uint64_t left = events / 2; left > 0; left -= std::min(left, turn)) {
    live.register_wishes(std::min(left, turn));
    live.follow();
  }
  for (std::uint64_t left = events / 2; left > 0; left -= std::min(left, turn)) {
    live.vet_wishes(std::min(left, turn));
    live.follow();
  }
  return live.projecting_seconds();
}

// Each wish is registered and vetted between two turns.
double live_close_together(County& county, std::uint64_t seed, std::uint64_t events, std::uint64_t turn) {
  Live live(county, seed);
  for (std::uint64_t left = events / 2; left > 0;) {
    const std::uint64_t count = std::min(left, turn / 2);
    live.register_wishes(count);
    live.vet_wishes(count);
    live.follow();
    left -= count;
  }
  return live.projecting_seconds();
}

void fill_anew(County& county, double raw_seconds, Report& report) {
  const auto figures = county.ledger().figures();
  report.sample(county.fill_anew(), raw_seconds);
  report.note("words_seconds", county.catch_up());
  expect(county.ledger().figures() == figures, "a ledger that was filled anew has other figures");
}

using FollowLive = double (*)(County&, std::uint64_t seed, std::uint64_t events, std::uint64_t turn);

// `turn` events are written before each turn. Into `rebuild`, if any, how the same is filled anew.
void measure_live(const Scratch& scratch, const Settings& settings, FollowLive follow, std::uint64_t turn,
                  Report& live, Report* rebuild) {
  County county(scratch);
  const double seconds = follow(county, settings.seed, settings.events / 2 * 2, turn);
  const auto stored = stored_events(county.data().store());
  expect(stored.size() == settings.events / 2 * 2, "an event is missing");
  live.sample(seconds, RawStore(scratch.fresh("raw")).write(stored));
  county.check_figures();
  if (rebuild) fill_anew(county, RawStore(scratch.fresh("raw")).write(stored), *rebuild);
}

// Many callers write; with the projector on its own thread, or without.
double ingest(const Scratch& scratch, const Settings& settings, bool with_projector) {
  County county(scratch);
  Registrations registrations(settings.seed, some_homes());
  Shares shares;
  for (std::size_t i = 0; i < kManyCallers; ++i)
    shares.push_back(registrations.next(settings.events / kManyCallers));
  std::unique_ptr<node::ProjectorThread> thread;
  if (with_projector) {
    thread = std::make_unique<node::ProjectorThread>(county.projector());
    county.data().on_committed([&thread] { thread->notify(); });
  }
  return write_by_callers(county.data(), std::move(shares));
}

}  // namespace

void run_project(const Settings& settings, const Tell& tell) {
  if (settings.lives == Lives::kYear) return run_project_year(settings, tell);
  const Scratch scratch(settings.directory);
  const std::uint64_t events = settings.events / 2 * 2;
  Report close("project-close-together", events);
  Report far("project-far-apart", events);
  Report close_behind("project-close-together-behind", events);
  Report far_behind("project-far-apart-behind", events);
  Report rebuild("project-rebuild", events);
  Report beside("project-ingest", settings.events / kManyCallers * kManyCallers);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    measure_live(scratch, settings, live_close_together, kLiveEvents, close, nullptr);
    measure_live(scratch, settings, live_far_apart, kLiveEvents, far, &rebuild);
    measure_live(scratch, settings, live_close_together, kLiveEventsBehind, close_behind, nullptr);
    measure_live(scratch, settings, live_far_apart, kLiveEventsBehind, far_behind, nullptr);
    const double alone = ingest(scratch, settings, false);
    beside.sample(ingest(scratch, settings, true), alone);
  }
  for (Report* report : {&close, &far, &close_behind, &far_behind, &rebuild, &beside}) {
    report->peak_memory("wishbench", peak_memory_bytes(::getpid()));
    tell(*report);
  }
}

}  // namespace bench
