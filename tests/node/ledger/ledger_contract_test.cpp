// The contract of Ledger on both twins: whatever story is told, SqliteLedger and MemoryLedger answer
// every question alike.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "node/ledger/memory_ledger.h"
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

// What everyone may see, and what waits for somebody.
void expect_offers_alike(const Ledger& a, const Ledger& b) {
  for_each_offer(a, [&](const model::FoldedOffer& offer) {
    EXPECT_EQ(b.offer(offer.key()), offer);
    EXPECT_EQ(a.offers_of(offer.id), b.offers_of(offer.id));
    for (OfferFilter filter :
         {OfferFilter{offer.state()}, OfferFilter{{}, offer.category},
          OfferFilter{{}, {}, {}, offer.campaign}, OfferFilter{{}, {}, {}, {}, {offer.home}},
          OfferFilter{{}, {}, {}, {}, {}, model::Date{2018, 7, 10}},
          OfferFilter{{}, {}, {}, {}, {}, {}, offer.publisher},
          OfferFilter{{}, {}, {}, {}, {offer.home}, {}, offer.publisher},
          OfferFilter{{}, {}, {}, {}, {}, {}, offer.published.hash}}) {
      EXPECT_EQ(a.offers(filter, std::nullopt, 2), b.offers(filter, std::nullopt, 2));
      EXPECT_EQ(a.offers(filter, offer.key(), 2), b.offers(filter, offer.key(), 2));
    }
  });
  for (unsigned i = 0; i < 6; ++i)
    for (const MatterFilter& filter :
         {MatterFilter{static_cast<model::Matter>(i), {}, {}},
          MatterFilter{static_cast<model::Matter>(i), {kVillage}, {}},
          MatterFilter{static_cast<model::Matter>(i), {}, model::Date{2018, 7, 10}}}) {
      EXPECT_EQ(a.matters(filter, std::nullopt, 100), b.matters(filter, std::nullopt, 100));
      std::map<model::PlaceCode, std::size_t> counts;
      for (const model::FoldedWish& wish : a.matters(filter, std::nullopt, SIZE_MAX / 2)) ++counts[wish.home];
      for (const Ledger* ledger : {&a, &b}) EXPECT_EQ(ledger->count_matters(filter), counts);
    }
  for (const MatterFilter& filter : {MatterFilter{{}, {}, {}, model::Date{2018, 6, 25}},
                                     MatterFilter{{}, {kVillage}, {}, model::Date{2018, 6, 30}},
                                     MatterFilter{{}, {}, {}, model::Date{2017, 12, 31}},
                                     MatterFilter{{}, {}, {}, model::Date{2999, 12, 31}}}) {
    std::map<model::PlaceCode, std::size_t> counts;  // Plainly, of all wishes.
    std::vector<model::FoldedWish> open;
    for_each_wish(a, [&](const model::FoldedWish& wish) {
      const bool ended =
          wish.state == model::WishState::kConfirmed || wish.state == model::WishState::kClosed ||
          wish.state == model::WishState::kRejected || wish.state == model::WishState::kWithdrawn;
      const bool here = filter.places.empty() || filter.places.front() == wish.home;
      if (ended || !here || wish.on > *filter.open_by || wish.on == model::Date{}) return;
      ++counts[wish.home];
      open.push_back(wish);
    });
    for (const Ledger* ledger : {&a, &b}) {
      EXPECT_EQ(ledger->count_matters(filter), counts);
      EXPECT_EQ(ledger->matters(filter, std::nullopt, SIZE_MAX / 2), open);
      if (open.size() > 1) {
        EXPECT_EQ(ledger->matters(filter, open.front().key(), 1), std::vector{open[1]});
      }
    }
  }
  for (const GroupBy by : {GroupBy::kCampaign, GroupBy::kUnit})
    for (const auto& period :
         {std::optional<model::Period>{}, std::optional(model::Period{201801, 201806})}) {
      EXPECT_EQ(a.groups(by, {}, period), b.groups(by, {}, period));
      EXPECT_EQ(a.groups(by, {kVillage}, period), b.groups(by, {kVillage}, period));
    }
  EXPECT_EQ(a.confirmed_takings({2018, 7, 1}, {2018, 7, 14}),
            b.confirmed_takings({2018, 7, 1}, {2018, 7, 14}));
}

void expect_volunteers_alike(const Ledger& a, const Ledger& b) {
  const auto all = a.volunteers({}, std::nullopt, SIZE_MAX / 2);
  EXPECT_EQ(b.volunteers({}, std::nullopt, SIZE_MAX / 2), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const model::WishKey key{all[i].id, all[i].place};
    const std::vector<model::FoldedVolunteer> next(
        all.begin() + static_cast<std::ptrdiff_t>(i) + 1,
        all.begin() + static_cast<std::ptrdiff_t>(std::min(i + 3, all.size())));
    const auto here = a.volunteers({all[i].place}, std::nullopt, SIZE_MAX / 2);
    EXPECT_EQ(here.size(), a.volunteers(all[i].place).size());
    for (const Ledger* ledger : {&a, &b}) {
      EXPECT_EQ(ledger->volunteers({}, key, 2), next);
      EXPECT_EQ(ledger->volunteers({all[i].place}, std::nullopt, SIZE_MAX / 2), here);
    }
  }
}

// What reports are made from, and those that are kept.
void expect_reports_alike(const Ledger& a, const Ledger& b) {
  const auto rows_of = [](const Ledger& ledger, model::PlaceCode place, Ledger::ReportBasis& basis) {
    model::ReportRows rows;
    basis = ledger.report_rows(
        place, [&](const model::ReportRow& row) { EXPECT_TRUE(rows.emplace(row.key, row).second); },
        Ledger::BasisLogs::kYes);
    return rows;
  };
  for (const model::PlaceCode place : {kCity, kCounty, kOtherCounty, kTown, kVillage, kOtherVillage}) {
    Ledger::ReportBasis one, other;
    EXPECT_EQ(rows_of(a, place, one), rows_of(b, place, other)) << place.text();
    EXPECT_EQ(one.input_root, other.input_root);
    EXPECT_EQ(one.cursor, other.cursor);
    EXPECT_EQ(one.tree, other.tree);
    EXPECT_EQ(one.logs, other.logs);
    EXPECT_EQ(one.logs, a.logs());
  }
  EXPECT_EQ(a.reports(), b.reports());
  for (const model::FoldedReport& report : a.reports())
    EXPECT_EQ(a.reports_of(report.id), b.reports_of(report.id));
}

void expect_alike(const Ledger& a, const Ledger& b) {
  expect_offers_alike(a, b);
  expect_volunteers_alike(a, b);
  expect_reports_alike(a, b);
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
      filter.campaign = wish.campaign;
      EXPECT_EQ(a.wishes(filter, std::nullopt, count), b.wishes(filter, std::nullopt, count));
      EXPECT_EQ(a.wishes(filter, wish.key(), count), b.wishes(filter, wish.key(), count));
      filter.places = {wish.home};
      EXPECT_EQ(a.wishes(filter, wish.key(), count), b.wishes(filter, wish.key(), count));
      filter.campaign.reset();
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
