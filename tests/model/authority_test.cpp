// Who may say what: a pure function of the set of facts, judged top down from the root key.

#include "model/authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/life.h"

namespace model {
namespace {

using realm::Author;
using realm::kCity;
using realm::kCounty;
using realm::kFarVillage;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kTown;
using realm::kVillage;
using realm::Realm;
using realm::SmallCity;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Authority, KnowsTheTreeAndItsNodes) {
  SmallCity city;
  const auto a = city.judge();
  EXPECT_EQ(a->first_place(), kCity);
  EXPECT_EQ(a->place(kVillage)->parent, kCounty);
  EXPECT_EQ(a->place(kVillage)->level, Level::kCommunity);
  EXPECT_EQ(a->place(PlaceCode{99}), nullptr);
  EXPECT_THAT(a->line_above(kVillage), ElementsAre(kCounty, kCity));
  EXPECT_THAT(a->line_above(kCity), IsEmpty());
  EXPECT_THAT(a->children(kCity), ElementsAre(kOtherCounty, kCounty));
  EXPECT_THAT(a->subtree(kCounty), ElementsAre(kCounty, kVillage, kSibling));
  EXPECT_TRUE(a->above(kCity, kVillage));
  EXPECT_TRUE(a->above(kPlaceOfAll, kCity));
  EXPECT_FALSE(a->above(kVillage, kVillage));
  EXPECT_FALSE(a->above(kCounty, kFarVillage));
  EXPECT_FALSE(a->above(kCity, kPlaceOfAll));
  for (const Author* author : {&city.city, &city.county, &city.village, &city.far_village}) {
    const Writer* writer = a->writer(author->writer());
    ASSERT_NE(writer, nullptr);
    EXPECT_TRUE(writer->counts);
    EXPECT_EQ(writer->place, author->place());
    ASSERT_NE(a->node_by_key(author->key()), nullptr);
    EXPECT_THAT(a->node_by_key(author->key())->writers, ElementsAre(author->writer()));
  }
}

TEST(Authority, OfNoFactsKnowsTheRootKeyAlone) {
  Realm realm;
  const auto a = realm.judge();
  EXPECT_EQ(a->first_place(), PlaceCode{});
  EXPECT_THAT(a->places(), IsEmpty());
  EXPECT_THAT(a->writers(), ::testing::SizeIs(1));
  EXPECT_TRUE(a->writer(realm.root().writer())->counts);
}

TEST(Authority, DoesNotCountANodeThatASiblingEnrolled) {
  SmallCity city;
  const Author& intruder = city.enrol(city.sibling, kVillage);
  const auto a = city.judge();
  ASSERT_NE(a->writer(intruder.writer()), nullptr);
  EXPECT_FALSE(a->writer(intruder.writer())->counts);
  EXPECT_EQ(a->node_by_key(intruder.key()), nullptr);
}

TEST(Authority, DoesNotCountANodeEnrolledByOneThatDoesNotCount) {
  SmallCity city;
  Author& intruder = city.enrol(city.far_village, kCounty);
  const Author& guest = city.enrol(intruder, kVillage);
  EXPECT_FALSE(city.judge()->writer(guest.writer())->counts);
}

TEST(Authority, CountsANodeThatAnotherNodeOfThePlaceEnrolled) {
  SmallCity city;
  const Author& second = city.enrol(city.village, kVillage);
  EXPECT_TRUE(city.judge()->writer(second.writer())->counts);
}

TEST(Authority, KnowsAKeyByThePlaceWhereItsHolderWritesWhoeverElseEnrolsIt) {
  SmallCity city;
  // The other county claims the village's and the city's keys for places of its own, many times over.
  for (int i = 0; i < 20; ++i) {
    for (const Author* victim : {&city.village, &city.city}) {
      Enrolled claim;
      claim.place = i % 2 == 0 ? kFarVillage : kOtherCounty;
      claim.signing_key = victim->key();
      claim.sealing_key = SealingKey{realm::seed_of(i)};
      city.say(city.other_county, {Kind::kEnrolled, encode(claim)});
    }
  }
  const auto authority = city.judge();
  EXPECT_EQ(authority->node_by_key(city.village.key())->place, kVillage);
  EXPECT_EQ(authority->node_by_key(city.city.key())->place, kCity);
}

TEST(Authority, LetsTheRootKeyAloneEnrolAtTheFirstPlace) {
  SmallCity city;
  const Author& by_city = city.enrol(city.city, kCity);
  const Author& by_root = city.enrol(city.root(), kCity);
  const auto a = city.judge();
  EXPECT_FALSE(a->writer(by_city.writer())->counts);
  EXPECT_TRUE(a->writer(by_root.writer())->counts);
}

TEST(Authority, DoesNotCountANodeOfAPlaceThatNobodyDeclared) {
  SmallCity city;
  const Author& nowhere = city.enrol(city.city, kTown);
  EXPECT_FALSE(city.judge()->writer(nowhere.writer())->counts);
}

TEST(Authority, DoesNotCountPlacesDeclaredFromBelow) {
  SmallCity city;
  city.declare(city.village, kTown, kCounty, Level::kTown);
  EXPECT_EQ(city.judge()->place(kTown), nullptr);
}

TEST(Authority, LetsTheRootKeyAloneDeclareTheFirstPlace) {
  SmallCity city;
  city.declare(city.city, PlaceCode{4399}, kPlaceOfAll, Level::kCity);
  EXPECT_EQ(city.judge()->first_place(), kCity);
  EXPECT_EQ(city.judge()->place(PlaceCode{4399}), nullptr);
}

TEST(Authority, PutsAVillageBelowATownThatWasInsertedLater) {
  SmallCity city;
  city.declare(city.county, kTown, kCounty, Level::kTown);
  const EventHash moved =
      city.declare(city.county, kVillage, kTown, Level::kCommunity, {city.village_declared}).hash();
  const auto a = city.judge();
  EXPECT_EQ(a->place(kVillage)->parent, kTown);
  EXPECT_THAT(a->place(kVillage)->declarations, ElementsAre(moved));
  EXPECT_THAT(a->line_above(kVillage), ElementsAre(kTown, kCounty, kCity));
  EXPECT_THAT(a->children(kCounty), ElementsAre(kTown, kSibling));
  EXPECT_TRUE(a->above(kTown, kVillage));
  EXPECT_TRUE(a->above(kCounty, kVillage));
  EXPECT_FALSE(a->above(kTown, kSibling));
}

TEST(Authority, LetsOnlyThoseAboveWhoStayedAboveAndThoseWhoOnceWere) {
  SmallCity city;
  city.declare(city.city, kVillage, kOtherCounty, Level::kCommunity, {city.village_declared});
  const auto a = city.judge();
  EXPECT_THAT(a->line_above(kVillage), ElementsAre(kOtherCounty, kCity));
  EXPECT_TRUE(a->above(kOtherCounty, kVillage));
  EXPECT_TRUE(a->above(kCounty, kVillage));  // Carrying only ever widens.
}

TEST(Authority, TakesOfUnawareDeclarationsTheOneByTheHighestPlace) {
  SmallCity city;
  const auto by_city = city.declare(city.city, kTown, kOtherCounty, Level::kTown).hash();
  city.declare(city.county, kTown, kCounty, Level::kTown);
  const auto a = city.judge();
  EXPECT_EQ(a->place(kTown)->parent, kOtherCounty);
  EXPECT_THAT(a->place(kTown)->declarations, ElementsAre(by_city));
  EXPECT_FALSE(a->above(kCounty, kTown));
}

TEST(Authority, KeepsAllUnawareDeclarationsByThoseAboveAsWhatTheNextIsBasedOn) {
  SmallCity city;
  const auto one = city.declare(city.county, kTown, kCounty, Level::kTown).hash();
  const auto other = city.declare(city.city, kTown, kCounty, Level::kTown).hash();
  EXPECT_THAT(city.judge()->place(kTown)->declarations, ::testing::UnorderedElementsAre(one, other));
}

// Whoever could put a place below their own would read its parts and speak for it.
TEST(Authority, LetsNobodyTakeAPlaceThatIsNotBelowThem) {
  SmallCity city;
  city.declare(city.village, kOtherCounty, kVillage, Level::kTown);
  city.declare(city.village, kSibling, kVillage, Level::kTown);
  city.declare(city.village, kFarVillage, kVillage, Level::kTown);
  const auto a = city.judge();
  EXPECT_THAT(a->subtree(kVillage), ElementsAre(kVillage));
  for (const PlaceCode taken : {kOtherCounty, kSibling, kFarVillage}) EXPECT_FALSE(a->above(kVillage, taken));
}

// Of two counties the one whose code begins the village's code has the first word, whatever the
// hashes; also against one that hides its claim behind a place of its own.
TEST(Authority, LetsNoCountyTakeAVillageOfAnother) {
  for (std::uint64_t variant = 0; variant < 16; ++variant) {
    SmallCity city;
    const PlaceCode village{431322109000 + variant};
    const auto claim = city.declare(city.other_county, village, kOtherCounty, Level::kCommunity).hash();
    city.declare(city.other_county, PlaceCode{431321109000 + variant}, kOtherCounty, Level::kTown, {claim});
    city.declare(city.county, village, kCounty, Level::kCommunity);
    const auto a = city.judge();
    EXPECT_EQ(a->place(village)->parent, kCounty);
    EXPECT_FALSE(a->above(kOtherCounty, village));
  }
}

TEST(Authority, KeepsAPlaceBelowThoseWhoDeclaredItWhenOneAboveMovesIt) {
  for (std::uint64_t variant = 0; variant < 16; ++variant) {
    SmallCity city;
    const PlaceCode village{431322109000 + variant};
    const auto first = city.declare(city.county, village, kCounty, Level::kCommunity).hash();
    city.declare(city.city, village, kOtherCounty, Level::kCommunity, {first});
    const auto a = city.judge();
    EXPECT_EQ(a->place(village)->parent, kOtherCounty);
    EXPECT_TRUE(a->above(kCounty, village));
  }
}

// Two towns that each were put below the other: one of the two counts, on every node the same.
TEST(Authority, BreaksARingOfDeclarations) {
  for (std::uint64_t variant = 0; variant < 16; ++variant) {
    SmallCity city;
    const PlaceCode other{kTown.value + 1 + variant};
    const auto town = city.declare(city.county, kTown, kCounty, Level::kTown).hash();
    const auto neighbour = city.declare(city.county, other, kCounty, Level::kTown).hash();
    city.declare(city.city, kTown, other, Level::kTown, {town});
    city.declare(city.county, other, kTown, Level::kTown, {neighbour});
    const auto a = city.judge();
    EXPECT_THAT(a->line_above(kTown), ::testing::Contains(kCity));
    EXPECT_THAT(a->line_above(other), ::testing::Contains(kCity));
    EXPECT_NE(a->above(kTown, other), a->above(other, kTown));
    EXPECT_EQ(a->subtree(kCity).size(), a->places().size());
  }
}

TEST(Authority, CountsAnErasureByTheHomeAndByThoseAbove) {
  SmallCity city;
  city.erase(city.village, subject_of(1), kVillage);
  city.erase(city.county, subject_of(2), kVillage);
  city.erase(city.sibling, subject_of(3), kVillage);
  city.erase(city.far_village, subject_of(4), kVillage);
  city.erase(city.village, subject_of(5), kCounty);
  const auto a = city.judge();
  EXPECT_TRUE(a->erased(subject_of(1), kVillage));
  EXPECT_FALSE(a->erased(subject_of(1), kSibling));
  EXPECT_TRUE(a->erased(subject_of(2), kVillage));
  EXPECT_FALSE(a->erased(subject_of(3), kVillage));
  EXPECT_FALSE(a->erased(subject_of(4), kVillage));
  EXPECT_FALSE(a->erased(subject_of(5), kCounty));
  EXPECT_THAT(a->erased_volunteers(), ::testing::IsEmpty());
}

TEST(Authority, AnErasedVolunteerTakesThePartsOfClaimsThatTheHomesOwnNodesWrote) {
  SmallCity city;
  const auto claim_by = [&](Author& by) {
    return by.write(kFarVillage, realm::claimed(subject_of(1), realm::claim_of(1), {}));
  };
  const Event here = claim_by(city.village), at_sibling = claim_by(city.sibling),
              above = claim_by(city.county);
  city.erase(city.village, realm::volunteer_of(1), kVillage);
  EXPECT_FALSE(city.judge()->erased(here)) << "said of a subject, and of no volunteer";
  city.erase_volunteer(city.village, realm::volunteer_of(2), kVillage);
  EXPECT_FALSE(city.judge()->erased(here)) << "of somebody else";
  // A hostile village speaks for itself alone.
  city.erase_volunteer(city.sibling, realm::volunteer_of(1), kVillage);
  city.erase_volunteer(city.sibling, realm::volunteer_of(1), kCounty);
  city.erase_volunteer(city.sibling, realm::volunteer_of(1), kSibling);
  EXPECT_FALSE(city.judge()->erased(here));
  EXPECT_FALSE(city.judge()->erased(above));
  EXPECT_TRUE(city.judge()->erased(at_sibling));
  city.erase_volunteer(city.county, realm::volunteer_of(1), kVillage);
  EXPECT_TRUE(city.judge()->erased(here));
  EXPECT_FALSE(city.judge()->erased(above));
  // What else is said of the wish stays.
  const Event fulfilled =
      city.village.write(kFarVillage, realm::fulfilled(subject_of(1), realm::claim_of(1), {}));
  EXPECT_FALSE(city.judge()->erased(fulfilled));
}

TEST(Authority, ListsTheWritersOfANodeInTheOrderOfTheirLives) {
  Realm realm;
  realm.declare(realm.root(), kCity, kPlaceOfAll, Level::kCity);
  const Author& first = realm.enrol(realm.root(), kCity);
  const auto enrolled = realm.judge()->writer(first.writer())->enrolled;
  const Author& second = realm.open_writer(realm::seed_of(1), enrolled, kCity, first.writer());
  const Author& third = realm.open_writer(realm::seed_of(1), enrolled, kCity, second.writer());
  EXPECT_THAT(realm.judge()->node(enrolled)->writers,
              ElementsAre(first.writer(), second.writer(), third.writer()));
}

TEST(Authority, LetsOnlyThoseStrictlyAboveRevokeANode) {
  SmallCity city;
  Author& second = city.enrol(city.village, kVillage);
  for (Author* by : {&city.sibling, &city.far_village, &city.other_county, &second, &city.village}) {
    city.revoke(*by, city.village);
    EXPECT_NE(city.judge()->node_by_key(city.village.key()), nullptr) << by->place().text();
  }
  city.revoke(city.city, city.city);
  EXPECT_NE(city.judge()->node_by_key(city.city.key()), nullptr);
  city.revoke(city.county, city.village);
  city.revoke(city.root(), city.city);
  const auto a = city.judge();
  for (const Author* of : {&city.village, &city.city}) {
    EXPECT_EQ(a->node_by_key(of->key()), nullptr);
    ASSERT_NE(a->revoked_by_key(of->key()), nullptr);
    EXPECT_TRUE(a->writer(of->writer())->counts) << "what it wrote before goes on counting";
  }
  EXPECT_EQ(a->revoked_by_key(city.sibling.key()), nullptr);
}

TEST(Authority, HearsARevokedNodeUpToTheTipsThatWereNamed) {
  SmallCity city;
  const Author& before = city.enrol(city.county, kVillage);
  city.erase(city.county, subject_of(1), kVillage);
  city.revoke(city.city, city.county);
  const Author& after = city.enrol(city.county, kVillage);
  city.erase(city.county, subject_of(2), kVillage);
  const auto a = city.judge();
  EXPECT_TRUE(a->writer(before.writer())->counts);
  EXPECT_FALSE(a->writer(after.writer())->counts);
  EXPECT_TRUE(a->erased(subject_of(1), kVillage));
  EXPECT_FALSE(a->erased(subject_of(2), kVillage));
}

TEST(Authority, HearsNothingOfAnotherBranchOfARevokedNodesLog) {
  SmallCity city;
  const Tip opened = city.county.tip(kPlaceOfAll);
  const LogId log{kPlaceOfAll, city.county.writer()};
  city.erase(city.county, subject_of(1), kVillage);
  city.erase(city.county, subject_of(2), kVillage);
  city.revoke(city.city, city.county);
  // Whoever has the key writes another past, as long as the true one.
  std::vector<Event> facts = city.facts();
  facts.push_back(city.county.next_to(
      opened, kPlaceOfAll, {Kind::kErased, encode(Erased{{2018, 7, 1}}), subject_of(3), kVillage}));
  const auto a = city.judge(facts);
  EXPECT_TRUE(a->erased(subject_of(1), kVillage));
  EXPECT_TRUE(a->erased(subject_of(2), kVillage));
  EXPECT_FALSE(a->erased(subject_of(3), kVillage));
  ASSERT_NE(a->counts_until(log), nullptr);
  EXPECT_THAT(*a->counts_until(log), ElementsAre(city.county.tip(kPlaceOfAll)));
}

TEST(Authority, HearsAWriterThatARevocationDoesNotNameNoMore) {
  SmallCity city;
  const Author& guest = city.enrol(city.county, kVillage);
  city.revoke(city.city, city.county, std::map<LogId, Tip>{});
  const auto a = city.judge();
  EXPECT_FALSE(a->writer(city.county.writer())->counts);
  EXPECT_FALSE(a->writer(guest.writer())->counts);
  EXPECT_THAT(*a->counts_until({kCounty, city.county.writer()}), IsEmpty());
  EXPECT_EQ(a->counts_until({kVillage, city.village.writer()}), nullptr);
}

TEST(Authority, AddsUpWhatSeveralRevocationsName) {
  SmallCity city;
  city.village.write(kVillage, realm::registered(subject_of(1)));
  const LogId log{kVillage, city.village.writer()};
  const Tip first = city.village.tip(kVillage);
  city.revoke(city.county, city.village);
  city.village.write(kVillage, realm::registered(subject_of(2)));
  city.revoke(city.city, city.village);
  EXPECT_THAT(*city.judge()->counts_until(log), ElementsAre(first, city.village.tip(kVillage)));
}

TEST(Authority, HearsANodeThatWasEnrolledAnewWithTheSameKey) {
  SmallCity city;
  const Node old = *city.judge()->node_by_key(city.village.key());
  city.revoke(city.county, city.village);
  Enrolled again{kVillage, old.signing_key, old.sealing_key, "again"};
  const EventHash hash = city.say(city.county, {Kind::kEnrolled, encode(again)}).hash();
  const auto a = city.judge();
  ASSERT_NE(a->node_by_key(city.village.key()), nullptr);
  EXPECT_EQ(a->node_by_key(city.village.key())->enrolled, hash);
  EXPECT_EQ(a->revoked_by_key(city.village.key()), nullptr);
}

TEST(AuthorityFacts, SayThatALinkOfARevokedNodesLogMayChangeTheResult) {
  SmallCity city;
  city.revoke(city.county, city.village);
  AuthorityFacts facts(city.root().key());
  for (const Event& event : city.facts()) facts.add(event);
  EXPECT_TRUE(facts.add(city.village.write(kPlaceOfAll, {static_cast<Kind>(63), "unknown"})));
}

TEST(AuthorityFacts, SayWhetherAnEventMayChangeTheResult) {
  SmallCity city;
  AuthorityFacts facts(city.root().key());
  for (const Event& event : city.facts()) EXPECT_TRUE(facts.add(event));
  for (const Event& event : city.facts()) EXPECT_FALSE(facts.add(event));
  EXPECT_FALSE(facts.add(city.village.write(kVillage, realm::registered(subject_of(1)))));
  EXPECT_FALSE(facts.add(city.village.write(kPlaceOfAll, {static_cast<Kind>(63), "unknown"})));
  EXPECT_FALSE(facts.add(city.village.write(kPlaceOfAll, {Kind::kPlaced, "no such body"})));
}

TEST(AuthorityFacts, GiveAKeyOnceTheEnrolmentIsHeld) {
  SmallCity city;
  AuthorityFacts facts(city.root().key());
  const LogId log{kPlaceOfAll, city.village.writer()};
  const auto opened = std::find_if(city.facts().begin(), city.facts().end(), [&](const Event& e) {
    return e.header().log() == log && e.header().seq == Seq{1};
  });
  EXPECT_EQ(facts.signing_key({kPlaceOfAll, city.root().writer()}), city.root().key());
  EXPECT_EQ(facts.signing_key({kVillage, city.root().writer()}), std::nullopt);
  EXPECT_EQ(facts.signing_key(log, &*opened), std::nullopt);
  for (const Event& event : city.facts())
    if (event.header().kind == Kind::kEnrolled) facts.add(event);
  EXPECT_EQ(facts.signing_key(log), std::nullopt);
  EXPECT_EQ(facts.signing_key(log, &*opened), city.village.key());
  EXPECT_EQ(facts.signing_key({kVillage, city.village.writer()}, &*opened), std::nullopt);
  facts.add(*opened);
  EXPECT_EQ(facts.signing_key(log), city.village.key());
  EXPECT_EQ(facts.signing_key({kVillage, city.village.writer()}), city.village.key());
}

TEST(AuthorityFacts, LetNobodyOpenAWriterOfAnother) {
  SmallCity city;
  Opened opened;
  opened.enrolled = city.judge()->writer(city.village.writer())->enrolled;
  opened.salt[0] = 77;
  Author thief(realm::seed_of(99), WriterId{}, kVillage);
  AuthorityFacts facts(city.root().key());
  EXPECT_FALSE(facts.add(thief.write(kPlaceOfAll, {Kind::kOpened, encode(opened)})));
}

}  // namespace
}  // namespace model
