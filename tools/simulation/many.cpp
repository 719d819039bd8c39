#include "tools/simulation/many.h"

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>

#include "tools/simulation/faults.h"
#include "tools/simulation/people.h"
#include "tools/simulation/run.h"

namespace simulation {

namespace {

struct Total {
  std::uint64_t seeds = 0;
  std::uint64_t failed = 0;
  std::uint64_t events = 0;
  std::uint64_t frames = 0;
  std::uint64_t events_least = UINT64_MAX;
  std::map<std::string, std::uint64_t> fired;
};

// A world takes a second or two of the processor, a large one more; after that it hangs in a call that comes
// to no end. By the clock it may take far longer, where others work beside it.
constexpr unsigned kWorldCpuSecondsMax = 60;
constexpr unsigned kWorldSecondsMax = 300;

// The world that runs, for who wonders after an assertion which one it was.
std::uint64_t g_seed = 0;
PowerCut g_cut;  // Of --every-commit.

void tell_seed(int how) {
  char text[128];
  char cut[48] = "";
  if (g_cut.nth != 0)
    (void)std::snprintf(cut, sizeof cut, " --cut %" PRIu64 "%s", g_cut.nth,
                        g_cut.durable ? " --durable" : "");
  const int length = std::snprintf(text, sizeof text, "seed %" PRIu64 "%s %s the program\n", g_seed, cut,
                                   how == SIGABRT                     ? "stopped"
                                   : how == SIGALRM || how == SIGPROF ? "hung"
                                                                      : "crashed");
  if (length > 0) (void)!write(STDOUT_FILENO, text, static_cast<std::size_t>(length));
  _exit(1);
}

// From now on; 0: no limit any more.
void limit_cpu(unsigned seconds) {
  const itimerval limit{{}, {static_cast<time_t>(seconds), 0}};
  model::check(setitimer(ITIMER_PROF, &limit, nullptr) == 0, "the processor's time can be limited");
}

// The world that is the i-th of them.
Options options_of(const Many& many, std::uint64_t i) {
  Options options;
  options.seed = many.every_commit ? many.from : many.from + i;
  options.scale = many.scale;
  options.talk = many.talk;
  options.real_signatures = options.seed % kRealSignaturesEvery == 0;
  options.calm = many.every_commit || many.cut;
  options.cut = many.every_commit ? PowerCut{i / 2 + 1, i % 2 == 1} : many.cut;
  return options;
}

void tell(const Outcome& outcome, const Many& many, const Options& options) {
  if (options.cut && outcome.broken)
    std::printf("--cut %" PRIu64 "%s: ", options.cut->nth, options.cut->durable ? " --durable" : "");
  if (many.hashes)
    std::printf("seed %" PRIu64 " hash %016" PRIx64 " events %" PRIu64 " frames %" PRIu64 "\n", outcome.seed,
                outcome.hash, outcome.events, outcome.frames);
  if (outcome.broken) {
    std::printf("seed %" PRIu64 " broke \"%s\": %s\n", outcome.seed, outcome.broken->invariant.c_str(),
                outcome.broken->what.c_str());
    if (many.one)
      for (const std::string& line : outcome.lines) std::printf("  %s\n", line.c_str());
  }
  std::fflush(stdout);
}

// One job's share: every jobs-th seed. Its counts go to `out` as lines.
void run_share(const Many& many, unsigned job, FILE* out) {
  Total total;
  for (std::uint64_t i = job; i < many.seeds; i += many.jobs) {
    const Options options = options_of(many, i);
    g_seed = options.seed;
    g_cut = options.cut.value_or(PowerCut{});
    if (!many.talk) {
      const auto events = static_cast<unsigned>(many.scale.events);
      limit_cpu(kWorldCpuSecondsMax + events / 100);
      alarm(kWorldSecondsMax + events / 10);
    }
    Outcome outcome = run_world(options);
    limit_cpu(0);
    alarm(0);
    if (options.cut && outcome.commits < options.cut->nth && !outcome.broken)
      outcome.broken = Broken{"power is cut", "there are " + std::to_string(outcome.commits) + " commits"};
    tell(outcome, many, options);
    ++total.seeds;
    total.failed += outcome.broken ? 1 : 0;
    total.events += outcome.events;
    total.frames += outcome.frames;
    total.events_least = std::min(total.events_least, outcome.events);
    for (const auto& [name, count] : outcome.fired) total.fired[name] += count;
    if (many.stop && outcome.broken) break;
  }
  std::fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", total.seeds,
               total.failed, total.events, total.frames, total.events_least);
  for (const auto& [name, count] : total.fired) std::fprintf(out, "%" PRIu64 " %s\n", count, name.c_str());
  std::fflush(out);
}

bool read_share(FILE* in, Total& total) {
  Total share;
  std::rewind(in);
  if (std::fscanf(in, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &share.seeds, &share.failed,
                  &share.events, &share.frames, &share.events_least) != 5)
    return false;
  total.seeds += share.seeds;
  total.failed += share.failed;
  total.events += share.events;
  total.frames += share.frames;
  total.events_least = std::min(total.events_least, share.events_least);
  std::uint64_t count = 0;
  char name[128];
  while (std::fscanf(in, "%" SCNu64 " %127[^\n]", &count, name) == 2) total.fired[name] += count;
  return true;
}

}  // namespace

int run_every_commit(Many many) {
  Options options = options_of(many, 0);
  options.cut.reset();
  const Outcome calm = run_world(options);
  tell(calm, many, options);
  if (calm.broken || calm.commits == 0) return 1;
  many.seeds = 2 * calm.commits;
  std::printf("seed %" PRIu64 ": power is cut before and after each of %" PRIu64 " commits\n", many.from,
              calm.commits);
  std::fflush(stdout);
  return run_many(many);
}

int run_many(const Many& many) {
  const auto began = std::chrono::steady_clock::now();
  struct Job {
    pid_t pid;
    FILE* counts;
  };
  std::vector<Job> jobs;
  for (unsigned j = 0; j < many.jobs && j < many.seeds; ++j) {
    FILE* counts = std::tmpfile();
    if (!counts) {
      std::fprintf(stderr, "wishsim: no temporary file: %s\n", std::strerror(errno));
      return 1;
    }
    const pid_t pid = fork();
    if (pid == 0) {
      for (const int how : {SIGABRT, SIGSEGV, SIGFPE, SIGALRM, SIGPROF}) std::signal(how, tell_seed);
      run_share(many, j, counts);
      _exit(0);
    }
    jobs.push_back({pid, counts});
  }
  Total total;
  bool stopped = false;
  for (const Job& job : jobs) {
    int status = 0;
    waitpid(job.pid, &status, 0);
    if (!read_share(job.counts, total)) stopped = true;
    std::fclose(job.counts);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("%" PRIu64 " seeds, %" PRIu64
              " failed, %.1f s, %.2f seeds/s, %.0f events and %.0f frames a seed",
              total.seeds, total.failed, seconds, static_cast<double>(total.seeds) / seconds,
              total.seeds ? static_cast<double>(total.events) / static_cast<double>(total.seeds) : 0.0,
              total.seeds ? static_cast<double>(total.frames) / static_cast<double>(total.seeds) : 0.0);
  if (total.seeds) std::printf(", at least %" PRIu64 " events", total.events_least);
  std::printf("\n");
  bool silent = false;
  if (many.every_commit) return stopped || total.failed > 0 ? 1 : 0;
  for (const FaultKind& kind : fault_kinds()) {
    const std::uint64_t count = total.fired[kind.name];
    std::printf("  %-28s %" PRIu64 "\n", kind.name, count);
    silent = silent || (count == 0 && total.seeds >= kSeedsForEveryFault);
  }
  for (const auto& names : {works(), outcomes()})
    for (const char* name : names) {
      const std::uint64_t count = total.fired[name];
      std::printf("  %-28s %" PRIu64 "\n", name, count);
      silent = silent || (count == 0 && total.seeds >= kSeedsForEveryFault);
    }
  if (silent) std::printf("a fault never fired, or some work was never done\n");
  return stopped || total.failed > 0 || silent ? 1 : 0;
}

}  // namespace simulation
