// Units as offices correct them that do not know of each other, and what is found under those that were
// merged.

#include "desk_life_fixture.h"

namespace node {
namespace {

using model::SubjectId;
using model::Unit;
using support::kCity;
using support::kCounty;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A unit of the county that was registered twice, and all know of both.
class DeskUnitsTest : public DeskLifeTest {
 protected:
  DeskUnitsTest() {
    unit_ = *county_->desk().set_unit({}, {kCounty, "新化县审计局", {}});
    twin_ = *city_->desk().set_unit({}, {kCounty, "审计局", {}});
    meet();
  }
  static UnitInput named(const std::string& name) { return {{}, name, {}}; }
  static UnitInput merged_into(std::optional<SubjectId> other) { return {{}, {}, std::optional(other)}; }
  static Unit known(Office& office, const SubjectId& id) { return office.desk().programme()->units().at(id); }
  std::vector<Office*> all() { return {village_.get(), county_.get(), city_.get(), far_.get()}; }
  // Of a wish that was claimed far away under the twin's name.
  void confirmed_wish() {
    const std::string id = fulfilled_wish();
    ConfirmationInput confirmed;
    confirmed.satisfaction = 5;
    EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "");
    meet();
  }

  SubjectId unit_, twin_;
};

TEST_F(DeskUnitsTest, a_merge_survives_a_correction_at_a_node_that_did_not_know_of_it) {
  confirmed_wish();
  EXPECT_EQ(code_of(city_->desk().set_unit(twin_, merged_into(unit_))), "");
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, named("县审计局"))), "");
  meet();
  for (Office* office : all()) {
    EXPECT_EQ(known(*office, twin_).same_as, unit_);
    EXPECT_EQ(known(*office, twin_).name, "县审计局") << "and so does the correction";
    EXPECT_EQ(office->desk().programme()->unit(twin_)->id, unit_);
  }
  const auto ranking = city_->desk().ranking(kCity, RankingBy::kUnit, {201801, 201812});
  ASSERT_THAT(ranking->rows, SizeIs(1));
  EXPECT_EQ(ranking->rows[0].id, unit_);
  EXPECT_EQ(ranking->rows[0].points_hundredths, 1000u);
  // Who knows of it may take it back.
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, merged_into({}))), "");
  meet();
  for (Office* office : all()) EXPECT_EQ(known(*office, twin_).same_as, std::nullopt);
}

TEST_F(DeskUnitsTest, corrections_of_different_fields_all_stand_and_of_one_field_the_higher_offices) {
  EXPECT_EQ(code_of(city_->desk().set_unit(twin_, {kVillage, {}, {}})), "");
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, named("县审计局"))), "");
  EXPECT_EQ(code_of(city_->desk().set_unit(unit_, named("县里的审计局"))), "");
  county_->clock().set(city_->clock().wall_ms() + 60'000);
  EXPECT_EQ(code_of(county_->desk().set_unit(unit_, named("审计"))), "");
  meet();
  for (Office* office : all()) {
    EXPECT_EQ(known(*office, twin_).place, kVillage);
    EXPECT_EQ(known(*office, twin_).name, "县审计局");
    EXPECT_EQ(known(*office, unit_).name, "县里的审计局");
  }
}

TEST_F(DeskUnitsTest, what_is_not_given_stays_and_what_does_not_differ_is_not_written) {
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, merged_into(unit_))), "");
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, named("县审计局"))), "");
  const Unit now = known(*county_, twin_);
  EXPECT_EQ(now.same_as, unit_);
  EXPECT_EQ(now.place, kCounty);
  EXPECT_EQ(now.name, "县审计局");
  const std::uint64_t arrival = county_->store().last_arrival();
  EXPECT_EQ(*county_->desk().set_unit(twin_, {kCounty, " 县审计局 ", std::optional(std::optional(unit_))}),
            twin_);
  EXPECT_EQ(*county_->desk().set_unit(twin_, {}), twin_);
  EXPECT_EQ(county_->store().last_arrival(), arrival);
}

TEST_F(DeskUnitsTest, nobody_corrects_a_unit_of_a_place_that_they_are_not_at_or_above) {
  EXPECT_EQ(code_of(desk().set_unit(twin_, {kVillage, "卫生室", {}})), "unit.not_above");
  EXPECT_EQ(code_of(desk().set_unit(twin_, named("卫生室"))), "unit.not_above");
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, {kCity, {}, {}})), "unit.not_above");
  EXPECT_EQ(known(*village_, twin_).name, "审计局");
}

TEST_F(DeskUnitsTest, the_claims_and_volunteers_of_merged_units_are_found_under_each_of_them) {
  const SubjectId other = *city_->desk().set_unit({}, {kCity, "财政局", {}});
  claim_at(*far_, published_wish());
  const auto claims = [&](const std::string& unit) {
    ClaimQuery query;
    query.unit = unit;
    query.count_max = 10;
    std::vector<std::string> out;
    for (const OwnClaim& own : far_->desk().claims(query).claims)
      out.push_back(own.claim.text.value_or(model::ClaimPart{}).name);
    return out;
  };
  const auto volunteers = [&](const std::string& unit) {
    VolunteerQuery query;
    query.unit = unit;
    query.count_max = 10;
    return far_->desk().volunteers(query)->volunteers.size();
  };
  EXPECT_THAT(claims(model::uuid_text(unit_)), IsEmpty());
  EXPECT_EQ(volunteers(model::uuid_text(unit_)), 0u);
  EXPECT_THAT(claims(model::uuid_text(twin_)), ElementsAre("李四"));
  EXPECT_EQ(code_of(county_->desk().set_unit(twin_, merged_into(unit_))), "");
  meet();
  for (const std::string& unit : {model::uuid_text(unit_), model::uuid_text(twin_),
                                  std::string("新化县审计局"), std::string("审计局")}) {
    EXPECT_THAT(claims(unit), ElementsAre("李四")) << unit;
    EXPECT_EQ(volunteers(unit), 1u) << unit;
  }
  EXPECT_THAT(claims(model::uuid_text(other)), IsEmpty());
  EXPECT_THAT(claims("财政局"), IsEmpty());
  EXPECT_EQ(volunteers("财政局"), 0u);
}

}  // namespace
}  // namespace node
