// The node of a city that holds all that its nodes wrote in a played year (tools/played_year): a node for
// each county and for every tenth village, each with keys of its own. What they write is committed as it
// would be when it arrives from them.

#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "tools/bench/node_data.h"
#include "tools/played_year/city.h"
#include "tools/played_year/played_year.h"

namespace bench {

inline constexpr model::PlaceCode kCityPlace{4313};

// A year of the whole city, with as many villages as it has in real life.
[[nodiscard]] sample_year::Order order_of_year(std::uint64_t seed, std::uint64_t wishes);
[[nodiscard]] std::vector<sample_year::SamplePlace> places_of_year();

class YearCity {
 public:
  YearCity(const sample_year::SampleYear& year, std::uint64_t seed);
  YearCity(const YearCity&) = delete;
  YearCity& operator=(const YearCity&) = delete;

  // The data directory of the city's node before the year: places, nodes, units and campaigns. Its own keys
  // are others than those that the tree names, so that it can take in, but not write.
  void make_data(const std::filesystem::path& path);

  [[nodiscard]] played_year::PlayedYear& played() { return played_; }
  [[nodiscard]] const model::Authority& authority() const { return *city_.authority(); }
  // Writes an event down, which then waits. Calls `when_full` as often as `events_max` wait.
  [[nodiscard]] played_year::Write write(std::size_t events_max, std::function<void()> when_full);
  // Signs what waits, log by log, and commits it. Erasures wait for commit_erasures(), which ends the year:
  // each commit that has some makes the store rewrite what it holds, and that would be all that a bench of
  // something else measures.
  void commit(NodeData& data);
  void commit_erasures(NodeData& data);
  // Of all lives so far.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  [[nodiscard]] std::vector<wishsync::CheckedRun> runs_of(std::vector<played_year::Penned> penned) const;

  played_year::Pen pen_;
  const played_year::City city_;
  played_year::PlayedYear played_;
  std::vector<played_year::Penned> programme_;
  std::vector<played_year::Penned> waiting_;
  std::vector<played_year::Penned> erasures_;
  std::uint64_t written_ = 0;
};

}  // namespace bench
