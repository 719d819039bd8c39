// How the store forgets a volunteer: what is told of them, and the words of the claims that name them and
// were written at the place that is named. Over both twins of the Kv.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event_store_fixture.h"
#include "model/fold/volunteer.h"
#include "node/store/store_hiding.h"
#include "tests/support/life.h"

namespace node {
namespace {

using model::Event;
using model::LogId;
using realm::Author;
using realm::claim_of;
using realm::claimed;
using realm::kFarVillage;
using realm::kVillage;
using realm::subject_of;
using realm::volunteer_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A wish of a far village was claimed by the volunteer and by another one at the village, and under the
// volunteer's id at the village beside it.
template <typename Home>
class VolunteerErasure : public StoredCity<Home> {
 protected:
  using StoredCity<Home>::city_;
  using StoredCity<Home>::store_;

  void commit(Commit commit) {
    Commit* group[] = {&commit};
    const auto done = store_->commit(group);
    ASSERT_TRUE(done.front().has_value()) << done.front().error().en;
  }
  void take(const Author& by, const std::vector<Event>& events, bool with_parts = true) {
    Commit what;
    what.runs = {run_of(by, events, with_parts)};
    commit(std::move(what));
  }
  void take_part(const Author& by, const Event& event) {
    Commit what;
    what.parts.push_back({event.ref(), by.part(event)});
    commit(std::move(what));
  }
  void take_claims(bool with_parts = true) {
    take(city_.village, {told_}, with_parts);
    take(city_.village, {here_, of_another_}, with_parts);
    take(city_.sibling, {elsewhere_}, with_parts);
  }
  // All facts of place 0 that are new, by writer.
  void learn_the_city() {
    std::map<model::WriterId, std::vector<Event>> logs;
    for (const Event& e : city_.facts())
      if (!store_->holds(e.ref())) logs[e.header().writer].push_back(e);
    for (const Author* author : {&city_.root(), &city_.city, &city_.county, &city_.other_county,
                                 &city_.village, &city_.sibling, &city_.far_village})
      if (const auto at = logs.find(author->writer()); at != logs.end()) take(*author, at->second);
  }
  void erase() {
    city_.erase_volunteer(city_.county, volunteer_of(1), kVillage);
    learn_the_city();
  }
  bool carry_out() { return store_->erase(volunteer_of(1), kVillage).has_value(); }
  bool has(const Event& event) { return store_->part(event.ref()).has_value(); }

  const Event told_ =
      city_.village.write(kVillage, {model::Kind::kVolunteerSet,
                                     model::encode(model::VolunteerSet{}),
                                     volunteer_of(1),
                                     {},
                                     {},
                                     model::encode(model::VolunteerPart{"Li Si", "13900000000"})});
  const Event here_ = city_.village.write(kFarVillage, claimed(subject_of(50), claim_of(1), {}));
  const Event of_another_ = city_.village.write(kFarVillage, claimed(subject_of(50), claim_of(2), {}, 2));
  const Event elsewhere_ = city_.sibling.write(kFarVillage, claimed(subject_of(50), claim_of(3), {}));
};

TYPED_TEST_SUITE(VolunteerErasure, KvHomes);

TYPED_TEST(VolunteerErasure, TakesWhatIsToldOfThemAndTheirClaimsOfThatPlaceForGood) {
  this->learn_the_city();
  this->take_claims();
  this->erase();
  EXPECT_THAT(this->store().claims_of(volunteer_of(1)), SizeIs(2));
  EXPECT_THAT(this->store().claims_of(volunteer_of(1), kVillage), SizeIs(1));
  ASSERT_TRUE(this->carry_out());
  for (const bool reopened : {false, true}) {
    if (reopened) this->reopen();
    EXPECT_THAT(this->store().pending_erasures(), IsEmpty());
    for (const Event& event : {this->told_, this->here_}) {
      this->take_part(this->city_.village, event);
      EXPECT_FALSE(this->has(event));
      EXPECT_TRUE(this->store().holds(event.ref()));
    }
    EXPECT_TRUE(this->has(this->of_another_));
    EXPECT_TRUE(this->has(this->elsewhere_)) << "written at a place that nobody spoke for";
    EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
  }
}

TYPED_TEST(VolunteerErasure, DropsThePartsThatArriveAfterwards) {
  this->erase();
  ASSERT_TRUE(this->carry_out());
  this->reopen();
  this->take_claims();
  EXPECT_FALSE(this->has(this->told_));
  EXPECT_FALSE(this->has(this->here_));
  EXPECT_TRUE(this->has(this->of_another_));
  EXPECT_TRUE(this->has(this->elsewhere_));
  EXPECT_THAT(this->store().absent_parts({}, 10), IsEmpty());
}

TYPED_TEST(VolunteerErasure, AsksNoPeerForWhatIsErased) {
  for (const bool before : {true, false}) {
    if (before) {
      this->learn_the_city();
      this->take_claims(false);
      EXPECT_THAT(this->store().absent_parts({}, 10), SizeIs(4));
      this->erase();
      ASSERT_TRUE(this->carry_out());
    } else {
      this->reopen();
    }
    EXPECT_THAT(this->store().absent_parts({}, 10),
                ::testing::UnorderedElementsAre(this->of_another_.ref(), this->elsewhere_.ref()));
  }
  // The others come late all the same.
  this->take_part(this->city_.sibling, this->elsewhere_);
  EXPECT_TRUE(this->has(this->elsewhere_));
}

TYPED_TEST(VolunteerErasure, OfASubjectAloneLeavesClaimsAndIsCarriedOutAgainOnceItIsOfAVolunteer) {
  this->city_.erase(this->city_.village, volunteer_of(1), kVillage);
  this->learn_the_city();
  this->take_claims();
  ASSERT_TRUE(this->carry_out());  // As an older version does with what says more.
  EXPECT_FALSE(this->has(this->told_));
  EXPECT_TRUE(this->has(this->here_));
  EXPECT_THAT(this->store().pending_erasures(), IsEmpty());
  this->erase();
  for (const bool reopened : {false, true}) {
    if (reopened) this->reopen();
    EXPECT_THAT(this->store().pending_erasures(), ElementsAre(std::pair(volunteer_of(1), kVillage)));
  }
  ASSERT_TRUE(this->carry_out());
  EXPECT_FALSE(this->has(this->here_));
  EXPECT_THAT(this->store().pending_erasures(), IsEmpty());
}

TYPED_TEST(VolunteerErasure, ReachesWhatIsHiddenAfterARestore) {
  this->learn_the_city();
  this->take_claims();
  Commit hide;
  hide.facts = hide_facts(1);
  this->commit(std::move(hide));
  this->erase();
  ASSERT_TRUE(this->carry_out());
  EXPECT_FALSE(this->store().part_though_hidden(this->here_.ref()));
  EXPECT_TRUE(this->store().part_though_hidden(this->of_another_.ref()));
}

class VolunteerErasureDisk : public VolunteerErasure<MemoryHome> {};

TEST_F(VolunteerErasureDisk, IsPendingUntilItIsWholeWhereverTheDiskFails) {
  learn_the_city();
  take_claims();
  erase();
  for (std::size_t spared = 0; spared < 2; ++spared) {
    dynamic_cast<MemoryKv&>(kv()).fail_next_writes(1, model::Error("disk.full", "full", "满"), spared);
    EXPECT_EQ(store().erase(volunteer_of(1), kVillage).error().code, "disk.full");
    for (const bool reopened : {false, true}) {
      if (reopened) reopen();
      EXPECT_THAT(store().pending_erasures(), ElementsAre(std::pair(volunteer_of(1), kVillage)));
    }
  }
  ASSERT_TRUE(carry_out());
  EXPECT_THAT(store().pending_erasures(), IsEmpty());
  EXPECT_FALSE(has(here_));
  EXPECT_TRUE(has(of_another_));
}

}  // namespace
}  // namespace node
