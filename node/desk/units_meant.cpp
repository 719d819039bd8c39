#include "node/desk/units_meant.h"

#include <algorithm>

namespace node {

using model::SubjectId;

UnitsMeant::UnitsMeant(std::shared_ptr<const model::Programme> programme, const std::string& typed)
    : programme_(std::move(programme)) {
  if (const auto id = model::parse_uuid(typed)) ids_.push_back(standing(*id));
  for (const model::Unit* unit : programme_->units_named(typed)) ids_.push_back(unit->id);
}

bool UnitsMeant::has(const std::optional<SubjectId>& unit) const {
  return unit && std::ranges::find(ids_, standing(*unit)) != ids_.end();
}

// Itself, where it is not known here.
SubjectId UnitsMeant::standing(const SubjectId& id) const {
  const model::Unit* unit = programme_->unit(id);
  return unit ? unit->id : id;
}

}  // namespace node
