// Volunteers who are registered before they claim, and what is corrected of them.

#include "desk_life_fixture.h"

namespace node {
namespace {

using model::SubjectId;
using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kVillage;
using support::Office;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DeskRegisteredTest : public DeskLifeTest {
 protected:
  static VolunteerInput called(const std::string& name, const std::string& phone = "139 0000 0001") {
    return {name, phone, {}};
  }
  static VolunteerInput with_phone(const std::string& phone) { return {{}, phone, {}}; }
  static SubjectId registered_at(Office& office, const VolunteerInput& input) {
    const auto view = office.desk().add_volunteer(input);
    EXPECT_EQ(code_of(view), "");
    return view ? view->volunteer.id : SubjectId{};
  }
  static model::VolunteerPart text_at(Office& office, const SubjectId& id) {
    VolunteerQuery query;
    query.text = model::uuid_text(id);
    const auto page = office.desk().volunteers(query);
    EXPECT_EQ(code_of(page), "");
    EXPECT_THAT(page->volunteers, SizeIs(1));
    return page->volunteers.at(0).text.value_or(model::VolunteerPart{});
  }
  static std::string claimed_by_id(Office& office, const std::string& wish, const SubjectId& id) {
    ClaimInput input;
    input.volunteer = id;
    const auto answers = office.desk().claim({wish}, input);
    if (!answers) return answers.error().code;
    return answers->front().refused ? answers->front().refused->code : "";
  }
  static std::vector<std::string> names_of(const model::Result<VolunteerPage>& page) {
    EXPECT_EQ(code_of(page), "");
    std::vector<std::string> out;
    for (const VolunteerView& one : page->volunteers) out.push_back(one.text ? one.text->name : "");
    return out;
  }
};

TEST_F(DeskRegisteredTest, whoever_claims_by_the_registered_name_and_phone_is_the_registered_one) {
  const SubjectId id = registered_at(*far_, called(" 李四 ", "１３９-0000-0001"));
  EXPECT_EQ(text_at(*far_, id), (model::VolunteerPart{"李四", "13900000001"}));
  const ClaimView claim = claim_at(*far_, published_wish());
  EXPECT_EQ(claim.claim.volunteer, id);
  EXPECT_THAT(far_->desk().volunteers(), SizeIs(1));
}

TEST_F(DeskRegisteredTest, a_claim_by_the_id_alone_has_name_phone_and_unit_as_they_are_registered) {
  const auto unit = city_->desk().set_unit({}, {kCity, "审计局", {}});
  meet();
  const SubjectId id = registered_at(*far_, {"李四", "13900000001", "审计局"});
  const std::string wish = published_wish();
  EXPECT_EQ(claimed_by_id(*far_, wish, id), "");
  meet();
  const ClaimView claim = at_home(wish).claims.at(0);
  EXPECT_EQ(claim.text->name, "李四");
  EXPECT_EQ(claim.text->phone, "13900000001");
  EXPECT_EQ(claim.claim.unit, *unit);
  EXPECT_EQ(claimed_by_id(*far_, wish, model::make_uuid7(1, {})), "claim.name_needed");
}

TEST_F(DeskRegisteredTest, a_correction_is_in_later_claims_and_what_was_claimed_stays) {
  const auto unit = city_->desk().set_unit({}, {kCity, "教育局", {}});
  const std::string before = published_wish(), after = published_wish(1, quilt("吴小云"));
  claim_at(*far_, before);
  const SubjectId id = far_->desk().volunteers().at(0).volunteer.id;
  EXPECT_EQ(code_of(far_->desk().set_volunteer(id, {"李思", "13900000002", model::uuid_text(*unit)})), "");
  EXPECT_EQ(claimed_by_id(*far_, after, id), "");
  meet();
  const ClaimView old = at_home(before).claims.at(0), fresh = at_home(after).claims.at(0);
  EXPECT_EQ(old.text->name + old.text->phone + old.text->unit, "李四13900000001审计局");
  EXPECT_EQ(fresh.text->name + fresh.text->phone + fresh.text->unit, "李思13900000002教育局");
  EXPECT_EQ(old.claim.volunteer, fresh.claim.volunteer);
  EXPECT_EQ(fresh.claim.state, model::ClaimState::kGranted);
}

TEST_F(DeskRegisteredTest, what_is_not_given_stays_and_what_does_not_differ_is_not_written) {
  const auto unit = city_->desk().set_unit({}, {kCity, "审计局", {}});
  meet();
  const SubjectId id = registered_at(*village_, {"李四", "13900000001", "审计局"});
  EXPECT_EQ(code_of(desk().set_volunteer(id, with_phone("13900000002"))), "");
  EXPECT_EQ(text_at(*village_, id), (model::VolunteerPart{"李四", "13900000002"}));
  EXPECT_EQ(desk().volunteers().at(0).volunteer.unit, *unit);
  const std::uint64_t arrival = village_->store().last_arrival();
  EXPECT_EQ(code_of(desk().set_volunteer(id, {"李四", "139 0000 0002", model::uuid_text(*unit)})), "");
  EXPECT_EQ(village_->store().last_arrival(), arrival);
  EXPECT_EQ(code_of(desk().set_volunteer(id, {{}, {}, ""})), "");
  EXPECT_EQ(desk().volunteers().at(0).volunteer.unit, std::nullopt);
  EXPECT_EQ(text_at(*village_, id), (model::VolunteerPart{"李四", "13900000002"}));
}

TEST_F(DeskRegisteredTest, what_two_nodes_correct_at_once_folds_to_one) {
  const SubjectId id = registered_at(*village_, called("李四"));
  meet();
  EXPECT_EQ(code_of(desk().set_volunteer(id, with_phone("13900000002"))), "");
  EXPECT_EQ(code_of(county_->desk().set_volunteer(id, with_phone("13900000003"))), "");
  meet();
  const model::VolunteerPart both = text_at(*village_, id);
  EXPECT_THAT(both.phone, ::testing::AnyOf("13900000002", "13900000003"));
  EXPECT_EQ(both, text_at(*county_, id));
  EXPECT_EQ(both, text_at(*city_, id));
  EXPECT_EQ(code_of(county_->desk().set_volunteer(id, with_phone("13900000004"))), "");
  meet();
  EXPECT_EQ(text_at(*village_, id), (model::VolunteerPart{"李四", "13900000004"})) << "who knew of both";
}

// Unit and phone in one call: the phone counts as if it were corrected alone.
TEST_F(DeskRegisteredTest, a_phone_that_is_corrected_with_the_unit_is_not_lost_to_an_earlier_one) {
  const auto unit = city_->desk().set_unit({}, {kCity, "审计局", {}});
  const SubjectId id = registered_at(*village_, called("李四"));
  meet();
  EXPECT_EQ(code_of(desk().set_volunteer(id, with_phone("13900000002"))), "");
  county_->clock().set(village_->clock().wall_ms() + 60'000);
  EXPECT_EQ(code_of(county_->desk().set_volunteer(id, {{}, "13900000003", model::uuid_text(*unit)})), "");
  meet();
  for (Office* office : {village_.get(), county_.get()}) EXPECT_EQ(text_at(*office, id).phone, "13900000003");
  EXPECT_EQ(desk().volunteers().at(0).volunteer.unit, *unit);
}

TEST_F(DeskRegisteredTest, a_merge_survives_a_correction_at_a_node_that_did_not_know_of_it) {
  const SubjectId id = registered_at(*village_, called("李四")),
                  newer = registered_at(*village_, called("李四", "13900000002"));
  meet();
  EXPECT_EQ(code_of(county_->desk().merge_volunteers(newer, id)), "");
  EXPECT_EQ(code_of(desk().set_volunteer(newer, with_phone("13900000003"))), "");
  meet();
  for (Office* office : {village_.get(), county_.get(), city_.get()}) {
    VolunteerQuery query;
    query.text = model::uuid_text(newer);
    EXPECT_EQ(office->desk().volunteers(query)->volunteers.at(0).volunteer.same_as, id);
    EXPECT_EQ(text_at(*office, newer).phone, "13900000003") << "and so does the correction";
  }
}

TEST_F(DeskRegisteredTest, a_name_and_phone_that_another_one_has_are_refused_with_the_id) {
  const SubjectId id = registered_at(*village_, called("李四")),
                  other = registered_at(*village_, called("王五"));
  const auto again = desk().add_volunteer(called("李四", "１３９０００００００１"));
  ASSERT_EQ(code_of(again), "volunteer.exists");
  EXPECT_THAT(again.error().zh, AllOf(HasSubstr(model::uuid_text(id)), HasSubstr("volunteer merge")));
  const auto same = desk().set_volunteer(other, called("李四"));
  ASSERT_EQ(code_of(same), "volunteer.exists");
  EXPECT_THAT(same.error().en, AllOf(HasSubstr(model::uuid_text(id)), HasSubstr("volunteer merge")));
  EXPECT_EQ(code_of(desk().set_volunteer(other, {"李四", {}, {}})), "volunteer.exists")
      << "with the own phone";
  EXPECT_EQ(code_of(desk().set_volunteer(other, with_phone("13900000002"))), "");
  EXPECT_EQ(code_of(desk().set_volunteer(other, {"李四", {}, {}})), "") << "of the same name alone";
  EXPECT_EQ(code_of(county_->desk().add_volunteer(called("李四"))), "") << "at another place";
  meet();
  EXPECT_EQ(code_of(county_->desk().set_volunteer(other, with_phone("13900000001"))), "volunteer.exists")
      << "at the volunteer's place, and not at the county's";
}

TEST_F(DeskRegisteredTest, who_was_merged_is_not_corrected_and_the_one_that_stays_may_have_the_same_words) {
  const SubjectId id = registered_at(*village_, called("李四")),
                  newer = registered_at(*village_, called("李四", "13900000002"));
  EXPECT_EQ(code_of(desk().merge_volunteers(newer, id)), "");
  const auto merged = desk().set_volunteer(newer, with_phone("13900000003"));
  ASSERT_EQ(code_of(merged), "volunteer.merged");
  EXPECT_THAT(merged.error().zh, HasSubstr(model::uuid_text(id)));
  EXPECT_EQ(code_of(desk().add_volunteer(called("李四", "13900000002"))), "volunteer.exists");
  EXPECT_EQ(code_of(desk().set_volunteer(id, with_phone("13900000002"))), "") << "the new phone is theirs";
  const std::string wish = published_wish();
  ClaimInput claim = volunteer();
  claim.phone = "13900000002";
  EXPECT_EQ(desk().claim({wish}, claim)->front().claim->claim.volunteer, id);
}

TEST_F(DeskRegisteredTest, who_was_erased_is_not_corrected_and_may_be_registered_anew) {
  const SubjectId id = registered_at(*village_, called("李四"));
  EXPECT_EQ(code_of(desk().erase_volunteer(id, false)), "");
  EXPECT_EQ(code_of(desk().set_volunteer(id, called("李四"))), "volunteer.erased");
  EXPECT_NE(registered_at(*village_, called("李四")), id);
}

TEST_F(DeskRegisteredTest, a_correction_that_comes_after_an_erasure_is_forgotten) {
  const SubjectId id = registered_at(*village_, called("李四"));
  meet();
  EXPECT_EQ(code_of(county_->desk().erase_volunteer(id, false)), "");
  EXPECT_EQ(code_of(desk().set_volunteer(id, with_phone("13900000002"))), "") << "unaware";
  meet();
  for (Office* at : {village_.get(), county_.get(), city_.get()})
    EXPECT_EQ(text_at(*at, id), model::VolunteerPart{});
}

TEST_F(DeskRegisteredTest, says_what_is_wrong) {
  const SubjectId id = registered_at(*village_, called("李四"));
  EXPECT_EQ(code_of(desk().add_volunteer({"李四", {}, {}})), "volunteer.name_needed");
  EXPECT_EQ(code_of(desk().add_volunteer(called(" "))), "volunteer.name_needed");
  EXPECT_EQ(code_of(desk().add_volunteer(called(std::string(200, 'x')))), "row.too_long");
  EXPECT_EQ(code_of(desk().add_volunteer({"王五", "1", "没有的局"})), "unit.unknown");
  EXPECT_EQ(code_of(desk().set_volunteer(id, {{}, {}, model::uuid_text(id)})), "unit.unknown");
  EXPECT_EQ(code_of(desk().set_volunteer(model::make_uuid7(1, {}), called("王五"))), "volunteer.unknown");
  EXPECT_THAT(desk().volunteers(), SizeIs(1));
  Office neighbour(world_, world_.enrol(kOtherVillage));
  neighbour.take_all_from(*village_);
  neighbour.wait_for_ledger();
  EXPECT_EQ(code_of(neighbour.desk().set_volunteer(id, called("王五"))), "volunteer.not_above");
}

TEST_F(DeskRegisteredTest, words_that_are_not_here_are_given_whole_or_waited_for) {
  const SubjectId id = registered_at(*village_, called("李四"));
  county_->take_all_from(*village_, false);
  county_->wait_for_ledger();
  EXPECT_EQ(code_of(county_->desk().set_volunteer(id, with_phone("13900000002"))), "volunteer.no_text");
  const SubjectId other = registered_at(*county_, called("王五"));
  EXPECT_EQ(code_of(county_->desk().merge_volunteers(id, other)), "volunteer.no_text");
  EXPECT_EQ(code_of(county_->desk().set_volunteer(id, called("李思", "13900000002"))), "");
  EXPECT_EQ(text_at(*county_, id), (model::VolunteerPart{"李思", "13900000002"}));
}

TEST_F(DeskRegisteredTest, the_word_of_a_revoked_node_is_not_taken) {
  const SubjectId id = registered_at(*village_, called("李四"));
  meet();
  RevocationRequest request;
  request.node = kVillage.text();
  EXPECT_EQ(code_of(county_->desk().revoke(request)), "");
  meet();
  EXPECT_EQ(code_of(desk().add_volunteer(called("王五"))), "volunteer.not_heard");
  EXPECT_EQ(code_of(desk().set_volunteer(id, called("王五"))), "volunteer.not_heard");
}

TEST_F(DeskRegisteredTest, a_county_lists_those_below_it_page_by_page) {
  const auto unit = city_->desk().set_unit({}, {kCity, "审计局", {}});
  meet();
  registered_at(*county_, called("赵六"));
  registered_at(*village_, {"李四", "13900000001", "审计局"});
  village_->clock().set(support::kNoonMs + 1000);
  registered_at(*village_, called("王五", "13900000002"));
  registered_at(*far_, called("孙七"));
  meet();
  VolunteerQuery query;
  query.count_max = 2;
  const auto first = county_->desk().volunteers(query);
  EXPECT_THAT(names_of(first), SizeIs(2));
  ASSERT_TRUE(first->next_after);
  query.after = first->next_after;
  const auto second = county_->desk().volunteers(query);
  EXPECT_FALSE(second->next_after);
  std::vector<std::string> all = names_of(first);
  for (const std::string& name : names_of(second)) all.push_back(name);
  EXPECT_THAT(all, ::testing::UnorderedElementsAre("赵六", "李四", "王五"));

  query = {kVillage, {}, {}, {}, 10};
  EXPECT_THAT(names_of(county_->desk().volunteers(query)), ElementsAre("王五", "李四")) << "newest first";
  EXPECT_THAT(county_->desk().volunteers(query)->volunteers.at(0).place_name, ::testing::Not(IsEmpty()));
  query.unit = "审计局";
  EXPECT_THAT(names_of(county_->desk().volunteers(query)), ElementsAre("李四"));
  query = {{}, {}, "0002", {}, 10};
  EXPECT_THAT(names_of(county_->desk().volunteers(query)), ElementsAre("王五"));
  query.text = "四";
  EXPECT_THAT(names_of(city_->desk().volunteers(query)), ElementsAre("李四"));
  query = {{}, {}, {}, {}, 10};
  EXPECT_THAT(names_of(city_->desk().volunteers(query)), SizeIs(4));
  EXPECT_THAT(names_of(desk().volunteers(query)), SizeIs(2));
  query.place = kCounty;
  EXPECT_EQ(code_of(desk().volunteers(query)), "summary.not_carried");
}

}  // namespace
}  // namespace node
