// A unit that claims for its members, by one call or by a form 2, and a wish that the publisher gives to whom
// it names.

#include <map>
#include <thread>

#include "desk_life_fixture.h"
#include "model/form2.h"

namespace node {
namespace {

using model::ClaimState;
using model::SubjectId;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DeskUnitClaimsTest : public DeskLifeTest {
 protected:
  static MemberClaim member(std::size_t row, const std::string& name, std::vector<std::string> wishes) {
    return {row, volunteer(name), std::move(wishes)};
  }
  std::string number_of(const std::string& id) { return at_home(id).number; }
  // Who has the wish or asks for it, at its home.
  std::map<std::string, ClaimState> claims_of(const std::string& id) {
    std::map<std::string, ClaimState> out;
    for (const ClaimView& claim : at_home(id).claims) out[claim.text->name] = claim.claim.state;
    return out;
  }
  static std::vector<std::string> codes_of(const model::Result<std::vector<MemberAnswer>>& answers) {
    std::vector<std::string> out;
    for (const MemberAnswer& one : *answers)
      out.push_back(std::to_string(one.row) + (one.answer.refused ? " " + one.answer.refused->code : ""));
    return out;
  }
  static SubjectId unit_at(support::Office& office, model::PlaceCode place, const std::string& name) {
    const auto unit = office.desk().set_unit({}, {place, name, {}});
    EXPECT_EQ(code_of(unit), "") << name;
    return unit ? *unit : SubjectId{};
  }
  static std::string form(const std::vector<std::vector<std::string>>& rows) {
    std::string out = "审计局在职党员“微心愿”活动认领落实表\n编号,序号";
    for (const std::string_view column : model::form2_columns().subspan(1)) out += "," + std::string(column);
    for (const auto& row : rows)
      out += "\n" + row[0] + ",1,周大山,男,72,富托村,棉被," + row[1] + "," + row[3] + "," + row[2];
    return out + "\n";
  }
};

TEST_F(DeskUnitClaimsTest, a_unit_claims_for_its_members_in_one_call) {
  const std::string id = published_wish(2), other = published_wish(1, quilt("吴小云"));
  const auto answers =
      far_->desk().claim_for_members({member(1, "李四", {id, other}), member(2, "王五", {id}),
                                      member(3, "李四", {id}), member(4, "王五", {other})},
                                     false);
  ASSERT_EQ(code_of(answers), "");
  EXPECT_THAT(codes_of(answers), ElementsAre("1", "1", "2", "3 claim.already", "4"));
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kGranted), std::pair("王五", ClaimState::kGranted)));
  EXPECT_THAT(claims_of(other),
              ElementsAre(std::pair("李四", ClaimState::kGranted), std::pair("王五", ClaimState::kDeclined)));
  for (const ClaimView& claim : at_home(id).claims) EXPECT_EQ(claim.text->unit, "审计局");
  EXPECT_THAT(far_->desk().volunteers(), SizeIs(2));  // Who stands in two rows is one all the same.
}

TEST_F(DeskUnitClaimsTest, calls_at_once_register_somebody_new_once) {
  constexpr int kPeople = 8;
  const std::string id = published_wish(kPeople), other = published_wish(kPeople, quilt("吴小云"));
  for (int i = 0; i < kPeople; ++i) {
    const std::string name = "新人" + std::to_string(i);
    std::thread beside([&] { (void)far_->desk().claim({other}, volunteer(name)); });
    EXPECT_EQ(code_of(far_->desk().claim({id}, volunteer(name))), "");
    beside.join();
  }
  EXPECT_THAT(far_->desk().volunteers(), SizeIs(kPeople));
  meet();
  EXPECT_THAT(claims_of(id), SizeIs(kPeople));
  EXPECT_THAT(claims_of(other), SizeIs(kPeople));
}

TEST_F(DeskUnitClaimsTest, what_is_filled_in_wrongly_refuses_all_of_it) {
  const std::string id = published_wish(2);
  std::vector<MemberClaim> members{member(1, "李四", {id}), member(2, "王五", {id})};
  members[1].input.phone = " ";
  const auto refused = far_->desk().claim_for_members(members, false);
  ASSERT_EQ(code_of(refused), "claim.name_needed");
  EXPECT_THAT(refused.error().zh, HasSubstr("第 2 行"));
  members[1] = member(2, "王五", {id});
  members[1].input.unit = "";
  EXPECT_EQ(code_of(far_->desk().claim_for_members(members, false)), "claim.unit_needed");
  EXPECT_THAT(far_->desk().offer(id)->own_claims, IsEmpty());
  EXPECT_THAT(far_->desk().volunteers(), IsEmpty());
}

TEST_F(DeskUnitClaimsTest, a_form_claims_row_by_row_and_again_without_harm) {
  const std::string id = published_wish(2), number = number_of(id);
  const std::string csv = form({{number, "李四", "13900000001", "审计局法规科"},
                                {"", "王五", "13900000002", ""},
                                {number, "赵六", "13900000003", ""},
                                {"431322106003-2018-9999-KQ", "钱七", "13900000004", ""}});
  const auto planned = far_->desk().claim_form(csv, "附件2.csv", "审计局", true);
  ASSERT_EQ(code_of(planned), "");
  const auto expected = ElementsAre("3", "4 row.no_number", "5", "6 offer.unknown");
  EXPECT_THAT(codes_of(planned), expected);
  EXPECT_THAT(far_->desk().offer(id)->own_claims, IsEmpty());
  EXPECT_THAT(far_->desk().volunteers(), IsEmpty());

  EXPECT_THAT(codes_of(far_->desk().claim_form(csv, "附件2.csv", "审计局", false)), expected);
  EXPECT_THAT(codes_of(far_->desk().claim_form(csv, "附件2.csv", "审计局", false)),
              ElementsAre("3 claim.already", "4 row.no_number", "5 claim.already", "6 offer.unknown"));
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kGranted), std::pair("赵六", ClaimState::kGranted)));
  for (const ClaimView& claim : at_home(id).claims) EXPECT_EQ(claim.text->unit, "审计局");
}

TEST_F(DeskUnitClaimsTest, without_one_unit_for_all_each_row_names_its_own) {
  const std::string id = published_wish(2), number = number_of(id);
  const auto answers = far_->desk().claim_form(
      form({{number, "李四", "13900000001", "民政局"}, {number, "王五", "13900000002", ""}}), "", "", false,
      model::Date{2018, 6, 20});
  ASSERT_EQ(code_of(answers), "");
  EXPECT_THAT(codes_of(answers), ElementsAre("3", "4 row.no_unit"));
  EXPECT_EQ(answers->front().answer.claim->text->unit, "民政局");
  EXPECT_EQ(answers->front().answer.claim->claim.on, (model::Date{2018, 6, 20}));
}

// ---- Which unit is meant ----

TEST_F(DeskUnitClaimsTest, the_name_of_a_unit_that_was_merged_means_the_one_that_stands_for_it) {
  const SubjectId audit = unit_at(*city_, support::kCity, "娄底市审计局");
  const SubjectId twice = unit_at(*city_, support::kCity, "审计局");
  ASSERT_EQ(code_of(city_->desk().set_unit(twice, {support::kCity, "审计局", audit})), "");
  const std::string id = published_wish(3), number = number_of(id);
  EXPECT_EQ(claim_at(*far_, id).claim.unit, audit);
  ASSERT_EQ(code_of(far_->desk().claim_for_members({member(1, "王五", {id})}, false)), "");
  ASSERT_EQ(
      code_of(far_->desk().claim_form(form({{number, "赵六", "13900000003", "审计局"}}), "", "", false)), "");
  meet();
  ASSERT_THAT(claims_of(id), SizeIs(3));
  for (const ClaimView& claim : at_home(id).claims) {
    EXPECT_EQ(claim.claim.unit, audit);
    EXPECT_EQ(claim.text->unit, "娄底市审计局");
  }
  for (const VolunteerView& one : far_->desk().volunteers()) EXPECT_EQ(one.volunteer.unit, audit);
}

TEST_F(DeskUnitClaimsTest, of_several_units_of_a_name_the_nearest_in_the_own_line_of_places_is_meant) {
  const SubjectId of_city = unit_at(*city_, support::kCity, "审计局");
  unit_at(*city_, support::kCounty, "审计局");
  const std::string id = published_wish(3);
  EXPECT_EQ(claim_at(*far_, id, "李四").claim.unit, of_city) << "the other county's is none of its line";
  const SubjectId own = unit_at(*city_, support::kOtherCounty, "审计局");
  meet();
  EXPECT_EQ(claim_at(*far_, id, "王五").claim.unit, own);
  EXPECT_EQ(claim_at(*city_, id, "赵六").claim.unit, of_city);
}

TEST_F(DeskUnitClaimsTest, where_no_unit_of_a_name_is_of_the_own_line_one_has_to_be_named_by_its_id) {
  const SubjectId of_county = unit_at(*city_, support::kCounty, "审计局");
  const SubjectId of_village = unit_at(*city_, support::kVillage, "审计局");
  const std::string id = published_wish(3), number = number_of(id);
  const auto refused = far_->desk().claim({id}, volunteer());
  ASSERT_EQ(code_of(refused), "unit.ambiguous");
  for (const SubjectId& one : {of_county, of_village})
    EXPECT_THAT(refused.error().zh, HasSubstr(model::uuid_text(one)));
  EXPECT_THAT(refused.error().en,
              AllOf(HasSubstr(support::kCounty.text()), HasSubstr(support::kVillage.text())));
  for (const bool dry_run : {true, false}) {
    EXPECT_EQ(code_of(far_->desk().claim_for_members({member(1, "李四", {id})}, dry_run)), "unit.ambiguous");
    const std::string csv =
        form({{number, "李四", "13900000001", "审计局"}, {number, "王五", "13900000002", "民政局"}});
    EXPECT_THAT(codes_of(far_->desk().claim_form(csv, "", "", dry_run)),
                ElementsAre("3 unit.ambiguous", "4"));
    EXPECT_EQ(code_of(far_->desk().claim_form(csv, "", "审计局", dry_run)), "unit.ambiguous") << "as a whole";
  }
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("赵六"))), "unit.ambiguous");
  ClaimInput by_id = volunteer("钱七");
  by_id.unit = model::uuid_text(of_village);
  const auto claimed = far_->desk().claim({id}, by_id);
  ASSERT_EQ(code_of(claimed), "");
  EXPECT_EQ(claimed->front().claim->claim.unit, of_village);
  EXPECT_EQ(claimed->front().claim->text->unit, "审计局");
}

// Two that were registered by people who did not know of each other.
TEST_F(DeskUnitClaimsTest, of_two_units_of_one_name_and_place_none_is_taken_by_itself) {
  const SubjectId one = unit_at(*county_, support::kCounty, "审计局");
  unit_at(*city_, support::kCounty, "审计局");
  meet();
  const std::string id = published_wish();
  EXPECT_EQ(code_of(county_->desk().claim({id}, volunteer())), "unit.ambiguous");
  ASSERT_EQ(code_of(county_->desk().set_unit(one, {support::kCounty, "新化县审计局", {}})), "");
  EXPECT_EQ(code_of(county_->desk().claim({id}, volunteer())), "");
}

TEST_F(DeskUnitClaimsTest, a_refusal_lists_no_more_units_than_fit) {
  for (std::size_t i = 0; i < kUnitsNamedMax + 1; ++i) {
    const SubjectId one = unit_at(*city_, support::kCounty, "审计局" + std::to_string(i));
    const SubjectId twin = unit_at(*city_, support::kCounty, "审计局");
    ASSERT_EQ(code_of(city_->desk().set_unit(twin, {support::kCounty, "审计局", one})), "");
  }
  meet();
  const auto refused = far_->desk().claim({published_wish()}, volunteer());
  ASSERT_EQ(code_of(refused), "unit.ambiguous");
  EXPECT_THAT(refused.error().zh, ::testing::EndsWith("；等"));
  EXPECT_THAT(refused.error().en, HasSubstr("审计局0, "));
}

TEST_F(DeskUnitClaimsTest, a_dry_run_says_what_the_call_then_says) {
  const std::string id = published_wish();
  const std::vector<MemberClaim> members{member(1, "李四", {id}), member(2, "王五", {id})};
  // Away from the publisher nobody knows who gets it: both may ask.
  for (const bool dry_run : {true, false})
    EXPECT_THAT(codes_of(far_->desk().claim_for_members(members, dry_run)), ElementsAre("1", "2"));
  const std::string other = published_wish(1, quilt("吴小云"));
  const std::vector<MemberClaim> here{member(1, "李四", {other}), member(2, "王五", {other})};
  for (const bool dry_run : {true, false})
    EXPECT_THAT(codes_of(city_->desk().claim_for_members(here, dry_run)),
                ElementsAre("1", "2 claim.not_open"));
}

TEST_F(DeskUnitClaimsTest, a_node_that_was_revoked_claims_for_nobody) {
  const std::string id = published_wish(2);
  ASSERT_EQ(code_of(city_->desk().revoke({support::kOtherCounty.text(), true, std::nullopt})), "");
  far_->sync_from(*city_);
  EXPECT_EQ(code_of(far_->desk().claim({id}, volunteer())), "claim.not_heard");
  for (const bool dry_run : {true, false})
    EXPECT_EQ(code_of(far_->desk().claim_for_members({member(1, "李四", {id})}, dry_run)), "claim.not_heard");
  EXPECT_THAT(far_->desk().volunteers(), IsEmpty()) << "nothing was written";
}

TEST_F(DeskUnitClaimsTest, another_form_is_refused_as_a_whole) {
  EXPECT_EQ(code_of(far_->desk().claim_form(support::form_bytes("futuo.csv"), "", "审计局", false)),
            "form.no_header");
  std::vector<std::vector<std::string>> rows(kClaimFormRowsMax + 1, {"W", "李四", "1", "审计局"});
  EXPECT_EQ(code_of(far_->desk().claim_form(form(rows), "", "", false)), "form.too_many_rows");
}

// ---- Given to whom the publisher names ----

TEST_F(DeskUnitClaimsTest, whoever_is_named_gets_the_wish_in_one_step) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  const auto offer = city_->desk().reassign(id, {}, volunteer("王五"));
  ASSERT_EQ(code_of(offer), "");
  EXPECT_EQ(offer->offer.state(), model::OfferState::kTaken);
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kReleased), std::pair("王五", ClaimState::kGranted)));
  EXPECT_EQ(at_home(id).wish.state, model::WishState::kClaimed);
  FulfilmentInput done;
  done.what = "送去棉被一床";
  EXPECT_NE(code_of(far_->desk().fulfil(id, done)), "");
  EXPECT_EQ(code_of(city_->desk().fulfil(id, done)), "");
  meet();
  EXPECT_EQ(at_home(id).wish.state, model::WishState::kFulfilled);
}

TEST_F(DeskUnitClaimsTest, nobody_who_waits_gets_it_before_whom_is_named) {
  const std::string id = published_wish();
  claim_at(*far_, id, "钱七");
  ASSERT_EQ(claim_at(*city_, id, "李四").claim.state, ClaimState::kGranted);
  city_->sync_from(*far_);  // And the publisher has not answered yet.
  ASSERT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("王五"))), "");
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kReleased), std::pair("王五", ClaimState::kGranted),
                          std::pair("钱七", ClaimState::kDeclined)));
}

// Whom it was taken from would else lose it to nobody, or to somebody who waits.
TEST_F(DeskUnitClaimsTest, a_publisher_that_was_restored_gives_nothing_to_anybody) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  ASSERT_TRUE(city_->committer().record({{}, {{std::string(kPartsHiddenFact), std::string(8, '\0')}}}));
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("王五"))), "publish.waits");
  meet();
  EXPECT_THAT(claims_of(id), ElementsAre(std::pair("李四", ClaimState::kGranted)));
}

TEST_F(DeskUnitClaimsTest, somebody_who_has_it_is_known_by_the_id_under_any_name) {
  const std::string id = published_wish(2);
  claim_at(*far_, id);
  meet();
  ClaimInput same = volunteer("李思");
  same.volunteer = at_home(id).claims[0].claim.volunteer;
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, same)), "claim.already");
  EXPECT_EQ(city_->desk().claim({id}, same)->front().refused->code, "claim.already");
  meet();
  EXPECT_THAT(claims_of(id), ElementsAre(std::pair("李四", ClaimState::kGranted)));
}

// As a peer's word may arrive after the desk looked and before it writes.
TEST_F(DeskUnitClaimsTest, what_ends_at_that_moment_is_given_to_nobody) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  const std::size_t volunteers = city_->desk().volunteers().size();
  city_->random().interrupt([&] {
    EXPECT_EQ(code_of(far_->desk().release(id, {}, "工作调动")), "");
    city_->sync_from(*far_);
  });
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("王五"))), "claim.ended");
  EXPECT_THAT(city_->desk().volunteers(), SizeIs(volunteers));
  meet();
  EXPECT_THAT(claims_of(id), ElementsAre(std::pair("李四", ClaimState::kReleased)));
  EXPECT_EQ(at_home(id).wish.state, model::WishState::kPublished) << "it is free for others";
  EXPECT_EQ(claim_at(*city_, id, "王五").claim.state, ClaimState::kGranted);
}

// The claim stands by then, and is answered as any other.
TEST_F(DeskUnitClaimsTest, where_the_disk_refuses_the_grant_nothing_is_taken_back) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  city_->kv().fail_next_writes(1, model::Error("disk.full", "the disk is full"), 1);
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("王五"))), "disk.full");
  EXPECT_EQ(city_->desk().offer(id)->offer.state(), model::OfferState::kTaken);
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kGranted), std::pair("王五", ClaimState::kDeclined)));
}

TEST_F(DeskUnitClaimsTest, where_more_have_it_than_it_has_places_one_is_taken_back_and_nobody_named) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = support::kCounty;
  ASSERT_EQ(code_of(county_->desk().publish(id, in)), "");
  meet();
  claim_at(*county_, id, "李四");
  in.scope = support::kCity;  // Widened by a node that does not know of it.
  ASSERT_EQ(code_of(city_->desk().publish(id, in)), "");
  const ClaimView second = claim_at(*city_, id, "赵六");
  meet();
  ASSERT_TRUE(at_home(id).wish.over_granted());
  EXPECT_EQ(code_of(city_->desk().reassign(id, second.claim.claim, volunteer("王五"))), "claim.over_granted");
  EXPECT_EQ(code_of(city_->desk().reassign(id, second.claim.claim, {})), "");
  meet();
  EXPECT_THAT(claims_of(id),
              ElementsAre(std::pair("李四", ClaimState::kGranted), std::pair("赵六", ClaimState::kReleased)));
}

TEST_F(DeskUnitClaimsTest, what_can_not_be_given_is_refused_and_nothing_is_taken_back) {
  const std::string id = published_wish();
  claim_at(*far_, id);
  meet();
  ClaimInput nobody = volunteer("王五");
  nobody.phone = "";
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, nobody)), "claim.name_needed");
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("李四"))), "claim.already");
  EXPECT_EQ(code_of(county_->desk().reassign(id, {}, volunteer("王五"))), "publish.not_above");
  ASSERT_EQ(code_of(city_->desk().take_down(id)), "");
  EXPECT_EQ(code_of(city_->desk().reassign(id, {}, volunteer("王五"))), "claim.not_open");
  meet();
  EXPECT_THAT(claims_of(id), ElementsAre(std::pair("李四", ClaimState::kGranted)));
}

}  // namespace
}  // namespace node
