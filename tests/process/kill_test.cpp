// kill -9, as a power cut does it, at every moment that matters: nothing acknowledged is lost, nothing
// is there twice, and a form is in whole or not at all.

#include <boost/json/value.hpp>
#include <string>

#include "tests/process/tree.h"

namespace process {
namespace {

using std::chrono::nanoseconds;

constexpr int kRows = 3000;

using Kill = Tree;

enum class Victim { kVillage, kCounty, kCity };

class KillDuringReplication : public Tree, public ::testing::WithParamInterface<Victim> {};

TEST_P(KillDuringReplication, EverythingArrivesOnce) {
  auto [city, county, village] = line();
  Node& victim = GetParam() == Victim::kVillage ? village : GetParam() == Victim::kCounty ? county : city;
  const Node& receiver = GetParam() == Victim::kCity ? city : county;
  village.lose_network();
  village.ctl({"import", form(kRows).string()}, Seconds(40));
  const std::uint64_t before = receiver.events();

  village.regain_network(county);
  std::uint64_t arrived = 0;
  ASSERT_TRUE(eventually([&] { return (arrived = receiver.events() - before) > 0; }));
  victim.kill();
  RecordProperty("events_that_had_arrived", std::to_string(arrived));
  victim.start();

  ASSERT_TRUE(eventually([&] { return city.total() == kRows; }, kAfterBackoff)) << city.total();
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  EXPECT_TRUE(each_once(city.wishes(), kRows));
  EXPECT_TRUE(eventually([&] { return city.shown() == village.shown(); }));
  EXPECT_TRUE(victim.verifies());
}

INSTANTIATE_TEST_SUITE_P(OfEachSide, KillDuringReplication,
                         ::testing::Values(Victim::kVillage, Victim::kCounty, Victim::kCity),
                         [](const auto& victim) {
                           return victim.param == Victim::kVillage  ? "Village"
                                  : victim.param == Victim::kCounty ? "County"
                                                                    : "City";
                         });

TEST_F(Kill, AnImportThatIsCutShortAtAnyMomentIsAllOrNothing) {
  Node& city = root();
  const auto import = [&](int batch) {
    return Words{"import", form(kRows, batch).string(), "--place", "431302001"};
  };
  // How much work an import is, by the processor's own clock.
  const nanoseconds idle = city.program().busy();
  city.ctl(import(0), Seconds(40));
  const nanoseconds work = city.program().busy() - idle;

  constexpr int kMoments = 12;
  std::int64_t total = kRows;
  int cut_short = 0;
  for (int i = 1; i <= kMoments; ++i) {
    city.kill();
    city.start();
    const nanoseconds begin = city.program().busy();
    const auto running = city.begin_ctl(import(i));
    ASSERT_TRUE(eventually(
        [&] { return city.program().busy() - begin >= work * i / kMoments || running->status(); }));
    city.kill();
    const bool acknowledged = running->wait(kSoon) == 0;
    cut_short += acknowledged ? 0 : 1;
    city.start();
    const std::int64_t now = city.total();
    EXPECT_TRUE(now == total + kRows || (now == total && !acknowledged))
        << "at " << i << "/" << kMoments << " of the work " << now - total << " rows are there"
        << (acknowledged ? ", though all were acknowledged" : "");
    total = now;
  }
  EXPECT_GE(cut_short, 3) << "the import was hardly ever caught at work";
  // What was cut short can be imported again, and nothing is there twice.
  for (int i = 1; i <= kMoments; ++i) city.ctl(import(i), Seconds(40));
  EXPECT_EQ(city.total(), (kMoments + 1) * kRows);
}

TEST_F(Kill, WhatWasAcknowledgedSurvives) {
  auto [city, county, village] = line();
  std::multiset<std::string> acknowledged;
  for (int i = 0; i < 5; ++i) {
    village.add("周小明", "第" + std::to_string(i) + "个书包");
    acknowledged = village.shown();
    village.kill();
    village.start();
    ASSERT_EQ(village.shown(), acknowledged);
  }
  ASSERT_TRUE(eventually([&] { return city.shown() == acknowledged; }, kAfterBackoff));
  EXPECT_TRUE(village.verifies());
}

TEST_F(Kill, ALedgerThatIsDeletedIsBuiltAgain) {
  auto [city, county, village] = line();
  village.ctl({"import", form(100).string()});
  ASSERT_TRUE(eventually([&] { return county.total() == 100; }));
  const std::string figures = county.figures(kCounty.code);
  county.kill();
  for (const char* file : {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"})
    std::filesystem::remove(county.directory() / file);
  county.start();
  EXPECT_TRUE(eventually([&] { return county.figures(kCounty.code) == figures; }));
}

}  // namespace
}  // namespace process
