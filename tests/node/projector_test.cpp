// What the ledger says is a function of the set of events: whatever their order, repetition and
// batches, and however often the program was restarted in between.

#include "node/projector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <deque>
#include <random>

#include "node/ledger_recount.h"
#include "node/projector_thread.h"
#include "support/story.h"
#include "sync/carry.h"

namespace node {
namespace {

using model::Outcome;
using model::WishField;
using model::WishState;
using support::Author;
using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Turn;
using support::Wish;
using support::World;
using ::testing::IsEmpty;

std::vector<Turn> some_turns() {
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

model::WishFields one(WishField field) {
  model::WishFields fields;
  fields.add(field);
  return fields;
}

RC_GTEST_PROP(Projector, order_repetition_and_batching_change_nothing, ()) {
  World world;
  support::tell(world, some_turns());
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
  support::tell(world, some_turns());
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
  support::tell(world, some_turns());
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
  support::tell(world, some_turns());
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
  support::tell(world, some_turns());
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

// What a node tells of a place: its figures, and the rows that they were counted from.
struct Told {
  model::InputRoot root;
  std::map<model::SummaryKey, model::Figures> figures;
  std::vector<model::FoldedWish> wishes;
};

Told told_of(NodeData& data, model::PlaceCode place) {
  const auto summary = data.ledger().summary(place, {}, std::nullopt);
  WishFilter below;
  below.places = data.store().authority()->subtree(place);
  return {summary.input_root, summary.rows, data.ledger().wishes(below, std::nullopt, 10'000)};
}

// Each in an order of its own, and each only so far into the story as the sync came.
RC_GTEST_PROP(Projector, the_same_root_stands_beside_the_same_figures_on_nodes_that_carry_different_logs,
              ()) {
  World world;
  support::tell(world, some_turns());
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

class ProjectorTest : public ::testing::Test {
 protected:
  ProjectorTest() {
    world_.declare_tree();
    county_ = &world_.enrol(kCounty);
    village_ = &world_.enrol(kVillage);
  }
  NodeData& settled() {
    data_.take_all({world_.runs().begin() + static_cast<std::ptrdiff_t>(delivered_), world_.runs().end()});
    delivered_ = world_.runs().size();
    data_.project();
    return data_;
  }
  std::int64_t counted(model::PlaceCode place) {
    std::int64_t sum = 0;
    for (const auto& [key, figures] : settled().ledger().summary(place, {}, std::nullopt).rows)
      sum += figures.wishes;
    return sum;
  }
  model::FoldedWish row(const model::WishKey& wish) { return settled().ledger().wish(wish).value(); }

  World world_;
  NodeData data_{world_.root_key()};
  std::size_t delivered_ = 0;
  Author* county_ = nullptr;
  Author* village_ = nullptr;
};

TEST_F(ProjectorTest, counts_a_wish_at_its_home_and_at_every_place_above) {
  world_.register_wish(*village_, kVillage);
  for (const auto place : {kVillage, kTown, kCounty, kCity}) EXPECT_EQ(counted(place), 1) << place.text();
  EXPECT_EQ(counted(kOtherVillage), 0);
}

TEST_F(ProjectorTest, moves_a_wish_between_cells_and_leaves_no_empty_cell) {
  const auto wish = world_.register_wish(*village_, kVillage);
  settled();
  world_.vet(*county_, wish, Outcome::kApproved);
  const auto rows = settled().ledger().summary(kCity, {}, std::nullopt).rows;
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.begin()->first.state, WishState::kVetted);
  EXPECT_EQ(rows.begin()->second, (model::Figures{1, 100}));
}

TEST_F(ProjectorTest, marks_unaware_amendments_and_steps_of_two_writers) {
  const auto wish = world_.register_wish(*village_, kVillage);
  world_.amend(*village_, wish, one(WishField::kPhone), {.phone = "13000000001"}, false);
  world_.amend(*county_, wish, one(WishField::kPhone), {.phone = "13000000002"}, false);
  world_.vet(*village_, wish, Outcome::kApproved, false);
  world_.vet(*county_, wish, Outcome::kRejected, false);
  EXPECT_TRUE(row(wish).unsettled.has(WishField::kPhone));
  EXPECT_TRUE(row(wish).state_unsettled);
  EXPECT_EQ(row(wish).state, WishState::kRejected);
}

TEST_F(ProjectorTest, counts_what_was_written_before_the_enrolment_counted) {
  const model::PlaceCode late{431322106009};
  Author& writer = world_.enrol(late);
  const auto wish = world_.register_wish(writer, late);
  EXPECT_FALSE(settled().ledger().wish(wish));
  EXPECT_THAT(settled().ledger().subjects_at(late), ::testing::ElementsAre(wish.id));
  world_.declare(*county_, late, kTown, model::Level::kCommunity);
  EXPECT_EQ(row(wish).home, late);
  EXPECT_EQ(counted(kCity), 1);
}

TEST_F(ProjectorTest, counts_a_village_under_a_town_that_was_inserted_later) {
  world_.register_wish(*village_, kVillage);
  EXPECT_EQ(counted(kTown), 1);
  const model::PlaceCode inserted{431322107};
  world_.declare(*county_, inserted, kCounty, model::Level::kTown);
  world_.declare(*county_, kVillage, inserted, model::Level::kCommunity);
  EXPECT_EQ(counted(inserted), 1);
  EXPECT_EQ(counted(kTown), 0);
  EXPECT_EQ(counted(kCounty), 1);
  EXPECT_THAT(verify_ledger(data_.store(), data_.ledger()), IsEmpty());
}

// Only a faulty or hostile writer does so. The village's node never sees the other home.
TEST_F(ProjectorTest, counts_an_id_that_was_registered_in_two_homes_at_each_of_them) {
  Author& other = world_.enrol(kOtherVillage);
  const auto first = world_.register_wish(other, kOtherVillage);
  const auto second = world_.register_again(*village_, kVillage, first.id, {.value_yuan = 250});
  world_.withdraw(other, first);
  EXPECT_EQ(row(first).state, WishState::kWithdrawn);
  EXPECT_EQ(row(second).state, WishState::kRegistered);
  EXPECT_EQ(row(second).value_yuan, 250u);
  EXPECT_EQ(counted(kVillage), 1);
  EXPECT_EQ(counted(kTown), 2);
  EXPECT_THAT(data_.ledger().wishes_of(first.id), ::testing::ElementsAre(row(second), row(first)));
  EXPECT_THAT(verify_ledger(data_.store(), data_.ledger()), IsEmpty());

  NodeData alone(world_.root_key());
  for (const auto& run : world_.runs()) {
    if (run.log.place == kOtherVillage) continue;
    ASSERT_TRUE(alone.take(run));
  }
  alone.project();
  const Told here = told_of(alone, kVillage);
  const Told there = told_of(data_, kVillage);
  EXPECT_EQ(here.root, there.root);
  EXPECT_EQ(here.figures, there.figures);
  EXPECT_EQ(here.wishes, there.wishes);
}

TEST_F(ProjectorTest, erases_an_id_at_the_home_that_is_named_alone) {
  Author& other = world_.enrol(kOtherVillage);
  const auto first = world_.register_wish(other, kOtherVillage, {.content = "轮椅"});
  const auto second = world_.register_again(*village_, kVillage, first.id, {.content = "轮椅"});
  EXPECT_THAT(settled().texts().search("轮椅", {}, std::nullopt, 9), ::testing::ElementsAre(first, second));
  world_.erase(other, first);
  EXPECT_TRUE(row(first).erased);
  EXPECT_FALSE(row(second).erased);
  EXPECT_THAT(data_.texts().search("轮椅", {}, std::nullopt, 9), ::testing::ElementsAre(second));
}

// The root of a place does not vouch for the logs of what once was above it.
TEST_F(ProjectorTest, counts_no_step_in_the_log_of_a_place_that_is_no_longer_above) {
  Author& town = world_.enrol(kTown);
  const auto wish = world_.register_wish(*village_, kVillage);
  world_.vet(town, wish, Outcome::kApproved, true, kTown);
  EXPECT_EQ(row(wish).state, WishState::kVetted);
  const model::PlaceCode inserted{431322107};
  world_.declare(*county_, inserted, kCounty, model::Level::kTown);
  world_.declare(*county_, kVillage, inserted, model::Level::kCommunity);
  EXPECT_EQ(row(wish).state, WishState::kRegistered);
  world_.vet(town, wish, Outcome::kRejected);
  EXPECT_EQ(row(wish).state, WishState::kRejected) << "in the home's own log it still may";
}

TEST_F(ProjectorTest, folds_both_branches_of_a_fork) {
  const auto wish = world_.register_wish(*village_, kVillage);
  Author& clone = world_.clone(*village_);
  world_.amend(*village_, wish, one(WishField::kName), {.name = "甲"}, false);
  world_.amend(clone, wish, one(WishField::kName), {.name = "乙"}, false);
  const auto other = world_.register_wish(clone, kVillage);
  EXPECT_TRUE(row(wish).unsettled.has(WishField::kName));
  EXPECT_TRUE(data_.ledger().wish(other));
  const auto logs = data_.ledger().logs();
  EXPECT_TRUE(std::ranges::any_of(logs, [](const FoldedLog& log) { return log.tips.size() == 2; }));
}

TEST_F(ProjectorTest, counts_of_a_revoked_node_what_was_named_and_nothing_beyond) {
  const auto before = world_.register_wish(*village_, kVillage);
  world_.revoke(*county_, *village_);
  const auto after = world_.register_wish(*village_, kVillage);
  world_.vet(*village_, before, Outcome::kApproved);
  EXPECT_EQ(row(before).state, WishState::kRegistered);
  EXPECT_FALSE(data_.ledger().wish(after));
  EXPECT_EQ(counted(kCity), 1);
  EXPECT_TRUE(recount(data_.store()) && compare(*recount(data_.store()), data_.ledger()).empty());
}

TEST_F(ProjectorTest, takes_back_what_was_counted_before_the_revocation_came) {
  const auto before = world_.register_wish(*village_, kVillage);
  Author stolen = *village_;
  const auto after = world_.register_wish(*village_, kVillage);
  ASSERT_TRUE(settled().ledger().wish(after));
  world_.revoke(*county_, stolen, true);
  EXPECT_TRUE(row(before).id == before.id);
  EXPECT_FALSE(data_.ledger().wish(after));
  EXPECT_EQ(counted(kVillage), 1);
}

TEST_F(ProjectorTest, counts_nothing_of_another_past_of_a_revoked_node) {
  Author& thief = world_.clone(*village_);
  const auto one = world_.register_wish(*village_, kVillage);
  const auto two = world_.register_wish(*village_, kVillage);
  const auto forged = world_.register_wish(thief, kVillage);
  world_.revoke(*county_, *village_);
  EXPECT_TRUE(row(one).id == one.id);
  EXPECT_TRUE(data_.ledger().wish(two));
  EXPECT_FALSE(data_.ledger().wish(forged));
}

TEST_F(ProjectorTest, folds_of_a_fork_no_more_than_its_turn_went) {
  const auto wish = world_.register_wish(*village_, kVillage);
  Author& clone = world_.clone(*village_);
  world_.amend(*village_, wish, one(WishField::kName), {.name = "甲"}, false);
  world_.amend(clone, wish, one(WishField::kName), {.name = "乙"}, false);
  world_.withdraw(*village_, wish);
  NodeData data(world_.root_key(), kVillage, 1);
  // Some of it fills the ledger; the rest is followed turn by turn.
  const auto last_three = world_.runs().end() - 3;
  data.take_all({world_.runs().begin(), last_three});
  data.project();
  data.take_all({last_three, world_.runs().end()});
  const auto turn_until = [&](std::uint64_t arrival) {
    while (data.ledger().cursor() < arrival) ASSERT_TRUE(data.projector().turn());
  };
  const std::uint64_t last = data.store().last_arrival();
  turn_until(last - 2);
  EXPECT_FALSE(data.ledger().wish(wish)->unsettled.has(WishField::kName));
  EXPECT_EQ(data.ledger().wish(wish)->heads.size(), 1u);
  turn_until(last - 1);
  EXPECT_TRUE(data.ledger().wish(wish)->unsettled.has(WishField::kName));
  EXPECT_EQ(data.ledger().wish(wish)->state, WishState::kRegistered);
  turn_until(last);
  EXPECT_EQ(data.ledger().wish(wish)->state, WishState::kWithdrawn);
}

// The writer counts all along; only who is above whom changes.
TEST_F(ProjectorTest, counts_what_a_town_wrote_before_the_village_came_under_it) {
  const model::PlaceCode inserted{431322107};
  world_.declare(*county_, inserted, kCounty, model::Level::kTown);
  Author& town = world_.enrol(inserted);
  const auto wish = world_.register_wish(town, kVillage);
  EXPECT_FALSE(settled().ledger().wish(wish));
  world_.declare(*county_, kVillage, inserted, model::Level::kCommunity);
  EXPECT_EQ(row(wish).home, kVillage);
}

// The declaration is there before the one who made it counts.
TEST_F(ProjectorTest, counts_under_a_place_once_the_one_who_declared_it_counts) {
  const model::PlaceCode hamlet{431322106003001};
  const model::PlaceCode late{431322108};
  Author& late_town = world_.enrol(late);
  world_.declare(late_town, hamlet, late, model::Level::kCommunity);
  const auto wish = world_.register_wish(*county_, hamlet);
  EXPECT_FALSE(settled().ledger().wish(wish));
  world_.declare(*county_, late, kCounty, model::Level::kTown);
  EXPECT_EQ(row(wish).home, hamlet);
  EXPECT_EQ(counted(late), 1);
  EXPECT_EQ(counted(kCity), 1);
}

TEST_F(ProjectorTest, erases_once_the_one_who_said_so_counts) {
  const auto wish = world_.register_wish(*village_, kVillage);
  const model::PlaceCode late{431322107};
  Author& town = world_.enrol(late);
  world_.erase(town, wish);
  EXPECT_FALSE(row(wish).erased);
  world_.declare(*county_, late, kCounty, model::Level::kTown);
  EXPECT_FALSE(row(wish).erased);
  world_.declare(*county_, kVillage, late, model::Level::kCommunity);
  EXPECT_TRUE(row(wish).erased);
  EXPECT_FALSE(data_.texts().of(row(wish)));
}

TEST_F(ProjectorTest, keeps_the_figures_of_an_erased_wish_and_no_words) {
  const auto wish = world_.register_wish(*village_, kVillage);
  EXPECT_TRUE(data_.texts().of(row(wish)));
  world_.erase(*county_, wish);
  EXPECT_TRUE(row(wish).erased);
  EXPECT_FALSE(data_.texts().of(row(wish)));
  EXPECT_EQ(counted(kCity), 1);
}

TEST_F(ProjectorTest, starts_again_by_itself_where_the_store_is_a_restored_one) {
  world_.register_wish(*village_, kVillage);
  settled();
  const auto backup = data_.kv().copy();
  const std::string then = data_.dump();
  const auto lost = world_.register_wish(*village_, kVillage);
  settled();
  data_.restore(*backup);
  data_.project();
  EXPECT_EQ(data_.dump(), then);
  EXPECT_FALSE(data_.ledger().wish(lost));
}

TEST_F(ProjectorTest, notices_another_store_that_is_longer_than_the_ledger) {
  world_.register_wish(*village_, kVillage);
  settled();
  World other(2);
  other.declare_tree();
  NodeData foreign(world_.root_key());
  std::vector<wishsync::CheckedRun> runs = world_.runs();
  runs.pop_back();
  foreign.take_all(runs);
  Author& clone = world_.clone(*village_);
  clone.tips.erase({kVillage, clone.writer});
  const std::size_t from = world_.runs().size();
  world_.register_wish(clone, kVillage);
  world_.register_wish(clone, kVillage);
  foreign.take_all({world_.runs().begin() + static_cast<std::ptrdiff_t>(from), world_.runs().end()});
  data_.restore(foreign.kv());
  data_.project();
  EXPECT_THAT(verify_ledger(data_.store(), data_.ledger()), IsEmpty());
}

// Fails the nth thing that is written and all after it until it is mended.
class FailingLedger final : public Ledger {
  class Fill final : public LedgerFill {
   public:
    Fill(FailingLedger& ledger, std::unique_ptr<LedgerFill> inner)
        : ledger_(ledger), inner_(std::move(inner)) {}
    [[nodiscard]] model::Result<> room() const override { return ledger_.fails() ? kFull : inner_->room(); }
    [[nodiscard]] model::Result<> put(std::vector<FoldedSubject> subjects) override {
      return ledger_.fails() ? kFull : inner_->put(std::move(subjects));
    }
    [[nodiscard]] model::Result<> finish(Projection rest) override {
      return ledger_.fails() ? kFull : inner_->finish(std::move(rest));
    }

   private:
    FailingLedger& ledger_;
    std::unique_ptr<LedgerFill> inner_;
  };

 public:
  FailingLedger(Ledger& inner, int spared) : inner_(inner), spared_(spared) {}
  void mend() { mended_ = true; }
  [[nodiscard]] bool failed() const { return failing_; }

  [[nodiscard]] std::uint64_t cursor() const override { return inner_.cursor(); }
  [[nodiscard]] model::Result<> apply(const Projection& p) override {
    return fails() ? kFull : inner_.apply(p);
  }
  [[nodiscard]] model::Result<> clear() override { return inner_.clear(); }
  [[nodiscard]] model::Result<std::unique_ptr<LedgerFill>> fill() override {
    auto inner = inner_.fill();
    if (!inner) return inner.error();
    return std::make_unique<Fill>(*this, std::move(*inner));
  }
  [[nodiscard]] std::optional<model::FoldedWish> wish(const model::WishKey& key) const override {
    return inner_.wish(key);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id) const override {
    return inner_.wishes_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes_by_number(const std::string& n) const override {
    return inner_.wishes_by_number(n);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes(const WishFilter& f,
                                                      const std::optional<model::WishKey>& b,
                                                      std::size_t n) const override {
    return inner_.wishes(f, b, n);
  }
  [[nodiscard]] std::vector<model::FoldedReport> reports_of(const model::SubjectId& id) const override {
    return inner_.reports_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedReport> reports() const override { return inner_.reports(); }
  [[nodiscard]] ReportBasis report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                        BasisLogs logs) const override {
    return inner_.report_rows(place, visit, logs);
  }
  [[nodiscard]] std::optional<model::FoldedOffer> offer(const model::WishKey& key) const override {
    return inner_.offer(key);
  }
  [[nodiscard]] std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id) const override {
    return inner_.offers_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count) const override {
    return inner_.offers(filter, before, count);
  }
  [[nodiscard]] std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count) const override {
    return inner_.matters(filter, before, count);
  }
  [[nodiscard]] std::map<model::PlaceCode, std::size_t> count_matters(
      const MatterFilter& filter) const override {
    return inner_.count_matters(filter);
  }
  [[nodiscard]] std::vector<Taking> confirmed_takings(const model::Date& first,
                                                      const model::Date& last) const override {
    return inner_.confirmed_takings(first, last);
  }
  [[nodiscard]] std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                              const std::optional<model::Period>& period) const override {
    return inner_.groups(by, homes, period);
  }
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers_of(const model::SubjectId& id) const override {
    return inner_.volunteers_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place) const override {
    return inner_.volunteers(place);
  }
  [[nodiscard]] std::uint32_t last_running(model::PlaceCode h, std::uint16_t y,
                                           const model::WriterId& w) const override {
    return inner_.last_running(h, y, w);
  }
  [[nodiscard]] Summary summary(model::PlaceCode p, const std::vector<model::PlaceCode>& places,
                                const std::optional<model::Period>& period,
                                SummaryDetail detail) const override {
    return inner_.summary(p, places, period, detail);
  }
  [[nodiscard]] std::vector<FoldedLog> logs() const override { return inner_.logs(); }
  [[nodiscard]] std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums() const override {
    return inner_.own_sums();
  }
  [[nodiscard]] std::vector<TreeEdge> tree() const override { return inner_.tree(); }
  [[nodiscard]] std::map<model::SummaryKey, model::Figures> figures() const override {
    return inner_.figures();
  }
  [[nodiscard]] std::vector<model::SubjectId> subjects_at(model::PlaceCode home) const override {
    return inner_.subjects_at(home);
  }
  [[nodiscard]] Elsewhere elsewhere() const override { return inner_.elsewhere(); }

 private:
  inline static const model::Result<> kFull = model::Error("disk.full", "the disk is full");
  [[nodiscard]] bool fails() {
    if (spared_ > 0)
      --spared_;
    else
      failing_ = true;
    return failing_ && !mended_;
  }

  Ledger& inner_;
  int spared_;
  bool failing_ = false;
  bool mended_ = false;
};

TEST(Projector, goes_on_after_the_disk_was_full_at_any_step) {
  World world;
  support::tell(world, {{0, 3, 1, 1},
                        {9, 0, 0, 0},
                        {5, 1, 0, 0},
                        {10, 3, 0, 0},
                        {0, 6, 2, 2},
                        {8, 1, 0, 0},
                        {9, 0, 0, 1},
                        {3, 2, 0, 3}});
  const std::string wanted = dump_of(world, world.runs());
  int failed = 0;
  for (int spared = 0;; ++spared) {
    NodeData data(world.root_key());
    FailingLedger ledger(data.ledger(), spared);
    Projector projector(data.store(), ledger, nullptr, 1);
    const auto follow = [&] {
      while (projector.turn()) {
      }
    };
    // One half is there before the ledger is, the other comes afterwards.
    const auto middle = world.runs().begin() + static_cast<std::ptrdiff_t>(world.runs().size() / 2);
    data.take_all({world.runs().begin(), middle});
    follow();
    data.take_all(world.runs());
    follow();
    if (!ledger.failed()) break;
    ++failed;
    ASSERT_TRUE(projector.status().error);
    EXPECT_EQ(projector.status().error->code, "disk.full");
    EXPECT_EQ(projector.status().cursor, data.ledger().cursor());
    ledger.mend();
    follow();
    EXPECT_FALSE(projector.status().error);
    EXPECT_EQ(data.dump(), wanted) << "failed after " << spared;
  }
  EXPECT_GT(failed, 4);  // A part of the filling, its end, and what was followed.
}

TEST_F(ProjectorTest, a_caller_waits_until_the_ledger_shows_what_it_wrote) {
  settled();
  ProjectorThread thread(data_.projector(), std::chrono::milliseconds(1));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (int i = 0; i < 20; ++i) {
    const auto wish = world_.register_wish(*village_, kVillage);
    const auto arrival = data_.take(world_.runs().back());
    ASSERT_TRUE(arrival);
    thread.notify();
    ASSERT_TRUE(thread.wait_until(*arrival, deadline));
    EXPECT_TRUE(data_.ledger().wish(wish));
  }
  EXPECT_FALSE(thread.wait_until(data_.store().last_arrival() + 1, std::chrono::steady_clock::now()));
}

TEST_F(ProjectorTest, folds_while_others_read_and_write) {
  std::vector<wishsync::CheckedRun> runs;
  for (int i = 0; i < 200; ++i) {
    const auto wish = world_.register_wish(*village_, kVillage);
    world_.vet(*county_, wish, Outcome::kApproved);
  }
  {
    ProjectorThread thread(data_.projector(), std::chrono::milliseconds(1));
    std::atomic<bool> ended{false};
    std::thread reader([&] {
      while (!ended) {
        std::int64_t sum = 0;
        const auto summary = data_.ledger().summary(kCity, {}, std::nullopt);
        for (const auto& [key, figures] : summary.rows) sum += figures.wishes;
        EXPECT_LE(sum, 200);
        (void)data_.ledger().wishes({}, std::nullopt, 10);
      }
    });
    for (const auto& run : world_.runs()) {
      ASSERT_TRUE(data_.take(run));
      thread.notify();
    }
    EXPECT_TRUE(thread.wait_until(data_.store().last_arrival(),
                                  std::chrono::steady_clock::now() + std::chrono::seconds(60)));
    ended = true;
    reader.join();
  }
  delivered_ = world_.runs().size();
  EXPECT_EQ(counted(kCity), 200);
  EXPECT_THAT(verify_ledger(data_.store(), data_.ledger()), IsEmpty());
}

}  // namespace
}  // namespace node
