// What the store promises of parts: sealed, late, absent, read and erased. Over both twins of the Kv.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "event_store_fixture.h"
#include "node/store/store_keys.h"

namespace node {
namespace {

using model::Event;
using model::EventRef;
using model::LogId;
using model::Seq;
using model::SubjectId;
using model::Tip;
using realm::Author;
using realm::kCity;
using realm::kSibling;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename Home>
class EventStoreParts : public EventStoreContract<Home> {};
TYPED_TEST_SUITE(EventStoreParts, KvHomes);

// ---- Parts

TYPED_TEST(EventStoreParts, KeepsPartsSealed) {
  const auto events = this->wishes(1);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  const std::string name = "Zhang San";
  ASSERT_NE(this->store().part(events[0].ref())->find(name), std::string::npos);
  std::size_t values = 0;
  for (std::size_t f = 0; f < kFamilyCount; ++f)
    this->kv().scan(static_cast<Family>(f), "", "", [&](std::string_view key, std::string_view value) {
      ++values;
      EXPECT_EQ(value.find(name), std::string_view::npos);
      EXPECT_EQ(key.find(name), std::string_view::npos);
      return true;
    });
  EXPECT_GT(values, 5u);
}

TYPED_TEST(EventStoreParts, DoesNotUnsealAPartOfAnotherEvent) {
  const auto events = this->wishes(2);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  const auto sealed = this->kv().get(Family::kPart, keys::event_key(events[0].ref()));
  KvBatch moved;
  moved.put(Family::kPart, keys::event_key(events[1].ref()), *sealed);
  ASSERT_TRUE(this->kv().write(moved).has_value());
  EXPECT_EQ(this->store().part_though_hidden(events[1].ref()), std::nullopt);
}

TYPED_TEST(EventStoreParts, KnowsWhichPartsAreAbsentUntilTheyCome) {
  const auto events = this->wishes(3);
  ASSERT_EQ(this->commit({this->run(events, false)}), "");
  EXPECT_THAT(this->store().absent_parts({}, 10),
              ElementsAre(events[0].ref(), events[1].ref(), events[2].ref()));
  EXPECT_THAT(this->store().absent_parts({}, 2), SizeIs(2));
  EXPECT_THAT(this->store().absent_parts({}, 0), IsEmpty());
  EXPECT_THAT(this->store().absent_parts(events[1].ref(), 10), SizeIs(2));

  const auto before = this->store().last_arrival();
  Commit late;
  late.parts = {{events[1].ref(), this->city_.village.part(events[1])}};
  EXPECT_EQ(this->commit(late), "");
  EXPECT_THAT(late.fresh_parts, SizeIs(1));
  EXPECT_EQ(this->store().part(events[1].ref()), this->city_.village.part(events[1]));
  EXPECT_THAT(this->store().absent_parts({}, 10), ElementsAre(events[0].ref(), events[2].ref()));
  std::vector<Arrival> arrivals;
  this->store().arrivals_after(before, [&](const Arrival& a) {
    arrivals.push_back(a);
    return true;
  });
  ASSERT_THAT(arrivals, SizeIs(1));
  EXPECT_TRUE(arrivals[0].is_part());
  EXPECT_EQ(arrivals[0].tip, events[1].tip());
  EXPECT_THAT(this->store().events_of(arrivals[0]), IsEmpty());

  Commit again;
  again.parts = late.parts;
  EXPECT_EQ(this->commit(again), "");
  EXPECT_THAT(again.fresh_parts, IsEmpty());
  EXPECT_EQ(this->store().last_arrival(), before + 1);
}

// A store that was put back unnoticed to what it was in an earlier life says nothing with a count that its
// children have heard already.
TYPED_TEST(EventStoreParts, EachLifeCountsItsArrivalsAboveAllOfTheFormerOnes) {
  const auto events = this->wishes(5);
  ASSERT_EQ(this->commit({this->run(events, false)}), "");
  EXPECT_LT(this->store().last_arrival(), kArrivalsOfALife);
  const auto part = [&](std::size_t i) {
    Commit late;
    late.parts = {{events[i].ref(), this->city_.village.part(events[i])}};
    EXPECT_EQ(this->commit(late), "");
    return this->store().last_arrival();
  };
  EXPECT_LT(part(0), kArrivalsOfALife);
  this->reopen();
  this->reopen();  // Nothing arrived between the two.
  EXPECT_EQ(part(1), kArrivalsOfALife);
  EXPECT_EQ(part(2), kArrivalsOfALife + 1);
  this->reopen();
  EXPECT_EQ(this->store().last_arrival(), kArrivalsOfALife + 1);
  EXPECT_EQ(part(3), 2 * kArrivalsOfALife);
}

TYPED_TEST(EventStoreParts, TakesLatePartsFromARunThatIsHeld) {
  const auto events = this->wishes(2);
  ASSERT_EQ(this->commit({this->run(events, false)}), "");
  Commit with_parts;
  with_parts.runs = {this->run(events)};
  EXPECT_EQ(this->commit(with_parts), "");
  EXPECT_THAT(with_parts.fresh, IsEmpty());
  EXPECT_THAT(with_parts.fresh_parts, SizeIs(2));
  EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
}

TYPED_TEST(EventStoreParts, TakesTheSamePartOfTwoPeersOfOneGroupOnce) {
  const auto events = this->wishes(1);
  Commit without;
  without.runs = {this->run(events, false)};
  Commit with;
  with.runs = {this->run(events)};
  Commit again;
  again.runs = {this->run(events)};
  Commit* group[] = {&without, &with, &again};
  for (const auto& result : this->store().commit(group)) EXPECT_TRUE(result.has_value());
  EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
  EXPECT_EQ(this->store().part(events[0].ref()), this->city_.village.part(events[0]));
  EXPECT_EQ(this->store().event_count(), 1u);
  EXPECT_EQ(this->store().last_arrival(), 2u);  // The event, then its part.
}

TYPED_TEST(EventStoreParts, RefusesAPartThatDoesNotFit) {
  const auto events = this->wishes(2);
  wishsync::CheckedRun run = this->run(events);
  run.events[0].part.clear();
  ASSERT_EQ(this->commit({run}), "");
  EXPECT_THAT(this->store().absent_parts({}, 10), ElementsAre(events[0].ref()));
  EXPECT_EQ(this->commit_part(events[0], this->city_.village.part(events[1])), "");
  EXPECT_EQ(this->commit_part(events[0], "x"), "");
  EXPECT_EQ(this->store().part(events[0].ref()), std::nullopt);
  EXPECT_THAT(this->store().absent_parts({}, 10), ElementsAre(events[0].ref()));
}

TYPED_TEST(EventStoreParts, IgnoresAPartOfAnEventThatIsNotHeld) {
  const auto events = this->wishes(1);
  EXPECT_EQ(this->commit_part(events[0], this->city_.village.part(events[0])), "");
  EXPECT_EQ(this->store().part(events[0].ref()), std::nullopt);
  EXPECT_EQ(this->store().last_arrival(), 0u);
}

// ---- Erasure

TYPED_TEST(EventStoreParts, ForgetsThePartsOfAnErasedSubjectForGood) {
  const auto events = this->wishes(2);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  ASSERT_TRUE(this->store().erase(subject_of(1), kVillage).has_value());
  EXPECT_EQ(this->store().part(events[0].ref()), std::nullopt);
  EXPECT_TRUE(this->store().holds(events[0].ref()));
  EXPECT_EQ(this->store().part(events[1].ref()), this->city_.village.part(events[1]));
  EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());

  for (const bool reopened : {false, true}) {
    if (reopened) this->reopen();
    EXPECT_EQ(this->commit_part(events[0], this->city_.village.part(events[0])), "");
    EXPECT_EQ(this->commit({this->run(events)}), "");
    EXPECT_EQ(this->store().part(events[0].ref()), std::nullopt);
    EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
  }
}

TYPED_TEST(EventStoreParts, DropsPartsOfEventsThatArriveAfterTheErasure) {
  const auto events = this->wishes(2);
  ASSERT_TRUE(this->store().erase(subject_of(1), kVillage).has_value());
  Commit commit;
  commit.runs = {this->run(events)};
  ASSERT_EQ(this->commit(commit), "");
  EXPECT_THAT(commit.fresh, SizeIs(2));
  EXPECT_EQ(this->store().part(events[0].ref()), std::nullopt);
  EXPECT_TRUE(this->store().part(events[1].ref()).has_value());
  EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
}

TYPED_TEST(EventStoreParts, EmptiesTheListOfAbsentPartsOfAnErasedSubject) {
  const auto events = this->wishes(2);
  ASSERT_EQ(this->commit({this->run(events, false)}), "");
  ASSERT_TRUE(this->store().erase(subject_of(1), kVillage).has_value());
  EXPECT_THAT(this->store().absent_parts({}, 10), ElementsAre(events[1].ref()));
}

TYPED_TEST(EventStoreParts, ErasesOfASubjectOnlyWhatHasThatHome) {
  const auto events = this->wishes(1);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  ASSERT_TRUE(this->store().erase(subject_of(1), kSibling).has_value());
  EXPECT_TRUE(this->store().part(events[0].ref()).has_value());
}

TYPED_TEST(EventStoreParts, ListsErasuresThatCountUntilTheyAreCarriedOut) {
  this->city_.erase(this->city_.county, subject_of(1), kVillage);
  this->city_.erase(this->city_.sibling, subject_of(2), kVillage);
  this->learn_the_city();
  EXPECT_THAT(this->store().pending_erasures(), ElementsAre(std::pair(subject_of(1), kVillage)));
  this->reopen();
  EXPECT_THAT(this->store().pending_erasures(), ElementsAre(std::pair(subject_of(1), kVillage)));
  ASSERT_TRUE(this->store().erase(subject_of(1), kVillage).has_value());
  EXPECT_THAT(this->store().pending_erasures(), IsEmpty());
  this->reopen();
  EXPECT_THAT(this->store().pending_erasures(), IsEmpty());
}

// ---- Reading runs

TYPED_TEST(EventStoreParts, ReadsARunUpToASignedTipWithinTheBytes) {
  const auto events = this->wishes(9);
  for (std::size_t i = 0; i < 9; i += 3)
    ASSERT_EQ(this->commit({this->run({events[i], events[i + 1], events[i + 2]})}), "");
  const Tip until = events[8].tip();
  const std::size_t one = events[0].bytes().size() + this->city_.village.part(events[0]).size();
  const auto read = [&](std::uint64_t from, std::size_t bytes) {
    return this->store().read_run(this->log(), until, Seq{from}, bytes, true);
  };
  EXPECT_THAT(read(1, 100 * one)->events, SizeIs(9));
  EXPECT_THAT(read(1, 8 * one)->events, SizeIs(6));
  EXPECT_THAT(read(1, 6 * one + 20)->events, SizeIs(6));
  EXPECT_THAT(read(1, 4 * one)->events, SizeIs(3));
  // Always up to the first signed tip, however little fits.
  EXPECT_THAT(read(1, 1)->events, SizeIs(3));
  EXPECT_THAT(read(1, 0)->events, SizeIs(3));
  EXPECT_THAT(read(2, 1)->events, SizeIs(2));
  const auto last = read(6, 1 << 20);
  EXPECT_EQ(last->before, events[4].tip());
  EXPECT_THAT(last->events, SizeIs(4));
  EXPECT_EQ(last->tip.tip, until);
  EXPECT_EQ(last->tip.signature, this->city_.village.signed_tip(events[8]).signature);
  EXPECT_EQ(read(10, 1 << 20), std::nullopt);
  EXPECT_EQ(read(0, 1 << 20), std::nullopt);
}

TYPED_TEST(EventStoreParts, AlwaysMakesProgressThroughALogWhateverTheBytes) {
  const auto events = this->wishes(40);
  ASSERT_EQ(this->commit({this->run(events)}), "");  // One signed tip, far away.
  const auto more = this->wishes(2);
  ASSERT_EQ(this->commit({this->run(more)}), "");
  for (const std::size_t bytes : {0, 1, 160, 1000, 100'000}) {
    std::uint64_t at = 1;
    while (at <= 42) {
      const auto run = this->store().read_run(this->log(), more[1].tip(), Seq{at}, bytes, false);
      ASSERT_TRUE(run.has_value()) << bytes << " bytes at " << at;
      ASSERT_GT(run->tip.tip.seq.value, at - 1);
      at = run->tip.tip.seq.value + 1;
    }
    EXPECT_EQ(at, 43u);
  }
}

TYPED_TEST(EventStoreParts, ReadsPartsOnlyWhenAsked) {
  const auto events = this->wishes(1);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  const auto read = [&](bool with_parts) {
    return this->store().read_run(this->log(), events[0].tip(), Seq{1}, 1 << 20, with_parts)->events[0].part;
  };
  EXPECT_EQ(read(false), "");
  EXPECT_EQ(read(true), this->city_.village.part(events[0]));
}

TYPED_TEST(EventStoreParts, ReadsNothingThatItDoesNotHold) {
  const auto events = this->wishes(2);
  ASSERT_EQ(this->commit({this->run({events[0]})}), "");
  EXPECT_EQ(this->store().read_run(this->log(), events[1].tip(), Seq{1}, 1 << 20, true), std::nullopt);
  EXPECT_EQ(this->store().read_run({kSibling, {}}, events[0].tip(), Seq{1}, 1 << 20, true), std::nullopt);
  EXPECT_EQ(this->store().on_branch(this->log(), events[1].tip(), Seq{1}), std::nullopt);
  EXPECT_EQ(this->store().on_branch(this->log(), events[0].tip(), Seq{1}), events[0].hash());
  EXPECT_FALSE(this->store().holds(events[1].ref()));
  EXPECT_EQ(this->store().event(events[1].ref()), std::nullopt);
}

TYPED_TEST(EventStoreParts, ReadsARunThatAnotherStoreTakes) {
  const auto events = this->wishes(5);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  const auto run = this->store().read_run(this->log(), events[4].tip(), Seq{1}, 1 << 20, true);
  MemoryKv kv;
  const auto other = EventStore::open(kv, this->sealer_, this->city_.root().key()).value();
  Commit commit;
  commit.runs = {wishsync::check(*run).value()};
  Commit* group[] = {&commit};
  EXPECT_TRUE(other->commit(group).front().has_value());
  EXPECT_EQ(other->own_sum(kVillage), this->store().own_sum(kVillage));
  EXPECT_EQ(other->part(events[3].ref()), this->city_.village.part(events[3]));
}

}  // namespace
}  // namespace node
