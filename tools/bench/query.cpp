// What people see on their screens: pages of the ledger, filters, words, figures, of a county's node that
// holds very many wishes. Asked as wishctl and the browser ask, one after the other.

#include <boost/json.hpp>

#include "tools/bench/benches.h"
#include "tools/bench/county.h"
#include "tools/bench/filled_county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace json = boost::json;

namespace {

constexpr std::string_view kNobodysWord = "钢琴";  // Stands in no wish, so all are looked through.

// Asks for random things, from a seed.
class Asker {
  template <typename Words>
  const auto& pick(const Words& words) {
    return words[dice_.below(std::size(words))];
  }

 public:
  Asker(const NodeProcess& node, std::vector<model::WishKey> wishes, std::uint64_t seed)
      : node_(node), wishes_(std::move(wishes)), dice_(seed) {}

  // From a random wish on downwards.
  [[nodiscard]] std::string page() {
    const model::WishKey& wish = pick(wishes_);
    return "/api/v1/wishes?limit=100&after=" + model::uuid_text(wish.id) + "." + wish.home.text();
  }
  [[nodiscard]] std::string filter() {
    const std::string category(pick(model::words(model::Category{})).key);
    const std::string target(pick(model::words(model::Target{})).key);
    std::string ask = "/api/v1/wishes?limit=100&category=" + category + "&target=" + target;
    if (dice_.below(2) == 0) ask += "&place=" + pick(wishes_).home.text();
    if (dice_.below(2) == 0) ask += "&period=2018-0" + std::to_string(1 + dice_.below(9));
    return ask;
  }
  [[nodiscard]] std::string text() {
    const auto words = search_words();
    const std::uint64_t at = dice_.below(words.size() + 1);
    return "/api/v1/wishes?limit=100&q=" + encoded(at < words.size() ? words[at] : kNobodysWord);
  }
  [[nodiscard]] std::string summary() {
    static constexpr std::string_view kBy[] = {"place", "month", "state", "category", "target"};
    return "/api/v1/summary?by=" + std::string(pick(kBy));
  }

  // Asks so often, a bare request to the same node in between, which is the baseline.
  void ask(std::string (Asker::*what)(), std::uint64_t count, Report& report) {
    std::vector<double> answers, bare;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string target = (this->*what)();
      answers.push_back(seconds_of(target));
      bare.push_back(seconds_of("/healthz"));
    }
    double seconds = 0, bare_seconds = 0;
    for (const double each : answers) seconds += each;
    for (const double each : bare) bare_seconds += each;
    report.sample(seconds, bare_seconds);
    report.note("p50_ms", percentile(answers, 50) * kMsOfSecond);
    report.note("p99_ms", percentile(answers, 99) * kMsOfSecond);
    report.note("raw_p50_ms", percentile(bare, 50) * kMsOfSecond);
    report.note("raw_p99_ms", percentile(bare, 99) * kMsOfSecond);
    report.note("wishes", static_cast<double>(wishes_.size()));
  }

 private:
  [[nodiscard]] double seconds_of(const std::string& target) const {
    const Stopwatch watch;
    (void)node_.get_text(target);
    return watch.seconds();
  }

  const NodeProcess& node_;
  std::vector<model::WishKey> wishes_;
  People dice_;
};

void check_answers(const NodeProcess& node, Asker& asker, std::uint64_t wishes) {
  expect(node.get("/api/v1/summary").at("total").to_number<std::uint64_t>() == wishes,
         "the summary does not count all wishes");
  const json::value found =
      node.get("/api/v1/wishes?limit=10&q=" + encoded(std::string(search_words().front())));
  for (const json::value& wish : found.at("wishes").as_array())
    expect(json::serialize(wish).find(search_words().front()) != std::string::npos,
           "a wish was found that lacks the words");
  expect(!node.get(asker.page()).at("wishes").as_array().empty(), "a page is empty");
}

}  // namespace

void run_query(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const auto path = scratch.fresh("county");
  std::vector<model::WishKey> wishes = fill_county(path, settings.seed, settings.wishes);
  NodeProcess county(settings.wishnode, path, false);
  county.wait_for("all words are in memory",
                  [](const json::value& status) { return status.at("texts_loaded").as_bool(); });
  Asker asker(county, std::move(wishes), settings.seed);
  check_answers(county, asker, settings.wishes);

  struct Kind {
    std::string (Asker::*what)();
    Report report;
  };
  Kind kinds[] = {{&Asker::page, Report("query-page", settings.events)},
                  {&Asker::filter, Report("query-filter", settings.events)},
                  {&Asker::text, Report("query-text", settings.events)},
                  {&Asker::summary, Report("query-summary", settings.events)}};
  for (std::uint64_t run = 0; run < settings.runs; ++run)
    for (Kind& kind : kinds) asker.ask(kind.what, settings.events, kind.report);
  for (Kind& kind : kinds) {
    kind.report.peak_memory("county", county.peak_memory_bytes());
    tell(kind.report);
  }
  county.stop();
}

}  // namespace bench
