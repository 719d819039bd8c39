// Plays a sample year without any node: turns its script into the events that desks and publishers would
// write, so that benches and tests get whole lives by the hundred thousand.
//
// A step at a place without a node is written by the next node above it. All nodes count as in step at every
// moment, so lives come out as the script means them: nobody is unaware of anybody, and nothing is granted
// beyond the slots. What a desk would refuse is left out, and counted: a second approval of what is vetted
// already, a second claim of a volunteer who has taken the wish up, and the closing of a wish that was handed
// over and refused. What is closed while slots are free is taken down first.
//
// Everything follows from the year and the seed. One thread at a time.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "tools/played_year/living_wish.h"
#include "tools/played_year/stage.h"

namespace played_year {

class PlayedYear {
 public:
  // The year must outlive this. `authority` says which nodes there are (City makes one).
  PlayedYear(const sample_year::SampleYear& year, std::shared_ptr<const model::Authority> authority,
             std::uint64_t seed = 1)
      : year_(year), stage_(year, std::move(authority), seed) {}
  PlayedYear(const PlayedYear&) = delete;
  PlayedYear& operator=(const PlayedYear&) = delete;

  // Units, campaigns and policy, in the city's log of place 0. Once, before any life.
  void set_programme(const Write& write) { stage_.set_programme(write); }

  // All lives in the order of days; claims expire in between. It holds those that are under way.
  void play(const Write& write);
  // One life from its first day to the year's last.
  void play_life(std::uint32_t wish, const Write& write);
  // The same with a life that somebody made up; its `wish` may be beyond those of the year.
  LivingWish play_life(const sample_year::Life& life, const Write& write);

  // What each life came to, once it is over.
  std::function<void(const LivingWish&)> on_over;
  // Steps that desks would have refused so far.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  // The most lives that play() held at once.
  [[nodiscard]] std::size_t under_way_most() const { return under_way_most_; }

 private:
  class Agenda;
  void wake_until(LivingWish& wish, const model::Date& day, const Write& write) const;
  void end(const LivingWish& wish);
  [[nodiscard]] model::Date last_day() const { return {year_.order().year, 12, 31}; }

  const sample_year::SampleYear& year_;
  Stage stage_;
  std::uint64_t refused_ = 0;
  std::size_t under_way_most_ = 0;
};

}  // namespace played_year
