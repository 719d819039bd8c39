// A join code survives being copied, and a mistyped one is known at once.

#include "sync/join_code.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wishsync {
namespace {

JoinCode any_code() {
  JoinCode out;
  out.address = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('!', '~')));
  out.place = {*rc::gen::arbitrary<std::uint64_t>()};
  for (auto& byte : out.id) byte = *rc::gen::arbitrary<std::uint8_t>();
  for (auto& byte : out.secret) byte = *rc::gen::arbitrary<std::uint8_t>();
  for (auto& byte : out.root_key.data) byte = *rc::gen::arbitrary<std::uint8_t>();
  return out;
}

bool same(const JoinCode& a, const JoinCode& b) {
  return a.address == b.address && a.place == b.place && a.id == b.id && a.secret == b.secret &&
         a.root_key == b.root_key;
}

JoinCode fixed_code() {
  JoinCode out;
  out.address = "203.0.113.7:7431";
  out.place = {431322106003};
  out.id.fill(1);
  out.secret.fill(2);
  out.root_key.data.fill(3);
  return out;
}

RC_GTEST_PROP(JoinCodeProperty, ReadsBackItsText, ()) {
  const JoinCode code = any_code();
  const std::string text = join_code_text(code);
  RC_ASSERT(text.starts_with("WT1-"));
  const auto read = parse_join_code(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(same(*read, code));
}

RC_GTEST_PROP(JoinCodeProperty, IsOneWordThatAnyTerminalTakes, ()) {
  for (const char c : join_code_text(any_code()))
    RC_ASSERT((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
              c == '_');
}

RC_GTEST_PROP(JoinCodeProperty, SurvivesAnyText, (const std::string& text)) {
  const auto read = parse_join_code(text);
  RC_ASSERT(!read.has_value());
  RC_ASSERT(!parse_join_code("WT1-" + text).has_value());
}

TEST(JoinCode, MayStandBetweenBlanksAndLineEnds) {
  const auto read = parse_join_code(" \t" + join_code_text(fixed_code()) + "\r\n");
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(same(*read, fixed_code()));
}

TEST(JoinCode, IsRefusedWithAnyCharacterChanged) {
  const std::string text = join_code_text(fixed_code());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string mistyped = text;
    mistyped[i] = mistyped[i] == 'A' ? 'B' : 'A';
    const auto read = parse_join_code(mistyped);
    // The last character has bits to spare: only a code that says the same may pass.
    if (read) {
      EXPECT_TRUE(i == text.size() - 1 && same(*read, fixed_code())) << mistyped;
      continue;
    }
    EXPECT_EQ(read.error().code, "join.bad_code");
  }
}

TEST(JoinCode, IsRefusedWhenTwoNeighboursAreSwapped) {
  const std::string text = join_code_text(fixed_code());
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    std::string mistyped = text;
    std::swap(mistyped[i], mistyped[i + 1]);
    if (mistyped == text) continue;
    EXPECT_FALSE(parse_join_code(mistyped).has_value()) << mistyped;
  }
}

TEST(JoinCode, IsRefusedWhenItIsNotWhole) {
  const std::string text = join_code_text(fixed_code());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(parse_join_code(text.substr(0, size)).has_value()) << size;
  EXPECT_FALSE(parse_join_code(text + "A" + text).has_value());
  EXPECT_FALSE(parse_join_code(text.substr(0, 20) + " " + text.substr(20)).has_value());
}

}  // namespace
}  // namespace wishsync
