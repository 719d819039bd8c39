// wishbench: how fast the product is, as ratios to a raw baseline that is measured in the same run. The
// benches are in tools/bench; begin with benches.h.

#include <algorithm>
#include <cstdio>
#include <cxxopts.hpp>
#include <filesystem>
#include <map>

#include "tools/bench/benches.h"
#include "tools/bench/must.h"
#include "tools/bench/worker.h"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAboutIndent = 14;
constexpr std::size_t kAboutColumns = 84;

std::string about() {
  std::string text =
      "Measures the product: wishbench BENCH…, or `all`. Each says events/s or p50/p99, bytes on the wire,\n"
      "peak memory of each process, and the ratio to a raw baseline: the same event and part bytes, written\n"
      "to RocksDB with the same options in synced batches of 1,000. Work and baseline take turns; what is\n"
      "shown is the median of the runs. Speed is only shown: exit status 0 says that nothing was missing "
      "and\n"
      "all figures were right, 1 that something was not, 2 wrong usage.\n\nBenches:\n";
  for (const bench::Bench& each : bench::benches()) {
    text +=
        "  " + std::string(each.name) + std::string(kAboutIndent - 2 - std::string(each.name).size(), ' ');
    std::size_t column = 0;
    std::string words = each.about;
    while (!words.empty()) {
      std::size_t end = std::min(words.find(' '), words.size());
      const bool fits = column + end <= kAboutColumns;
      if (column > 0) text += fits ? " " : "\n" + std::string(kAboutIndent, ' ');
      if (!fits) column = 0;
      text += words.substr(0, end);
      column += end + 1;
      words.erase(0, std::min(end + 1, words.size()));
    }
    text += "\n";
  }
  return text;
}

struct Order {
  std::vector<const bench::Bench*> benches;
  std::map<std::string, std::uint64_t> sizes;  // Given by name.
  bench::Lives lives = bench::Lives::kShort;
  bool quick = false;
  bool json = false;
  fs::path directory;
  std::string command;
};

bench::Settings settings_of(const bench::Bench& bench, const Order& order, const char* program) {
  bench::Settings settings = order.quick ? bench.quick : bench.full;
  const auto given = [&](const char* name, std::uint64_t& value) {
    if (const auto at = order.sizes.find(name); at != order.sizes.end()) value = at->second;
  };
  settings.seed = 1;
  settings.lives = order.lives;
  given("events", settings.events);
  given("villages", settings.villages);
  given("busy", settings.busy);
  given("wishes", settings.wishes);
  given("runs", settings.runs);
  given("seed", settings.seed);
  settings.busy = std::min(settings.busy, settings.villages);
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  settings.wishnode = (error ? fs::absolute(program) : self).parent_path() / "wishnode";
  return settings;
}

int wrong_usage(const std::string& what) {
  std::fprintf(stderr, "wishbench: %s; see wishbench --help\n", what.c_str());
  return 2;
}

int run(const bench::Bench& bench, const Order& order, bench::Settings settings) {
  const auto tell = [&](const bench::Report& report) {
    std::fputs(order.json ? (report.json(order.command) + "\n").c_str() : report.text().c_str(), stdout);
    std::fflush(stdout);
  };
  const auto work = [&](const fs::path& scratch) {
    settings.directory = scratch;
    try {
      bench.run(settings, tell);
      return 0;
    } catch (const std::exception& wrong) {
      std::fprintf(stderr, "wishbench: %s: %s\n", bench.name, wrong.what());
      return 1;
    }
  };
  try {
    return bench::run_in_worker(order.directory, work);
  } catch (const bench::Failed& wrong) {
    std::fprintf(stderr, "wishbench: %s\n", wrong.what());
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  cxxopts::Options options("wishbench", about());
  Order order;
  try {
    // clang-format off
    options.add_options()
      ("benches", "which", cxxopts::value<std::vector<std::string>>())
      ("runs", "of work and baseline in turn; 5 (grow: 1), with --quick 1", cxxopts::value<std::uint64_t>(), "COUNT")
      ("events", "how many, where a bench counts events", cxxopts::value<std::uint64_t>(), "COUNT")
      ("villages", "how many, where it has some", cxxopts::value<std::uint64_t>(), "COUNT")
      ("busy", "how many of these have something to say", cxxopts::value<std::uint64_t>(), "COUNT")
      ("wishes", "how many, where it counts wishes", cxxopts::value<std::uint64_t>(), "COUNT")
      ("lives", "of the wishes of project: short or year", cxxopts::value<std::string>()->default_value("short"), "KIND")
      ("seed", "of the events; 1", cxxopts::value<std::uint64_t>(), "N")
      ("dir", "where data are made and removed; the disk that is measured", cxxopts::value<std::string>(), "DIR")
      ("quick", "small sizes: whether it runs, not how fast")
      ("json", "an object on a line for each measurement")
      ("h,help", "this text");
    // clang-format on
    options.parse_positional({"benches"});
    options.positional_help("BENCH… | all");
    for (int i = 0; i < argc; ++i) order.command += (i == 0 ? "wishbench" : " " + std::string(argv[i]));
    const auto given = options.parse(argc, argv);
    if (given.count("help")) {
      std::fputs(options.help().c_str(), stdout);
      return 0;
    }
    if (!given.count("benches")) return wrong_usage("name a bench, or all");
    for (const std::string& name : given["benches"].as<std::vector<std::string>>()) {
      const std::size_t before = order.benches.size();
      for (const bench::Bench& bench : bench::benches())
        if (name == "all" || name == bench.name) order.benches.push_back(&bench);
      if (order.benches.size() == before) return wrong_usage("there is no bench " + name);
    }
    for (const char* name : {"runs", "events", "villages", "busy", "wishes", "seed"})
      if (given.count(name)) order.sizes[name] = given[name].as<std::uint64_t>();
    for (const auto& [name, value] : order.sizes)
      if (value == 0 && name != "seed") return wrong_usage("--" + name + " must be at least 1");
    const std::string lives = given["lives"].as<std::string>();
    if (lives != "short" && lives != "year") return wrong_usage("--lives is short or year");
    if (lives == "year") order.lives = bench::Lives::kYear;
    order.quick = given.count("quick") > 0;
    order.json = given.count("json") > 0;
    if (given.count("dir")) order.directory = given["dir"].as<std::string>();
  } catch (const cxxopts::exceptions::exception& wrong) {
    return wrong_usage(wrong.what());
  }
  for (const bench::Bench* bench : order.benches)
    if (const int status = run(*bench, order, settings_of(*bench, order, argv[0])); status != 0)
      return status;
  return 0;
}
