// What the city sets: whose word counts, and which of several holds.

#include "model/programme.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/realm.h"

namespace model {
namespace {

using realm::Author;
using realm::kCounty;
using realm::kVillage;
using realm::subject_of;

class ProgrammeTest : public ::testing::Test {
 protected:
  Event say(Author& by, Kind kind, std::string body, SubjectId subject = {},
            std::vector<EventHash> based_on = {}) {
    events_.push_back(by.write(kPlaceOfAll, {kind, std::move(body), subject, {}, std::move(based_on)}));
    return events_.back();
  }
  Event set(Author& by, const Policy& policy, std::vector<EventHash> based_on = {}) {
    return say(by, Kind::kPolicySet, encode(policy), {}, std::move(based_on));
  }
  [[nodiscard]] std::shared_ptr<const Programme> programme() const {
    ProgrammeFacts facts;
    for (const Event& event : events_) facts.add(event);
    return facts.judge(*city_.judge());
  }
  static Policy with_points(std::uint16_t points) {
    Policy out;
    out.points = points;
    return out;
  }

  realm::SmallCity city_;
  std::vector<Event> events_;
};

TEST_F(ProgrammeTest, HasTheDefaultsUntilTheCitySetsOthers) {
  EXPECT_EQ(programme()->policy(), Policy{});
  EXPECT_EQ(programme()->policy().value_limit_yuan, 300u);
  EXPECT_EQ(programme()->policy().claim_days, 30);
  EXPECT_EQ(programme()->policy().points, 10);
  EXPECT_FALSE(programme()->policy_event());
  set(city_.county, with_points(99));
  EXPECT_EQ(programme()->policy(), Policy{});
  const Event event = set(city_.city, with_points(20));
  EXPECT_EQ(programme()->policy().points, 20);
  EXPECT_EQ(programme()->policy_event(), event.hash());
}

TEST_F(ProgrammeTest, JudgesEachEventByThePolicyThatItNames) {
  const Event first = set(city_.city, with_points(20));
  const Event second = set(city_.city, with_points(30), {first.hash()});
  EXPECT_EQ(programme()->policy().points, 30);
  EXPECT_EQ(programme()->policy(first.hash()).points, 20);
  EXPECT_EQ(programme()->policy(second.hash()).points, 30);
  EXPECT_EQ(programme()->policy(std::nullopt).points, 10);
  EXPECT_EQ(programme()->policy(EventHash{sha256("never held")}).points, 10);
}

TEST_F(ProgrammeTest, IgnoresAPolicyThatIsNotSensible) {
  Policy policy;
  policy.claim_days = 0;
  set(city_.city, policy);
  policy.claim_days = kPolicyDaysMax + 1;
  set(city_.city, policy);
  EXPECT_FALSE(programme()->policy_event());
}

TEST_F(ProgrammeTest, KnowsUnitsAsThoseAtOrAboveTheirPlaceSay) {
  say(city_.village, Kind::kUnitSet, encode(UnitSet{kCounty, "a bank", {}}), subject_of(1));
  EXPECT_EQ(programme()->unit(subject_of(1)), nullptr);
  const Event bank = say(city_.county, Kind::kUnitSet, encode(UnitSet{kCounty, "a bank", {}}), subject_of(1));
  ASSERT_NE(programme()->unit(subject_of(1)), nullptr);
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "the bank", {}}), subject_of(1), {bank.hash()});
  EXPECT_EQ(programme()->unit(subject_of(1))->name, "the bank");
}

TEST_F(ProgrammeTest, LetsNobodyTakeAUnitOfAPlaceThatIsNotTheirs) {
  const Event bank =
      say(city_.county, Kind::kUnitSet, encode(UnitSet{kCounty, "the bank", {}}), subject_of(1));
  say(city_.village, Kind::kUnitSet, encode(UnitSet{kVillage, "mine", subject_of(2)}), subject_of(1),
      {bank.hash()});
  EXPECT_EQ(programme()->unit(subject_of(1))->name, "the bank");
  // Nor without a word of the former.
  city_.village.set_clock_ms(1'900'000'000'000);
  say(city_.village, Kind::kUnitSet, encode(UnitSet{kVillage, "mine", {}}), subject_of(1));
  EXPECT_EQ(programme()->unit(subject_of(1))->name, "the bank");
}

TEST_F(ProgrammeTest, TakesAMergedUnitForTheOneItTurnedOutToBe) {
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "one", subject_of(2)}), subject_of(1));
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "two", subject_of(3)}), subject_of(2));
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "three", {}}), subject_of(3));
  for (std::uint64_t i = 1; i <= 3; ++i) EXPECT_EQ(programme()->unit(subject_of(i))->name, "three");
  // Merged in a ring, they are one all the same.
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "three", subject_of(1)}), subject_of(3),
      {events_.back().hash()});
  const auto known = programme();
  EXPECT_EQ(known->unit(subject_of(1)), known->unit(subject_of(2)));
  EXPECT_EQ(known->unit(subject_of(2)), known->unit(subject_of(3)));
}

TEST_F(ProgrammeTest, KnowsUnitsByTheirNamesAndByThoseThatWereMergedIntoThem) {
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "the bank", {}}), subject_of(1));
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "bank", subject_of(1)}), subject_of(2));
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kCounty, "the bank", subject_of(1)}), subject_of(3));
  say(city_.city, Kind::kUnitSet, encode(UnitSet{kVillage, "bank", {}}), subject_of(4));
  const auto known = programme();
  const auto named = [&](std::string_view name) {
    std::vector<SubjectId> out;
    for (const Unit* unit : known->units_named(name)) out.push_back(unit->id);
    return out;
  };
  EXPECT_EQ(named("the bank"), std::vector{subject_of(1)});
  EXPECT_EQ(named("bank"), (std::vector{subject_of(1), subject_of(4)}));
  EXPECT_TRUE(named("ban").empty());
}

TEST_F(ProgrammeTest, HasTheCampaignsOfTheCity) {
  const CampaignSet set{"学雷锋日", {2018, 3, 1}, {2018, 3, 5}, {}};
  say(city_.county, Kind::kCampaignSet, encode(set), subject_of(1));
  EXPECT_EQ(programme()->campaign(subject_of(1)), nullptr);
  say(city_.city, Kind::kCampaignSet, encode(set), subject_of(1));
  ASSERT_NE(programme()->campaign(subject_of(1)), nullptr);
  EXPECT_EQ(programme()->campaign(subject_of(1))->set.first, (Date{2018, 3, 1}));
  EXPECT_FALSE(decode_campaign(encode(CampaignSet{"x", {2018, 3, 5}, {2018, 3, 1}, {}})));
}

TEST_F(ProgrammeTest, StopsHearingARevokedNodeWhereItWasToldTo) {
  set(city_.city, with_points(20));
  Author& thief = city_.enrol(city_.root(), realm::kCity);
  city_.revoke(city_.root(), thief, std::map<LogId, Tip>{});
  set(thief, with_points(9999));
  EXPECT_EQ(programme()->policy().points, 20);
}

RC_GTEST_PROP(ProgrammeProperty, IsTheSameForAnyOrder, (const std::vector<std::uint8_t>& turns)) {
  realm::SmallCity city;
  std::vector<Event> events;
  for (const std::uint8_t turn : turns) {
    Author& by = turn % 3 == 0 ? city.city : turn % 3 == 1 ? city.county : city.village;
    std::vector<EventHash> based_on;
    if (turn % 2 == 0 && !events.empty()) based_on = {events[turn % events.size()].hash()};
    Policy policy;
    policy.points = turn;
    const SubjectId id = subject_of(turn % 4);
    const realm::Words words =
        turn % 5 == 0
            ? realm::Words{Kind::kPolicySet, encode(policy), {}, {}, based_on}
            : realm::Words{
                  Kind::kUnitSet,
                  encode(UnitSet{turn % 7 == 0 ? kVillage : kCounty, "unit " + std::to_string(turn % 64),
                                 turn % 3 == 0 ? std::optional(subject_of(turn / 4 % 4)) : std::nullopt}),
                  id,
                  {},
                  based_on};
    events.push_back(by.write(kPlaceOfAll, words));
  }
  const auto judged = [&] {
    ProgrammeFacts facts;
    for (const Event& event : events) facts.add(event);
    const auto programme = facts.judge(*city.judge());
    std::string out = std::to_string(programme->policy().points);
    for (const auto& [unit, known] : programme->units()) {
      out += " " + known.place.text() + known.name + "=" + programme->unit(unit)->name;
      if (known.same_as) out += " into " + uuid_text(*known.same_as);
      for (const EventHash& head : known.heads) out += to_hex(head.view());
    }
    return out;
  };
  const std::string before = judged();
  std::shuffle(events.begin(), events.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
  RC_ASSERT(judged() == before);
}

}  // namespace
}  // namespace model
