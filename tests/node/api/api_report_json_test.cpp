// Whatever bytes are read as a report can be shown.

#include "node/api/api_report_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace node {
namespace {

constexpr std::size_t kNumberBytes = 8;

model::Report with_groups(model::ReportBy by) {
  model::Report out;
  out.query = {model::PlaceCode{4313},
               {{{2018, 1, 1}, {2018, 12, 31}}, {}, false},
               model::Cohort{{{2017, 1, 1}, {2017, 12, 31}}, {}, false},
               by,
               {2018, 12, 31}};
  out.whole.key.number = 4313;
  if (by != model::ReportBy::kNone) out.groups = {{{0, {}}, {}, {}}};
  return out;
}

// Some of its bytes are replaced by numbers that are hard to reckon with.
std::string hostile_bytes() {
  std::string bytes = model::report_bytes(with_groups(static_cast<model::ReportBy>(*rc::gen::inRange(0, 6))));
  for (int left = *rc::gen::inRange(1, 4); left > 0; --left) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size() - kNumberBytes);
    const auto value = *rc::gen::element(std::uint64_t{1} << 63, std::uint64_t{1} << 62, UINT64_MAX,
                                         model::kReportNumberMax, std::uint64_t{257}, std::uint64_t{0});
    std::string number;
    model::put_u64(number, value);
    bytes.replace(at, kNumberBytes, number);
  }
  return bytes;
}

RC_GTEST_PROP(ReportJson, is_made_of_whatever_is_read, ()) {
  const auto report = model::parse_report(hostile_bytes());
  if (!report) return;
  ReportView view;
  view.report = *report;
  const json::object shown = report_json(view);
  RC_ASSERT(shown.at("groups").as_array().size() == report->groups.size());
}

// Each number alone, as the greatest that is read and as those beyond.
TEST(ReportJson, is_made_with_any_number_that_is_read) {
  const std::string bytes = model::report_bytes(with_groups(model::ReportBy::kCategory));
  std::size_t read = 0;
  for (std::size_t at = 0; at + kNumberBytes <= bytes.size(); ++at)
    for (const std::uint64_t value : {model::kReportNumberMax, std::uint64_t{1} << 63, UINT64_MAX}) {
      std::string changed = bytes;
      std::string number;
      model::put_u64(number, value);
      const auto report = model::parse_report(changed.replace(at, kNumberBytes, number));
      if (!report) continue;
      ReportView view;
      view.report = *report;
      EXPECT_EQ(report_json(view).at("groups").as_array().size(), 1u);
      ++read;
    }
  EXPECT_GT(read, 100u);
}

TEST(ReportJson, calls_unknown_what_a_newer_release_counts) {
  ReportView view;
  view.report = with_groups(model::ReportBy::kCategory);
  view.report.groups = {{{1, {}}, {}, {}}, {{255, {}}, {}, {}}};
  const json::array groups = report_json(view).at("groups").as_array();
  EXPECT_EQ(groups[0].at("key"), "goods");
  EXPECT_EQ(groups[1].at("key"), "unknown_255");
}

}  // namespace
}  // namespace node
