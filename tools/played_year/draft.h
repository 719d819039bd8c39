// What a desk would have written, before it has a place in a log: the unit in which a played year is told.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/date.h"
#include "model/event.h"

namespace played_year {

struct PlayedDraft {
  model::WriterId writer;  // Who writes it: the node whose desk it is, or that which published the wish.
  model::PlaceCode place;  // The log to write into.
  model::Kind kind{};
  std::uint16_t flags = 0;
  model::SubjectId subject;
  model::PlaceCode home;  // 0: the same as place.
  std::vector<model::EventHash> based_on;
  std::string body;
  std::optional<std::string> part;  // The payload; whoever writes it down adds the salt.
  model::Date day;                  // On which it is written.
};

// Writes the draft down at once, and gives the event that it became: what follows is based on its hash. A Pen
// (pen.h) does this.
using Write = std::function<model::Event(PlayedDraft&&)>;

}  // namespace played_year
