// Changes of the tree of places while villages may be away.

#include "tools/simulation/faults.h"

namespace simulation {

// A town comes between a county and its villages; one of the villages is enrolled anew below the town.
void add_town_between(Stage& stage) {
  World& world = stage.world;
  const auto counties = world.machines_that([&](const Machine& m) {
    return m.running() && !m.twin_of && world.level_of(m) == model::Level::kCounty;
  });
  if (counties.empty()) return;
  Machine& county = *counties[stage.dice.below(counties.size())];
  const model::PlaceCode code{county.place.value * 1000 + 101};
  for (const auto& machine : world.machines())
    if (machine->place == code) return;
  Machine& town = world.add_machine("town of " + county.name, code, &county);
  world.trace().say(town.name + " is added");
  world.enrol(town);
  world.fired("town added between");
  const auto villages = world.machines_that([&](const Machine& m) {
    return m.parent == &county && !m.twin_of && !m.retired && world.level_of(m) == model::Level::kCommunity;
  });
  if (villages.empty()) return;
  Machine& village = *villages[stage.dice.below(villages.size())];
  world.agenda().after(stage.dice.between(kHourMs, 3 * kDayMs), kNobody, [&world, &town, &village] {
    if (!town.running() || village.retired || !village.running()) return;
    village.parent = &town;
    world.replace_disk(village);
  });
}

// Of the villages below one county two become one, or one gets a new code; their nodes go on as they are.
// None that may be in hostile hands: what such a node said of its neighbours would count.
void merge_villages(Stage& stage) {
  World& world = stage.world;
  const auto counties = world.machines_that([&](const Machine& m) {
    return m.running() && !m.twin_of && world.level_of(m) == model::Level::kCounty;
  });
  if (counties.empty()) return;
  Machine& county = *counties[stage.dice.below(counties.size())];
  const auto villages = world.machines_that([&](const Machine& m) {
    return m.parent == &county && !m.twin_of && !m.retired && world.level_of(m) == model::Level::kCommunity &&
           m.writer && !world.exposed(*m.writer);
  });
  if (villages.empty()) return;
  const model::PlaceCode place = villages[stage.dice.below(villages.size())]->place;
  const model::PlaceCode other = villages[stage.dice.below(villages.size())]->place;
  node::PlaceMerge merge{place, other, std::nullopt};
  if (place == other) {
    merge.successor = model::PlaceCode{place.value + 500};
    merge.name = "recoded " + place.text();
  }
  bool done = false;
  world.at(county, [&](Process& process) { done = process.desk().merge_place(merge).has_value(); });
  if (done)
    world.merged(place, merge.successor);
  else
    world.may_have_merged(place, merge.successor);
}

}  // namespace simulation
