// Reports from the ledger are those of a recount, whatever order the events came in; what was kept is made
// again from its cut-off, byte for byte, whatever came later; and corrections explain the whole difference.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "node/ledger/cut_off_fold.h"
#include "node/ledger/ledger_recount.h"
#include "support/story.h"

namespace node {
namespace {

using model::PlaceCode;
using model::ReportBy;
using support::kCity;
using support::kCounty;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Turn;
using support::World;

constexpr ReportBy kAllBy[] = {ReportBy::kNone,   ReportBy::kPlace, ReportBy::kCategory,
                               ReportBy::kTarget, ReportBy::kUnit,  ReportBy::kState};

// As likely as any other from the first test on: rapidcheck begins small otherwise.
template <typename T>
T any_of(T first, T behind_last) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(first, behind_last));
}

constexpr std::uint8_t kWishes = 5;

// Some lives side by side, units and volunteers, and whatever else happens in between.
std::vector<Turn> some_turns() {
  const auto any = rc::gen::container<Turn>(rc::gen::inRange<std::uint8_t>(0, 255));
  std::vector<Turn> out;
  for (std::uint8_t i = 0; i < kWishes; ++i)
    out.push_back({0, static_cast<std::uint8_t>(i == 0 ? 1 : 3), any_of<std::uint8_t>(0, 255), 1});
  std::vector<std::vector<Turn>> lives;
  for (std::uint8_t i = 0; i < kWishes; ++i) lives.push_back(support::whole_life(i, kWishes));
  constexpr std::uint8_t kKnows = support::kTurnConfirms;  // With these numbers of volunteers, and of units.
  lives.push_back({{kKnows, 3, 2, 1},
                   {kKnows, 3, 8, 2},
                   {kKnows, 0, 5, 1},
                   {kKnows, 0, 5, 3},
                   {kKnows, 0, 5, 7},
                   {9, 1, 1, 0}});
  while (!lives.empty()) {
    auto& life = lives[any_of<std::size_t>(0, lives.size())];
    out.push_back(life.front());
    life.erase(life.begin());
    std::erase_if(lives, [](const auto& one) { return one.empty(); });
    if (any_of(0, 6) == 0) out.push_back(*any);
  }
  return out;
}

model::ReportQuery some_query() {
  model::ReportQuery out;
  out.place = *rc::gen::element(kCity, kCounty, kTown, kVillage);
  out.by = *rc::gen::elementOf(std::vector<ReportBy>(std::begin(kAllBy), std::end(kAllBy)));
  const auto month = *rc::gen::element<std::uint32_t>(201801, 201806, 201807, 201808);
  out.now.span = model::days_of({month, 201812});
  out.before = model::Cohort{model::span_before(out.now.span), {}, false};
  out.as_of = {2018, 7, 15};
  return out;
}

struct Made {
  std::string bytes;
  model::ReportRows rows;
  model::InputRoot root;
};

Made from_ledger(const Ledger& ledger, const model::ReportQuery& query, const model::ReportFrame& frame) {
  Made out;
  model::ReportMaker maker(query, frame);
  out.root = ledger
                 .report_rows(query.place,
                              [&](const model::ReportRow& row) {
                                maker.add(row);
                                if (maker.concerns(row)) out.rows.emplace(row.key, row);
                              })
                 .input_root;
  out.bytes = model::report_bytes(maker.finish());
  return out;
}

model::ReportFrame frame_now(const EventStore& store) {
  return model::frame_of(*store.authority(), *store.programme());
}

// Else what follows would hold over nothing.
TEST(LedgerReportLives, get_somewhere) {
  World world;
  std::vector<Turn> turns;
  for (std::uint8_t i = 0; i < kWishes; ++i) turns.push_back({support::kTurnRegisters, 3, i, 1});
  for (std::uint8_t i = 0; i < kWishes; ++i)
    for (const Turn& turn : support::whole_life(i, kWishes)) turns.push_back(turn);
  support::tell(world, turns);
  NodeData data(world.root_key());
  data.take_all(world.runs());
  data.project();
  std::size_t closed = 0, with_units = 0;
  (void)data.ledger().report_rows(kCity, [&](const model::ReportRow& row) {
    closed += row.reached == model::ReportStep::kClosed && row.satisfaction > 0;
    with_units += !row.units.empty();
  });
  EXPECT_EQ(closed, 2u);  // Of the others a second place stays free.
  EXPECT_EQ(with_units, kWishes);
  const auto rows =
      rank(RankingBy::kUnit, kCity, data.ledger().confirmed_takings({2018, 1, 1}, {2018, 12, 31}),
           *data.store().authority(), *data.store().programme(),
           [&](const model::SubjectId& id) { return data.ledger().volunteers_of(id); });
  EXPECT_FALSE(rows.empty());
}

RC_GTEST_PROP(LedgerReport, counts_points_alike_in_any_order, ()) {
  World world;
  support::tell(world, some_turns());
  const RankingBy by = *rc::gen::element(RankingBy::kUnit, RankingBy::kVolunteer);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto rows_of = [&](const std::vector<wishsync::CheckedRun>& runs, std::uint64_t turn_max) {
    NodeData data(world.root_key(), kVillage, turn_max);
    data.take_all(runs);
    data.project();
    return rank(by, kCity, data.ledger().confirmed_takings({2018, 1, 1}, {2018, 12, 31}),
                *data.store().authority(), *data.store().programme(),
                [&](const model::SubjectId& id) { return data.ledger().volunteers_of(id); });
  };
  RC_ASSERT(rows_of(support::shuffled(world.runs(), seed, true), 1 + seed % 5) ==
            rows_of(world.runs(), 1000));
}

RC_GTEST_PROP(LedgerReport, is_that_of_a_recount_in_any_order, ()) {
  World world;
  support::tell(world, some_turns());
  const auto query = some_query();
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  NodeData data(world.root_key(), kVillage, 1 + seed % 5);
  data.take_all(support::shuffled(world.runs(), seed, true), [&] {
    if (seed % 3 == 0) data.project();
  });
  data.project();
  const model::ReportFrame frame = frame_now(data.store());
  const auto recounted = recount(data.store());
  RC_ASSERT(recounted.has_value());
  model::ReportMaker maker(query, frame);
  for (const auto& [key, wish] : recounted->wishes) {
    const auto offer = recounted->offers.find(key);
    maker.add(model::report_row(wish, offer == recounted->offers.end() ? nullptr : &offer->second));
  }
  const Made made = from_ledger(data.ledger(), query, frame);
  RC_ASSERT(made.bytes == model::report_bytes(maker.finish()));
  RC_ASSERT(made.root == recounted->roots.at(query.place));
}

// Some of a story is held when something is kept; then the rest arrives.
struct Kept {
  World world;
  std::unique_ptr<NodeData> data;
  model::CutOff cut_off;
};

void hold_some(Kept& kept, PlaceCode place) {
  support::tell(kept.world, some_turns());
  const auto& runs = kept.world.runs();
  const auto held = any_of<std::size_t>(1, runs.size() + 1);
  kept.data = std::make_unique<NodeData>(kept.world.root_key());
  kept.data->take_all({runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(held)});
  kept.data->project();
  kept.cut_off = cut_off_of(place, kept.data->ledger().tree(), kept.data->ledger().logs());
}

void hold_all(Kept& kept) {
  kept.data->take_all(kept.world.runs());
  kept.data->project();
}

RC_GTEST_PROP(LedgerReport, made_again_it_is_equal_and_corrections_explain_what_changed, ()) {
  Kept kept;
  model::Reported said;
  said.query = some_query();
  hold_some(kept, said.query.place);
  const Ledger& ledger = kept.data->ledger();
  const auto fold = CutOffFold::make(kept.data->store(), kept.cut_off);
  RC_ASSERT(fold.has_value());
  const Made then =
      from_ledger(ledger, said.query, model::frame_of((*fold)->authority(), (*fold)->programme()));

  hold_all(kept);
  const auto again = make_again(kept.data->store(), said, kept.cut_off);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->input_root == then.root);
  RC_ASSERT(model::report_bytes(again->report) == then.bytes);
  RC_ASSERT(again->result == model::result_hash(then.bytes));

  const model::ReportFrame frame = frame_now(kept.data->store());
  const Made now = from_ledger(ledger, said.query, frame);
  const model::ReportMaker maker_then(said.query, again->frame);
  const model::ReportMaker maker_now(said.query, frame);
  const auto corrections = model::corrections(again->rows, maker_then, now.rows, maker_now);
  // Those that are not listed, as they were, and those that are, as they are.
  model::ReportRows rows = again->rows;
  for (const model::Correction& one : corrections) {
    RC_ASSERT(one.then.has_value() || one.now.has_value());
    rows.erase(one.key);
    if (one.now) rows.emplace(one.key, *one.now);
  }
  model::ReportMaker explained(said.query, frame);
  for (const auto& [key, row] : rows) explained.add(row);
  RC_ASSERT(model::report_bytes(explained.finish()) == now.bytes);
  if (again->rows == now.rows && again->frame == frame) RC_ASSERT(corrections.empty());
}

RC_GTEST_PROP(LedgerReport, a_ranking_is_made_again_equal, ()) {
  Kept kept;
  model::Reported said;
  said.query = some_query();
  said.of = *rc::gen::element(model::ReportOf::kUnits, model::ReportOf::kVolunteers);
  hold_some(kept, said.query.place);
  const RankingBy by = said.of == model::ReportOf::kUnits ? RankingBy::kUnit : RankingBy::kVolunteer;
  const Ledger& ledger = kept.data->ledger();
  const auto rows_now = [&](const model::Authority& authority, const model::Programme& programme) {
    return rank(by, said.query.place,
                ledger.confirmed_takings(said.query.now.span.first, said.query.now.span.last), authority,
                programme, [&](const model::SubjectId& id) { return ledger.volunteers_of(id); });
  };
  const auto fold = CutOffFold::make(kept.data->store(), kept.cut_off);
  RC_ASSERT(fold.has_value());
  const auto then = rows_now((*fold)->authority(), (*fold)->programme());
  hold_all(kept);
  const auto again = make_again(kept.data->store(), said, kept.cut_off);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->ranking == then);
}

TEST(LedgerReportCutOff, a_node_that_lacks_a_log_says_so) {
  World world;
  support::tell(world, {{0, 3, 1, 1}, {0, 4, 2, 1}});
  NodeData data(world.root_key());
  data.take_all(world.runs());
  data.project();
  const auto cut_off = cut_off_of(kCity, data.ledger().tree(), data.ledger().logs());
  EXPECT_EQ(cut_off.logs.size(), data.ledger().logs().size());
  NodeData other(world.root_key());
  other.take_all({world.runs().begin(), world.runs().end() - 1});
  const auto fold = CutOffFold::make(other.store(), cut_off);
  ASSERT_FALSE(fold.has_value());
  EXPECT_EQ(fold.error().code, "report.not_held");
}

TEST(LedgerReportCutOff, is_of_the_places_above_at_and_below_alone) {
  World world;
  support::tell(world, {{0, 3, 1, 1}, {0, 4, 2, 1}, {0, 1, 2, 1}});
  NodeData data(world.root_key());
  data.take_all(world.runs());
  data.project();
  for (const auto& [log, tips] : cut_off_of(kTown, data.ledger().tree(), data.ledger().logs()).logs)
    EXPECT_NE(log.place, support::kOtherCounty);
  const auto of_county = cut_off_of(support::kOtherCounty, data.ledger().tree(), data.ledger().logs());
  for (const auto& [log, tips] : of_county.logs)
    EXPECT_TRUE(log.place == model::kPlaceOfAll || log.place == kCity || log.place == support::kOtherCounty);
}

}  // namespace
}  // namespace node
