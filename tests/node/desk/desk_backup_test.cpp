// After a restore: what people see while parts are hidden, and how that ends.

#include "desk_fixture.h"
#include "node/store/store_hiding.h"

namespace node {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kBackupMs = support::kNoonMs - 3'600'000;

void hide(support::Office& office) {
  ASSERT_TRUE(office.committer().record({{}, hide_facts(kBackupMs)}).has_value());
}

TEST_F(DeskTest, hidden_words_are_shown_to_nobody_and_the_desk_says_why) {
  const auto id = model::uuid_text(added().wish.id);
  hide(*village_);
  EXPECT_EQ(desk().status().parts_hidden_since_ms, kBackupMs);
  EXPECT_FALSE(desk().wish(id)->view.text);
  WishQuery query;
  query.count_max = 10;
  const auto all = desk().wishes(query);
  EXPECT_THAT(all->wishes, SizeIs(1));
  EXPECT_FALSE(all->wishes[0].text);
  EXPECT_FALSE(all->incomplete) << "no text was looked for";
  query.text = "周";
  const auto found = desk().wishes(query);
  EXPECT_THAT(found->wishes, IsEmpty());
  EXPECT_EQ(found->incomplete.value_or(model::Error()).code, "parts.hidden");
  const auto page = desk().events({support::kVillage, village_author_->writer}, model::Seq{1}, 10);
  EXPECT_EQ(page->events.back().part, PartState::kHidden);
  EXPECT_THAT(desk().verify(true).problems, IsEmpty());
}

TEST_F(DeskTest, work_goes_on_while_parts_are_hidden) {
  const auto old = added();
  const auto old_id = model::uuid_text(old.wish.id);
  hide(*village_);
  const auto fresh = added(book("李小红"));
  EXPECT_EQ(fresh.text.value_or(WishText{}).part.name, "李小红");
  EXPECT_EQ(code_of(desk().add(book(), std::nullopt)), "wish.duplicate");
  EXPECT_EQ(code_of(desk().vet(old_id, model::Outcome::kApproved, "")), "");
  WishInput phone;
  phone.phone = "13900001111";
  EXPECT_EQ(code_of(desk().amend(model::uuid_text(fresh.wish.id), phone)), "");
  EXPECT_EQ(code_of(desk().erase(old_id)), "");
  EXPECT_THAT(desk().verify(true).problems, IsEmpty());
  EXPECT_EQ(code_of(desk().add(book(), std::nullopt)), "wish.was_erased");
}

TEST_F(DeskTest, an_admin_ends_the_hiding_at_the_root_alone) {
  support::Office city(world_, *city_author_);
  EXPECT_EQ(*city.desk().finish_restore(), false);
  auto in = book();
  const auto id = model::uuid_text(city.desk().add(in, support::kCity)->wish.id);
  hide(city);
  WishQuery query;
  query.count_max = 10;
  query.text = "周";
  EXPECT_THAT(city.desk().wishes(query)->wishes, IsEmpty());
  EXPECT_EQ(*city.desk().finish_restore(), true);
  EXPECT_TRUE(city.desk().wish(id)->view.text);
  // A caller that reads what it wrote waits for the words too.
  EXPECT_EQ(code_of(city.desk().add(in, support::kCity)), "wish.duplicate");
  EXPECT_THAT(city.desk().wishes(query)->wishes, SizeIs(1));
  EXPECT_FALSE(city.desk().status().parts_hidden_since_ms);

  hide(*village_);
  EXPECT_EQ(code_of(desk().finish_restore()), "restore.has_parent");
  EXPECT_TRUE(village_->store().parts_hidden());
}

}  // namespace
}  // namespace node
