// Revoking a node: who may, and what follows for wishes, ticks and lists.

#include "desk_fixture.h"

namespace node {
namespace {

using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::SizeIs;

RevocationRequest request_for(const std::string& node) { return {node, false, std::nullopt}; }

TEST_F(DeskTest, a_revoked_node_counts_up_to_what_had_arrived_and_no_further) {
  added(book("周小明"));
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  const auto revoked = county.desk().revoke({kVillage.text(), true, std::nullopt});
  ASSERT_EQ(code_of(revoked), "");
  EXPECT_EQ(revoked->node.signing_key, village_author_->signer->key());
  EXPECT_EQ(revoked->tips, 2u);
  added(book("周大明"));
  county.take_all_from(*village_);
  WishQuery query;
  query.count_max = 10;
  ASSERT_THAT(county.desk().wishes(query)->wishes, SizeIs(1));
  EXPECT_EQ(county.desk().wishes(query)->wishes[0].text->part.name, "周小明");
  EXPECT_TRUE(county.desk().verify(true).problems.empty());
  village_->take_all_from(county);
  EXPECT_EQ(wish_count(), 1u) << "the same at the node itself, once it knows";
}

TEST_F(DeskTest, the_word_of_a_revoked_node_that_a_wish_is_safe_counts_no_longer) {
  const WishView wish = added();
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  village_->take_acks_from(county);
  EXPECT_THAT(desk().wish(wish.number)->view.safe_at, ElementsAre(kVillage, kCounty));
  Office city(world_, *city_author_);
  ASSERT_EQ(code_of(city.desk().revoke({kCounty.text(), true, std::nullopt})), "");
  village_->take_all_from(city);
  EXPECT_THAT(desk().wish(wish.number)->view.safe_at, ElementsAre(kVillage));
}

TEST_F(DeskTest, the_history_says_which_steps_of_a_revoked_node_count) {
  const WishView wish = added();
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  ASSERT_EQ(code_of(county.desk().revoke(request_for(kVillage.text()))), "");
  ASSERT_EQ(code_of(desk().withdraw(wish.number, "")), "");
  county.take_all_from(*village_);
  const auto detail = county.desk().wish(wish.number);
  ASSERT_EQ(code_of(detail), "");
  EXPECT_EQ(detail->view.wish.state, model::WishState::kRegistered);
  ASSERT_THAT(detail->history, SizeIs(2));
  EXPECT_TRUE(detail->history[0].counts);
  EXPECT_FALSE(detail->history[1].counts);
}

TEST_F(DeskTest, a_node_is_revoked_from_above_alone_and_once) {
  Office county(world_, *county_author_);
  const auto refused = [](Office& at, const std::string& node) {
    return code_of(at.desk().revoke(request_for(node)));
  };
  EXPECT_EQ(refused(*village_, kVillage.text()), "revoke.not_above");
  EXPECT_EQ(refused(*village_, kCounty.text()), "revoke.not_above");
  EXPECT_EQ(refused(county, kCounty.text()), "revoke.not_above");
  EXPECT_EQ(refused(county, kCity.text()), "revoke.root_key_needed");
  EXPECT_EQ(refused(county, kOtherVillage.text()), "node.unknown");
  EXPECT_EQ(refused(county, "abc"), "node.unknown");
  const std::string key = model::to_hex(village_author_->signer->key().view()).substr(0, 12);
  EXPECT_EQ(refused(county, key), "");
  EXPECT_EQ(refused(county, key), "revoke.already");
  for (const NodeView& view : county.desk().nodes())
    EXPECT_EQ(view.node.revoked, view.node.place == kVillage) << view.node.place.text();
  EXPECT_EQ(county.desk().places(kVillage)->at(0).nodes, 0u);
}

TEST_F(DeskTest, of_several_nodes_at_a_place_one_must_be_named_by_its_key) {
  support::Author& second = world_.enrol(kVillage);
  Office county(world_, *county_author_);
  EXPECT_EQ(code_of(county.desk().revoke(request_for(kVillage.text()))), "node.ambiguous");
  EXPECT_EQ(code_of(county.desk().revoke(request_for(model::to_hex(second.signer->key().view())))), "");
  EXPECT_EQ(code_of(county.desk().revoke(request_for(kVillage.text()))), "") << "one is left";
}

TEST_F(DeskTest, a_node_of_the_first_place_is_revoked_with_the_root_key) {
  Office city(world_, *city_author_);
  RevocationRequest request = request_for(kCity.text());
  request.root_seed = model::Seed{};
  EXPECT_EQ(code_of(city.desk().revoke(request)), "enrol.wrong_root_key");
  SeededRandom random(1);
  request.root_seed = random.bytes<32>();
  EXPECT_EQ(code_of(city.desk().revoke(request)), "");
  EXPECT_NE(city.store().authority()->revoked_by_key(city_author_->signer->key()), nullptr);
  EXPECT_TRUE(city.desk().verify(true).problems.empty()) << "signed by the root key";
}

}  // namespace
}  // namespace node
