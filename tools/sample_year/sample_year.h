// A year of the programme, made up: people of all places of a city, their wishes, and what becomes of them,
// as a script of steps (steps.h) for tests, the demo, the simulator and the benches to play.
//
// All follows from the seed, the number of wishes, the year and the places; nothing of it is kept but what
// all wishes share, so that a hundred thousand wishes take hardly more memory than a hundred. life(i) makes
// the wish number i anew each time. A const SampleYear may be used by several threads at once.
//
// The year ends on its 31st of December, with some wishes still on their way.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "model/campaign.h"
#include "tools/sample_year/course.h"
#include "tools/sample_year/days.h"
#include "tools/sample_year/places.h"
#include "tools/sample_year/steps.h"
#include "tools/sample_year/units.h"

namespace sample_year {

struct Order {
  std::uint64_t seed = 1;
  std::uint32_t wishes = 1000;
  std::uint16_t year = 2018;
  // Communities and villages below each town, 150 at most; 0: as many as in real life.
  std::uint32_t homes_per_town = 0;
  // The city's setting: a claim that is not fulfilled within so many days, 1 or more, expires.
  std::uint32_t claim_days = 30;
};

enum class Relation : std::uint8_t {
  kNone,
  kSamePerson,  // Another wish of the person of the wish before.
  kSameWish,    // The wish before, registered once more, perhaps at another village.
};

struct Life {
  std::uint32_t wish = 0;
  Relation relation = Relation::kNone;  // To wish - 1.
  std::vector<SampleStep> steps;        // Ascending by day; the first is its Register.
};

class SampleYear {
 public:
  // As make_places() wants them (places.h). A year from 1901 to 2099.
  SampleYear(const Order& order, std::vector<SamplePlace> given);
  SampleYear(const SampleYear&) = delete;
  SampleYear& operator=(const SampleYear&) = delete;

  [[nodiscard]] const Order& order() const { return order_; }
  [[nodiscard]] const Places& places() const { return places_; }
  [[nodiscard]] const std::vector<model::CampaignPlan>& campaigns() const { return calendar_.campaigns(); }
  [[nodiscard]] const std::vector<Unit>& units() const { return volunteers_.units(); }
  [[nodiscard]] const std::vector<Volunteer>& volunteers() const { return volunteers_.all(); }

  // `wish` is below order().wishes.
  [[nodiscard]] Life life(std::uint32_t wish) const;

  // All steps of all wishes, ascending by day, on one day by wish; those of one wish keep their order. It
  // holds eight bytes a step, and the lives under way, up to a limit. `visit` returns whether to go on.
  void play(const std::function<bool(const SampleStep&)>& visit) const;

 private:
  struct Arrival;
  [[nodiscard]] Relation relation_of(std::uint32_t wish) const;
  [[nodiscard]] Arrival arrival_of(std::uint32_t wish) const;
  [[nodiscard]] Arrival on_form_or_alone(std::uint32_t wish) const;
  [[nodiscard]] Person person_of(std::uint32_t wish, const Arrival& arrival) const;

  const Order order_;
  const Calendar calendar_;
  const Places places_;
  const Volunteers volunteers_;
  const Programme programme_;
};

}  // namespace sample_year
