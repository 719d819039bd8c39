// What offices do besides wishes: the city sets its policy and its campaigns, anybody their units, and
// whoever reports keeps what was reported. A part of People (people.h).

#include <algorithm>

#include "tools/simulation/people.h"

namespace simulation {

namespace {

// Of the time in which worlds are, whatever the machines' clocks say.
constexpr model::DaySpan kReported{{2018, 6, 1}, {2018, 8, 31}};

}  // namespace

void People::set_something(Machine& machine) {
  const std::uint64_t draw = dice_.below(100);
  const bool of_city = machine.place == kCity;
  if (draw < 25) return keep_report(machine);
  if (draw < 50) return make_report_again(machine);
  if (draw < 75 || !of_city) return set_unit(machine);
  if (draw < 90) return set_campaign(machine);
  set_policy();
}

// Claims end within days, and points change: of each deed those count under which its wish was published.
void People::set_policy() {
  Machine& city = world_.city();
  if (!city.running() || city.older_release) return;
  model::Policy policy;
  policy.claim_days = static_cast<std::uint16_t>(dice_.between(1, 12));
  policy.points = static_cast<std::uint16_t>(dice_.between(1, 20));
  at_desk(city, "setting the policy", [&](Process& process) { return process.desk().set_policy(policy); });
}

void People::set_unit(Machine& machine) {
  correct_unit(machine);
  node::UnitInput input;
  input.place = home_at(machine);
  input.name = kUnits[dice_.below(std::size(kUnits))];
  at_desk(machine, "setting a unit",
          [&](Process& process) { return process.desk().set_unit(std::nullopt, input); });
}

// Some are given up for another one, in chains and circles too, and some renamed.
void People::correct_unit(Machine& machine) {
  std::vector<model::SubjectId> known, own;
  world_.at(machine, [&](Process& process) {
    const auto programme = process.desk().programme();
    for (const auto& [id, unit] : programme->units()) {
      known.push_back(id);
      if (world_.tree().at_or_above(machine.place, unit.place)) own.push_back(id);
    }
  });
  if (own.empty()) return;
  const model::SubjectId id = dice_.pick(own), other = dice_.pick(known);
  node::UnitInput input;
  if (other != id && dice_.of_thousand(500))
    input.same_as = other;
  else
    input.name = kUnits[dice_.below(std::size(kUnits))];
  at_desk(machine, input.same_as ? "merging units" : "renaming a unit",
          [&](Process& process) { return process.desk().set_unit(id, input); });
}

void People::set_campaign(Machine& machine) {
  const model::Date first = today();
  const model::CampaignSet campaign{"活动" + std::to_string(dice_.below(1000)),
                                    first,
                                    first.plus_days(static_cast<std::int64_t>(dice_.below(20))),
                                    {}};
  at_desk(machine, "setting a campaign",
          [&](Process& process) { return process.desk().set_campaign(std::nullopt, campaign); });
}

std::optional<std::optional<model::SubjectId>> People::some_campaign(Machine& machine) {
  std::vector<model::SubjectId> known;
  world_.at(machine, [&](Process& process) {
    const auto programme = process.desk().programme();
    for (const auto& [id, campaign] : programme->campaigns()) known.push_back(id);
  });
  if (known.empty()) return std::nullopt;
  return std::optional(std::optional(dice_.pick(known)));
}

void People::keep_report(Machine& machine) {
  node::KeepOrder order;
  order.of = static_cast<model::ReportOf>(dice_.between(1, 3));
  order.ask.span = kReported;
  const bool figures = order.of == model::ReportOf::kFigures;
  if (figures) order.ask.by = static_cast<model::ReportBy>(dice_.below(6));
  at_desk(machine, figures ? "keeping a report" : "keeping a ranking",
          [&](Process& process) { return process.desk().reports().keep(order); });
}

// Whether what is shown are the very bytes that were published, wherever those are.
void People::read_report(const Machine& machine, Process& process, const node::KeptReport& kept) {
  const model::FoldedReport& report = kept.report;
  const auto shown = process.desk().reports().show(report.id, {}, 1);
  const std::string which =
      machine.name + " shows the report " + model::uuid_text(report.id) + " of " + report.place().text();
  if (!shown) {
    if (process.store().blob(report.event))
      world_.broken("kept reports are read", which + " not: " + shown.error().en);
    return;
  }
  const node::RankingView& ranking = shown->ranking_then;
  const std::string bytes = report.said.of == model::ReportOf::kFigures
                                ? model::report_bytes(shown->then.report)
                                : node::ranking_bytes(ranking.by, ranking.place, ranking.span, ranking.rows);
  if (model::result_hash(bytes) != report.said.result)
    world_.broken("kept reports are read", which + " otherwise");
}

// Of whatever node, it comes out as it was kept, byte for byte.
void People::make_report_again(Machine& machine) {
  at_desk(machine, "making a report again", [&](Process& process) -> model::Result<node::ReportMadeAgain> {
    const auto kept = process.desk().reports().kept(std::nullopt);
    if (!kept) return kept.error();
    if (kept->empty()) return model::Error("report.not_held", "nothing was kept here");
    const node::KeptReport& one = dice_.pick(*kept);
    read_report(machine, process, one);
    auto again = process.desk().reports().again(one.report.id);
    if (!again && again.error().code == "report.not_equal")
      world_.broken("kept reports come out equal", machine.name + " makes the report " +
                                                       model::uuid_text(one.report.id) + " of " +
                                                       one.report.place().text() + " otherwise");
    return again;
  });
}

}  // namespace simulation
