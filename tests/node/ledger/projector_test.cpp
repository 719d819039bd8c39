// What the projector makes of events that come late, twice, from strangers or from another past.

#include "node/ledger/projector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "node/ledger/ledger_recount.h"
#include "node/ledger/projector_thread.h"
#include "projector_told.h"
#include "support/story.h"

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
using support::Wish;
using support::World;
using ::testing::IsEmpty;

model::WishFields one(WishField field) {
  model::WishFields fields;
  fields.add(field);
  return fields;
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

// Its writer counts on, but for what was not heard of it.
TEST_F(ProjectorTest, forgets_a_place_whose_declaration_counts_no_more) {
  const model::PlaceCode hamlet{431322106009};
  Author& town = world_.enrol(kTown);
  const Author as_heard = town;
  world_.declare(town, hamlet, kTown, model::Level::kCommunity);
  const auto wish = world_.register_wish(*county_, hamlet);
  EXPECT_EQ(row(wish).home, hamlet);
  world_.revoke(*county_, as_heard);
  EXPECT_FALSE(settled().ledger().wish(wish));
  EXPECT_THAT(verify_ledger(data_.store(), data_.ledger()), IsEmpty());
}

TEST_F(ProjectorTest, forgets_a_place_once_the_branch_that_counts_is_another) {
  const model::PlaceCode hamlet{431322106009};
  Author& town = world_.enrol(kTown);
  Author& clone = world_.clone(town);
  world_.declare(town, hamlet, kTown, model::Level::kCommunity);
  const auto wish = world_.register_wish(*county_, hamlet);
  const auto other = world_.register_wish(*village_, kVillage);
  const auto branch = static_cast<std::ptrdiff_t>(world_.runs().size());
  world_.erase(clone, other);
  world_.revoke(*county_, clone);
  NodeData late(world_.root_key());
  std::vector<wishsync::CheckedRun> runs = world_.runs();
  std::rotate(runs.begin() + branch, runs.begin() + branch + 1, runs.end());
  late.take_all({runs.begin(), runs.end() - 1});
  late.project();
  EXPECT_TRUE(late.ledger().wish(wish));
  ASSERT_TRUE(late.take(runs.back()));
  late.project();
  EXPECT_FALSE(late.ledger().wish(wish));
  EXPECT_THAT(verify_ledger(late.store(), late.ledger()), IsEmpty());
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
