#include "desk_fixture.h"
#include "node/limits.h"

namespace node {
namespace {

using support::kOtherVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// ---- Import

TEST_F(DeskTest, every_sample_form_comes_in_and_a_second_time_adds_nothing) {
  for (const char* name : {"xinxing.xlsx", "futuo.csv", "shangtuan.csv"}) {
    const std::size_t before = wish_count();
    const ImportResult first = imported(name);
    EXPECT_GT(first.added, 10u) << name;
    EXPECT_EQ(wish_count(), before + first.added) << name;
    const ImportResult second = imported(name);
    EXPECT_EQ(second.added, 0u) << name;
    EXPECT_EQ(second.duplicates.size(), first.added + first.duplicates.size()) << name;
    for (const ImportDuplicate& row : second.duplicates) {
      ASSERT_TRUE(row.of) << name;
      EXPECT_TRUE(desk().wish(*row.of)) << *row.of;
    }
    EXPECT_EQ(wish_count(), before + first.added) << name;
  }
}

TEST_F(DeskTest, an_ods_file_is_refused_with_what_to_do_and_writes_nothing) {
  const auto result =
      desk().import_form(support::form_bytes("shuangmu.ods"), "shuangmu.ods", std::nullopt, false);
  ASSERT_EQ(code_of(result), "file.ods");
  EXPECT_THAT(result.error().en, HasSubstr("xlsx"));
  EXPECT_EQ(wish_count(), 0u);
}

TEST_F(DeskTest, the_day_on_the_form_is_the_day_of_its_wishes) {
  EXPECT_EQ(imported("futuo.csv").filled_on, (model::Date{2018, 6, 23}));
  WishQuery query;
  query.count_max = kWishPageMax;
  for (const WishView& wish : listed(query)) EXPECT_EQ(wish.wish.on, (model::Date{2018, 6, 23}));
}

TEST_F(DeskTest, what_a_form_of_a_campaign_adds_belongs_to_it_and_what_stood_stays) {
  Office city(world_, *city_author_);
  const auto campaign = city.desk().set_campaign({}, {"2019年春节", {2019, 1, 1}, {2019, 2, 5}, {}});
  ASSERT_EQ(code_of(campaign), "");
  village_->sync_from(city);
  const std::string first = std::string(kFormHead) + "1,王五,男,70,富托村,想要一床棉被,,13000028641\n";
  const std::string bytes = first + "2,赵六,女,71,富托村,想要一副老花镜,,13000028642\n" +
                            "3,钱七,男,9,富托村,想要一个书包,,13000028643\n";
  const auto import = [&](const std::string& form, const std::optional<model::SubjectId>& of) {
    return desk().import_form(form, "form.csv", std::nullopt, false, of);
  };
  const std::uint64_t before = village_->store().last_arrival();
  EXPECT_EQ(code_of(import(bytes, model::SubjectId{{7}})), "campaign.unknown");
  EXPECT_EQ(village_->store().last_arrival(), before);
  ASSERT_EQ(import(first, std::nullopt)->added, 1u);
  EXPECT_EQ(import(bytes, *campaign)->added, 2u);
  WishQuery query;
  query.count_max = 1;
  query.filter.campaign = *campaign;
  for (const std::string text : {"", "想要"}) {
    query.text = text;
    query.after.reset();
    std::vector<std::string> names;
    do {
      const auto page = desk().wishes(query);
      ASSERT_EQ(code_of(page), "");
      for (const WishView& wish : page->wishes) {
        EXPECT_EQ(wish.campaign_name, "2019年春节");
        names.push_back(wish.text->part.name);
      }
      query.after = page->next_after;
    } while (query.after);
    EXPECT_THAT(names, ElementsAre("钱七", "赵六")) << text;
  }
}

TEST_F(DeskTest, a_dry_run_says_the_same_and_writes_nothing) {
  const std::uint64_t before = village_->store().last_arrival();
  const ImportResult dry = imported("futuo.csv", true);
  EXPECT_TRUE(dry.dry_run);
  EXPECT_EQ(village_->store().last_arrival(), before);
  EXPECT_EQ(wish_count(), 0u);
  const ImportResult real = imported("futuo.csv");
  EXPECT_EQ(dry.added, real.added);
  EXPECT_EQ(dry.duplicates.size(), real.duplicates.size());
  EXPECT_EQ(dry.hand_over.size(), real.hand_over.size());
  for (const ImportHandOver& row : dry.hand_over) EXPECT_FALSE(row.number);
}

TEST_F(DeskTest, an_imported_form_is_one_durable_unit) {
  const std::uint64_t before = village_->store().last_arrival();
  const ImportResult result = imported("futuo.csv");
  // All of it became one run of one log: one arrival.
  EXPECT_GT(result.added, 1u);
  EXPECT_EQ(village_->store().last_arrival(), before + 1);

  village_->kv().fail_next_writes(1, model::Error("disk.full", "the disk is full"));
  EXPECT_EQ(code_of(desk().import_form(support::form_bytes("xinxing.xlsx"), "", std::nullopt, false)),
            "disk.full");
  EXPECT_EQ(wish_count(), result.added);
}

TEST_F(DeskTest, rows_worth_more_than_the_limit_are_marked_to_be_handed_over) {
  const ImportResult result = imported("futuo.csv");
  ASSERT_THAT(result.hand_over, SizeIs(2));  // Two roofs for 8000 yuan each.
  for (const ImportHandOver& row : result.hand_over) {
    EXPECT_EQ(row.value_yuan, 8000u);
    ASSERT_TRUE(row.number);
    EXPECT_TRUE(desk().wish(*row.number)->view.wish.hand_over);
  }
  WishQuery query;
  query.filter.hand_over = true;
  query.count_max = kWishPageMax;
  EXPECT_THAT(desk().wishes(query)->wishes, SizeIs(2));
}

TEST_F(DeskTest, a_row_that_repeats_another_of_the_file_names_the_wish_or_the_row) {
  const std::string form = std::string(kFormHead) +
                           "1,张三,男,70,一组,棉被一床,,13000000001\n"
                           "2,李四,女,71,二组,棉被一床,,13000000002\n"
                           "3, 张 三,男,70,一组,棉被一床。,,130-0000-0001\n"
                           "4,,男,70,一组,棉被一床,,13000000003\n";
  const auto dry = desk().import_form(form, "a.csv", std::nullopt, true);
  ASSERT_EQ(code_of(dry), "");
  EXPECT_EQ(dry->added, 2u);
  ASSERT_THAT(dry->duplicates, SizeIs(1));
  EXPECT_EQ(dry->duplicates[0].row, 4u);
  EXPECT_EQ(dry->duplicates[0].of, "row 2");
  ASSERT_THAT(dry->refused, SizeIs(1));
  EXPECT_EQ(dry->refused[0].row, 5u);
  EXPECT_EQ(dry->refused[0].reason.code, "row.no_name");

  const auto real = desk().import_form(form, "a.csv", std::nullopt, false);
  ASSERT_THAT(real->duplicates, SizeIs(1));
  ASSERT_TRUE(real->duplicates[0].of);
  EXPECT_EQ(desk().wish(*real->duplicates[0].of)->view.text->part.name, "张三");
}

TEST_F(DeskTest, a_row_of_an_erased_wish_stays_out) {
  const std::string form = std::string(kFormHead) + "1,张三,男,70,一组,棉被一床,,13000000001\n";
  ASSERT_EQ(desk().import_form(form, "", std::nullopt, false)->added, 1u);
  WishQuery query;
  query.count_max = 1;
  ASSERT_TRUE(desk().erase(desk().wishes(query)->wishes.at(0).number));
  const auto again = desk().import_form(form, "", std::nullopt, false);
  EXPECT_EQ(again->added, 0u);
  ASSERT_THAT(again->duplicates, SizeIs(1));
  EXPECT_FALSE(again->duplicates[0].of);
  EXPECT_EQ(again->duplicates[0].reason.code, "wish.was_erased");
  EXPECT_THAT(again->duplicates[0].reason.en, ::testing::HasSubstr("erased at their request"));
}

TEST_F(DeskTest, a_county_imports_a_villages_form_and_knows_it_again) {
  Office county(world_, *county_author_);
  const std::string bytes = support::form_bytes("futuo.csv");
  const auto first = county.desk().import_form(bytes, "", kOtherVillage, false);
  ASSERT_EQ(code_of(first), "");
  EXPECT_EQ(county.desk().import_form(bytes, "", kOtherVillage, false)->added, 0u);
}

}  // namespace
}  // namespace node
