// The projector of a city's node, with whole lives in place of wishes that are only registered and vetted: a
// year of the programme, some eight events a wish, in thousands of logs.

#include <unistd.h>

#include <optional>

#include "tools/bench/benches.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/projected.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"
#include "tools/bench/year_city.h"

namespace bench {

namespace {

// Arrive, from many nodes, before the projector takes its turn.
// How often a report over the year is made.
constexpr std::size_t kReports = 50;

// A year that is written down into the city's data while the projector follows.
class YearLive {
 public:
  YearLive(const Scratch& scratch, const sample_year::SampleYear& year, std::uint64_t seed)
      : year_(year), city_(year, seed), path_(scratch.fresh("city")) {
    city_.make_data(path_);
    node_ = std::make_unique<Projected>(path_, kCityPlace, node::kCityMemory);
  }

  // Life after life: all that happens to a wish within a turn or two.
  void close_together() {
    const auto write = city_.write(kLiveEvents, [this] { follow(); });
    for (std::uint32_t wish = 0; wish < year_.order().wishes; ++wish) city_.played().play_life(wish, write);
    end();
  }
  // Day after day, as it happens: what a turn brings is of very many wishes.
  void far_apart() {
    city_.played().play(city_.write(kLiveEvents, [this] { follow(); }));
    end();
  }

  [[nodiscard]] Projected& node() { return *node_; }
  [[nodiscard]] std::uint64_t events() const { return city_.written(); }
  [[nodiscard]] double projecting_seconds() const { return seconds_; }
  [[nodiscard]] double raw_seconds(const Scratch& scratch) {
    return RawStore(scratch.fresh("raw")).write(stored_events(node_->data().store()));
  }
  // A report of the city over the year, county by county, against the year before.
  void make_reports(Report& report) {
    const node::EventStore& store = node_->data().store();
    const std::uint16_t of = year_.order().year;
    const model::DaySpan span{{of, 1, 1}, {of, 12, 31}};
    const model::ReportQuery query{kCityPlace,
                                   {span, {}, false},
                                   model::Cohort{model::span_before(span), {}, false},
                                   model::ReportBy::kPlace,
                                   span.last};
    std::vector<double> seconds;
    for (std::size_t i = 0; i < kReports; ++i) {
      const Stopwatch watch;
      model::ReportMaker maker(query, model::frame_of(*store.authority(), *store.programme()));
      (void)node_->ledger().report_rows(kCityPlace, [&](const model::ReportRow& row) { maker.add(row); });
      const model::Report made = maker.finish();
      seconds.push_back(watch.seconds());
      expect(made.whole.now.happened[0] > 0, "a report over the year counts no wish");
    }
    report.note("report_p50_ms", percentile(seconds, 50) * kMsOfSecond);
    report.note("report_p99_ms", percentile(seconds, 99) * kMsOfSecond);
  }
  void check() {
    node_->check_figures();
    std::uint64_t wishes = 0;
    for (const auto& [key, figures] : node_->ledger().summary(kCityPlace, {}, std::nullopt, {}).rows)
      wishes += figures.wishes;
    expect(wishes == year_.order().wishes, "wishes are missing in the figures");
  }

 private:
  void follow() {
    city_.commit(node_->data());
    seconds_ += node_->catch_up();
  }
  void end() {
    follow();
    city_.commit_erasures(node_->data());
    seconds_ += node_->catch_up();
  }

  const sample_year::SampleYear& year_;
  YearCity city_;
  const std::filesystem::path path_;
  std::unique_ptr<Projected> node_;
  double seconds_ = 0;
};

// What the runs so far said; how many events a year has is known only once it was played.
class YearReport {
 public:
  YearReport(std::string bench, std::uint64_t wishes) : bench_(std::move(bench)), wishes_(wishes) {}

  Report& of(std::uint64_t events) {
    if (!report_) report_.emplace(bench_, events);
    expect(events_.value_or(events) == events, "the same year has another number of events");
    events_ = events;
    report_->note("events_per_wish", static_cast<double>(events) / static_cast<double>(wishes_));
    return *report_;
  }
  void tell(const Tell& tell_all) {
    report_->peak_memory("wishbench", peak_memory_bytes(::getpid()));
    tell_all(*report_);
  }

 private:
  const std::string bench_;
  const std::uint64_t wishes_;
  std::optional<std::uint64_t> events_;
  std::optional<Report> report_;
};

}  // namespace

void run_project_year(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const sample_year::SampleYear year(order_of_year(settings.seed, settings.wishes), places_of_year());
  YearReport close("project-year-close-together", settings.wishes);
  YearReport far("project-year-far-apart", settings.wishes);
  YearReport rebuild("project-year-rebuild", settings.wishes);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    {
      YearLive live(scratch, year, settings.seed);
      live.close_together();
      close.of(live.events()).sample(live.projecting_seconds(), live.raw_seconds(scratch));
      live.check();
    }
    {
      YearLive live(scratch, year, settings.seed);
      live.far_apart();
      const double raw_seconds = live.raw_seconds(scratch);
      far.of(live.events()).sample(live.projecting_seconds(), raw_seconds);
      live.check();
      const auto figures = live.node().ledger().figures();
      Report& report = rebuild.of(live.events());
      report.sample(live.node().fill_anew(), raw_seconds);
      report.note("words_seconds", live.node().catch_up());
      live.make_reports(report);
      expect(live.node().ledger().figures() == figures, "a ledger that was filled anew has other figures");
    }
  }
  for (YearReport* report : {&close, &far, &rebuild}) report->tell(tell);
}

}  // namespace bench
