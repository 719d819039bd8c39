// The canonical bytes of a report, written and read.

#include <algorithm>
#include <limits>
#include <type_traits>

#include "model/crypto.h"
#include "model/report.h"

namespace model {
namespace {

constexpr std::string_view kReportMagic = "wishtree report 1\n";

void put(std::string& out, const Cohort& cohort) {
  put_u32(out, cohort.span.first.number());
  put_u32(out, cohort.span.last.number());
  out.push_back(cohort.any_day ? 1 : 0);
  out += cohort.campaign.value_or(SubjectId{}).view();
}

void put(std::string& out, const ReportGroup& group) {
  put_u64(out, group.key.number);
  out += group.key.id.view();
  for (const ReportFigures* figures : {&group.now, &group.before})
    for_each_number(*figures, [&](const auto& value) { put_u64(out, static_cast<std::uint64_t>(value)); });
}

Date take_date(ByteReader& in) { return Date::from_number(in.u32()).value_or(Date{}); }

Cohort take_cohort(ByteReader& in) {
  Cohort out;
  out.span.first = take_date(in);
  out.span.last = take_date(in);
  out.any_day = in.u8() != 0;
  if (const auto campaign = in.fixed<SubjectId>(); !campaign.is_zero()) out.campaign = campaign;
  return out;
}

ReportGroup take_group(ByteReader& in) {
  ReportGroup out;
  out.key.number = in.u64();
  out.key.id = in.fixed<SubjectId>();
  for (ReportFigures* figures : {&out.now, &out.before})
    for_each_number(*figures, [&](auto& value) {
      value = static_cast<std::remove_reference_t<decltype(value)>>(in.u64());
    });
  return out;
}

bool valid(const ReportQuery& query) {
  return valid(query.now) && (!query.before || valid(*query.before)) && query.by <= ReportBy::kState &&
         query.as_of.valid();
}

bool valid(const ReportKey& key, ReportBy by) {
  constexpr std::uint64_t kTargets = 8 * sizeof(Targets::bits);
  switch (by) {
    case ReportBy::kNone:
      return false;
    case ReportBy::kPlace:
      return key.id.is_zero();
    case ReportBy::kCategory:
      return key.id.is_zero() && key.number <= std::numeric_limits<std::underlying_type_t<Category>>::max();
    case ReportBy::kTarget:
      return key.id.is_zero() && key.number < kTargets;
    case ReportBy::kUnit:
      return key.number == 0;
    case ReportBy::kState:
      return key.id.is_zero() && key.number <= std::numeric_limits<std::underlying_type_t<WishState>>::max();
  }
  return false;
}

// None is negative, as what was entered late waited no days.
bool valid(const ReportGroup& group) {
  bool out = true;
  for (const ReportFigures* figures : {&group.now, &group.before})
    for_each_number(*figures, [&](const auto& value) {
      out = out && static_cast<std::uint64_t>(value) <= kReportNumberMax;
    });
  return out;
}

// As ReportMaker makes it.
bool valid(const Report& report) {
  const ReportQuery& query = report.query;
  if (!valid(query) || report.whole.key != ReportKey{query.place.value, {}}) return false;
  const auto known = [&](const ReportGroup& group) { return valid(group.key, query.by) && valid(group); };
  if (!valid(report.whole) || !std::ranges::all_of(report.groups, known)) return false;
  const auto unordered = [](const ReportGroup& a, const ReportGroup& b) { return !(a.key < b.key); };
  if (std::ranges::adjacent_find(report.groups, unordered) != report.groups.end()) return false;
  const auto has_before = [](const ReportGroup& group) { return group.before != ReportFigures{}; };
  return query.before || (!has_before(report.whole) && std::ranges::none_of(report.groups, has_before));
}

}  // namespace

std::string report_bytes(const Report& report) {
  std::string out(kReportMagic);
  put_u64(out, report.query.place.value);
  put(out, report.query.now);
  out.push_back(report.query.before ? 1 : 0);
  if (report.query.before) put(out, *report.query.before);
  out.push_back(static_cast<char>(report.query.by));
  put_u32(out, report.query.as_of.number());
  put(out, report.whole);
  put_u32(out, static_cast<std::uint32_t>(report.groups.size()));
  for (const ReportGroup& group : report.groups) put(out, group);
  return out;
}

std::optional<Report> parse_report(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.take(kReportMagic.size()) != kReportMagic) return std::nullopt;
  Report out;
  out.query.place = {in.u64()};
  out.query.now = take_cohort(in);
  if (in.u8() != 0) out.query.before = take_cohort(in);
  out.query.by = static_cast<ReportBy>(in.u8());
  out.query.as_of = take_date(in);
  out.whole = take_group(in);
  for (std::uint32_t groups = in.u32(); groups > 0 && !in.failed(); --groups)
    out.groups.push_back(take_group(in));
  // A report has one form: its hash names it.
  if (in.failed() || !valid(out) || report_bytes(out) != bytes) return std::nullopt;
  return out;
}

ResultHash result_hash(std::string_view bytes) {
  ResultHash out;
  out.data = sha256(bytes);
  return out;
}

}  // namespace model
