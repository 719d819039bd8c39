// What is read of a damaged store: each log up to the damage, as another store takes it.

#include "node/store/store_rescue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kv_rocks_fixture.h"
#include "node/store/event_store.h"
#include "node/store/memory_kv.h"
#include "node/store/store_hiding.h"
#include "node/store/store_keys.h"
#include "sync/checked_run.h"
#include "tests/support/realm.h"

namespace node {
namespace {

using model::Event;
using model::LogId;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

wishsync::CheckedRun run_of(const realm::Author& by, const std::vector<Event>& events) {
  const model::EventHeader& first = events.front().header();
  wishsync::CheckedRun run{first.log(), {first.seq.before(), first.prev}, {}, by.signed_tip(events.back())};
  for (const Event& e : events) run.events.push_back({e, by.part(e)});
  return run;
}

std::string commit(EventStore& store, Commit what) {
  Commit* group[] = {&what};
  const auto done = store.commit(group);
  return done.front() ? "" : done.front().error().code;
}

class RescueTest : public RocksKvTest {
 protected:
  // Wishes of a village, signed `span` at a time.
  std::vector<Event> write(EventStore& store, realm::Author& by, std::size_t count, std::size_t span = 1) {
    std::vector<Event> all, open;
    for (std::size_t i = 0; i < count; ++i) {
      ++wishes_;
      open.push_back(by.write(kVillage, registered(subject_of(wishes_), wishes_)));
      all.push_back(open.back());
      if (open.size() < span && i + 1 < count) continue;
      Commit what;
      what.runs = {run_of(by, open)};
      EXPECT_EQ(commit(store, std::move(what)), "");
      open.clear();
    }
    return all;
  }
  void facts(EventStore& store) {
    for (const realm::Author* author : {&city_.root(), &city_.city, &city_.county}) {
      std::vector<Event> own;
      for (const Event& e : city_.facts())
        if (e.header().writer == author->writer()) own.push_back(e);
      Commit what;
      what.runs = {run_of(*author, own)};
      EXPECT_EQ(commit(store, std::move(what)), "");
    }
  }
  [[nodiscard]] LogId log() const { return {kVillage, city_.village.writer()}; }
  static std::vector<std::size_t> lengths(const Kv& kv, const Sealer& sealer, const LogId& of) {
    std::vector<std::size_t> out;
    (void)RescueView(kv, sealer).for_each_run(of, [&](wishsync::Run&& run) {
      out.push_back(run.events.size());
      return true;
    });
    return out;
  }

  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1}, random_};
  MemoryKv memory_;
  std::uint32_t wishes_ = 0;
};

TEST_F(RescueTest, GivesAllThatAnotherStoreNeeds) {
  const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
  facts(*store);
  write(*store, city_.village, 7, 3);
  const RescueView view(memory_, sealer_);
  MemoryKv other_kv;
  const auto other = EventStore::open(other_kv, sealer_, city_.root().key()).value();
  std::uint64_t events = 0;
  for (const LogId& each : view.logs()) {
    const auto extent = view.for_each_run(each, [&](wishsync::Run&& run) {
      Commit what;
      what.runs = {wishsync::check(std::move(run)).value()};
      EXPECT_EQ(commit(*other, std::move(what)), "");
      return true;
    });
    events += extent.events;
    EXPECT_EQ(extent.cut_off, 0u);
  }
  EXPECT_EQ(events, store->event_count());
  EXPECT_EQ(other->event_count(), store->event_count());
  EXPECT_EQ(other->tips(log()), store->tips(log()));
  for (const auto& event : other->events_about(subject_of(5))) EXPECT_TRUE(other->part(event.ref()));
}

TEST_F(RescueTest, ALogIsReadUpToTheEventThatIsLost) {
  const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
  const auto events = write(*store, city_.village, 9, 3);
  KvBatch loss;
  loss.remove(Family::kLog, keys::event_key(events[4].ref()));
  ASSERT_TRUE(memory_.write(loss).has_value());
  EXPECT_THAT(lengths(memory_, sealer_, log()), ElementsAre(3));
  const auto extent = RescueView(memory_, sealer_).for_each_run(log(), [](auto&&) { return true; });
  EXPECT_EQ(extent.events, 3u);
  EXPECT_EQ(extent.parts, 3u);
  EXPECT_EQ(extent.cut_off, 5u);
}

TEST_F(RescueTest, ALostSignatureJoinsTwoRunsAndTheLastOneEndsTheLog) {
  const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
  const auto events = write(*store, city_.village, 6, 2);
  KvBatch loss;
  loss.remove(Family::kTip, keys::event_key(events[1].ref()));
  loss.remove(Family::kTip, keys::event_key(events[5].ref()));
  ASSERT_TRUE(memory_.write(loss).has_value());
  EXPECT_THAT(lengths(memory_, sealer_, log()), ElementsAre(4));
}

TEST_F(RescueTest, BothBranchesOfAForkAreRead) {
  const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
  write(*store, city_.village, 2, 2);
  // The fork lies within what a signature spans.
  const Event shared = city_.village.write(kVillage, registered(subject_of(50), 50));
  const Event one = city_.village.next_to(shared.tip(), kVillage, registered(subject_of(51), 51));
  const Event two = city_.village.next_to(shared.tip(), kVillage, registered(subject_of(52), 52));
  for (const Event& event : {one, two}) {
    Commit what;
    what.runs = {run_of(city_.village, {shared, event})};
    ASSERT_EQ(commit(*store, std::move(what)), "");
  }
  MemoryKv other_kv;
  const auto taken = EventStore::open(other_kv, sealer_, city_.root().key()).value();
  const auto extent = RescueView(memory_, sealer_).for_each_run(log(), [&](wishsync::Run&& run) {
    Commit what;
    what.runs = {wishsync::check(std::move(run)).value()};
    EXPECT_EQ(commit(*taken, std::move(what)), "");
    return true;
  });
  EXPECT_EQ(extent.cut_off, 0u);
  EXPECT_EQ(taken->tips(log()), store->tips(log()));
  EXPECT_EQ(taken->event_count(), store->event_count());
}

TEST_F(RescueTest, HiddenPartsStayHidden) {
  const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
  write(*store, city_.village, 2);
  Commit hiding;
  hiding.facts = hide_facts(1);
  ASSERT_EQ(commit(*store, std::move(hiding)), "");
  write(*store, city_.village, 1);
  const auto extent = RescueView(memory_, sealer_).for_each_run(log(), [](auto&&) { return true; });
  EXPECT_EQ(extent.events, 3u);
  EXPECT_EQ(extent.parts, 1u);
}

TEST_F(RescueTest, OfAStoreWithADamagedTableTheRestIsReadAndTheStoreOpens) {
  create();
  {
    const auto store = EventStore::open(*kv_, sealer_, city_.root().key()).value();
    facts(*store);
    write(*store, city_.village, 300, 5);
  }
  flush();
  kv_.reset();
  std::filesystem::path table;
  for (const auto& entry : std::filesystem::directory_iterator(directory()))
    if (entry.path().extension() == ".sst" &&
        (table.empty() || entry.file_size() > std::filesystem::file_size(table)))
      table = entry.path();
  std::string bytes = read_file(table);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
  write_file(table, bytes);

  const auto kv = RocksKv::open(directory(), RocksKv::Mode::kRescue).value();
  const auto store = EventStore::open(*kv, sealer_, city_.root().key(), EventStore::Access::kRead);
  ASSERT_TRUE(store.has_value());
  std::uint64_t events = 0;
  std::uint64_t parts = 0;
  for (const LogId& each : RescueView(*kv, sealer_).logs()) {
    const auto extent = RescueView(*kv, sealer_).for_each_run(each, [](auto&&) { return true; });
    events += extent.events;
    parts += extent.parts;
  }
  EXPECT_GT(events, 10u);
  EXPECT_LT(events + parts, (*store)->event_count() + 300) << "whichever family the largest table is of";
  EXPECT_THAT(kv->damage(), Not(IsEmpty()));
}

TEST_F(RescueTest, AStoreOpensForReadingWithoutFormatRootOrHeads) {
  {
    const auto store = EventStore::open(memory_, sealer_, city_.root().key()).value();
    facts(*store);
    write(*store, city_.village, 3);
  }
  KvBatch loss;
  memory_.scan(Family::kMeta, "", "", [&](std::string_view key, std::string_view) {
    loss.remove(Family::kMeta, std::string(key));
    return true;
  });
  ASSERT_TRUE(memory_.write(loss).has_value());
  memory_.fail_next_writes(1, model::Error("disk.failed", "written to", "写入"));
  const auto store = EventStore::open(memory_, sealer_, city_.root().key(), EventStore::Access::kRead);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->authority()->first_place(), realm::kCity);
  EXPECT_THAT(lengths(memory_, sealer_, log()), ElementsAre(1, 1, 1));
}

}  // namespace
}  // namespace node
