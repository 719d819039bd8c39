// What the store promises, run over both twins of the Kv.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "event_store_fixture.h"
#include "node/store/store_keys.h"

namespace node {
namespace {

using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Seq;
using model::Tip;
using realm::kCity;
using realm::kCounty;
using realm::kSibling;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using wishsync::Ack;

TYPED_TEST_SUITE(EventStoreContract, KvHomes);

// ---- Runs

TYPED_TEST(EventStoreContract, HoldsWhatWasCommitted) {
  const auto events = this->wishes(3);
  Commit commit;
  commit.runs = {this->run(events)};
  EXPECT_EQ(this->commit(commit), "");
  EXPECT_THAT(commit.fresh, SizeIs(3));
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[2].tip()));
  EXPECT_EQ(this->store().event_count(), 3u);
  EXPECT_EQ(this->store().log_count(), 1u);
  for (const Event& e : events) {
    EXPECT_TRUE(this->store().holds(e.ref()));
    ASSERT_TRUE(this->store().event(e.ref()).has_value());
    EXPECT_EQ(this->store().event(e.ref())->bytes(), e.bytes());
    EXPECT_EQ(this->store().part(e.ref()), this->city_.village.part(e));
  }
  EXPECT_EQ(this->store().tip_signature(this->log(), events[2].tip()),
            this->city_.village.signed_tip(events[2]).signature);
  EXPECT_EQ(this->store().tip_signature(this->log(), events[1].tip()), std::nullopt);
}

TYPED_TEST(EventStoreContract, ContinuesALogAndPassesOverWhatIsHeld) {
  const auto events = this->wishes(4);
  ASSERT_EQ(this->commit({this->run({events[0], events[1]})}), "");
  Commit overlapping;
  overlapping.runs = {this->run(events)};
  EXPECT_EQ(this->commit(overlapping), "");
  EXPECT_THAT(overlapping.fresh, SizeIs(2));
  EXPECT_EQ(overlapping.fresh.front().hash(), events[2].hash());
  Commit again;
  again.runs = {this->run(events)};
  const auto arrival = this->store().last_arrival();
  EXPECT_EQ(this->commit(again), "");
  EXPECT_THAT(again.fresh, IsEmpty());
  EXPECT_EQ(this->store().last_arrival(), arrival);
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[3].tip()));
  EXPECT_EQ(this->store().event_count(), 4u);
}

TYPED_TEST(EventStoreContract, KeepsTheTipWhereARunEndsBelowIt) {
  const auto events = this->wishes(3);
  ASSERT_EQ(this->commit({this->run(events)}), "");
  EXPECT_EQ(this->commit({this->run({events[0], events[1]})}), "");
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[2].tip()));
  this->expect_sums_as_recounted();
}

TYPED_TEST(EventStoreContract, RefusesAGapWhileOtherCommitsOfTheGroupGoOn) {
  const auto events = this->wishes(3);
  const Event other = this->city_.county.write(kCounty, registered(subject_of(9)));
  Commit gap;
  gap.runs = {this->run({events[2]})};
  Commit good;
  good.runs = {this->run({events[0]})};
  Commit county;
  county.runs = {run_of(this->city_.county, {other})};
  Commit next;
  next.runs = {this->run({events[1]})};  // Continues what the group itself brings.
  Commit* group[] = {&gap, &good, &county, &next};
  const auto results = this->store().commit(group);
  EXPECT_EQ(code_of(results[0]), "store.gap");
  EXPECT_TRUE(results[1].has_value());
  EXPECT_TRUE(results[2].has_value());
  EXPECT_TRUE(results[3].has_value());
  EXPECT_THAT(gap.fresh, IsEmpty());
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[1].tip()));
  EXPECT_TRUE(this->store().holds(other.ref()));
  EXPECT_FALSE(this->store().holds(events[2].ref()));
  this->expect_sums_as_recounted();
}

// Runs of one commit continue each other, and none is taken twice, whatever is held already.
TYPED_TEST(EventStoreContract, TakesSeveralRunsOfALogInOneCommit) {
  const auto events = this->wishes(5);
  Commit first;
  first.runs = {this->run({events[0]}), this->run({events[1]}), this->run({events[0], events[1]}),
                this->run({events[1]})};
  ASSERT_EQ(this->commit(first), "");
  EXPECT_THAT(first.fresh, SizeIs(2));
  Commit more;
  more.runs = {this->run({events[1]}), this->run({events[2]}), this->run({events[2], events[3]}),
               this->run({events[3]}), this->run({events[4]})};
  ASSERT_EQ(this->commit(more), "");
  EXPECT_THAT(more.fresh, SizeIs(3));
  Commit again;
  again.runs = {this->run({events[0]}), this->run({events[1]}), this->run({events[2], events[3]})};
  ASSERT_EQ(this->commit(again), "");
  EXPECT_THAT(again.fresh, IsEmpty());
  EXPECT_EQ(this->store().event_count(), 5u);
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[4].tip()));
  this->expect_sums_as_recounted();
}

TYPED_TEST(EventStoreContract, TakesNothingOfACommitOfWhichOneRunIsRefused) {
  const auto events = this->wishes(3);
  EXPECT_EQ(this->commit({this->run({events[0]}), this->run({events[2]})}), "store.gap");
  EXPECT_FALSE(this->store().holds(events[0].ref()));
  EXPECT_EQ(this->store().log_count(), 0u);
}

TYPED_TEST(EventStoreContract, DoesNotTakeTheDigestOfPlaceZeroOnTrust) {
  this->learn_the_city();
  const auto digest = this->store().digest_of_all();
  EXPECT_GT(digest.count, 1u);
  KvBatch wrong;
  wrong.put(Family::kMeta, keys::meta(keys::kSum, keys::place_key(model::kPlaceOfAll)), std::string(32, 'x'));
  ASSERT_TRUE(this->kv().write(wrong));
  this->reopen();
  EXPECT_EQ(this->store().digest_of_all(), digest);
}

TYPED_TEST(EventStoreContract, RefusesRunsThatAreNotOneChainOfTheirLog) {
  const auto events = this->wishes(3);
  const Event foreign = this->city_.county.write(kVillage, registered(subject_of(9)));
  EXPECT_EQ(this->commit({this->run({events[0], events[2]})}), "store.gap");
  EXPECT_EQ(this->commit({this->run({events[0], foreign})}), "store.gap");
  wishsync::CheckedRun wrong_tip = this->run({events[0]});
  wrong_tip.tip.tip = events[1].tip();
  EXPECT_EQ(this->commit({wrong_tip}), "store.gap");
  wishsync::CheckedRun wrong_start = this->run({events[1]});
  wrong_start.before = {};
  EXPECT_EQ(this->commit({wrong_start}), "store.gap");
  wishsync::CheckedRun empty = this->run({events[0]});
  empty.events.clear();
  EXPECT_EQ(this->commit({empty}), "store.gap");
  EXPECT_EQ(this->store().event_count(), 0u);
}

TYPED_TEST(EventStoreContract, TakesTheRunsOfOneCommitInTheirOrder) {
  const auto events = this->wishes(3);
  EXPECT_EQ(this->commit({this->run({events[0]}), this->run({events[1], events[2]})}), "");
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(events[2].tip()));
  this->expect_sums_as_recounted();
}

// ---- Forks

TYPED_TEST(EventStoreContract, KeepsBothBranchesOfAFork) {
  auto& village = this->city_.village;
  const auto trunk = this->wishes(2);
  const auto main = this->wishes(2);
  const Event side = village.next_to(trunk[1].tip(), kVillage, registered(subject_of(90)));
  const Event side_end = village.next_to(side.tip(), kVillage, registered(subject_of(91)));
  const Event side_last = village.next_to(side_end.tip(), kVillage, registered(subject_of(92)));
  ASSERT_EQ(this->commit({this->run(trunk)}), "");
  ASSERT_EQ(this->commit({this->run(main)}), "");
  ASSERT_EQ(this->commit({this->run({trunk[0], trunk[1], side, side_end})}), "");
  EXPECT_THAT(this->store().tips(this->log()), UnorderedElementsAre(main[1].tip(), side_end.tip()));
  const auto tips = this->store().tips(this->log());
  EXPECT_TRUE(std::is_sorted(tips.begin(), tips.end()));
  this->expect_sums_as_recounted();

  ASSERT_EQ(this->commit({this->run({side_last})}), "");
  EXPECT_THAT(this->store().tips(this->log()), ElementsAre(main[1].tip(), side_last.tip()));
  this->expect_sums_as_recounted();

  const auto branch = [&](const Tip& tip, std::uint64_t seq) {
    return this->store().on_branch(this->log(), tip, Seq{seq});
  };
  EXPECT_EQ(branch(main[1].tip(), 3), main[0].hash());
  EXPECT_EQ(branch(side_last.tip(), 3), side.hash());
  EXPECT_EQ(branch(side_last.tip(), 4), side_end.hash());
  EXPECT_EQ(branch(side_end.tip(), 3), side.hash());
  EXPECT_EQ(branch(main[1].tip(), 1), trunk[0].hash());
  EXPECT_EQ(branch(main[1].tip(), 5), std::nullopt);
  EXPECT_EQ(branch(main[1].tip(), 0), std::nullopt);
  EXPECT_EQ(branch({Seq{4}, trunk[0].hash()}, 2), std::nullopt);

  const auto read = this->store().read_run(this->log(), side_last.tip(), Seq{2}, 1 << 20, true);
  ASSERT_TRUE(read.has_value());
  ASSERT_THAT(read->events, SizeIs(4));
  EXPECT_EQ(read->events[0].event, trunk[1].bytes());
  EXPECT_EQ(read->events[1].event, side.bytes());
  EXPECT_EQ(read->before, trunk[0].tip());
  EXPECT_EQ(read->tip.tip, side_last.tip());

  std::size_t events = 0;
  this->store().for_each_event(this->log(), [&](const Event&) { return ++events > 0; });
  EXPECT_EQ(events, 7u);
}

TYPED_TEST(EventStoreContract, KeepsAForkAtTheFirstEvent) {
  const auto main = this->wishes(1);
  const Event other = this->city_.village.next_to({}, kVillage, registered(subject_of(90)));
  ASSERT_EQ(this->commit({this->run(main), this->run({other})}), "");
  EXPECT_THAT(this->store().tips(this->log()), UnorderedElementsAre(main[0].tip(), other.tip()));
  this->expect_sums_as_recounted();
}

// ---- Order of arrival

TYPED_TEST(EventStoreContract, TellsWhatArrivedInItsOrder) {
  const auto events = this->wishes(3);
  const Event county = this->city_.county.write(kCounty, registered(subject_of(90)));
  ASSERT_EQ(this->commit({this->run({events[0]})}), "");
  ASSERT_EQ(this->commit({run_of(this->city_.county, {county})}), "");
  ASSERT_EQ(this->commit({this->run({events[1], events[2]})}), "");
  std::vector<Arrival> arrivals;
  this->store().arrivals_after(0, [&](const Arrival& a) {
    arrivals.push_back(a);
    return true;
  });
  ASSERT_THAT(arrivals, SizeIs(3));
  EXPECT_EQ(arrivals[0].count, 1u);
  EXPECT_EQ(arrivals[2].count, 3u);
  EXPECT_EQ(arrivals[1].log.place, kCounty);
  const auto last = this->store().events_of(arrivals[2]);
  ASSERT_THAT(last, SizeIs(2));
  EXPECT_EQ(last[0].hash(), events[1].hash());
  EXPECT_EQ(last[1].hash(), events[2].hash());

  // Each log once, by its last change.
  const auto changed = this->store().changed_since(0);
  ASSERT_THAT(changed, SizeIs(2));
  EXPECT_EQ(changed[0].log.place, kCounty);
  EXPECT_EQ(changed[0].count, 2u);
  EXPECT_EQ(changed[1].log, this->log());
  EXPECT_EQ(changed[1].count, 3u);
  EXPECT_THAT(this->store().changed_since(2), SizeIs(1));
  EXPECT_THAT(this->store().changed_since(3), IsEmpty());
}

// ---- Acknowledgements and facts

TYPED_TEST(EventStoreContract, KeepsTheLatestAckOfEachWriterAndLog) {
  const auto ack = [&](PlaceCode place, std::uint64_t count, std::uint64_t seq) {
    return Ack{place,          this->city_.county.writer(),
               count,          {place, this->city_.village.writer()},
               {Seq{seq}, {}}, Seq{seq}};
  };
  const auto keep = [&](std::vector<Ack> acks) {
    Commit commit;
    commit.acks = std::move(acks);
    EXPECT_EQ(this->commit(commit), "");
    return commit.fresh_acks.size();
  };
  const model::WriterId writer = this->city_.county.writer();
  const LogId log{kVillage, this->city_.village.writer()};
  EXPECT_EQ(keep({ack(kVillage, 1, 5), ack(kSibling, 2, 3)}), 2u);
  EXPECT_THAT(this->store().acks_since(writer, 0), ElementsAre(ack(kVillage, 1, 5), ack(kSibling, 2, 3)));
  EXPECT_EQ(keep({ack(kVillage, 1, 5)}), 0u);
  EXPECT_EQ(keep({ack(kVillage, 4, 9)}), 1u);
  EXPECT_EQ(keep({ack(kVillage, 3, 8)}), 0u);
  EXPECT_THAT(this->store().acks_of(log), ElementsAre(ack(kVillage, 4, 9)));
  EXPECT_THAT(this->store().acks_since(writer, 0), ElementsAre(ack(kSibling, 2, 3), ack(kVillage, 4, 9)));
  EXPECT_THAT(this->store().acks_since(writer, 2), ElementsAre(ack(kVillage, 4, 9)));
  EXPECT_THAT(this->store().acks_since(writer, 4), IsEmpty());
  EXPECT_THAT(this->store().ack_counts(), ElementsAre(std::pair(writer, std::uint64_t{4})));
  // Within one group the highest stays.
  EXPECT_EQ(keep({ack(kVillage, 6, 11), ack(kVillage, 5, 10), ack(kVillage, 7, 12)}), 2u);
  EXPECT_THAT(this->store().acks_of(log), ElementsAre(ack(kVillage, 7, 12)));
  EXPECT_THAT(this->store().acks_since(writer, 2), ElementsAre(ack(kVillage, 7, 12)));
  this->reopen();
  EXPECT_THAT(this->store().ack_counts(), ElementsAre(std::pair(writer, std::uint64_t{7})));
}

TYPED_TEST(EventStoreContract, AcknowledgesWhatItHoldsAndUpToWhichPart) {
  this->learn_the_city();
  const auto events = this->wishes(3);
  EXPECT_EQ(this->store().own_ack(this->log()), std::nullopt);
  wishsync::CheckedRun run = this->run(events);
  run.events[1].part.clear();
  ASSERT_EQ(this->commit({run}), "");
  EXPECT_EQ(this->store().own_ack(this->log()), std::nullopt);  // It has no writer yet.
  this->store().set_writer(this->city_.county.writer(), kCounty);
  auto ack = this->store().own_ack(this->log());
  ASSERT_TRUE(ack.has_value());
  EXPECT_EQ(ack->place, kCounty);
  EXPECT_EQ(ack->writer, this->city_.county.writer());
  EXPECT_EQ(ack->tip, events[2].tip());
  EXPECT_EQ(ack->parts_seq, Seq{1});
  ASSERT_EQ(this->commit_part(events[1], this->city_.village.part(events[1])), "");
  EXPECT_EQ(this->store().own_ack(this->log())->parts_seq, Seq{3});
}

TYPED_TEST(EventStoreContract, CountsPartsThatAreNotDueAsNotMissing) {
  this->learn_the_city();
  const Event event = this->city_.county.write(kCounty, registered(subject_of(1)));
  ASSERT_EQ(this->commit({run_of(this->city_.county, {event}, false)}), "");
  this->store().set_writer(this->city_.village.writer(), kVillage);
  EXPECT_EQ(this->store().own_ack(event.header().log())->parts_seq, Seq{1});
}

TYPED_TEST(EventStoreContract, KeepsAndForgetsLocalFacts) {
  Commit commit;
  commit.facts = {{"a/1", "one"}, {"a/2", "two"}, {"b/1", ""}};
  EXPECT_EQ(this->commit(commit), "");
  EXPECT_EQ(this->store().fact("a/1"), "one");
  EXPECT_EQ(this->store().fact("b/1"), "");
  EXPECT_EQ(this->store().fact("a/"), std::nullopt);
  ASSERT_THAT(this->store().facts("a/"), SizeIs(2));
  EXPECT_EQ(this->store().facts("a/")[1].name, "a/2");
  EXPECT_EQ(this->store().facts("a/")[1].value, "two");
  Commit forget;
  forget.facts = {{"a/1", std::nullopt}, {"a/2", "three"}};
  EXPECT_EQ(this->commit(forget), "");
  EXPECT_EQ(this->store().fact("a/1"), std::nullopt);
  EXPECT_EQ(this->store().fact("a/2"), "three");
}

// ---- Authority

TYPED_TEST(EventStoreContract, JudgesAnewWhenFactsOfPlaceZeroArrive) {
  const LogId log{model::kPlaceOfAll, this->city_.village.writer()};
  EXPECT_EQ(this->store().authority()->first_place(), PlaceCode{});
  EXPECT_EQ(this->store().signing_key(log, nullptr), std::nullopt);
  this->learn_the_city();
  EXPECT_EQ(this->store().authority()->first_place(), kCity);
  EXPECT_TRUE(this->store().authority()->writer(this->city_.village.writer())->counts);
  EXPECT_EQ(this->store().signing_key(log, nullptr), this->city_.village.key());
  const auto before = this->store().authority();
  ASSERT_EQ(this->commit({this->run(this->wishes(1))}), "");
  EXPECT_EQ(this->store().authority(), before);
}

// ---- Opening

TYPED_TEST(EventStoreContract, IsTheSameWhenOpenedAgain) {
  this->city_.erase(this->city_.county, subject_of(2), kVillage);
  this->learn_the_city();
  const auto events = this->wishes(4);
  ASSERT_EQ(this->commit({this->run({events[0], events[1]})}), "");
  ASSERT_EQ(this->commit({this->run({events[2], events[3]}, false)}), "");
  const Event side = this->city_.village.next_to(events[0].tip(), kVillage, registered(subject_of(90)));
  ASSERT_EQ(this->commit({this->run({side})}), "");
  Commit rest;
  rest.acks = {{kCounty, this->city_.county.writer(), 3, this->log(), events[3].tip(), Seq{2}}};
  rest.facts = {{"name", "value"}};
  rest.parts = {{events[2].ref(), this->city_.village.part(events[2])}};
  ASSERT_EQ(this->commit(rest), "");
  const auto before = this->told();
  this->reopen();
  EXPECT_EQ(this->told(), before);
  this->expect_sums_as_recounted();
  const auto more = this->wishes(1);
  EXPECT_EQ(this->commit({this->run(more)}), "");
  this->expect_sums_as_recounted();
}

TYPED_TEST(EventStoreContract, RefusesDataOfANewerVersion) {
  KvBatch batch;
  std::string newer;
  model::put_u32(newer, keys::kStoreFormat + 1);
  batch.put(Family::kMeta, std::string(keys::kFormat), newer);
  ASSERT_TRUE(this->kv().write(batch).has_value());
  const auto opened = EventStore::open(this->kv(), this->sealer_, this->city_.root().key());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "store.newer");
}

TYPED_TEST(EventStoreContract, RefusesDataOfAnotherCity) {
  const auto opened = EventStore::open(this->kv(), this->sealer_, this->city_.village.key());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "store.foreign");
}

TYPED_TEST(EventStoreContract, RefusesDamagedFacts) {
  this->learn_the_city();
  const Event& fact = this->city_.facts().front();
  KvBatch batch;
  batch.put(Family::kLog, keys::event_key(fact.ref()), "damaged");
  ASSERT_TRUE(this->kv().write(batch).has_value());
  const auto opened = EventStore::open(this->kv(), this->sealer_, this->city_.root().key());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "store.damaged");
}

}  // namespace
}  // namespace node
