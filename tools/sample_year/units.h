// The units 单位 of the city and the volunteers in them.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/ids.h"
#include "tools/sample_year/dice.h"
#include "tools/sample_year/places.h"

namespace sample_year {

enum class VolunteerKind : std::uint8_t { kPartyMember, kYouth, kCharity };

struct Unit {
  std::string name;
  model::PlaceCode place;   // A city, county or town.
  model::PlaceCode county;  // At or above `place`; 0 for one of the city.
  VolunteerKind kind{};     // Of most of its people.
};

struct Volunteer {
  std::string name;
  std::string phone;
  std::uint32_t unit = 0;
  VolunteerKind kind{};
};

class Volunteers {
 public:
  // Some six wishes to each; `wishes` decides how many there are.
  Volunteers(const Places& places, std::uint64_t seed, std::uint32_t wishes);

  [[nodiscard]] const std::vector<Unit>& units() const { return units_; }
  [[nodiscard]] const std::vector<Volunteer>& all() const { return all_; }

  // Who takes up a wish. Some take up many, most one or two.
  [[nodiscard]] std::uint32_t some_of_county(model::PlaceCode county, Dice& dice) const;
  [[nodiscard]] std::uint32_t some_of_city(Dice& dice) const;
  [[nodiscard]] std::uint32_t some_of_all(Dice& dice) const;
  // A colleague of `volunteer`, or the same one where it has none.
  [[nodiscard]] std::uint32_t some_colleague(std::uint32_t volunteer, Dice& dice) const;

 private:
  struct Group {
    model::PlaceCode county;  // 0: the city's own units.
    std::vector<std::uint32_t> members;
  };
  [[nodiscard]] const Group* group_of(model::PlaceCode county) const;

  std::vector<Unit> units_;
  std::vector<Volunteer> all_;
  std::vector<Group> groups_;
  std::vector<std::vector<std::uint32_t>> of_unit_;
};

}  // namespace sample_year
