// A disk that fails. Only the Kv's twin in memory can be told to.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event_store_fixture.h"

namespace node {
namespace {

using model::Seq;
using model::SubjectId;
using realm::kCounty;
using realm::kVillage;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventStoreDisk : public EventStoreContract<MemoryHome> {
 protected:
  void fail_next(std::size_t count, std::size_t spared = 0) {
    dynamic_cast<MemoryKv&>(kv()).fail_next_writes(count, model::Error("disk.full", "full", "满"), spared);
  }
};

TEST_F(EventStoreDisk, LeavesAllAsItWasWhenItFails) {
  learn_the_city();
  const auto events = wishes(3);
  ASSERT_EQ(commit({run({events[0]})}), "");
  const auto before = told();
  fail_next(1);
  Commit good;
  good.runs = {run({events[1]})};
  good.acks = {{kCounty, city_.county.writer(), 3, log(), events[0].tip(), Seq{1}}};
  good.facts = {{"name", "value"}};
  Commit fact;
  city_.declare(city_.county, realm::kTown, kCounty, model::Level::kTown);
  fact.runs = {run_of(city_.county, {city_.facts().back()})};
  Commit gap;
  gap.runs = {run({events[2]}), run({events[0], events[2]})};
  Commit* group[] = {&good, &fact, &gap};
  const auto results = store().commit(group);
  EXPECT_EQ(code_of(results[0]), "disk.full");
  EXPECT_EQ(code_of(results[1]), "disk.full");
  EXPECT_EQ(code_of(results[2]), "store.gap");
  EXPECT_THAT(good.fresh, IsEmpty());
  EXPECT_THAT(good.fresh_acks, IsEmpty());
  EXPECT_EQ(told(), before);
  reopen();
  EXPECT_EQ(told(), before);
  good.runs = {run({events[1]})};
  EXPECT_EQ(commit(good), "");
  EXPECT_TRUE(store().holds(events[1].ref()));
  expect_sums_as_recounted();
}

TEST_F(EventStoreDisk, HasAnErasurePendingUntilItIsWholeWhereverTheDiskFails) {
  for (std::size_t spared = 0; spared < 2; ++spared) {
    const SubjectId subject = subject_of(wishes_ + 1);
    const auto events = wishes(1);
    city_.erase(city_.village, subject, kVillage);
    learn_the_city();
    ASSERT_EQ(commit({run(events)}), "");
    fail_next(1, spared);
    EXPECT_EQ(store().erase(subject, kVillage).error().code, "disk.full");
    EXPECT_THAT(store().pending_erasures(), ElementsAre(std::pair(subject, kVillage)));
    reopen();
    EXPECT_THAT(store().pending_erasures(), ElementsAre(std::pair(subject, kVillage)));
    ASSERT_TRUE(store().erase(subject, kVillage).has_value());
    EXPECT_THAT(store().pending_erasures(), IsEmpty());
    EXPECT_EQ(store().part(events[0].ref()), std::nullopt);
  }
}

}  // namespace
}  // namespace node
