// The fold of what is said of two wishes: suspicions and their answers, and giving one up for the other, also
// where people apart do it in a ring.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "model/fold/wish.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::Author;
using realm::kFarVillage;
using realm::kSibling;
using realm::kVillage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const WishKey kFirst{realm::subject_of(1), kVillage};
const WishKey kSecond{realm::subject_of(2), kSibling};
const WishKey kThird{realm::subject_of(3), kFarVillage};
constexpr Date kDay{2018, 7, 2};

realm::Words suspected(const WishKey& of, const WishKey& other, std::vector<EventHash> based_on = {}) {
  return {Kind::kSuspected,
          encode(Suspected{other.id, other.home, {Likeness::kSameWish}}),
          of.id,
          {},
          std::move(based_on)};
}
realm::Words told_apart(const WishKey& of, const WishKey& other, std::vector<EventHash> based_on = {}) {
  return {Kind::kToldApart, encode(ToldApart{other.id, other.home, kDay}), of.id, {}, std::move(based_on)};
}
realm::Words merged(const WishKey& of, const WishKey& given, const WishKey& into,
                    std::vector<EventHash> based_on = {}) {
  return {Kind::kMerged,
          encode(Merged{given.id, given.home, into.id, into.home, kDay}),
          of.id,
          {},
          std::move(based_on)};
}

class FoldDoubles : public ::testing::Test {
 protected:
  FoldDoubles() {
    first_ = say(city_.village, kFirst, realm::registered(kFirst.id));
    second_ = say(city_.sibling, kSecond, realm::registered(kSecond.id));
    third_ = say(city_.far_village, kThird, realm::registered(kThird.id));
  }
  EventHash say(Author& by, const WishKey& of, const realm::Words& words) {
    events_.push_back(by.write(of.home, words));
    return events_.back().hash();
  }
  // In the logs of both, by somebody who knew of these.
  void merge(Author& by, const WishKey& given, const WishKey& into, const std::vector<EventHash>& of_given,
             const std::vector<EventHash>& of_into) {
    say(by, given, merged(given, given, into, of_given));
    say(by, into, merged(into, given, into, of_into));
  }
  // As a node has it that holds the logs of this home alone.
  [[nodiscard]] FoldedWish at_home(const WishKey& key) const {
    std::vector<Event> held;
    for (const Event& event : events_)
      if (event.header().place == key.home) held.push_back(event);
    return *fold_wish(held, key.home, *city_.judge());
  }

  realm::SmallCity city_;
  std::vector<Event> events_;
  EventHash first_, second_, third_;
};

TEST_F(FoldDoubles, ASuspicionIsAskedUntilSomebodyAnswers) {
  say(city_.county, kFirst, suspected(kFirst, kSecond, {first_}));
  FoldedWish wish = at_home(kFirst);
  ASSERT_THAT(wish.suspects, SizeIs(1));
  EXPECT_EQ(wish.suspects[0].other, kSecond);
  EXPECT_TRUE(wish.suspects[0].why.same_wish());
  EXPECT_TRUE(matters_of(wish).has(Matter::kSuspected));
  EXPECT_EQ(wish.state, WishState::kRegistered);
  say(city_.county, kFirst, told_apart(kFirst, kSecond, {first_}));
  wish = at_home(kFirst);
  EXPECT_EQ(wish.suspects[0].state, Suspicion::kToldApart);
  EXPECT_EQ(matters_of(wish), Matters{});
}

TEST_F(FoldDoubles, AnAnswerHoldsForASuspicionThatComesLater) {
  const EventHash answer = say(city_.county, kFirst, told_apart(kFirst, kSecond, {first_}));
  say(city_.city, kFirst, suspected(kFirst, kSecond, {first_, answer}));
  EXPECT_FALSE(matters_of(at_home(kFirst)).has(Matter::kSuspected));
  say(city_.city, kFirst, suspected(kFirst, kThird, {first_}));
  EXPECT_TRUE(matters_of(at_home(kFirst)).has(Matter::kSuspected));
}

TEST_F(FoldDoubles, WhatSeveralNodesSuspectIsOne) {
  say(city_.county, kFirst, suspected(kFirst, kSecond, {first_}));
  say(city_.city, kFirst, suspected(kFirst, kSecond, {first_}));
  EXPECT_THAT(at_home(kFirst).suspects, SizeIs(1));
}

TEST_F(FoldDoubles, AClerkWhoDoesNotKnowOfASuspicionWritesAsIfThereWereNone) {
  const EventHash approved =
      say(city_.county, kFirst, realm::vetted(kFirst.id, Outcome::kApproved, {first_}));
  say(city_.county, kFirst, suspected(kFirst, kSecond, {approved}));
  EXPECT_THAT(at_home(kFirst).heads, ElementsAre(approved));
  say(city_.village, kFirst, realm::amended(kFirst.id, Category::kCulture, {approved}));
  const FoldedWish wish = at_home(kFirst);
  EXPECT_EQ(wish.state, WishState::kVetted);
  EXPECT_EQ(wish.unsettled, WishFields{});
  EXPECT_FALSE(wish.state_unsettled);
  EXPECT_THAT(wish.heads, SizeIs(1));
}

TEST_F(FoldDoubles, NobodyBelowOrBesideSuspects) {
  say(city_.sibling, kFirst, suspected(kFirst, kSecond, {first_}));
  EXPECT_THAT(at_home(kFirst).suspects, IsEmpty());
}

TEST_F(FoldDoubles, AWishIsNotSuspectedOfItself) {
  say(city_.county, kFirst, suspected(kFirst, kFirst, {first_}));
  EXPECT_THAT(at_home(kFirst).suspects, IsEmpty());
}

TEST_F(FoldDoubles, OneIsGivenUpAndBothHomesSeeIt) {
  say(city_.county, kFirst, suspected(kFirst, kSecond, {first_}));
  say(city_.county, kSecond, suspected(kSecond, kFirst, {second_}));
  merge(city_.county, kFirst, kSecond, {first_}, {second_});
  const FoldedWish given = at_home(kFirst), stays = at_home(kSecond);
  EXPECT_EQ(given.state, WishState::kWithdrawn);
  EXPECT_EQ(given.merged_into, kSecond);
  EXPECT_EQ(stays.state, WishState::kRegistered);
  EXPECT_THAT(stays.merged_from, ElementsAre(kFirst));
  EXPECT_EQ(stays.merged_into, std::nullopt);
  for (const FoldedWish& wish : {given, stays}) EXPECT_EQ(matters_of(wish), Matters{});
  // It goes on from there.
  say(city_.county, kSecond, realm::vetted(kSecond.id, Outcome::kApproved, stays.heads));
  EXPECT_EQ(at_home(kSecond).state, WishState::kVetted);
  EXPECT_FALSE(at_home(kSecond).state_unsettled);
}

TEST_F(FoldDoubles, GivingUpIsAWithdrawalToWhoeverDidNotKnow) {
  say(city_.village, kFirst, realm::vetted(kFirst.id, Outcome::kApproved, {first_}));
  merge(city_.county, kFirst, kSecond, {first_}, {second_});
  EXPECT_EQ(at_home(kFirst).state, WishState::kWithdrawn);
  EXPECT_TRUE(at_home(kFirst).state_unsettled);
}

TEST_F(FoldDoubles, WhatEndedIsNotGivenUp) {
  const EventHash no = say(city_.county, kFirst, realm::vetted(kFirst.id, Outcome::kRejected, {first_}));
  merge(city_.county, kFirst, kSecond, {no}, {second_});
  EXPECT_EQ(at_home(kFirst).state, WishState::kRejected);
  EXPECT_EQ(at_home(kFirst).merged_into, std::nullopt);
}

TEST_F(FoldDoubles, TwoThatPeopleApartGaveUpForEachOtherStayAndAreToBeSettled) {
  merge(city_.county, kFirst, kSecond, {first_}, {second_});
  merge(city_.city, kSecond, kFirst, {second_}, {first_});
  for (const WishKey& key : {kFirst, kSecond}) {
    EXPECT_EQ(at_home(key).state, WishState::kRegistered);
    EXPECT_EQ(at_home(key).merged_into, std::nullopt);
    EXPECT_TRUE(matters_of(at_home(key)).has(Matter::kUnsettled));
  }
  // Whoever sees both decides.
  merge(city_.city, kSecond, kFirst, at_home(kSecond).heads, at_home(kFirst).heads);
  EXPECT_EQ(at_home(kSecond).merged_into, kFirst);
  EXPECT_EQ(at_home(kFirst).state, WishState::kRegistered);
  for (const WishKey& key : {kFirst, kSecond}) EXPECT_FALSE(at_home(key).state_unsettled);
}

TEST_F(FoldDoubles, WhatWasGivenUpStaysForOneThatSomebodyApartGaveUpForIt) {
  merge(city_.county, kSecond, kThird, {second_}, {third_});
  merge(city_.city, kFirst, kSecond, {first_}, {second_});
  EXPECT_EQ(at_home(kFirst).merged_into, kSecond);
  EXPECT_EQ(at_home(kSecond).state, WishState::kRegistered);
  EXPECT_TRUE(at_home(kSecond).state_unsettled);
  say(city_.county, kSecond, realm::vetted(kSecond.id, Outcome::kApproved, at_home(kSecond).heads));
  EXPECT_EQ(at_home(kSecond).state, WishState::kVetted);
  EXPECT_FALSE(at_home(kSecond).state_unsettled);
}

TEST_F(FoldDoubles, WhoeverKnewOfTheOneMayGiveUpTheOther) {
  merge(city_.county, kFirst, kSecond, {first_}, {second_});
  merge(city_.city, kSecond, kThird, at_home(kSecond).heads, {third_});
  EXPECT_EQ(at_home(kFirst).merged_into, kSecond);
  EXPECT_EQ(at_home(kSecond).merged_into, kThird);
  EXPECT_THAT(at_home(kThird).merged_from, ElementsAre(kSecond));
  for (const WishKey& key : {kFirst, kSecond, kThird}) EXPECT_FALSE(at_home(key).state_unsettled);
}

// Nobody would notice that the one that was given up for it is gone as well.
TEST_F(FoldDoubles, WhatEndsUnawareOfWhatWasGivenUpForItIsToBeSettled) {
  merge(city_.county, kFirst, kSecond, {first_}, {second_});
  const std::vector<EventHash> aware = at_home(kSecond).heads;
  const std::vector<Event> before = events_;
  const realm::Words ways[] = {realm::withdrawn(kSecond.id, {second_}),
                               realm::vetted(kSecond.id, Outcome::kRejected, {second_})};
  for (const realm::Words& unaware : ways) {
    events_ = before;
    say(city_.sibling, kSecond, unaware);
    FoldedWish wish = at_home(kSecond);
    EXPECT_TRUE(wish.state == WishState::kWithdrawn || wish.state == WishState::kRejected);
    EXPECT_TRUE(matters_of(wish).has(Matter::kUnsettled));
    EXPECT_THAT(wish.merged_from, ElementsAre(kFirst));
    EXPECT_FALSE(at_home(kFirst).state_unsettled);  // Which does not see it.
    // Answered by whoever knows of both, and by nobody else.
    say(city_.county, kSecond, told_apart(kSecond, kFirst, aware));
    EXPECT_TRUE(at_home(kSecond).state_unsettled);
    say(city_.county, kSecond, told_apart(kSecond, kFirst, wish.heads));
    EXPECT_FALSE(at_home(kSecond).state_unsettled);
  }
  // Who knew what ends with it has decided so; also beside somebody who did not.
  events_ = before;
  say(city_.county, kSecond, realm::withdrawn(kSecond.id, aware));
  EXPECT_EQ(at_home(kSecond).state, WishState::kWithdrawn);
  EXPECT_FALSE(at_home(kSecond).state_unsettled);
  say(city_.sibling, kSecond, realm::withdrawn(kSecond.id, {second_}));
  EXPECT_FALSE(at_home(kSecond).state_unsettled);
}

TEST_F(FoldDoubles, ARingThatPeopleApartMadeDoesNotLoseAllItsWishes) {
  merge(city_.city, kFirst, kSecond, {first_}, {second_});
  // Who knew of that,
  merge(city_.city, kSecond, kThird, at_home(kSecond).heads, {third_});
  // and who did not.
  merge(city_.city, kThird, kFirst, at_home(kThird).heads, {first_});
  EXPECT_EQ(at_home(kSecond).merged_into, kThird);
  EXPECT_EQ(at_home(kThird).merged_into, kFirst);
  EXPECT_EQ(at_home(kFirst).state, WishState::kRegistered);
  EXPECT_TRUE(at_home(kFirst).state_unsettled);
}

// ---- Any set of events

// Merges, answers and steps of three wishes, by people who know of some of it.
std::vector<Event> any_doubles(realm::SmallCity& city) {
  std::vector<Event> out;
  const std::vector<WishKey> keys = {kFirst, kSecond, kThird};
  const std::vector<Author*> homes = {&city.village, &city.sibling, &city.far_village};
  for (std::size_t i = 0; i < keys.size(); ++i)
    out.push_back(homes[i]->write(keys[i].home, realm::registered(keys[i].id)));
  const int count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) {
    const WishKey a = *rc::gen::elementOf(keys), b = *rc::gen::elementOf(keys);
    Author& by = *rc::gen::inRange(0, 2) == 0 ? city.city : city.county;
    by.set_clock_ms(*rc::gen::inRange<std::uint64_t>(1000, 1010));
    std::vector<EventHash> known;
    for (const Event& event : out)
      if (*rc::gen::inRange(0, 3) == 0) known.push_back(event.hash());
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        out.push_back(by.write(a.home, suspected(a, b, known)));
        break;
      case 1:
        out.push_back(by.write(a.home, told_apart(a, b, known)));
        break;
      case 2:
        out.push_back(by.write(a.home, realm::vetted(a.id, Outcome::kApproved, known)));
        break;
      default:
        out.push_back(by.write(a.home, merged(a, a, b, known)));
        out.push_back(by.write(b.home, merged(b, a, b, known)));
    }
  }
  return out;
}

RC_GTEST_PROP(FoldDoublesProperty, IsTheSameForAnyOrderAndRepetition, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_doubles(city);
  const auto authority = city.judge();
  std::vector<FoldedWish> wishes;
  for (const WishKey& key : {kFirst, kSecond, kThird}) {
    std::vector<Event> about;
    for (const Event& event : events)
      if (event.header().subject == key.id) about.push_back(event);
    const auto wish = fold_wish(about, key.home, *authority);
    std::mt19937 random(*rc::gen::arbitrary<unsigned>());
    std::shuffle(about.begin(), about.end(), random);
    const std::vector<Event> again(about.begin(),
                                   about.begin() + static_cast<std::ptrdiff_t>(about.size() / 2));
    about.insert(about.end(), again.begin(), again.end());
    RC_ASSERT(fold_wish(about, key.home, *authority) == wish);
  }
}

// However people give wishes up for each other, whatever they knew of: following the wishes from one to the
// one that it was given up for ends at one that stays.
RC_GTEST_PROP(FoldDoublesProperty, NoRingOfMergesLosesAllItsWishes, ()) {
  realm::SmallCity city;
  std::vector<Event> events;
  std::vector<WishKey> keys;
  const std::vector<PlaceCode> places = {kVillage, kSibling, kFarVillage};
  const auto wishes = *rc::gen::inRange<std::size_t>(2, 5);
  for (std::size_t i = 0; i < wishes; ++i) {
    keys.push_back({realm::subject_of(10 + i), places[i % places.size()]});
    events.push_back(city.city.write(keys[i].home, realm::registered(keys[i].id)));
  }
  const int merges = *rc::gen::inRange(1, 12);
  for (int m = 0; m < merges; ++m) {
    const auto a = *rc::gen::inRange<std::size_t>(0, wishes), b = *rc::gen::inRange<std::size_t>(0, wishes);
    if (a == b) continue;
    std::vector<EventHash> known;
    for (const Event& event : events)
      if (*rc::gen::inRange(0, 2) == 0) known.push_back(event.hash());
    events.push_back(city.city.write(keys[a].home, merged(keys[a], keys[a], keys[b], known)));
    events.push_back(city.city.write(keys[b].home, merged(keys[b], keys[a], keys[b], known)));
  }
  const auto authority = city.judge();
  const auto folded = [&](const WishKey& key) {
    std::vector<Event> about;
    for (const Event& event : events)
      if (event.header().subject == key.id) about.push_back(event);
    return *fold_wish(about, key.home, *authority);
  };
  for (const WishKey& first : keys) {
    std::size_t steps = 0;
    for (FoldedWish wish = folded(first); wish.merged_into; wish = folded(*wish.merged_into))
      RC_ASSERT(++steps <= wishes);
  }
}

}  // namespace
}  // namespace model
