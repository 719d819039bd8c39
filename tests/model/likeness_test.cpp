// Which entries are suspected to be one, and which are not.

#include "model/likeness.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

namespace model {
namespace {

WishPart quilt() {
  WishPart out;
  out.name = "周大山";
  out.sex = Sex::kMale;
  out.age = 72;
  out.address = "富托村3组18号";
  out.content = "想要一床棉被（约200元）";
  out.phone = "13000028641";
  return out;
}

TEST(Likeness, TheSameEntryIsTheSameWish) {
  EXPECT_TRUE(likeness(quilt(), quilt()).same_wish());
  WishPart other = quilt();
  other.content = "一床厚棉被，价值180元（五保户）";
  EXPECT_TRUE(likeness(quilt(), other).same_wish());
}

TEST(Likeness, ANameAloneIsNeverEnough) {
  WishPart other = quilt();
  other.phone = "13900000001";
  other.address = "上梅街道3号院2栋";
  EXPECT_FALSE(likeness(quilt(), other).any());
  other.phone.clear();
  other.address.clear();
  EXPECT_FALSE(likeness(quilt(), other).any());
}

TEST(Likeness, APhoneAnAddressOrAnIdNumberIsEnoughBesideTheName) {
  WishPart other = quilt();
  other.address = "上梅街道3号院2栋";
  other.phone = "130 0002-8641 / 0738-3213456";
  EXPECT_TRUE(likeness(quilt(), other).same_wish());
  other.phone.clear();
  other.address = "富托村 3 组 18 号";
  EXPECT_TRUE(likeness(quilt(), other).same_wish());
  other.address.clear();
  EXPECT_FALSE(likeness(quilt(), other).any());
  WishPart known = quilt();
  known.proof = "身份证43252419460101123X";
  other.proof = "身份证号 43252419460101123x，低保证";
  EXPECT_TRUE(likeness(known, other).same_wish());
}

// 3组18号 is an address in every village.
TEST(Likeness, AnAddressWithoutAPlaceIsNone) {
  WishPart a = quilt(), b = quilt();
  a.address = b.address = "3组1号";
  b.phone.clear();
  EXPECT_FALSE(likeness(a, b).any());
}

TEST(Likeness, SexAndAgeMaySayOtherwise) {
  WishPart other = quilt();
  other.age = 74;
  EXPECT_TRUE(likeness(quilt(), other).any());
  other.age = 40;
  EXPECT_FALSE(likeness(quilt(), other).any());
  other = quilt();
  other.sex = Sex::kFemale;
  EXPECT_FALSE(likeness(quilt(), other).any());
  other.sex = Sex::kUnstated;
  other.age.reset();
  EXPECT_TRUE(likeness(quilt(), other).same_wish());
}

TEST(Likeness, AnotherWishOfTheSamePersonIsNotTheSameWish) {
  WishPart other = quilt();
  other.content = "老花镜一副";
  const Likeness like = likeness(quilt(), other);
  EXPECT_TRUE(like.any());
  EXPECT_FALSE(like.same_wish());
}

TEST(Likeness, WhatEveryWishSaysIsNoLikeness) {
  const auto same = [](const char* one, const char* another) {
    WishPart a = quilt(), b = quilt();
    a.content = one;
    b.content = another;
    return likeness(a, b).same_wish();
  };
  EXPECT_FALSE(same("想要一个书包", "想要一个台灯"));
  EXPECT_FALSE(same("希望有人陪伴聊天", "希望有人修理水管"));
  EXPECT_TRUE(same("想要一个书包", "书包（约80元）"));
  EXPECT_TRUE(same("希望有人陪伴聊天", "陪老人聊天"));
  EXPECT_TRUE(same("一台电风扇", "需要电风扇，天热"));
}

TEST(Likeness, WidthBlanksAndMarksSayNothing) {
  WishPart other = quilt();
  other.name = "周 大山";
  other.phone = "１３００００２８６４１";
  EXPECT_TRUE(likeness(quilt(), other).same_wish());
}

TEST(Likeness, KeysOfDifferentPeopleWithOnePhoneDiffer) {
  const auto keys = [](std::string_view name) {
    return person_keys({name, "富托村3组18号", "13000028641", "13000028641"});
  };
  EXPECT_EQ(keys("周大山").size(), 2u);
  EXPECT_NE(keys("周大山"), keys("周小山"));
  EXPECT_TRUE(keys("").empty());
}

// Fifteen digits in a row or eighteen, or seventeen and an x, wherever they stand.
RC_GTEST_PROP(Likeness, IdNumbersAreFoundWhereverTheyStand, ()) {
  std::string text;
  std::set<std::string> expected;
  const auto pieces = *rc::gen::inRange(0, 8);
  for (int i = 0; i < pieces; ++i) {
    const auto digits = *rc::gen::inRange<std::size_t>(0, 22);
    const bool x = *rc::gen::arbitrary<bool>();
    const std::string number(digits, static_cast<char>('0' + i));
    text += number + (x ? "x" : "");
    if (digits == 15 || digits == 18) expected.insert("i周大山/" + number);
    if (digits == 17 && x) expected.insert("i周大山/" + number + "x");
    text += std::string(*rc::gen::inRange<std::size_t>(1, 40), ' ');
  }
  const auto keys = person_keys({"周大山", "", "", text});
  RC_ASSERT((std::set<std::string>(keys.begin(), keys.end()) == expected));
}

}  // namespace
}  // namespace model
