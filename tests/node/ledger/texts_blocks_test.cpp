#include "node/ledger/texts_blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <rapidcheck/gtest.h>
#include <map>
#include <string>

namespace node {
namespace {

using model::WishKey;
using model::WishState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

WishKey key(std::uint32_t number, std::uint64_t home = 1) {
  WishKey out;
  for (std::size_t i = 0; i < 4; ++i) out.id.data[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  out.home.value = home;
  return out;
}

WishFacets facets(WishState state = WishState::kRegistered) {
  WishFacets out;
  out.state = state;
  out.home.value = 1;
  return out;
}

std::vector<WishKey> found(const TextBlocks& blocks, std::string_view text, const WishFilter& filter = {},
                           const WishKey& below = kAboveAllWishes, const WishKey& down_to = {}) {
  std::vector<WishKey> out;
  EXPECT_EQ(blocks.search(text, filter, below, down_to, 1'000'000, 1'000'000, out), down_to);
  return out;
}

TEST(TextBlocks, find_those_of_a_campaign_and_none_without_one) {
  TextBlocks blocks;
  WishFacets of_one = facets();
  of_one.campaign = model::SubjectId{};
  of_one.campaign->data.back() = 7;
  WishFacets of_other = of_one;
  of_other.campaign->data.back() = 8;
  blocks.put(key(1), of_one, "书包");
  blocks.put(key(2), of_other, "书包");
  blocks.put(key(3), facets(), "书包");
  WishFilter filter;
  filter.campaign = of_one.campaign;
  EXPECT_THAT(found(blocks, "书包", filter), ElementsAre(key(1)));
  EXPECT_FALSE(blocks.keep_words(key(2), of_one, 0));
  blocks.put(key(2), of_one, "书包");
  EXPECT_THAT(found(blocks, "书", filter), ElementsAre(key(2), key(1)));
}

TEST(TextBlocks, find_words_newest_first_between_two_keys) {
  TextBlocks blocks;
  for (const std::uint32_t i : {5, 1, 4, 2, 3}) blocks.put(key(i), facets(), i == 2 ? "轮椅" : "书包书包");
  EXPECT_THAT(found(blocks, "书包"), ElementsAre(key(5), key(4), key(3), key(1)));
  EXPECT_THAT(found(blocks, "轮"), ElementsAre(key(2)));
  EXPECT_THAT(found(blocks, "书包", {}, key(5), key(3)), ElementsAre(key(4), key(3)));
  EXPECT_THAT(found(blocks, ""), ElementsAre(key(5), key(4), key(3), key(2), key(1)));
}

TEST(TextBlocks, find_nothing_over_the_end_of_a_wish) {
  TextBlocks blocks;
  blocks.put(key(1), facets(), "ab\x1f");
  blocks.put(key(2), facets(), "abc\x1f");
  EXPECT_THAT(found(blocks,
                    "b\x1f"
                    "a"),
              IsEmpty());
  EXPECT_THAT(found(blocks, "\x1f"), ElementsAre(key(2), key(1)));
}

TEST(TextBlocks, find_a_text_at_every_place_of_a_long_one) {
  for (std::size_t at = 0; at < 150; ++at) {
    TextBlocks blocks;
    std::string words(150, 'b');
    words.replace(at, 1, "xay");
    blocks.put(key(1), facets(), words);
    for (const char* text : {"x", "xa", "xay", "ay"}) EXPECT_EQ(found(blocks, text).size(), 1u) << at << text;
    EXPECT_THAT(found(blocks, "xby"), IsEmpty());
  }
}

TEST(TextBlocks, take_little_besides_the_words) {
  constexpr std::uint32_t kManyWishes = 20'000;
  const std::string words(150, 'a');
  enum class Order { kRising, kFalling, kMixed };
  for (const Order order : {Order::kRising, Order::kFalling, Order::kMixed}) {
    TextBlocks blocks;
    for (std::uint32_t i = 0; i < kManyWishes; ++i)
      blocks.put(key(order == Order::kRising    ? i + 1
                     : order == Order::kFalling ? kManyWishes - i
                                                : (i + 1) * 2654435761u),
                 facets(), words);
    ASSERT_EQ(blocks.wishes(), kManyWishes);
    const std::size_t besides = blocks.bytes() / kManyWishes - words.size();
    EXPECT_LE(besides, order == Order::kMixed ? 72u : 51u);
  }
}

TEST(TextBlocks, take_nothing_when_all_are_gone) {
  TextBlocks blocks;
  for (std::uint32_t i = 1; i < 2000; ++i) blocks.put(key(i), facets(), "words");
  for (std::uint32_t i = 1; i < 2000; ++i) blocks.remove(key(i * 7 % 2000));
  EXPECT_EQ(blocks.wishes(), 0u);
  EXPECT_EQ(blocks.bytes(), 0u);
}

TEST(TextBlocks, let_closed_ones_leave_first_then_the_oldest) {
  TextBlocks blocks;
  const std::string words(1000, 'a');
  for (std::uint32_t i = 1; i <= 600; ++i)
    blocks.put(key(i), facets(i % 3 == 0 ? WishState::kWithdrawn : WishState::kVetted), words);
  EXPECT_TRUE(blocks.complete());
  const auto count = [&](bool closed) {
    WishFilter filter;
    filter.closed = closed;
    return found(blocks, "", filter);
  };
  blocks.make_room(blocks.bytes() - 50'000);
  EXPECT_FALSE(blocks.complete());
  EXPECT_EQ(count(false).size(), 400u);
  EXPECT_LT(count(true).size(), 150u);
  EXPECT_GT(count(true).size(), 100u);
  EXPECT_EQ(count(true).front(), key(600));
  const Absent absent = blocks.absent_below(kAboveAllWishes, {});
  EXPECT_FALSE(absent.any());
  EXPECT_LT(absent.down_to, count(true).back());
  EXPECT_TRUE(blocks.absent_below(absent.down_to, {}).closed);
  EXPECT_FALSE(blocks.absent_below(absent.down_to, {}).open);
  WishFilter vetted;
  vetted.state = WishState::kVetted;
  EXPECT_EQ(blocks.absent_below(kAboveAllWishes, vetted).down_to, WishKey{});

  blocks.make_room(200'000);
  EXPECT_LE(blocks.bytes(), 200'000u);
  EXPECT_GT(blocks.bytes(), 180'000u);
  EXPECT_THAT(count(true), IsEmpty());
  EXPECT_EQ(count(false).front(), key(599));
  EXPECT_TRUE(blocks.would_leave(key(1), false, 200'000));
  EXPECT_FALSE(blocks.would_leave(key(1), false, 400'000));
  EXPECT_FALSE(blocks.would_leave(key(601), false, 200'000));
  blocks.make_room(0);
  EXPECT_EQ(blocks.bytes(), 0u);
}

// ---- Against a plain map ----

struct Plain {
  WishFacets facets;
  std::string words;
};

void expect_alike(const TextBlocks& blocks, const std::map<WishKey, Plain>& plain) {
  RC_ASSERT(blocks.wishes() == plain.size());
  const std::string text = *rc::gen::element<std::string>("", "a", "ab", "ba", "bb\x1f",
                                                          "\x1f"
                                                          "a",
                                                          "abab");
  WishFilter filter;
  if (*rc::gen::arbitrary<bool>()) filter.closed = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) filter.places = {{1}, {3}};
  const WishKey below = *rc::gen::arbitrary<bool>() ? kAboveAllWishes : key(*rc::gen::inRange(0u, 900u), 2);
  const std::size_t count_max = *rc::gen::inRange<std::size_t>(1, 300);
  const std::size_t step = *rc::gen::inRange<std::size_t>(1, 500);
  std::vector<WishKey> wanted;
  for (auto at = plain.rbegin(); at != plain.rend(); ++at)
    if (at->first < below && passes(filter, at->second.facets) &&
        at->second.words.find(text) != std::string::npos && wanted.size() < count_max)
      wanted.push_back(at->first);
  std::vector<WishKey> out;
  for (WishKey at = below; at > WishKey{} && out.size() < count_max;)
    at = blocks.search(text, filter, at, {}, step, count_max, out);
  RC_ASSERT(out == wanted);
}

RC_GTEST_PROP(TextBlocks, hold_and_find_what_a_plain_map_does, ()) {
  TextBlocks blocks;
  std::map<WishKey, Plain> plain;
  const auto rounds = *rc::gen::inRange(1, 12);
  for (int round = 0; round < rounds; ++round) {
    const auto count = *rc::gen::inRange(1, 400);
    const auto first = *rc::gen::inRange(1u, 800u);
    const auto step = *rc::gen::element(1u, 7u, 4'294'967'295u);  // Rising, scattered, falling.
    const auto what = *rc::gen::inRange(0, 4);
    const auto long_words = *rc::gen::weightedElement<std::size_t>({{5, 1}, {1, 400}, {1, 20'000}});
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
      const std::uint32_t number = 1 + (first + i * step) % 900;
      const std::uint64_t home = 1 + (number * 31 + i) % 3;
      const WishKey at = key(number, home);
      if (what == 0) {
        blocks.remove(at);
        plain.erase(at);
        continue;
      }
      Plain wish{facets(number % 2 ? WishState::kRejected : WishState::kVetted), {}};
      wish.facets.home.value = home;
      if (what == 1) wish.facets.state = WishState::kWithdrawn;
      for (std::size_t b = 0; b < (i % 50 == 0 ? long_words : 1) + number % 5; ++b)
        wish.words += (number * 7 + b * b + static_cast<std::uint32_t>(what)) % 3 == 0 ? 'a' : 'b';
      wish.words += '\x1f';
      blocks.put(at, wish.facets, wish.words);
      plain[at] = std::move(wish);
    }
    expect_alike(blocks, plain);
    if (*rc::gen::inRange(0, 4) != 0) continue;

    // What left is known to be absent, and all closed ones leave before any open one does.
    const std::size_t limit = blocks.bytes() * *rc::gen::inRange<std::size_t>(0, 11) / 10;
    blocks.make_room(limit);
    RC_ASSERT(blocks.bytes() <= limit);
    bool open_left = false;
    std::erase_if(plain, [&](const auto& wish) {
      if (blocks.holds(wish.first)) return false;
      const bool closed = is_closed(wish.second.facets.state);
      open_left = open_left || !closed;
      WishFilter like;
      like.state = wish.second.facets.state;
      const Absent absent = blocks.absent_below(kAboveAllWishes, like);
      RC_ASSERT(wish.first < absent.down_to);
      RC_ASSERT((closed ? blocks.absent_below(absent.down_to, like).closed
                        : blocks.absent_below(absent.down_to, like).open));
      return true;
    });
    for (const auto& [at, wish] : plain) RC_ASSERT(!open_left || !is_closed(wish.facets.state));
    expect_alike(blocks, plain);
  }
}

}  // namespace
}  // namespace node
