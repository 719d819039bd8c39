// Faults of wall clocks. A clock is set while its machine is off, and some later put right.

#include "tools/simulation/faults.h"

namespace simulation {

namespace {

void set_clock(Stage& stage, const char* name, std::int64_t offset_ms) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  stage.world.trace().say(machine->name + ": " + name);
  stage.world.stop(*machine, false);
  machine->clock.offset_ms = offset_ms;
  stage.world.start(*machine);
  stage.world.fired(name);
  stage.world.agenda().after(stage.dice.between(kHourMs, 5 * kDayMs), kNobody, [&stage, machine] {
    if (machine->process) {
      stage.world.stop(*machine, false);
      stage.world.start_later(*machine, 1000);
    }
    machine->clock.offset_ms = 0;
  });
}

}  // namespace

void clock_in_1970(Stage& stage) {
  const std::uint64_t now = kWorldBeginsMs + stage.world.now_ms();
  set_clock(stage, "clock in 1970", -static_cast<std::int64_t>(now - stage.dice.below(kDayMs)));
}

void clock_20_years_ahead(Stage& stage) {
  set_clock(stage, "clock 20 years ahead", static_cast<std::int64_t>(20 * 365 * kDayMs));
}

void clock_steps_back(Stage& stage) {
  set_clock(stage, "clock stepped back",
            -static_cast<std::int64_t>(stage.dice.between(kMinuteMs, 20 * kDayMs)));
}

}  // namespace simulation
