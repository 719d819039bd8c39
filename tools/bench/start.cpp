// How long a node with very much on its disk takes until it serves, and until all words can be searched.

#include <boost/json.hpp>

#include "tools/bench/benches.h"
#include "tools/bench/filled_county.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/scratch.h"
#include "tools/bench/statistics.h"

namespace bench {

void run_start(const Settings& settings, const Tell& tell) {
  const Scratch scratch(settings.directory);
  const auto path = scratch.fresh("county");
  const auto wishes = fill_county(path, settings.seed, settings.events);
  Report report("start", settings.events);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    const Stopwatch watch;
    NodeProcess county(settings.wishnode, path, false);
    report.sample(county.start_seconds());
    const auto status = county.wait_for("all words are in memory", [](const boost::json::value& s) {
      return s.at("texts_loaded").as_bool();
    });
    report.note("texts_loaded_seconds", watch.seconds());
    report.peak_memory("county", county.peak_memory_bytes());
    expect(status.at("wishes").to_number<std::uint64_t>() == wishes.size(), "a wish is missing");
    county.stop();
  }
  tell(report);
}

}  // namespace bench
