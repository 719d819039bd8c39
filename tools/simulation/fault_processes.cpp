// Faults of programs and of power.

#include "tools/simulation/faults.h"

namespace simulation {

void kill_process(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  stage.world.trace().say(machine->name + " is killed");
  stage.world.stop(*machine, stage.dice.of_thousand(500));
  stage.world.start_later(*machine, stage.dice.between(500, kHourMs));
  stage.world.fired("process killed");
}

void restart_gently(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  stage.world.trace().say(machine->name + " is restarted");
  stage.world.stop_gently(*machine);
  stage.world.start_later(*machine, stage.dice.between(4'000, kHourMs));
  stage.world.fired("restarted gently");
}

// At one of the next commits, whatever that is: a person's, a peer's, an erasure's.
void lose_power_before_sync(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  machine->disk->cut_power_at(stage.dice.between(1, 30), false);
  machine->on_power_cut = "power cut before sync";
}

void lose_power_after_sync(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  machine->disk->cut_power_at(stage.dice.between(1, 30), true);
  machine->on_power_cut = "power cut after sync";
}

void forget_ledger(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  stage.world.trace().say(machine->name + " restarts without its ledger");
  stage.world.stop(*machine, false);
  machine->forget_ledger();
  stage.world.start_later(*machine, stage.dice.between(500, kMinuteMs));
  stage.world.fired("ledger forgotten");
}

}  // namespace simulation
