#include "model/doubles.h"

#include <gtest/gtest.h>

#include "tests/support/realm.h"

namespace model {
namespace {

const SubjectId kWish = realm::subject_of(1), kOther = realm::subject_of(2);
constexpr Date kDay{2018, 7, 2};

TEST(Doubles, BodiesComeBackAsTheyWere) {
  const auto suspected =
      decode_suspected(encode(Suspected{kOther, realm::kSibling, {Likeness::kSamePerson}}));
  ASSERT_TRUE(suspected);
  EXPECT_EQ(suspected->other, kOther);
  EXPECT_EQ(suspected->other_home, realm::kSibling);
  EXPECT_EQ(suspected->why, Likeness{Likeness::kSamePerson});
  const auto merged = decode_merged(encode(Merged{kWish, realm::kVillage, kOther, realm::kSibling, kDay}));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->given, kWish);
  EXPECT_EQ(merged->given_home, realm::kVillage);
  EXPECT_EQ(merged->into, kOther);
  EXPECT_EQ(merged->into_home, realm::kSibling);
  EXPECT_EQ(merged->on, kDay);
  const auto apart = decode_told_apart(encode(ToldApart{kOther, realm::kSibling, kDay}));
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->other, kOther);
  EXPECT_EQ(apart->other_home, realm::kSibling);
  EXPECT_EQ(apart->on, kDay);
}

TEST(Doubles, WhatNamesNoOtherWishSaysNothing) {
  EXPECT_FALSE(decode_suspected(encode(Suspected{SubjectId{}, realm::kSibling, {}})));
  EXPECT_FALSE(decode_suspected(encode(Suspected{kOther, PlaceCode{}, {}})));
  EXPECT_FALSE(decode_merged(encode(Merged{kWish, realm::kVillage, kWish, realm::kVillage, kDay})));
  EXPECT_TRUE(decode_merged(encode(Merged{kWish, realm::kVillage, kWish, realm::kSibling, kDay})));
  EXPECT_FALSE(decode_told_apart(encode(ToldApart{kOther, realm::kSibling, Date{}})));
  EXPECT_FALSE(decode_suspected("x"));
}

}  // namespace
}  // namespace model
