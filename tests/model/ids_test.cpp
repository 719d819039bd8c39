// Codes of places, UUIDs, hex and big-endian numbers.

#include "model/ids.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace model {
namespace {

RC_GTEST_PROP(PlaceCodeProperty, ReadsBackItsText, ()) {
  const PlaceCode code{*rc::gen::inRange<std::uint64_t>(0, 1'000'000'000'000'000'000)};
  RC_ASSERT(PlaceCode::parse(code.text()).value() == code);
}

RC_GTEST_PROP(PlaceCodeProperty, TakesNoTextThatIsNotItsOwn, (const std::string& text)) {
  const auto code = PlaceCode::parse(text);
  if (code) RC_ASSERT(code->text() == text);
}

TEST(PlaceCode, IsDigitsWithoutALeadingZero) {
  for (const char* good : {"0", "4313", "431322", "431322106", "431322106003", "999999999999999999"})
    EXPECT_TRUE(PlaceCode::parse(good).has_value()) << good;
  for (const char* bad : {"", "04313", "00", "4313 ", "-4313", "+4313", "43a3", "1000000000000000000",
                          "４３１３", "431322106003431322106003"}) {
    const auto code = PlaceCode::parse(bad);
    ASSERT_FALSE(code.has_value()) << bad;
    EXPECT_EQ(code.error().code, "place.bad_code");
  }
}

RC_GTEST_PROP(UuidProperty, ReadsBackItsText, (const std::array<std::uint8_t, 16>& bytes)) {
  const SubjectId id{bytes};
  RC_ASSERT(uuid_text(id).size() == 36u);
  RC_ASSERT(parse_uuid(uuid_text(id)) == id);
}

RC_GTEST_PROP(UuidProperty, IsOfVersionSevenAndOrdersByTime, ()) {
  const auto early = *rc::gen::inRange<std::uint64_t>(0, (std::uint64_t{1} << 48) - 1);
  const auto late = *rc::gen::inRange<std::uint64_t>(early + 1, std::uint64_t{1} << 48);
  const auto a = make_uuid7(early, *rc::gen::arbitrary<std::array<std::uint8_t, 10>>());
  const auto b = make_uuid7(late, *rc::gen::arbitrary<std::array<std::uint8_t, 10>>());
  RC_ASSERT(a < b);
  for (const auto& id : {a, b}) {
    RC_ASSERT(uuid_text(id)[14] == '7');
    RC_ASSERT(std::string("89ab").find(uuid_text(id)[19]) != std::string::npos);
  }
}

TEST(Uuid, IsRefusedInAnyOtherForm) {
  const std::string good = "0190c5a4-1234-7abc-8def-0123456789ab";
  ASSERT_TRUE(parse_uuid(good).has_value());
  EXPECT_EQ(uuid_text(*parse_uuid(good)), good);
  for (const std::string& bad : {good.substr(1), good + "0", std::string(36, '0'), std::string(36, '-'),
                                 "g" + good.substr(1), std::string()})
    EXPECT_FALSE(parse_uuid(bad).has_value()) << bad;
}

RC_GTEST_PROP(HexProperty, ReadsBackWhatWasWritten, (const std::string& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

TEST(Hex, RefusesWhatIsNone) {
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
  EXPECT_EQ(from_hex("FFfe"), "\xff\xfe");
}

RC_GTEST_PROP(NumberProperty, StandsInTheOrderOfItsBytes, (std::uint64_t a, std::uint64_t b)) {
  std::string x;
  std::string y;
  put_u64(x, a);
  put_u64(y, b);
  RC_ASSERT(get_u64(x.data()) == a);
  RC_ASSERT((a < b) == (x < y));
}

// As the keys of the store stand, whichever byte is the first that differs.
RC_GTEST_PROP(FixedBytesProperty, StandInTheOrderOfTheirBytes, (const std::array<std::uint8_t, 16>& first)) {
  auto second = first;
  const auto from = *rc::gen::inRange<std::size_t>(0, second.size() + 1);
  for (std::size_t at = from; at < second.size(); ++at) second[at] = *rc::gen::arbitrary<std::uint8_t>();
  const WriterId a{first}, b{second};
  RC_ASSERT((a < b) == (first < second));
  RC_ASSERT((a > b) == (first > second));
  RC_ASSERT((a == b) == (first == second));
}

TEST(FixedBytes, AreTakenFromExactlyAsManyBytes) {
  EXPECT_TRUE(WriterId::from(std::string(16, 'x')).has_value());
  EXPECT_FALSE(WriterId::from(std::string(15, 'x')).has_value());
  EXPECT_FALSE(WriterId::from(std::string(17, 'x')).has_value());
  EXPECT_TRUE(WriterId{}.is_zero());
}

}  // namespace
}  // namespace model
