// The contract of Ledger on both twins: whatever story is told, SqliteLedger and MemoryLedger answer
// every question alike.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "node/memory_ledger.h"
#include "support/story.h"

namespace node {
namespace {

using support::kCity;
using support::kCounty;
using support::kOtherCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;

// One store under both ledgers.
class Twins {
 public:
  explicit Twins(const model::NodeKey& root_key) : data_(root_key) {}

  void take_all(const std::vector<wishsync::CheckedRun>& runs) {
    data_.take_all(runs, [&] { project(); });
    project();
  }
  void project() {
    data_.project();
    while (projector_.turn()) {
    }
  }
  Ledger& sqlite() { return data_.ledger(); }
  MemoryLedger& memory() { return memory_; }

 private:
  support::NodeData data_;
  MemoryLedger memory_;
  Projector projector_{data_.store(), memory_, nullptr};
};

void expect_alike(const Ledger& a, const Ledger& b) {
  EXPECT_EQ(a.cursor(), b.cursor());
  EXPECT_EQ(dump(a), dump(b));
  for (const model::PlaceCode place :
       {kCity, kCounty, kOtherCounty, kTown, kVillage, kOtherVillage, model::PlaceCode{999999}}) {
    EXPECT_EQ(a.subjects_at(place), b.subjects_at(place));
    for (const auto& period :
         {std::optional<model::Period>{}, std::optional(model::Period{201801, 201806})}) {
      const auto one = a.summary(place, {}, period);
      const auto other = b.summary(place, {}, period);
      EXPECT_EQ(one.input_root, other.input_root) << place.text();
      EXPECT_EQ(one.rows, other.rows) << place.text();
      for (unsigned bits = 0; bits < 8; ++bits) {
        const SummaryDetail detail{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
        const auto coarse = a.summary(place, {}, period, detail);
        EXPECT_EQ(coarse.rows, b.summary(place, {}, period, detail).rows);
        std::map<model::SummaryKey, model::Figures> added;
        for (const auto& [key, figures] : one.rows) added[detail.of(key)].add(figures);
        EXPECT_EQ(coarse.rows, added);
      }
      EXPECT_EQ(a.summary(kCity, {place, kTown}, period).rows, b.summary(kCity, {place, kTown}, period).rows);
    }
  }
  for_each_wish(a, [&](const model::FoldedWish& wish) {
    EXPECT_EQ(b.wish(wish.key()), wish);
    EXPECT_EQ(a.wishes_of(wish.id), b.wishes_of(wish.id));
    EXPECT_EQ(a.wishes_by_number(wish_number(wish)), b.wishes_by_number(wish_number(wish)));
    EXPECT_EQ(a.last_running(wish.home, wish.year, wish.number_writer),
              b.last_running(wish.home, wish.year, wish.number_writer));
    for (const std::size_t count : {1u, 3u}) {
      WishFilter filter;
      EXPECT_EQ(a.wishes(filter, wish.key(), count), b.wishes(filter, wish.key(), count));
      for (const bool closed : {false, true}) {
        filter.closed = closed;
        EXPECT_EQ(a.wishes(filter, wish.key(), count), b.wishes(filter, wish.key(), count));
      }
      filter.closed.reset();
      filter.places = {wish.home};
      filter.state = wish.state;
      EXPECT_EQ(a.wishes(filter, std::nullopt, count), b.wishes(filter, std::nullopt, count));
    }
  });
}

RC_GTEST_PROP(LedgerContract, both_twins_tell_every_story_alike, ()) {
  const auto turns = *rc::gen::container<std::vector<support::Turn>>(rc::gen::arbitrary<support::Turn>());
  support::World world;
  support::tell(world, turns);
  Twins twins(world.root_key());
  twins.take_all(world.runs());
  expect_alike(twins.sqlite(), twins.memory());
}

TEST(LedgerContract, both_twins_forget_all_when_cleared_and_fill_again) {
  support::World world;
  support::tell(world, {{0, 3, 1, 1}, {0, 4, 2, 1}, {5, 3, 0, 1}, {9, 0, 1, 1}});
  Twins twins(world.root_key());
  twins.take_all(world.runs());
  const std::string before = dump(twins.memory());
  ASSERT_TRUE(twins.sqlite().clear());
  ASSERT_TRUE(twins.memory().clear());
  expect_alike(twins.sqlite(), twins.memory());
  twins.project();
  EXPECT_EQ(dump(twins.memory()), before);
  expect_alike(twins.sqlite(), twins.memory());
}

}  // namespace
}  // namespace node
