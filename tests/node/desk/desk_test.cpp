#include "desk_fixture.h"
#include "node/limits.h"

#include <atomic>
#include <set>
#include <thread>

namespace node {
namespace {

using model::Outcome;
using model::WishState;
using support::Author;
using support::kCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// ---- Registering

TEST_F(DeskTest, a_new_wish_is_read_like_a_row_of_the_form) {
  const WishView wish = added();
  EXPECT_EQ(wish.wish.state, WishState::kRegistered);
  EXPECT_EQ(wish.wish.home, kVillage);
  EXPECT_EQ(wish.wish.value_yuan, 80u);
  EXPECT_TRUE(wish.wish.targets.has(model::Target::kLeftBehindChild));
  EXPECT_FALSE(wish.wish.hand_over);
  EXPECT_EQ(wish.wish.on, (model::Date{2018, 6, 25}));
  ASSERT_TRUE(wish.text);
  EXPECT_EQ(wish.text->part.name, "周小明");
  EXPECT_EQ(wish.text->part.age, 9);
  EXPECT_EQ(wish.text->part.sex, model::Sex::kMale);
  EXPECT_EQ(wish.text->part.phone, "13000028641");
  EXPECT_EQ(wish.number, "431322106003-2018-0001-" + model::writer_letters(village_author_->writer));
  EXPECT_EQ(wish.safe, "here");
  EXPECT_THAT(wish.safe_at, ElementsAre(kVillage));
}

TEST_F(DeskTest, what_is_stated_wins_over_what_the_content_says) {
  WishInput in = book();
  in.value = StatedValue{301};
  in.category = model::Category::kCulture;
  in.targets = model::Targets{};
  in.on = model::Date{2017, 12, 31};
  in.consent = "母亲口头同意";
  const WishView wish = added(in);
  EXPECT_EQ(wish.wish.value_yuan, 301u);
  EXPECT_TRUE(wish.wish.hand_over);
  EXPECT_EQ(wish.wish.category, model::Category::kCulture);
  EXPECT_EQ(wish.wish.targets.bits, 0u);
  EXPECT_EQ(wish.wish.year, 2017);
  EXPECT_EQ(wish.text->part.consent, "母亲口头同意");
}

TEST_F(DeskTest, three_hundred_yuan_are_not_too_much) {
  WishInput in = book();
  in.value = StatedValue{300};
  EXPECT_FALSE(added(in).wish.hand_over);
}

TEST_F(DeskTest, a_wish_that_form_1_would_refuse_is_refused) {
  const auto refused = [&](auto&& change) {
    WishInput in = book();
    change(in);
    return code_of(desk().add(in, std::nullopt));
  };
  EXPECT_EQ(refused([](WishInput& in) { in.name = ""; }), "row.no_name");
  EXPECT_EQ(refused([](WishInput& in) { in.content = " \n"; }), "row.no_content");
  EXPECT_EQ(refused([](WishInput& in) { in.age = "old"; }), "row.bad_age");
  EXPECT_EQ(refused([](WishInput& in) { in.sex = "?x"; }), "row.bad_sex");
  EXPECT_EQ(refused([](WishInput& in) { in.name = std::string(3 * 41, 'x'); }), "row.too_long");
  EXPECT_EQ(refused([](WishInput& in) { in.consent = std::string(201, 'x'); }), "row.too_long");
  EXPECT_EQ(refused([](WishInput& in) { in.value = StatedValue{10'000'001}; }), "wish.bad_value");
  EXPECT_EQ(wish_count(), 0u);
}

TEST_F(DeskTest, the_same_wish_twice_is_refused_by_its_number) {
  const WishView first = added();
  const auto again = desk().add(book("周 小明"), std::nullopt);
  ASSERT_EQ(code_of(again), "wish.duplicate");
  EXPECT_THAT(again.error().en, HasSubstr(first.number));
  EXPECT_THAT(again.error().zh, HasSubstr(first.number));
  EXPECT_EQ(wish_count(), 1u);
}

TEST_F(DeskTest, a_withdrawn_wish_may_be_entered_again) {
  const WishView first = added();
  ASSERT_TRUE(desk().withdraw(first.number, ""));
  EXPECT_EQ(code_of(desk().add(book(), std::nullopt)), "");
  EXPECT_EQ(wish_count(), 2u);
}

TEST_F(DeskTest, running_numbers_have_neither_gaps_nor_repetition_when_many_enter_at_once) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i)
        EXPECT_TRUE(desk().add(book("名" + std::to_string(t * kEach + i)), std::nullopt));
    });
  for (std::thread& thread : threads) thread.join();
  std::set<std::uint32_t> numbers;
  WishQuery query;
  query.count_max = kWishPageMax;
  for (const WishView& wish : listed(query)) numbers.insert(wish.wish.running);
  EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(*numbers.begin(), 1u);
  EXPECT_EQ(*numbers.rbegin(), static_cast<std::uint32_t>(kThreads * kEach));
}

TEST_F(DeskTest, a_county_enters_wishes_of_its_villages_and_nobody_enters_those_of_others) {
  Office county(world_, *county_author_);
  const auto below = county.desk().add(book(), kOtherVillage);
  ASSERT_EQ(code_of(below), "");
  EXPECT_EQ(below->wish.home, kOtherVillage);
  EXPECT_EQ(code_of(county.desk().add(book(), kOtherVillage)), "wish.duplicate");
  EXPECT_EQ(code_of(county.desk().add(book(), support::kOtherCounty)), "wish.not_above");
  EXPECT_EQ(code_of(county.desk().add(book(), model::PlaceCode{99})), "place.unknown");
  EXPECT_EQ(code_of(desk().add(book(), kTown)), "wish.not_above");
}

TEST_F(DeskTest, a_full_disk_is_told_and_leaves_no_gap_in_the_numbers) {
  village_->kv().fail_next_writes(1, model::Error("disk.full", "the disk is full"));
  EXPECT_EQ(code_of(desk().add(book(), std::nullopt)), "disk.full");
  EXPECT_EQ(added().wish.running, 1u);
}

TEST_F(DeskTest, of_many_who_enter_the_same_at_once_one_is_heard) {
  std::atomic<int> heard = 0;
  std::atomic<int> told = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      const auto one = desk().add(book(), std::nullopt);
      ++(one ? heard : told);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(heard, 1);
  EXPECT_EQ(told, 7);
}

TEST_F(DeskTest, of_many_who_vet_a_wish_at_once_one_is_heard) {
  const WishView wish = added();
  std::atomic<int> heard = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] { heard += desk().vet(wish.number, Outcome::kRejected, "重复") ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(heard, 1);
  EXPECT_THAT(desk().wish(wish.number)->history, SizeIs(2));
}

// ---- Steps

TEST_F(DeskTest, a_wish_is_vetted_and_its_history_says_by_whom) {
  const WishView wish = added();
  ASSERT_TRUE(desk().vet(wish.number, Outcome::kReturned, "请补充 电话"));
  WishInput change;
  change.phone = "13000000009";
  ASSERT_EQ(desk().amend(wish.number, change)->wish.state, WishState::kRegistered);
  ASSERT_EQ(desk().vet(model::uuid_text(wish.wish.id), Outcome::kApproved, "")->wish.state,
            WishState::kVetted);
  const auto detail = desk().wish(wish.number);
  ASSERT_TRUE(detail);
  ASSERT_THAT(detail->history, SizeIs(4));
  EXPECT_EQ(detail->history[1].outcome, Outcome::kReturned);
  EXPECT_EQ(detail->history[1].remark, "请补充 电话");
  for (const WishHistory& item : detail->history) {
    EXPECT_TRUE(item.counts);
    EXPECT_EQ(item.by_place, kVillage);
  }
  EXPECT_EQ(detail->view.text->part.phone, "13000000009");
  EXPECT_EQ(detail->view.text->part.name, "周小明");
}

TEST_F(DeskTest, steps_that_the_state_does_not_allow_are_refused_and_write_nothing) {
  const WishView wish = added();
  const auto vet = [&](Outcome outcome) { return code_of(desk().vet(wish.number, outcome, "原因")); };
  WishInput change;
  change.content = "两个书包";

  ASSERT_EQ(vet(Outcome::kApproved), "");
  std::uint64_t before = village_->store().last_arrival();
  EXPECT_EQ(vet(Outcome::kApproved), "wish.step_not_allowed");
  EXPECT_EQ(vet(Outcome::kRejected), "wish.step_not_allowed");
  EXPECT_EQ(village_->store().last_arrival(), before);
  ASSERT_EQ(vet(Outcome::kReturned), "");
  EXPECT_EQ(vet(Outcome::kApproved), "wish.step_not_allowed");
  ASSERT_EQ(code_of(desk().amend(wish.number, change)), "");
  ASSERT_EQ(vet(Outcome::kRejected), "");
  before = village_->store().last_arrival();
  EXPECT_EQ(vet(Outcome::kApproved), "wish.step_not_allowed");
  EXPECT_EQ(vet(Outcome::kReturned), "wish.step_not_allowed");
  EXPECT_EQ(vet(Outcome::kHandedOver), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().withdraw(wish.number, "")), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().amend(wish.number, change)), "wish.step_not_allowed");
  EXPECT_EQ(village_->store().last_arrival(), before);
}

TEST_F(DeskTest, a_handed_over_wish_can_be_amended_and_withdrawn_only) {
  const WishView wish = added();
  ASSERT_EQ(desk().vet(wish.number, Outcome::kHandedOver, "残联")->wish.state, WishState::kHandedOver);
  EXPECT_EQ(code_of(desk().vet(wish.number, Outcome::kApproved, "")), "wish.step_not_allowed");
  EXPECT_EQ(desk().withdraw(wish.number, "本人要求")->wish.state, WishState::kWithdrawn);
}

TEST_F(DeskTest, all_outcomes_but_approval_need_a_remark) {
  const WishView wish = added();
  for (const Outcome outcome : {Outcome::kReturned, Outcome::kRejected, Outcome::kHandedOver})
    EXPECT_EQ(code_of(desk().vet(wish.number, outcome, " \n")), "wish.remark_needed");
  EXPECT_EQ(code_of(desk().vet(wish.number, Outcome::kReturned, std::string(501, 'x'))), "row.too_long");
}

TEST_F(DeskTest, an_amendment_writes_only_what_differs) {
  const WishView wish = added();
  const std::uint64_t before = village_->store().last_arrival();
  EXPECT_EQ(code_of(desk().amend(wish.number, book())), "");
  EXPECT_EQ(village_->store().last_arrival(), before);

  WishInput change;
  change.value = StatedValue{500};
  const auto dearer = desk().amend(wish.number, change);
  ASSERT_TRUE(dearer);
  EXPECT_TRUE(dearer->wish.hand_over);
  EXPECT_EQ(dearer->wish.value_yuan, 500u);
  EXPECT_EQ(dearer->wish.on, wish.wish.on);
  EXPECT_EQ(dearer->wish.targets, wish.wish.targets);
  EXPECT_EQ(dearer->text->part, wish.text->part);
  change.value = StatedValue{};
  EXPECT_EQ(desk().amend(wish.number, change)->wish.value_yuan, std::nullopt);
}

TEST_F(DeskTest, only_a_node_at_or_above_the_home_takes_steps) {
  const WishView wish = added();
  Author& other = world_.enrol(kOtherVillage);
  Office neighbour(world_, other);
  neighbour.take_all_from(*village_);
  const std::string id = model::uuid_text(wish.wish.id);
  EXPECT_EQ(code_of(neighbour.desk().vet(id, Outcome::kApproved, "")), "wish.not_above");
  EXPECT_EQ(code_of(neighbour.desk().withdraw(id, "")), "wish.not_above");
  EXPECT_EQ(code_of(neighbour.desk().erase(id)), "wish.not_above");
  WishInput change;
  change.phone = "13000000009";
  EXPECT_EQ(code_of(neighbour.desk().amend(id, change)), "wish.not_above");

  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  EXPECT_EQ(county.desk().vet(id, Outcome::kApproved, "")->wish.state, WishState::kVetted);
  village_->take_all_from(county);
  const auto detail = desk().wish(id);
  EXPECT_EQ(detail->view.wish.state, WishState::kVetted);
  EXPECT_EQ(detail->history.back().by_place, kCounty);
}

TEST_F(DeskTest, an_unknown_wish_is_unknown_by_id_and_by_number) {
  EXPECT_EQ(code_of(desk().wish("431322106003-2018-0001-AA")), "wish.unknown");
  EXPECT_EQ(code_of(desk().wish("0190c5a4-0000-7000-8000-000000000000")), "wish.unknown");
  EXPECT_EQ(code_of(desk().vet("nonsense", Outcome::kApproved, "")), "wish.unknown");
}

// Only a faulty or hostile writer makes such ids.
TEST_F(DeskTest, an_id_of_two_homes_is_the_own_wish_and_a_number_tells_them_apart) {
  const WishView own = added();
  Author& other = world_.enrol(kOtherVillage);
  world_.register_again(other, kOtherVillage, own.wish.id, {.name = "别人", .value_yuan = 7});
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  const std::string id = model::uuid_text(own.wish.id);
  WishQuery query;
  query.count_max = 1;
  auto page = county.desk().wishes(query);
  ASSERT_THAT(page->wishes, SizeIs(1));
  const WishView theirs = page->wishes[0];
  EXPECT_EQ(theirs.wish.home, kOtherVillage);
  query.after = page->next_after;
  page = county.desk().wishes(query);
  ASSERT_THAT(page->wishes, SizeIs(1));
  EXPECT_EQ(page->wishes[0].number, own.number);
  EXPECT_FALSE(page->next_after);

  EXPECT_EQ(county.desk().wish(id)->view.number, own.number) << "the smallest code";
  EXPECT_EQ(county.desk().vet(theirs.number, Outcome::kApproved, "")->number, theirs.number);
  EXPECT_EQ(county.desk().wish(own.number)->view.wish.state, WishState::kRegistered);
  EXPECT_THAT(county.desk().wish(own.number)->history, SizeIs(1));
  EXPECT_THAT(county.desk().wish(theirs.number)->history, SizeIs(2));
  ASSERT_TRUE(county.desk().erase(theirs.number));
  EXPECT_TRUE(county.desk().wish(own.number)->view.text);
  EXPECT_FALSE(county.desk().wish(theirs.number)->view.text);

  Office neighbour(world_, other);
  neighbour.take_all_from(*village_);
  EXPECT_EQ(neighbour.desk().wish(id)->view.wish.home, kOtherVillage) << "at or below the own place first";
}

TEST_F(DeskTest, an_erased_wish_has_no_words_but_stays_in_the_figures) {
  const WishView wish = added();
  ASSERT_TRUE(desk().erase(wish.number));
  ASSERT_TRUE(desk().erase(wish.number)) << "again, without harm";
  const auto detail = desk().wish(wish.number);
  EXPECT_TRUE(detail->view.wish.erased);
  EXPECT_FALSE(detail->view.text);
  EXPECT_EQ(detail->history.back().kind, model::Kind::kErased);
  EXPECT_TRUE(detail->history.back().counts);
  EXPECT_FALSE(village_->store().part(wish.wish.registered));
  EXPECT_EQ(desk().summary(std::nullopt, SummaryBy::kState, std::nullopt)->total.figures.wishes, 1);
  EXPECT_EQ(code_of(desk().add(book(), std::nullopt)), "wish.was_erased");
  WishInput change;
  change.phone = "13000000009";
  EXPECT_EQ(code_of(desk().amend(wish.number, change)), "wish.erased");
  EXPECT_EQ(code_of(desk().vet(wish.number, Outcome::kApproved, "")), "wish.erased");
  EXPECT_EQ(desk().withdraw(wish.number, "说明")->wish.state, WishState::kWithdrawn);
  EXPECT_FALSE(desk().wish(wish.number)->history.back().remark);
}

TEST_F(DeskTest, a_row_erased_by_the_county_stays_out_of_the_countys_imports) {
  Office county(world_, *county_author_);
  const std::string form = std::string(kFormHead) + "1,张三,男,70,一组,棉被一床,,13000000001\n";
  ASSERT_EQ(county.desk().import_form(form, "", kOtherVillage, false)->added, 1u);
  WishQuery query;
  query.count_max = 1;
  ASSERT_TRUE(county.desk().erase(county.desk().wishes(query)->wishes.at(0).number));
  EXPECT_EQ(county.desk().import_form(form, "", kOtherVillage, false)->added, 0u);
}

// ---- Lists

TEST_F(DeskTest, pages_give_every_wish_once_in_the_same_order_as_one_long_page) {
  imported("futuo.csv");
  WishQuery all;
  all.count_max = kWishPageMax;
  std::vector<std::string> whole, paged;
  for (const WishView& wish : listed(all)) whole.push_back(wish.number);
  WishQuery query;
  query.count_max = 7;
  for (;;) {
    const auto page = desk().wishes(query);
    EXPECT_LE(page->wishes.size(), 7u);
    for (const WishView& wish : page->wishes) paged.push_back(wish.number);
    if (!page->next_after) break;
    query.after = page->next_after;
  }
  EXPECT_GT(whole.size(), 20u);
  EXPECT_EQ(paged, whole);
}

TEST_F(DeskTest, a_page_that_ends_with_the_last_wish_has_no_next) {
  added(book("甲"));
  added(book("乙"));
  WishQuery query;
  query.count_max = 2;
  EXPECT_FALSE(desk().wishes(query)->next_after);
}

TEST_F(DeskTest, a_search_finds_words_and_pages_like_a_list) {
  imported("futuo.csv");
  WishQuery query;
  query.text = "二胡";
  query.count_max = 1;
  std::set<std::string> found;
  for (;;) {
    const auto page = desk().wishes(query);
    for (const WishView& wish : page->wishes) {
      EXPECT_THAT(wish.text->part.content, HasSubstr("二胡"));
      EXPECT_TRUE(found.insert(wish.number).second);
    }
    if (!page->next_after) break;
    query.after = page->next_after;
  }
  EXPECT_EQ(found.size(), 2u);
  query.text = "没有这样的词";
  query.after.reset();
  EXPECT_THAT(desk().wishes(query)->wishes, IsEmpty());
}

TEST_F(DeskTest, filters_let_through_what_they_say) {
  added(book("甲"));
  WishInput dear = book("乙");
  dear.value = StatedValue{900};
  dear.category = model::Category::kCulture;
  dear.on = model::Date{2018, 1, 2};
  const WishView second = added(dear);
  ASSERT_TRUE(desk().vet(second.number, Outcome::kApproved, ""));
  const auto only_second = [&](auto&& set) {
    WishQuery query;
    query.count_max = 10;
    set(query);
    const auto page = desk().wishes(query);
    return page->wishes.size() == 1 && page->wishes[0].number == second.number;
  };
  EXPECT_TRUE(only_second([](WishQuery& q) { q.filter.state = WishState::kVetted; }));
  EXPECT_TRUE(only_second([](WishQuery& q) { q.filter.category = model::Category::kCulture; }));
  EXPECT_TRUE(only_second([](WishQuery& q) { q.filter.hand_over = true; }));
  EXPECT_TRUE(only_second([](WishQuery& q) { q.filter.period = model::Period{201801, 201803}; }));
  EXPECT_FALSE(only_second([](WishQuery& q) { q.filter.target = model::Target::kLeftBehindChild; }));
  EXPECT_FALSE(only_second([](WishQuery& q) { q.place = kTown; }));
  WishQuery unknown;
  unknown.place = model::PlaceCode{99};
  EXPECT_EQ(code_of(desk().wishes(unknown)), "place.unknown");
}

TEST_F(DeskTest, a_wish_shows_how_far_up_it_is_safe) {
  const WishView wish = added();
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  Office city(world_, *city_author_);
  city.take_all_from(county, false);
  village_->take_acks_from(county);
  auto now = desk().wish(wish.number)->view;
  EXPECT_EQ(now.safe, "county");
  EXPECT_THAT(now.safe_at, ElementsAre(kVillage, kCounty));
  village_->take_acks_from(city);
  EXPECT_EQ(desk().wish(wish.number)->view.safe, "county") << "the city lacks the part";
  city.take_all_from(county);
  village_->take_acks_from(city);
  EXPECT_EQ(desk().wish(wish.number)->view.safe, "city");
  EXPECT_EQ(county.desk().wish(wish.number)->view.safe, "county") << "as the county sees it";

  ASSERT_TRUE(desk().vet(wish.number, Outcome::kApproved, ""));
  EXPECT_EQ(desk().wish(wish.number)->view.safe, "here") << "the decision has not gone up yet";
}

// ---- Figures

TEST_F(DeskTest, the_summary_by_place_adds_up) {
  Office county(world_, *county_author_);
  ASSERT_TRUE(county.desk().add(book("甲"), kVillage));
  ASSERT_TRUE(county.desk().add(book("乙"), kOtherVillage));
  ASSERT_TRUE(county.desk().add(book("丙"), std::nullopt));
  const auto table = county.desk().summary(std::nullopt, SummaryBy::kPlace, std::nullopt);
  ASSERT_EQ(code_of(table), "");
  EXPECT_EQ(table->total.figures, (model::Figures{3, 240}));
  ASSERT_THAT(table->rows, SizeIs(2));
  EXPECT_EQ(table->rows[0].key, "431322");
  EXPECT_EQ(table->rows[0].line.figures.wishes, 1);
  EXPECT_EQ(table->rows[1].key, "431322106");
  EXPECT_EQ(table->rows[1].line.figures.wishes, 2);
  EXPECT_EQ(table->rows[1].line.by_state.at(WishState::kRegistered), 2);

  const auto town = county.desk().summary(kTown, SummaryBy::kPlace, std::nullopt);
  ASSERT_THAT(town->rows, SizeIs(2));
  EXPECT_EQ(town->rows[0].key, kVillage.text());
}

TEST_F(DeskTest, a_summary_counts_a_period_and_groups_as_asked) {
  added(book("甲"));
  WishInput winter = book("乙");
  winter.on = model::Date{2018, 1, 2};
  winter.category = model::Category::kCulture;
  added(winter);
  const auto months = desk().summary(std::nullopt, SummaryBy::kMonth, std::nullopt);
  ASSERT_THAT(months->rows, SizeIs(2));
  EXPECT_EQ(months->rows[0].key, "2018-01");
  EXPECT_EQ(months->rows[1].key, "2018-06");
  EXPECT_EQ(
      desk().summary(std::nullopt, SummaryBy::kMonth, model::Period{201801, 201803})->total.figures.wishes,
      1);
  const auto categories = desk().summary(std::nullopt, SummaryBy::kCategory, std::nullopt);
  ASSERT_THAT(categories->rows, SizeIs(2));
  EXPECT_EQ(categories->rows[0].key, "goods");
  EXPECT_EQ(categories->rows[1].key, "culture");
  const auto targets = desk().summary(std::nullopt, SummaryBy::kTarget, std::nullopt);
  ASSERT_THAT(targets->rows, SizeIs(1));
  EXPECT_EQ(targets->rows[0].key, "left_behind_child");
}

TEST_F(DeskTest, a_village_does_not_pretend_to_know_the_countys_figures) {
  EXPECT_EQ(code_of(desk().summary(kCounty, SummaryBy::kPlace, std::nullopt)), "summary.not_carried");
  EXPECT_EQ(code_of(desk().summary(model::PlaceCode{99}, SummaryBy::kPlace, std::nullopt)), "place.unknown");
}

}  // namespace
}  // namespace node
