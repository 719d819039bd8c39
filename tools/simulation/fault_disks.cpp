// Faults of disks.

#include <algorithm>

#include "node/store/store_keys.h"
#include "tools/simulation/faults.h"

namespace simulation {

using node::Family;

namespace {

std::vector<std::string> keys_of(const Machine& machine, Family family) {
  std::vector<std::string> out;
  machine.disk->contents().scan(family, "", "", [&](std::string_view key, std::string_view) {
    out.emplace_back(key);
    return true;
  });
  return out;
}

// Somebody looks at the photo now and then, until it can be seen, or is known to be damaged.
void look_at_photo(World& world, Machine& machine, const std::string& key) {
  const DiskNumber disk = machine.disk_number;
  const std::uint64_t soon = world.now_ms() + 10 * kMinuteMs;
  const std::uint64_t last_day_ends = world.options().scale.days * kDayMs;
  const std::uint64_t next = std::clamp(world.now_ms() + 3 * kHourMs, soon, std::max(soon, last_day_ends));
  world.agenda().after(next - world.now_ms(), kNobody, [&world, &machine, key, disk] {
    if (machine.retired || machine.disk_number != disk || !machine.disk->damaged(Family::kBlob, key)) return;
    bool known = false;
    if (machine.running())
      world.at(machine, [&](Process& process) {
        const model::EventRef event = node::keys::read_event_key(key);
        const std::uint32_t index = node::keys::read_chunk_index(key);
        const auto held = process.store().held_blob(event);
        known = held && held->chunks <= index;
        (void)process.store().blob_chunk(event, index);
      });
    if (!known) look_at_photo(world, machine, key);
  });
}

}  // namespace

void fill_disk(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  const std::uint64_t refused = machine->disk->refused();
  machine->disk->set_full(true);
  stage.world.trace().say(machine->name + "'s disk is full");
  for (std::uint64_t i = stage.dice.below(4); i > 0; --i) stage.people.work_at(*machine);
  stage.world.agenda().after(stage.dice.between(kMinuteMs, 12 * kHourMs), kNobody,
                             [&stage, machine, refused] {
                               machine->disk->set_full(false);
                               if (machine->disk->refused() > refused) stage.world.fired("disk full");
                             });
}

void fail_sync(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  machine->disk->fail_syncs(stage.dice.between(1, 3));
  stage.world.trace().say(machine->name + "'s disk fails to sync");
  for (std::uint64_t i = stage.dice.below(4); i > 0; --i) stage.people.work_at(*machine);
  // Some are restarted while it is doubtful what stands on the disk.
  if (machine->disk->doubtful()) {
    stage.world.fired("sync failed");
    if (stage.dice.of_thousand(500)) {
      stage.world.stop(*machine, true);
      stage.world.start_later(*machine, stage.dice.between(500, kHourMs));
    }
  }
}

// In an event or a part, wherever; the disk's checksums tell when it is read.
void flip_bit(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  const Family family = stage.dice.of_thousand(700) ? Family::kLog : Family::kPart;
  const std::vector<std::string> keys = keys_of(*machine, family);
  if (keys.empty()) return;
  // Its admin has a backup of last night.
  if (!stage.world.replaceable(*machine)) stage.world.back_up(*machine);
  machine->disk->damage(family, stage.dice.pick(keys));
  machine->on_damage = "bit flipped";
  stage.world.trace().say("a bit flips on the disk of " + machine->name);
  // It is met sooner or later: at the latest at a restart, which reads all of it in some worlds.
  if (stage.dice.of_thousand(500)) {
    stage.world.stop(*machine, false);
    stage.world.start_later(*machine, 1000);
  }
}

// In a chunk of a photo, which comes again from a node that has it.
void damage_file(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  const std::vector<std::string> keys = keys_of(*machine, Family::kBlob);
  if (keys.empty()) return;
  const std::string key = stage.dice.pick(keys);
  machine->disk->damage(Family::kBlob, key);
  stage.world.trace().say("a photo is damaged on the disk of " + machine->name);
  look_at_photo(stage.world, *machine, key);
}

void lose_disk(Stage& stage) {
  Machine* machine = some_running(stage, true);
  if (!machine || !stage.world.replaceable(*machine)) return;
  stage.world.replace_disk(*machine);
  stage.world.fired("disk lost");
}

}  // namespace simulation
