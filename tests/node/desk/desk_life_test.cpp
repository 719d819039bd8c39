// A wish's whole life at the desks of four offices that hear of each other only when they meet: the village
// where it was registered, its county, the city, and an office of another county that takes it up.

#include "desk_life_fixture.h"

namespace node {
namespace {

using model::ClaimState;
using model::OfferState;
using model::WishState;
using support::kCity;
using support::kCounty;
using support::kOtherCounty;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(DeskLifeTest, a_wish_goes_from_the_village_to_a_volunteer_of_another_county_and_back) {
  const std::string id = published_wish();
  EXPECT_EQ(at_home(id).wish.state, WishState::kPublished);
  // Far away it can be seen, but not whose it is.
  EXPECT_EQ(code_of(far_->desk().wish(id)), "wish.unknown");
  const OfferView offer = far_->desk().offer(id).value();
  ASSERT_TRUE(offer.text);
  EXPECT_EQ(offer.text->who, "周**");
  EXPECT_THAT(offer.text->content, HasSubstr("棉被"));
  EXPECT_FALSE(offer.family);

  EXPECT_EQ(claim_at(*far_, id).claim.state, ClaimState::kProvisional);
  meet();
  // The family learns who comes, and whoever comes learns where to go.
  ASSERT_THAT(at_home(id).claims, SizeIs(1));
  EXPECT_EQ(at_home(id).claims[0].text->name, "李四");
  EXPECT_EQ(at_home(id).claims[0].text->phone, "13900000001");
  EXPECT_EQ(at_home(id).claims[0].claim.state, ClaimState::kGranted);
  const OfferView granted = far_->desk().offer(id).value();
  ASSERT_TRUE(granted.family);
  EXPECT_EQ(granted.family->name, "周大山");
  EXPECT_EQ(granted.family->address, "富托村3组18号");
  EXPECT_EQ(granted.family->phone, "13000028641");
  EXPECT_EQ(granted.own_claims[0].claim.state, ClaimState::kGranted);

  FulfilmentInput done;
  done.what = "送去棉被一床";
  done.value_yuan = 180;
  EXPECT_EQ(code_of(far_->desk().fulfil(id, done)), "");
  meet();
  EXPECT_EQ(at_home(id).wish.state, WishState::kFulfilled);
  ConfirmationInput asked;
  asked.satisfaction = 5;
  EXPECT_EQ(code_of(desk().confirm(id, asked)), "");
  meet();
  EXPECT_EQ(far_->desk().offer(id)->own_claims[0].claim.state, ClaimState::kConfirmed);
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kConfirmed);
  EXPECT_EQ(desk().close(id, "")->wish.state, WishState::kClosed);
}

TEST_F(DeskLifeTest, nobody_but_who_has_the_grant_reads_where_the_family_lives) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  EXPECT_TRUE(far_->desk().offer(id)->family);
  EXPECT_FALSE(county_->desk().offer(id)->family);
}

TEST_F(DeskLifeTest, a_text_that_still_holds_something_of_the_person_is_not_published) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kCounty;
  for (const char* text :
       {"周大山想要棉被", "电话13000028641", "富托村的老人要棉被", "1 3 0-0002 8641 棉被"}) {
    in.content = text;
    EXPECT_EQ(code_of(county_->desk().publish(id, in)), "publish.personal") << text;
  }
  in.content = "联系人王小二，要一床棉被";
  EXPECT_EQ(code_of(county_->desk().publish(id, in)), "publish.unconfirmed");
  in.confirmed = true;
  EXPECT_EQ(code_of(county_->desk().publish(id, in)), "");
}

TEST_F(DeskLifeTest, a_wish_is_published_where_the_node_may) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kCity;
  EXPECT_EQ(code_of(desk().publish(id, in)), "publish.not_above");
  in.scope = kOtherCounty;
  EXPECT_EQ(code_of(city_->desk().publish(id, in)), "publish.bad_scope");
  in.scope = kVillage;
  EXPECT_EQ(code_of(desk().publish(id, in)), "");
  meet();
  EXPECT_EQ(code_of(far_->desk().offer(id)), "offer.unknown");
}

TEST_F(DeskLifeTest, what_was_offered_to_many_is_not_offered_to_fewer_later) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kCounty;
  EXPECT_EQ(code_of(county_->desk().publish(id, in)), "");
  EXPECT_EQ(code_of(county_->desk().take_down(id)), "");
  meet();
  // Those outside the village would not see that it is public again, so it would not count.
  in.scope = kVillage;
  EXPECT_EQ(code_of(desk().publish(id, in)), "publish.bad_scope");
  in.scope = kCounty;
  EXPECT_EQ(code_of(county_->desk().publish(id, in)), "");
  meet();
  EXPECT_EQ(at_home(id).wish.state, WishState::kPublished);
}

TEST_F(DeskLifeTest, the_city_may_keep_villages_from_publishing) {
  const std::string id = vetted_wish();
  model::Policy policy;
  policy.publishers = 0b110;
  EXPECT_EQ(code_of(county_->desk().set_policy(policy)), "programme.not_city");
  EXPECT_EQ(code_of(city_->desk().set_policy(policy)), "");
  meet();
  EXPECT_EQ(code_of(desk().publish(id, {})), "publish.level");
  EXPECT_EQ(desk().programme()->policy(), policy);
}

TEST_F(DeskLifeTest, a_step_that_the_state_does_not_allow_is_refused_with_the_reason) {
  const std::string id = model::uuid_text(added(quilt()).wish.id);
  EXPECT_EQ(code_of(desk().publish(id, {})), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().close(id, "")), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().confirm(id, {{}, {}, 5, false, ""})), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().take_down(id)), "wish.step_not_allowed");
  EXPECT_EQ(code_of(desk().fulfil(id, {{}, {}, {}, {}, {}, "x"})), "offer.unknown");
}

TEST_F(DeskLifeTest, a_handed_over_wish_has_a_course_of_its_own) {
  const std::string id = model::uuid_text(added(quilt()).wish.id);
  EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kHandedOver, "超出限额")), "");
  EXPECT_EQ(code_of(desk().close(id, "")), "wish.not_done");
  EXPECT_EQ(code_of(desk().note_hand_over(id, model::HandOverStage::kSent, {}, "")), "wish.remark_needed");
  EXPECT_EQ(code_of(desk().note_hand_over(id, model::HandOverStage::kSent, {}, "转民政局")), "");
  EXPECT_EQ(code_of(desk().note_hand_over(id, model::HandOverStage::kDone, {}, "已办理")), "");
  EXPECT_EQ(desk().close(id, "")->wish.state, WishState::kClosed);
  std::vector<std::string> remarks;
  const WishDetail detail = desk().wish(id).value();
  for (const WishHistory& item : detail.history)
    if (item.remark) remarks.push_back(*item.remark);
  EXPECT_THAT(remarks, ElementsAre("超出限额", "转民政局", "已办理"));
}

TEST_F(DeskLifeTest, what_is_withdrawn_is_taken_down_and_late_claims_are_declined) {
  const std::string id = published_wish();
  EXPECT_EQ(code_of(desk().withdraw(id, "搬走了")), "");
  claim_at(*far_, id);
  meet();
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kTakenDown);
  EXPECT_EQ(at_home(id).claims[0].claim.state, ClaimState::kDeclined);
}

TEST_F(DeskLifeTest, everything_personal_of_an_erased_wish_is_forgotten_everywhere) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  EXPECT_EQ(code_of(desk().erase(id)), "");
  meet();
  EXPECT_FALSE(far_->desk().offer(id)->family);
  EXPECT_FALSE(far_->desk().offer(id)->text);
  EXPECT_FALSE(at_home(id).claims[0].text);
  // It is not public any more, and whoever was to come need not.
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kTakenDown);
  EXPECT_EQ(at_home(id).claims[0].claim.state, ClaimState::kReleased);
  EXPECT_EQ(at_home(id).wish.state, WishState::kVetted);
}

TEST_F(DeskLifeTest, all_offices_count_alike) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  for (Office* office : {village_.get(), county_.get(), city_.get(), far_.get()}) {
    office->wait_for_ledger();
    EXPECT_THAT(office->desk().verify(false).problems, IsEmpty());
  }
  const auto from = [&](Office& office) { return office.desk().summary(kVillage, SummaryBy::kState, {}); };
  EXPECT_EQ(from(*village_)->input_root, from(*city_)->input_root);
  EXPECT_EQ(from(*village_)->total.by_state, from(*city_)->total.by_state);
}

TEST_F(DeskLifeTest, the_tasks_of_a_place_are_counted_and_listed) {
  added(quilt("吴一"));
  const std::string returned = model::uuid_text(added(quilt("吴二")).wish.id);
  EXPECT_EQ(code_of(desk().vet(returned, model::Outcome::kReturned, "补电话")), "");
  published_wish();
  const TaskList list = county_->desk().tasks({}, Task::kReturned, {}, 10).value();
  const auto count = [&](Task task) { return list.all.counts[static_cast<std::size_t>(task)]; };
  EXPECT_EQ(count(Task::kToVet), 1u);
  EXPECT_EQ(count(Task::kReturned), 1u);
  EXPECT_EQ(count(Task::kToPublish), 0u);
  ASSERT_THAT(list.wishes, SizeIs(1));
  EXPECT_EQ(model::uuid_text(list.wishes[0].wish.id), returned);
  ASSERT_THAT(list.places, SizeIs(1));
  EXPECT_EQ(code_of(desk().tasks(kCounty, {}, {}, 10)), "summary.not_carried");
}

TEST_F(DeskLifeTest, claims_that_wait_and_wishes_that_nobody_takes_come_to_attention) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  // The claim reached the home, but not the publisher.
  village_->sync_from(*far_);
  village_->clock().set(support::kNoonMs + 100ull * 24 * 3600 * 1000);
  village_->wait_for_ledger();
  const TaskList list = desk().tasks({}, Task::kProvisional, {}, 10).value();
  EXPECT_THAT(list.wishes, SizeIs(1));
  EXPECT_EQ(list.all.counts[static_cast<std::size_t>(Task::kOld)], 1u);
}

TEST_F(DeskLifeTest, units_and_campaigns_reach_everyone) {
  const auto unit = county_->desk().set_unit({}, {kCounty, "新化县审计局", {}});
  ASSERT_EQ(code_of(unit), "");
  EXPECT_EQ(code_of(county_->desk().set_unit({}, {kCounty, "新化县审计局", {}})), "unit.exists");
  EXPECT_EQ(code_of(desk().set_unit({}, {kCounty, "别的", {}})), "unit.not_above");
  const auto twice = county_->desk().set_unit({}, {kCounty, "审计局", {}});
  EXPECT_EQ(code_of(county_->desk().set_unit(*twice, {kCounty, "审计局", *unit})), "");
  const auto campaign =
      city_->desk().set_campaign({}, {"学雷锋日", {2018, 3, 1}, {2018, 3, 5}, model::Targets{}});
  ASSERT_EQ(code_of(campaign), "");
  EXPECT_EQ(code_of(county_->desk().set_campaign({}, {"别的", {2018, 3, 1}, {2018, 3, 5}, {}})),
            "programme.not_city");
  meet();
  EXPECT_EQ(far_->desk().programme()->unit(*twice)->name, "新化县审计局");
  EXPECT_EQ(far_->desk().programme()->campaign(*campaign)->set.name, "学雷锋日");
}

TEST_F(DeskLifeTest, the_city_sets_the_campaigns_of_a_year_once) {
  EXPECT_EQ(code_of(county_->desk().set_default_campaigns(2019, true)), "programme.not_city");
  EXPECT_EQ(code_of(city_->desk().set_default_campaigns(1800, true)), "campaign.bad");
  // One that somebody set by hand stays as it is.
  EXPECT_EQ(code_of(city_->desk().set_campaign({}, {"2019年春节", {2019, 1, 1}, {2019, 2, 5}, {}})), "");
  const auto added = [&](bool dry_run) {
    const auto set = city_->desk().set_default_campaigns(2019, dry_run);
    return std::ranges::count_if(*set, &DefaultCampaign::added);
  };
  EXPECT_EQ(added(true), 10);
  EXPECT_EQ(added(false), 10);
  EXPECT_EQ(added(false), 0);
  meet();
  EXPECT_THAT(far_->desk().programme()->campaigns(), SizeIs(11));
}

TEST_F(DeskLifeTest, a_publisher_that_was_restored_decides_nothing_before_it_is_in_step) {
  const std::string id = published_wish();
  city_->sync_from(*far_);
  claim_at(*far_, id);
  city_->sync_from(*far_);
  ASSERT_TRUE(city_->committer().record({{}, {{std::string(kPartsHiddenFact), std::string(8, '\0')}}}));
  city_->do_duties();
  EXPECT_THAT(city_->desk().offer(id)->offer.decisions, IsEmpty());
  ASSERT_TRUE(city_->committer().record({{}, {{std::string(kPartsHiddenFact), std::nullopt}}}));
  city_->look_through_duties();
  city_->do_duties();
  EXPECT_THAT(city_->desk().offer(id)->offer.decisions, SizeIs(1));
}

TEST_F(DeskLifeTest, a_hand_over_that_nobody_answers_comes_to_attention) {
  const std::string id = model::uuid_text(added(quilt()).wish.id);
  EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kHandedOver, "超出限额")), "");
  EXPECT_EQ(code_of(desk().note_hand_over(id, model::HandOverStage::kSent, {}, "转民政局")), "");
  const auto unanswered = [&] {
    return desk().tasks({}, {}, {}, 10)->all.counts[static_cast<std::size_t>(Task::kUnanswered)];
  };
  EXPECT_EQ(unanswered(), 0u);
  village_->clock().set(support::kNoonMs + 40ull * 24 * 3600 * 1000);
  EXPECT_EQ(unanswered(), 1u);
  EXPECT_EQ(code_of(desk().note_hand_over(id, model::HandOverStage::kAnswered, {}, "民政局已受理")), "");
  EXPECT_EQ(unanswered(), 0u);
}

TEST_F(DeskLifeTest, a_hand_over_that_was_refused_and_sent_to_others_comes_to_attention_anew) {
  constexpr std::uint64_t kDayMs = 24ull * 3600 * 1000;
  const std::string id = model::uuid_text(added(quilt()).wish.id);
  const auto note = [&](model::HandOverStage stage, const std::string& words) {
    EXPECT_EQ(code_of(desk().note_hand_over(id, stage, {}, words)), "") << words;
  };
  const auto unanswered = [&] {
    return desk().tasks({}, {}, {}, 10)->all.counts[static_cast<std::size_t>(Task::kUnanswered)];
  };
  EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kHandedOver, "超出限额")), "");
  note(model::HandOverStage::kSent, "转民政局");
  village_->clock().set(support::kNoonMs + 40 * kDayMs);
  ASSERT_EQ(unanswered(), 1u);
  // Refused, and sent to somebody else on the same day.
  note(model::HandOverStage::kAnswered, "民政局：不属本局职责");
  note(model::HandOverStage::kSent, "转残联");
  EXPECT_EQ(unanswered(), 0u) << "the days count anew";
  EXPECT_EQ(at_home(id).wish.days.answered_on, model::Date{});
  village_->clock().set(support::kNoonMs + 71 * kDayMs);
  EXPECT_EQ(unanswered(), 1u);
  note(model::HandOverStage::kAnswered, "残联已受理");
  EXPECT_EQ(unanswered(), 0u);
}

TEST_F(DeskLifeTest, what_is_public_holds_nothing_of_the_person_after_a_change_either) {
  const std::string id = published_wish();
  PublicationInput reworded;
  reworded.content = "秋生家想要一床棉被，放在新塘边";
  reworded.confirmed = true;
  ASSERT_EQ(code_of(city_->desk().publish(id, reworded)), "");
  meet();
  WishInput name, other, dear;
  name.name = "周秋生";
  EXPECT_EQ(code_of(desk().amend(id, name)), "publish.personal");
  other.phone = "13900000777";
  EXPECT_EQ(code_of(desk().amend(id, other)), "");
  dear.value = StatedValue{5000};
  EXPECT_EQ(code_of(desk().amend(id, dear)), "publish.too_dear");
  ASSERT_EQ(code_of(city_->desk().take_down(id)), "");
  meet();
  EXPECT_EQ(code_of(desk().amend(id, name)), "");
  EXPECT_EQ(code_of(desk().amend(id, dear)), "");
}

}  // namespace
}  // namespace node
