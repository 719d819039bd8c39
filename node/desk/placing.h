// Changes of the tree of places, as drafts of events of place 0: a place is added, renamed, moved, or
// succeeded by another. Pure; the desk and the enrolment write what they say. Whether it counts is for
// model/authority.h to judge: what would not count is refused here with the reason.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/authority.h"
#include "node/data/write_path.h"

namespace node {

// What is not given stays as it is. A place that the tree lacks needs name and level; it goes below `parent`,
// or else below the place whose code begins its own the longest, and then takes in the places there whose
// codes it begins.
struct PlaceChange {
  model::PlaceCode code;
  std::optional<std::string> name;  // Tidied.
  std::optional<model::Level> level;
  std::optional<model::PlaceCode> parent;
};

// The place that is recoded or merged, and the one that it is from now on. A successor that the tree lacks is
// added: it needs a name, and has the level of the place.
struct PlaceMerge {
  model::PlaceCode place;
  model::PlaceCode successor;
  std::optional<std::string> name;  // Tidied.
};

// The known place with the longest code that begins `code`, itself not counted; of one that was succeeded its
// last successor. Null where there is none.
[[nodiscard]] const model::Place* parent_by_code(const model::Authority& authority, model::PlaceCode code);

// By a node at `own`. Nothing to write where all is so already. "place.bad_name", "place.name_needed",
// "place.level_needed", "place.no_parent", "place.unknown", "place.not_above", "place.level_not_below",
// "place.below_itself", "place.first", "place.succeeded".
[[nodiscard]] model::Result<std::vector<Draft>> drafts_to_place(const model::Authority& authority,
                                                                model::PlaceCode own,
                                                                const PlaceChange& change);
[[nodiscard]] model::Result<std::vector<Draft>> drafts_to_merge(const model::Authority& authority,
                                                                model::PlaceCode own,
                                                                const PlaceMerge& merge);

// No new wishes, units or nodes for a place that has a successor.
[[nodiscard]] model::Error succeeded_by(model::PlaceCode place, model::PlaceCode successor);

}  // namespace node
