#include "tools/simulation/due.h"

namespace simulation {

bool Due::parts(const model::LogId& log) const {
  const Tree& tree = world_.tree();
  const auto writer = world_.journal().opener_of(log.writer);
  return tree.at_or_above(at_, log.place) || (writer && tree.at_or_above(at_, writer->place));
}

bool Due::open_parts(const model::LogId& log) const {
  return parts(log) || world_.tree().at_or_above(log.place, at_);
}

}  // namespace simulation
