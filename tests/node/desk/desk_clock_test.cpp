// A publisher whose clock steps: nobody loses a wish by it, and nobody is given one that is over at once.

#include "desk_life_fixture.h"

namespace node {
namespace {

using model::ClaimState;
using model::OfferState;
using support::kNoonMs;
using ::testing::HasSubstr;

constexpr std::uint64_t kStepYearMs = 365 * kDayMs;

class DeskClockTest : public DeskLifeTest {
 protected:
  // The city is the publisher.
  void city_clock(std::uint64_t ms) {
    city_->clock().set(ms);
    city_->look_through_duties();
    meet();
  }
  ClaimState state_of(const std::string& id) { return at_home(id).claims.at(0).claim.state; }
  DoctorLine clock_line() {
    for (DoctorLine& line : city_->desk().doctor())
      if (line.check == "clock") return std::move(line);
    return {};
  }
};

TEST_F(DeskClockTest, a_clock_that_jumps_a_year_ahead_ends_no_claim) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  ASSERT_EQ(state_of(id), ClaimState::kGranted);
  city_clock(kNoonMs + kStepYearMs);
  EXPECT_EQ(state_of(id), ClaimState::kGranted);
  EXPECT_EQ(clock_line().state, DoctorState::kAct);
  EXPECT_THAT(clock_line().what.en, HasSubstr("grants no claims"));
  EXPECT_THAT(clock_line().todo.zh, HasSubstr("校准"));
  // Set right again, all goes on as before, and the claim ends when its day is over.
  city_clock(kNoonMs + kDayMs);
  EXPECT_EQ(state_of(id), ClaimState::kGranted);
  city_clock(kNoonMs + 32 * kDayMs);
  EXPECT_EQ(state_of(id), ClaimState::kExpired);
}

TEST_F(DeskClockTest, in_1970_nobody_is_granted_what_would_be_over_at_once) {
  const std::string id = published_wish();
  city_->clock().set(3 * kHourMs);
  claim_at(*far_, id);
  meet();
  EXPECT_EQ(state_of(id), ClaimState::kProvisional);
  EXPECT_EQ(clock_line().state, DoctorState::kAct);
  EXPECT_THAT(clock_line().what.en, HasSubstr("1970"));
  city_clock(kNoonMs + kDayMs);
  EXPECT_EQ(state_of(id), ClaimState::kGranted);
  EXPECT_EQ(at_home(id).claims[0].claim.due_on, model::Date::in_china(kNoonMs + 31 * kDayMs));
}

TEST_F(DeskClockTest, who_asked_first_comes_first_when_the_clock_is_right_again) {
  const std::string id = published_wish();
  city_->clock().set(kNoonMs + kStepYearMs);
  claim_at(*far_, id, "李四");
  meet();
  county_->clock().set(kNoonMs + kHourMs);
  claim_at(*county_, id, "王五");
  meet();
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kOpen);
  city_clock(kNoonMs + kDayMs);
  for (const ClaimView& claim : at_home(id).claims)
    EXPECT_EQ(claim.claim.state, claim.text->name == "李四" ? ClaimState::kGranted : ClaimState::kDeclined);
}

TEST_F(DeskClockTest, what_follows_from_no_day_goes_on) {
  const std::string id = fulfilled_wish();
  city_->clock().set(kNoonMs + kStepYearMs);
  ConfirmationInput asked;
  asked.satisfaction = 5;
  ASSERT_EQ(code_of(desk().confirm(id, asked)), "");
  meet();
  EXPECT_EQ(far_->desk().offer(id)->offer.state(), OfferState::kConfirmed);
}

TEST_F(DeskClockTest, nobody_is_given_a_wish_by_name_meanwhile) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  city_->clock().set(kNoonMs + kStepYearMs);
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("赵六"))), "publish.clock");
  EXPECT_EQ(code_of(city_->desk().reassign(id, {})), "");
}

TEST_F(DeskClockTest, the_word_of_others_and_not_of_one_child_ends_the_doubt) {
  const std::string id = published_wish();
  const std::uint64_t later = kNoonMs + 100 * kDayMs;  // Switched on again after a long time.
  city_->clock().set(later);
  claim_at(*far_, id);
  meet();
  PeerStatus child;
  child.connected = true;
  child.opened_ms = later;
  city_->peers.list = {child};
  city_clock(later);
  EXPECT_EQ(state_of(id), ClaimState::kProvisional);
  city_->peers.list.push_back(child);
  city_clock(later);
  EXPECT_EQ(state_of(id), ClaimState::kGranted);
}

TEST_F(DeskClockTest, a_doubt_outlives_the_process) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  city_clock(kNoonMs + kStepYearMs);
  const auto kept = city_->store().fact(kClockWalkFact);
  ASSERT_TRUE(kept);
  EXPECT_TRUE(decode_clock_walk(*kept)->in_doubt());
}

}  // namespace
}  // namespace node
