// What was reported as fulfilled, until the family was asked: what waits for whom, and how it goes on where
// the family says that nothing came.

#include "desk_life_fixture.h"

namespace node {
namespace {

using model::ClaimState;
using model::OfferState;
using model::WishState;
using ::testing::HasSubstr;

class DeskDisputesTest : public DeskLifeTest {
 protected:
  // How many wishes wait for that at the home.
  std::size_t waiting(Task task) {
    return desk().tasks({}, {}, {}, 10)->all.counts[static_cast<std::size_t>(task)];
  }
  ClaimView claim_at_home(const std::string& id) { return at_home(id).claims.at(0); }
  ClaimView claim_far_away(const std::string& id) { return far_->desk().offer(id)->own_claims.at(0); }
};

TEST_F(DeskDisputesTest, what_is_done_waits_to_be_confirmed_and_a_dispute_to_be_settled) {
  const std::string id = fulfilled_wish();
  EXPECT_EQ(waiting(Task::kToConfirm), 1u);
  EXPECT_EQ(waiting(Task::kDisputed), 0u);
  ConfirmationInput doubt;
  doubt.disputed = true;
  doubt.remark = "没有收到";
  EXPECT_EQ(code_of(desk().confirm(id, doubt)), "");
  EXPECT_EQ(waiting(Task::kToConfirm), 0u);
  EXPECT_EQ(waiting(Task::kDisputed), 1u);
  EXPECT_EQ(at_home(id).wish.state, WishState::kClaimed);
}

TEST_F(DeskDisputesTest, what_one_of_several_did_waits_to_be_confirmed) {
  const std::string id = fulfilled_wish(2);
  EXPECT_EQ(at_home(id).wish.state, WishState::kClaimed);
  EXPECT_EQ(waiting(Task::kToConfirm), 1u);
}

TEST_F(DeskDisputesTest, the_home_gives_up_what_the_family_disputes_and_the_volunteer_hears_of_it) {
  const std::string id = disputed_wish();
  // Not by the volunteer, who has not heard what the family said.
  EXPECT_EQ(code_of(far_->desk().release(id, {}, "")), "claim.ended");
  EXPECT_EQ(code_of(desk().release(id, {}, "志愿者没有来过")), "");
  meet();
  EXPECT_EQ(waiting(Task::kDisputed), 0u);
  EXPECT_EQ(claim_at_home(id).claim.state, ClaimState::kReleased);
  EXPECT_EQ(claim_far_away(id).claim.state, ClaimState::kReleased);
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kOpen);
}

TEST_F(DeskDisputesTest, the_publisher_gives_its_place_to_whoever_comes_or_to_somebody) {
  for (const bool named : {false, true}) {
    const std::string id = named ? disputed_wish(quilt("吴大海")) : disputed_wish();
    const auto to = named ? std::optional(volunteer("王五")) : std::nullopt;
    ASSERT_EQ(code_of(city_->desk().reassign(id, {}, to)), "");
    meet();
    const model::FoldedClaim claim = claim_at_home(id).claim;
    EXPECT_EQ(claim.state, ClaimState::kReleased);
    EXPECT_EQ(claim.reason, model::ClaimReason::kReassigned);
    EXPECT_FALSE(claim.unsettled);
    EXPECT_EQ(at_home(id).wish.state, named ? WishState::kClaimed : WishState::kPublished);
    EXPECT_EQ(claim_far_away(id).claim.state, ClaimState::kReleased);
  }
}

TEST_F(DeskDisputesTest, it_is_reported_anew_or_withdrawn) {
  const std::string anew = disputed_wish(), withdrawn = disputed_wish(quilt("吴大海"));
  FulfilmentInput done;
  done.what = "补送";
  EXPECT_EQ(code_of(far_->desk().fulfil(anew, done)), "");
  EXPECT_EQ(code_of(desk().withdraw(withdrawn, "不再需要")), "");
  meet();
  EXPECT_EQ(waiting(Task::kDisputed), 0u);
  EXPECT_EQ(at_home(withdrawn).wish.state, WishState::kWithdrawn);
  EXPECT_FALSE(at_home(withdrawn).wish.state_unsettled);
}

TEST_F(DeskDisputesTest, a_wish_with_a_free_place_can_not_be_closed_and_says_why) {
  const std::string id = fulfilled_wish(2);
  ConfirmationInput confirmed;
  confirmed.satisfaction = 5;
  EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "");
  EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "claim.ended") << "nobody asks twice by mistake";
  const auto refused = desk().close(id, "");
  EXPECT_EQ(code_of(refused), "wish.step_not_allowed");
  EXPECT_THAT(refused.error().en, HasSubstr("places that nobody took"));
  meet();
  PublicationInput one;
  one.slots = 1;
  ASSERT_EQ(code_of(city_->desk().publish(id, one)), "");
  meet();
  EXPECT_EQ(code_of(desk().close(id, "")), "");
}

}  // namespace
}  // namespace node
