// The projector: following what is being written, filling a ledger anew, and what it takes from those who
// write meanwhile.

#include <unistd.h>

#include <algorithm>

#include "node/ledger_recount.h"
#include "node/projector_thread.h"
#include "node/sqlite_ledger.h"
#include "tools/bench/benches.h"
#include "tools/bench/callers.h"
#include "tools/bench/county.h"
#include "tools/bench/filled_county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

// Written, each event by a caller of its own, before the projector takes its turn.
constexpr std::uint64_t kLiveEvents = 1000;

// A county's data whose villages' wishes it enters itself, and what is derived from them.
class County {
 public:
  explicit County(const Scratch& scratch) {
    const auto path = scratch.fresh("county");
    make_county_of_homes(path);
    data_ = std::make_unique<NodeData>(path);
    open_ledger();
    catch_up();
  }

  [[nodiscard]] NodeData& data() { return *data_; }
  [[nodiscard]] node::Projector& projector() { return *projector_; }
  [[nodiscard]] node::SqliteLedger& ledger() { return *ledger_; }

  double catch_up() {
    const Stopwatch watch;
    while (projector_->turn()) {
    }
    if (const auto error = projector_->status().error) throw Failed("the ledger: " + error->en);
    return watch.seconds();
  }

  // Until all is in the ledger; its words may not all be loaded then.
  double fill_anew() {
    projector_.reset();
    texts_.reset();
    ledger_.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(data_->ledger_path().string() + suffix);
    const Stopwatch watch;
    open_ledger();
    while (projector_->status().cursor < projector_->status().last_arrival && projector_->turn()) {
    }
    return watch.seconds();
  }

  void check_figures() {
    const auto problems = node::verify_ledger(data_->store(), *ledger_);
    if (!problems.empty()) throw Failed("the ledger does not equal a recount: " + problems.front().en);
  }

 private:
  void open_ledger() {
    ledger_ = must(node::SqliteLedger::open(data_->ledger_path(), node::kCountyMemory), "the ledger");
    texts_ = std::make_unique<node::Texts>(data_->store(), *ledger_, kCountyPlace);
    projector_ = std::make_unique<node::Projector>(data_->store(), *ledger_, texts_.get());
  }

  std::unique_ptr<NodeData> data_;
  std::unique_ptr<node::SqliteLedger> ledger_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Projector> projector_;
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
double live_far_apart(County& county, std::uint64_t seed, std::uint64_t events) {
  Live live(county, seed);
  for (std::uint64_t left = events / 2; left > 0; left -= std::min(left, kLiveEvents)) {
    live.register_wishes(std::min(left, kLiveEvents));
    live.follow();
  }
  for (std::uint64_t left = events / 2; left > 0; left -= std::min(left, kLiveEvents)) {
    live.vet_wishes(std::min(left, kLiveEvents));
    live.follow();
  }
  return live.projecting_seconds();
}

// Each wish is registered and vetted between two turns.
double live_close_together(County& county, std::uint64_t seed, std::uint64_t events) {
  Live live(county, seed);
  for (std::uint64_t left = events / 2; left > 0;) {
    const std::uint64_t count = std::min(left, kLiveEvents / 2);
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
  const Scratch scratch(settings.directory);
  const std::uint64_t events = settings.events / 2 * 2;
  Report close("project-close-together", events);
  Report far("project-far-apart", events);
  Report rebuild("project-rebuild", events);
  Report beside("project-ingest", settings.events / kManyCallers * kManyCallers);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    {
      County county(scratch);
      const double seconds = live_close_together(county, settings.seed, events);
      close.sample(seconds, RawStore(scratch.fresh("raw")).write(stored_events(county.data().store())));
      county.check_figures();
    }
    {
      County county(scratch);
      const double seconds = live_far_apart(county, settings.seed, events);
      const auto stored = stored_events(county.data().store());
      expect(stored.size() == events, "an event is missing");
      far.sample(seconds, RawStore(scratch.fresh("raw")).write(stored));
      county.check_figures();
      fill_anew(county, RawStore(scratch.fresh("raw")).write(stored), rebuild);
    }
    const double alone = ingest(scratch, settings, false);
    beside.sample(ingest(scratch, settings, true), alone);
  }
  for (Report* report : {&close, &far, &rebuild, &beside}) {
    report->peak_memory("wishbench", peak_memory_bytes(::getpid()));
    tell(*report);
  }
}

}  // namespace bench
