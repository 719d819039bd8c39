// The crash test: real nodes under load from a client of its own, killed with -9 at random moments, and
// afterwards held to what they acknowledged. Ends with 0 where nothing acknowledged is lost and nothing
// else is wrong, with 1 otherwise, and with 2 on wrong usage.
//
//   crash_test --minutes 40                  some two thousand kills
//   crash_test --minutes 2 --seed 7 --keep   the same choices again; moments differ all the same

#include <cstdio>
#include <cxxopts.hpp>
#include <filesystem>
#include <iostream>
#include <random>

#include "tests/crash/scenario.h"

namespace {

namespace fs = std::filesystem;

// Longer than this a tree is not kept under load before it is checked and a fresh one begins.
constexpr double kMinutesOfATurnMax = 6;
// Of the kills, at least so many must cut off a write whose answer is awaited.
constexpr double kInFlightShareMin = 0.5;

struct Scenario {
  const char* name;
  double share;  // Of the time.
  void (*run)(const crash::Scene&);
};

constexpr Scenario kScenarios[] = {{"storm", 0.5, crash::storm},
                                   {"full-disk", 0.2, crash::full_disk},
                                   {"wrong-clocks", 0.3, crash::wrong_clocks}};

void print_line(const std::string& name, const crash::Figures& f) {
  std::printf("%-13s %6lu %9lu %9lu %9lu %9lu %9lu %9lu %8lu %6lu %6lu %6lu\n", name.c_str(), f.kills,
              f.kills_in_flight, f.kills_before_ready, f.restarts, f.acknowledged, f.unacknowledged,
              f.disk_full, f.wishes, f.lost, f.duplicates, f.other);
}

// True where nothing is wrong.
bool run(const Scenario& scenario, const std::string& turn, double minutes, std::uint64_t seed,
         const fs::path& data, bool keep, crash::Figures& sum) {
  crash::Findings findings(turn);
  const fs::path directory = data / turn;
  try {
    scenario.run({directory, seed,
                  std::chrono::milliseconds(static_cast<std::int64_t>(minutes * scenario.share * 60'000)),
                  findings});
  } catch (const std::exception& failure) {
    findings.report(crash::Wrong::kOther, "the scenario", failure.what());
  }
  const crash::Figures figures = findings.figures();
  sum.add(figures);
  print_line(turn, figures);
  std::fflush(stdout);
  const bool good = figures.lost + figures.duplicates + figures.other == 0;
  if (good && !keep) fs::remove_all(directory);
  if (!good) std::cerr << turn << ": seed " << seed << ", kept in " << directory << std::endl;
  return good;
}

}  // namespace

int main(int count, char** words) {
  cxxopts::Options options("crash_test", "Kills nodes under load and checks what they acknowledged.");
  options.add_options()("minutes", "how long the load lasts; the checks come on top",
                        cxxopts::value<double>()->default_value("2"))(
      "seed", "of all choices; random where it is left out", cxxopts::value<std::uint64_t>())(
      "data", "where the nodes' data stand; a temporary directory by default", cxxopts::value<std::string>())(
      "keep", "leave the data also where nothing is wrong")("help", "this");
  double minutes = 0;
  std::uint64_t seed = std::random_device()();
  fs::path data;
  bool keep = false;
  try {
    const auto given = options.parse(count, words);
    if (given.count("help")) return std::cout << options.help(), 0;
    minutes = given["minutes"].as<double>();
    if (given.count("seed")) seed = given["seed"].as<std::uint64_t>();
    if (given.count("data")) data = fs::absolute(given["data"].as<std::string>());
    keep = given.count("keep") != 0;
  } catch (const std::exception& wrong) {
    std::cerr << wrong.what() << "\n" << options.help();
    return 2;
  }
  if (data.empty()) {
    std::string pattern = (fs::temp_directory_path() / "wishtree-crash.XXXXXX").string();
    if (!::mkdtemp(pattern.data())) return std::cerr << "no temporary directory " << pattern << "\n", 1;
    data = pattern;
  }

  std::printf("seed %lu, data in %s\n\n", seed, data.c_str());
  std::printf("%-13s %6s %9s %9s %9s %9s %9s %9s %8s %6s %6s %6s\n", "scenario", "kills", "in flight",
              "in start", "restarts", "acked", "unacked", "disk.full", "wishes", "lost", "twice", "wrong");
  const int turns = std::max(1, static_cast<int>(minutes / kMinutesOfATurnMax + 0.999));
  std::map<std::string, crash::Figures> sums;
  crash::Figures all;
  bool good = true;
  for (int turn = 0; turn < turns; ++turn)
    for (const Scenario& scenario : kScenarios)
      good = run(scenario, std::string(scenario.name) + "-" + std::to_string(turn + 1), minutes / turns,
                 seed + static_cast<std::uint64_t>(turn), data, keep, sums[scenario.name]) &&
             good;
  std::printf("\n");
  for (const Scenario& scenario : kScenarios) {
    print_line(scenario.name, sums[scenario.name]);
    all.add(sums[scenario.name]);
  }
  print_line("all", all);
  const double share =
      all.kills ? static_cast<double>(all.kills_in_flight) / static_cast<double>(all.kills) : 0;
  std::printf("%.0f %% of the kills cut off writes whose answer was awaited\n", share * 100);
  if (share < kInFlightShareMin) {
    std::cerr << "that is too few to prove much\n";
    good = false;
  }
  std::error_code ignored;
  fs::remove(data, ignored);  // Where nothing is left in it.
  return good ? 0 : 1;
}
