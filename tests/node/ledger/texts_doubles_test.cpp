#include "node/ledger/texts_doubles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <rapidcheck/gtest.h>
#include <set>

namespace node {
namespace {

using model::SubjectId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SubjectId wish(std::uint32_t number) {
  SubjectId out;
  for (std::size_t i = 0; i < 4; ++i) out.data[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return out;
}

TEST(TextDoubles, find_all_wishes_under_one_head_the_first_one_first) {
  TextDoubles doubles;
  EXPECT_THAT(doubles.find(7), IsEmpty());
  EXPECT_TRUE(doubles.add(7, wish(2)).fresh);
  EXPECT_TRUE(doubles.add(7, wish(1)).fresh);
  EXPECT_TRUE(doubles.add(8, wish(3)).fresh);
  EXPECT_FALSE(doubles.add(7, wish(2)).fresh);
  EXPECT_THAT(doubles.find(7), ElementsAre(wish(1), wish(2)));
  EXPECT_THAT(doubles.find(6), IsEmpty());
}

TEST(TextDoubles, know_whether_another_wish_stands_under_a_head) {
  TextDoubles doubles;
  EXPECT_FALSE(doubles.has_other(7, wish(1)));
  doubles.add(7, wish(1));
  doubles.add(8, wish(2));
  EXPECT_FALSE(doubles.has_other(7, wish(1)));
  EXPECT_TRUE(doubles.has_other(7, wish(2)));
  doubles.add(7, wish(2));
  EXPECT_TRUE(doubles.has_other(7, wish(1)));
  EXPECT_FALSE(doubles.has_other(6, wish(1)));
}

TEST(TextDoubles, forget_old_heads) {
  TextDoubles doubles;
  for (const DigestHead head : {1u, 2u, 3u}) doubles.add(head, wish(1));
  doubles.add(1, wish(2));
  doubles.add(1, wish(3));
  doubles.keep_only({{wish(1), 2}, {wish(2), std::nullopt}});
  EXPECT_THAT(doubles.find(1), ElementsAre(wish(3)));
  EXPECT_THAT(doubles.find(2), ElementsAre(wish(1)));
  EXPECT_THAT(doubles.find(3), IsEmpty());
  doubles.keep_only({{wish(1), std::nullopt}, {wish(3), std::nullopt}});
  EXPECT_EQ(doubles.size(), 0u);
  EXPECT_EQ(doubles.bytes(), 0u);
}

TEST(TextDoubles, take_less_than_24_bytes_each) {
  constexpr std::uint32_t kManyWishes = 50'000;
  TextDoubles doubles;
  for (std::uint32_t i = 0; i < kManyWishes; ++i) doubles.add(i * 2654435761u, wish(i));
  EXPECT_EQ(doubles.size(), kManyWishes);
  EXPECT_LT(doubles.bytes(), kManyWishes * 24);
}

RC_GTEST_PROP(TextDoubles, are_a_set_of_heads_and_wishes, ()) {
  TextDoubles doubles;
  std::set<std::pair<DigestHead, SubjectId>> plain;
  const auto heads = *rc::gen::element(1u, 40u, 4'000'000'000u);
  const auto rounds = *rc::gen::inRange(1, 10);
  for (int round = 0; round < rounds; ++round) {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const auto count = *rc::gen::inRange(0u, 900u);
    for (std::uint32_t i = 0; i < count; ++i) {
      const DigestHead head = (seed + i) * 2654435761u % heads;
      const SubjectId id = wish((seed + i) * 40503u % 700);
      const bool others =
          std::ranges::any_of(plain, [&](const auto& d) { return d.first == head && d.second != id; });
      RC_ASSERT(doubles.has_other(head, id) == others);
      const TextDoubles::Added added = doubles.add(head, id);
      RC_ASSERT(added.fresh == plain.emplace(head, id).second);
      RC_ASSERT(added.others == others);
    }
    TextDoubles::Heads kept;
    const auto changed = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0u, 700u));
    for (const std::uint32_t number : changed)
      kept[wish(number)] = number % 2 ? std::nullopt : std::optional<DigestHead>(number % heads);
    const auto middle = *rc::gen::inRange(0u, heads);
    doubles.keep_only(kept, 0, middle);
    doubles.keep_only(kept, middle + 1);
    std::erase_if(plain, [&](const auto& d) {
      const auto at = kept.find(d.second);
      return at != kept.end() && at->second != d.first;
    });
    RC_ASSERT(doubles.size() == plain.size());
    for (std::uint32_t i = 0; i < 50; ++i) {
      const DigestHead head = (seed + i) * 2654435761u % heads;
      std::vector<SubjectId> wanted;
      for (auto at = plain.lower_bound({head, {}}); at != plain.end() && at->first == head; ++at)
        wanted.push_back(at->second);
      RC_ASSERT(doubles.find(head) == wanted);
    }
  }
}

}  // namespace
}  // namespace node
