// Each course gives the points of the policy that it names: what the city sets later changes nothing of
// courses that were told before, whatever order the events come in.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "model/life_facts.h"
#include "node/ledger/ranking.h"
#include "support/story.h"

namespace node {
namespace {

using model::EventHash;
using model::Kind;
using model::SubjectId;
using support::kCity;
using support::kVillage;
using support::NodeData;

constexpr model::Date kDay{2018, 7, 3};

// As likely as any other from the first test on: rapidcheck begins small otherwise.
int any_of(int first, int behind_last) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, behind_last));
}

SubjectId subject(std::uint8_t kind, std::uint8_t number) {
  return model::make_uuid7(1'529'600'000'000, {kind, number});
}

// A city that sets policies and a village that brings wishes to their end, in between each other.
class PointsTold {
 public:
  using Runs = std::vector<wishsync::CheckedRun>;
  using Points = std::map<SubjectId, std::uint64_t>;  // In hundredths, of each volunteer.

  PointsTold() {
    world_.declare_tree();
    city_ = &world_.enrol(kCity);
    village_ = &world_.enrol(kVillage);
    for (std::uint8_t number = 0; number < kVolunteers; ++number) {
      Draft draft;
      draft.place = kVillage;
      draft.kind = Kind::kVolunteerSet;
      draft.subject = subject(1, number);
      draft.body = model::encode(model::VolunteerSet{});
      world_.write(*village_, draft);
    }
  }

  // Aware of the one before, or as an office would that was apart.
  void set_policy(std::uint16_t points, bool aware) {
    model::Policy policy;
    policy.points = points;
    Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = Kind::kPolicySet;
    if (aware && !policies_.empty()) draft.based_on = {policies_.back().first};
    draft.body = model::encode(policy);
    policies_.emplace_back(world_.write(*city_, draft).hash, points);
  }

  // A whole life under one of the policies that were set so far, or under none.
  void bring_to_an_end(int which, std::uint8_t volunteer) {
    std::optional<EventHash> policy;
    std::uint16_t points = model::Policy{}.points;
    if (which > 0) std::tie(policy, points) = policies_.at(static_cast<std::size_t>(which - 1));
    const SubjectId claim = subject(2, wishes_), by = subject(1, volunteer);
    const model::WishKey wish = world_.register_wish(*village_, kVillage);
    world_.vet(*village_, wish, model::Outcome::kApproved);
    const auto say = [&](Kind kind, const std::string& body) {
      world_.step(*village_, wish, kind, body, std::nullopt, true);
    };
    say(Kind::kPublished, model::encode(model::Published{
                              1, model::Category::kGoods, {}, kDay, policy, {}, kVillage.text() + "-n"}));
    say(Kind::kClaimed, model::encode(model::Claimed{claim, by, {}, false, kDay}));
    say(Kind::kGranted, model::encode(model::Granted{claim, {}, kDay, kDay.plus_days(30)}));
    for (const auto stage : {model::CourseStage::kFulfilled, model::CourseStage::kConfirmed})
      say(Kind::kCoursed, model::encode(model::Coursed{claim, stage, {}, {{by, 1}}, kDay, 100, 30, policy}));
    expected_[by] += points * 100ull;
    ++wishes_;
  }

  [[nodiscard]] int policies() const { return static_cast<int>(policies_.size()); }
  [[nodiscard]] const Points& expected() const { return expected_; }
  [[nodiscard]] const Runs& runs() const { return world_.runs(); }
  // As a node ranks that got these runs in this order, and folded so many arrivals at a time.
  [[nodiscard]] Points ranked(const Runs& runs, std::size_t turn_max) const {
    NodeData data(world_.root_key(), kVillage, turn_max);
    data.take_all(runs, [&] {
      if (turn_max == 1) data.project();
    });
    data.project();
    Points out;
    const auto rows =
        rank(RankingBy::kVolunteer, kVillage, data.ledger().confirmed_takings({2018, 1, 1}, {2018, 12, 31}),
             *data.store().authority(), *data.store().programme(),
             [&](const SubjectId& id) { return data.ledger().volunteers_of(id); });
    for (const RankingRow& row : rows) out[row.id] = row.points_hundredths;
    return out;
  }

  static constexpr std::uint8_t kVolunteers = 2;

 private:
  support::World world_;
  support::Author* city_ = nullptr;
  support::Author* village_ = nullptr;
  std::vector<std::pair<EventHash, std::uint16_t>> policies_;
  std::uint8_t wishes_ = 0;
  Points expected_;
};

std::uint16_t some_points() { return static_cast<std::uint16_t>(any_of(0, 10'001)); }

RC_GTEST_PROP(LedgerPoints, are_those_of_the_policy_that_the_course_names_in_any_order, ()) {
  PointsTold told;
  for (int i = any_of(2, 8); i > 0; --i) {
    if (any_of(0, 2) == 0) told.set_policy(some_points(), any_of(0, 4) != 0);
    told.bring_to_an_end(any_of(0, told.policies() + 1),
                         static_cast<std::uint8_t>(any_of(0, PointsTold::kVolunteers)));
  }
  const PointsTold::Points before = told.ranked(told.runs(), 1000);
  RC_ASSERT(before == told.expected());
  for (int i = any_of(1, 4); i > 0; --i) told.set_policy(some_points(), any_of(0, 4) != 0);
  RC_ASSERT(told.ranked(told.runs(), 1000) == before);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(told.ranked(support::shuffled(told.runs(), seed, true), 1 + seed % 5) == before);
}

}  // namespace
}  // namespace node
