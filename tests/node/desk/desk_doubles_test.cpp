// Wishes that may be one: entered at offices that were apart, suspected by the node above both, answered
// there, and seen by all.

#include <algorithm>
#include <chrono>

#include "desk_fixture.h"

namespace node {
namespace {

using model::Suspicion;
using model::WishState;
using support::kCity;
using support::kOtherVillage;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

WishInput quilt() {
  WishInput in;
  in.name = "周大山";
  in.sex = "男";
  in.age = "72";
  in.address = "富托村3组18号";
  in.content = "想要一床棉被（约200元）";
  in.phone = "130 0002 8641";
  return in;
}

WishInput glasses() {
  WishInput in = quilt();
  in.content = "老花镜一副";
  return in;
}

class DeskDoublesTest : public DeskTest {
 protected:
  DeskDoublesTest() {
    other_author_ = &world_.enrol(kOtherVillage);
    village_ = std::make_unique<Office>(world_, *village_author_);
    other_ = std::make_unique<Office>(world_, *other_author_);
    county_ = std::make_unique<Office>(world_, *county_author_);
    city_ = std::make_unique<Office>(world_, *city_author_);
  }

  // All meet through the county, until nobody has anything new.
  void meet() {
    for (int round = 0; round < 3; ++round) {
      for (Office* office : {village_.get(), other_.get(), city_.get()}) county_->sync_from(*office);
      county_->do_duties();
      for (Office* office : {village_.get(), other_.get(), city_.get()}) {
        office->sync_from(*county_);
        office->do_duties();
      }
    }
  }
  static std::string added_at(Office& office, const WishInput& in) {
    const auto wish = office.desk().add(in, std::nullopt);
    EXPECT_EQ(code_of(wish), "");
    return model::uuid_text(wish->wish.id);
  }
  // The same wish of the same person in two villages.
  void enter_twice() {
    here_ = added_at(*village_, quilt());
    there_ = added_at(*other_, quilt());
    meet();
  }
  static std::vector<DoubleView> doubles_at(Office& office) {
    return office.desk().doubles(std::nullopt, std::nullopt, 100)->doubles;
  }
  static model::FoldedWish wish_at(Office& office, const std::string& id) {
    return office.desk().wish(id)->view.wish;
  }
  static std::size_t count(Office& office, Task task) {
    return office.desk().tasks({}, {}, {}, 1)->all.counts[static_cast<std::size_t>(task)];
  }
  static std::size_t events_of_kind(Office& office, model::Kind kind) {
    std::size_t out = 0;
    office.store().for_each_log([&](const model::LogId& log, auto) {
      office.store().for_each_event(log, [&](const model::Event& event) {
        out += event.header().kind == kind ? 1 : 0;
        return true;
      });
    });
    return out;
  }

  support::Author* other_author_ = nullptr;
  std::unique_ptr<Office> other_, county_, city_;
  std::string here_, there_;
};

TEST_F(DeskDoublesTest, what_two_villages_entered_apart_is_suspected_by_the_county_alone) {
  enter_twice();
  const auto pairs = doubles_at(*county_);
  ASSERT_THAT(pairs, SizeIs(1));
  ASSERT_TRUE(pairs[0].other);
  EXPECT_EQ(pairs[0].wish.text->part.name, "周大山");
  EXPECT_EQ(pairs[0].other->text->part.content, pairs[0].wish.text->part.content);
  EXPECT_TRUE(pairs[0].suspect.why.same_wish());
  EXPECT_EQ(count(*county_, Task::kSuspected), 2u);
  EXPECT_EQ(count(*village_, Task::kSuspected), 1u);
  // One word in the logs of each home, whoever else holds the words.
  for (Office* office : {county_.get(), city_.get()})
    EXPECT_EQ(events_of_kind(*office, model::Kind::kSuspected), 2u);
  // The village does not hold the other one.
  const auto in_village = doubles_at(*village_);
  ASSERT_THAT(in_village, SizeIs(1));
  EXPECT_FALSE(in_village[0].other);
}

TEST_F(DeskDoublesTest, a_merge_is_seen_by_both_villages_and_loses_no_history) {
  enter_twice();
  const auto merged = county_->desk().merge(there_, here_, "两村重复登记");
  ASSERT_EQ(code_of(merged), "");
  EXPECT_EQ(merged->wish.state, WishState::kWithdrawn);
  meet();
  EXPECT_EQ(wish_at(*other_, there_).merged_into, wish_at(*village_, here_).key());
  EXPECT_THAT(wish_at(*village_, here_).merged_from, ElementsAre(wish_at(*other_, there_).key()));
  for (Office* office : {village_.get(), other_.get(), county_.get(), city_.get()}) {
    EXPECT_EQ(count(*office, Task::kSuspected), 0u);
    EXPECT_THAT(doubles_at(*office), IsEmpty());
    EXPECT_THAT(office->desk().verify(false).problems, IsEmpty());
  }
  for (const auto& [office, id] : {std::pair{village_.get(), here_}, std::pair{other_.get(), there_}}) {
    const WishDetail detail = office->desk().wish(id).value();
    ASSERT_THAT(detail.history, SizeIs(3));
    EXPECT_TRUE(std::ranges::all_of(detail.history, &WishHistory::counts));
    EXPECT_EQ(detail.history[2].kind, model::Kind::kMerged);
    EXPECT_EQ(detail.history[2].remark, "两村重复登记");
    EXPECT_TRUE(detail.history[2].other);
  }
  EXPECT_EQ(county_->desk().wish(there_)->view.numbers.size(), 1u);
  // What was merged is suspected no more, and the one that stays goes on.
  EXPECT_EQ(code_of(county_->desk().vet(here_, model::Outcome::kApproved, "")), "");
  EXPECT_FALSE(wish_at(*county_, here_).state_unsettled);
}

TEST_F(DeskDoublesTest, one_that_is_withdrawn_unaware_of_the_merge_is_to_be_settled) {
  enter_twice();
  EXPECT_EQ(code_of(county_->desk().merge(there_, here_, "")), "");
  EXPECT_EQ(code_of(desk().withdraw(here_, "不再需要")), "");
  meet();
  EXPECT_EQ(wish_at(*village_, here_).state, WishState::kWithdrawn);
  EXPECT_EQ(count(*village_, Task::kUnsettled), 1u);
  EXPECT_EQ(count(*county_, Task::kUnsettled), 1u);
  EXPECT_EQ(count(*other_, Task::kUnsettled), 0u);
  EXPECT_EQ(code_of(county_->desk().tell_apart(there_, here_, "已重新登记")), "");
  meet();
  for (Office* office : {village_.get(), county_.get(), city_.get()})
    EXPECT_EQ(count(*office, Task::kUnsettled), 0u);
}

TEST_F(DeskDoublesTest, two_that_offices_apart_gave_up_for_each_other_stay_until_somebody_decides) {
  enter_twice();
  EXPECT_EQ(code_of(county_->desk().merge(there_, here_, "")), "");
  EXPECT_EQ(code_of(city_->desk().merge(here_, there_, "")), "");
  meet();
  for (const auto& [office, id] : {std::pair{village_.get(), here_}, std::pair{other_.get(), there_},
                                   std::pair{county_.get(), here_}, std::pair{county_.get(), there_}}) {
    EXPECT_EQ(wish_at(*office, id).state, WishState::kRegistered);
    EXPECT_TRUE(wish_at(*office, id).state_unsettled);
    EXPECT_EQ(wish_at(*office, id).merged_into, std::nullopt);
  }
  EXPECT_THAT(wish_at(*county_, here_).merged_from, IsEmpty());
  EXPECT_EQ(count(*city_, Task::kUnsettled), 2u);
  EXPECT_EQ(code_of(city_->desk().merge(there_, here_, "")), "");
  meet();
  EXPECT_EQ(wish_at(*other_, there_).merged_into, wish_at(*village_, here_).key());
  for (Office* office : {village_.get(), other_.get(), county_.get()}) {
    EXPECT_EQ(count(*office, Task::kUnsettled), 0u);
    EXPECT_THAT(office->desk().verify(false).problems, IsEmpty());
  }
}

TEST_F(DeskDoublesTest, what_people_told_apart_is_not_asked_again) {
  enter_twice();
  EXPECT_EQ(code_of(county_->desk().tell_apart(here_, there_, "父子二人")), "");
  meet();
  EXPECT_EQ(count(*county_, Task::kSuspected), 0u);
  EXPECT_EQ(wish_at(*village_, here_).suspects[0].state, Suspicion::kToldApart);
  EXPECT_EQ(wish_at(*other_, there_).suspects[0].state, Suspicion::kToldApart);
  const std::size_t events = county_->store().last_arrival();
  EXPECT_EQ(code_of(county_->desk().tell_apart(there_, here_, "")), "");
  EXPECT_EQ(county_->store().last_arrival(), events);
  // Also where the words change.
  WishInput more = quilt();
  more.content = "想要一床厚棉被（约200元）";
  EXPECT_EQ(code_of(desk().amend(here_, more)), "");
  meet();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 2u);
}

TEST_F(DeskDoublesTest, only_a_node_above_both_answers) {
  enter_twice();
  // The village does not even hold the other one.
  EXPECT_EQ(code_of(village_->desk().merge(here_, there_, "")), "wish.unknown");
  EXPECT_EQ(code_of(county_->desk().merge(here_, here_, "")), "wish.same");
  EXPECT_EQ(code_of(county_->desk().tell_apart(here_, here_, "")), "wish.same");
  EXPECT_EQ(code_of(city_->desk().merge(here_, there_, "")), "");
}

TEST_F(DeskDoublesTest, what_ended_is_neither_given_up_nor_merged_into) {
  enter_twice();
  EXPECT_EQ(code_of(county_->desk().vet(here_, model::Outcome::kRejected, "不符合")), "");
  EXPECT_EQ(code_of(county_->desk().merge(here_, there_, "")), "wish.step_not_allowed");
  const auto into = county_->desk().merge(there_, here_, "");
  EXPECT_EQ(code_of(into), "wish.merge_into_ended");
  EXPECT_THAT(into.error().en, HasSubstr("rejected"));
  // And nobody is asked about it any more.
  meet();
  EXPECT_EQ(count(*county_, Task::kSuspected), 0u);
}

TEST_F(DeskDoublesTest, what_volunteers_took_up_stays_and_what_is_public_is_taken_down) {
  enter_twice();
  for (const std::string& id : {here_, there_}) {
    EXPECT_EQ(code_of(county_->desk().vet(id, model::Outcome::kApproved, "")), "");
    EXPECT_EQ(code_of(county_->desk().publish(id, {})), "");
  }
  ClaimInput volunteer;
  volunteer.name = "李四";
  volunteer.phone = "13900000001";
  EXPECT_EQ(code_of(county_->desk().claim({here_}, volunteer)), "");
  EXPECT_EQ(code_of(county_->desk().merge(here_, there_, "")), "wish.granted");
  EXPECT_EQ(code_of(county_->desk().merge(there_, here_, "")), "");
  EXPECT_EQ(county_->desk().offer(there_)->offer.state(), model::OfferState::kTakenDown);
  EXPECT_EQ(wish_at(*county_, here_).state, WishState::kClaimed);
}

TEST_F(DeskDoublesTest, a_second_wish_of_a_person_is_asked_about_across_offices_alone) {
  added_at(*village_, quilt());
  added_at(*village_, glasses());
  meet();
  EXPECT_THAT(doubles_at(*county_), IsEmpty());
  const std::string elsewhere = added_at(*other_, glasses());
  meet();
  const auto pairs = doubles_at(*county_);
  ASSERT_THAT(pairs, SizeIs(2));
  EXPECT_EQ(std::ranges::count_if(pairs, [](const DoubleView& pair) { return pair.suspect.why.same_wish(); }),
            1);
}

TEST_F(DeskDoublesTest, two_who_have_a_name_in_common_are_two) {
  added_at(*village_, quilt());
  WishInput other = quilt();
  other.phone = "13911112222";
  other.address = "上梅街道5号院";
  added_at(*other_, other);
  meet();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 0u);
}

TEST_F(DeskDoublesTest, the_village_itself_suspects_what_two_of_its_computers_entered) {
  Office second(world_, world_.enrol(kVillage));
  Office first(world_, *village_author_);
  first.sync_from(second);
  WishInput again = quilt();
  again.content = "一床厚棉被，约180元";
  added_at(first, quilt());
  added_at(second, again);
  first.sync_from(second);
  first.do_duties();
  EXPECT_THAT(doubles_at(first), SizeIs(1));
  EXPECT_EQ(code_of(first.desk().merge(model::uuid_text(doubles_at(first)[0].wish.wish.id),
                                       model::uuid_text(doubles_at(first)[0].other->wish.id), "")),
            "");
  EXPECT_THAT(doubles_at(first), IsEmpty());
}

TEST_F(DeskDoublesTest, a_node_above_leaves_it_to_the_one_below) {
  added_at(*village_, quilt());
  added_at(*other_, quilt());
  county_->sync_from(*village_);
  county_->sync_from(*other_);
  // Not a word of the county yet.
  city_->sync_from(*county_);
  city_->do_duties();
  EXPECT_EQ(events_of_kind(*city_, model::Kind::kSuspected), 0u);
  county_->do_duties();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 2u);
}

TEST_F(DeskDoublesTest, nobody_suspects_an_erased_wish) {
  here_ = added_at(*village_, quilt());
  meet();
  EXPECT_EQ(code_of(desk().erase(here_)), "");
  meet();
  there_ = added_at(*other_, quilt());
  meet();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 0u);
}

TEST_F(DeskDoublesTest, a_restored_node_waits) {
  const std::string hidden(kPartsHiddenFact);
  ASSERT_TRUE(county_->committer().record({{}, {{hidden, std::string(8, '\0')}}}));
  enter_twice();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 0u);
  ASSERT_TRUE(county_->committer().record({{}, {{hidden, std::nullopt}}}));
  // The words are loaded anew by a thread of its own, and compared with each other.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (events_of_kind(*county_, model::Kind::kSuspected) < 2 && std::chrono::steady_clock::now() < deadline)
    county_->do_duties();
  EXPECT_EQ(events_of_kind(*county_, model::Kind::kSuspected), 2u);
}

}  // namespace
}  // namespace node
