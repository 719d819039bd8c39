// Figures that stand somewhere in the node already and are read when /metrics is asked for: what the desk
// hands to Metrics::text(). Names follow the conventions of Prometheus: base units, the unit last, and
// `_total` at the end of a counter.
//
// Nothing personal may become one: labels are codes of places, official names, keys and words of our own.

#pragma once

#include <string>
#include <utility>
#include <vector>

namespace node {

struct Sample {
  std::vector<std::pair<std::string, std::string>> labels;  // In the order in which they are shown.
  double value = 0;
};

struct Reading {
  enum class Kind { kGauge, kCounter };
  std::string name;
  std::string help;
  Kind kind = Kind::kGauge;
  std::vector<Sample> samples;  // No two with the same labels.
};

using Readings = std::vector<Reading>;

}  // namespace node
