// What a row of measurements says.

#pragma once

#include <chrono>
#include <vector>

namespace bench {

inline constexpr double kMsOfSecond = 1000;

// 0 of nothing. Of an even number the mean of the two in the middle.
[[nodiscard]] double median(std::vector<double> values);
// The smallest value that `percent` of all do not exceed (nearest rank). 0 of nothing.
[[nodiscard]] double percentile(std::vector<double> values, double percent);

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace bench
