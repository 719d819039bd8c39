// Which registered unit is meant by the name that whoever claims writes.

#include <algorithm>

#include "model/form1.h"
#include "node/desk/desk.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;
using model::SubjectId;
using model::Unit;

namespace {

// Those of the own place, or else of the nearest place above it that has any; all, where none has.
std::vector<const Unit*> nearest(const std::vector<const Unit*>& units, PlaceCode own,
                                 const model::Authority& authority) {
  std::vector<PlaceCode> line = authority.line_above(authority.current(own));
  line.insert(line.begin(), authority.current(own));
  for (const PlaceCode place : line) {
    std::vector<const Unit*> here;
    std::ranges::copy_if(units, std::back_inserter(here),
                         [&](const Unit* unit) { return authority.current(unit->place) == place; });
    if (!here.empty()) return here;
  }
  return units;
}

}  // namespace

Error Desk::ambiguous_unit(const std::string& typed, const std::vector<const Unit*>& meant) const {
  std::string en, zh;
  for (std::size_t i = 0; i < std::min(meant.size(), kUnitsNamedMax); ++i) {
    const Unit* unit = meant[i];
    const std::string id = model::uuid_text(unit->id);
    const std::string name = unit->name == typed ? "" : unit->name + ", ";
    const std::string place = place_name(unit->place) + " " + unit->place.text();
    en += (en.empty() ? "" : "; ") + id + " (" + name + place + ")";
    zh += (zh.empty() ? "" : "；") + id + "（" + name + place + "）";
  }
  if (meant.size() > kUnitsNamedMax) {
    en += "; and others";
    zh += "；等";
  }
  return {
      "unit.ambiguous",
      "several units are called '" + typed + "'; in place of the name give the id of the one meant: " + en,
      "有多个单位名为“" + typed + "”；请不写名称，改写所指单位的标识：" + zh};
}

Result<std::optional<SubjectId>> Desk::unit_meant(const std::string& typed) const {
  const auto programme = parts_.store.programme();
  const auto authority = parts_.store.authority();
  if (const auto id = model::parse_uuid(typed)) {
    const Unit* unit = programme->unit(*id);
    return unit ? std::optional(unit->id) : std::nullopt;
  }
  std::vector<const Unit*> meant = programme->units_named(typed);
  if (meant.size() > 1) meant = nearest(meant, parts_.own.place(), *authority);
  if (meant.size() > 1) return ambiguous_unit(typed, meant);
  return meant.empty() ? std::nullopt : std::optional(meant.front()->id);
}

Result<ClaimInput> Desk::with_unit(const ClaimInput& input) const {
  ClaimInput out = input;
  out.unit = model::tidy_text(input.unit);
  if (out.unit.empty() || model::parse_uuid(out.unit)) return out;
  const auto meant = unit_meant(out.unit);
  if (!meant) return meant.error();
  if (*meant) out.unit = model::uuid_text(**meant);
  return out;
}

}  // namespace node
