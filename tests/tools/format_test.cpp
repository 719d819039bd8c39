#include "tools/wishctl/format.h"

#include <gtest/gtest.h>

namespace wishctl {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

WallTime at(std::string_view text) { return parse_time(text).value(); }

TEST(ParseTime, KnowsZonesAndFractions) {
  EXPECT_EQ(at("1970-01-02T00:00:00Z").time_since_epoch(), hours(24));
  EXPECT_EQ(at("2018-06-22T11:04:05.123+08:00"), at("2018-06-22T03:04:05Z"));
  EXPECT_EQ(at("2018-06-22T01:04:05-02:00"), at("2018-06-22T03:04:05Z"));
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "2018-06-22", "2018-13-22T00:00:00Z", "2018-06-22T25:00:00Z",
                           "2018-06-22T00:00:00", "2018-06-22T00:00:00+8", "yesterday at ten o'clock"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(RelativeTime, SaysHowLongAgoInBothLanguages) {
  const char* then = "2018-06-22T03:00:00Z";
  const WallTime now = at(then);
  EXPECT_EQ(relative_time(then, now + seconds(1), Lang::kEnglish), "just now");
  EXPECT_EQ(relative_time(then, now + seconds(59), Lang::kEnglish), "59 s ago");
  EXPECT_EQ(relative_time(then, now + minutes(3), Lang::kEnglish), "3 min ago");
  EXPECT_EQ(relative_time(then, now + minutes(3), Lang::kChinese), "3 分钟前");
  EXPECT_EQ(relative_time(then, now + hours(5), Lang::kChinese), "5 小时前");
  EXPECT_EQ(relative_time(then, now + hours(24), Lang::kEnglish), "1 day ago");
  EXPECT_EQ(relative_time(then, now + hours(50), Lang::kChinese), "2 天前");
}

TEST(RelativeTime, ShowsAClockThatIsBehind) {
  const char* then = "2018-06-22T03:00:00Z";
  EXPECT_EQ(relative_time(then, at(then) - minutes(3), Lang::kEnglish), "in 3 min");
  EXPECT_EQ(relative_time(then, at(then) - minutes(3), Lang::kChinese), "3 分钟后");
}

TEST(RelativeTime, ShowsADashForNever) { EXPECT_EQ(relative_time("", WallTime{}, Lang::kEnglish), "–"); }

TEST(ChinaTime, IsEightHoursAheadOfUtc) {
  EXPECT_EQ(china_time("2018-06-22T20:04:05.9Z"), "2018-06-23 04:04:05");
  EXPECT_EQ(china_time("unknown"), "unknown");
  EXPECT_EQ(china_day(at("2018-06-22T20:04:05Z")), "2018-06-23");
}

TEST(HumanBytes, UsesUnitsThatFit) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(20 << 20), "20 MiB");
  EXPECT_EQ(human_bytes((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(human_bytes(std::int64_t{3} << 40), "3.0 TiB");
}

TEST(NumberField, ReadsNumbersAndNumbersAsText) {
  const json::value v =
      json::parse(R"({"a": 7, "b": "8", "c": null, "d": "x", "e": 18446744073709551615, "f": 9.0})");
  EXPECT_EQ(number_field(v, "a"), 7);
  EXPECT_EQ(number_field(v, "b"), 8);
  EXPECT_EQ(number_field(v, "c"), std::nullopt);
  EXPECT_EQ(number_field(v, "d"), std::nullopt);
  EXPECT_EQ(number_field(v, "e"), std::nullopt);
  EXPECT_EQ(number_field(v, "f"), 9);
  EXPECT_EQ(number_field(v, "missing"), std::nullopt);
  EXPECT_EQ(text_field(v, "a"), "7");
}

}  // namespace
}  // namespace wishctl
