// What a restored backup brought is held and handed out to nobody, until it is revealed.

#include "node/store/store_hiding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/store/memory_kv.h"
#include "node/store/store_keys.h"
#include "tests/support/realm.h"

namespace node {
namespace {

using model::Event;
using model::LogId;
using model::Seq;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kBackupMs = 1'529'625'600'000;

class StoreHidingTest : public ::testing::Test {
 protected:
  StoreHidingTest() {
    open();
    store_->set_writer(city_.village.writer(), kVillage);
    for (const realm::Author* author : {&city_.root(), &city_.city, &city_.county, &city_.village}) {
      std::vector<Event> facts;
      for (const Event& e : city_.facts())
        if (e.header().writer == author->writer()) facts.push_back(e);
      take(*author, facts);
    }
  }
  void open() { store_ = EventStore::open(kv_, sealer_, city_.root().key()).value(); }

  void commit(Commit commit) {
    Commit* group[] = {&commit};
    ASSERT_TRUE(store_->commit(group).front().has_value());
  }
  static wishsync::CheckedRun run_of(const realm::Author& by, const std::vector<Event>& events,
                                     bool with_parts) {
    const model::EventHeader& first = events.front().header();
    wishsync::CheckedRun run{first.log(), {first.seq.before(), first.prev}, {}, by.signed_tip(events.back())};
    for (const Event& e : events) run.events.push_back({e, with_parts ? by.part(e) : ""});
    return run;
  }
  void take(const realm::Author& by, const std::vector<Event>& events, bool with_parts = true) {
    Commit what;
    what.runs = {run_of(by, events, with_parts)};
    commit(std::move(what));
  }
  Event wish(bool with_part = true) {
    ++wishes_;
    const Event event = city_.village.write(kVillage, registered(subject_of(wishes_), wishes_));
    take(city_.village, {event}, with_part);
    return event;
  }
  void put(std::vector<LocalFact> facts) {
    Commit what;
    what.facts = std::move(facts);
    commit(std::move(what));
  }
  [[nodiscard]] bool shown(const Event& event) const { return store_->part(event.ref()).has_value(); }
  // Which of the log's events a peer would get with their parts.
  [[nodiscard]] std::vector<std::uint64_t> sent() const {
    const LogId log{kVillage, city_.village.writer()};
    std::vector<std::uint64_t> out;
    const auto tip = store_->tips(log).back();
    for (Seq from{1}; from <= tip.seq;) {
      const auto run = store_->read_run(log, tip, from, 1 << 20, true);
      if (!run) break;
      for (std::size_t i = 0; i < run->events.size(); ++i)
        if (!run->events[i].part.empty()) out.push_back(from.value + i);
      from = run->tip.tip.seq.next();
    }
    return out;
  }
  [[nodiscard]] std::size_t shown_keys() const {
    std::size_t count = 0;
    kv_.scan(Family::kMeta, keys::kShown, keys::after_prefix(keys::kShown), [&](auto, auto) {
      ++count;
      return true;
    });
    return count;
  }

  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1}, random_};
  MemoryKv kv_;
  std::unique_ptr<EventStore> store_;
  std::uint32_t wishes_ = 0;
};

TEST_F(StoreHidingTest, HidesWhatIsHeldAndShowsWhatComesLater) {
  const Event before = wish();
  EXPECT_EQ(store_->parts_hidden(), std::nullopt);
  put(hide_facts(kBackupMs));
  const Event later = wish();
  for (const bool restarted : {false, true}) {
    SCOPED_TRACE(restarted);
    if (restarted) open();
    EXPECT_EQ(store_->parts_hidden(), kBackupMs);
    EXPECT_FALSE(shown(before));
    EXPECT_TRUE(shown(later));
    EXPECT_TRUE(store_->part_though_hidden(before.ref()));
    EXPECT_THAT(sent(), ElementsAre(2));
  }
}

TEST_F(StoreHidingTest, HiddenIsStillHeld) {
  wish();
  const Event last = wish();
  put(hide_facts(kBackupMs));
  EXPECT_THAT(store_->absent_parts({}, 100), IsEmpty());
  EXPECT_EQ(store_->own_ack(last.header().log())->parts_seq, last.header().seq);
}

TEST_F(StoreHidingTest, APartThatComesLaterIsShown) {
  const Event event = wish(/*with_part=*/false);
  put(hide_facts(kBackupMs));
  Commit late;
  late.parts.push_back({event.ref(), city_.village.part(event)});
  commit(std::move(late));
  EXPECT_TRUE(shown(event));
}

TEST_F(StoreHidingTest, RevealingShowsEverythingAndLeavesNothingBehind) {
  const Event before = wish();
  put(hide_facts(kBackupMs));
  const Event later = wish();
  EXPECT_EQ(shown_keys(), 1u);
  put(reveal_facts());
  for (const bool restarted : {false, true}) {
    if (restarted) open();
    EXPECT_EQ(store_->parts_hidden(), std::nullopt);
    EXPECT_TRUE(shown(before));
    EXPECT_TRUE(shown(later));
    EXPECT_THAT(sent(), ElementsAre(1, 2));
  }
  EXPECT_EQ(shown_keys(), 0u);
}

TEST_F(StoreHidingTest, HidingAgainHidesWhatWasShown) {
  put(hide_facts(kBackupMs));
  const Event between = wish();
  put(hide_facts(kBackupMs + 1));
  EXPECT_FALSE(shown(between));
  EXPECT_EQ(store_->parts_hidden(), kBackupMs + 1);
  EXPECT_EQ(shown_keys(), 0u);
}

// A new writer opens and hides in one commit; what that writes is new.
TEST_F(StoreHidingTest, WhatTheHidingCommitItselfBringsIsShown) {
  const Event before = wish();
  const Event opened = city_.village.write(kVillage, registered(subject_of(70), 70));
  Commit both;
  both.runs = {run_of(city_.village, {opened}, true)};
  both.facts = hide_facts(kBackupMs);
  commit(std::move(both));
  EXPECT_FALSE(shown(before));
  EXPECT_TRUE(shown(opened));
}

TEST_F(StoreHidingTest, CommitsOfOneGroupHideInTheirOrder) {
  const Event first = city_.village.write(kVillage, registered(subject_of(71), 71));
  const Event second = city_.village.write(kVillage, registered(subject_of(72), 72));
  put(hide_facts(kBackupMs));
  Commit one, hiding, two;
  one.runs = {run_of(city_.village, {first}, true)};
  hiding.facts = hide_facts(kBackupMs + 1);
  two.runs = {run_of(city_.village, {second}, true)};
  Commit* group[] = {&one, &hiding, &two};
  for (const auto& result : store_->commit(group)) ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(shown(first));
  EXPECT_TRUE(shown(second));
}

TEST_F(StoreHidingTest, ACommitThatFailsHidesNothing) {
  const Event event = wish();
  kv_.fail_next_writes(1, model::Error("disk.full", "full", "满"));
  Commit hiding;
  hiding.facts = hide_facts(kBackupMs);
  Commit* group[] = {&hiding};
  EXPECT_FALSE(store_->commit(group).front().has_value());
  EXPECT_TRUE(shown(event));
  EXPECT_EQ(store_->parts_hidden(), std::nullopt);
}

TEST_F(StoreHidingTest, AFactOfAnotherLengthHidesSinceAnUnknownTime) {
  const Event event = wish();
  put({{std::string(kPartsHiddenFact), "1"}});
  EXPECT_EQ(store_->parts_hidden(), 0u);
  EXPECT_FALSE(shown(event));
}

TEST_F(StoreHidingTest, AnErasureForgetsWhatIsHiddenAndWhatIsShown) {
  const Event before = wish();
  put(hide_facts(kBackupMs));
  const Event later = wish();
  for (std::uint64_t subject : {1, 2}) ASSERT_TRUE(store_->erase(subject_of(subject), kVillage).has_value());
  EXPECT_EQ(shown_keys(), 0u);
  put(reveal_facts());
  EXPECT_FALSE(store_->part_though_hidden(before.ref()));
  EXPECT_FALSE(store_->part_though_hidden(later.ref()));
}

}  // namespace
}  // namespace node
