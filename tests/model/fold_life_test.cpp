// The fold of a wish's public life: publications, claims, grants and the course, at the wish's home and as
// everyone else sees them; and what the publisher owes.

#include <gmock/gmock.h>

#include <algorithm>

#include "fold_life_fixture.h"

namespace model {
namespace {

using realm::Author;
using realm::kCity;
using realm::kCounty;
using realm::kDay;
using realm::kOtherCounty;
using realm::kVillage;

TEST_F(FoldLife, GoesTheWholeWay) {
  EXPECT_EQ(wish().state, WishState::kVetted);
  EXPECT_EQ(wish().days.vetted_on, (Date{2018, 6, 25}));
  const EventHash publication = publish(city_.city, kCity);
  EXPECT_EQ(wish().state, WishState::kPublished);
  EXPECT_EQ(wish().scope, kCity);
  const EventHash asked = claim(city_.far_village, kFirst, publication);
  EXPECT_EQ(wish().state, WishState::kPublished);
  EXPECT_EQ(state_of(kFirst), ClaimState::kProvisional);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kProvisional));
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, asked});
  EXPECT_EQ(wish().state, WishState::kClaimed);
  EXPECT_EQ(state_of(kFirst), ClaimState::kGranted);
  EXPECT_EQ(due_on(wish()), kDay.plus_days(30));
  const EventHash done = fulfil(city_.far_village, kFirst, {asked, given});
  EXPECT_EQ(wish().state, WishState::kFulfilled);
  EXPECT_EQ(wish().claim(kFirst)->value_yuan, 180u);
  const EventHash asked_family = confirm(kFirst, 5, {done});
  EXPECT_EQ(wish().state, WishState::kConfirmed);
  EXPECT_EQ(wish().satisfaction, 5);
  say(city_.county, kVillage, realm::closed(kWish, {asked_family}));
  EXPECT_EQ(wish().state, WishState::kClosed);
  EXPECT_EQ(wish().days.closed_on, kDay.plus_days(6));
  EXPECT_FALSE(wish().state_unsettled);
  EXPECT_EQ(matters_of(wish()), Matters{});
}

TEST_F(FoldLife, IsSeenFromAfarAsFromTheHome) {
  const EventHash publication = publish(city_.city, kCity);
  const EventHash asked = claim(city_.far_village, kFirst, publication);
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.far_village, kFirst, {asked, given});
  say(city_.city, kCity, realm::coursed(kWish, kVillage, kFirst, CourseStage::kFulfilled, {given, done}));
  ASSERT_EQ(seen_from_afar().size(), 1u);
  EXPECT_EQ(seen_from_afar().front(), *offer());
  EXPECT_EQ(offer()->state(), OfferState::kFulfilled);
  EXPECT_EQ(offer()->decision(kFirst)->shares.size(), 1u);
}

// Otherwise a report would find no days between claiming and fulfilling.
TEST_F(FoldLife, WasClaimedOnTheDayOfTheGrantAlsoOnceItIsDone) {
  const EventHash publication = publish(city_.city, kCity);
  const EventHash asked = claim(city_.far_village, kFirst, publication);
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.far_village, kFirst, {asked, given});
  const EventHash told =
      say(city_.city, kCity, realm::coursed(kWish, kVillage, kFirst, CourseStage::kFulfilled, {given, done}))
          .hash();
  EXPECT_EQ(offer()->decision(kFirst)->on, kDay);
  EXPECT_EQ(offer()->decision(kFirst)->fulfilled_on, kDay.plus_days(3));
  EXPECT_EQ(wish().days.claimed_on, kDay);
  say(city_.city, kCity, realm::freed(kWish, kVillage, kFirst, model::ClaimReason::kReassigned, {told}));
  EXPECT_EQ(offer()->decision(kFirst)->on, kDay.plus_days(31));
}

TEST_F(FoldLife, NeedsAPublisherAtOrAboveTheScope) {
  publish(city_.county, kCity);
  EXPECT_FALSE(offer().has_value());
  publish(city_.other_county, kOtherCounty);
  EXPECT_FALSE(offer().has_value());
  EXPECT_EQ(wish().state, WishState::kVetted);
  publish(city_.city, kCounty);
  EXPECT_TRUE(offer().has_value());
}

TEST_F(FoldLife, IgnoresAGrantOfANodeThatDidNotPublish) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  grant(city_.city, kCounty, kFirst, {publication, asked});
  EXPECT_EQ(state_of(kFirst), ClaimState::kProvisional);
}

TEST_F(FoldLife, TakesGrantsOfALaterWriterOfThePublishingNode) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const Authority& authority = *city_.judge();
  Author& renewed = city_.open_writer(realm::seed_of(2), authority.writer(city_.county.writer())->enrolled,
                                      kCounty, city_.county.writer());
  grant(renewed, kCounty, kFirst, {publication, asked});
  EXPECT_EQ(state_of(kFirst), ClaimState::kGranted);
}

TEST_F(FoldLife, TakesTheWidestOfUnawarePublications) {
  const EventHash narrow = publish(city_.county, kCounty);
  publish(city_.city, kCity, 2);
  EXPECT_EQ(offer()->scope, kCity);
  EXPECT_EQ(offer()->slots, 2);
  EXPECT_TRUE(offer()->contested);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnsettled));
  // Grants under the one that gave way stand.
  const EventHash asked = claim(city_.sibling, kFirst, narrow);
  grant(city_.county, kCounty, kFirst, {narrow, asked});
  EXPECT_EQ(state_of(kFirst), ClaimState::kGranted);
}

TEST_F(FoldLife, IsReplacedByAPublicationThatNamesTheFormer) {
  const EventHash narrow = publish(city_.county, kCounty);
  publish(city_.city, kCity, 3, {narrow});
  EXPECT_EQ(offer()->scope, kCity);
  EXPECT_FALSE(offer()->contested);
}

TEST_F(FoldLife, MarksMoreGrantsThanSlots) {
  const EventHash narrow = publish(city_.county, kCounty);
  const EventHash wide = publish(city_.city, kCity);
  const EventHash one = claim(city_.sibling, kFirst, narrow);
  const EventHash other = claim(city_.far_village, kSecond, wide);
  grant(city_.county, kCounty, kFirst, {narrow, one});
  grant(city_.city, kCity, kSecond, {wide, other});
  EXPECT_EQ(wish().taken(), 2u);
  EXPECT_TRUE(wish().over_granted());
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnsettled));
}

TEST_F(FoldLife, IsTheSameGrantHoweverOftenItIsWritten) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  grant(city_.county, kCounty, kFirst, {publication, asked});
  grant(city_.county, kCounty, kFirst, {publication, asked});
  EXPECT_EQ(wish().taken(), 1u);
}

TEST_F(FoldLife, VoidsAnExpiryThatDidNotKnowOfTheFulfilment) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, given});
  const EventHash expired =
      say(city_.county, kCounty, realm::freed(kWish, kVillage, kFirst, ClaimReason::kExpired, {given}))
          .hash();
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  EXPECT_EQ(wish().state, WishState::kFulfilled);
  // A grant made meanwhile stands, too.
  const EventHash second = claim(city_.far_village, kSecond, publication);
  grant(city_.county, kCounty, kSecond, {expired, second});
  EXPECT_TRUE(wish().over_granted());
  // Whoever learns of both tells everyone, and the offer shows it.
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kCoursed));
  say(city_.county, kCounty,
      realm::coursed(kWish, kVillage, kFirst, CourseStage::kFulfilled, {expired, done}));
  EXPECT_EQ(offer()->decision(kFirst)->state, ClaimState::kFulfilled);
}

// Whether the one who knew of the expiry speaks first.
class FoldLifeOfTwo : public FoldLife, public ::testing::WithParamInterface<bool> {};

TEST_P(FoldLifeOfTwo, VoidsAnExpiryForTheOneWhoDidNotKnowOfIt) {
  const auto [publication, asked, given, expired] = expired_first();
  if (GetParam()) fulfil(city_.village, kFirst, {asked, expired});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, given});
  if (!GetParam()) fulfil(city_.village, kFirst, {asked, expired});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  fulfil(city_.sibling, kFirst, {done, expired});  // Who did not know repeats it, knowing.
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
}

INSTANTIATE_TEST_SUITE_P(Order, FoldLifeOfTwo, ::testing::Bool());

TEST_F(FoldLife, StaysExpiredForAFulfilmentThatKnewOfIt) {
  const auto [publication, asked, given, expired] = expired_first();
  fulfil(city_.sibling, kFirst, {asked, expired});
  EXPECT_EQ(state_of(kFirst), ClaimState::kExpired);
  EXPECT_EQ(wish().state, WishState::kPublished);
}

// One that expired, was taken up by nobody else, and is reported as fulfilled all the same.
TEST_F(FoldLife, TakesUpALateDeedWhosePlaceIsFree) {
  const auto [publication, asked, given, expired] = expired_first();
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, expired});
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnsettled));
  ASSERT_THAT(owed(), ::testing::ElementsAre(Kind::kGranted));
  EXPECT_THAT(owed_by_publisher(wish(), *offer(), kDay, Programme()).front().answers,
              ::testing::ElementsAre(asked, done));
  const EventHash again = grant(city_.county, kCounty, kFirst, {expired, asked, done});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  EXPECT_FALSE(matters_of(wish()).has(Matter::kUnsettled));
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kCoursed));
  say(city_.county, kCounty, realm::coursed(kWish, kVillage, kFirst, CourseStage::kFulfilled, {again, done}));
  confirm(kFirst, 5, {done});
  EXPECT_EQ(wish().state, WishState::kConfirmed);
}

TEST_F(FoldLife, LeavesALateDeedToPeopleWhileItsPlaceIsTaken) {
  const auto [publication, asked, given, expired] = expired_first();
  const EventHash second =
      say(city_.village, kVillage, realm::claimed(kWish, kSecond, {publication}, 2)).hash();
  const EventHash taken = grant(city_.county, kCounty, kSecond, {expired, second});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, expired});
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnsettled));
  EXPECT_THAT(owed(), ::testing::IsEmpty());
  // Either its publisher makes room for both, or the family says that nothing came of it.
  const std::vector<Event> before = events_;
  publish(city_.county, kCounty, 2, {taken});
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kGranted));
  events_ = before;
  confirm(kFirst, 0, {done}, true);
  EXPECT_EQ(state_of(kFirst), ClaimState::kExpired);
  EXPECT_FALSE(matters_of(wish()).has(Matter::kUnsettled));
  EXPECT_THAT(owed(), ::testing::IsEmpty());
}

TEST_F(FoldLife, NeedsEverySlotFulfilled) {
  const EventHash publication = publish(city_.county, kCounty, 2);
  const EventHash one = claim(city_.sibling, kFirst, publication);
  const EventHash two = claim(city_.village, kSecond, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, one});
  const EventHash done = fulfil(city_.sibling, kFirst, {one, given});
  EXPECT_EQ(wish().state, WishState::kClaimed);
  const EventHash second = grant(city_.county, kCounty, kSecond, {given, two});
  const EventHash both = fulfil(city_.village, kSecond, {two, second});
  EXPECT_EQ(wish().state, WishState::kFulfilled);
  confirm(kFirst, 4, {done, both});
  EXPECT_EQ(wish().state, WishState::kFulfilled);
  confirm(kSecond, 2, {done, both});
  EXPECT_EQ(wish().state, WishState::kConfirmed);
  EXPECT_EQ(wish().satisfaction, 2);
}

TEST_F(FoldLife, IsDisputedUntilItIsFulfilledAnew) {
  const EventHash done = fulfil_first(city_.county, kCounty, kFirst);
  const EventHash doubt = confirm(kFirst, 0, {done}, true);
  EXPECT_EQ(state_of(kFirst), ClaimState::kDisputed);
  EXPECT_EQ(wish().state, WishState::kClaimed);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kDisputed));
  EXPECT_FALSE(matters_of(wish()).has(Matter::kToConfirm));
  fulfil(city_.sibling, kFirst, {doubt});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kToConfirm));
}

TEST_F(FoldLife, IsGivenUpOnceItIsDisputedAndNotBefore) {
  const EventHash done = fulfil_first(city_.county, kCounty, kFirst);
  say(city_.village, kVillage, realm::released(kWish, kFirst, {done}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  const EventHash doubt = confirm(kFirst, 0, {done}, true);
  say(city_.village, kVillage, realm::released(kWish, kFirst, {doubt}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kReleased);
  EXPECT_EQ(wish().state, WishState::kPublished);
  // Whoever reports it anew without knowing of that stands before it.
  fulfil(city_.sibling, kFirst, {doubt});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  EXPECT_TRUE(wish().claims.front().unsettled);
}

TEST_F(FoldLife, NobodyIsAskedAboutAWishThatWasWithdrawn) {
  fulfil_first(city_.county, kCounty, kFirst, 2);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kToConfirm));
  say(city_.village, kVillage, realm::withdrawn(kWish, {approved_}));
  EXPECT_FALSE(matters_of(wish()).has(Matter::kToConfirm));
}

TEST_F(FoldLife, ADisputedOneGoesOnNowhereOnceTheWishIsWithdrawn) {
  const EventHash doubt = confirm(kFirst, 0, {fulfil_first(city_.county, kCounty, kFirst)}, true);
  say(city_.village, kVillage, realm::withdrawn(kWish, {approved_, doubt}));
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_FALSE(wish().state_unsettled);
  EXPECT_FALSE(matters_of(wish()).has(Matter::kDisputed));
}

TEST_F(FoldLife, IgnoresAFulfilmentByWhoNeitherClaimedNorIsAtHome) {
  const EventHash publication = publish(city_.city, kCity);
  const EventHash asked = claim(city_.far_village, kFirst, publication);
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, asked});
  fulfil(city_.sibling, kFirst, {asked, given});
  EXPECT_EQ(state_of(kFirst), ClaimState::kGranted);
  fulfil(city_.county, kFirst, {asked, given});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
}

TEST_F(FoldLife, EndsAsItsHomeSaysAndMarksWhoGoesOn) {
  fulfil_first(city_.county, kCounty, kFirst);
  say(city_.village, kVillage, realm::withdrawn(kWish, {approved_}));
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_TRUE(wish().state_unsettled);
  EXPECT_THAT(owed(), ::testing::Contains(Kind::kTakenDown));
  // Until the family says what came of it.
  confirm(kFirst, 4, {wish().claim(kFirst)->fulfilled.hash});
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_EQ(state_of(kFirst), ClaimState::kConfirmed);
  EXPECT_FALSE(wish().state_unsettled);
  EXPECT_THAT(owed(), ::testing::Contains(Kind::kCoursed));
}

TEST_F(FoldLife, IsSettledByWhoEndsItAnewAndKnowsAll) {
  const EventHash gone = say(city_.village, kVillage, realm::withdrawn(kWish, {approved_})).hash();
  const EventHash other =
      say(city_.county, kVillage, realm::vetted(kWish, Outcome::kHandedOver, {approved_})).hash();
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnsettled));
  say(city_.village, kVillage, realm::withdrawn(kWish, {gone, other}));
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_EQ(matters_of(wish()), Matters{});
}

TEST_F(FoldLife, IsVettedAgainOnceItIsTakenDown) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash down = say(city_.county, kCounty, realm::taken_down(kWish, kVillage, {publication})).hash();
  EXPECT_EQ(wish().state, WishState::kVetted);
  EXPECT_EQ(offer()->state(), OfferState::kTakenDown);
  publish(city_.county, kCounty, 1, {down});
  EXPECT_EQ(wish().state, WishState::kPublished);
}

TEST_F(FoldLife, OwesADecisionUponEachClaimInTheirOrder) {
  const EventHash publication = publish(city_.county, kCounty);
  claim(city_.sibling, kFirst, publication);
  claim(city_.village, kSecond, publication);
  const auto owing = owed_by_publisher(wish(), *offer(), kDay, Programme());
  ASSERT_EQ(owing.size(), 2u);
  EXPECT_EQ(owing[0].kind, Kind::kGranted);
  EXPECT_EQ(owing[1].kind, Kind::kDeclined);
  EXPECT_EQ(decode_granted(owing[0].body)->due_on, kDay.plus_days(30));
}

TEST_F(FoldLife, WhileTheDayIsInDoubtNothingIsGrantedAndNothingExpires) {
  const auto owed_in = [&](DayTrust trust) {
    std::vector<Kind> out;
    for (const Owed& one : owed_by_publisher(wish(), *offer(), kDay.plus_days(31), Programme(), trust))
      out.push_back(one.kind);
    return out;
  };
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  EXPECT_THAT(owed_in(DayTrust::kInDoubt), ::testing::IsEmpty());
  EXPECT_THAT(owed_in(DayTrust::kKnown), ::testing::ElementsAre(Kind::kGranted));
  grant(city_.county, kCounty, kFirst, {publication, asked});
  EXPECT_THAT(owed_in(DayTrust::kInDoubt), ::testing::IsEmpty());
  EXPECT_THAT(owed_in(DayTrust::kKnown), ::testing::ElementsAre(Kind::kFreed));
  claim(city_.village, kSecond, publication);
  EXPECT_THAT(owed_in(DayTrust::kInDoubt), ::testing::ElementsAre(Kind::kDeclined))
      << "that follows from no day";
}

TEST_F(FoldLife, OwesNothingOnceAllIsSaid) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  EXPECT_THAT(owed(), ::testing::IsEmpty());
  EXPECT_THAT(owed(kDay.plus_days(30)), ::testing::IsEmpty());
  EXPECT_THAT(owed(kDay.plus_days(31)), ::testing::ElementsAre(Kind::kFreed));
  say(city_.sibling, kVillage, realm::released(kWish, kFirst, {asked, given}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kReleased);
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kFreed));
  say(city_.county, kCounty, realm::freed(kWish, kVillage, kFirst, ClaimReason::kReleased, {given}));
  EXPECT_THAT(owed(), ::testing::IsEmpty());
  EXPECT_EQ(wish().state, WishState::kPublished);
}

TEST_F(FoldLife, IsClosedAfterHandingOverOnlyOnceThatIsDone) {
  const EventHash handed =
      say(city_.county, kVillage, realm::vetted(kWish, Outcome::kHandedOver, {approved_})).hash();
  EXPECT_EQ(wish().state, WishState::kHandedOver);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kUnanswered));
  const EventHash closed = say(city_.county, kVillage, realm::closed(kWish, {handed})).hash();
  EXPECT_EQ(wish().state, WishState::kHandedOver);
  say(city_.county, kVillage,
      {Kind::kHandOverNoted, encode(HandOverNoted{HandOverStage::kDone, kDay}), kWish, {}, {closed}});
  EXPECT_EQ(wish().state, WishState::kClosed);
}

TEST_F(FoldLife, KnowsTheAnswerToWhatWasSentLastAlone) {
  const EventHash handed =
      say(city_.county, kVillage, realm::vetted(kWish, Outcome::kHandedOver, {approved_})).hash();
  const auto note = [&](HandOverStage stage, const Date& on, std::vector<EventHash> based_on) {
    return say(city_.county, kVillage,
               {Kind::kHandOverNoted, encode(HandOverNoted{stage, on}), kWish, {}, std::move(based_on)})
        .hash();
  };
  const auto answered = [&] { return wish().days.answered_on; };
  const EventHash sent = note(HandOverStage::kSent, kDay, {handed});
  const EventHash refused = note(HandOverStage::kAnswered, kDay, {sent});
  EXPECT_EQ(answered(), kDay);
  // To somebody else, on the very same day.
  const EventHash again = note(HandOverStage::kSent, kDay, {refused});
  EXPECT_EQ(answered(), Date{});
  EXPECT_EQ(wish().days.sent_on, kDay);
  const EventHash accepted = note(HandOverStage::kAnswered, kDay.plus_days(1), {again});
  EXPECT_EQ(answered(), kDay.plus_days(1));
  // Sent by whoever did not know of the answer: it stands.
  note(HandOverStage::kSent, kDay.plus_days(2), {again});
  EXPECT_EQ(answered(), kDay.plus_days(1));
  note(HandOverStage::kSent, kDay.plus_days(3), {accepted});
  EXPECT_EQ(answered(), Date{});
  EXPECT_EQ(wish().days.sent_on, kDay.plus_days(3));
}

}  // namespace
}  // namespace model
