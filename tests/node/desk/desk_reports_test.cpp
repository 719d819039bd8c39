// Reports at a county's desk over what a village sent up: as things are now; kept, made again, and with what
// changed since; and which places were behind.

#include "desk_reports_fixture.h"

namespace node {
namespace {

using model::ReportBy;
using model::ReportOf;
using support::kCity;
using support::kCounty;
using support::kOtherCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr model::DaySpan kWholeYear{{2018, 1, 1}, {2018, 12, 31}};

TEST_F(DeskReportsTest, says_how_far_the_wishes_of_this_year_got) {
  registered("甲");
  registered("乙", {2017, 12, 30});
  published(registered("丙"));
  const std::string id = registered("丁");
  published(id);
  done(id);
  send_up();
  const ReportView view = report();
  EXPECT_EQ(view.report.query.now.span, kWholeYear);
  EXPECT_EQ(view.report.query.as_of, (model::Date{2018, 6, 25}));  // Today.
  EXPECT_THAT(view.report.whole.now.reached, ElementsAre(3, 2, 2, 1, 1, 1, 0));
  EXPECT_THAT(view.report.whole.before.reached, ElementsAre(1, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(view.report.whole.now.satisfaction, ElementsAre(0, 0, 0, 1, 0));
  EXPECT_EQ(view.input_root, county_->desk().summary(kCounty, SummaryBy::kState, {})->input_root);
}

TEST_F(DeskReportsTest, is_the_same_at_the_village_and_above_it) {
  published(registered("甲"));
  registered("乙");
  send_up();
  ReportAsk ask;
  ask.place = kVillage;
  ask.by = ReportBy::kCategory;
  const auto here = desk().reports().report(ask);
  ASSERT_EQ(code_of(here), "");
  EXPECT_EQ(model::report_bytes(here->report), model::report_bytes(report(ask).report));
}

TEST_F(DeskReportsTest, groups_by_place_and_names_those_without_wishes) {
  registered("甲");
  send_up();
  ReportAsk ask;
  ask.by = ReportBy::kPlace;
  const ReportView view = report(ask);
  ASSERT_THAT(view.report.groups, SizeIs(1));  // The town, which has the village.
  EXPECT_EQ(view.report.groups[0].key.number, kTown.value);
  EXPECT_EQ(view.names.at(view.report.groups[0].key), county_->desk().place_name(kTown));
}

TEST_F(DeskReportsTest, refuses_what_it_can_not_know) {
  ReportAsk ask;
  ask.place = kOtherCounty;
  EXPECT_EQ(code_of(reports().report(ask)), "summary.not_carried");
  ask.place = model::PlaceCode{999999};
  EXPECT_EQ(code_of(reports().report(ask)), "place.unknown");
  ask = {};
  ask.span = model::DaySpan{{2018, 6, 2}, {2018, 6, 1}};
  EXPECT_EQ(code_of(reports().report(ask)), "report.bad_span");
  ask = {};
  ask.campaign = model::SubjectId{};
  EXPECT_EQ(code_of(reports().report(ask)), "campaign.unknown");
  EXPECT_EQ(code_of(reports().show(model::SubjectId{}, {}, 1)), "report.unknown");
}

TEST_F(DeskReportsTest, of_a_campaign_is_set_against_that_of_the_year_before) {
  Office city(world_, *city_author_);
  const auto set = [&](const std::string& name, std::uint16_t year) {
    return city.desk().set_campaign({}, {name, {year, 5, 25}, {year, 6, 1}, {}}).value();
  };
  const auto last = set("2017年六一", 2017);
  const auto now = set("2018年六一", 2018);
  set("2017年七一", 2017);
  village_->take_all_from(city);
  WishInput in = book("甲");
  in.on = model::Date{2018, 5, 2};
  in.campaign = std::optional(now);
  added(in);
  registered("乙");
  county_->take_all_from(city);
  send_up();
  ReportAsk ask;
  ask.campaign = now;
  const ReportView view = report(ask);
  EXPECT_EQ(view.report.whole.now.reached[0], 1u);
  ASSERT_TRUE(view.report.query.before);
  EXPECT_EQ(view.report.query.before->campaign, last);
  EXPECT_EQ(view.campaign_name, "2018年六一");
  EXPECT_EQ(view.campaign_before_name, "2017年六一");
  ask.campaign = last;
  EXPECT_FALSE(report(ask).report.query.before);
}

TEST_F(DeskReportsTest, names_places_of_which_nothing_was_heard_for_long) {
  registered("甲");
  send_up();
  EXPECT_THAT(report().behind.places, IsEmpty());
  later(kReportBehindMs + 2 * kDayMs);
  ReportView view = report();
  ASSERT_THAT(view.behind.places, SizeIs(1));
  EXPECT_EQ(view.behind.places[0].behind.place, kVillage);
  EXPECT_EQ(view.behind.places[0].behind.since, (model::Date{2018, 6, 25}));
  EXPECT_EQ(view.behind.count, 1u);
  // Of days that were over when it was last heard of, nothing is missing.
  ReportAsk ask;
  ask.span = model::DaySpan{{2018, 5, 1}, {2018, 5, 31}};
  EXPECT_THAT(report(ask).behind.places, IsEmpty());
  PeerStatus peer;
  peer.key = village_author_->signer->key();
  peer.connected = peer.in_step = true;
  county_->peers.list = {peer};
  EXPECT_THAT(report().behind.places, IsEmpty());
}

// ---- Kept

TEST_F(DeskReportsTest, stays_as_it_was_and_lists_what_arrived_late_and_what_went_on) {
  const std::string going_on = registered("甲");
  published(registered("乙"));
  send_up();
  const KeptReport kept = keep();
  EXPECT_THAT(show(kept).corrections, IsEmpty());

  published(going_on);
  const std::string late = registered("丙", {2018, 6, 21});
  send_up();
  const ShownReport shown = show(kept);
  EXPECT_THAT(shown.then.report.whole.now.reached, ElementsAre(2, 1, 1, 0, 0, 0, 0));
  EXPECT_THAT(shown.now->report.whole.now.reached, ElementsAre(3, 2, 2, 0, 0, 0, 0));
  EXPECT_EQ(shown.corrections_count, 2u);
  ASSERT_THAT(shown.corrections, SizeIs(2));
  EXPECT_EQ(model::uuid_text(shown.corrections[0].correction.key.id), late);  // The newest first.
  EXPECT_FALSE(shown.corrections[0].correction.then);
  EXPECT_EQ(model::uuid_text(shown.corrections[1].correction.key.id), going_on);
  EXPECT_EQ(shown.corrections[1].correction.then->state, model::WishState::kRegistered);
  EXPECT_EQ(shown.corrections[1].correction.now->state, model::WishState::kPublished);
  EXPECT_FALSE(shown.corrections[1].number.empty());

  const auto first = reports().show(kept.report.id, {}, 1);
  ASSERT_THAT(first->corrections, SizeIs(1));
  ASSERT_TRUE(first->next_after);
  const auto second = reports().show(kept.report.id, first->next_after, 1);
  ASSERT_THAT(second->corrections, SizeIs(1));
  EXPECT_EQ(second->corrections[0].correction.key, shown.corrections[1].correction.key);
  EXPECT_FALSE(second->next_after);

  const auto again = reports().again(kept.report.id);
  ASSERT_EQ(code_of(again), "");
  EXPECT_EQ(again->result, kept.report.said.result);
}

TEST_F(DeskReportsTest, is_made_again_above) {
  registered("甲");
  send_up();
  const KeptReport kept = keep();
  registered("乙");
  send_up();
  Office city(world_, *city_author_);
  city.take_all_from(*county_);
  city.wait_for_ledger();
  const auto again = city.desk().reports().again(kept.report.id);
  ASSERT_EQ(code_of(again), "");
  EXPECT_EQ(again->result, kept.report.said.result);
  EXPECT_EQ(again->kept.by_place, kCounty);
  EXPECT_THAT(*city.desk().reports().kept({}), SizeIs(1));
  EXPECT_THAT(*city.desk().reports().kept(kOtherCounty), IsEmpty());
}

TEST_F(DeskReportsTest, keeps_what_the_city_had_set_then) {
  const auto unit = county_->desk().set_unit({}, {kCounty, "卫生院", {}}).value();
  village_->take_all_from(*county_);
  const std::string id = registered("甲");
  published(id);
  done(id, "卫生院");
  send_up();
  const KeptReport kept = keep(ReportOf::kFigures, by_unit());
  const KeptReport ranking = keep(ReportOf::kUnits);
  const auto into = county_->desk().set_unit({}, {kCounty, "人民医院", {}}).value();
  ASSERT_EQ(code_of(county_->desk().set_unit(unit, {kCounty, "卫生院", into})), "");
  county_->wait_for_ledger();

  const ShownReport shown = show(kept);
  ASSERT_THAT(shown.then.report.groups, SizeIs(1));
  EXPECT_EQ(shown.then.report.groups[0].key.id, unit);
  EXPECT_EQ(shown.then.names.at(shown.then.report.groups[0].key), "卫生院");
  ASSERT_THAT(shown.now->report.groups, SizeIs(1));
  EXPECT_EQ(shown.now->report.groups[0].key.id, into);
  ASSERT_THAT(shown.corrections, SizeIs(1));
  EXPECT_TRUE(shown.corrections[0].correction.moved);

  const ShownReport ranked = show(ranking);
  ASSERT_THAT(ranked.ranking_then.rows, SizeIs(1));
  EXPECT_EQ(ranked.ranking_then.rows[0].id, unit);
  ASSERT_THAT(ranked.ranking_changes, SizeIs(2));
  EXPECT_EQ(ranked.ranking_changes[0].then->id, unit);
  EXPECT_FALSE(ranked.ranking_changes[0].now);
  EXPECT_EQ(ranked.ranking_changes[1].now->id, into);
}

TEST_F(DeskReportsTest, a_ranking_stays_and_later_points_are_corrections) {
  const std::string first = registered("甲");
  const std::string second = registered("乙");
  published(first);
  published(second);
  done(first);
  send_up();
  for (const ReportOf of : {ReportOf::kUnits, ReportOf::kVolunteers}) {
    const KeptReport kept = keep(of);
    EXPECT_THAT(show(kept).ranking_changes, IsEmpty());
    ASSERT_THAT(show(kept).ranking_then.rows, SizeIs(1));
  }
  const KeptReport kept = keep(ReportOf::kVolunteers);
  done(second);
  send_up();
  const ShownReport shown = show(kept);
  ASSERT_THAT(shown.ranking_changes, SizeIs(1));
  EXPECT_EQ(shown.ranking_changes[0].then->points_hundredths, 1000u);
  EXPECT_EQ(shown.ranking_changes[0].now->points_hundredths, 2000u);
  EXPECT_EQ(shown.ranking_changes[0].now->name, "李四");
  EXPECT_EQ(code_of(reports().again(kept.report.id)), "");
}

TEST_F(DeskReportsTest, of_a_place_that_was_merged_since_is_set_beside_its_own_wishes) {
  const std::string going_on = registered("甲");
  const std::string done_before = registered("乙");
  published(done_before);
  done(done_before);
  send_up();
  ReportAsk ask;
  ask.place = kVillage;
  const KeptReport kept = keep(ReportOf::kFigures, ask);
  const KeptReport volunteers = keep(ReportOf::kVolunteers, ask);
  EXPECT_FALSE(show(kept).successor);
  // The one that it goes into has wishes, and points, of its own.
  Office other(world_, world_.enrol(kOtherVillage));
  county_->take_all_from(other);
  other.sync_from(*county_);
  const std::string elsewhere = model::uuid_text(other.desk().add(book("丁"), std::nullopt)->wish.id);
  EXPECT_EQ(code_of(other.desk().vet(elsewhere, model::Outcome::kApproved, "")), "");
  county_->sync_from(other);
  const auto merged = county_->desk().merge_place({kVillage, kOtherVillage, std::nullopt});
  ASSERT_EQ(code_of(merged), "");
  county_->wait_for_ledger();
  for (const KeptReport& report : {kept, volunteers}) {
    const ShownReport shown = show(report);
    EXPECT_EQ(shown.successor, kOtherVillage);
    EXPECT_EQ(shown.successor_name, county_->desk().place_name(kOtherVillage));
    EXPECT_THAT(shown.corrections, IsEmpty());
    EXPECT_THAT(shown.ranking_changes, IsEmpty());
  }
  EXPECT_THAT(changed_cells(show(kept).then.report, show(kept).now->report), IsEmpty());
  EXPECT_EQ(show(kept).now->report.whole.now.reached[0], 2u);
  EXPECT_THAT(show(volunteers).ranking_now->rows, SizeIs(1));
  // What changes of its own is a correction as ever.
  EXPECT_EQ(code_of(county_->desk().vet(going_on, model::Outcome::kApproved, "")), "");
  county_->wait_for_ledger();
  ASSERT_THAT(show(kept).corrections, SizeIs(1));
  EXPECT_EQ(model::uuid_text(show(kept).corrections[0].correction.key.id), going_on);
}

TEST_F(DeskReportsTest, a_ranking_is_of_days_and_not_of_a_campaign) {
  ReportAsk ask;
  ask.campaign = model::SubjectId{};
  EXPECT_EQ(code_of(reports().keep({ReportOf::kUnits, ask})), "report.ranking_of_campaign");
}

TEST_F(DeskReportsTest, an_erasure_changes_no_kept_figure) {
  const std::string id = registered("甲");
  registered("乙");
  send_up();
  const KeptReport kept = keep();
  ASSERT_EQ(code_of(county_->desk().erase(id)), "");
  county_->wait_for_ledger();
  EXPECT_EQ(code_of(reports().again(kept.report.id)), "");
  EXPECT_THAT(show(kept).corrections, IsEmpty());
}

TEST_F(DeskReportsTest, keeps_which_places_were_behind) {
  registered("甲");
  send_up();
  later(kReportBehindMs + 2 * kDayMs);
  const KeptReport kept = keep();
  later(40 * kDayMs);
  const ShownReport shown = show(kept);
  ASSERT_THAT(shown.kept.behind.places, SizeIs(1));
  EXPECT_EQ(shown.kept.behind.places[0].behind, (model::PlaceBehind{kVillage, {2018, 6, 25}}));
  EXPECT_EQ(shown.kept.report.said.on, (model::Date{2018, 7, 4}));
}

TEST_F(DeskReportsTest, two_reports_of_one_query_tell_which_numbers_differ) {
  registered("甲");
  send_up();
  const KeptReport kept = keep();
  registered("乙");
  send_up();
  const ShownReport shown = show(kept);
  const auto cells = changed_cells(shown.then.report, shown.now->report);
  ASSERT_THAT(cells, SizeIs(3));
  EXPECT_EQ(cells[0].number, "registered");
  EXPECT_EQ(cells[0].then, 1);
  EXPECT_EQ(cells[0].now, 2);
  EXPECT_EQ(cells[1].number, "value");
  EXPECT_EQ(cells[2].number, "registered_in_span");
}

}  // namespace
}  // namespace node
