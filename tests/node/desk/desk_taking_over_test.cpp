// Publications of nodes that are gone: which they are, for whom they are a task, and taking them over.

#include <algorithm>

#include "desk_life_fixture.h"
#include "node/desk/desk_entries.h"

namespace node {
namespace {

using model::ClaimState;
using model::OfferState;
using support::kCity;
using support::kCounty;
using support::kOtherCounty;
using support::kOtherVillage;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DeskTakingOverTest : public DeskLifeTest {
 protected:
  // Published by the county, within the county.
  std::string published_by_county(const std::string& person = "周大山") {
    const std::string id = vetted_wish(quilt(person));
    PublicationInput in;
    in.scope = kCounty;
    in.content = "一床棉被";
    EXPECT_EQ(code_of(county_->desk().publish(id, in)), "");
    meet();
    return id;
  }
  // The county's disk is lost: what had arrived counts, and it is heard no more.
  void lose_county() {
    EXPECT_EQ(code_of(city_->desk().revoke({kCounty.text(), true, std::nullopt})), "");
    meet_without_county();
  }
  void meet_without_county() {
    for (int round = 0; round < 3; ++round) {
      city_->sync_from(*village_);
      city_->do_duties();
      village_->sync_from(*city_);
    }
  }
  static std::size_t gone(Office& office, std::optional<model::PlaceCode> place = {}) {
    const auto list = office.desk().tasks(place, Task::kPublisherGone, {}, 100);
    EXPECT_EQ(code_of(list), "");
    const std::size_t count = list->all.counts[static_cast<std::size_t>(Task::kPublisherGone)];
    EXPECT_EQ(list->wishes.size(), count);
    std::size_t at_places = 0;
    for (const TaskCounts& one : list->places)
      at_places += one.counts[static_cast<std::size_t>(Task::kPublisherGone)];
    EXPECT_EQ(at_places, count);
    return count;
  }
  static std::vector<std::string> taken_over(Office& office, bool dry_run = false,
                                             std::optional<model::PlaceCode> place = {}) {
    const auto done = office.desk().take_over(place, {}, dry_run);
    EXPECT_EQ(code_of(done), "");
    EXPECT_FALSE(done->next_after);
    std::vector<std::string> out;
    for (const TakenOver& one : done->publications)
      out.push_back(one.refused ? one.refused->code : one.taken_down ? "taken_down" : "published");
    std::ranges::sort(out);
    return out;
  }
};

TEST_F(DeskTakingOverTest, what_a_revoked_node_published_is_a_task_where_it_may_be_taken_over) {
  published_by_county();
  published_wish(1, quilt("吴大海"));  // By the city.
  for (Office* office : {village_.get(), county_.get(), city_.get()}) EXPECT_EQ(gone(*office), 0u);
  lose_county();
  EXPECT_EQ(gone(*city_), 1u);
  EXPECT_EQ(gone(*city_, kVillage), 1u);
  EXPECT_EQ(gone(*city_, kOtherCounty), 0u);
  EXPECT_EQ(gone(*village_), 0u) << "it is not at the scope or above it";
  EXPECT_THAT(taken_over(*village_), IsEmpty());
}

TEST_F(DeskTakingOverTest, a_node_that_was_revoked_itself_takes_over_nothing) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kVillage;
  ASSERT_EQ(code_of(desk().publish(id, in)), "");
  meet();
  for (const model::PlaceCode place : {kVillage, kCounty})
    ASSERT_EQ(code_of(city_->desk().revoke({place.text(), true, std::nullopt})), "");
  EXPECT_EQ(gone(*county_), 0u) << "it has not heard of it";
  county_->sync_from(*city_);
  county_->wait_for_ledger();
  EXPECT_EQ(gone(*county_), 0u) << "no task of a node whose word does not count";
  EXPECT_EQ(gone(*city_), 1u);
  const std::uint64_t before = county_->store().last_arrival();
  for (const bool dry_run : {true, false})
    EXPECT_EQ(code_of(county_->desk().take_over({}, {}, dry_run)), "publish.not_heard");
  EXPECT_EQ(county_->store().last_arrival(), before) << "nothing is written that nobody hears";
  EXPECT_THAT(taken_over(*city_), ElementsAre("published"));
}

TEST_F(DeskTakingOverTest, what_several_lost_nodes_published_is_one_list_newest_first) {
  std::vector<std::string> ids;
  for (const bool by_county : {true, false, true, false}) {
    const std::string person = "周" + std::to_string(ids.size());
    if (by_county) {
      ids.push_back(published_by_county(person));
      continue;
    }
    ids.push_back(vetted_wish(quilt(person)));
    PublicationInput in;
    in.scope = kVillage;
    ASSERT_EQ(code_of(desk().publish(ids.back(), in)), "");
    meet();
  }
  for (const model::PlaceCode place : {kCounty, kVillage})
    ASSERT_EQ(code_of(city_->desk().revoke({place.text(), true, std::nullopt})), "");
  EXPECT_EQ(gone(*city_), 4u);
  std::ranges::sort(ids, std::greater<>());
  std::vector<std::string> listed;
  std::optional<model::WishKey> after;
  do {
    const auto list = city_->desk().tasks({}, Task::kPublisherGone, after, 1);
    ASSERT_THAT(list->wishes, SizeIs(1));
    listed.push_back(model::uuid_text(list->wishes[0].wish.id));
    after = list->next_after;
  } while (after && listed.size() < 10);
  EXPECT_EQ(listed, ids);
}

TEST_F(DeskTakingOverTest, one_call_takes_over_all_and_claims_are_granted_again) {
  const std::string id = published_by_county(), other = published_by_county("吴大海");
  claim_at(*village_, other);
  meet();
  lose_county();
  claim_at(*village_, id);
  meet_without_county();
  EXPECT_EQ(at_home(id).claims.at(0).claim.state, ClaimState::kProvisional);

  const std::uint64_t before = city_->store().last_arrival();
  EXPECT_THAT(taken_over(*city_, true), ElementsAre("published", "published"));
  EXPECT_EQ(city_->store().last_arrival(), before) << "a dry run";
  EXPECT_THAT(taken_over(*city_), ElementsAre("published", "published"));
  EXPECT_EQ(gone(*city_), 0u);
  EXPECT_THAT(taken_over(*city_), IsEmpty());
  meet_without_county();
  for (const std::string& wish : {id, other}) {
    EXPECT_EQ(at_home(wish).claims.at(0).claim.state, ClaimState::kGranted);
    const OfferView offer = city_->desk().offer(wish).value();
    EXPECT_EQ(offer.text->content, "一床棉被") << "in the words that were public";
    EXPECT_EQ(offer.offer.scope, kCounty);
  }
}

TEST_F(DeskTakingOverTest, the_new_node_of_the_place_may_take_over_what_the_lost_one_published) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kVillage;
  in.content = "一床棉被";
  ASSERT_EQ(code_of(desk().publish(id, in)), "");
  meet();
  Office again(world_, world_.enrol(kVillage));
  const auto catch_up = [&] {
    for (Office* office : {county_.get(), city_.get()}) {
      again.sync_from(*office);
      office->take_all_from(again);
      office->wait_for_ledger();
    }
  };
  catch_up();
  EXPECT_EQ(gone(again), 0u) << "two may stand at one place";
  ASSERT_EQ(code_of(county_->desk().revoke(
                {model::to_hex(village_author_->signer->key().view()).substr(0, 16), true, std::nullopt})),
            "");
  catch_up();
  EXPECT_EQ(gone(again), 1u);
  EXPECT_EQ(gone(*county_), 1u);
  EXPECT_THAT(taken_over(again), ElementsAre("published"));
  EXPECT_EQ(claim_at(again, id).claim.state, ClaimState::kGranted);
  catch_up();
  EXPECT_EQ(gone(*county_), 0u);
}

TEST_F(DeskTakingOverTest, what_has_ended_is_taken_down_and_what_is_done_is_no_task) {
  const std::string withdrawn = published_by_county(), confirmed = published_by_county("吴大海"),
                    down = published_by_county("赵大江");
  ASSERT_EQ(code_of(county_->desk().take_down(down)), "");
  claim_at(*county_, confirmed);
  meet();
  FulfilmentInput done;
  done.what = "送去棉被一床";
  ASSERT_EQ(code_of(desk().fulfil(confirmed, done)), "");
  ConfirmationInput asked;
  asked.satisfaction = 5;
  ASSERT_EQ(code_of(desk().confirm(confirmed, asked)), "");
  meet();
  ASSERT_EQ(city_->desk().offer(confirmed)->offer.state(), OfferState::kConfirmed);
  lose_county();
  ASSERT_EQ(code_of(desk().withdraw(withdrawn, "本人要求")), "");
  meet_without_county();
  EXPECT_EQ(city_->desk().offer(withdrawn)->offer.state(), OfferState::kOpen) << "nobody takes it down";
  EXPECT_EQ(gone(*city_), 1u);
  EXPECT_THAT(taken_over(*city_), ElementsAre("taken_down"));
  EXPECT_EQ(gone(*city_), 0u);
  EXPECT_EQ(city_->desk().offer(withdrawn)->offer.state(), OfferState::kTakenDown);
}

TEST_F(DeskTakingOverTest, what_is_done_and_untold_is_taken_over_for_its_points) {
  const std::string id = published_by_county();
  claim_at(*county_, id);
  meet();
  lose_county();
  FulfilmentInput done;
  done.what = "送去棉被一床";
  ASSERT_EQ(code_of(desk().fulfil(id, done)), "");
  ConfirmationInput asked;
  asked.satisfaction = 5;
  ASSERT_EQ(code_of(desk().confirm(id, asked)), "");
  ASSERT_EQ(code_of(desk().close(id, "")), "");
  meet_without_county();
  EXPECT_THAT(taken_over(*city_), ElementsAre("published"));
  meet_without_county();
  EXPECT_EQ(city_->desk().offer(id)->offer.state(), OfferState::kConfirmed);
  EXPECT_THAT(city_->desk().ranking(kCity, RankingBy::kVolunteer, {201801, 201812})->rows, SizeIs(1));
}

TEST_F(DeskTakingOverTest, one_that_may_not_be_public_now_is_refused_by_itself_and_stays_a_task) {
  published_by_county();
  published_by_county("吴大海");
  lose_county();
  const std::string other = [&] {
    const auto page = city_->desk().wishes({{}, {}, "吴大海", {}, 10});
    return model::uuid_text(page->wishes.at(0).wish.id);
  }();
  // The city lets nobody but itself publish any more.
  model::Policy policy = city_->desk().programme()->policy();
  policy.publishers = 1u << static_cast<unsigned>(model::Level::kCity);
  ASSERT_EQ(code_of(city_->desk().set_policy(policy)), "");
  EXPECT_THAT(taken_over(*city_, true), ElementsAre("publish.level", "publish.level"));
  EXPECT_THAT(taken_over(*city_), ElementsAre("publish.level", "publish.level"));
  EXPECT_EQ(gone(*city_), 2u);
  PublicationInput wider;
  wider.scope = kCity;
  wider.confirmed = true;
  EXPECT_EQ(code_of(city_->desk().publish(other, wider)), "") << "one by one";
  EXPECT_EQ(gone(*city_), 1u);
}

// Two lives of one data directory may have given one number.
TEST_F(DeskTakingOverTest, two_wishes_of_one_number_are_each_taken_over) {
  support::Author& again = world_.enrol(kVillage);
  const std::string ids[] = {"0190c5a4-0000-7000-8000-000000000001", "0190c5a4-0000-7000-8000-000000000002"};
  for (const std::string& id : ids)
    world_.write(
        again, registered_draft(*model::parse_uuid(id), kVillage,
                                support::entry_of({.address = id, .content = "一床棉被"}), {2018, 6, 22}, 7));
  const Office other(world_, again);
  city_->take_all_from(other);
  city_->wait_for_ledger();
  meet();
  PublicationInput in;
  in.scope = kCounty;
  in.content = "一床棉被";
  for (const std::string& id : ids) {
    ASSERT_EQ(code_of(city_->desk().vet(id, model::Outcome::kApproved, "")), "");
    meet();
    ASSERT_EQ(code_of(county_->desk().publish(id, in)), "");
  }
  meet();
  ASSERT_EQ(city_->desk().offer(ids[0])->offer.number, city_->desk().offer(ids[1])->offer.number);
  lose_county();
  EXPECT_EQ(gone(*city_), 2u);
  EXPECT_THAT(taken_over(*city_), ElementsAre("published", "published"));
  EXPECT_EQ(gone(*city_), 0u);
}

// Only a faulty or hostile writer makes such ids.
TEST_F(DeskTakingOverTest, of_an_id_of_two_homes_each_wish_is_taken_over_or_down_by_itself) {
  const std::string own = vetted_wish(), own_number = at_home(own).number;
  support::Author& author = world_.enrol(kOtherVillage);
  world_.register_again(author, kOtherVillage, *model::parse_uuid(own), {.content = "一床棉被"});
  const Office other(world_, author);
  city_->take_all_from(other);
  city_->wait_for_ledger();
  meet();
  const auto theirs = city_->desk().wishes({kOtherVillage, {}, "", {}, 10});
  ASSERT_THAT(theirs->wishes, SizeIs(1));
  const std::string their_number = theirs->wishes[0].number;
  ASSERT_EQ(code_of(city_->desk().vet(their_number, model::Outcome::kApproved, "")), "");
  meet();
  PublicationInput in;
  in.scope = kCounty;
  in.content = "一床棉被";
  for (const std::string& number : {own_number, their_number})
    ASSERT_EQ(code_of(county_->desk().publish(number, in)), "");
  meet();
  lose_county();
  ASSERT_EQ(code_of(city_->desk().withdraw(their_number, "本人要求")), "");
  EXPECT_EQ(gone(*city_), 2u);
  EXPECT_THAT(taken_over(*city_), ElementsAre("published", "taken_down"));
  EXPECT_EQ(gone(*city_), 0u);
  EXPECT_FALSE(city_->desk().wish(own_number)->view.wish.taken_down);
  EXPECT_TRUE(city_->desk().wish(their_number)->view.wish.taken_down);
}

TEST_F(DeskTakingOverTest, words_that_no_reviewer_saw_do_not_go_public) {
  const std::string id = published_by_county();
  lose_county();
  Office without(world_, world_.enrol(kCity));
  without.take_all_from(*city_, false);
  without.wait_for_ledger();
  EXPECT_EQ(gone(without), 1u);
  EXPECT_THAT(taken_over(without), ElementsAre("publish.no_text"));
  EXPECT_EQ(gone(without), 1u);
}

TEST_F(DeskTakingOverTest, the_node_of_a_place_that_was_merged_goes_on_and_so_does_one_that_is_silent) {
  const std::string id = vetted_wish();
  PublicationInput in;
  in.scope = kVillage;
  ASSERT_EQ(code_of(desk().publish(id, in)), "");
  meet();
  PlaceMerge merge;
  merge.place = kVillage;
  merge.successor = kOtherVillage;
  ASSERT_EQ(code_of(county_->desk().merge_place(merge)), "");
  county_->clock().set(support::kNoonMs + 300ull * 24 * 3600 * 1000);
  meet();
  EXPECT_EQ(gone(*county_), 0u);
  EXPECT_EQ(gone(*village_), 0u);
  EXPECT_EQ(claim_at(*village_, id).claim.state, ClaimState::kGranted);
}

}  // namespace
}  // namespace node
