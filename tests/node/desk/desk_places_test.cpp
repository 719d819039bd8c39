// The tree of places and its changes: added, renamed, moved, recoded, merged.

#include "desk_fixture.h"

namespace node {
namespace {

using model::Level;
using model::PlaceCode;
using support::kCity;
using support::kCounty;
using support::kOtherCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;

constexpr PlaceCode kNew{431322106777};

class DeskPlaces : public DeskTest {
 protected:
  DeskPlaces() : other_author_(&world_.enrol(kOtherVillage)) {}

  static std::vector<PlaceCode> codes(Office& office, std::optional<PlaceCode> at) {
    std::vector<PlaceCode> out;
    for (const PlaceView& view : *office.desk().places(at)) out.push_back(view.place.code);
    return out;
  }

  support::Author* other_author_;
  Office county_{world_, *county_author_};
  Office other_{world_, *other_author_};
};

TEST_F(DeskPlaces, a_place_is_added_renamed_and_moved) {
  const auto added = county_.desk().set_place({kNew, "新 村", Level::kCommunity, std::nullopt});
  ASSERT_EQ(code_of(added), "");
  EXPECT_EQ(added->place.parent, kTown);
  EXPECT_EQ(added->place.name, "新 村");
  ASSERT_EQ(code_of(county_.desk().set_place({kNew, "大新村", std::nullopt, std::nullopt})), "");
  const auto moved = county_.desk().set_place({kNew, std::nullopt, std::nullopt, kCounty});
  ASSERT_EQ(code_of(moved), "");
  EXPECT_EQ(moved->place.name, "大新村");
  EXPECT_EQ(moved->place.parent, kCounty);
  EXPECT_TRUE(county_.store().authority()->above(kTown, kNew));
}

TEST_F(DeskPlaces, what_is_so_already_writes_nothing) {
  const model::Place town = *county_.store().authority()->place(kTown);
  const std::uint64_t before = county_.store().last_arrival();
  EXPECT_EQ(code_of(county_.desk().set_place({kTown, town.name, town.level, town.parent})), "");
  EXPECT_EQ(county_.store().last_arrival(), before);
}

TEST_F(DeskPlaces, a_town_takes_in_the_villages_whose_codes_it_begins) {
  const PlaceCode town{431322107};
  const PlaceCode village{431322107001};
  ASSERT_EQ(code_of(county_.desk().set_place({village, "远村", Level::kCommunity, std::nullopt})), "");
  ASSERT_EQ(code_of(county_.desk().set_place({town, "新镇", Level::kTown, std::nullopt})), "");
  EXPECT_EQ(county_.store().authority()->place(village)->parent, town);
}

TEST_F(DeskPlaces, what_can_not_be_is_refused_with_the_reason) {
  const auto set = [&](Office& office, const PlaceChange& change) {
    return code_of(office.desk().set_place(change));
  };
  EXPECT_EQ(set(county_, {kNew, std::nullopt, Level::kCommunity, std::nullopt}), "place.name_needed");
  EXPECT_EQ(set(county_, {kNew, " ", Level::kCommunity, std::nullopt}), "place.bad_name");
  EXPECT_EQ(set(county_, {kNew, "新村", std::nullopt, std::nullopt}), "place.level_needed");
  EXPECT_EQ(set(county_, {kNew, "新村", Level::kTown, std::nullopt}), "place.level_not_below");
  EXPECT_EQ(set(county_, {PlaceCode{99}, "别处", Level::kTown, std::nullopt}), "place.no_parent");
  EXPECT_EQ(set(county_, {kNew, "新村", Level::kCommunity, PlaceCode{4399}}), "place.unknown");
  EXPECT_EQ(set(county_, {kNew, "新村", Level::kCommunity, kOtherCounty}), "place.not_above");
  EXPECT_EQ(set(county_, {kCounty, "新县", std::nullopt, std::nullopt}), "place.not_above");
  EXPECT_EQ(set(county_, {kTown, std::nullopt, std::nullopt, kVillage}), "place.below_itself");
  EXPECT_EQ(set(county_, {kTown, std::nullopt, Level::kCommunity, std::nullopt}), "place.level_not_below");
  EXPECT_EQ(set(*village_, {kVillage, "我村", std::nullopt, std::nullopt}), "place.not_above");
  Office city(world_, *city_author_);
  EXPECT_EQ(set(city, {kCity, "新市", std::nullopt, std::nullopt}), "place.first");
}

TEST_F(DeskPlaces, a_merged_village_counts_at_its_successor_and_its_node_works_on) {
  added();
  ASSERT_EQ(code_of(other_.desk().add(book("李小红"), std::nullopt)), "");
  county_.sync_from(*village_);
  county_.sync_from(other_);
  const auto merged = county_.desk().merge_place({kVillage, kOtherVillage, std::nullopt});
  ASSERT_EQ(code_of(merged), "");
  EXPECT_EQ(merged->place.successor, kOtherVillage);
  EXPECT_THAT(codes(county_, kOtherVillage), ElementsAre(kVillage, kOtherVillage));

  const auto of_town = county_.desk().summary(kTown, SummaryBy::kPlace, std::nullopt);
  ASSERT_EQ(code_of(of_town), "");
  ASSERT_EQ(of_town->rows.size(), 1u);
  EXPECT_EQ(of_town->rows[0].key, kOtherVillage.text());
  EXPECT_EQ(of_town->rows[0].line.figures.wishes, 2);
  // Whoever asks for the former place gets the figures of the one that it is now.
  EXPECT_EQ(county_.desk().summary(kVillage, SummaryBy::kState, std::nullopt)->place, kOtherVillage);

  // Both nodes have all of both, and write for both.
  village_->sync_from(county_);
  other_.sync_from(county_);
  const auto late = desk().add(book("王小刚"), std::nullopt);
  ASSERT_EQ(code_of(late), "");
  EXPECT_EQ(late->wish.home, kOtherVillage);
  const auto first = listed({}).back();
  EXPECT_EQ(code_of(other_.desk().vet(model::uuid_text(first.wish.id), model::Outcome::kApproved, "")), "");
  county_.sync_from(*village_);
  county_.sync_from(other_);
  EXPECT_EQ(county_.desk().summary(kOtherVillage, SummaryBy::kState, std::nullopt)->total.figures.wishes, 3);
  village_->sync_from(other_);
  EXPECT_EQ(desk().summary(std::nullopt, SummaryBy::kState, std::nullopt)->input_root,
            county_.desk().summary(kOtherVillage, SummaryBy::kState, std::nullopt)->input_root);
  EXPECT_TRUE(county_.desk().verify(false).problems.empty());
}

TEST_F(DeskPlaces, a_recoded_village_gets_a_place_of_its_new_code) {
  const auto recoded = county_.desk().merge_place({kVillage, kNew, "新村"});
  ASSERT_EQ(code_of(recoded), "");
  const auto authority = county_.store().authority();
  ASSERT_TRUE(authority->place(kNew));
  EXPECT_EQ(authority->place(kNew)->parent, kTown);
  EXPECT_EQ(authority->place(kNew)->level, Level::kCommunity);
  EXPECT_THAT(authority->children(kTown), ElementsAre(kOtherVillage, kNew));
}

TEST_F(DeskPlaces, a_merge_that_can_not_be_is_refused) {
  const auto merge = [&](Office& office, PlaceCode place, PlaceCode successor) {
    return code_of(office.desk().merge_place({place, successor, std::nullopt}));
  };
  EXPECT_EQ(merge(county_, kVillage, kNew), "place.name_needed");
  EXPECT_EQ(merge(county_, kNew, kVillage), "place.unknown");
  EXPECT_EQ(merge(county_, kVillage, kVillage), "place.below_itself");
  EXPECT_EQ(merge(county_, kTown, kVillage), "place.below_itself");
  EXPECT_EQ(merge(county_, kCounty, kOtherCounty), "place.not_above");
  EXPECT_EQ(merge(county_, kVillage, kOtherCounty), "place.not_above");
  EXPECT_EQ(merge(*village_, kVillage, kOtherVillage), "place.not_above");
  ASSERT_EQ(merge(county_, kVillage, kOtherVillage), "");
  EXPECT_EQ(merge(county_, kVillage, kOtherVillage), "");
  EXPECT_EQ(merge(county_, kOtherVillage, kVillage), "place.succeeded");
  EXPECT_EQ(code_of(county_.desk().enrol({kVillage, "村", std::nullopt, std::nullopt})), "place.succeeded");
  EXPECT_EQ(code_of(county_.desk().set_place({kVillage, "村", std::nullopt, std::nullopt})),
            "place.succeeded");
}

}  // namespace
}  // namespace node
