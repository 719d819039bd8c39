// The fold of a unit: what stands of corrections and merges whose writers did not know of each other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "model/programme.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::Author;
using realm::kCity;
using realm::kCounty;
using realm::kVillage;
using ::testing::SizeIs;

const SubjectId kUnit = realm::subject_of(1);
const SubjectId kOther = realm::subject_of(2);
const SubjectId kThird = realm::subject_of(3);
constexpr std::uint64_t kJune = 1'529'600'000'000;

std::shared_ptr<const Programme> judged(const std::vector<Event>& events, const realm::Realm& realm) {
  ProgrammeFacts facts;
  for (const Event& event : events) facts.add(event);
  return facts.judge(*realm.judge());
}

// Place, name, the unit that it is, and what the next word is based on.
std::string told(const Unit& unit) {
  std::string out = unit.place.text() + " " + unit.name;
  if (unit.same_as) out += " is " + uuid_text(*unit.same_as);
  for (const EventHash& head : unit.heads) out += " " + to_hex(head.view());
  return out;
}

// What an office says of the unit, as the desk does: all of it, based on all that it holds.
class Speaker {
 public:
  Speaker(const realm::Realm& realm, Author& author) : realm_(realm), author_(author) {}

  [[nodiscard]] Unit known() const {
    const auto programme = judged(events_, realm_);
    const auto at = programme->units().find(kUnit);
    return at == programme->units().end() ? Unit{} : at->second;
  }
  void say(const UnitSet& set) { say(set, known().heads); }
  void say(const UnitSet& set, std::vector<EventHash> based_on) {
    events_.push_back(
        author_.write(kPlaceOfAll, {Kind::kUnitSet, encode(set), kUnit, {}, std::move(based_on)}));
  }
  void rename(const std::string& name) { say({known().place, name, known().same_as}); }
  void move(PlaceCode place) { say({place, known().name, known().same_as}); }
  void merge(const SubjectId& into) { say({known().place, known().name, into}); }
  void take_back_merge() { say({known().place, known().name, std::nullopt}); }
  void hear(const Speaker& other) {
    for (const Event& event : other.events_)
      if (std::ranges::find(events_, event.hash(), &Event::hash) == events_.end()) events_.push_back(event);
  }
  void at(std::uint64_t clock_ms) { author_.set_clock_ms(clock_ms); }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }

 private:
  const realm::Realm& realm_;
  Author& author_;
  std::vector<Event> events_;
};

class FoldUnitTest : public ::testing::Test {
 protected:
  FoldUnitTest() {
    county_.say({kCounty, "bank", {}});
    for (Speaker* one : all_) one->hear(county_);
  }
  // Whose clock is ahead writes what is canonically later.
  void ahead(Speaker& speaker) {
    for (Speaker* one : all_) one->at(kJune + 1000);
    speaker.at(kJune + 9'000'000);
  }
  Unit met() {
    for (int turn = 0; turn < 2; ++turn)
      for (Speaker* one : all_)
        for (const Speaker* other : all_) one->hear(*other);
    EXPECT_EQ(told(village_.known()), told(city_.known()));
    return county_.known();
  }

  void begin_anew() {
    county_.say({kCounty, "bank", {}});
    met();
  }

  realm::SmallCity realm_;
  Speaker village_{realm_, realm_.village}, county_{realm_, realm_.county},
      twin_{realm_, realm_.enrol(realm_.city, kCounty)}, city_{realm_, realm_.city},
      other_county_{realm_, realm_.other_county}, sibling_{realm_, realm_.sibling};
  Speaker* const all_[6] = {&village_, &county_, &twin_, &city_, &other_county_, &sibling_};
};

TEST_F(FoldUnitTest, AMergeSurvivesACorrectionThatDidNotKnowOfIt) {
  for (Speaker* merges : {&county_, &city_})
    for (Speaker* later : {&county_, &city_}) {
      ahead(*later);
      Speaker& corrects = merges == &county_ ? city_ : county_;
      merges->merge(kOther);
      corrects.rename("the bank");
      const Unit both = met();
      EXPECT_EQ(both.same_as, kOther);
      EXPECT_EQ(both.name, "the bank") << "and so does the correction";
      EXPECT_THAT(both.heads, SizeIs(2));
      county_.take_back_merge();
      EXPECT_EQ(met().same_as, std::nullopt) << "by who knew of it";
      begin_anew();
    }
}

TEST_F(FoldUnitTest, AMergeSurvivesOneThatIsTakenBackUnaware) {
  county_.merge(kOther);
  met();
  ahead(city_);
  city_.take_back_merge();
  county_.merge(kThird);
  EXPECT_EQ(met().same_as, kThird);
}

TEST_F(FoldUnitTest, OfOneFieldTheHigherPlaceHasTheWord) {
  for (Speaker* later : {&county_, &city_}) {
    ahead(*later);
    county_.rename("the bank");
    city_.rename("a bank");
    county_.merge(kThird);
    city_.merge(kOther);
    const Unit known = met();
    EXPECT_EQ(known.name, "a bank");
    EXPECT_EQ(known.same_as, kOther);
    begin_anew();
  }
}

TEST_F(FoldUnitTest, OfOneFieldTheLaterWordStandsAmongEquals) {
  for (Speaker* later : {&county_, &twin_}) {
    ahead(*later);
    county_.rename("the bank");
    county_.merge(kOther);
    twin_.rename("a bank");
    twin_.merge(kThird);
    const Unit known = met();
    EXPECT_EQ(known.name, later == &county_ ? "the bank" : "a bank");
    EXPECT_EQ(known.same_as, later == &county_ ? kOther : kThird);
    begin_anew();
  }
}

TEST_F(FoldUnitTest, ItsPlaceIsAFieldAsOthersAre) {
  city_.move(kCity);
  county_.rename("the bank");
  const Unit known = met();
  EXPECT_EQ(known.place, kCity);
  EXPECT_EQ(known.name, "the bank");
  county_.rename("ours");
  EXPECT_EQ(met().name, "the bank") << "the county knew that it is the city's";
  city_.move(kVillage);
  met();
  village_.rename("the village's");
  EXPECT_EQ(met().name, "the village's") << "whose it is now";
}

TEST_F(FoldUnitTest, NobodyMergesWhatIsNotTheirs) {
  ahead(village_);
  const std::vector<EventHash> known = village_.known().heads;
  village_.say({kVillage, "mine", kOther}, known);
  village_.say({kVillage, "mine", kOther}, {});
  village_.say({kVillage, "mine", kThird}, {village_.events().back().hash()});
  Unit unit = met();
  EXPECT_EQ(unit.name, "bank");
  EXPECT_EQ(unit.place, kCounty);
  EXPECT_EQ(unit.same_as, std::nullopt);
  county_.rename("the bank");
  unit = met();
  EXPECT_EQ(unit.name, "the bank");
  EXPECT_EQ(unit.same_as, std::nullopt);
}

// Offices beside those whose it is say that they know of nothing.
TEST_F(FoldUnitTest, WhoseUnitItIsNotHasNoWordAgainstThoseWhoseItIs) {
  city_.move(kVillage);
  met();
  village_.rename("the bank");
  met();
  for (Speaker* other : {&other_county_, &sibling_}) {
    ahead(*other);
    other->say({other == &sibling_ ? realm::kSibling : realm::kOtherCounty, "ours", kOther}, {});
    const Unit unit = met();
    EXPECT_EQ(unit.place, kVillage);
    EXPECT_EQ(unit.name, "the bank");
    EXPECT_EQ(unit.same_as, std::nullopt);
  }
}

TEST_F(FoldUnitTest, AMergeCanBeTakenBackHoweverManySayThatTheyKnowOfNothing) {
  county_.merge(kOther);
  met();
  for (int i = 0; i < 100; ++i) village_.say({kVillage, "mine " + std::to_string(i), {}}, {});
  EXPECT_EQ(met().same_as, kOther);
  EXPECT_THAT(met().heads, SizeIs(kBasedOnMax));
  county_.take_back_merge();
  EXPECT_EQ(met().same_as, std::nullopt);
  EXPECT_EQ(met().name, "bank");
}

TEST_F(FoldUnitTest, WhatKnewOfAllHoldsWhole) {
  county_.rename("the bank");
  city_.merge(kOther);
  met();
  county_.say({kVillage, "a school", kThird});
  const Unit known = met();
  EXPECT_EQ(known.place, kVillage);
  EXPECT_EQ(known.name, "a school");
  EXPECT_EQ(known.same_as, kThird);
  EXPECT_THAT(known.heads, SizeIs(1));
}

// Offices that meet now and then: any order of arrival gives the same, nobody's merge is undone, and what one
// office alone corrected stands.
RC_GTEST_PROP(FoldUnitProperty, NothingIsUndoneByWhoDidNotKnowOfIt, ()) {
  realm::SmallCity city;
  Speaker offices[] = {{city, city.village}, {city, city.county}, {city, city.city}};
  offices[0].say({kVillage, "bank", {}});
  for (Speaker& office : offices) office.hear(offices[0]);
  bool merged = false;
  std::set<std::size_t> naming;
  std::string name = "bank";
  const auto steps = *rc::gen::container<std::vector<std::uint8_t>>(20, rc::gen::arbitrary<std::uint8_t>());
  for (const std::uint8_t step : steps) {
    const std::size_t who = step % 3;
    Speaker& office = offices[who];
    office.at(kJune + (step * 7919u) % 5'000'000u);
    switch (step / 3 % 5) {
      case 0:
        // Only one of them, so that it is known what stands.
        if (naming.empty()) naming.insert(who);
        if (!naming.contains(who)) break;
        name = office.known().name + "'";
        office.rename(name);
        break;
      case 1:
        office.merge(step % 2 == 0 ? kOther : kThird);
        merged = true;
        break;
      default:
        office.hear(offices[(who + 1 + step / 15 % 2) % 3]);
    }
  }
  for (Speaker& office : offices)
    for (const Speaker& other : offices) office.hear(other);
  const Unit known = offices[0].known();
  RC_ASSERT(known.same_as.has_value() == merged);
  RC_ASSERT(known.name == name);
  auto events = offices[0].events();
  std::shuffle(events.begin(), events.end(), std::mt19937(steps.front()));
  events.push_back(events.front());
  RC_ASSERT(told(judged(events, city)->units().at(kUnit)) == told(known));
}

// However they were merged, in chains and in circles, one of them stands for all that hang together.
RC_GTEST_PROP(FoldUnitProperty, OneStandsForAllThatWereMerged, (const std::vector<std::uint16_t>& steps)) {
  realm::SmallCity city;
  std::vector<Event> events;
  for (const std::uint16_t step : steps)
    events.push_back(
        city.county.write(kPlaceOfAll, {Kind::kUnitSet,
                                        encode(UnitSet{kCounty, "unit", realm::subject_of(step / 8 % 8)}),
                                        realm::subject_of(step % 8),
                                        {},
                                        {}}));
  const auto programme = judged(events, city);
  std::shuffle(events.begin(), events.end(), std::mt19937(static_cast<unsigned>(steps.size())));
  const auto again = judged(events, city);
  for (const auto& [id, unit] : programme->units()) {
    const Unit* stands = programme->unit(id);
    RC_ASSERT(again->unit(id)->id == stands->id);
    RC_ASSERT(programme->unit(stands->id) == stands);
    if (unit.same_as && programme->units().contains(*unit.same_as))
      RC_ASSERT(programme->unit(*unit.same_as) == stands);
  }
}

}  // namespace
}  // namespace model
