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

Settings wishes(std::uint64_t count, std::uint64_t questions, std::uint64_t runs = kRuns) {
  Settings out = events(questions, runs);
  out.wishes = count;
  return out;
}

const Bench kBenches[] = {
    {"append",
     "Callers who each wait until one event is durable: 1 (of a tenth of --events, against raw synced puts "
     "one at a time), then 64 (against raw batches, and against the 1). In one process: committer, write "
     "path, store.",
     run_append, events(100'000), events(1'000, 1)},
    {"replicate",
     "One village brings its events to a county over a WebSocket of loopback, from the moment it is told who "
     "its parent is until all are durable there. Two real nodes.",
     run_replicate, events(1'000'000), events(2'000, 1)},
    {"project",
     "The projector follows --events as they are written, first with the events of a wish close together, "
     "then far apart; then fills the ledger anew. Ingest: 64 callers write while it runs, against without "
     "it.",
     run_project, events(200'000), events(2'000, 1)},
    {"query",
     "Pages at random depth, filters, two characters of text, and summaries of a real node with --wishes, "
     "--events of each, against a bare request to the same node.",
     run_query, wishes(1'000'000, 300), wishes(2'000, 10, 1)},
};

}  // namespace

std::span<const Bench> benches() { return kBenches; }

}  // namespace bench
