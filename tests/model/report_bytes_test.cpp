// The canonical bytes of a report are read back as they were written, and no other bytes are.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "model/kept_report.h"
#include "model/report.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::kCity;
using realm::subject_of;

constexpr std::size_t kMagicBytes = sizeof("wishtree report 1\n") - 1;
constexpr std::size_t kCohortBytes = 4 + 4 + 1 + 16;
constexpr std::size_t kBeforeAt = kMagicBytes + 8 + kCohortBytes;
constexpr std::size_t kNumbers = 39;
constexpr std::size_t kGroupBytes = 8 + 16 + 2 * 8 * kNumbers;

Report two_groups() {
  Report out;
  out.query = {kCity,
               {{{2018, 1, 1}, {2018, 12, 31}}, {}, false},
               Cohort{{{2017, 1, 1}, {2017, 12, 31}}, {}, false},
               ReportBy::kUnit,
               {2018, 12, 31}};
  out.whole.key.number = kCity.value;
  out.groups = {{{0, subject_of(1)}, {}, {}}, {{0, subject_of(2)}, {}, {}}};
  out.groups[0].now.reached[0] = 7;
  out.groups[1].before.waits[5] = {3, 9};
  return out;
}

ReportFigures some_figures() {
  ReportFigures out;
  for_each_number(out, [](auto& value) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(
        *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 100), rc::gen::just(kReportNumberMax)));
  });
  return out;
}

ReportKey some_key(ReportBy by) {
  const auto number = *rc::gen::arbitrary<std::uint8_t>();
  if (by == ReportBy::kUnit) return {0, subject_of(number)};
  return {by == ReportBy::kTarget ? number % 32u : number, {}};
}

Date some_day() { return Date{2000, 1, 1}.plus_days(*rc::gen::inRange(0, 30000)); }

Cohort some_cohort() {
  Cohort out;
  out.span.first = some_day();
  out.span.last = out.span.first.plus_days(*rc::gen::inRange(0, 400));
  if (*rc::gen::arbitrary<bool>()) out.campaign = subject_of(*rc::gen::inRange<std::uint64_t>(1, 1000));
  out.any_day = out.campaign && *rc::gen::arbitrary<bool>();
  return out;
}

Report some_report() {
  Report out;
  out.query = {{*rc::gen::arbitrary<std::uint64_t>()}, some_cohort(), {}, ReportBy::kNone, some_day()};
  if (*rc::gen::arbitrary<bool>()) out.query.before = some_cohort();
  out.query.by = static_cast<ReportBy>(*rc::gen::inRange(0, 6));
  const auto figures = [&](const ReportKey& key) {
    return ReportGroup{key, some_figures(), out.query.before ? some_figures() : ReportFigures{}};
  };
  out.whole = figures({out.query.place.value, {}});
  if (out.query.by == ReportBy::kNone) return out;
  std::set<ReportKey> keys;
  for (int left = *rc::gen::inRange(0, 20); left > 0; --left) keys.insert(some_key(out.query.by));
  for (const ReportKey& key : keys) out.groups.push_back(figures(key));
  return out;
}

// A byte changed, put in or left out, the end cut off, or a piece repeated.
std::string mutated(std::string bytes) {
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  const char byte = *rc::gen::arbitrary<char>();
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      bytes[at] = byte;
      break;
    case 1:
      bytes.insert(at, 1, byte);
      break;
    case 2:
      bytes.erase(at, 1);
      break;
    case 3:
      bytes.resize(at);
      break;
    default:
      bytes.insert(at, bytes.substr(at, kGroupBytes));
  }
  return bytes;
}

RC_GTEST_PROP(ReportBytes, are_read_as_they_were_written, ()) {
  const Report report = some_report();
  const auto read = parse_report(report_bytes(report));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == report);
}

RC_GTEST_PROP(ReportBytes, that_were_changed_are_refused_or_another_report, ()) {
  const Report report = some_report();
  const std::string bytes = mutated(report_bytes(report));
  const auto read = parse_report(bytes);
  if (read) RC_ASSERT(report_bytes(*read) == bytes);
}

TEST(ReportBytes, of_no_other_form_are_a_report) {
  const Report report = two_groups();
  const std::string bytes = report_bytes(report);
  ASSERT_EQ(bytes.size(), kBeforeAt + 1 + kCohortBytes + 1 + 4 + kGroupBytes + 4 + 2 * kGroupBytes);
  EXPECT_EQ(parse_report(bytes), report);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_report(bytes.substr(0, size))) << size;
  EXPECT_FALSE(parse_report(bytes + "x"));
  const auto with = [&](std::size_t at, char byte) {
    std::string out = bytes;
    out[at] = byte;
    return out;
  };
  EXPECT_FALSE(parse_report(with(kMagicBytes - 2, '2')));             // Another form.
  EXPECT_FALSE(parse_report(with(kMagicBytes + 8 + 3, '\x63')));      // No such day.
  EXPECT_FALSE(parse_report(with(kMagicBytes + 8 + 8, 1)));           // Any day, of no campaign.
  EXPECT_FALSE(parse_report(with(kBeforeAt, 2)));                     // Neither yes nor no.
  EXPECT_FALSE(parse_report(with(kBeforeAt + 1 + kCohortBytes, 6)));  // By what?
}

TEST(ReportBytes, of_what_no_report_says_are_refused) {
  const auto refused = [](const std::function<void(Report&)>& change) {
    Report report = two_groups();
    change(report);
    return !parse_report(report_bytes(report));
  };
  EXPECT_FALSE(refused([](Report&) {}));
  EXPECT_TRUE(refused([](Report& r) { std::swap(r.groups[0], r.groups[1]); }));
  EXPECT_TRUE(refused([](Report& r) { r.groups[1].key = r.groups[0].key; }));
  EXPECT_TRUE(refused([](Report& r) { r.whole.key.number = 1; }));
  EXPECT_TRUE(refused([](Report& r) { r.query.by = ReportBy::kNone; }));
  EXPECT_TRUE(refused([](Report& r) { r.query.before.reset(); }));
  EXPECT_TRUE(refused([](Report& r) { std::swap(r.query.now.span.first, r.query.now.span.last); }));
  EXPECT_TRUE(refused([](Report& r) { r.query.as_of = Date{}; }));
}

TEST(ReportBytes, hold_no_number_with_which_sums_and_ratios_overflow) {
  const Report report = two_groups();
  const auto read_with = [&](std::size_t group, std::size_t number, std::uint64_t value) {
    Report changed = report;
    ReportGroup& at = group == 0 ? changed.whole : changed.groups[group - 1];
    std::size_t i = 0;
    for (ReportFigures* figures : {&at.now, &at.before})
      for_each_number(*figures, [&](auto& one) {
        if (i++ == number) one = static_cast<std::remove_reference_t<decltype(one)>>(value);
      });
    return parse_report(report_bytes(changed)).has_value();
  };
  for (std::size_t group = 0; group < 3; ++group)
    for (std::size_t number = 0; number < 2 * kNumbers; ++number) {
      EXPECT_TRUE(read_with(group, number, kReportNumberMax)) << group << " " << number;
      for (const std::uint64_t value : {kReportNumberMax + 1, std::uint64_t{1} << 63, UINT64_MAX})
        EXPECT_FALSE(read_with(group, number, value)) << group << " " << number << " " << value;
    }
}

TEST(ReportBytes, name_no_group_that_another_number_stands_for) {
  const auto read_as = [](ReportBy by, const ReportKey& key) {
    Report report = two_groups();
    report.query.by = by;
    report.groups = {{key, {}, {}}};
    return parse_report(report_bytes(report)).has_value();
  };
  for (const ReportBy by : {ReportBy::kCategory, ReportBy::kState}) {
    EXPECT_TRUE(read_as(by, {1, {}}));
    EXPECT_TRUE(read_as(by, {255, {}}));   // Of a newer release: shown as unknown.
    EXPECT_FALSE(read_as(by, {257, {}}));  // Is not 1.
    EXPECT_FALSE(read_as(by, {1, subject_of(1)}));
  }
  EXPECT_TRUE(read_as(ReportBy::kTarget, {0, {}}));
  EXPECT_TRUE(read_as(ReportBy::kTarget, {31, {}}));
  EXPECT_FALSE(read_as(ReportBy::kTarget, {32, {}}));
  EXPECT_FALSE(read_as(ReportBy::kTarget, {1, subject_of(1)}));
  EXPECT_TRUE(read_as(ReportBy::kUnit, {0, subject_of(1)}));
  EXPECT_FALSE(read_as(ReportBy::kUnit, {1, subject_of(1)}));
  EXPECT_TRUE(read_as(ReportBy::kPlace, {431322106003, {}}));
  EXPECT_FALSE(read_as(ReportBy::kPlace, {431322106003, subject_of(1)}));
}

// ---- What is kept with the event

TEST(ReportedBytes, hold_the_cut_off_and_the_answer_behind_it) {
  const auto kept = ReportedBytes::join("cut-off", "answer");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->cut_off(), "cut-off");
  EXPECT_EQ(kept->answer(), "answer");
  const ReportedPart part = kept->part();
  EXPECT_EQ(part, (ReportedPart{name_blob("cut-offanswer"), 7}));
  EXPECT_EQ(decode_reported_part(encode(part)), part);
  EXPECT_EQ(blob_of(Kind::kReported, encode(part)), part.blob);
  const auto read = ReportedBytes::of(part, kept->blob);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->cut_off(), "cut-off");
  EXPECT_EQ(read->answer(), "answer");
}

TEST(ReportedBytes, of_an_earlier_release_are_the_cut_off_alone) {
  const auto read = ReportedBytes::of({name_blob("cut-off"), 0}, "cut-off");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->cut_off(), "cut-off");
  EXPECT_FALSE(read->answer());
  EXPECT_EQ(read->part().cut_off_bytes, 0u);
}

// As it was written then, word by word: it had no number beside the blob.
TEST(ReportedBytes, of_an_earlier_release_have_a_part_that_is_still_read) {
  using namespace std::string_view_literals;
  std::string part("\0\0\0\0\0\0\1\0"sv);  // To the struct of one pointer,
  part += "\0\0\0\0\1\0\1\0"sv;            // to the BlobRef,
  part += "\7\0\0\0\0\0\0\0"sv;            // its length,
  part += "\1\0\0\0\x0e\0\0\0"sv;          // one chunk,
  part += "\1\0\0\0\2\1\0\0"sv;            // of 32 bytes:
  const Digest chunk = sha256("cut-off");
  part.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  EXPECT_EQ(decode_reported_part(part), (ReportedPart{name_blob("cut-off"), 0}));
}

TEST(ReportedBytes, are_refused_where_the_part_says_otherwise) {
  EXPECT_FALSE(ReportedBytes::of({name_blob("cut-off"), 0}, "cut-of"));
  EXPECT_FALSE(ReportedBytes::of({name_blob("cut-off"), 7}, "cut-off"));
  EXPECT_FALSE(ReportedBytes::of({name_blob("cut-off"), UINT64_MAX}, "cut-off"));
}

TEST(ReportedBytes, are_no_more_than_a_blob_holds) {
  const std::string answer(kBlobBytesMax - 7, 'x');
  const auto kept = ReportedBytes::join("cut-off", answer);
  ASSERT_TRUE(kept);
  EXPECT_TRUE(valid(kept->part().blob));
  EXPECT_FALSE(ReportedBytes::join("cut-off", answer + "x"));
}

TEST(Reports, tell_of_few_where_one_or_two_families_are_in_any_group) {
  const auto tells = [](const std::function<void(Report&)>& change) {
    Report report = two_groups();
    for (ReportGroup* group : {&report.whole, &report.groups[0], &report.groups[1]})
      for (ReportFigures* figures : {&group->now, &group->before}) {
        figures->reached[0] = 3;
        figures->satisfaction = {1, 0, 1, 0, 1};
      }
    change(report);
    return tells_of_few(report);
  };
  EXPECT_FALSE(tells([](Report&) {}));
  EXPECT_FALSE(tells([](Report& r) { r.groups[1] = {}; }));  // Of nobody.
  for (const std::uint64_t few : {1u, 2u}) {
    EXPECT_TRUE(tells([&](Report& r) { r.whole.now.reached[0] = few; }));
    EXPECT_TRUE(tells([&](Report& r) { r.whole.before.reached[0] = few; }));
    EXPECT_TRUE(tells([&](Report& r) { r.groups[1].now.reached[0] = few; }));
    EXPECT_TRUE(tells([&](Report& r) { r.groups[1].before.satisfaction = {0, 0, few, 0, 0}; }));
  }
  EXPECT_TRUE(tells([](Report& r) { r.groups[0].now.satisfaction = {1, 0, 0, 0, 1}; }));
}

TEST(ReportedBytes, go_to_everybody_unless_their_rows_are_of_persons) {
  EXPECT_TRUE(open_to_all(ReportOf::kFigures));
  EXPECT_TRUE(open_to_all(ReportOf::kUnits));
  EXPECT_FALSE(open_to_all(ReportOf::kVolunteers));
}

}  // namespace
}  // namespace model
