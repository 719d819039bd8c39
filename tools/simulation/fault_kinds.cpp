// Nodes of different versions: what one of them writes, others do not know.

#include "tools/simulation/faults.h"

namespace simulation {

// A newer node writes events of three kinds that no other knows, with words in them: they are stored,
// forwarded and erased like any other, and count for nothing.
void write_unknown_kinds(Stage& stage) {
  Machine* machine = some_running(stage);
  if (!machine) return;
  node::Record record;
  for (std::uint16_t kind = 40'000; kind < 40'003; ++kind) {
    node::Draft draft;
    draft.place = machine->place;
    draft.kind = static_cast<model::Kind>(kind);
    draft.body = "newer";
    draft.subject = stage.people.some_subject(machine->place);
    draft.part = "newer words";
    record.drafts.push_back(std::move(draft));
  }
  bool written = false;
  stage.world.at(*machine,
                 [&](Process& process) { written = process.queue().record(std::move(record)).has_value(); });
  if (written) stage.world.fired("kinds unknown to others");
}

// A node runs a release that does not fold three of the kinds; it stores and forwards them all the same, and
// folds them once it is upgraded.
void run_older_release(Stage& stage) {
  World& world = stage.world;
  Machine* machine = some_running(stage);
  if (!machine || machine->older_release) return;
  const auto install = [&world, machine](bool older) {
    world.trace().say(machine->name + (older ? " runs an older release" : " is upgraded"));
    world.stop(*machine, false);
    machine->older_release = older;
    machine->forget_ledger();
    world.start(*machine);
  };
  install(true);
  const std::uint64_t before = machine->running() ? machine->process->store().last_arrival() : 0;
  world.agenda().after(stage.dice.between(kHourMs, 10 * kDayMs), kNobody, [&world, machine, install, before] {
    if (!machine->older_release || machine->retired) return;
    if (machine->running() && machine->process->store().last_arrival() > before)
      world.fired("kinds masked at a peer");
    install(false);
  });
}

}  // namespace simulation
