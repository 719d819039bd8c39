// The list of places that `init --places` loads: a CSV with the header code,name,parent,level, levels
// by the keys of model/vocabulary.h, in any order of rows.

#pragma once

#include <string_view>
#include <vector>

#include "model/facts.h"
#include "model/result.h"

namespace model {

// The places of the list without `first` itself, each after its parent. The list may leave `first`
// out. Errors "places.bad_row" (with the line's number), "places.no_header", "places.no_parent",
// "places.twice".
[[nodiscard]] Result<std::vector<Placed>> read_places_csv(std::string_view text, PlaceCode first);

}  // namespace model
