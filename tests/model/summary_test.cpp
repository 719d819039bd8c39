// Sums that can be taken back, and the input root that stands beside the figures.

#include "model/summary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/support/realm.h"

namespace model {
namespace {

using realm::kCity;
using realm::kCounty;
using realm::kFarVillage;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kVillage;

// Words at the edges meet every carry.
DigestSum any_sum() {
  DigestSum out;
  for (auto& word : out.words)
    word = *rc::gen::oneOf(rc::gen::arbitrary<std::uint64_t>(),
                           rc::gen::element<std::uint64_t>(0, 1, ~0ULL, ~0ULL - 1));
  return out;
}
DigestSum sum_of(DigestSum a, const DigestSum& b) {
  a.add(b);
  return a;
}

RC_GTEST_PROP(DigestSumProperty, TakesBackWhatWasAdded, ()) {
  const DigestSum a = any_sum();
  const DigestSum b = any_sum();
  DigestSum c = sum_of(a, b);
  c.subtract(b);
  RC_ASSERT(c == a);
  c.subtract(a);
  RC_ASSERT(c == DigestSum{});
}

RC_GTEST_PROP(DigestSumProperty, DoesNotDependOnTheOrder, ()) {
  const DigestSum a = any_sum();
  const DigestSum b = any_sum();
  const DigestSum c = any_sum();
  RC_ASSERT(sum_of(a, b) == sum_of(b, a));
  RC_ASSERT(sum_of(sum_of(a, b), c) == sum_of(a, sum_of(b, c)));
}

RC_GTEST_PROP(DigestSumProperty, ReadsBackItsBytes, ()) {
  const DigestSum a = any_sum();
  RC_ASSERT(a.bytes().size() == 32u);
  RC_ASSERT(DigestSum::from(a.bytes()) == a);
}

TEST(DigestSum, CarriesFromTheLowestWordToTheHighest) {
  const DigestSum most{{~0ULL, ~0ULL, ~0ULL, ~0ULL}};
  EXPECT_EQ(sum_of(most, {{1, 0, 0, 0}}), DigestSum{});
  EXPECT_EQ(sum_of({{~0ULL, ~0ULL, 0, 0}}, {{1, 0, 0, 0}}), (DigestSum{{0, 0, 1, 0}}));
  EXPECT_EQ((DigestSum{{1, 0, 0, 0}}).bytes(), std::string(31, '\0') + "\1");
  EXPECT_EQ(DigestSum::from(std::string(31, 'x')), std::nullopt);
}

TEST(LogDigest, DependsOnTheTipsAndNotOnTheirOrder) {
  const LogId log{kVillage, WriterId{{1}}};
  const Tip a{{1}, EventHash{sha256("a")}};
  const Tip b{{2}, EventHash{sha256("b")}};
  const std::vector<Tip> ab = {a, b};
  const std::vector<Tip> ba = {b, a};
  EXPECT_EQ(log_digest(log, ab), log_digest(log, ba));
  EXPECT_NE(log_digest(log, ab), log_digest(log, std::vector{a}));
  EXPECT_NE(log_digest(log, ab), log_digest({kSibling, log.writer}, ab));
  EXPECT_NE(log_digest(log, ab), log_digest({kVillage, WriterId{{2}}}, ab));
  EXPECT_EQ(log_digest(log, {}), DigestSum{});
}

class InputRootTest : public ::testing::Test {
 protected:
  [[nodiscard]] InputRoot root(PlaceCode place) const {
    return input_root(place, *authority_, [&](PlaceCode p) {
      const auto at = own_.find(p);
      return at == own_.end() ? DigestSum{} : at->second;
    });
  }
  realm::SmallCity city_;
  std::shared_ptr<const Authority> authority_ = city_.judge();
  std::map<PlaceCode, DigestSum> own_;
};

TEST_F(InputRootTest, ChangesWithLogsAboveAtAndBelowAndWithNoOther) {
  for (const PlaceCode place : {kCity, kCounty, kVillage, kFarVillage}) {
    for (const PlaceCode changed :
         {kPlaceOfAll, kCity, kCounty, kOtherCounty, kVillage, kSibling, kFarVillage}) {
      const InputRoot before = root(place);
      own_[changed].add({{1, 2, 3, 4}});
      const bool concerns = authority_->at_or_above(changed, place) || authority_->above(place, changed);
      EXPECT_EQ(root(place) != before, concerns) << place.text() << " and " << changed.text();
    }
  }
}

TEST_F(InputRootTest, DiffersFromPlaceToPlace) { EXPECT_NE(root(kVillage), root(kSibling)); }

TEST(InputRoot, CoversTheFoldVersionThePlaceAndTheSums) {
  std::string bytes = "wishtree input root";
  put_u32(bytes, kFoldVersion);
  put_u64(bytes, kCity.value);
  put_u32(bytes, 1);
  put_u64(bytes, 0);
  bytes += DigestSum{{5, 0, 0, 0}}.bytes();
  bytes += DigestSum{{6, 0, 0, 0}}.bytes();
  const std::vector<std::pair<PlaceCode, DigestSum>> above = {{kPlaceOfAll, {{5, 0, 0, 0}}}};
  EXPECT_EQ(input_root_of(kCity, above, {{6, 0, 0, 0}}), InputRoot{sha256(bytes)});
}

TEST(Contribution, IsOneWishAndItsValueInTheCellOfItsMonth) {
  FoldedWish wish;
  wish.home = kVillage;
  wish.on = {2018, 6, 22};
  wish.state = WishState::kVetted;
  wish.category = Category::kCulture;
  EXPECT_EQ(contribution(wish), (Figures{1, 0}));
  wish.value_yuan = 250;
  EXPECT_EQ(contribution(wish), (Figures{1, 250}));
  const SummaryKey cell = cell_of(wish);
  EXPECT_EQ(cell.place, kVillage);
  EXPECT_EQ(cell.month, 201806u);
  EXPECT_EQ(cell.state, WishState::kVetted);
  EXPECT_EQ(cell.category, Category::kCulture);
}

TEST(Figures, TakeBackWhatWasAdded) {
  Figures figures{3, 700};
  figures.add({1, 250});
  figures.add({1, 250}, -1);
  EXPECT_EQ(figures, (Figures{3, 700}));
}

}  // namespace
}  // namespace model
