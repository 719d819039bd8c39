// The bodies and parts of a wish's public life are read as they were written, and refused out of range.

#include "model/life_facts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/life.h"

namespace model {
namespace {

const SubjectId kClaim = realm::claim_of(1);
const Date kSomeDay{2018, 7, 1};

RC_GTEST_PROP(LifeFacts, AreReadAsTheyWereWritten, ()) {
  const auto id = [] { return realm::subject_of(*rc::gen::inRange<std::uint64_t>(1, 1000)); };
  const auto maybe_id = [&] { return *rc::gen::arbitrary<bool>() ? std::optional(id()) : std::nullopt; };
  const auto day = [] { return kSomeDay.plus_days(*rc::gen::inRange(0, 2000)); };
  Coursed coursed{
      id(),
      static_cast<CourseStage>(*rc::gen::inRange(1, 4)),
      maybe_id(),
      {},
      day(),
      *rc::gen::arbitrary<bool>() ? std::optional(*rc::gen::arbitrary<std::uint32_t>()) : std::nullopt,
      *rc::gen::inRange<std::uint32_t>(0, kMinutesMax),
      *rc::gen::arbitrary<bool>() ? std::optional(EventHash{sha256("policy")}) : std::nullopt};
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
    coursed.shares.push_back({id(), *rc::gen::inRange<std::uint16_t>(1, 1000)});
  const auto back = decode_coursed(encode(coursed));
  RC_ASSERT(back.has_value());
  RC_ASSERT(encode(*back) == encode(coursed));
  RC_ASSERT(back->shares == coursed.shares);
  RC_ASSERT(back->value_yuan == coursed.value_yuan);
  const Claimed claimed{id(), id(), maybe_id(), *rc::gen::arbitrary<bool>(), day()};
  const auto claim = decode_claimed(encode(claimed));
  RC_ASSERT(claim && claim->claim == claimed.claim && claim->unit == claimed.unit &&
            claim->on_paper == claimed.on_paper && claim->on == claimed.on);
  const PublicPart text{*rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>(),
                        *rc::gen::arbitrary<std::string>()};
  RC_ASSERT(decode_public_part(encode(text)) == text);
  const ClaimPart part{*rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>(), "", "x"};
  RC_ASSERT(decode_claim_part(encode(part)) == part);
}

TEST(LifeFacts, AreRefusedOutOfRange) {
  EXPECT_FALSE(decode_published(encode(Published{0, Category::kGoods, {}, kSomeDay, {}, {}, ""})));
  EXPECT_FALSE(
      decode_published(encode(Published{kSlotsMax + 1, Category::kGoods, {}, kSomeDay, {}, {}, ""})));
  EXPECT_FALSE(decode_published(encode(Published{1, Category::kGoods, {}, Date{}, {}, {}, ""})));
  EXPECT_FALSE(decode_claimed(encode(Claimed{SubjectId{}, kClaim, {}, false, kSomeDay})));
  EXPECT_FALSE(decode_confirmed(encode(Confirmed{kClaim, kSomeDay, 0, false})));
  EXPECT_FALSE(decode_confirmed(encode(Confirmed{kClaim, kSomeDay, 6, false})));
  EXPECT_TRUE(decode_confirmed(encode(Confirmed{kClaim, kSomeDay, 0, true})));
  EXPECT_FALSE(decode_freed(encode(Freed{kClaim, static_cast<ClaimReason>(77), kSomeDay})));
  EXPECT_FALSE(decode_fulfilled(encode(Fulfilled{kClaim, kSomeDay, {}, kMinutesMax + 1, {}})));
  EXPECT_FALSE(decode_fulfilled(
      encode(Fulfilled{kClaim, kSomeDay, {}, 0, std::vector<Share>(kSharesMax + 1, Share{kClaim, 1})})));
  EXPECT_FALSE(decode_hand_over_noted(encode(HandOverNoted{static_cast<HandOverStage>(4), kSomeDay})));
  for (const char* bytes : {"", "12345678", "no message at all"}) {
    EXPECT_FALSE(decode_granted(bytes));
    EXPECT_FALSE(decode_taken_down(bytes));
  }
}

TEST(Date, CountsDaysOverMonthsAndYears) {
  EXPECT_EQ((Date{2018, 12, 31}).plus_days(1), (Date{2019, 1, 1}));
  EXPECT_EQ((Date{2020, 2, 28}).plus_days(1), (Date{2020, 2, 29}));
  EXPECT_EQ((Date{2020, 3, 1}).plus_days(-1), (Date{2020, 2, 29}));
  EXPECT_EQ((Date{2018, 7, 31}).days_since({2018, 7, 1}), 30);
  EXPECT_EQ((Date{2999, 12, 30}).plus_days(30), (Date{2999, 12, 31}));
}

}  // namespace
}  // namespace model
