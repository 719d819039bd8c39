// Data directories that are older than they should be, or there twice.

#include "tools/simulation/faults.h"

namespace simulation {

namespace {

// Restores after some time, in which the node went on.
void restore_later(Stage& stage, Machine& machine, std::uint64_t after_ms, const char* name) {
  const DiskNumber disk = machine.disk_number;
  stage.world.back_up(machine);
  stage.world.agenda().after(after_ms, kNobody, [&stage, &machine, disk, name] {
    // Of a disk that was damaged already no backup was made.
    if (machine.retired || machine.disk_number != disk || !machine.backup || machine.backup->of != disk)
      return;
    stage.world.restore(machine, stage.dice.of_thousand(600));
    stage.world.fired(name);
  });
}

}  // namespace

void restore_backup(Stage& stage) {
  Machine* machine = some_running(stage);
  if (machine) restore_later(stage, *machine, stage.dice.between(kMinuteMs, 5 * kDayMs), "backup restored");
}

// The copy works while the original is off, then the original again.
void clone_in_turns(Stage& stage) {
  Machine* machine = some_running(stage, true);
  if (!machine) return;
  World& world = stage.world;
  world.stop(*machine, false);
  Machine& twin = world.clone(*machine);
  machine->off = true;
  world.start(twin);
  for (int i = 0; i < 3; ++i) stage.people.work_at(twin);
  world.fired("clone in turns");
  world.agenda().after(stage.dice.between(kHourMs, 3 * kDayMs), kNobody,
                       [&world, &twin] { world.retire_when_up(twin); });
}

void clone_at_once(Stage& stage) {
  Machine* machine = some_running(stage, true);
  if (!machine) return;
  World& world = stage.world;
  world.stop(*machine, false);
  Machine& twin = world.clone(*machine);
  world.start(*machine);
  world.start(twin);
  for (int i = 0; i < 3; ++i) {
    stage.people.work_at(*machine);
    stage.people.work_at(twin);
  }
  world.fired("clone at once");
  world.agenda().after(stage.dice.between(kHourMs, kDayMs), kNobody, [&world, machine, &twin] {
    world.stop(*machine, false);
    machine->off = true;
    world.retire_when_up(twin);
  });
}

// A village is cut off; meanwhile the county erases one of its wishes; then the village comes back from a
// backup that still has the words.
void erase_then_restore(Stage& stage) {
  World& world = stage.world;
  const auto villages = world.machines_that([&](const Machine& m) {
    return m.running() && !m.twin_of && world.level_of(m) == model::Level::kCommunity && m.parent->running();
  });
  if (villages.empty()) return;
  Machine& village = *villages[stage.dice.below(villages.size())];
  Line& line = world.internet().line(village.id, village.parent->id);
  line.down = true;
  world.internet().broke(village.id, village.parent->id);
  const std::uint64_t back = stage.dice.between(kHourMs, 2 * kDayMs);
  restore_later(stage, village, back, "erased, then restored");
  for (int i = 0; i < 3; ++i) stage.people.erase_at(*village.parent, village.place);
  world.agenda().after(back + kMinuteMs, kNobody, [&line] { line.down = false; });
}

// A county that is cut off from those above comes back from a backup, and so shows its words to nobody; then
// a village below loses its disk, and gets the events first and their words later.
void lose_disk_below_a_restored_county(Stage& stage) {
  World& world = stage.world;
  const auto villages = world.machines_that([&](const Machine& m) {
    return m.running() && !m.twin_of && world.level_of(m) == model::Level::kCommunity &&
           m.parent->running() && m.parent->parent != nullptr && !m.parent->disk->damaged();
  });
  if (villages.empty()) return;
  Machine& village = *villages[stage.dice.below(villages.size())];
  Machine& county = *village.parent;
  Line& up = world.internet().line(county.id, county.parent->id);
  up.down = true;
  world.internet().broke(county.id, county.parent->id);
  world.back_up(county);
  world.restore(county, true);
  const DiskNumber disk = village.disk_number;
  const std::uint64_t lost = stage.dice.between(kHourMs, 12 * kHourMs);
  world.agenda().after(lost, kNobody, [&world, &village, disk] {
    if (village.retired || village.disk_number != disk || !village.running()) return;
    world.replace_disk(village);
    world.fired("disk lost below a restored county");
  });
  world.agenda().after(lost + kDayMs, kNobody, [&up] { up.down = false; });
}

}  // namespace simulation
