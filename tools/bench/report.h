// What a bench measured in its runs: gathers the samples, and says their medians to people or programs.
//
// The shared machines that it runs on drift by a factor of two between minutes, so a ratio is taken
// within each run, of work and raw baseline one after the other, and the median is that of the ratios.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bench {

class Report {
 public:
  // `events`: how many one sample worked on; requests, where it asked.
  Report(std::string bench, std::uint64_t events) : bench_(std::move(bench)), events_(events) {}

  // One run. `raw_seconds`: what the raw baseline took for as many; 0 where there is none.
  void sample(double seconds, double raw_seconds = 0);
  void wire_bytes(std::uint64_t bytes);
  // The most that a process had in memory (VmHWM).
  void peak_memory(const std::string& process, std::uint64_t bytes);
  // Whatever else a run measured; the unit is the last word of its name.
  void note(const std::string& name, double value);

  [[nodiscard]] const std::string& bench() const { return bench_; }
  [[nodiscard]] std::size_t runs() const { return seconds_.size(); }
  [[nodiscard]] double rate() const;
  // One JSON object on one line. What was not measured is null.
  [[nodiscard]] std::string json(const std::string& command) const;
  // Some lines for people.
  [[nodiscard]] std::string text() const;

 private:
  std::string bench_;
  std::uint64_t events_;
  std::vector<double> seconds_, raw_seconds_, ratios_, wire_bytes_;
  std::map<std::string, double> peak_memory_mb_;
  std::vector<std::pair<std::string, std::vector<double>>> notes_;  // In the order of first mention.
};

}  // namespace bench
