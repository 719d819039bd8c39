#include "tools/bench/benches.h"

namespace bench {

namespace {

// So often each bench is run; those that take an hour, once.
constexpr std::uint64_t kRuns = 5;

Settings events(std::uint64_t count, std::uint64_t runs = kRuns) {
  Settings out;
  out.events = count;
  out.runs = runs;
  return out;
}

Settings villages(std::uint64_t count, std::uint64_t busy, std::uint64_t events_count,
                  std::uint64_t runs = kRuns) {
  Settings out = events(events_count, runs);
  out.villages = count;
  out.busy = busy;
  return out;
}

Settings wishes(std::uint64_t count, std::uint64_t questions, std::uint64_t runs = kRuns) {
  Settings out = events(questions, runs);
  out.wishes = count;
  return out;
}

const Bench kBenches[] = {
    {"append",
     "Callers who each wait until one event is durable: 1 (of a tenth of --events, against raw synced puts "
     "one at a time), then 64 (against raw batches, and against the 1), in one process: committer, write "
     "path, store. Then 64 clerks at a real node's API.",
     run_append, events(100'000), events(1'000, 1)},
    {"replicate",
     "One village brings its events to a county over a WebSocket of loopback, from the moment it is told who "
     "its parent is until all are durable there. Two real nodes.",
     run_replicate, events(1'000'000), events(2'000, 1)},
    {"fan-in",
     "The --busy villages bring --events all told to a county at once; then the same while --villages are "
     "connected. The county is a real node; the villages' sessions live in one process, each on its own "
     "connection.",
     run_fan_in, villages(2'000, 200, 100'000), villages(20, 5, 500, 1)},
    {"storm",
     "All --villages call the county at the same moment, first with nothing new, then with --events each, "
     "until all are in step.",
     run_storm, villages(2'000, 0, 10), villages(20, 0, 10, 1)},
    {"project",
     "The projector follows --events as they are written, first with the events of a wish close together, "
     "then far apart; the same where it comes behind; then fills the ledger anew. Ingest: 64 callers write "
     "while it runs, against without "
     "it. With --lives year the node is a city's, and --wishes of a whole year come, from their registration "
     "to their end; without ingest.",
     run_project, wishes(20'000, 200'000), wishes(200, 2'000, 1)},
    {"fold",
     "The fold of one wish, --events times: of the longest life (200 events: corrections, many volunteers, "
     "claims "
     "given up and forgotten, disputes) and of usual ones, against decoding the same bodies.",
     run_fold, events(5'000), events(50, 1)},
    {"query",
     "Pages at random depth, filters, two characters of text, and summaries of a real node with --wishes, "
     "--events of each, against a bare request to the same node.",
     run_query, wishes(1'000'000, 300), wishes(2'000, 10, 1)},
    {"grow",
     "What an event costs, written and projected, in stores of a hundredth, a tenth and all of --events.",
     run_grow, events(10'000'000, 1), events(2'000, 1)},
    {"start", "A real node with --events on its disk, from its start until it serves.", run_start,
     events(1'000'000), events(2'000, 1)},
};

}  // namespace

std::span<const Bench> benches() { return kBenches; }

}  // namespace bench
