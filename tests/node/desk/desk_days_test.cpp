// Days that people say: those that can be meant, and what is counted from them.

#include "desk_life_fixture.h"
#include "node/desk/desk_doctor.h"
#include "node/desk/desk_entries.h"

namespace node {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

using DeskDaysTest = DeskLifeTest;

TEST_F(DeskDaysTest, a_wish_that_has_not_ended_is_old_once_its_day_on_the_form_is_long_past) {
  const std::uint16_t older = desk().programme()->policy().older_days;
  const model::Date today{2018, 6, 25};
  const auto registered = [&](const std::string& name, const model::Date& on) {
    WishInput in = quilt(name);
    in.on = on;
    return model::uuid_text(added(in).wish.id);
  };
  const std::string last = registered("吴一", today.plus_days(-std::int64_t{older}));
  const std::string first = registered("吴二", today.plus_days(-std::int64_t{older} - 1));
  const std::string vetted = registered("吴三", {2018, 1, 2});
  const std::string returned = registered("吴四", {2018, 1, 2});
  const std::string rejected = registered("吴五", {2018, 1, 2});
  const std::string withdrawn = registered("吴六", {2018, 1, 2});
  EXPECT_EQ(code_of(desk().vet(vetted, model::Outcome::kApproved, "")), "");
  EXPECT_EQ(code_of(desk().vet(returned, model::Outcome::kReturned, "补电话")), "");
  EXPECT_EQ(code_of(desk().vet(rejected, model::Outcome::kRejected, "不符合")), "");
  EXPECT_EQ(code_of(desk().withdraw(withdrawn, "搬走了")), "");
  meet();
  for (support::Office* office : {village_.get(), county_.get(), city_.get()}) {
    const TaskList list = office->desk().tasks({}, Task::kOld, {}, 10).value();
    EXPECT_EQ(list.all.counts[static_cast<std::size_t>(Task::kOld)], 3u);
    std::vector<std::string> ids;
    for (const WishView& view : list.wishes) ids.push_back(model::uuid_text(view.wish.id));
    EXPECT_THAT(ids, ::testing::UnorderedElementsAre(first, vetted, returned));
  }
  const TaskList above = city_->desk().tasks({}, {}, {}, 10).value();
  ASSERT_THAT(above.places, SizeIs(1));
  EXPECT_EQ(above.places[0].counts[static_cast<std::size_t>(Task::kOld)], 3u);
}

// A slip of the finger would stand in every figure.
TEST_F(DeskDaysTest, a_day_that_can_not_be_meant_is_refused_wherever_one_is_typed) {
  const std::string id = published_wish();
  const std::string handed = model::uuid_text(added(quilt("李大山")).wish.id);
  ASSERT_EQ(code_of(desk().vet(handed, model::Outcome::kHandedOver, "太贵")), "");
  const auto said_on = [&](const model::Date& on) {
    std::vector<std::string> codes;
    WishInput wish = quilt("新人");
    wish.on = on;
    codes.push_back(code_of(desk().add(wish, std::nullopt)));
    WishInput change;
    change.on = on;
    codes.push_back(code_of(desk().amend(id, change)));
    ClaimInput claim;
    claim.name = "李四";
    claim.phone = "13900000001";
    claim.on = on;
    codes.push_back(code_of(desk().claim({id}, claim)));
    FulfilmentInput fulfilled;
    fulfilled.what = "送去棉被";
    fulfilled.on = on;
    codes.push_back(code_of(desk().fulfil(id, fulfilled)));
    ConfirmationInput confirmed;
    confirmed.satisfaction = 5;
    confirmed.on = on;
    codes.push_back(code_of(desk().confirm(id, confirmed)));
    codes.push_back(code_of(desk().note_hand_over(handed, model::HandOverStage::kSent, on, "民政局")));
    AttachmentInput photo;
    photo.bytes = "\xff\xd8\xff photo";
    photo.on = on;
    codes.push_back(code_of(desk().attach(id, photo)));
    return codes;
  };
  const std::vector<std::string> early(7, "day.too_early"), future(7, "day.future");
  EXPECT_EQ(said_on({1999, 12, 31}), early);
  village_->clock().set(1'795'924'800'000);  // 2026-11-29 at noon in China.
  EXPECT_EQ(said_on({1900, 1, 1}), early);
  EXPECT_EQ(said_on({2026, 12, 1}), future);
  EXPECT_EQ(said_on({2999, 1, 1}), future);
  const auto error = check_day(model::Date{2026, 12, 1}, village_->clock());
  EXPECT_THAT(error->en, HasSubstr("today is 2026-11-29"));
  EXPECT_THAT(error->zh, HasSubstr("2026-12-01"));
  EXPECT_FALSE(check_day(std::nullopt, village_->clock()));
  EXPECT_FALSE(check_day(model::Date{2000, 1, 1}, village_->clock()));
  // Tomorrow may be today by a clock that is behind; and one that stands in the past knows of no day.
  EXPECT_FALSE(check_day(model::Date{2026, 11, 30}, village_->clock()));
  village_->clock().set(kClockFloorMs - 1);
  EXPECT_FALSE(check_day(model::Date{2026, 12, 1}, village_->clock()));
  // What a form says is taken as it is.
  EXPECT_EQ(code_of(desk().import_form("填表时间：1998年5月1日\n" + std::string(kFormHead) +
                                           "1,王五,男,70,富托村,想要一床棉被,,13000028641\n",
                                       "form.csv", std::nullopt, false)),
            "");
}

// A wish whose whole way was on paper for weeks.
TEST_F(DeskDaysTest, each_step_can_be_entered_with_the_day_it_was_done) {
  village_->clock().set(support::kNoonMs + 40ull * 24 * 3600 * 1000);  // 2018-08-04.
  WishInput in = quilt();
  in.on = model::Date{2018, 6, 1};
  const std::string id = model::uuid_text(added(in).wish.id);
  PublicationInput publication;
  publication.on = model::Date{2018, 6, 4};
  EXPECT_EQ(desk().vet(id, model::Outcome::kApproved, "", model::Date{2018, 6, 3})->wish.days.vetted_on,
            (model::Date{2018, 6, 3}));
  EXPECT_EQ(desk().publish(id, publication)->wish.days.published_on, (model::Date{2018, 6, 4}));
  ClaimInput claim = volunteer();
  claim.on = model::Date{2018, 6, 5};
  ASSERT_EQ(code_of(desk().claim({id}, claim)), "");
  // How long the volunteer has counts from the grant, whatever day is typed.
  EXPECT_EQ(at_home(id).wish.claims.front().due_on, (model::Date{2018, 9, 3}));
  EXPECT_EQ(code_of(desk().release(id, {}, "", model::Date{2018, 6, 4})), "day.too_early");
  EXPECT_EQ(code_of(desk().release(id, {}, "", model::Date{2018, 6, 5})), "");
  ASSERT_EQ(code_of(desk().claim({id}, claim)), "");
  FulfilmentInput done;
  done.what = "送去棉被";
  ASSERT_EQ(code_of(desk().fulfil(id, done)), "");
  ConfirmationInput confirmed;
  confirmed.satisfaction = 5;
  ASSERT_EQ(code_of(desk().confirm(id, confirmed)), "");
  EXPECT_EQ(code_of(desk().close(id, "", model::Date{2018, 5, 31})), "day.too_early");
  EXPECT_EQ(desk().close(id, "", model::Date{2018, 8, 5})->wish.days.closed_on, (model::Date{2018, 8, 5}));
}

TEST_F(DeskDaysTest, a_step_is_not_before_the_day_on_the_form_nor_in_days_to_come) {
  village_->clock().set(1'795'924'800'000);  // 2026-11-29 at noon in China.
  WishInput in = quilt();
  in.on = model::Date{2026, 6, 22};
  const std::string id = model::uuid_text(added(in).wish.id);
  const std::string vetted = model::uuid_text(added(quilt("周小河")).wish.id);
  ASSERT_EQ(code_of(desk().vet(vetted, model::Outcome::kApproved, "")), "");
  const std::uint64_t before = village_->store().last_arrival();
  for (const auto& [on, code] : {std::pair{model::Date{2026, 6, 21}, "day.too_early"},
                                 std::pair{model::Date{1999, 12, 31}, "day.too_early"},
                                 std::pair{model::Date{2026, 12, 1}, "day.future"}}) {
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "", on)), code);
    EXPECT_EQ(code_of(desk().withdraw(id, "", on)), code);
    PublicationInput publication;
    publication.on = on;
    EXPECT_EQ(code_of(desk().publish(vetted, publication)), code);
  }
  EXPECT_EQ(village_->store().last_arrival(), before);
  EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "", model::Date{2026, 6, 22})), "");
  EXPECT_EQ(code_of(desk().withdraw(id, "", model::Date{2026, 11, 30})), "");
}

TEST_F(DeskDaysTest, published_anew_a_wish_keeps_the_day_of_its_first_publication) {
  const std::string id = published_wish();
  const model::Date first = at_home(id).wish.days.published_on;
  PublicationInput again;
  again.slots = 2;
  again.on = first.plus_days(1);
  ASSERT_EQ(code_of(city_->desk().publish(id, again)), "");
  meet();
  EXPECT_EQ(at_home(id).wish.days.published_on, first);
  EXPECT_EQ(at_home(id).wish.slots, 2);
}

}  // namespace
}  // namespace node
