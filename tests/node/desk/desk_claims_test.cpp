// Claims at the desks of four offices: who gets a wish, who gives it back, and what else ends a claim.

#include <algorithm>
#include <chrono>
#include <thread>

#include "desk_life_fixture.h"
#include "node/desk/duties_thread.h"

namespace node {
namespace {

using model::ClaimState;
using model::OfferState;
using model::WishState;
using support::kCity;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

using DeskClaimsTest = DeskLifeTest;

TEST_F(DeskClaimsTest,
       the_first_whom_the_publisher_hears_of_gets_it_and_the_other_is_told_what_else_is_open) {
  const std::string id = published_wish();
  const std::string other = published_wish(1, quilt("吴小云"));
  claim_at(*far_, id, "李四");
  claim_at(*county_, id, "王五");
  meet();
  std::vector<ClaimState> states;
  for (const ClaimView& claim : at_home(id).claims) states.push_back(claim.claim.state);
  EXPECT_THAT(states, ::testing::UnorderedElementsAre(ClaimState::kGranted, ClaimState::kDeclined));
  const auto late = city_->desk().claim({id, other}, volunteer("赵六"));
  ASSERT_EQ(code_of(late), "");
  ASSERT_TRUE(late->at(0).refused);
  EXPECT_EQ(late->at(0).refused->code, "claim.not_open");
  EXPECT_THAT(late->at(0).refused->en, HasSubstr(desk().wish(other)->view.number));
  // The publisher itself decides at once.
  EXPECT_EQ(late->at(1).claim->claim.state, ClaimState::kGranted);
}

// Who carries the wider scope alone has not heard what the same node decided in the narrower one.
TEST_F(DeskClaimsTest, whoever_widens_says_again_who_has_the_wish) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = support::kCounty;
  ASSERT_EQ(code_of(city_->desk().publish(id, in)), "");
  meet();
  ASSERT_EQ(claim_at(*city_, id).claim.state, ClaimState::kGranted);
  in.scope = support::kCity;
  ASSERT_EQ(code_of(city_->desk().publish(id, in)), "");
  for (int i = 0; i < 3; ++i) {
    city_->look_through_duties();
    city_->do_duties();
  }
  meet();
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), model::OfferState::kTaken);
  EXPECT_EQ(far_->desk().offer(id)->offer.taken(), 1U);
  EXPECT_EQ(at_home(id).wish.taken(), 1U);
}

TEST_F(DeskClaimsTest, nobody_claims_a_wish_twice) {
  const std::string id = published_wish(2);
  claim_at(*far_, id);
  const auto again = far_->desk().claim({id}, volunteer());
  EXPECT_EQ(again->front().refused->code, "claim.already");
}

TEST_F(DeskClaimsTest, what_is_given_back_is_open_again) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  EXPECT_EQ(code_of(far_->desk().release(id, std::nullopt, "出差")), "");
  meet();
  EXPECT_EQ(at_home(id).wish.state, WishState::kPublished);
  EXPECT_EQ(county_->desk().offer(id)->offer.state(), OfferState::kOpen);
  EXPECT_EQ(claim_at(*county_, id, "王五").claim.state, ClaimState::kProvisional);
}

TEST_F(DeskClaimsTest, a_claim_that_is_not_fulfilled_expires_and_the_wish_is_free) {
  const std::string id = expired_wish();
  EXPECT_EQ(at_home(id).claims[0].claim.state, ClaimState::kExpired);
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kOpen);
}

TEST_F(DeskClaimsTest, what_was_done_after_the_claim_had_expired_counts_once_its_publisher_hears_of_it) {
  const std::string id = expired_wish();
  FulfilmentInput done;
  done.what = "送去棉被一床";
  const auto late = far_->desk().fulfil(id, done);
  ASSERT_EQ(code_of(late), "");
  EXPECT_EQ(late->own_claims[0].claim.state, ClaimState::kExpired);
  EXPECT_TRUE(late->own_claims[0].claim.unsettled);
  meet();
  EXPECT_EQ(at_home(id).wish.state, WishState::kFulfilled);
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kFulfilled);
  EXPECT_FALSE(far_->desk().offer(id)->own_claims[0].claim.unsettled);
}

TEST_F(DeskClaimsTest, a_late_deed_whose_place_is_taken_waits_for_room_or_for_the_familys_word) {
  const std::string id = expired_wish();
  const auto first = far_->desk().offer(id)->own_claims[0].claim.claim;
  const auto at_first = [&] { return *at_home(id).wish.claim(first); };
  const auto second = claim_at(*county_, id, "王五");
  meet();
  FulfilmentInput done;
  done.what = "送去棉被一床";
  ASSERT_EQ(code_of(far_->desk().fulfil(id, done)), "");
  meet();
  ASSERT_EQ(at_first().state, ClaimState::kExpired);
  ASSERT_TRUE(at_first().unsettled);
  done.claim = second.claim.claim;
  ASSERT_EQ(code_of(county_->desk().fulfil(id, done)), "");
  meet();
  ASSERT_EQ(at_home(id).wish.state, WishState::kFulfilled);
  ConfirmationInput nothing_came;
  nothing_came.disputed = true;
  nothing_came.remark = "没有收到";
  EXPECT_EQ(code_of(desk().confirm(id, nothing_came)), "claim.ambiguous") << "never the other one's";
  PublicationInput room;
  EXPECT_EQ(code_of(city_->desk().publish(id, room)), "wish.step_not_allowed") << "without more room";
  room.slots = 2;
  ASSERT_EQ(code_of(city_->desk().publish(id, room)), "");
  meet();
  EXPECT_EQ(at_first().state, ClaimState::kFulfilled);
  EXPECT_FALSE(at_first().unsettled);
  EXPECT_EQ(code_of(city_->desk().publish(id, room)), "wish.step_not_allowed");
}

// The node that published it is gone; without a publisher's word nobody would get points.
TEST_F(DeskClaimsTest, another_office_takes_over_a_fulfilled_wish_whose_publisher_is_gone) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = support::kCounty;
  ASSERT_EQ(code_of(county_->desk().publish(id, in)), "");
  county_->do_duties();
  ASSERT_EQ(claim_at(*county_, id).claim.state, ClaimState::kGranted);
  meet();
  const auto meet_without_county = [&] {
    for (int round = 0; round < 3; ++round) {
      city_->sync_from(*village_);
      city_->do_duties();
      village_->sync_from(*city_);
    }
  };
  FulfilmentInput done;
  done.what = "送去棉被一床";
  ASSERT_EQ(code_of(desk().fulfil(id, done)), "");
  ConfirmationInput asked;
  asked.satisfaction = 5;
  ASSERT_EQ(code_of(desk().confirm(id, asked)), "");
  ASSERT_EQ(code_of(desk().close(id, "")), "");
  meet_without_county();
  ASSERT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kTaken);
  PublicationInput more = in;
  more.slots = 2;
  EXPECT_EQ(code_of(city_->desk().publish(id, more)), "wish.step_not_allowed");
  ASSERT_EQ(code_of(city_->desk().publish(id, in)), "");
  meet_without_county();
  EXPECT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kConfirmed);
  EXPECT_EQ(at_home(id).wish.state, WishState::kClosed);
  meet();  // It comes back.
  EXPECT_EQ(county_->desk().offer(id)->offer.state(), OfferState::kConfirmed);
}

TEST_F(DeskClaimsTest, a_claim_expires_on_a_day_full_of_news_as_well) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  ASSERT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kTaken);
  const model::WishKey key = city_->desk().offer(id)->offer.key();
  city_->clock().set(support::kNoonMs + 31ull * 24 * 3600 * 1000);
  const DutiesThread thread(city_->duties(), city_->committer(), 50ms);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (city_->desk().offer(id)->offer.state() != OfferState::kOpen &&
         std::chrono::steady_clock::now() < deadline) {
    city_->duties().compare(key);
    std::this_thread::sleep_for(1ms);  // News come faster than it looks through all again.
  }
  EXPECT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kOpen);
}

TEST_F(DeskClaimsTest, a_clerk_enters_what_came_on_paper) {
  const std::string id = vetted_wish();
  EXPECT_EQ(code_of(desk().publish(id, {})), "");
  ClaimInput in = volunteer();
  in.on_paper = true;
  const auto answers = desk().claim({id}, in);
  EXPECT_EQ(answers->front().claim->claim.state, ClaimState::kGranted);
  FulfilmentInput done;
  done.what = "送去棉被";
  EXPECT_EQ(code_of(desk().fulfil(id, done)), "");
  ConfirmationInput doubt;
  doubt.disputed = true;
  EXPECT_EQ(code_of(desk().confirm(id, doubt)), "wish.remark_needed");
  doubt.remark = "没有收到";
  EXPECT_EQ(desk().confirm(id, doubt)->claims[0].claim.state, ClaimState::kDisputed);
  done.what = "补送";
  EXPECT_EQ(code_of(desk().fulfil(id, done)), "");
  EXPECT_EQ(code_of(desk().fulfil(id, done)), "claim.ended") << "nobody corrects it by mistake";
  done.claim = answers->front().claim->claim.claim;
  EXPECT_EQ(code_of(desk().fulfil(id, done)), "");
  ConfirmationInput asked, of_another;
  of_another.satisfaction = 1;
  of_another.claim = model::make_uuid7(1, {});
  EXPECT_EQ(code_of(desk().confirm(id, of_another)), "claim.unknown");
  EXPECT_EQ(code_of(desk().confirm(id, asked)), "confirm.satisfaction_needed");
  asked.satisfaction = 4;
  EXPECT_EQ(desk().confirm(id, asked)->wish.state, WishState::kConfirmed);
}

TEST_F(DeskClaimsTest, whose_claim_is_declined_later_is_told_what_else_is_open) {
  const std::string id = published_wish();
  const std::string other = model::uuid_text(added(quilt("吴大海")).wish.id);
  ASSERT_EQ(code_of(desk().vet(other, model::Outcome::kApproved, "")), "");
  meet();
  PublicationInput in;
  in.scope = kCity;
  ASSERT_EQ(code_of(city_->desk().publish(other, in)), "");
  meet();
  claim_at(*far_, id, "李四");
  claim_at(*county_, id, "王五");
  EXPECT_THAT(far_->desk().offer(id)->open_instead, IsEmpty());
  meet();
  Office& late =
      far_->desk().offer(id)->own_claims[0].claim.state == ClaimState::kDeclined ? *far_ : *county_;
  EXPECT_THAT(late.desk().offer(id)->open_instead, ElementsAre(late.desk().offer(other)->offer.number));
  EXPECT_THAT((&late == far_.get() ? *county_ : *far_).desk().offer(id)->open_instead, IsEmpty());
}

TEST_F(DeskClaimsTest, a_node_knows_what_its_own_volunteers_are_to_fulfil_elsewhere) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  const auto own_claims = [](Office& office) { return office.desk().tasks({}, {}, {}, 10)->own_claims; };
  EXPECT_THAT(own_claims(*far_), IsEmpty());
  for (Office* office : {far_.get(), county_.get(), village_.get()})
    office->clock().set(support::kNoonMs + 25ull * 24 * 3600 * 1000);
  const auto due = own_claims(*far_);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].offer.offer.home, kVillage);
  EXPECT_EQ(due[0].claim.text->name, "李四");
  // Where the wish is at home it stands among the tasks, and others have not claimed it.
  EXPECT_THAT(own_claims(*village_), IsEmpty());
  EXPECT_THAT(own_claims(*county_), IsEmpty());
  EXPECT_EQ(village_->desk().tasks({}, {}, {}, 10)->all.counts[static_cast<std::size_t>(Task::kDueSoon)], 1u);
  FulfilmentInput done;
  done.what = "送去棉被一床";
  EXPECT_EQ(code_of(far_->desk().fulfil(id, done)), "");
  EXPECT_THAT(own_claims(*far_), IsEmpty());
}

TEST_F(DeskClaimsTest, one_call_claims_several_wishes_for_one_volunteer) {
  const std::string id = published_wish();
  const std::string other = published_wish(1, quilt("吴小云"));
  const auto answers = far_->desk().claim({id, other}, volunteer());
  ASSERT_EQ(code_of(answers), "");
  for (const ClaimAnswer& answer : *answers) EXPECT_FALSE(answer.refused);
  meet();
  EXPECT_EQ(at_home(id).claims[0].claim.state, ClaimState::kGranted);
  EXPECT_EQ(at_home(other).claims[0].claim.state, ClaimState::kGranted);
  EXPECT_EQ(at_home(id).claims[0].claim.volunteer, at_home(other).claims[0].claim.volunteer);
  EXPECT_THAT(far_->desk().volunteers(), SizeIs(1));
}

TEST_F(DeskClaimsTest, the_publisher_takes_a_grant_back_and_somebody_else_gets_it) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  EXPECT_NE(code_of(city_->desk().reassign(id, {})), "");  // Nothing is granted yet.
  meet();
  EXPECT_EQ(code_of(county_->desk().reassign(id, {})), "publish.not_above");
  ASSERT_EQ(code_of(city_->desk().reassign(id, {})), "");
  EXPECT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kOpen);
  EXPECT_NE(code_of(city_->desk().reassign(id, {})), "");
  meet();
  ASSERT_THAT(at_home(id).claims, SizeIs(1));
  EXPECT_EQ(at_home(id).claims[0].claim.reason, model::ClaimReason::kReassigned);
  FulfilmentInput done;
  done.what = "送去棉被一床";
  EXPECT_NE(code_of(far_->desk().fulfil(id, done)), "");
  claim_at(*county_, id, "王五");
  meet();
  EXPECT_EQ(at_home(id).wish.state, WishState::kClaimed);
  for (const ClaimView& one : at_home(id).claims)
    EXPECT_EQ(one.claim.state == ClaimState::kGranted, one.text->name == "王五");
}

TEST_F(DeskClaimsTest, who_has_a_grant_hears_where_the_family_lives_now) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  ASSERT_EQ(far_->desk().offer(id)->family->address, "富托村3组18号");
  const auto disclosures = [&] {
    const auto events = city_->store().events_about(far_->desk().offer(id)->offer.id);
    return std::ranges::count(events, model::Kind::kDisclosed,
                              [](const model::Event& event) { return event.header().kind; });
  };
  EXPECT_EQ(disclosures(), 1);
  for (const char* address : {"富托村5组2号", "富托村7组1号"}) {
    WishInput moved;
    moved.address = address;
    ASSERT_EQ(code_of(desk().amend(id, moved)), "");
    meet();
    EXPECT_EQ(far_->desk().offer(id)->family->address, address);
  }
  EXPECT_EQ(disclosures(), 3);
  // What is not disclosed changes nothing, and nothing is said twice.
  WishInput older;
  older.age = "73";
  ASSERT_EQ(code_of(desk().amend(id, older)), "");
  for (int i = 0; i < 3; ++i) {
    city_->look_through_duties();
    meet();
  }
  EXPECT_EQ(disclosures(), 3);
  EXPECT_FALSE(county_->desk().offer(id)->family);
}

TEST_F(DeskClaimsTest, a_place_lists_what_was_claimed_there_and_what_became_of_it) {
  const std::string id = published_wish(), other = published_wish(1, quilt("吴小云"));
  claim_at(*far_, id, "李四");
  meet();
  far_->clock().set(support::kNoonMs + 1000);
  ClaimInput late = volunteer("王五");
  late.unit = "双峰县审计局";
  ASSERT_EQ(code_of(far_->desk().claim({other}, late)), "");
  claim_at(*county_, other, "赵六");
  city_->sync_from(*county_);  // The county was quicker.
  city_->do_duties();
  meet();
  const auto listed = [](Office& office, ClaimQuery query) {
    query.count_max = 10;
    std::vector<std::string> out;
    for (const OwnClaim& own : office.desk().claims(query).claims)
      out.push_back(own.claim.text.value_or(model::ClaimPart{}).name + " " +
                    std::string(model::word(own.claim.claim.state).key));
    return out;
  };
  EXPECT_THAT(listed(*far_, {}), ElementsAre("王五 declined", "李四 granted"));
  EXPECT_THAT(listed(*county_, {}), ElementsAre("赵六 granted"));
  EXPECT_THAT(listed(*village_, {}), IsEmpty());
  ClaimQuery query;
  query.state = ClaimState::kDeclined;
  EXPECT_THAT(listed(*far_, query), ElementsAre("王五 declined"));
  query = {};
  query.unit = "双峰县审计局";
  EXPECT_THAT(listed(*far_, query), ElementsAre("王五 declined"));
  query = {};
  query.volunteer = far_->desk().offer(id)->own_claims[0].claim.volunteer;
  EXPECT_THAT(listed(*far_, query), ElementsAre("李四 granted"));
  // What happens far away shows here once its word has come.
  ASSERT_EQ(code_of(city_->desk().reassign(id, {})), "");
  meet();
  EXPECT_THAT(listed(*far_, {}), ElementsAre("王五 declined", "李四 released"));
  far_->clock().set(support::kNoonMs + 2000);
  claim_at(*far_, id, "孙七");
  meet();
  EXPECT_THAT(listed(*far_, {}), ElementsAre("孙七 granted", "王五 declined", "李四 released"));
}

TEST_F(DeskClaimsTest, the_list_of_claims_goes_on_page_by_page) {
  std::vector<std::string> wishes;
  for (int i = 0; i < 5; ++i) wishes.push_back(published_wish(1, quilt("周大" + std::to_string(i))));
  for (const std::string& wish : wishes) {
    far_->clock().set(far_->clock().wall_ms() + 1000);
    claim_at(*far_, wish);
  }
  ClaimQuery query;
  query.count_max = 2;
  std::vector<std::string> seen;
  for (;;) {
    const ClaimPage page = far_->desk().claims(query);
    for (const OwnClaim& own : page.claims) seen.push_back(model::uuid_text(own.offer.offer.id));
    if (!page.next_after) break;
    query.after = page.next_after;
  }
  std::ranges::reverse(wishes);
  EXPECT_EQ(seen, wishes);
}

}  // namespace
}  // namespace node
