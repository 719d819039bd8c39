// Units, campaigns and volunteers by what people type: the id, or the name. Used by the commands that name
// one.
//
// A name that is not known, or that several bear, is a failure of status kRefused that says what there is.

#pragma once

#include <string>

#include "tools/wishctl/api.h"

namespace wishctl {

// As the node's list has it.
[[nodiscard]] Outcome<json::value> find_campaign(Api& api, const std::string& typed);
// To change it, so one that was merged into another is found by its id alone.
[[nodiscard]] Outcome<json::value> find_unit(Api& api, const std::string& typed);
// To refer to it, as a claim does: by the name of one that was merged, the one that stands for it.
[[nodiscard]] Outcome<json::value> find_standing_unit(Api& api, const std::string& typed);

// Of the node's place or one below it; of several of one name the only one of its own place is meant.
[[nodiscard]] Outcome<json::value> find_volunteer(Api& api, const std::string& typed);

}  // namespace wishctl
