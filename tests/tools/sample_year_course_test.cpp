// The course of each wish of a sample year: each step follows from those before it, so that whoever plays it
// meets no refusal that the script did not mean.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "sample_year_fixture.h"

namespace sample_year {
namespace {

using model::Outcome;
using model::PlaceCode;

// Follows one life and says what does not follow from what was before.
class Follower {
 public:
  Follower(const SampleYear& year, const Life& life) : year_(year), life_(life) {}

  void follow() {
    ASSERT_FALSE(life_.steps.empty());
    ASSERT_TRUE(std::holds_alternative<Register>(life_.steps.front().what));
    for (const SampleStep& step : life_.steps) {
      SCOPED_TRACE("wish " + std::to_string(life_.wish) + ": " + told(step));
      EXPECT_EQ(step.wish, life_.wish);
      EXPECT_TRUE(step.day.valid());
      EXPECT_EQ(step.day.year, year_.order().year);
      EXPECT_LE(today_, step.day);
      EXPECT_FALSE(erased_);
      today_ = step.day;
      at_ = step.at;
      std::visit([&](const auto& what) { take(what); }, step.what);
    }
  }

 private:
  enum class Stand {
    kNone,
    kRegistered,
    kReturned,
    kApproved,
    kPublic,
    kRejected,
    kHandedOver,
    kWithdrawn,
    kClosed
  };
  struct Held {
    bool open = true;
    bool fulfilled = false;
    bool confirmed = false;
    Day since;
  };

  [[nodiscard]] bool on_line_of_home() const { return home_.text().starts_with(at_.text()); }
  [[nodiscard]] Day today() const { return day_of(today_); }

  void take(const Register& what) {
    EXPECT_EQ(stand_, Stand::kNone);
    EXPECT_LE(what.on, today_);
    EXPECT_EQ(what.home, at_);
    home_ = what.home;
    entry_ = what.entry;
    stand_ = Stand::kRegistered;
  }
  void take(const Amend& what) {
    EXPECT_TRUE(stand_ == Stand::kRegistered || stand_ == Stand::kReturned);
    EXPECT_NE(what.fields.bits, 0u);
    const auto differs = [&](model::WishField field, bool does) { EXPECT_EQ(what.fields.has(field), does); };
    differs(model::WishField::kName, what.entry.name != entry_.name);
    differs(model::WishField::kAge, what.entry.age != entry_.age);
    differs(model::WishField::kAddress, what.entry.address != entry_.address);
    differs(model::WishField::kContent, what.entry.content != entry_.content);
    differs(model::WishField::kProof, what.entry.proof != entry_.proof);
    differs(model::WishField::kPhone, what.entry.phone != entry_.phone);
    differs(model::WishField::kValue, what.entry.value_yuan != entry_.value_yuan);
    entry_ = what.entry;
    stand_ = Stand::kRegistered;
  }
  void take(const Vet& what) {
    EXPECT_TRUE(stand_ == Stand::kRegistered || stand_ == Stand::kApproved);
    EXPECT_TRUE(on_line_of_home());
    EXPECT_TRUE(what.outcome == Outcome::kApproved || !what.remark.empty());
    stand_ = what.outcome == Outcome::kApproved   ? Stand::kApproved
             : what.outcome == Outcome::kReturned ? Stand::kReturned
             : what.outcome == Outcome::kRejected ? Stand::kRejected
                                                  : Stand::kHandedOver;
  }
  void take(const Publish& what) {
    EXPECT_TRUE(stand_ == Stand::kApproved || stand_ == Stand::kPublic);
    EXPECT_EQ(at_, what.scope);
    EXPECT_TRUE(home_.text().starts_with(what.scope.text()));
    EXPECT_TRUE(what.scope == home_ || what.scope.text().size() <= 6);
    EXPECT_GE(what.slots, 1u);
    if (stand_ == Stand::kPublic) {
      EXPECT_LT(what.scope.text().size(), scope_.text().size()) << "no wider";
      EXPECT_EQ(what.slots, slots_);
      EXPECT_TRUE(claims_.empty());
    }
    EXPECT_EQ(what.text.find(entry_.name), std::string::npos);
    scope_ = what.scope;
    slots_ = what.slots;
    stand_ = Stand::kPublic;
  }
  void take(const Claim& what) {
    EXPECT_EQ(stand_, Stand::kPublic);
    EXPECT_EQ(what.claim, claims_.size());
    EXPECT_LE(what.on, today_);
    ASSERT_FALSE(what.volunteers.empty());
    for (const std::uint32_t volunteer : what.volunteers) {
      ASSERT_LT(volunteer, year_.volunteers().size());
      EXPECT_EQ(year_.volunteers()[volunteer].unit, what.unit);
    }
    EXPECT_EQ(std::set(what.volunteers.begin(), what.volunteers.end()).size(), what.volunteers.size());
    // The desk sees the scope's log: it is above, at or below.
    EXPECT_TRUE(at_.text().starts_with(scope_.text()) || scope_.text().starts_with(at_.text()));
    std::uint32_t taken = 0;
    for (const auto& entry : claims_)
      if (entry.second.fulfilled || (entry.second.open && !expired(entry.second))) ++taken;
    EXPECT_LT(taken, slots_);
    claims_[what.claim].since = today();
  }
  void take(const Release& what) {
    ASSERT_TRUE(claims_.contains(what.claim));
    EXPECT_TRUE(claims_[what.claim].open && !expired(claims_[what.claim]));
    claims_[what.claim].open = false;
  }
  void take(const Fulfil& what) {
    ASSERT_TRUE(claims_.contains(what.claim));
    Held& held = claims_[what.claim];
    EXPECT_TRUE(held.open && !held.fulfilled && !expired(held));
    EXPECT_LE(held.since, day_of(what.on));
    EXPECT_LE(what.on, today_);
    EXPECT_GE(what.hours, 1u);
    EXPECT_FALSE(what.what.empty());
    held.fulfilled = true;
    held.open = false;
  }
  void take(const Confirm& what) {
    ASSERT_TRUE(claims_.contains(what.claim));
    Held& held = claims_[what.claim];
    EXPECT_TRUE(held.fulfilled && !held.confirmed);
    EXPECT_LE(what.on, today_);
    EXPECT_TRUE(what.satisfaction >= 1 && what.satisfaction <= 5);
    EXPECT_EQ(at_, home_);
    held.confirmed = !what.disputed;
  }
  void take(const Withdraw&) {
    EXPECT_TRUE(stand_ == Stand::kRegistered || stand_ == Stand::kApproved || stand_ == Stand::kPublic);
    for (const auto& entry : claims_) EXPECT_FALSE(entry.second.fulfilled);
    stand_ = Stand::kWithdrawn;
  }
  void take(const HandOver& what) {
    EXPECT_EQ(stand_, Stand::kHandedOver);
    EXPECT_EQ(static_cast<int>(what.stage), ++handed_over_);
    EXPECT_FALSE(what.to.empty());
  }
  void take(const Close&) {
    bool confirmed = false;
    for (const auto& entry : claims_) {
      EXPECT_EQ(entry.second.fulfilled, entry.second.confirmed);
      EXPECT_TRUE(!entry.second.open || expired(entry.second));
      confirmed = confirmed || entry.second.confirmed;
    }
    EXPECT_TRUE((stand_ == Stand::kPublic && confirmed) ||
                (stand_ == Stand::kHandedOver && handed_over_ >= 2));
    stand_ = Stand::kClosed;
  }
  void take(const Erase&) { erased_ = true; }

  [[nodiscard]] bool expired(const Held& held) const {
    return !held.fulfilled && (today() - held.since).count() > year_.order().claim_days;
  }

  const SampleYear& year_;
  const Life& life_;
  model::Date today_;
  PlaceCode at_, home_, scope_;
  model::WishEntry entry_;
  Stand stand_ = Stand::kNone;
  std::uint32_t slots_ = 0;
  std::map<std::uint32_t, Held> claims_;
  int handed_over_ = 0;
  bool erased_ = false;
};

TEST(SampleYear, TakesNoStepBeforeWhatItNeeds) {
  for (std::uint32_t i = 0; i < kMany; ++i) Follower(many(), many().life(i)).follow();
}

TEST(SampleYear, IsAYearOfAnyYearAndSize) {
  for (const std::uint16_t of : {1901, 2020, 2027, 2033, 2099}) {
    const SampleYear year(Order{1, 300, of, 1, 30}, two_towns());
    for (std::uint32_t i = 0; i < 300; ++i) Follower(year, year.life(i)).follow();
  }
  const SampleYear none(Order{1, 0, 2018, 1, 30}, two_towns());
  none.play([](const SampleStep&) {
    ADD_FAILURE();
    return false;
  });
  const SampleYear hurried(Order{1, 500, 2018, 1, 1}, two_towns());
  for (std::uint32_t i = 0; i < 500; ++i) Follower(hurried, hurried.life(i)).follow();
}

}  // namespace
}  // namespace sample_year
