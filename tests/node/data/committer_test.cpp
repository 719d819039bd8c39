// The writing thread: everyone gets an answer, and those who wait together share one fsync.

#include "node/data/committer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "node/store/memory_kv.h"
#include "tests/support/counting_kv.h"
#include "tests/support/realm.h"

namespace node {
namespace {

using realm::kVillage;
using realm::subject_of;

class CommitterTest : public ::testing::Test {
 protected:
  static Record wish(std::uint64_t number) {
    const realm::Words words = realm::registered(subject_of(number));
    Draft draft;
    draft.place = kVillage;
    draft.kind = words.kind;
    draft.subject = words.subject;
    draft.body = words.body;
    draft.part = words.part;
    Record out;
    out.drafts = {draft};
    return out;
  }
  [[nodiscard]] std::size_t events_in_a_chain() const {
    std::size_t count = 0;
    model::Tip before;
    store_->for_each_event({kVillage, city_.village.writer()}, [&](const model::Event& e) {
      EXPECT_TRUE(follows(before, e));
      before = e.tip();
      return ++count > 0;
    });
    return count;
  }

  MemoryKv memory_;
  realm::CountingKv kv_{memory_};
  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{}, random_};
  ManualClock clock_{1'529'640'000'000};
  std::unique_ptr<EventStore> store_ = EventStore::open(kv_, sealer_, city_.root().key()).value();
  WritePath path_{*store_, clock_, random_,
                  WriterIdentity{city_.village.writer(), kVillage, &city_.village.signer()}, nullptr};
};

TEST_F(CommitterTest, AnswersOnceTheRecordIsDurable) {
  Committer committer(path_);
  const auto written = committer.record(wish(1));
  ASSERT_TRUE(written.has_value());
  EXPECT_TRUE(store_->holds(written->events.front()));
  EXPECT_EQ(written->arrival, 1u);
}

TEST_F(CommitterTest, WritesOneChainForManyCallersAtOnce) {
  constexpr std::size_t kCallers = 8;
  constexpr std::size_t kEach = 50;
  std::atomic<std::size_t> good{0};
  {
    Committer committer(path_);
    std::vector<std::thread> callers;
    for (std::size_t c = 0; c < kCallers; ++c)
      callers.emplace_back([&, c] {
        for (std::size_t i = 0; i < kEach; ++i) good += committer.record(wish(1 + c * kEach + i)).has_value();
      });
    for (auto& caller : callers) caller.join();
  }
  EXPECT_EQ(good, kCallers * kEach);
  EXPECT_EQ(events_in_a_chain(), kCallers * kEach);
}

TEST_F(CommitterTest, CommitsAllThatWaitWithOneWrite) {
  constexpr std::size_t kWaiting = 100;
  std::latch first_taken(1);
  std::latch go_on(1);
  std::atomic<std::size_t> good{0};
  std::size_t before = 0;
  {
    Committer committer(path_);
    committer.submit({wish(1), [&](const auto&) {
                        before = kv_.writes();
                        first_taken.count_down();
                        go_on.wait();  // The thread is busy: the others queue.
                      }});
    first_taken.wait();
    for (std::uint64_t i = 2; i < 2 + kWaiting; ++i)
      committer.submit({wish(i), [&](const auto& r) { good += r.has_value(); }});
    go_on.count_down();
  }
  EXPECT_EQ(good, kWaiting);
  EXPECT_EQ(kv_.writes(), before + 1);
}

TEST_F(CommitterTest, FinishesWhatIsQueuedBeforeItEnds) {
  std::atomic<std::size_t> answered{0};
  {
    Committer committer(path_);
    // More than one turn takes.
    for (std::uint64_t i = 1; i <= 1500; ++i) committer.submit({wish(i), [&](const auto&) { ++answered; }});
  }
  EXPECT_EQ(answered, 1500u);
  EXPECT_EQ(events_in_a_chain(), 1500u);
}

TEST_F(CommitterTest, RefusesPeopleAndNoPeersWhileTooManyWait) {
  constexpr std::size_t kMax = 5;
  std::latch first_taken(1);
  std::latch go_on(1);
  std::atomic<std::size_t> good{0};
  Committer committer(path_, kMax);
  committer.submit({wish(1), [&](const auto&) {
                      first_taken.count_down();
                      go_on.wait();  // The thread is busy: the others queue.
                    }});
  first_taken.wait();
  EXPECT_EQ(committer.waiting(), 0u);
  for (std::uint64_t i = 2; i < 2 + kMax + 3; ++i)
    committer.submit({wish(i), [&](const model::Result<Written>& r) { good += r.has_value(); }});
  EXPECT_EQ(committer.waiting(), kMax + 3);
  EXPECT_EQ(committer.record(wish(101)).error().code, "node.busy");
  go_on.count_down();
  // Room again: the next that is taken comes behind those that waited.
  while (!committer.record(wish(102))) std::this_thread::yield();
  EXPECT_EQ(good, kMax + 3);
}

TEST_F(CommitterTest, TellsOfAFailedDiskAndGoesOn) {
  Committer committer(path_);
  memory_.fail_next_writes(1, model::Error("disk.full", "full", "满"));
  const auto failed = committer.record(wish(1));
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, "disk.full");
  EXPECT_TRUE(committer.record(wish(2)).has_value());
  EXPECT_EQ(events_in_a_chain(), 1u);
}

}  // namespace
}  // namespace node
