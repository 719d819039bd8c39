// The fold of a wish's public life: publications, claims, grants and the course, at the wish's home and as
// everyone else sees them; and what the publisher owes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "model/duties.h"
#include "model/fold/wish.h"
#include "tests/support/life.h"

namespace model {
namespace {

using realm::Author;
using realm::claim_of;
using realm::kCity;
using realm::kCounty;
using realm::kDay;
using realm::kOtherCounty;
using realm::kVillage;

const SubjectId kWish = realm::subject_of(1);
const SubjectId kFirst = claim_of(1);
const SubjectId kSecond = claim_of(2);

class FoldLife : public ::testing::Test {
 protected:
  FoldLife() {
    const Event first = say(city_.village, kVillage, realm::registered(kWish));
    approved_ = say(city_.county, kVillage, realm::vetted(kWish, Outcome::kApproved, {first.hash()})).hash();
  }

  Event say(Author& by, PlaceCode log, realm::Words words) {
    if (words.home == log) words.home = {};
    events_.push_back(by.write(log, words));
    return events_.back();
  }
  EventHash publish(Author& by, PlaceCode scope, std::uint16_t slots = 1,
                    std::vector<EventHash> based_on = {}) {
    return say(by, scope, realm::published(kWish, kVillage, slots, std::move(based_on))).hash();
  }
  EventHash claim(Author& by, const SubjectId& id, const EventHash& publication) {
    return say(by, kVillage, realm::claimed(kWish, id, {publication})).hash();
  }
  EventHash grant(Author& by, PlaceCode scope, const SubjectId& id, std::vector<EventHash> based_on) {
    return say(by, scope, realm::granted(kWish, kVillage, id, std::move(based_on))).hash();
  }
  EventHash fulfil(Author& by, const SubjectId& id, std::vector<EventHash> based_on) {
    return say(by, kVillage, realm::fulfilled(kWish, id, std::move(based_on))).hash();
  }
  EventHash confirm(const SubjectId& id, std::uint8_t satisfaction, std::vector<EventHash> based_on,
                    bool disputed = false) {
    return say(city_.village, kVillage,
               realm::confirmed(kWish, id, satisfaction, std::move(based_on), disputed))
        .hash();
  }

  [[nodiscard]] FoldedWish wish() const { return *fold_wish(events_, kVillage, *city_.judge()); }
  [[nodiscard]] std::optional<FoldedOffer> offer() const {
    return Publications(events_, kVillage, *city_.judge()).offer();
  }
  [[nodiscard]] ClaimState state_of(const SubjectId& id) const { return wish().claim(id)->state; }
  // As a node sees it that carries the scope's logs alone.
  [[nodiscard]] std::vector<FoldedOffer> seen_from_afar() const {
    std::vector<Event> carried;
    for (const Event& event : events_)
      if (event.header().place != kVillage) carried.push_back(event);
    return fold_offers(carried, *city_.judge());
  }
  [[nodiscard]] std::vector<Kind> owed(const Date& today = kDay.plus_days(1)) const {
    std::vector<Kind> out;
    for (const Owed& one : owed_by_publisher(wish(), *offer(), today, Programme())) out.push_back(one.kind);
    return out;
  }

  realm::SmallCity city_;
  std::vector<Event> events_;
  EventHash approved_;
};

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

TEST_F(FoldLife, StaysExpiredForAFulfilmentThatKnewOfIt) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  const EventHash expired =
      say(city_.county, kCounty, realm::freed(kWish, kVillage, kFirst, ClaimReason::kExpired, {given}))
          .hash();
  fulfil(city_.sibling, kFirst, {asked, expired});
  EXPECT_EQ(state_of(kFirst), ClaimState::kExpired);
  EXPECT_EQ(wish().state, WishState::kPublished);
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
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, given});
  const EventHash doubt = confirm(kFirst, 0, {done}, true);
  EXPECT_EQ(state_of(kFirst), ClaimState::kDisputed);
  EXPECT_EQ(wish().state, WishState::kFulfilled);
  EXPECT_TRUE(matters_of(wish()).has(Matter::kDisputed));
  fulfil(city_.sibling, kFirst, {doubt});
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
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
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  fulfil(city_.sibling, kFirst, {asked, given});
  say(city_.village, kVillage, realm::withdrawn(kWish, {approved_}));
  EXPECT_EQ(wish().state, WishState::kWithdrawn);
  EXPECT_TRUE(wish().state_unsettled);
  EXPECT_THAT(owed(), ::testing::Contains(Kind::kTakenDown));
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

// ---- Whose word counts

TEST_F(FoldLife, IsNotNarrowedNorTakenDownByThoseBelowTheScope) {
  const EventHash wide = publish(city_.city, kCity);
  publish(city_.village, kVillage, 1, {wide});
  EXPECT_EQ(offer()->scope, kCity);
  EXPECT_FALSE(offer()->contested);
  say(city_.village, kVillage, realm::taken_down(kWish, kVillage, {wide}));
  EXPECT_EQ(wish().state, WishState::kPublished);
}

TEST_F(FoldLife, HearsNobodyButThePublisherAboutItsClaims) {
  const EventHash publication = publish(city_.city, kCity);
  const EventHash asked = claim(city_.far_village, kFirst, publication);
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, asked});
  say(city_.county, kCounty, realm::freed(kWish, kVillage, kFirst, ClaimReason::kReassigned, {given}));
  say(city_.village, kVillage, realm::coursed(kWish, kVillage, kFirst, CourseStage::kConfirmed, {given}));
  say(city_.county, kCounty, realm::declined(kWish, kVillage, kSecond, {publication}));
  EXPECT_EQ(offer()->decisions.size(), 1u);
  EXPECT_EQ(offer()->decision(kFirst)->state, ClaimState::kGranted);
}

TEST_F(FoldLife, HearsAFormerPublisherNoMoreOnceItKnowsOfTheNext) {
  const EventHash narrow = publish(city_.county, kCounty);
  const EventHash wide = publish(city_.city, kCity, 1, {narrow});
  const EventHash asked = claim(city_.sibling, kFirst, narrow);
  grant(city_.county, kCounty, kFirst, {wide, asked});
  EXPECT_EQ(state_of(kFirst), ClaimState::kProvisional);
}

TEST_F(FoldLife, SaysAgainInAWiderScopeWhatWasGrantedInANarrowerOne) {
  const EventHash narrow = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, narrow);
  const EventHash given = grant(city_.county, kCounty, kFirst, {narrow, asked});
  const EventHash wide = publish(city_.city, kCity, 2, {given});
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kGranted));
  grant(city_.city, kCity, kFirst, {wide, asked});
  EXPECT_THAT(owed(), ::testing::IsEmpty());
  // Whoever carries the city's logs alone now sees the same.
  std::vector<Event> carried;
  for (const Event& event : events_)
    if (event.header().place == kCity) carried.push_back(event);
  const auto seen = fold_offers(carried, *city_.judge());
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen.front().decisions, offer()->decisions);
  EXPECT_EQ(wish().taken(), 1u);
}

TEST_F(FoldLife, NamesItsHome) {
  auto words = realm::published(kWish, kVillage, 1);
  Published fact = *decode_published(words.body);
  fact.number = kOtherCounty.text() + "-2018-0001-KQ";
  words.body = encode(fact);
  say(city_.county, kCounty, words);
  EXPECT_FALSE(offer().has_value());
}

TEST_F(FoldLife, StaysConfirmedWhateverTheVolunteerSaysLater) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  const EventHash given = grant(city_.county, kCounty, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, given});
  say(city_.sibling, kVillage, realm::released(kWish, kFirst, {done}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  const EventHash asked_family = confirm(kFirst, 5, {done});
  fulfil(city_.sibling, kFirst, {asked_family});
  EXPECT_EQ(state_of(kFirst), ClaimState::kConfirmed);
}

TEST_F(FoldLife, KeepsTheClaimThatWasGrantedWhoeverUsesItsIdAgain) {
  const EventHash publication = publish(city_.city, kCity);
  const Event mine = say(city_.village, kVillage, realm::claimed(kWish, kFirst, {publication}));
  const EventHash given = grant(city_.city, kCity, kFirst, {publication, mine.hash()});
  city_.far_village.set_clock_ms(1);
  claim(city_.far_village, kFirst, publication);
  ASSERT_EQ(wish().claims.size(), 1u);
  EXPECT_EQ(wish().claim(kFirst)->claimed, mine.ref());
  fulfil(city_.far_village, kFirst, {given});
  EXPECT_EQ(state_of(kFirst), ClaimState::kGranted);
}

TEST_F(FoldLife, IsNotDrownedByOutsiders) {
  const EventHash publication = publish(city_.city, kCity);
  const auto heads = wish().heads;
  city_.far_village.set_clock_ms(1);
  for (std::uint64_t i = 0; i < kWishEventsMax + 10; ++i)
    claim(city_.far_village, claim_of(100 + i), publication);
  claim(city_.sibling, kFirst, publication);
  EXPECT_EQ(wish().heads, heads);
  EXPECT_NE(wish().claim(kFirst), nullptr);
  EXPECT_LT(wish().claims.size(), 100u);
}

TEST_F(FoldLife, ListsWhatWasAttachedAndGoesOnUnmoved) {
  const EventHash publication = publish(city_.city, kCity);
  claim(city_.far_village, kFirst, publication);
  const FoldedWish before = wish();
  const Event proof = say(city_.village, kVillage, realm::attached(kWish, "proof"));
  const Event photo =
      say(city_.far_village, kVillage, realm::attached(kWish, "photo", kFirst, {proof.hash()}));
  const FoldedWish after = wish();
  ASSERT_EQ(after.attachments.size(), 2u);
  EXPECT_EQ(after.attachments[0].event, proof.ref());
  EXPECT_EQ(after.attachments[0].claim, std::nullopt);
  EXPECT_EQ(after.attachments[1].event, photo.ref());
  EXPECT_EQ(after.attachments[1].claim, kFirst);
  EXPECT_EQ(after.attachments[1].purpose, AttachmentPurpose::kPhoto);
  EXPECT_EQ(after.state, before.state);
  EXPECT_EQ(after.heads, before.heads);
  EXPECT_EQ(after.claims, before.claims);
}

TEST_F(FoldLife, ListsOfOutsidersOnlyWhatIsAboutTheirOwnClaim) {
  const EventHash publication = publish(city_.city, kCity);
  claim(city_.far_village, kFirst, publication);
  say(city_.far_village, kVillage, realm::attached(kWish, "about the wish"));
  say(city_.sibling, kVillage, realm::attached(kWish, "about another's claim", kFirst));
  say(city_.far_village, kVillage, realm::attached(kWish, "about no claim that there is", kSecond));
  EXPECT_THAT(wish().attachments, ::testing::IsEmpty());
  say(city_.county, kVillage, realm::attached(kWish, "an office's word on it", kFirst));
  EXPECT_THAT(wish().attachments, ::testing::SizeIs(1));
}

TEST_F(FoldLife, ListsTheHomesFilesFirstAndNotAllThatSomebodyPours) {
  const EventHash publication = publish(city_.city, kCity);
  claim(city_.far_village, kFirst, publication);
  for (std::size_t i = 0; i < kAttachmentsMax + 5; ++i)
    say(city_.far_village, kVillage, realm::attached(kWish, std::to_string(i), kFirst));
  const Event proof = say(city_.village, kVillage, realm::attached(kWish, "proof"));
  ASSERT_EQ(wish().attachments.size(), kAttachmentsMax);
  EXPECT_EQ(std::ranges::count(wish().attachments, proof.ref(), &FoldedAttachment::event), 1);
}

TEST_F(FoldLife, ShowsOnesOwnFilesAwayFromTheHome) {
  const EventHash publication = publish(city_.city, kCity);
  claim(city_.far_village, kFirst, publication);
  const Event photo = say(city_.far_village, kVillage, realm::attached(kWish, "photo", kFirst));
  std::vector<Event> held;
  for (const Event& event : events_)
    if (event.header().place != kVillage || event.header().writer == city_.far_village.writer())
      held.push_back(event);
  const ClaimsAway away = fold_claims(held, kVillage, *city_.judge());
  ASSERT_EQ(away.attachments.size(), 1u);
  EXPECT_EQ(away.attachments[0].event, photo.ref());
}

TEST_F(FoldLife, GivesOnePlaceToAVolunteer) {
  const EventHash publication = publish(city_.county, kCounty, 2);
  claim(city_.sibling, kFirst, publication);
  claim(city_.sibling, kSecond, publication);  // By the same volunteer.
  const auto owing = owed_by_publisher(wish(), *offer(), kDay, Programme());
  ASSERT_EQ(owing.size(), 2u);
  EXPECT_EQ(owing[0].kind, Kind::kGranted);
  EXPECT_EQ(decode_declined(owing[1].body)->reason, ClaimReason::kAlready);
}

TEST_F(FoldLife, IsTakenDownWhenThePersonIsErasedAndFreesWhoWasToCome) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  grant(city_.county, kCounty, kFirst, {publication, asked});
  city_.erase(city_.village, kWish, kVillage);
  EXPECT_THAT(owed(), ::testing::ElementsAre(Kind::kTakenDown, Kind::kFreed));
}

TEST_F(FoldLife, FreesAGrantWhoseClaimIsNotHeardAnyMoreWhenItsTimeIsOver) {
  const EventHash publication = publish(city_.county, kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  grant(city_.county, kCounty, kFirst, {publication, asked});
  city_.revoke(city_.county, city_.sibling, std::map<LogId, Tip>{});
  std::erase_if(events_, [&](const Event& e) { return e.header().writer == city_.sibling.writer(); });
  EXPECT_THAT(owed(kDay.plus_days(5)), ::testing::IsEmpty());
  EXPECT_THAT(owed(kDay.plus_days(31)), ::testing::ElementsAre(Kind::kFreed));
}

// ---- Any set of events

std::vector<Event> any_life(realm::SmallCity& city) {
  std::vector<Event> out;
  const std::vector<Author*> authors = {&city.village, &city.county, &city.city, &city.sibling,
                                        &city.far_village};
  const auto write = [&](Author& by, PlaceCode log, realm::Words words) {
    by.set_clock_ms(*rc::gen::inRange<std::uint64_t>(1000, 1010));
    if (words.home == PlaceCode{} && log != kVillage) words.home = kVillage;
    if (words.home == log) words.home = {};
    out.push_back(by.write(log, words));
  };
  write(city.village, kVillage, realm::registered(kWish));
  write(city.county, kVillage, realm::vetted(kWish, Outcome::kApproved, {out.front().hash()}));
  const int count = *rc::gen::inRange(1, 25);
  for (int i = 0; i < count; ++i) {
    std::vector<EventHash> known;
    for (const Event& e : out)
      if (*rc::gen::inRange(0, 2) == 0) known.push_back(e.hash());
    const SubjectId claim = claim_of(*rc::gen::inRange<std::uint64_t>(1, 4));
    Author& by = **rc::gen::elementOf(authors);
    const PlaceCode scope = *rc::gen::element(kCounty, kCity, kVillage);
    switch (*rc::gen::inRange(0, 13)) {
      case 0:
        write(by, scope, realm::published(kWish, kVillage, *rc::gen::inRange<std::uint16_t>(1, 4), known));
        break;
      case 1:
        write(by, scope, realm::taken_down(kWish, kVillage, known));
        break;
      case 2:
      case 3:
        write(by, scope, realm::granted(kWish, kVillage, claim, known));
        break;
      case 4:
        write(by, scope, realm::declined(kWish, kVillage, claim, known));
        break;
      case 5:
        write(by, scope,
              realm::freed(kWish, kVillage, claim,
                           *rc::gen::element(ClaimReason::kExpired, ClaimReason::kReleased), known));
        break;
      case 6:
        write(
            by, scope,
            realm::coursed(kWish, kVillage, claim, static_cast<CourseStage>(*rc::gen::inRange(1, 4)), known));
        break;
      case 7:
      case 8:
        write(by, kVillage, realm::claimed(kWish, claim, known));
        break;
      case 9:
        write(by, kVillage, realm::released(kWish, claim, known));
        break;
      case 10:
        write(by, kVillage, realm::fulfilled(kWish, claim, known));
        break;
      case 11:
        write(by, kVillage, realm::confirmed(kWish, claim, 4, known, *rc::gen::inRange(0, 3) == 0));
        break;
      default:
        write(by, kVillage,
              *rc::gen::inRange(0, 3) == 0 ? realm::withdrawn(kWish, known) : realm::closed(kWish, known));
    }
  }
  return out;
}

RC_GTEST_PROP(FoldLifeProperty, IsTheSameForAnyOrderAndRepetition, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_life(city);
  const auto authority = city.judge();
  const auto wish = fold_wish(events, kVillage, *authority);
  const auto offers = fold_offers(events, *authority);
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(events.begin(), events.end(), random);
  const std::vector<Event> again(events.begin(),
                                 events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2));
  events.insert(events.end(), again.begin(), again.end());
  RC_ASSERT(fold_wish(events, kVillage, *authority) == wish);
  RC_ASSERT(fold_offers(events, *authority) == offers);
}

// Whoever holds the scope's logs alone sees what everyone sees.
RC_GTEST_PROP(FoldLifeProperty, IsSeenAlikeWithAndWithoutTheLogsOfTheHome, ()) {
  realm::SmallCity city;
  const std::vector<Event> events = any_life(city);
  std::vector<Event> scope;
  for (const Event& event : events)
    if (voice_of(event.header().kind) == Voice::kPublisher) scope.push_back(event);
  RC_ASSERT(fold_offers(events, *city.judge()) == fold_offers(scope, *city.judge()));
}

// A publisher that does what it owes comes to an end, and never grants more than there is.
RC_GTEST_PROP(FoldLifeProperty, OwesLessAndLessAndNeverOverGrantsByItself, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_life(city);
  const auto authority = city.judge();
  for (int round = 0;; ++round) {
    RC_ASSERT(round < 20);
    const auto offer = Publications(events, kVillage, *authority).offer();
    const auto wish = fold_wish(events, kVillage, *authority);
    RC_PRE(offer.has_value());
    const std::size_t before = offer->taken();
    const auto owing = owed_by_publisher(*wish, *offer, kDay.plus_days(10), Programme());
    Author& publisher = authority->writer(city.county.writer())->enrolled == offer->publisher ? city.county
                        : authority->writer(city.city.writer())->enrolled == offer->publisher ? city.city
                                                                                              : city.village;
    bool written = false;
    for (const Owed& one : owing) {
      // As Duties does: what stands already is not written again.
      const bool stands = std::ranges::any_of(events, [&](const Event& e) {
        return e.header().kind == one.kind && e.body() == one.body &&
               e.header().writer == publisher.writer() &&
               std::ranges::all_of(one.answers, [&](const EventHash& a) {
                 return std::ranges::find(e.header().based_on, a) != e.header().based_on.end();
               });
      });
      if (stands) continue;
      realm::Words words{one.kind, one.body, kWish, offer->scope == kVillage ? PlaceCode{} : kVillage,
                         offer->heads};
      words.based_on.insert(words.based_on.end(), one.answers.begin(), one.answers.end());
      events.push_back(publisher.write(offer->scope, words));
      written = true;
    }
    const auto count = [&](Kind kind) { return std::ranges::count(owing, kind, &Owed::kind); };
    if (count(Kind::kGranted) > 0)
      RC_ASSERT(static_cast<long>(before) + count(Kind::kGranted) - count(Kind::kFreed) <= offer->slots);
    if (!written) break;
  }
}

}  // namespace
}  // namespace model
