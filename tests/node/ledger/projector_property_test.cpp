// What the ledger says is a function of the set of events: whatever their order, repetition and
// batches, and however often the program was restarted in between.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <random>

#include "node/ledger/ledger_recount.h"
#include "projector_told.h"
#include "support/story.h"
#include "sync/carry.h"

namespace node {
namespace {

using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Turn;
using support::World;

std::vector<Turn> any_turns() {
  const auto number = rc::gen::inRange<std::uint8_t>(0, 255);  // Not fewer where rapidcheck begins small.
  const auto turn = rc::gen::container<Turn>(number);
  const auto count = *rc::gen::inRange<std::size_t>(5, 60);
  return *rc::gen::container<std::vector<Turn>>(count, turn);
}

// The reference: all in the order of writing, folded at once.
std::string dump_of(const World& world, const std::vector<wishsync::CheckedRun>& runs) {
  NodeData data(world.root_key());
  data.take_all(runs);
  data.project();
  return data.dump();
}

RC_GTEST_PROP(Projector, order_repetition_and_batching_change_nothing, ()) {
  World world;
  support::tell(world, any_turns());
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto runs = support::shuffled(support::batched(world.runs(), seed), seed, true);
  const std::size_t turn_max = 1 + seed % 5;
  NodeData data(world.root_key(), kVillage, turn_max);
  std::mt19937_64 random(seed);
  data.take_all(runs, [&] {
    if (random() % 3 == 0) data.projector().turn();
  });
  data.project();
  RC_ASSERT(data.dump() == dump_of(world, world.runs()));
}

RC_GTEST_PROP(Projector, restarts_and_rebuilds_change_nothing, ()) {
  World world;
  support::tell(world, any_turns());
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  NodeData data(world.root_key(), kVillage, 3);
  std::mt19937_64 random(seed);
  data.take_all(support::shuffled(world.runs(), seed, false), [&] {
    if (random() % 4 == 0) data.projector().turn();
    if (random() % 16 == 0) data.reopen();
  });
  data.project();
  const std::string incremental = data.dump();
  data.reopen([](const auto& path) { std::filesystem::remove(path); });
  RC_ASSERT(data.ledger().cursor() == 0u);
  data.project();
  RC_ASSERT(data.dump() == incremental);
}

RC_GTEST_PROP(Projector, every_turn_of_the_way_equals_a_recount_of_what_was_folded, ()) {
  World world;
  support::tell(world, any_turns());
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  NodeData data(world.root_key(), kVillage);
  std::mt19937_64 random(seed);
  data.take_all(support::shuffled(world.runs(), seed, false), [&] {
    if (random() % 4 != 0) return;
    data.project();
    const auto recounted = recount(data.store());
    RC_ASSERT(recounted.has_value());
    const auto problems = compare(*recounted, data.ledger());
    if (!problems.empty()) RC_FAIL(problems.front().en);
    data.store().for_each_log([&](const model::LogId& log, auto) {
      const auto sums = data.ledger().own_sums();
      RC_ASSERT(std::ranges::find(sums, std::pair(log.place, data.store().own_sum(log.place))) != sums.end());
    });
  });
}

// What the store already holds, but this turn does not fold, must not show: the root would lie.
RC_GTEST_PROP(Projector, a_turn_shows_exactly_what_it_folded, ()) {
  World world;
  support::tell(world, any_turns());
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto runs = support::shuffled(world.runs(), seed, false);
  std::vector<wishsync::CheckedRun> order;
  {
    NodeData any(world.root_key());
    std::vector<wishsync::CheckedRun> left = runs;
    while (!left.empty())
      std::erase_if(left, [&](const wishsync::CheckedRun& run) {
        const bool taken = any.take(run).has_value();
        if (taken) order.push_back(run);
        return taken;
      });
  }
  // Some of it fills the ledger; the rest is followed turn by turn.
  const auto filled = *rc::gen::inRange<std::size_t>(0, order.size() + 1);
  const auto turns = *rc::gen::inRange<std::size_t>(filled, order.size() + 1);
  NodeData ahead(world.root_key(), kVillage, 1);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == filled) ahead.project();
    ASSERT_TRUE(ahead.take(order[i]));
  }
  for (std::size_t i = filled; i < turns; ++i) ahead.projector().turn();
  if (filled == order.size()) ahead.project();
  NodeData beside(world.root_key());
  for (std::size_t i = 0; i < turns; ++i) (void)beside.take(order[i]);
  beside.project();
  RC_ASSERT(ahead.dump() == beside.dump());
}

RC_GTEST_PROP(Projector, who_holds_only_the_own_line_shows_the_same_root_and_figures, ()) {
  World world;
  support::tell(world, any_turns());
  NodeData city(world.root_key(), kCity);
  city.take_all(world.runs());
  city.project();
  const auto authority = city.store().authority();
  for (const model::PlaceCode place : {kTown, kVillage, kOtherVillage}) {
    NodeData data(world.root_key(), place);
    for (const wishsync::CheckedRun& run : world.runs())
      if (authority->at_or_above(run.log.place, place) || authority->above(place, run.log.place))
        RC_ASSERT(data.take(run).has_value());
    data.project();
    const auto here = data.ledger().summary(place, {}, std::nullopt);
    const auto there = city.ledger().summary(place, {}, std::nullopt);
    RC_ASSERT(here.input_root == there.input_root);
    RC_ASSERT(here.rows == there.rows);
  }
}

// Each in an order of its own, and each only so far into the story as the sync came.
RC_GTEST_PROP(Projector, the_same_root_stands_beside_the_same_figures_on_nodes_that_carry_different_logs,
              ()) {
  World world;
  support::tell(world, any_turns());
  NodeData all(world.root_key(), kCity);
  all.take_all(world.runs());
  const auto authority = all.store().authority();
  std::deque<NodeData> nodes;
  for (const model::PlaceCode place : {kCity, kCounty, kTown, kVillage, kOtherVillage}) {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto behind = *rc::gen::weightedOneOf<std::size_t>(
        {{1, rc::gen::just<std::size_t>(0)}, {1, rc::gen::inRange<std::size_t>(0, 20)}});
    std::vector<wishsync::CheckedRun> runs = world.runs();
    runs.resize(runs.size() - std::min(behind, runs.size()));
    std::erase_if(runs, [&](const auto& run) { return !wishsync::carries(*authority, place, run.log); });
    nodes.emplace_back(world.root_key(), place);
    nodes.back().take_all(support::shuffled(runs, seed, true));
    nodes.back().project();
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto& [code, place] : nodes[i].store().authority()->places()) {
      const Told here = told_of(nodes[i], code);
      for (std::size_t j = 0; j < i; ++j) {
        if (!nodes[j].store().authority()->place(code)) continue;
        const Told there = told_of(nodes[j], code);
        if (here.root != there.root) continue;
        RC_ASSERT(here.figures == there.figures);
        RC_ASSERT(here.wishes == there.wishes);
      }
    }
  }
}

}  // namespace
}  // namespace node
