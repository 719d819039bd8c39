// The fold of a wish: the same for every order of arrival, and for unaware steps the strongest.

#include "model/fold/wish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/realm.h"

namespace model {
namespace {

using realm::amended;
using realm::Author;
using realm::kCounty;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using realm::vetted;
using realm::withdrawn;
using ::testing::UnorderedElementsAre;

const SubjectId kWish = subject_of(1);

class FoldWish : public ::testing::Test {
 protected:
  // Writes into the log of the village.
  Event say(Author& by, realm::Words words) {
    events_.push_back(by.write(kVillage, words));
    return events_.back();
  }
  Event registration() { return say(city_.village, registered(kWish)); }
  Event vetting(Author& by, Outcome outcome, const std::vector<Event>& known) {
    return say(by, vetted(kWish, outcome, hashes(known)));
  }
  static std::vector<EventHash> hashes(const std::vector<Event>& events) {
    std::vector<EventHash> out;
    for (const Event& e : events) out.push_back(e.hash());
    return out;
  }
  [[nodiscard]] std::optional<FoldedWish> folded() const {
    return fold_wish(events_, kVillage, *city_.judge());
  }

  realm::SmallCity city_;
  std::vector<Event> events_;
};

TEST_F(FoldWish, IsNothingWithoutARegistration) {
  EXPECT_EQ(folded(), std::nullopt);
  vetting(city_.village, Outcome::kApproved, {});
  EXPECT_EQ(folded(), std::nullopt);
}

TEST_F(FoldWish, HasWhatItsRegistrationSays) {
  const Event event = registration();
  const auto wish = folded();
  ASSERT_TRUE(wish.has_value());
  EXPECT_EQ(wish->id, kWish);
  EXPECT_EQ(wish->home, kVillage);
  EXPECT_EQ(wish->running, 1u);
  EXPECT_EQ(wish->on, (Date{2018, 6, 22}));
  EXPECT_EQ(wish->category, Category::kGoods);
  EXPECT_EQ(wish->value_yuan, 200u);
  EXPECT_EQ(wish->state, WishState::kRegistered);
  EXPECT_FALSE(wish->erased);
  EXPECT_EQ(wish->unsettled, WishFields{});
  EXPECT_FALSE(wish->state_unsettled);
  EXPECT_EQ(wish->registered, event.ref());
  for (const EventRef& source : wish->sources) EXPECT_EQ(source, event.ref());
  EXPECT_THAT(wish->heads, UnorderedElementsAre(event.hash()));
  EXPECT_EQ(wish_number(*wish), "431322106003-2018-0001-" + writer_letters(city_.village.writer()));
}

TEST_F(FoldWish, CountsAtItsHomeAloneAndByThoseAtOrAboveIt) {
  say(city_.sibling, registered(kWish));
  say(city_.other_county, registered(kWish));
  EXPECT_EQ(folded(), std::nullopt);
  say(city_.county, registered(kWish));
  EXPECT_TRUE(folded().has_value());
}

TEST_F(FoldWish, IgnoresStepsByThoseWhoAreNotAbove) {
  const Event first = registration();
  vetting(city_.sibling, Outcome::kRejected, {first});
  vetting(city_.far_village, Outcome::kApproved, {first});
  EXPECT_EQ(folded()->state, WishState::kRegistered);
  EXPECT_THAT(folded()->heads, UnorderedElementsAre(first.hash()));
}

TEST_F(FoldWish, IgnoresStepsInALogThatIsNotAtOrAboveTheHome) {
  const Event first = registration();
  auto words = vetted(kWish, Outcome::kRejected, {first.hash()});
  words.home = kVillage;
  events_.push_back(city_.county.write(kSibling, words));
  EXPECT_EQ(folded()->state, WishState::kRegistered);
  events_.push_back(city_.county.write(kCounty, words));
  EXPECT_EQ(folded()->state, WishState::kRejected);
}

TEST_F(FoldWish, IgnoresBodiesThatDoNotDecode) {
  const Event first = registration();
  say(city_.village, {Kind::kVetted, "no body", kWish, {}, {first.hash()}});
  say(city_.village, {static_cast<Kind>(100), "unknown", kWish, {}, {first.hash()}});
  EXPECT_EQ(folded()->state, WishState::kRegistered);
}

TEST_F(FoldWish, FollowsItsStepsInTheOrderOfWhatWasKnown) {
  const Event first = registration();
  const Event approved = vetting(city_.village, Outcome::kApproved, {first});
  EXPECT_EQ(folded()->state, WishState::kVetted);
  const Event handed = vetting(city_.county, Outcome::kHandedOver, {approved});
  EXPECT_EQ(folded()->state, WishState::kHandedOver);
  const Event last = say(city_.village, withdrawn(kWish, {handed.hash()}));
  EXPECT_EQ(folded()->state, WishState::kWithdrawn);
  EXPECT_FALSE(folded()->state_unsettled);
  EXPECT_THAT(folded()->heads, UnorderedElementsAre(last.hash()));
}

// An aware step wins over a stronger one that it knew of only where the state allowed it.
TEST_F(FoldWish, FollowsWhatWasKnownThroughEventsThatItCanNotRead) {
  const Event first = registration();
  const Event approved = vetting(city_.county, Outcome::kApproved, {first});
  realm::Words newer{static_cast<Kind>(4711), "of a newer version", kWish};
  newer.based_on = {approved.hash()};
  const Event unknown = say(city_.village, newer);
  const Event returned = vetting(city_.county, Outcome::kReturned, {unknown});
  const auto wish = folded();
  ASSERT_TRUE(wish.has_value());
  EXPECT_EQ(wish->state, WishState::kReturned);
  EXPECT_FALSE(wish->state_unsettled);
  EXPECT_EQ(wish->heads, hashes({returned}));
}

TEST_F(FoldWish, IsBoundedHoweverManyEventsAWriterPilesUp) {
  const Event first = registration();
  for (std::size_t i = 0; i < kWishEventsMax + 10; ++i) vetting(city_.village, Outcome::kApproved, {first});
  const auto wish = folded();
  ASSERT_TRUE(wish.has_value());
  EXPECT_EQ(wish->state, WishState::kVetted);
}

TEST_F(FoldWish, IgnoresAStepThatTheStateDoesNotAllow) {
  const Event first = registration();
  const Event last = say(city_.village, withdrawn(kWish, {first.hash()}));
  vetting(city_.county, Outcome::kApproved, {last});
  EXPECT_EQ(folded()->state, WishState::kWithdrawn);
  EXPECT_FALSE(folded()->state_unsettled);
}

TEST_F(FoldWish, IsRegisteredAgainOnceAReturnIsAnswered) {
  const Event first = registration();
  const Event returned = vetting(city_.county, Outcome::kReturned, {first});
  EXPECT_EQ(folded()->state, WishState::kReturned);
  const Event corrected = say(city_.village, amended(kWish, Category::kCulture, {returned.hash()}));
  EXPECT_EQ(folded()->state, WishState::kRegistered);
  EXPECT_EQ(folded()->category, Category::kCulture);
  EXPECT_FALSE(folded()->state_unsettled);
  vetting(city_.county, Outcome::kApproved, {corrected});
  EXPECT_EQ(folded()->state, WishState::kVetted);
}

TEST_F(FoldWish, StaysReturnedAfterAnAmendmentThatDidNotKnowOfTheReturn) {
  const Event first = registration();
  vetting(city_.county, Outcome::kReturned, {first});
  say(city_.village, amended(kWish, Category::kCulture, {first.hash()}));
  EXPECT_EQ(folded()->state, WishState::kReturned);
  EXPECT_EQ(folded()->category, Category::kCulture);
}

TEST_F(FoldWish, KeepsItsStateThroughAnAmendmentThatAnswersNoReturn) {
  const Event first = registration();
  const Event approved = vetting(city_.county, Outcome::kApproved, {first});
  say(city_.village, amended(kWish, Category::kCulture, {approved.hash()}));
  EXPECT_EQ(folded()->state, WishState::kVetted);
}

// Of unaware steps: withdrawn > rejected > returned > handed over > approved (design rule 5).
TEST_F(FoldWish, TakesTheStrongestOfUnawareSteps) {
  struct Case {
    Step step;
    WishState state;
  };
  const std::vector<Case> strongest_first = {{Step::kWithdraw, WishState::kWithdrawn},
                                             {Step::kReject, WishState::kRejected},
                                             {Step::kReturn, WishState::kReturned},
                                             {Step::kHandOver, WishState::kHandedOver},
                                             {Step::kApprove, WishState::kVetted}};
  const auto words_of = [](Step step, const Event& known) {
    switch (step) {
      case Step::kWithdraw:
        return withdrawn(kWish, {known.hash()});
      case Step::kReject:
        return vetted(kWish, Outcome::kRejected, {known.hash()});
      case Step::kReturn:
        return vetted(kWish, Outcome::kReturned, {known.hash()});
      case Step::kHandOver:
        return vetted(kWish, Outcome::kHandedOver, {known.hash()});
      default:
        return vetted(kWish, Outcome::kApproved, {known.hash()});
    }
  };
  for (std::size_t strong = 0; strong < strongest_first.size(); ++strong) {
    for (std::size_t weak = strong; weak < strongest_first.size(); ++weak) {
      for (const bool strong_first : {true, false}) {
        realm::SmallCity city;
        const Event first = city.village.write(kVillage, registered(kWish));
        Author& early = strong_first ? city.county : city.village;
        Author& late = strong_first ? city.village : city.county;
        late.set_clock_ms(1'600'000'000'000);
        const std::vector<Event> events = {
            first, early.write(kVillage, words_of(strongest_first[strong].step, first)),
            late.write(kVillage, words_of(strongest_first[weak].step, first))};
        const auto wish = fold_wish(events, kVillage, *city.judge());
        EXPECT_EQ(wish->state, strongest_first[strong].state) << strong << " against " << weak;
        EXPECT_EQ(wish->state_unsettled, strong != weak) << strong << " against " << weak;
        EXPECT_EQ(wish->heads.size(), 2u);
      }
    }
  }
}

TEST_F(FoldWish, IsSettledByAStepThatKnowsBothSides) {
  const Event first = registration();
  const Event approved = vetting(city_.county, Outcome::kApproved, {first});
  const Event returned = vetting(city_.village, Outcome::kReturned, {first});
  EXPECT_TRUE(folded()->state_unsettled);
  say(city_.village, amended(kWish, Category::kCulture, hashes({approved, returned})));
  EXPECT_EQ(folded()->state, WishState::kRegistered);
  EXPECT_FALSE(folded()->state_unsettled);
}

TEST_F(FoldWish, MarksAFieldThatSeveralWroteWithoutKnowing) {
  const Event first = registration();
  const Event early = say(city_.village, amended(kWish, Category::kCulture, {first.hash()}));
  city_.county.set_clock_ms(1'600'000'000'000);
  const Event late = say(city_.county, amended(kWish, Category::kPolicy, {first.hash()}));
  WishFields category;
  category.add(WishField::kCategory);
  EXPECT_EQ(folded()->category, Category::kPolicy);
  EXPECT_EQ(folded()->unsettled, category);
  say(city_.village, amended(kWish, Category::kComfort, hashes({early, late})));
  EXPECT_EQ(folded()->category, Category::kComfort);
  EXPECT_EQ(folded()->unsettled, WishFields{});
}

TEST_F(FoldWish, TakesEachFieldFromTheEventThatWroteItLast) {
  const Event first = registration();
  Amended fact;
  fact.fields.add(WishField::kPhone);
  fact.fields.add(WishField::kValue);
  fact.value_yuan = 500;
  fact.hand_over = true;
  WishPart part;
  part.phone = "139";
  const Event second =
      say(city_.village, {Kind::kAmended, encode(fact), kWish, {}, {first.hash()}, encode(part)});
  const auto wish = folded();
  EXPECT_EQ(wish->sources[static_cast<std::size_t>(WishField::kPhone)], second.ref());
  EXPECT_EQ(wish->sources[static_cast<std::size_t>(WishField::kName)], first.ref());
  EXPECT_EQ(wish->value_yuan, 500u);
  EXPECT_TRUE(wish->hand_over);
  EXPECT_EQ(wish->category, Category::kGoods);
}

TEST_F(FoldWish, IsMarkedOnceItIsErased) {
  registration();
  city_.erase(city_.village, kWish, kVillage);
  EXPECT_TRUE(folded()->erased);
  EXPECT_EQ(folded()->state, WishState::kRegistered);
}

// Who carries one of the homes alone must see the same there.
TEST_F(FoldWish, IsAnotherWishAtEachHomeWhereItsIdWasRegistered) {
  city_.sibling.set_clock_ms(1000);
  const Event earlier = city_.sibling.write(kSibling, registered(kWish, 7));
  const Event first = registration();
  const auto alone = folded();
  events_.push_back(earlier);
  events_.push_back(city_.sibling.write(kSibling, withdrawn(kWish, {earlier.hash(), first.hash()})));
  EXPECT_EQ(folded(), alone);
  const auto both = fold_wishes(events_, *city_.judge());
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0], *alone);
  const FoldedWish& there = both[1];
  EXPECT_EQ(there.key(), (WishKey{kWish, kSibling}));
  EXPECT_EQ(there.running, 7u);
  EXPECT_EQ(there.state, WishState::kWithdrawn);
}

TEST_F(FoldWish, IgnoresAStepInTheLogOfAPlaceThatIsNoLongerAboveTheHome) {
  const Event first = registration();
  auto words = vetted(kWish, Outcome::kApproved, {first.hash()});
  words.home = kVillage;
  events_.push_back(city_.county.write(kCounty, words));
  EXPECT_EQ(folded()->state, WishState::kVetted);
  city_.declare(city_.city, kVillage, kOtherCounty, Level::kCommunity, {city_.village_declared});
  EXPECT_EQ(folded()->state, WishState::kRegistered);
}

// ---- Any set of events

// What anyone may write about a wish, based on anything known or unknown.
std::vector<Event> any_events(realm::SmallCity& city) {
  std::vector<Event> out;
  const std::vector<Author*> authors = {&city.village, &city.county, &city.city, &city.sibling,
                                        &city.far_village};
  const int count = *rc::gen::inRange(1, 20);
  for (int i = 0; i < count; ++i) {
    Author& by = *authors[*rc::gen::inRange<std::size_t>(0, authors.size())];
    by.set_clock_ms(*rc::gen::inRange<std::uint64_t>(1000, 1010));
    std::vector<EventHash> known;
    for (const Event& e : out)
      if (*rc::gen::inRange(0, 3) == 0) known.push_back(e.hash());
    if (*rc::gen::inRange(0, 10) == 0) known.push_back(EventHash{sha256("never held")});
    realm::Words words;
    switch (i == 0 ? 0 : *rc::gen::inRange(0, 8)) {
      case 0:
        words = registered(kWish, static_cast<std::uint32_t>(i));
        words.based_on = known;
        break;
      case 1:
        words = withdrawn(kWish, known);
        break;
      case 2:
      case 3:
        words = amended(kWish, static_cast<Category>(*rc::gen::inRange(1, 10)), known);
        break;
      default:
        words = vetted(kWish, static_cast<Outcome>(*rc::gen::inRange(1, 5)), known);
    }
    const PlaceCode log = *rc::gen::element(kVillage, kVillage, kVillage, kCounty, kSibling);
    if (*rc::gen::inRange(0, 4) > 0) words.home = log == kVillage ? PlaceCode{} : kVillage;
    out.push_back(by.write(log, words));
  }
  return out;
}

RC_GTEST_PROP(FoldWishProperty, IsTheSameForAnyOrderAndRepetition, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_events(city);
  const auto authority = city.judge();
  const auto expected = fold_wish(events, kVillage, *authority);
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(events.begin(), events.end(), random);
  const std::vector<Event> again(events.begin(),
                                 events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2));
  events.insert(events.end(), again.begin(), again.end());
  RC_ASSERT(fold_wish(events, kVillage, *authority) == expected);
}

RC_GTEST_PROP(FoldWishProperty, IsTheSameAmongAllHomesAsAtItsHomeAlone, ()) {
  realm::SmallCity city;
  const std::vector<Event> events = any_events(city);
  const auto authority = city.judge();
  std::vector<FoldedWish> expected;
  for (const PlaceCode home : {kCounty, kVillage, kSibling}) {
    std::vector<Event> alone;
    for (const Event& e : events)
      if (e.header().subject_home() == home) alone.push_back(e);
    if (const auto wish = fold_wish(alone, home, *authority)) expected.push_back(*wish);
    RC_ASSERT(fold_wish(events, home, *authority) == fold_wish(alone, home, *authority));
  }
  RC_ASSERT(fold_wishes(events, *authority) == expected);
}

RC_GTEST_PROP(FoldWishProperty, IsUntouchedByEventsThatDoNotCount, ()) {
  realm::SmallCity city;
  const std::vector<Event> all = any_events(city);
  const auto authority = city.judge();
  std::vector<Event> counting;
  for (const Event& e : all) {
    const PlaceCode by = authority->writer(e.header().writer)->place;
    if (authority->at_or_above(by, kVillage) && authority->at_or_above(e.header().place, kVillage))
      counting.push_back(e);
  }
  RC_ASSERT(fold_wish(all, kVillage, *authority) == fold_wish(counting, kVillage, *authority));
}

// Whoever has seen all and steps on leaves nothing unsettled about the state.
RC_GTEST_PROP(FoldWishProperty, IsSettledByAWithdrawalOfOneWhoKnowsAll, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_events(city);
  const auto authority = city.judge();
  const auto before = fold_wish(events, kVillage, *authority);
  RC_PRE(before.has_value());
  events.push_back(city.village.write(kVillage, withdrawn(kWish, before->heads)));
  const auto after = fold_wish(events, kVillage, *authority);
  if (step_allowed(before->state, Step::kWithdraw)) {
    RC_ASSERT(after->state == WishState::kWithdrawn);
    RC_ASSERT(!after->state_unsettled);
  } else {
    RC_ASSERT(after->state == before->state);
  }
  RC_ASSERT(after->heads == std::vector<EventHash>{events.back().hash()});
}

TEST(StepAllowed, IsNothingAfterAFinalState) {
  for (Step step :
       {Step::kApprove, Step::kReturn, Step::kReject, Step::kHandOver, Step::kWithdraw, Step::kAmend}) {
    EXPECT_TRUE(step_allowed(WishState::kRegistered, step));
    // But the same again, by whoever knows what others said.
    EXPECT_EQ(step_allowed(WishState::kWithdrawn, step), step == Step::kWithdraw);
    EXPECT_EQ(step_allowed(WishState::kRejected, step), step == Step::kReject);
  }
  EXPECT_FALSE(step_allowed(WishState::kWithdrawn, Step::kMerge));
  EXPECT_FALSE(step_allowed(WishState::kReturned, Step::kApprove));
  EXPECT_FALSE(step_allowed(WishState::kVetted, Step::kApprove));
}

RC_GTEST_PROP(WriterLettersProperty, AreTwoThatDoNotLookLikeDigits,
              (const std::array<std::uint8_t, 16>& bytes)) {
  const std::string letters = writer_letters(WriterId{bytes});
  RC_ASSERT(letters.size() == 2u);
  for (const char c : letters)
    RC_ASSERT(std::string("ABCDEFGHJKLMNPQRSTUVWXYZ").find(c) != std::string::npos);
}

}  // namespace
}  // namespace model
