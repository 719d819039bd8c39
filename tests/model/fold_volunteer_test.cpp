// The fold of a volunteer: what stands of corrections and merges whose writers did not know of each other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "model/fold/volunteer.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::Author;
using realm::kVillage;
using ::testing::SizeIs;

const SubjectId kVolunteer = realm::subject_of(1);
const SubjectId kOther = realm::subject_of(2);
const SubjectId kThird = realm::subject_of(3);
const SubjectId kBank = realm::subject_of(4);
const SubjectId kSchool = realm::subject_of(5);

// What an office says of the volunteer, as the desk does: all of it, based on all that it holds.
class Office {
 public:
  Office(const realm::Realm& realm, Author& author) : realm_(realm), author_(author) {}

  [[nodiscard]] FoldedVolunteer known() const {
    const auto folded = fold_volunteers(events_, *realm_.judge());
    return folded.empty() ? FoldedVolunteer{} : folded.front();
  }
  Event say(std::optional<SubjectId> unit, std::optional<SubjectId> same_as, bool words = false) {
    events_.push_back(author_.write(kVillage, {Kind::kVolunteerSet,
                                               encode(VolunteerSet{unit, same_as, words}),
                                               kVolunteer,
                                               {},
                                               known().heads,
                                               encode(VolunteerPart{"李四", std::to_string(++words_)})}));
    return events_.back();
  }
  Event correct_words() { return say(known().unit, known().same_as); }
  Event correct_unit(const SubjectId& unit) { return say(unit, known().same_as); }
  Event correct_both(const SubjectId& unit) { return say(unit, known().same_as, true); }
  Event merge(const SubjectId& into) { return say(known().unit, into); }
  Event take_back_merge() { return say(known().unit, std::nullopt); }
  void hear(const Office& other) {
    for (const Event& event : other.events_)
      if (std::ranges::find(events_, event.hash(), &Event::hash) == events_.end()) events_.push_back(event);
  }
  void at(std::uint64_t clock_ms) { author_.set_clock_ms(clock_ms); }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }

 private:
  const realm::Realm& realm_;
  Author& author_;
  std::vector<Event> events_;
  int words_ = 0;
};

constexpr std::uint64_t kJune = 1'529'600'000'000;

class FoldVolunteerTest : public ::testing::Test {
 protected:
  FoldVolunteerTest() {
    village_.say(kBank, std::nullopt);
    county_.hear(village_);
  }
  // Whose clock is ahead writes what is canonically later.
  void ahead(Office& office) {
    village_.at(kJune + 1000);
    county_.at(kJune + 1000);
    office.at(kJune + 9'000'000);
  }
  FoldedVolunteer met() {
    village_.hear(county_);
    county_.hear(village_);
    EXPECT_EQ(village_.known(), county_.known());
    return village_.known();
  }

  realm::SmallCity city_;
  Office village_{city_, city_.village}, county_{city_, city_.county};
};

TEST_F(FoldVolunteerTest, AMergeSurvivesACorrectionThatDidNotKnowOfIt) {
  for (Office* later : {&village_, &county_}) {
    ahead(*later);
    const Event words = village_.correct_words();
    county_.merge(kOther);
    const FoldedVolunteer both = met();
    EXPECT_EQ(both.same_as, kOther);
    EXPECT_EQ(both.source.hash, words.hash());
    EXPECT_THAT(both.heads, SizeIs(2));
    village_.take_back_merge();
    EXPECT_EQ(met().same_as, std::nullopt) << "by who knew of it";
  }
}

TEST_F(FoldVolunteerTest, AMergeSurvivesOneThatIsTakenBackUnaware) {
  county_.merge(kOther);
  met();
  ahead(village_);
  village_.take_back_merge();
  county_.merge(kThird);
  EXPECT_EQ(met().same_as, kThird);
}

TEST_F(FoldVolunteerTest, CorrectionsOfDifferentFieldsBothStand) {
  for (Office* later : {&village_, &county_}) {
    ahead(*later);
    const Event words = village_.correct_words();
    county_.correct_unit(later == &village_ ? kSchool : kBank);
    const FoldedVolunteer both = met();
    EXPECT_EQ(both.source.hash, words.hash());
    EXPECT_EQ(both.unit, later == &village_ ? kSchool : kBank);
  }
}

TEST_F(FoldVolunteerTest, WordsThatWereSaidAgainWithAUnitAreNotLost) {
  ahead(county_);
  village_.correct_words();
  const Event again = village_.correct_unit(kSchool);
  county_.correct_unit(kThird);
  const FoldedVolunteer both = met();
  EXPECT_EQ(both.source.hash, again.hash()) << "it has the words that were corrected";
  EXPECT_EQ(both.unit, kThird) << "of one field the later one";
}

// One call may correct the phone and the unit.
TEST_F(FoldVolunteerTest, WordsThatAreCorrectedWithAUnitCountAsTheyDoAlone) {
  ahead(county_);
  village_.correct_words();
  const Event later = county_.correct_both(kSchool);
  EXPECT_EQ(met().source.hash, later.hash()) << "of one field the later one";
  EXPECT_EQ(met().unit, kSchool);

  ahead(village_);
  const Event both = county_.correct_both(kBank);
  village_.correct_unit(kThird);
  EXPECT_EQ(met().source.hash, both.hash()) << "beside a later one that corrects the unit alone";
  EXPECT_EQ(met().unit, kThird);
}

TEST_F(FoldVolunteerTest, OfOneFieldTheLaterCorrectionStands) {
  for (Office* later : {&village_, &county_}) {
    ahead(*later);
    const Event village = village_.correct_words(), county = county_.correct_words();
    EXPECT_EQ(met().source.hash, (later == &village_ ? village : county).hash());
    village_.correct_unit(kSchool);
    county_.correct_unit(kThird);
    EXPECT_EQ(met().unit, later == &village_ ? kSchool : kThird);
  }
}

TEST_F(FoldVolunteerTest, WhatKnewOfAllHoldsWhole) {
  village_.correct_words();
  county_.correct_unit(kSchool);
  met();
  const Event last = county_.say(std::nullopt, kOther);
  const FoldedVolunteer known = met();
  EXPECT_EQ(known.source.hash, last.hash());
  EXPECT_EQ(known.unit, std::nullopt);
  EXPECT_EQ(known.same_as, kOther);
  EXPECT_THAT(known.heads, SizeIs(1));
}

// Three offices that meet now and then: any order of arrival gives the same, nobody's merge is undone, and
// what one office alone corrected stands.
RC_GTEST_PROP(FoldVolunteerProperty, NothingIsUndoneByWhoDidNotKnowOfIt, ()) {
  realm::SmallCity city;
  Office offices[] = {{city, city.village}, {city, city.county}, {city, city.city}};
  offices[0].say(kBank, std::nullopt);
  for (Office& office : offices) office.hear(offices[0]);
  bool merged = false;
  std::set<std::size_t> correcting;
  std::optional<SubjectId> unit = kBank;
  const auto steps = *rc::gen::container<std::vector<std::uint8_t>>(20, rc::gen::arbitrary<std::uint8_t>());
  for (const std::uint8_t step : steps) {
    const std::size_t who = step % 3;
    Office& office = offices[who];
    office.at(kJune + (step * 7919u) % 5'000'000u);
    switch (step / 3 % 6) {
      case 0:
        office.correct_words();
        break;
      case 1:
        // Only one of them, so that it is known what stands.
        if (correcting.empty()) correcting.insert(who);
        if (!correcting.contains(who)) break;
        unit = office.known().unit == kBank ? kSchool : kBank;
        office.correct_unit(*unit);
        break;
      case 2:
        office.merge(step % 2 == 0 ? kOther : kThird);
        merged = true;
        break;
      default:
        office.hear(offices[(who + 1 + step / 18 % 2) % 3]);
    }
  }
  for (Office& office : offices)
    for (const Office& other : offices) office.hear(other);
  const FoldedVolunteer known = offices[0].known();
  RC_ASSERT(known.same_as.has_value() == merged);
  RC_ASSERT(known.unit == unit);
  auto events = offices[0].events();
  std::shuffle(events.begin(), events.end(), std::mt19937(steps.front()));
  events.push_back(events.front());
  RC_ASSERT(fold_volunteers(events, *city.judge()) == std::vector{known});
}

// Writers that do not keep to it: each names whatever it likes.
RC_GTEST_PROP(FoldVolunteerProperty, AnyOrderOfArrivalGivesTheSame, (std::vector<std::uint16_t> steps)) {
  realm::SmallCity city;
  Author* const authors[] = {&city.village, &city.county, &city.city};
  const std::optional<SubjectId> ids[] = {std::nullopt, kBank, kOther};
  std::vector<Event> events;
  if (steps.size() > 30) steps.resize(30);
  for (const std::uint16_t step : steps) {
    std::vector<EventHash> based_on;
    for (unsigned i = 0; i < 3 && !events.empty(); ++i)
      if (step >> (8 + i) & 1u) based_on.push_back(events[(step * (i + 7u)) % events.size()].hash());
    std::ranges::sort(based_on);
    based_on.erase(std::unique(based_on.begin(), based_on.end()), based_on.end());
    events.push_back(
        authors[step % 3]->write(kVillage, {Kind::kVolunteerSet,
                                            encode(VolunteerSet{ids[step / 3 % 3], ids[step / 9 % 3]}),
                                            kVolunteer,
                                            {},
                                            std::move(based_on)}));
  }
  const auto known = fold_volunteers(events, *city.judge());
  RC_ASSERT(known.size() == (events.empty() ? 0u : 1u));
  std::shuffle(events.begin(), events.end(), std::mt19937(static_cast<unsigned>(steps.size())));
  RC_ASSERT(fold_volunteers(events, *city.judge()) == known);
}

}  // namespace
}  // namespace model
