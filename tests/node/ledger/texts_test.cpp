#include "node/ledger/texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "model/form1.h"
#include "model/part.h"
#include "node/store/memory_sizes.h"
#include "node/store/store_hiding.h"
#include "support/story.h"

namespace node {
namespace {

using model::WishField;
using model::WishKey;
using support::Author;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Wish;
using support::World;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TextsTest : public ::testing::Test {
 protected:
  TextsTest() {
    world_.declare_tree();
    village_ = &world_.enrol(kVillage);
    town_ = &world_.enrol(kTown);
  }
  void settle() {
    data_.take_all({world_.runs().begin() + static_cast<std::ptrdiff_t>(delivered_), world_.runs().end()});
    delivered_ = world_.runs().size();
    data_.project();
  }
  WishKey wish(const Wish& words) { return world_.register_wish(*village_, kVillage, words); }
  std::vector<WishKey> found(std::string_view text, const WishFilter& filter = {}) {
    return data_.texts().search(text, filter, std::nullopt, 100);
  }
  static model::WishFields one(WishField field) {
    model::WishFields fields;
    fields.add(field);
    return fields;
  }

  World world_;
  NodeData data_{world_.root_key()};
  std::size_t delivered_ = 0;
  Author* village_ = nullptr;
  Author* town_ = nullptr;
};

TEST_F(TextsTest, joins_the_words_of_several_events) {
  const auto id = wish({.name = "甲", .phone = "13000000001"});
  world_.amend(*town_, id, one(WishField::kPhone), {.name = "not taken", .phone = "13000000002"});
  settle();
  const auto text = data_.texts().of(data_.ledger().wish(id).value());
  ASSERT_TRUE(text);
  EXPECT_EQ(text->part.name, "甲");
  EXPECT_EQ(text->part.phone, "13000000002");
  EXPECT_EQ(text->part.age, 72);
  EXPECT_EQ(text->held.bits, (1u << model::kPersonalFieldCount) - 1);
}

TEST_F(TextsTest, says_which_fields_are_not_held) {
  const auto id = wish({.name = "甲", .phone = "13000000001"});
  world_.amend(*town_, id, one(WishField::kPhone), {.phone = "13000000002"});
  auto runs = world_.runs();
  runs.back().events.front().part.clear();
  data_.take_all(runs);
  data_.project();
  const auto row = data_.ledger().wish(id).value();
  const auto text = data_.texts().of(row);
  ASSERT_TRUE(text);
  EXPECT_FALSE(text->held.has(WishField::kPhone));
  EXPECT_TRUE(text->held.has(WishField::kName));
  EXPECT_EQ(text->part.phone, "");

  // The part comes later, by itself.
  Commit late;
  late.parts.push_back(
      {row.sources[static_cast<std::size_t>(WishField::kPhone)], world_.runs().back().events.front().part});
  Commit* group[] = {&late};
  ASSERT_TRUE(data_.store().commit(group).front());
  data_.project();
  EXPECT_THAT(found("13000000002"), ElementsAre(id));
  EXPECT_TRUE(data_.texts().of(row)->held.has(WishField::kPhone));
}

TEST_F(TextsTest, knows_nothing_of_a_wish_without_parts) {
  const auto id = wish({});
  auto runs = world_.runs();
  for (auto& run : runs)
    for (auto& carried : run.events) carried.part.clear();
  data_.take_all(runs);
  data_.project();
  EXPECT_FALSE(data_.texts().of(data_.ledger().wish(id).value()));
  EXPECT_THAT(found(""), IsEmpty());
}

// ---- Hidden after a restore

class HiddenTextsTest : public TextsTest {
 protected:
  void put(std::vector<LocalFact> facts) {
    Commit what;
    what.facts = std::move(facts);
    Commit* group[] = {&what};
    ASSERT_TRUE(data_.store().commit(group).front());
  }
};

TEST_F(HiddenTextsTest, are_neither_shown_nor_found_until_they_are_revealed) {
  const auto id = wish({.name = "甲"});
  settle();
  for (const bool restarted : {false, true}) {
    SCOPED_TRACE(restarted);
    put(hide_facts(1));
    if (restarted) data_.reopen();
    data_.project();
    EXPECT_TRUE(data_.texts().loaded());
    EXPECT_FALSE(data_.texts().of(data_.ledger().wish(id).value()));
    EXPECT_THAT(found("甲"), IsEmpty());
    EXPECT_THAT(found(""), IsEmpty());
    EXPECT_EQ(data_.texts().status().wishes_in_memory, 0u);

    put(reveal_facts());
    EXPECT_FALSE(data_.texts().loaded());
    data_.project();
    EXPECT_TRUE(data_.texts().loaded());
    EXPECT_THAT(found("甲"), ElementsAre(id));
    EXPECT_EQ(data_.texts().of(data_.ledger().wish(id).value())->part.name, "甲");
  }
}

TEST_F(HiddenTextsTest, of_wishes_that_come_later_are_shown_and_found) {
  wish({.name = "甲"});
  settle();
  put(hide_facts(1));
  const auto later = wish({.name = "乙"});
  settle();
  EXPECT_THAT(found(""), ElementsAre(later));
  data_.reopen();
  data_.project();
  EXPECT_THAT(found("乙"), ElementsAre(later));
}

TEST_F(HiddenTextsTest, still_know_a_wish_that_is_entered_twice) {
  const Wish words{.name = "甲"};
  const auto id = wish(words);
  settle();
  put(hide_facts(1));
  for (const bool restarted : {false, true}) {
    if (restarted) data_.reopen();
    data_.project();
    EXPECT_EQ(data_.texts().same_wish(model::duplicate_key(support::entry_of(words))), id);
  }
}

TEST_F(HiddenTextsTest, show_again_also_where_the_ledger_was_made_anew) {
  const auto id = wish({.name = "甲"});
  settle();
  put(hide_facts(1));
  data_.reopen([](const std::filesystem::path& ledger) { std::filesystem::remove(ledger); });
  data_.project();
  EXPECT_THAT(found("甲"), IsEmpty());
  put(reveal_facts());
  data_.project();
  EXPECT_THAT(found("甲"), ElementsAre(id));
}

TEST_F(TextsTest, finds_words_in_every_field_whatever_their_width_and_case) {
  const auto id = wish(
      {.name = "周小明", .address = "ＡＢＣ路12号", .content = "想要 iPad 学习", .phone = "13000028641"});
  settle();
  for (const char* text : {"周小", "abc路", "ABC路１２", "IPAD", "ipad", "28641", "低保", ""})
    EXPECT_THAT(found(text), ElementsAre(id)) << text;
  for (const char* text : {"周大", "明A", "00000", "android"}) EXPECT_THAT(found(text), IsEmpty()) << text;
}

TEST_F(TextsTest, finds_the_new_words_and_no_longer_the_old) {
  const auto id = wish({.content = "书包"});
  settle();
  world_.amend(*village_, id, one(WishField::kContent), {.content = "轮椅"});
  settle();
  EXPECT_THAT(found("书包"), IsEmpty());
  EXPECT_THAT(found("轮椅"), ElementsAre(id));
}

TEST_F(TextsTest, pages_with_filters_like_the_ledger) {
  for (int i = 0; i < 50; ++i) {
    Wish words{.content = i % 2 == 0 ? "书包" : "轮椅"};
    words.category = static_cast<model::Category>(1 + i % 3);
    wish(words);
  }
  settle();
  WishFilter filter;
  filter.category = model::Category::kCulture;
  std::vector<WishKey> wanted;
  for_each_wish(data_.ledger(), [&](const model::FoldedWish& w) {
    if (passes(filter, facets_of(w)) && data_.texts().of(w)->part.content == "书包")
      wanted.push_back(w.key());
  });
  ASSERT_FALSE(wanted.empty());
  std::vector<WishKey> all;
  std::optional<WishKey> before;
  for (;;) {
    const auto page = data_.texts().search("书包", filter, before, 3);
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < 3) break;
    before = page.back();
  }
  EXPECT_EQ(all, wanted);
}

TEST_F(TextsTest, filters_all_wishes_with_words_or_without_while_all_are_in_memory) {
  Wish culture{.content = "书包"};
  culture.category = model::Category::kCulture;
  const auto erased = wish(culture);
  const auto open = wish(culture);
  wish({});
  world_.erase(*village_, erased);
  auto runs = world_.runs();
  for (auto& run : runs)
    for (auto& carried : run.events)
      if (carried.event.header().subject == open.id) carried.part.clear();
  data_.take_all(runs);
  WishFilter filter;
  filter.category = model::Category::kCulture;
  EXPECT_FALSE(data_.texts().filtered(filter, std::nullopt, 9));  // None are loaded yet.
  data_.project();
  EXPECT_EQ(data_.texts().filtered(filter, std::nullopt, 9), (std::vector{open, erased}));
  EXPECT_EQ(data_.texts().filtered(filter, std::nullopt, 1), (std::vector{open}));
  EXPECT_EQ(data_.texts().filtered(filter, open, 9), (std::vector{erased}));
  EXPECT_THAT(found(""), ::testing::SizeIs(1));  // Words are another matter.
  data_.texts().set_bytes_max(100);
  wish({});
  world_.amend(*village_, open, one(WishField::kName), {.name = "乙"});
  delivered_ = runs.size();
  settle();
  EXPECT_FALSE(data_.texts().filtered(filter, std::nullopt, 9));  // Some had to leave.
}

TEST_F(TextsTest, forgets_an_erased_wish_at_once) {
  const Wish words{.content = "轮椅"};
  const auto id = wish(words);
  settle();
  ASSERT_TRUE(data_.texts().same_wish(model::duplicate_key(support::entry_of(words))));
  world_.erase(*village_, id);
  settle();
  EXPECT_THAT(found("轮椅"), IsEmpty());
  EXPECT_EQ(data_.texts().status().doubles, 0u);
  EXPECT_FALSE(data_.texts().same_wish(model::duplicate_key(support::entry_of(words))));
}

TEST_F(TextsTest, knows_a_wish_that_is_entered_twice_also_after_it_was_withdrawn) {
  const Wish words{.content = "书包"};
  const auto id = wish(words);
  settle();
  const std::string key = model::duplicate_key(support::entry_of(words));
  EXPECT_EQ(data_.texts().same_wish(key), id);
  EXPECT_FALSE(data_.texts().same_wish(model::duplicate_key(support::entry_of({.content = "轮椅"}))));
  world_.withdraw(*village_, id);
  settle();
  EXPECT_EQ(data_.texts().same_wish(key), id);
}

TEST_F(TextsTest, knows_a_wish_that_is_entered_twice_by_its_latest_words_alone) {
  const Wish before{.content = "书包"};
  const Wish after{.content = "轮椅"};
  const auto id = wish(before);
  const auto later = wish(after);
  settle();
  world_.amend(*village_, id, one(WishField::kContent), after);
  settle();
  EXPECT_FALSE(data_.texts().same_wish(model::duplicate_key(support::entry_of(before))));
  EXPECT_EQ(data_.texts().same_wish(model::duplicate_key(support::entry_of(after))), std::min(id, later));
  EXPECT_EQ(data_.texts().status().doubles, 2u);
}

TEST_F(TextsTest, takes_no_wish_of_another_place_for_a_double) {
  const Wish words{.content = "书包"};
  Author& other = world_.enrol(kOtherVillage);
  world_.register_wish(other, kOtherVillage, words);
  settle();
  EXPECT_FALSE(data_.texts().same_wish(model::duplicate_key(support::entry_of(words))));
}

TEST_F(TextsTest, loads_step_by_step_after_a_restart) {
  for (std::size_t i = 0; i < kTextLoadWishes + 5; ++i) wish({.content = "书包" + std::to_string(i)});
  settle();
  data_.reopen();
  EXPECT_FALSE(data_.texts().loaded());
  EXPECT_TRUE(data_.projector().turn());
  EXPECT_FALSE(data_.texts().loaded());
  data_.project();
  EXPECT_TRUE(data_.texts().loaded());
  EXPECT_EQ(data_.texts().search("书包", {}, std::nullopt, 1000).size(), kTextLoadWishes + 5);
}

TEST_F(TextsTest, takes_a_larger_limit_once_the_level_of_the_place_is_known) {
  data_.texts().set_bytes_max(0);
  wish({.content = "书包一"});
  settle();
  EXPECT_FALSE(data_.texts().status().complete);
  data_.texts().set_bytes_max(memory_sizes(model::Level::kCounty).text_bytes_max);
  wish({.content = "书包二"});
  settle();
  EXPECT_EQ(data_.texts().bytes_max(), kCountyMemory.text_bytes_max);
  EXPECT_EQ(data_.texts().status().wishes_in_memory, 1u);
  EXPECT_EQ(data_.texts().search("书包", {}, std::nullopt, 10).size(), 2u);
}

TEST_F(TextsTest, stays_within_its_memory_and_still_finds_all) {
  std::vector<WishKey> ids;
  for (int i = 0; i < 30; ++i)
    ids.push_back(wish({.address = std::string(300, 'a'), .content = "书包" + std::to_string(i)}));
  for (int i = 20; i < 30; ++i) world_.withdraw(*village_, ids[static_cast<std::size_t>(i)]);
  settle();
  EXPECT_TRUE(data_.texts().status().complete);
  const std::size_t all_bytes = data_.texts().bytes();
  const std::size_t limit = all_bytes * 2 / 3 + 20;
  Texts small(data_.store(), data_.ledger(), kVillage, limit);
  while (small.load_step()) {
  }
  EXPECT_LE(small.bytes(), limit);
  EXPECT_GT(small.bytes(), limit / 2);
  EXPECT_EQ(small.bytes_max(), limit);
  EXPECT_FALSE(small.status().complete);
  EXPECT_LT(small.status().wishes_in_memory, 30u);
  for (const char* text : {"书包", "书包25", "书包3", "没有"})
    EXPECT_EQ(small.search(text, {}, std::nullopt, 100), found(text)) << text;
  Texts none(data_.store(), data_.ledger(), kVillage, 0);
  while (none.load_step()) {
  }
  EXPECT_EQ(none.status().wishes_in_memory, 0u);
  EXPECT_EQ(none.status().doubles, 30u);
  EXPECT_LT(none.bytes(), 30u * 24 + 200);
  EXPECT_EQ(none.search("书包", {}, ids[10], 5), data_.texts().search("书包", {}, ids[10], 5));
  EXPECT_TRUE(none.same_wish(
      model::duplicate_key(support::entry_of({.address = std::string(300, 'a'), .content = "书包3"}))));
}

TEST_F(TextsTest, searches_right_while_words_leave) {
  constexpr int kStays = 60;
  for (int i = 0; i < kStays; ++i) wish({.content = i % 2 ? "书包" : "轮椅"});
  settle();
  const auto wanted = found("书包");
  ASSERT_EQ(wanted.size(), kStays / 2);
  Texts small(data_.store(), data_.ledger(), kVillage, 12'000);
  Projector projector(data_.store(), data_.ledger(), &small);
  std::atomic<bool> ended{false};
  std::thread searching([&] {
    while (!ended) {
      if (small.loaded()) {
        EXPECT_EQ(small.search("书包", {}, std::nullopt, 1000), wanted);
      }
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto id = wish({.content = "轮椅"});
    if (i % 3 == 0) world_.withdraw(*village_, id);
    data_.take_all({world_.runs().begin() + static_cast<std::ptrdiff_t>(delivered_), world_.runs().end()});
    delivered_ = world_.runs().size();
    while (projector.turn()) {
    }
  }
  ended = true;
  searching.join();
  EXPECT_LE(small.bytes(), 12'000u);
  EXPECT_FALSE(small.status().complete);
}

TEST(TextBytes, are_fewer_at_lower_levels) {
  EXPECT_EQ(memory_sizes(model::Level::kCommunity).text_bytes_max, 8u << 20);
  EXPECT_EQ(memory_sizes(model::Level::kTown).text_bytes_max, 32u << 20);
  EXPECT_EQ(memory_sizes(model::Level::kCounty).text_bytes_max, 192u << 20);
  EXPECT_EQ(memory_sizes(model::Level::kCity).text_bytes_max, 512u << 20);
  EXPECT_EQ(memory_sizes(model::Level{9}).text_bytes_max, 8u << 20);
}

}  // namespace
}  // namespace node
