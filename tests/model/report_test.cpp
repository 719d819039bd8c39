// What a report counts, by rows made by hand; its spans, medians and canonical bytes; and the bytes of what
// is kept of one.

#include "model/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "model/kept_report.h"
#include "tests/support/realm.h"

namespace model {
namespace {

using realm::kCity;
using realm::kCounty;
using realm::kOtherCounty;
using realm::kVillage;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DaySpan kYear{{2018, 1, 1}, {2018, 12, 31}};

ReportFrame small_tree() {
  ReportFrame out;
  out.parents = {{kCity, kPlaceOfAll}, {kCounty, kCity}, {kOtherCounty, kCity}, {kVillage, kCounty}};
  return out;
}

ReportQuery query_of(PlaceCode place, ReportBy by = ReportBy::kNone) {
  return {place, {kYear, {}, false}, Cohort{span_before(kYear), {}, false}, by, {2018, 12, 31}};
}

// A wish that got so far, a step every second day from the first on.
ReportRow row_of(std::uint64_t number, PlaceCode home, const Date& on, ReportStep reached) {
  ReportRow row;
  row.key = {subject_of(number), home};
  row.reached = reached;
  row.category = Category::kGoods;
  constexpr WishState kStates[] = {WishState::kRegistered, WishState::kVetted,    WishState::kPublished,
                                   WishState::kClaimed,    WishState::kFulfilled, WishState::kConfirmed,
                                   WishState::kClosed};
  row.state = kStates[static_cast<std::size_t>(reached)];
  for (std::size_t i = 0; i <= static_cast<std::size_t>(reached); ++i)
    row.days[i] = on.plus_days(2 * static_cast<std::int64_t>(i));
  return row;
}

Report made(const ReportQuery& query, const std::vector<ReportRow>& rows,
            const ReportFrame& frame = small_tree()) {
  ReportMaker maker(query, frame);
  for (const ReportRow& row : rows) maker.add(row);
  return maker.finish();
}

TEST(ReportSpan, BeforeAMonthAHalfYearAndAYearIsTheSameBeforeIt) {
  const auto before = [](const char* period) { return span_before(days_of(*Period::parse(period))); };
  EXPECT_EQ(before("2018-03"), (DaySpan{{2018, 2, 1}, {2018, 2, 28}}));
  EXPECT_EQ(before("2018-01"), (DaySpan{{2017, 12, 1}, {2017, 12, 31}}));
  EXPECT_EQ(before("2018H1"), (DaySpan{{2017, 7, 1}, {2017, 12, 31}}));
  EXPECT_EQ(before("2018H2"), (DaySpan{{2018, 1, 1}, {2018, 6, 30}}));
  EXPECT_EQ(before("2018"), (DaySpan{{2017, 1, 1}, {2017, 12, 31}}));
  EXPECT_EQ(days_of(*Period::parse("2016-02")), (DaySpan{{2016, 2, 1}, {2016, 2, 29}}));
}

TEST(ReportSpan, BeforeAnyOtherSpanAreAsManyDays) {
  EXPECT_EQ(span_before({{2018, 5, 20}, {2018, 6, 10}}), (DaySpan{{2018, 4, 28}, {2018, 5, 19}}));
  EXPECT_EQ(span_before({{2018, 1, 1}, {2018, 1, 1}}), (DaySpan{{2017, 12, 31}, {2017, 12, 31}}));
}

TEST(Report, TheFunnelHoldsEachStepAndAllBeforeIt) {
  const Report report = made(query_of(kCity), {row_of(1, kVillage, {2018, 3, 1}, ReportStep::kRegistered),
                                               row_of(2, kVillage, {2018, 3, 1}, ReportStep::kFulfilled),
                                               row_of(3, kCounty, {2018, 3, 1}, ReportStep::kClosed)});
  EXPECT_THAT(report.whole.now.reached, ElementsAre(3, 2, 2, 2, 2, 1, 1));
  EXPECT_EQ(report.whole.before, ReportFigures{});
}

TEST(Report, CountsTheDayOnTheFormAndBesideItWhatHappenedInTheSpan) {
  // Registered in the year before, fulfilled in this one.
  const Report report = made(query_of(kCity), {row_of(1, kVillage, {2017, 12, 29}, ReportStep::kFulfilled)});
  EXPECT_THAT(report.whole.now.reached, ElementsAre(0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(report.whole.now.happened, ElementsAre(0, 0, 1, 1, 1, 0, 0));
  EXPECT_THAT(report.whole.before.reached, ElementsAre(1, 1, 1, 1, 1, 0, 0));
  EXPECT_THAT(report.whole.before.happened, ElementsAre(1, 1, 0, 0, 0, 0, 0));
}

TEST(Report, OfAPlaceItCountsHomesAtAndBelowAlone) {
  const std::vector<ReportRow> rows{row_of(1, kVillage, {2018, 3, 1}, ReportStep::kVetted),
                                    row_of(2, kCounty, {2018, 3, 1}, ReportStep::kVetted),
                                    row_of(3, kOtherCounty, {2018, 3, 1}, ReportStep::kVetted)};
  EXPECT_EQ(made(query_of(kCity), rows).whole.now.reached[0], 3u);
  EXPECT_EQ(made(query_of(kCounty), rows).whole.now.reached[0], 2u);
  EXPECT_EQ(made(query_of(kVillage), rows).whole.now.reached[0], 1u);
}

TEST(Report, ByPlaceEachRightBelowStandsInARowAndWhatIsBesideThem) {
  ReportFrame frame = small_tree();
  const Report report = made(query_of(kCity, ReportBy::kPlace),
                             {row_of(1, kVillage, {2018, 3, 1}, ReportStep::kVetted),
                              row_of(2, kCity, {2018, 3, 1}, ReportStep::kRegistered)},
                             frame);
  std::map<std::uint64_t, std::uint64_t> registered;
  for (const ReportGroup& group : report.groups) registered[group.key.number] = group.now.reached[0];
  EXPECT_EQ(registered, (std::map<std::uint64_t, std::uint64_t>{
                            {kCity.value, 1}, {kCounty.value, 1}, {kOtherCounty.value, 0}}));
}

TEST(Report, AWishOfASucceededPlaceCountsForItsSuccessor) {
  ReportFrame frame = small_tree();
  const PlaceCode former{431399};
  frame.successors[former] = kCounty;
  const std::vector<ReportRow> rows{row_of(1, former, {2018, 3, 1}, ReportStep::kVetted),
                                    row_of(2, kVillage, {2018, 3, 1}, ReportStep::kVetted)};
  EXPECT_EQ(made(query_of(kCounty), rows, frame).whole.now.reached[0], 2u);
  const Report report = made(query_of(kCity, ReportBy::kPlace), rows, frame);
  ASSERT_THAT(report.groups, SizeIs(2));  // It has no row of its own.
  for (const ReportGroup& group : report.groups)
    EXPECT_EQ(group.now.reached[0], group.key.number == kCounty.value ? 2u : 0u);
}

TEST(Report, AMedianLiesBetweenTheMiddleTwo) {
  std::vector<ReportRow> rows;
  for (const int days : {1, 2, 5, 100}) {
    ReportRow row = row_of(10 + rows.size(), kVillage, {2018, 3, 1}, ReportStep::kVetted);
    row.days[1] = row.days[0].plus_days(days);
    rows.push_back(row);
  }
  EXPECT_EQ(made(query_of(kCity), rows).whole.now.waits[0], (MedianWait{4, 7}));
  rows.pop_back();
  EXPECT_EQ(made(query_of(kCity), rows).whole.now.waits[0], (MedianWait{3, 4}));
  EXPECT_EQ(made(query_of(kCity), {}).whole.now.waits[0], MedianWait{});
}

TEST(Report, AWishOfSeveralKindsStandsUnderEachAndOfSeveralUnitsToo) {
  ReportRow row = row_of(1, kVillage, {2018, 3, 1}, ReportStep::kClaimed);
  row.targets.add(Target::kDisabled);
  row.targets.add(Target::kVeteran);
  row.units = {SubjectId{}, subject_of(7), subject_of(8)};
  ReportFrame frame = small_tree();
  frame.units[subject_of(8)] = subject_of(7);  // It was merged.
  EXPECT_THAT(made(query_of(kCity, ReportBy::kTarget), {row}, frame).groups, SizeIs(2));
  const Report units = made(query_of(kCity, ReportBy::kUnit), {row}, frame);
  ASSERT_THAT(units.groups, SizeIs(2));
  EXPECT_TRUE(units.groups[0].key.id.is_zero());
  EXPECT_EQ(units.groups[1].key.id, subject_of(7));
  EXPECT_EQ(units.groups[1].now.reached[0], 1u);
  row.targets = {};
  row.units.clear();
  EXPECT_THAT(made(query_of(kCity, ReportBy::kUnit), {row}, frame).groups, IsEmpty());
  EXPECT_EQ(made(query_of(kCity, ReportBy::kTarget), {row}, frame).groups[0].key, (ReportKey{0, {}}));
}

TEST(Report, CountsWhatIsOverdueByTheDayOfTheQuery) {
  ReportRow row = row_of(1, kVillage, {2018, 3, 1}, ReportStep::kClaimed);
  row.due_on = {2018, 4, 1};
  ReportQuery query = query_of(kCity);
  query.as_of = {2018, 4, 1};
  EXPECT_EQ(made(query, {row}).whole.now.overdue, 0u);
  query.as_of = {2018, 4, 2};
  EXPECT_EQ(made(query, {row}).whole.now.overdue, 1u);
}

TEST(Report, OfACampaignAloneTheDayOnTheFormDoesNotMatter) {
  ReportRow row = row_of(1, kVillage, {2018, 5, 1}, ReportStep::kVetted);
  row.campaign = subject_of(5);
  ReportQuery query = query_of(kCity);
  query.now = {{{2018, 5, 25}, {2018, 6, 1}}, subject_of(5), true};
  query.before.reset();
  const Report report = made(query, {row, row_of(2, kVillage, {2018, 5, 26}, ReportStep::kVetted)});
  EXPECT_EQ(report.whole.now.reached[0], 1u);
  EXPECT_EQ(report.whole.now.happened[0], 0u);
  query.now.any_day = false;
  EXPECT_EQ(made(query, {row}).whole.now.reached[0], 0u);
}

// ---- From the fold

TEST(ReportRowOf, AWishThatWasHandedOverIsOffTheMainWay) {
  FoldedWish wish;
  wish.on = {2018, 3, 1};
  wish.state = WishState::kHandedOver;
  wish.days.vetted_on = {2018, 3, 3};
  ReportRow row = report_row(wish, nullptr);
  EXPECT_TRUE(row.handed_over);
  EXPECT_EQ(row.reached, ReportStep::kRegistered);
  EXPECT_EQ(row.days[1], Date{});
  wish.state = WishState::kClosed;
  wish.days.done_on = {2018, 4, 1};
  row = report_row(wish, nullptr);
  EXPECT_TRUE(row.handed_over);
  EXPECT_EQ(row.reached, ReportStep::kRegistered);
}

TEST(ReportRowOf, WhatWasPublicStaysVettedAndPublishedWhateverBecameOfIt) {
  FoldedWish wish;
  wish.on = {2018, 3, 1};
  wish.state = WishState::kWithdrawn;
  wish.days.published_on = {2018, 3, 5};
  wish.days.fulfilled_on = {2018, 3, 9};
  const ReportRow row = report_row(wish, nullptr);
  EXPECT_EQ(row.reached, ReportStep::kPublished);
  EXPECT_EQ(row.days[2], (Date{2018, 3, 5}));
  EXPECT_EQ(row.days[4], Date{});
}

TEST(ReportRowOf, NamesEachUnitOnceAndOnlyWhereItHasAPlace) {
  FoldedWish wish;
  FoldedOffer offer;
  const auto decide = [&](ClaimState state, std::optional<SubjectId> unit) {
    FoldedDecision decision;
    decision.state = state;
    decision.unit = unit;
    offer.decisions.push_back(decision);
  };
  decide(ClaimState::kGranted, subject_of(2));
  decide(ClaimState::kConfirmed, subject_of(2));
  decide(ClaimState::kExpired, subject_of(3));
  decide(ClaimState::kFulfilled, std::nullopt);
  EXPECT_THAT(report_row(wish, &offer).units, ElementsAre(SubjectId{}, subject_of(2)));
}

// ---- Canonical bytes

TEST(ReportBytes, NameEveryNumberOnce) {
  std::size_t count = 0;
  ReportFigures figures;
  for_each_number(figures, [&](auto&) { ++count; });
  EXPECT_EQ(report_number_names().size(), count);
  const std::set<std::string> names(report_number_names().begin(), report_number_names().end());
  EXPECT_EQ(names.size(), count);
  const Report report = made(query_of(kCity), {});
  EXPECT_EQ(report_bytes(report).size(), 18 + 8 + 25 + 1 + 25 + 1 + 4 + (24 + 2 * 8 * count) + 4);
}

RC_GTEST_PROP(ReportProperty, TheOrderOfRowsChangesNothing, ()) {
  const auto numbers = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
  std::vector<ReportRow> rows;
  for (const std::uint32_t n : numbers) {
    ReportRow row = row_of(rows.size(), n % 2 == 0 ? kVillage : kCounty,
                           Date{2017, 6, 1}.plus_days(n / 7 % 800), static_cast<ReportStep>(n / 2 % 7));
    row.targets.bits = (n >> 8) & 0x1e;
    row.satisfaction = static_cast<std::uint8_t>(n % 6);
    rows.push_back(row);
  }
  const ReportQuery query = query_of(kCity, *rc::gen::element(ReportBy::kPlace, ReportBy::kTarget));
  const std::string bytes = report_bytes(made(query, rows));
  std::shuffle(rows.begin(), rows.end(), std::mt19937_64(*rc::gen::arbitrary<std::uint64_t>()));
  RC_ASSERT(report_bytes(made(query, rows)) == bytes);
  const Report report = made(query, rows);
  for (const ReportGroup& group : report.groups)
    for (std::size_t i = 1; i < kReportSteps; ++i)
      RC_ASSERT(group.now.reached[i] <= group.now.reached[i - 1]);
}

// ---- What is kept

TEST(CutOff, ReadsBackItsBytesAndRefusesAllOthers) {
  CutOff cut_off;
  cut_off.logs.push_back({{kPlaceOfAll, WriterId{{1}}}, {{{3}, EventHash{{7}}}}});
  cut_off.logs.push_back({{kVillage, WriterId{{2}}}, {{{2}, EventHash{{8}}}, {{2}, EventHash{{9}}}}});
  const std::string bytes = cut_off_bytes(cut_off);
  EXPECT_EQ(parse_cut_off(bytes), cut_off);
  EXPECT_EQ(parse_cut_off(cut_off_bytes({})), CutOff{});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(parse_cut_off(bytes.substr(0, size)), std::nullopt) << size;
  EXPECT_EQ(parse_cut_off(bytes + "x"), std::nullopt);
  std::swap(cut_off.logs[0], cut_off.logs[1]);
  EXPECT_EQ(parse_cut_off(cut_off_bytes(cut_off)), std::nullopt);  // Another order has another root.
  cut_off.logs[0].second.clear();
  EXPECT_EQ(parse_cut_off(cut_off_bytes(cut_off)), std::nullopt);
}

TEST(Reported, ReadsBackItsBody) {
  Reported said;
  said.of = ReportOf::kUnits;
  said.query = query_of(kVillage, ReportBy::kUnit);
  said.query.now.campaign = subject_of(3);
  said.query.now.any_day = true;
  said.on = {2018, 7, 1};
  said.input_root.data[0] = 1;
  said.cut_off.data[0] = 2;
  said.result.data[0] = 3;
  said.behind = {{kVillage, {2018, 6, 1}}, {kCounty, Date{}}};
  said.behind_count = 7;
  EXPECT_EQ(decode_reported(encode(said), kVillage), said);
  said.query.before.reset();
  EXPECT_EQ(decode_reported(encode(said), kVillage), said);
  EXPECT_EQ(decode_reported("x", kVillage), std::nullopt);
  said.query.now.span = {{2018, 2, 1}, {2018, 1, 1}};
  EXPECT_EQ(decode_reported(encode(said), kVillage), std::nullopt);
}

TEST(Reported, ItsPartNamesTheBlobWithTheCutOff) {
  const std::string bytes = cut_off_bytes({});
  const std::string part = encode(ReportedPart{name_blob(bytes), 0});
  EXPECT_EQ(blob_of(Kind::kReported, part), name_blob(bytes));
  EXPECT_EQ(decode_reported_part("x"), std::nullopt);
}

}  // namespace
}  // namespace model
