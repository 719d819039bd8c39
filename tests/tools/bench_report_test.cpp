#include "tools/bench/report.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace bench {

namespace {

boost::json::value document(const Report& report) { return boost::json::parse(report.json("wishbench it")); }

}  // namespace

TEST(Report, TakesTheMedianOfTheRatiosOfTheRuns) {
  Report report("it", 100);
  report.sample(1, 0.5);
  report.sample(10, 9);  // The machine was ten times slower then, for both.
  report.sample(2, 0.2);
  const auto json = document(report);
  EXPECT_DOUBLE_EQ(json.at("ratio").to_number<double>(), 0.5);
  EXPECT_DOUBLE_EQ(json.at("seconds").to_number<double>(), 2);
  EXPECT_DOUBLE_EQ(json.at("rate").to_number<double>(), 50);
  EXPECT_DOUBLE_EQ(json.at("raw_rate").to_number<double>(), 200);
  EXPECT_EQ(json.at("runs").to_number<int>(), 3);
  EXPECT_EQ(json.at("ratios").as_array().size(), 3u);
}

TEST(Report, SaysNullOfWhatWasNotMeasured) {
  Report report("it", 100);
  report.sample(1);
  const auto json = document(report);
  EXPECT_TRUE(json.at("raw_rate").is_null());
  EXPECT_TRUE(json.at("ratio").is_null());
  EXPECT_TRUE(json.at("wire_bytes_per_event").is_null());
  EXPECT_TRUE(json.at("peak_memory_mb").as_object().empty());
}

TEST(Report, NamesTheMostMemoryOfEachProcess) {
  Report report("it", 100);
  report.sample(1);
  report.peak_memory("county", 3 << 20);
  report.peak_memory("county", 2 << 20);
  report.peak_memory("village", 1 << 20);
  const auto json = document(report);
  EXPECT_DOUBLE_EQ(json.at("peak_memory_mb").at("county").to_number<double>(), 3);
  EXPECT_DOUBLE_EQ(json.at("peak_memory_mb").at("village").to_number<double>(), 1);
}

TEST(Report, HasTheBytesOfAnEventAndWhatElseWasMeasured) {
  Report report("it", 100);
  report.sample(1);
  report.wire_bytes(25'000);
  report.note("p99_ms", 12.5);
  const auto json = document(report);
  EXPECT_DOUBLE_EQ(json.at("wire_bytes_per_event").to_number<double>(), 250);
  EXPECT_DOUBLE_EQ(json.at("p99_ms").to_number<double>(), 12.5);
  EXPECT_EQ(json.at("command"), "wishbench it");
}

TEST(Report, IsOneLine) {
  Report report("it", 100);
  report.sample(1);
  EXPECT_EQ(report.json("").find('\n'), std::string::npos);
}

}  // namespace bench
