// wishsim: lives through simulated cities, each from a seed, and says which invariant broke where.
// The simulator itself is in tools/simulation; begin with world.h.

#include <cstdio>
#include <cxxopts.hpp>

#include "tools/simulation/many.h"

// jemalloc's settings that are built in (jemalloc(3), "TUNING"), where it is linked: one thread, which goes
// through all nodes of a city again and again. In huge pages their memory takes a fourteenth less time, and
// one world's is the next one's.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1,dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always,metadata_thp:always";
}

namespace {

constexpr const char* kAbout =
    "Lives through simulated cities: the product's own nodes over simulated disks, lines, clocks\n"
    "and people. A seed is a history: the same seed gives the same trace hash, everywhere.\n"
    "Exit status: 0 all invariants held, 1 one broke (or a fault or some work never came in 500 seeds), 2 "
    "wrong "
    "usage.\n";

}  // namespace

int main(int argc, char** argv) {
  cxxopts::Options options("wishsim", kAbout);
  simulation::Many many;
  try {
    // clang-format off
    options.add_options()
      ("seed", "live through this one, and say its trace hash", cxxopts::value<std::uint64_t>(), "N")
      ("from", "the first of many", cxxopts::value<std::uint64_t>()->default_value("1"), "N")
      ("seeds", "how many", cxxopts::value<std::uint64_t>()->default_value("100"), "COUNT")
      ("jobs", "processes at a time", cxxopts::value<unsigned>()->default_value("1"), "COUNT")
      ("days", "virtual days of each world", cxxopts::value<unsigned>()->default_value("30"), "DAYS")
      ("events", "that people write, about", cxxopts::value<unsigned>()->default_value("2000"), "COUNT")
      ("counties", "at most 5", cxxopts::value<unsigned>()->default_value("3"), "COUNT")
      ("villages", "all told", cxxopts::value<unsigned>()->default_value("12"), "COUNT")
      ("talk", "with --seed: what happens, as it happens, on stderr")
      ("hashes", "with --from: the trace hash of every seed")
      ("stop", "with --from: end with the first seed that breaks an invariant")
      ("every-commit", "a world without faults, again and again, with power cut before and after each commit "
       "in turn; make it a small one", cxxopts::value<std::uint64_t>(), "SEED")
      ("cut", "with --seed: the one of --every-commit where power is cut at this commit",
       cxxopts::value<std::uint64_t>(), "N")
      ("durable", "with --cut: right after it instead of right before")
      ("h,help", "this text");
    // clang-format on
    const auto given = options.parse(argc, argv);
    if (given.count("help")) {
      std::fputs(options.help().c_str(), stdout);
      return 0;
    }
    many.one = given.count("seed") > 0;
    many.from = many.one ? given["seed"].as<std::uint64_t>() : given["from"].as<std::uint64_t>();
    many.seeds = many.one ? 1 : given["seeds"].as<std::uint64_t>();
    many.every_commit = given.count("every-commit") > 0;
    if (many.every_commit) many.from = given["every-commit"].as<std::uint64_t>();
    if (given.count("cut")) many.cut = {given["cut"].as<std::uint64_t>(), given.count("durable") > 0};
    many.jobs = given["jobs"].as<unsigned>();
    many.scale.days = given["days"].as<unsigned>();
    many.scale.events = given["events"].as<unsigned>();
    many.scale.counties = given["counties"].as<unsigned>();
    many.scale.villages = given["villages"].as<unsigned>();
    many.talk = given.count("talk") > 0;
    many.hashes = many.one || given.count("hashes") > 0;
    many.stop = given.count("stop") > 0;
    const bool alone = !many.one && given.count("from") == 0 && given.count("seeds") == 0;
    if ((many.every_commit && (!alone || many.cut)) || (many.cut && (!many.one || many.cut->nth == 0)) ||
        (given.count("durable") > 0 && !many.cut)) {
      std::fputs(
          "wishsim: --every-commit stands alone; --cut (from 1) belongs to --seed, --durable to --cut\n",
          stderr);
      return 2;
    }
    if (many.scale.counties < 1 || many.scale.counties > 5 || many.scale.days < 1 || many.jobs < 1 ||
        many.scale.villages > 300) {
      std::fputs("wishsim: 1 to 5 counties, at most 300 villages, at least 1 day and 1 job\n", stderr);
      return 2;
    }
  } catch (const cxxopts::exceptions::exception& e) {
    std::fprintf(stderr, "wishsim: %s; see wishsim --help\n", e.what());
    return 2;
  }
  return many.every_commit ? simulation::run_every_commit(many) : simulation::run_many(many);
}
