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

}  // namespace simulation
