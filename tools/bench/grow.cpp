// The same work on a store that is small, large, and very large: what an event costs when there are many.

#include <unistd.h>

#include <algorithm>

#include "node/ledger/projector.h"
#include "node/ledger/sqlite_ledger.h"
#include "tools/bench/benches.h"
#include "tools/bench/county.h"
#include "tools/bench/filled_county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

// Of the smallest size the last half is measured; of all others as many events.
constexpr std::uint64_t kSmallestShare = 100;
constexpr std::uint64_t kGrowth = 10;

struct Window {
  double seconds = 0;
  double raw_seconds = 0;
  std::uint64_t events = 0;
};

// A store, its ledger, and a raw store of the same events.
class Growing {
 public:
  Growing(const Scratch& scratch, std::uint64_t seed)
      : path_(scratch.fresh("county")),
        raw_(scratch.fresh("raw")),
        registrations_(seed, some_homes(), kImportRows) {
    make_county_of_homes(path_);
    county_ = std::make_unique<NodeData>(path_);
    ledger_ = must(node::SqliteLedger::open(county_->ledger_path(), node::kCountyMemory), "the ledger");
    texts_ = std::make_unique<node::Texts>(county_->store(), *ledger_, kCountyPlace);
    projector_ = std::make_unique<node::Projector>(county_->store(), *ledger_, texts_.get());
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }

  Window grow(std::uint64_t events) {
    Window window;
    window.events = events;
    for (std::uint64_t left = events; left > 0;) {
      const std::uint64_t count = std::min(left, kGroupRows);
      auto drafts = registrations_.next(count);
      const Stopwatch watch;
      const auto written = county_->write(std::move(drafts), kImportRows);
      while (projector_->turn()) {
      }
      window.seconds += watch.seconds();
      window.raw_seconds += raw_.write(stored(written));
      left -= count;
    }
    size_ += events;
    return window;
  }

  void check() {
    if (const auto error = projector_->status().error) throw Failed("the ledger: " + error->en);
    std::uint64_t wishes = 0;
    for (const auto& [key, figures] : ledger_->summary(kCountyPlace, {}, std::nullopt, {}).rows)
      wishes += figures.wishes;
    expect(wishes == size_, "wishes are missing in the figures");
  }

 private:
  [[nodiscard]] std::vector<Stored> stored(const std::vector<model::EventRef>& written) const {
    std::vector<Stored> out;
    for (const model::EventRef& ref : written) out.push_back(stored_event(county_->store(), ref));
    return out;
  }

  const std::filesystem::path path_;
  RawStore raw_;
  Registrations registrations_;
  std::unique_ptr<NodeData> county_;
  std::unique_ptr<node::SqliteLedger> ledger_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Projector> projector_;
  std::uint64_t size_ = 0;
};

}  // namespace

void run_grow(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const std::uint64_t smallest = std::max<std::uint64_t>(2, settings.events / kSmallestShare);
  const std::uint64_t measured = smallest / 2;
  std::vector<Report> reports;
  for (std::uint64_t size = smallest; size <= settings.events; size *= kGrowth)
    reports.emplace_back("grow-" + std::to_string(size), measured);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    Growing growing(scratch, settings.seed);
    std::uint64_t size = smallest;
    Window first;
    for (Report& report : reports) {
      growing.grow(size - measured - growing.size());
      const Window window = growing.grow(measured);
      if (first.events == 0) first = window;
      report.sample(window.seconds, window.raw_seconds);
      report.note("cost_against_smallest", window.seconds / first.seconds);
      report.note("cost_against_smallest_of_raw",
                  window.seconds / window.raw_seconds * first.raw_seconds / first.seconds);
      report.peak_memory("wishbench", peak_memory_bytes(::getpid()));
      growing.check();
      size *= kGrowth;
    }
  }
  for (const Report& report : reports) tell(report);
}

}  // namespace bench
