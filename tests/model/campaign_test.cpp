// The default campaigns of a year.

#include "model/campaign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace model {
namespace {

const CampaignPlan* find(const std::vector<CampaignPlan>& plans, std::string_view key) {
  const auto at = std::find_if(plans.begin(), plans.end(), [&](const auto& plan) { return plan.key == key; });
  return at == plans.end() ? nullptr : &*at;
}

std::string span_of(std::uint16_t year, std::string_view key) {
  const auto plans = default_campaigns(year);
  const CampaignPlan* plan = find(plans, key);
  return plan ? plan->first.text() + ".." + plan->last.text() : "none";
}

Targets those(std::initializer_list<Target> targets) {
  Targets out;
  for (const Target target : targets) out.add(target);
  return out;
}

TEST(Campaigns, OfAYearAreElevenAndAscend) {
  for (std::uint16_t year = 2015; year <= 2035; ++year) {
    const auto plans = default_campaigns(year);
    ASSERT_EQ(plans.size(), 11u) << year;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      EXPECT_LT(plans[i].first, plans[i].last) << plans[i].key;
      EXPECT_EQ(plans[i].last.year, year) << plans[i].key;
      EXPECT_LE(plans[i == 0 ? 0 : i - 1].first, plans[i].first) << plans[i].key;
      EXPECT_EQ(find(plans, plans[i].key), &plans[i]) << "twice: " << plans[i].key;
    }
  }
}

TEST(Campaigns, LeadUpToTheirHoliday) {
  EXPECT_EQ(span_of(2018, "new_year"), "2017-12-18..2018-01-01");
  EXPECT_EQ(span_of(2018, "spring_festival"), "2018-01-26..2018-02-16");
  EXPECT_EQ(span_of(2018, "lei_feng_day"), "2018-02-19..2018-03-05");
  EXPECT_EQ(span_of(2020, "lei_feng_day"), "2020-02-20..2020-03-05");
  EXPECT_EQ(span_of(2018, "children_day"), "2018-05-18..2018-06-01");
  EXPECT_EQ(span_of(2018, "mid_autumn"), "2018-09-10..2018-09-24");
  EXPECT_EQ(span_of(2018, "double_ninth"), "2018-10-03..2018-10-17");
  EXPECT_EQ(span_of(2018, "volunteer_day"), "2018-11-21..2018-12-05");
}

TEST(Campaigns, FollowTheMoonWhereTheirHolidayDoes) {
  EXPECT_EQ(span_of(2027, "spring_festival"), "2027-01-16..2027-02-06");
  EXPECT_EQ(span_of(2020, "mid_autumn"), "2020-09-17..2020-10-01");
  EXPECT_EQ(span_of(2020, "double_ninth"), "2020-10-11..2020-10-25");
}

TEST(Campaigns, AreForThePeopleOfTheirHoliday) {
  const auto plans = default_campaigns(2018);
  EXPECT_EQ(find(plans, "children_day")->targets,
            those({Target::kLeftBehindChild, Target::kSpecialNeedsChild, Target::kOrphanOrDisabledChild}));
  EXPECT_EQ(find(plans, "party_founding_day")->targets, those({Target::kPartyMemberInDifficulty}));
  EXPECT_EQ(find(plans, "army_day")->targets, those({Target::kVeteran, Target::kWarVeteran}));
  EXPECT_EQ(find(plans, "victory_day")->targets, those({Target::kWarVeteran}));
  EXPECT_EQ(find(plans, "double_ninth")->targets,
            those({Target::kElderWithoutFamily, Target::kEmptyNestElder, Target::kElderWhoLostOnlyChild}));
  for (const char* key :
       {"new_year", "spring_festival", "lei_feng_day", "national_day", "mid_autumn", "volunteer_day"})
    EXPECT_EQ(find(plans, key)->targets.bits, 0u) << key;
}

TEST(Campaigns, SayWhetherTheyRunAndForWhom) {
  const auto plans = default_campaigns(2018);
  const CampaignPlan& children = *find(plans, "children_day");
  EXPECT_TRUE(children.runs_on({2018, 5, 18}));
  EXPECT_TRUE(children.runs_on({2018, 6, 1}));
  EXPECT_FALSE(children.runs_on({2018, 5, 17}));
  EXPECT_FALSE(children.runs_on({2018, 6, 2}));
  EXPECT_TRUE(children.is_for(those({Target::kPoorHousehold, Target::kLeftBehindChild})));
  EXPECT_FALSE(children.is_for(those({Target::kEmptyNestElder})));
  EXPECT_TRUE(find(plans, "volunteer_day")->is_for(those({Target::kEmptyNestElder})));
}

TEST(Campaigns, OfYearsBeyondTheAlmanacHaveNoneThatFollowTheMoon) {
  EXPECT_EQ(default_campaigns(2101).size(), 8u);
  EXPECT_TRUE(default_campaigns(1899).empty());
  EXPECT_TRUE(default_campaigns(3000).empty());
}

TEST(Campaign, AYearsCampaignIsKnownByTheSameIdWhereverItIsSet) {
  std::set<SubjectId> ids;
  std::set<std::string> names;
  for (const std::uint16_t year : {std::uint16_t{2018}, std::uint16_t{2019}})
    for (const CampaignPlan& plan : default_campaigns(year)) {
      EXPECT_EQ(campaign_id(plan), campaign_id(plan));
      EXPECT_EQ(parse_uuid(uuid_text(campaign_id(plan))), campaign_id(plan));
      ids.insert(campaign_id(plan));
      names.insert(campaign_name(plan));
    }
  EXPECT_EQ(ids.size(), 22u);
  EXPECT_EQ(names.size(), 22u);
  EXPECT_TRUE(names.contains("2019年春节"));
}

}  // namespace
}  // namespace model
