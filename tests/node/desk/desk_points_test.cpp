// Volunteers, points and rankings, figures by campaign and unit, and what is held of a person.

#include "desk_life_fixture.h"

namespace node {
namespace {

using support::kCity;
using support::kCounty;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr model::Period kYear{201801, 201812};

class DeskPointsTest : public DeskTest {
 protected:
  DeskPointsTest() { city_ = std::make_unique<Office>(world_, *city_author_); }

  // A wish that was taken up here on paper, fulfilled and confirmed.
  std::string done(const std::string& person, const std::string& volunteer, const std::string& unit,
                   std::vector<model::Share> shares = {}, std::optional<model::SubjectId> campaign = {}) {
    const std::string id = granted(person, volunteer, unit, campaign);
    finish(id, std::move(shares));
    return id;
  }
  // One that was taken up, and no more.
  std::string granted(const std::string& person, const std::string& volunteer, const std::string& unit = "",
                      std::optional<model::SubjectId> campaign = {}) {
    WishInput in = quilt(person);
    if (campaign) in.campaign = std::optional(campaign);
    const std::string id = model::uuid_text(added(in).wish.id);
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
    EXPECT_EQ(code_of(desk().publish(id, {})), "");
    ClaimInput claim;
    claim.name = volunteer;
    claim.phone = "13900000001";
    claim.unit = unit;
    EXPECT_EQ(code_of(desk().claim({id}, claim)), "");
    return id;
  }
  void finish(const std::string& id, std::vector<model::Share> shares = {}) {
    FulfilmentInput fulfilled;
    fulfilled.what = "送去棉被";
    fulfilled.value_yuan = 180;
    fulfilled.minutes = 90;
    fulfilled.shares = std::move(shares);
    EXPECT_EQ(code_of(desk().fulfil(id, fulfilled)), "");
    ConfirmationInput confirmed;
    confirmed.satisfaction = 5;
    EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "");
  }
  Ranking ranked(RankingBy by, Office* office = nullptr) {
    return (office ? office->desk() : desk()).ranking(kVillage, by, kYear).value();
  }

  std::unique_ptr<Office> city_;
};

TEST_F(DeskPointsTest, a_confirmed_fulfilment_gives_its_points_to_unit_and_volunteer) {
  const auto unit = desk().set_unit({}, {kVillage, "卫生室", {}}).value();
  done("周大山", "李四", "卫生室");
  done("吴大海", "李四", "卫生室");
  const Ranking units = ranked(RankingBy::kUnit);
  ASSERT_THAT(units.rows, SizeIs(1));
  EXPECT_EQ(units.rows[0].id, unit);
  EXPECT_EQ(units.rows[0].name, "卫生室");
  EXPECT_EQ(units.rows[0].points_hundredths, 2000u);
  EXPECT_EQ(units.rows[0].deeds, 2u);
  EXPECT_EQ(units.rows[0].minutes, 180u);
  EXPECT_EQ(units.rows[0].value_yuan, 360u);
  const Ranking volunteers = ranked(RankingBy::kVolunteer);
  ASSERT_THAT(volunteers.rows, SizeIs(1));
  EXPECT_EQ(volunteers.rows[0].name, "李四");
  EXPECT_EQ(volunteers.rows[0].points_hundredths, 2000u);
  EXPECT_EQ(volunteers.input_root, desk().summary(kVillage, SummaryBy::kState, {})->input_root);
}

TEST_F(DeskPointsTest, nothing_is_counted_before_the_family_was_asked_nor_in_another_year) {
  const std::string id = model::uuid_text(added(quilt("周大山")).wish.id);
  EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
  EXPECT_EQ(code_of(desk().publish(id, {})), "");
  ClaimInput claim;
  claim.name = "李四";
  claim.phone = "13900000001";
  EXPECT_EQ(code_of(desk().claim({id}, claim)), "");
  FulfilmentInput fulfilled;
  fulfilled.what = "送去棉被";
  EXPECT_EQ(code_of(desk().fulfil(id, fulfilled)), "");
  EXPECT_THAT(ranked(RankingBy::kUnit).rows, IsEmpty());
  ConfirmationInput confirmed;
  confirmed.satisfaction = 5;
  EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "");
  EXPECT_THAT(ranked(RankingBy::kUnit).rows, SizeIs(1));
  EXPECT_THAT(desk().ranking(kVillage, RankingBy::kUnit, {201901, 201912})->rows, IsEmpty());
}

TEST_F(DeskPointsTest, several_volunteers_share_the_points_of_one_claim) {
  done("甲大山", "李四", "");
  done("乙大山", "王五", "");
  std::map<std::string, model::SubjectId> ids;
  for (const VolunteerView& v : desk().volunteers()) ids[v.text->name] = v.volunteer.id;
  ASSERT_THAT(ids, SizeIs(2));
  done("丙大山", "李四", "", {{ids["李四"], 3}, {ids["王五"], 1}});
  std::map<std::string, std::uint64_t> points;
  for (const RankingRow& row : ranked(RankingBy::kVolunteer).rows) points[row.name] = row.points_hundredths;
  EXPECT_EQ(points["李四"], 1750u);
  EXPECT_EQ(points["王五"], 1250u);
  EXPECT_EQ(ranked(RankingBy::kUnit).rows[0].points_hundredths, 3000u);
}

TEST_F(DeskPointsTest, who_claims_again_is_the_same_volunteer_and_who_was_registered_twice_is_merged) {
  done("甲大山", "李四", "");
  done("乙大山", "李四", "");
  ASSERT_THAT(desk().volunteers(), SizeIs(1));
  done("丙大山", "李 四四", "");
  auto known = desk().volunteers();
  ASSERT_THAT(known, SizeIs(2));
  EXPECT_THAT(ranked(RankingBy::kVolunteer).rows, SizeIs(2));
  EXPECT_EQ(code_of(desk().merge_volunteers(known[1].volunteer.id, known[1].volunteer.id)),
            "volunteer.unknown");
  EXPECT_EQ(code_of(desk().merge_volunteers(known[1].volunteer.id, known[0].volunteer.id)), "");
  const Ranking merged = ranked(RankingBy::kVolunteer);
  ASSERT_THAT(merged.rows, SizeIs(1));
  EXPECT_EQ(merged.rows[0].points_hundredths, 3000u);
}

TEST_F(DeskPointsTest, a_merged_unit_counts_as_the_one_it_turned_out_to_be) {
  const auto one = desk().set_unit({}, {kVillage, "卫生室", {}}).value();
  const auto other = desk().set_unit({}, {kVillage, "村卫生室", {}}).value();
  done("甲大山", "李四", "卫生室");
  done("乙大山", "王五", "村卫生室");
  EXPECT_THAT(ranked(RankingBy::kUnit).rows, SizeIs(2));
  EXPECT_EQ(code_of(desk().set_unit(other, {kVillage, "村卫生室", one})), "");
  ASSERT_THAT(ranked(RankingBy::kUnit).rows, SizeIs(1));
  EXPECT_EQ(ranked(RankingBy::kUnit).rows[0].points_hundredths, 2000u);
  const auto by_unit = desk().summary(kVillage, SummaryBy::kUnit, {}).value();
  ASSERT_THAT(by_unit.rows, SizeIs(1));
  EXPECT_EQ(by_unit.rows[0].line.figures.wishes, 2);
}

TEST_F(DeskPointsTest, the_city_ranks_and_sums_up_like_the_village) {
  const auto campaign =
      city_->desk().set_campaign({}, {"八一", {2018, 7, 15}, {2018, 8, 1}, model::Targets{}}).value();
  village_->sync_from(*city_);
  done("甲大山", "李四", "", {}, campaign);
  done("乙大山", "王五", "");
  city_->sync_from(*village_);
  const auto rows = [](const Ranking& ranking) {
    std::vector<std::pair<std::string, std::uint64_t>> out;
    for (const RankingRow& row : ranking.rows) out.emplace_back(row.name, row.points_hundredths);
    std::ranges::sort(out);
    return out;
  };
  EXPECT_EQ(rows(ranked(RankingBy::kVolunteer)), rows(ranked(RankingBy::kVolunteer, city_.get())));
  for (Desk* at : {&desk(), &city_->desk()}) {
    const auto table = at->summary(kVillage, SummaryBy::kCampaign, {}).value();
    ASSERT_THAT(table.rows, SizeIs(2));
    EXPECT_EQ(table.rows[0].name, "八一");
    EXPECT_EQ(table.rows[0].line.figures.wishes, 1);
    EXPECT_EQ(table.rows[1].key, "none");
  }
  WishInput in = quilt("丙大山");
  in.campaign = std::optional(model::make_uuid7(1, {}));
  EXPECT_EQ(code_of(desk().add(in, {})), "campaign.unknown");
}

// One under the defaults, one under each policy, and one that was published under the first and confirmed
// under the second.
TEST_F(DeskPointsTest, a_policy_that_is_set_later_changes_nothing_of_what_was_published_before) {
  const auto set_points = [&](std::uint16_t points) {
    model::Policy policy;
    policy.points = points;
    EXPECT_EQ(code_of(city_->desk().set_policy(policy)), "");
    village_->sync_from(*city_);
  };
  const auto points = [&](Office* office) {
    std::map<std::string, std::uint64_t> out;
    for (const RankingRow& row : ranked(RankingBy::kVolunteer, office).rows)
      out[row.name] = row.points_hundredths / 100;
    return out;
  };
  done("甲大山", "李一", "");
  set_points(20);
  EXPECT_EQ(points(village_.get()), (std::map<std::string, std::uint64_t>{{"李一", 10}}));
  done("乙大山", "李二", "");
  const std::string id = granted("丙大山", "李三");
  set_points(50);
  done("丁大山", "李四", "");
  finish(id);
  const std::map<std::string, std::uint64_t> expected{{"李一", 10}, {"李二", 20}, {"李三", 20}, {"李四", 50}};
  EXPECT_EQ(points(village_.get()), expected);
  set_points(0);
  EXPECT_EQ(points(village_.get()), expected);
  city_->sync_from(*village_);
  EXPECT_EQ(points(city_.get()), expected);
}

TEST_F(DeskPointsTest, all_that_is_held_of_a_person_is_shown_to_them) {
  const std::string id = done("周大山", "李四", "");
  WishInput second = quilt("周大山");
  second.content = "想要一台收音机";
  added(second);
  added(quilt("别的人"));
  const Disclosure held = desk().disclose(id).value();
  EXPECT_EQ(held.name, "周大山");
  EXPECT_EQ(held.phone, "13000028641");
  ASSERT_THAT(held.wishes, SizeIs(2));
  EXPECT_EQ(held.wishes[0].detail.view.claims[0].text->name, "李四");
  ASSERT_TRUE(held.wishes[0].published);
  EXPECT_EQ(held.wishes[0].published->who, "周**");
  EXPECT_EQ(code_of(desk().erase(id)), "");
  EXPECT_EQ(code_of(desk().disclose(id)), "wish.erased");
}

}  // namespace
}  // namespace node
