// A volunteer who asks for it: what is held of them is shown, and forgotten.

#include "desk_fixture.h"
#include "model/part.h"

namespace node {
namespace {

using model::SubjectId;
using support::kCity;
using support::kCounty;
using support::kVillage;
using support::Office;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr model::Period kThatYear{201801, 201812};

class DeskVolunteersTest : public DeskTest {
 protected:
  DeskVolunteersTest() : county_(std::make_unique<Office>(world_, *county_author_)) {}

  // Published by the village, for the village.
  std::string published(const std::string& person = "周大山") {
    const std::string id = model::uuid_text(added(book(person)).wish.id);
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
    PublicationInput input;
    input.confirmed = true;
    EXPECT_EQ(code_of(desk().publish(id, input)), "");
    return id;
  }
  std::string claim(Office& at, const std::string& wish, const std::string& name = "李四",
                    std::optional<SubjectId> volunteer = {}) {
    ClaimInput input;
    input.name = name;
    input.phone = "13900000001";
    input.remark = "周末有空";
    input.volunteer = volunteer;
    const auto answers = at.desk().claim({wish}, input);
    if (!answers) return answers.error().code;
    return answers->front().refused ? answers->front().refused->code : "";
  }
  void finish(const std::string& wish) {
    FulfilmentInput fulfilled;
    fulfilled.what = "送去书包";
    EXPECT_EQ(code_of(desk().fulfil(wish, fulfilled)), "");
    ConfirmationInput confirmed;
    confirmed.satisfaction = 5;
    EXPECT_EQ(code_of(desk().confirm(wish, confirmed)), "");
  }
  std::string done(const std::string& person, const std::string& volunteer = "李四") {
    const std::string wish = published(person);
    EXPECT_EQ(claim(*village_, wish, volunteer), "");
    finish(wish);
    return wish;
  }
  SubjectId volunteer(const std::string& name = "李四") {
    for (const VolunteerView& v : desk().volunteers())
      if (v.text && v.text->name == name) return v.volunteer.id;
    ADD_FAILURE() << "nobody is called " << name;
    return {};
  }
  void all_learn() {
    county_->sync_from(*village_);
    village_->sync_from(*county_);
  }
  static ClaimView claim_of(Office& at, const std::string& wish) {
    return at.desk().wish(wish)->view.claims.at(0);
  }
  static std::vector<std::string> problems(Office& at) {
    std::vector<std::string> out;
    for (const model::Error& problem : at.desk().verify(true).problems) out.push_back(problem.en);
    return out;
  }

  std::unique_ptr<Office> county_;
};

TEST_F(DeskVolunteersTest, who_is_erased_has_no_name_any_more_and_keeps_the_points) {
  const std::string wish = done("周大山");
  done("吴大海", "王五");
  all_learn();
  const SubjectId id = volunteer();
  const auto before = county_->desk().ranking(kVillage, RankingBy::kVolunteer, kThatYear).value();
  const auto erasure = county_->desk().erase_volunteer(id, false);
  ASSERT_EQ(code_of(erasure), "");
  EXPECT_THAT(erasure->places, ElementsAre(kVillage));
  EXPECT_THAT(erasure->remaining, IsEmpty());
  EXPECT_THAT(erasure->others, IsEmpty());
  all_learn();
  for (Office* at : {village_.get(), county_.get()}) {
    const ClaimView claim = claim_of(*at, wish);
    EXPECT_FALSE(claim.text);
    EXPECT_TRUE(claim.volunteer_erased);
    EXPECT_EQ(claim.what, "送去书包") << "of the wish, and not of the person";
    const Ranking after = at->desk().ranking(kVillage, RankingBy::kVolunteer, kThatYear).value();
    ASSERT_THAT(after.rows, SizeIs(2));
    for (std::size_t i = 0; i < after.rows.size(); ++i) {
      EXPECT_EQ(after.rows[i].points_hundredths, before.rows[i].points_hundredths);
      EXPECT_EQ(after.rows[i].erased, after.rows[i].id == id);
      EXPECT_EQ(after.rows[i].name, after.rows[i].id == id ? "" : "王五");
    }
    EXPECT_THAT(problems(*at), IsEmpty());
    EXPECT_THAT(at->store().absent_parts({}, 10), IsEmpty());
  }
  EXPECT_EQ(code_of(desk().disclose_volunteer(id)), "volunteer.erased");
  const auto again = desk().erase_volunteer(id, false);
  ASSERT_EQ(code_of(again), "") << "again, without harm";
  EXPECT_THAT(again->places, ElementsAre(kVillage));
}

TEST_F(DeskVolunteersTest, the_log_shows_the_part_of_an_erased_claim_as_erased) {
  done("周大山");
  EXPECT_EQ(code_of(desk().erase_volunteer(volunteer(), false)), "");
  const auto page = desk().events({kVillage, village_author_->writer}, model::Seq{1}, 100).value();
  std::map<model::Kind, PartState> states;
  for (const EventView& event : page.events) states[event.header.kind] = event.part;
  EXPECT_EQ(states.at(model::Kind::kClaimed), PartState::kErased);
  EXPECT_EQ(states.at(model::Kind::kVolunteerSet), PartState::kErased);
  EXPECT_EQ(states.at(model::Kind::kFulfilled), PartState::kHeld);
  EXPECT_EQ(states.at(model::Kind::kRegistered), PartState::kHeld);
}

TEST_F(DeskVolunteersTest, what_arrives_after_the_erasure_is_forgotten_too) {
  const std::string first = done("周大山");
  all_learn();
  const std::string late = done("吴大海");  // The county does not know of it yet.
  EXPECT_EQ(code_of(county_->desk().erase_volunteer(volunteer(), false)), "");
  county_->sync_from(*village_);  // With the part, which the village still has.
  ASSERT_TRUE(claim_of(*village_, late).text);
  EXPECT_FALSE(claim_of(*county_, late).text);
  EXPECT_THAT(county_->store().absent_parts({}, 10), IsEmpty());
  all_learn();
  for (const std::string& wish : {first, late}) EXPECT_FALSE(claim_of(*village_, wish).text);
  for (Office* at : {village_.get(), county_.get()}) EXPECT_THAT(problems(*at), IsEmpty());
}

TEST_F(DeskVolunteersTest, the_same_person_who_claims_again_gets_a_new_id) {
  done("周大山");
  const SubjectId id = volunteer();
  EXPECT_EQ(code_of(desk().erase_volunteer(id, false)), "");
  const std::string wish = published("吴大海");
  EXPECT_EQ(claim(*village_, wish, "李四", id), "volunteer.erased");
  EXPECT_EQ(claim(*village_, wish), "");
  EXPECT_NE(volunteer(), id);
  EXPECT_EQ(claim_of(*village_, wish).text->name, "李四");
}

TEST_F(DeskVolunteersTest, an_open_claim_is_to_be_given_back_first_or_erased_anyway) {
  const std::string wish = published(), other = published("吴大海");
  EXPECT_EQ(claim(*village_, wish), "");
  EXPECT_EQ(claim(*village_, other), "");
  const SubjectId id = volunteer();
  const auto refused = desk().erase_volunteer(id, false);
  ASSERT_EQ(code_of(refused), "volunteer.open_claims");
  EXPECT_THAT(refused.error().zh,
              AllOf(HasSubstr(desk().wish(wish)->view.number), HasSubstr(desk().wish(other)->view.number)));
  EXPECT_TRUE(claim_of(*village_, wish).text);
  EXPECT_EQ(code_of(desk().release(wish, {}, "")), "");
  EXPECT_THAT(desk().erase_volunteer(id, false).error().zh,
              ::testing::Not(HasSubstr(desk().wish(wish)->view.number)));
  EXPECT_EQ(code_of(desk().erase_volunteer(id, true)), "");
  EXPECT_FALSE(claim_of(*village_, other).text);
  finish(other);  // It goes on all the same.
  EXPECT_THAT(desk().ranking(kVillage, RankingBy::kVolunteer, kThatYear)->rows, SizeIs(1));
}

TEST_F(DeskVolunteersTest, only_the_own_place_and_those_above_may_erase) {
  done("周大山");
  const SubjectId id = volunteer();
  Office neighbour(world_, world_.enrol(support::kOtherVillage));
  neighbour.take_all_from(*village_);
  neighbour.wait_for_ledger();
  EXPECT_EQ(code_of(neighbour.desk().erase_volunteer(id, false)), "volunteer.not_above");
  EXPECT_EQ(code_of(desk().erase_volunteer(model::make_uuid7(1, {}), false)), "volunteer.unknown");
  EXPECT_EQ(code_of(desk().disclose_volunteer(model::make_uuid7(1, {}))), "volunteer.unknown");
}

TEST_F(DeskVolunteersTest, what_was_written_above_remains_and_is_named) {
  const std::string wish = published();
  all_learn();
  EXPECT_EQ(claim(*village_, wish), "");
  const SubjectId id = volunteer();
  EXPECT_EQ(code_of(desk().release(wish, {}, "")), "");
  all_learn();
  EXPECT_EQ(claim(*county_, wish, "李四", id), "");
  all_learn();
  const auto at_village = desk().erase_volunteer(id, false);
  ASSERT_EQ(code_of(at_village), "") << "the open claim is not the village's";
  EXPECT_THAT(at_village->places, ElementsAre(kVillage));
  EXPECT_THAT(at_village->remaining, ElementsAre(kCounty));
  all_learn();
  const auto texts = [&] {
    std::size_t out = 0;
    const auto detail = county_->desk().wish(wish);
    for (const ClaimView& claim : detail->view.claims) out += claim.text ? 1 : 0;
    return out;
  };
  EXPECT_EQ(texts(), 1u);
  EXPECT_EQ(code_of(county_->desk().erase_volunteer(id, false)), "volunteer.open_claims");
  const auto at_county = county_->desk().erase_volunteer(id, true);
  ASSERT_EQ(code_of(at_county), "");
  EXPECT_THAT(at_county->places, ElementsAre(kCounty, kVillage));
  EXPECT_THAT(at_county->remaining, IsEmpty());
  EXPECT_EQ(texts(), 0u);
}

TEST_F(DeskVolunteersTest, other_ids_of_the_same_person_are_named_and_stay) {
  done("周大山");
  done("吴大海", "李四四");
  const SubjectId id = volunteer(), other = volunteer("李四四");
  EXPECT_EQ(code_of(desk().merge_volunteers(other, id)), "");
  EXPECT_THAT(desk().disclose_volunteer(id)->others, ElementsAre(other));
  EXPECT_THAT(desk().disclose_volunteer(other)->others, ElementsAre(id));
  EXPECT_THAT(desk().erase_volunteer(id, false)->others, ElementsAre(other));
  EXPECT_EQ(desk().disclose_volunteer(other)->told.at(0).text.name, "李四四");
  EXPECT_THAT(desk().erase_volunteer(other, false)->others, IsEmpty());
}

TEST_F(DeskVolunteersTest, all_that_is_held_of_a_volunteer_is_shown_to_them) {
  const std::string wish = done("周大山");
  done("吴大海", "王五");
  all_learn();
  for (Office* at : {village_.get(), county_.get()}) {
    const auto held = at->desk().disclose_volunteer(volunteer());
    ASSERT_EQ(code_of(held), "");
    ASSERT_THAT(held->told, SizeIs(1));
    EXPECT_EQ(held->told[0].place, kVillage);
    EXPECT_EQ(held->told[0].text, (model::VolunteerPart{"李四", "13900000001"}));
    ASSERT_THAT(held->claims, SizeIs(1));
    EXPECT_EQ(model::uuid_text(held->claims[0].wish.id), wish);
    EXPECT_EQ(held->claims[0].number, desk().wish(wish)->view.number);
    EXPECT_EQ(held->claims[0].view.text->remark, "周末有空");
    EXPECT_EQ(held->claims[0].view.what, "送去书包");
    EXPECT_EQ(held->claims[0].view.claim.state, model::ClaimState::kConfirmed);
  }
}

}  // namespace
}  // namespace node
