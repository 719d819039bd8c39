// Faults of disks.

#include "node/store_keys.h"
#include "tools/simulation/faults.h"

namespace simulation {

using node::Family;

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
  std::vector<std::string> keys;
  machine->disk->contents().scan(family, "", "", [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return true;
  });
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

void lose_disk(Stage& stage) {
  Machine* machine = some_running(stage, true);
  if (!machine || !stage.world.replaceable(*machine)) return;
  stage.world.replace_disk(*machine);
  stage.world.fired("disk lost");
}

}  // namespace simulation
