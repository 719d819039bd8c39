// Disks that are lost, restored and copied, and what admins do about them. A part of World (world.h).

#include "tools/simulation/invariants.h"
#include "tools/simulation/world.h"

namespace simulation {

namespace {

constexpr std::uint64_t kLookAgainMs = 5 * kMinuteMs;

}  // namespace

void World::replace_disk(Machine& machine) {
  trace_.say(machine.name + " gets a new disk and joins anew");
  stop(machine, true);
  journal_.lost(machine.disk_number);
  machine.disk = std::make_unique<Disk>();
  machine.forget_ledger();
  machine.backup.reset();
  machine.writer.reset();
  machine.owes_new_writer.reset();
  machine.replaced = true;
  machine.join_code.reset();
  machine.member = false;
  machine.forked = false;
  machine.restored_mark.reset();
  make_keys(machine);
  enrol(machine);
}

void World::look_after_refused() {
  for (const auto& machine : machines_) {
    if (!machine->running() || !machine->parent || machine->twin_of || !machine->parent->running()) continue;
    const auto peers = machine->process->links().peers();
    const bool refused = std::any_of(peers.begin(), peers.end(), [](const node::PeerStatus& peer) {
      return peer.is_parent && peer.last_error && peer.last_error->code == "sync.not_enrolled";
    });
    if (refused) replace_disk(*machine);
  }
}

void World::look_at_ticks(const Machine& machine) {
  if (const Finding finding = ticks_are_not_ahead(*this, machine)) broken("ticks are not ahead", *finding);
}

void World::look_after_restored() {
  for (const auto& machine : machines_) {
    if (machine->place != kCity || !machine->running() || !machine->process->store().parts_hidden()) continue;
    const bool all_up = std::all_of(machines_.begin(), machines_.end(), [&](const auto& child) {
      return child->parent != machine.get() || child->retired || has_got_up(*child);
    });
    if (all_up) at(*machine, [](Process& process) { (void)process.desk().finish_restore(); });
  }
}

void World::back_up(Machine& machine) {
  if (machine.disk->damaged()) return;
  machine.backup =
      Backup{machine.disk->copy(), machine.disk_number, journal_.promise_count(machine.disk_number),
             machine.writer, machine.clock.wall_ms()};
}

void World::restore(Machine& machine, bool noticed) {
  model::check(machine.backup && machine.backup->of == machine.disk_number, "there is a backup of this disk");
  stop(machine, true);
  trace_.say(machine.name + " is restored from a backup");
  const DiskNumber as = ++disks_;
  journal_.restored(machine.disk_number, machine.backup->promises, as);
  machine.forked = machine.exposed = true;
  ++machine.exposures;
  if (spoke_since(machine)) machine.owes_new_writer = machine.backup->writer;
  expose(machine.writer);
  expose(machine.backup->writer);
  machine.disk = machine.backup->disk->copy();
  machine.disk_number = machine.backup->of = as;
  if (noticed) machine.restored_mark = machine.backup->made_at_ms;
  start(machine);
}

Machine& World::clone(Machine& machine) {
  Machine& twin = add_machine(machine.name + "'s twin", machine.place, machine.parent);
  twin.keys = machine.keys;
  twin.disk = machine.disk->copy();
  twin.twin_of = &machine;
  twin.member = true;
  twin.forked = machine.forked = twin.exposed = machine.exposed = true;
  ++machine.exposures;
  ++twin.exposures;
  expose(machine.writer);
  trace_.say(machine.name + " is copied to another machine");
  return twin;
}

void World::retire(Machine& twin) {
  stop(twin, false);
  twin.retired = true;
  trace_.say(twin.name + " is no more");
  if (twin.twin_of->off) {
    twin.twin_of->off = false;
    start(*twin.twin_of);
  }
}

bool World::has_got_up(Machine& machine) const {
  if (!machine.running()) return false;
  const auto peers = machine.process->links().peers();
  return std::any_of(peers.begin(), peers.end(),
                     [](const node::PeerStatus& peer) { return peer.is_parent && peer.in_step; });
}

void World::retire_when_up(Machine& twin) {
  if (twin.retired) return;
  if (has_got_up(twin)) return retire(twin);
  start(twin);
  agenda_.after(kLookAgainMs, kNobody, [this, &twin] { retire_when_up(twin); });
}

}  // namespace simulation
