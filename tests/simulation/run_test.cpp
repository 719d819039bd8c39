#include "tools/simulation/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/simulation/faults.h"
#include "tools/simulation/people.h"

namespace simulation {
namespace {

using ::testing::Ge;
using ::testing::Ne;

Options small(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.scale = {.counties = 2, .villages = 4, .days = 6, .events = 300};
  return options;
}

void expect_well(const Outcome& outcome) {
  EXPECT_FALSE(outcome.broken) << "seed " << outcome.seed << ": " << outcome.broken->invariant << ": "
                               << outcome.broken->what;
}

TEST(Run, the_same_seed_is_the_same_history) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Outcome first = run_world(small(seed));
    const Outcome again = run_world(small(seed));
    expect_well(first);
    EXPECT_EQ(first.hash, again.hash) << seed;
    EXPECT_EQ(first.frames, again.frames) << seed;
    EXPECT_EQ(first.fired, again.fired) << seed;
  }
}

TEST(Run, another_seed_is_another_history) {
  EXPECT_THAT(run_world(small(4)).hash, Ne(run_world(small(5)).hash));
}

TEST(Run, signatures_of_the_real_kind_change_no_invariant) {
  Options options = small(kRealSignaturesEvery);
  options.real_signatures = true;
  expect_well(run_world(options));
}

TEST(Run, a_world_of_the_usual_size_has_its_events_and_keeps_all_invariants) {
  Options options;
  options.seed = 7;
  const Outcome outcome = run_world(options);
  expect_well(outcome);
  EXPECT_THAT(outcome.events, Ge(options.scale.events));
}

// The county was never told that it is written, and yet it is.
TEST(Run, a_merge_at_whose_commit_power_went_counts_once_somebody_has_heard_of_it) {
  Options options = small(1);
  options.calm = true;
  World world(options);
  People people(world);
  Dice dice(1, "faults");
  Stage stage{world, people, dice, {}};
  world.found();
  const auto counties =
      world.machines_that([&](const Machine& m) { return world.level_of(m) == model::Level::kCounty; });
  for (Machine* county : counties) county->disk->cut_power_at(1, true);
  merge_villages(stage);
  world.learn_doubtful_merges();
  EXPECT_FALSE(world.fired().contains("villages merged"));
  for (Machine* county : counties) world.start(*county);
  world.learn_doubtful_merges();
  EXPECT_TRUE(world.fired().contains("villages merged"));
}

TEST(Run, wishes_of_a_sample_year_are_seen_through_to_their_ends) {
  std::map<std::string, std::uint64_t> fired;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    Options options;
    options.seed = seed;
    options.calm = true;
    const Outcome outcome = run_world(options);
    expect_well(outcome);
    for (const auto& [name, count] : outcome.fired) fired[name] += count;
  }
  for (const char* end : {"wish confirmed", "wish closed", "satisfaction told", "points reckoned"})
    EXPECT_THAT(fired[end], Ge(1u)) << end;
}

TEST(Run, every_fault_fires_somewhere) {
  std::map<std::string, std::uint64_t> fired;
  for (std::uint64_t seed = 100; seed < 180; ++seed) {
    const Outcome outcome = run_world(small(seed));
    expect_well(outcome);
    for (const auto& [name, count] : outcome.fired) fired[name] += count;
  }
  for (const FaultKind& kind : fault_kinds()) EXPECT_THAT(fired[kind.name], Ge(1u)) << kind.name;
  // Else what is said of public life would hold over nothing.
  for (const char* work : {"publishing", "widening", "claiming", "fulfilling", "merging", "attaching",
                           "confirming", "noting a hand-over", "closing", "erasing", "setting the policy",
                           "setting a unit", "wish closed", "points reckoned"})
    EXPECT_THAT(fired[work], Ge(1u)) << work;
  for (const FaultKind& kind : fault_kinds()) fired.erase(kind.name);
  for (const auto& names : {works(), outcomes()})
    for (const char* name : names) fired.erase(name);
  fired.erase("bundle carried back");  // Of one that was carried.
  EXPECT_TRUE(fired.empty()) << fired.begin()->first << " is counted under a name that no list has";
}

}  // namespace
}  // namespace simulation
