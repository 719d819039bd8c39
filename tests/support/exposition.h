// The text format of Prometheus, version 0.0.4, read as strictly as it is written down: what a test of
// /metrics stands on. Shares no code with the product.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace support {

using MetricLabels = std::map<std::string, std::string>;

struct MetricFamily {
  std::string type;  // "counter", "gauge", "histogram".
  std::string help;
  // By the sample's own name (of a histogram: with _bucket, _sum or _count), then by its labels.
  std::map<std::string, std::map<MetricLabels, double>> samples;
};

struct Exposition {
  std::map<std::string, MetricFamily> families;

  // Nothing where there is no such sample.
  [[nodiscard]] std::optional<double> value(const std::string& sample, const MetricLabels& labels = {}) const;
};

// Throws std::runtime_error with the line where anything is not as the format and its conventions have it:
// every family has its HELP, then its TYPE, then all its samples; names and labels are well formed and
// escaped; no sample comes twice; counters end with _total and are not negative; a histogram's buckets
// ascend to +Inf, which is its count.
[[nodiscard]] Exposition parse_exposition(std::string_view text);

}  // namespace support
