// What was published is read as it was: below the place, where an earlier release counted otherwise, and by
// those alone whom it concerns.

#include "desk_reports_fixture.h"
#include "model/part.h"
#include "node/data/committer.h"

namespace node {
namespace {

using model::ReportOf;
using model::Result;
using support::kCounty;
using support::kOtherVillage;
using support::Office;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(DeskReportsTest, is_read_below_by_whoever_carries_the_event) {
  const auto unit = county_->desk().set_unit({}, {kCounty, "卫生院", {}}).value();
  village_->take_all_from(*county_);
  for (const char* name : {"甲", "乙", "丙"}) {
    const std::string id = registered(name);
    published(id);
    done(id, "卫生院");
  }
  // Of what another village wrote nothing comes down to the one.
  Office other(world_, world_.enrol(kOtherVillage));
  EXPECT_EQ(code_of(other.desk().add(book("丁"), std::nullopt)), "");
  county_->take_all_from(other);
  send_up();
  const KeptReport kept = keep(ReportOf::kFigures, by_unit());
  const KeptReport units = keep(ReportOf::kUnits);
  ASSERT_EQ(code_of(county_->desk().set_unit(unit, {kCounty, "人民医院", {}})), "");
  village_->sync_from(*county_);
  village_->wait_for_ledger();
  ASSERT_THAT(*desk().reports().kept({}), SizeIs(2));

  const ShownReport shown = shown_at_village(kept);
  EXPECT_TRUE(shown.kept.open);
  EXPECT_EQ(shown.then.report.whole.now.reached[0], 4u);
  EXPECT_EQ(model::result_hash(model::report_bytes(shown.then.report)), kept.report.said.result);
  ASSERT_THAT(shown.then.report.groups, SizeIs(1));
  EXPECT_EQ(shown.then.names.at(shown.then.report.groups[0].key), "卫生院");  // As it was called then.
  EXPECT_EQ(shown.then.input_root, kept.report.said.input_root);
  ASSERT_TRUE(shown.no_corrections);
  EXPECT_EQ(shown.no_corrections->code, "summary.not_carried");
  EXPECT_FALSE(shown.now);
  EXPECT_THAT(shown.corrections, IsEmpty());

  const ShownReport ranking = shown_at_village(units);
  ASSERT_THAT(ranking.ranking_then.rows, SizeIs(1));
  EXPECT_EQ(ranking.ranking_then.rows[0].name, "卫生院");
  EXPECT_EQ(ranking.ranking_then.rows[0].points_hundredths, 3000u);
  EXPECT_FALSE(ranking.ranking_now);
  EXPECT_TRUE(ranking.no_corrections);
  // It proves nothing there.
  EXPECT_EQ(code_of(desk().reports().again(kept.report.id)), "report.not_held");
}

TEST_F(DeskReportsTest, a_ranking_of_volunteers_goes_up_only) {
  const std::string id = registered("甲");
  published(id);
  done(id);
  send_up();
  const KeptReport kept = keep(ReportOf::kVolunteers);
  EXPECT_FALSE(kept.open);
  village_->sync_from(*county_);
  village_->wait_for_ledger();
  EXPECT_THAT(*desk().reports().kept({}), SizeIs(1));
  EXPECT_FALSE(village_->store().part(kept.report.event));
  const auto refused = desk().reports().show(kept.report.id, {}, 1);
  ASSERT_EQ(code_of(refused), "report.not_held");
  EXPECT_THAT(refused.error().en, HasSubstr("goes up only"));
  EXPECT_EQ(code_of(desk().reports().again(kept.report.id)), "report.not_held");
  Office city(world_, *city_author_);
  city.take_all_from(*county_);
  const auto above = city.desk().reports().show(kept.report.id, {}, 1);
  ASSERT_EQ(code_of(above), "");
  EXPECT_THAT(above->ranking_then.rows, SizeIs(1));
  EXPECT_FALSE(above->no_corrections);
}

TEST_F(DeskReportsTest, goes_up_only_where_a_row_is_of_one_or_two_families) {
  for (const char* name : {"甲", "乙", "丙"}) registered(name);
  Office other(world_, world_.enrol(kOtherVillage));
  EXPECT_EQ(code_of(other.desk().add(book("丁"), std::nullopt)), "");
  county_->take_all_from(other);
  send_up();
  ReportAsk ask;
  ask.by = model::ReportBy::kState;
  const KeptReport of_many = keep(ReportOf::kFigures, ask);
  published(registered("戊"));
  send_up();
  later(1000);
  const KeptReport of_few = keep(ReportOf::kFigures, ask);
  EXPECT_TRUE(of_many.open);
  EXPECT_FALSE(of_few.open);
  village_->sync_from(*county_);
  village_->wait_for_ledger();
  EXPECT_EQ(shown_at_village(of_many).then.report.whole.now.reached[0], 4u);
  EXPECT_FALSE(village_->store().part(of_few.report.event));
  const auto refused = desk().reports().show(of_few.report.id, {}, 1);
  ASSERT_EQ(code_of(refused), "report.not_held");
  EXPECT_THAT(refused.error().en, HasSubstr("goes up only"));
  const auto listed = desk().reports().kept({});
  ASSERT_THAT(*listed, SizeIs(2));
  EXPECT_FALSE(listed->at(0).open);
  EXPECT_TRUE(listed->at(1).open);
  Office city(world_, *city_author_);
  city.take_all_from(*county_);
  city.wait_for_ledger();
  EXPECT_EQ(code_of(city.desk().reports().again(of_few.report.id)), "");
  EXPECT_EQ(code_of(city.desk().reports().show(of_few.report.id, {}, 1)), "");
}

TEST_F(DeskReportsTest, holds_no_name_of_a_volunteer) {
  const std::string id = registered("甲");
  published(id);
  done(id);
  send_up();
  for (const ReportOf of : {ReportOf::kFigures, ReportOf::kUnits, ReportOf::kVolunteers}) {
    const auto blob = county_->store().blob(keep(of).report.event);
    ASSERT_EQ(code_of(blob), "");
    EXPECT_THAT(*blob, Not(HasSubstr("李四")));
  }
  const KeptReport kept = keep(ReportOf::kVolunteers);
  ASSERT_EQ(show(kept).ranking_then.rows.at(0).name, "李四");
  const auto volunteer = show(kept).ranking_then.rows[0].id;
  ASSERT_EQ(code_of(county_->desk().erase_volunteer(volunteer, true)), "");
  county_->wait_for_ledger();
  const ShownReport shown = show(kept);
  EXPECT_EQ(shown.ranking_then.rows.at(0).name, "");
  EXPECT_TRUE(shown.ranking_then.rows[0].erased);
  EXPECT_EQ(shown.ranking_then.rows[0].points_hundredths, 1000u);
  EXPECT_THAT(shown.ranking_changes, IsEmpty());
}

// ---- Of other releases

class DeskReportsOfOthersTest : public DeskReportsTest {
 protected:
  DeskReportsOfOthersTest() {
    registered("甲");
    send_up();
    kept_ = keep();
    const auto part = county_->store().part(kept_.report.event);
    const auto blob = county_->store().blob(kept_.report.event);
    bytes_ = *model::ReportedBytes::of(*model::decode_reported_part(model::part_payload(*part)), *blob);
    cut_off_ = bytes_.cut_off();
    answer_ = *bytes_.answer();
  }
  // As a release wrote it that has another version of the fold: then it has another root.
  model::Reported said_before() {
    const auto fold = CutOffFold::make(county_->store(), *model::parse_cut_off(cut_off_));
    EXPECT_EQ(code_of(fold), "");
    model::Reported out = kept_.report.said;
    out.input_root = (*fold)->input_root(kCounty, model::kFoldVersion - 1);
    return out;
  }
  model::SubjectId keep_as(const model::Reported& said, const std::string& answer) {
    const auto bytes = model::ReportedBytes::join(cut_off_, answer);
    return keep_as(said, bytes->part(), bytes->blob);
  }
  model::SubjectId keep_as(const model::Reported& said, const model::ReportedPart& part, std::string blob) {
    Draft draft;
    draft.place = kCounty;
    draft.kind = model::Kind::kReported;
    draft.flags = model::kFlagOpen;
    draft.subject = model::make_uuid7(support::kNoonMs, {++others_});
    draft.body = model::encode(said);
    draft.part = model::encode(part);
    draft.blob = std::move(blob);
    const model::SubjectId id = draft.subject;
    EXPECT_EQ(code_of(county_->committer().record({{std::move(draft)}, {}})), "");
    county_->wait_for_ledger();
    return id;
  }
  Result<ShownReport> shown(const model::SubjectId& id) { return reports().show(id, {}, 10); }

  KeptReport kept_;
  model::ReportedBytes bytes_;
  std::string cut_off_;
  std::string answer_;
  std::uint8_t others_ = 0;
};

TEST_F(DeskReportsOfOthersTest, what_was_kept_without_the_answer_is_made_again_where_it_was_counted_alike) {
  const auto id = keep_as(said_before(), "");
  const auto alike = reports().again(id);
  ASSERT_EQ(code_of(alike), "");
  EXPECT_EQ(alike->result, kept_.report.said.result);
  EXPECT_EQ(alike->input_root, alike->kept.report.said.input_root);
  const auto shown_again = shown(id);
  ASSERT_EQ(code_of(shown_again), "");
  EXPECT_EQ(shown_again->then.report.whole.now.reached[0], 1u);
  EXPECT_FALSE(shown_again->no_corrections);
  model::Reported otherwise = said_before();
  ++otherwise.result.data[0];
  const auto lost = keep_as(otherwise, "");
  EXPECT_EQ(code_of(reports().again(lost)), "report.other_release");
  EXPECT_EQ(code_of(shown(lost)), "report.other_release");
}

TEST_F(DeskReportsOfOthersTest, what_was_counted_otherwise_is_shown_as_it_was_published) {
  model::Report counted = *model::parse_report(answer_);
  counted.whole.now.reached[0] = 40;
  const std::string answer = model::report_bytes(counted);
  model::Reported said = said_before();
  said.result = model::result_hash(answer);
  const auto id = keep_as(said, answer);
  for (int turn = 0; turn < 2; ++turn) {
    const auto published = shown(id);
    ASSERT_EQ(code_of(published), "");
    EXPECT_EQ(published->then.report, counted);
    EXPECT_EQ(published->then.input_root, said.input_root);
    ASSERT_TRUE(published->no_corrections);
    EXPECT_EQ(published->no_corrections->code, "report.other_release");
    EXPECT_NE(published->no_corrections->en, published->no_corrections->zh);
    EXPECT_FALSE(published->now);
    EXPECT_FALSE(published->refuted);
  }
  EXPECT_EQ(code_of(reports().again(id)), "report.other_release");
}

TEST_F(DeskReportsOfOthersTest, what_does_not_follow_from_its_cut_off_is_refuted_where_it_can_be_made_again) {
  model::Report invented = *model::parse_report(answer_);
  invented.whole.now.reached[0] = 40;
  const std::string answer = model::report_bytes(invented);
  model::Reported said = kept_.report.said;
  said.result = model::result_hash(answer);
  const auto id = keep_as(said, answer);
  EXPECT_EQ(code_of(reports().again(id)), "report.not_equal");
  for (int turn = 0; turn < 2; ++turn) {
    const auto wrong = shown(id);
    ASSERT_EQ(code_of(wrong), "");
    EXPECT_EQ(wrong->then.report, invented);
    ASSERT_TRUE(wrong->refuted);
    EXPECT_EQ(wrong->refuted->code, "report.not_equal");
    EXPECT_THAT(wrong->refuted->en, HasSubstr("does not follow from the events up to its cut-off"));
    EXPECT_NE(wrong->refuted->en, wrong->refuted->zh);
    EXPECT_EQ(wrong->no_corrections->code, "report.not_equal");
    EXPECT_FALSE(wrong->now);
  }
  const auto right = shown(kept_.report.id);
  ASSERT_EQ(code_of(right), "");
  EXPECT_FALSE(right->refuted);
  // Without the answer there is nothing to show beside that word.
  EXPECT_EQ(code_of(shown(keep_as(said, ""))), "report.not_equal");
  // Below, nobody can tell.
  village_->sync_from(*county_);
  village_->wait_for_ledger();
  const auto below = desk().reports().show(id, {}, 1);
  ASSERT_EQ(code_of(below), "");
  EXPECT_FALSE(below->refuted);
  EXPECT_EQ(below->no_corrections->code, "summary.not_carried");
}

TEST_F(DeskReportsOfOthersTest, a_ranking_that_does_not_follow_from_its_cut_off_is_refuted) {
  const KeptReport kept = keep(ReportOf::kUnits);
  EXPECT_FALSE(show(kept).refuted);
  RankingRow invented;
  invented.points_hundredths = 1000;
  model::Reported said = kept.report.said;
  const std::string rows =
      ranking_bytes(RankingBy::kUnit, kCounty, said.query.now.span, std::vector<RankingRow>{invented});
  said.result = model::result_hash(rows);
  said.cut_off = kept_.report.said.cut_off;
  said.input_root = kept_.report.said.input_root;
  const auto wrong = shown(keep_as(said, rows));
  ASSERT_EQ(code_of(wrong), "");
  EXPECT_THAT(wrong->ranking_then.rows, SizeIs(1));
  ASSERT_TRUE(wrong->refuted);
  EXPECT_FALSE(wrong->ranking_now);
}

TEST_F(DeskReportsOfOthersTest, an_answer_that_is_not_the_one_of_the_event_is_refused) {
  EXPECT_EQ(code_of(shown(keep_as(kept_.report.said, answer_ + "x"))), "report.not_equal");
  model::Reported of_another_day = kept_.report.said;
  of_another_day.query.as_of = {2018, 6, 1};
  EXPECT_EQ(code_of(shown(keep_as(of_another_day, answer_))), "report.not_equal");
  model::Reported ranking = kept_.report.said;
  ranking.of = ReportOf::kUnits;
  const std::string rows = ranking_bytes(RankingBy::kVolunteer, kCounty, ranking.query.now.span, {});
  ranking.result = model::result_hash(rows);
  EXPECT_EQ(code_of(shown(keep_as(ranking, rows))), "report.not_equal");
  // A form to come.
  model::Reported newer = kept_.report.said;
  newer.result = model::result_hash("wishtree report 2\n");
  EXPECT_EQ(code_of(shown(keep_as(newer, "wishtree report 2\n"))), "report.other_release");
  const std::string blob = bytes_.blob;
  EXPECT_EQ(code_of(shown(keep_as(kept_.report.said, {model::name_blob(blob), blob.size()}, blob))),
            "report.not_equal");
}

TEST_F(DeskReportsOfOthersTest, a_cut_off_that_differs_spoils_no_answer) {
  model::Reported said = kept_.report.said;
  ++said.cut_off.data[0];
  const auto published = shown(keep_as(said, answer_));
  ASSERT_EQ(code_of(published), "");
  EXPECT_EQ(published->then.report.whole.now.reached[0], 1u);
  EXPECT_EQ(published->no_corrections->code, "report.not_equal");
  EXPECT_FALSE(published->refuted);
}

// The numbers of an answer are anybody's who may write there.
TEST_F(DeskReportsOfOthersTest, an_answer_that_no_report_has_is_refused) {
  model::Report hostile = *model::parse_report(answer_);
  hostile.whole.now.reached[0] = std::uint64_t{1} << 63;
  const std::string answer = model::report_bytes(hostile);
  model::Reported said = kept_.report.said;
  said.result = model::result_hash(answer);
  EXPECT_EQ(code_of(shown(keep_as(said, answer))), "report.other_release");
}

}  // namespace
}  // namespace node
