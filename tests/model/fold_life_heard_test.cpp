// Whose word about a wish's public life counts, and how much of it.

#include <gmock/gmock.h>

#include <algorithm>

#include "fold_life_fixture.h"

namespace model {
namespace {

using realm::claim_of;
using realm::kCity;
using realm::kCounty;
using realm::kDay;
using realm::kOtherCounty;
using realm::kVillage;

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
  const EventHash done = fulfil_first(city_.county, kCounty, kFirst);
  say(city_.sibling, kVillage, realm::released(kWish, kFirst, {done}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kFulfilled);
  const EventHash asked_family = confirm(kFirst, 5, {done});
  fulfil(city_.sibling, kFirst, {asked_family});
  EXPECT_EQ(state_of(kFirst), ClaimState::kConfirmed);
}

TEST_F(FoldLife, IsGivenUpAfterADoubtWhateverAnOutsiderSaysOfIt) {
  const EventHash done = fulfil_first(city_.city, kCity, kFirst);
  const EventHash doubt = confirm(kFirst, 0, {done}, true);
  const EventHash foreign = fulfil(city_.far_village, kFirst, {doubt});
  EXPECT_EQ(state_of(kFirst), ClaimState::kDisputed);
  say(city_.village, kVillage, realm::released(kWish, kFirst, {doubt, foreign}));
  EXPECT_EQ(state_of(kFirst), ClaimState::kReleased);
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

}  // namespace
}  // namespace model
