#include "tools/bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "node/version.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace json = boost::json;

namespace {

constexpr double kMegabyte = 1024 * 1024;

// Four significant digits: more is noise.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

double per_second(std::uint64_t events, double seconds) {
  return seconds > 0 ? static_cast<double>(events) / seconds : 0;
}

json::value or_null(const std::vector<double>& values, double value) {
  return values.empty() ? json::value(nullptr) : json::value(rounded(value));
}

}  // namespace

void Report::sample(double seconds, double raw_seconds) {
  seconds_.push_back(seconds);
  if (raw_seconds <= 0) return;
  raw_seconds_.push_back(raw_seconds);
  ratios_.push_back(raw_seconds / seconds);
}

void Report::wire_bytes(std::uint64_t bytes) { wire_bytes_.push_back(static_cast<double>(bytes)); }

void Report::peak_memory(const std::string& process, std::uint64_t bytes) {
  double& most = peak_memory_mb_[process];
  most = std::max(most, static_cast<double>(bytes) / kMegabyte);
}

void Report::note(const std::string& name, double value) {
  auto at = std::find_if(notes_.begin(), notes_.end(), [&](const auto& note) { return note.first == name; });
  if (at == notes_.end()) at = notes_.insert(notes_.end(), {name, {}});
  at->second.push_back(value);
}

double Report::rate() const { return per_second(events_, median(seconds_)); }

std::string Report::json(const std::string& command) const {
  json::object out;
  out["bench"] = bench_;
  out["events"] = events_;
  out["seconds"] = rounded(median(seconds_));
  out["rate"] = rounded(rate());
  out["raw_rate"] = or_null(raw_seconds_, per_second(events_, median(raw_seconds_)));
  out["ratio"] = or_null(ratios_, median(ratios_));
  out["wire_bytes_per_event"] = or_null(wire_bytes_, median(wire_bytes_) / static_cast<double>(events_));
  json::object memory;
  for (const auto& [process, mb] : peak_memory_mb_) memory[process] = rounded(mb);
  out["peak_memory_mb"] = std::move(memory);
  for (const auto& [name, values] : notes_) out[name] = rounded(median(values));
  out["runs"] = runs();
  json::array ratios;
  for (const double ratio : ratios_) ratios.push_back(json::value(rounded(ratio)));
  out["ratios"] = std::move(ratios);
  out["release"] = node::kRelease;
  out["command"] = command;
  return json::serialize(out);
}

std::string Report::text() const {
  std::string out =
      fmt::format("{}: {} events in {:.4g} s, {:.4g}/s", bench_, events_, median(seconds_), rate());
  if (!raw_seconds_.empty())
    out += fmt::format("; raw {:.4g}/s, ratio {:.3g}", per_second(events_, median(raw_seconds_)),
                       median(ratios_));
  if (ratios_.size() > 1)
    out += fmt::format(" ({:.3g} to {:.3g})", *std::min_element(ratios_.begin(), ratios_.end()),
                       *std::max_element(ratios_.begin(), ratios_.end()));
  out += '\n';
  if (!wire_bytes_.empty())
    out += fmt::format("  on the wire {:.4g} bytes an event\n",
                       median(wire_bytes_) / static_cast<double>(events_));
  for (const auto& [process, mb] : peak_memory_mb_)
    out += fmt::format("  peak memory of the {}: {:.4g} MB\n", process, mb);
  for (const auto& [name, values] : notes_) out += fmt::format("  {}: {:.4g}\n", name, median(values));
  return out;
}

}  // namespace bench
