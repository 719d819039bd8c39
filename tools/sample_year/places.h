// Where the people of a sample year live: the given tree down to the towns, and below each town the
// communities and villages, which are invented in the manner of the real ones.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/facts.h"
#include "model/ids.h"
#include "model/vocabulary.h"

namespace sample_year {

struct SamplePlace {
  model::PlaceCode code;
  std::string name;
  model::Level level{};
};

// A community or village and what is above it.
struct Home {
  model::PlaceCode code;
  std::string name;
  model::PlaceCode town;
  std::string town_name;
  model::PlaceCode county;
  model::PlaceCode city;
  bool urban = false;  // A community 社区, where people live in blocks and not in village groups.
};

// Homes of one town stand together.
struct Town {
  model::PlaceCode code;
  std::string name;
  model::PlaceCode county;
  std::size_t first_home = 0;
  std::size_t home_count = 0;
};

struct Places {
  std::vector<SamplePlace> all;  // Given and invented, each after what is above it.
  std::vector<Home> homes;       // Ascending by code, as `towns` are.
  std::vector<Town> towns;
  std::vector<SamplePlace> counties;
  SamplePlace city;
};

// The rows of a list of places (model/places_csv.h) with the first place, which that list leaves out.
[[nodiscard]] std::vector<SamplePlace> sample_places(const SamplePlace& first,
                                                     const std::vector<model::Placed>& below);

// `given` holds one city, its counties and towns, and communities where those are to be real ones. Each town
// gets `per_town` homes with those given, or as many as in real life where that is 0: communities have
// codes from 001, villages from 201 (GB/T 10114). At least one town must be given, each
// with its county and the city.
[[nodiscard]] Places make_places(std::vector<SamplePlace> given, std::uint64_t seed, std::uint32_t per_town);

}  // namespace sample_year
