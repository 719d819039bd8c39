#include "tools/simulation/invariants.h"

namespace simulation {

std::string why_not_in_step(World& world) {
  for (const auto& machine : world.machines()) {
    if (machine->retired) continue;
    if (!machine->running())
      return machine->name + (machine->process ? " has not joined" : " is not running");
    if (machine->process->store().parts_hidden()) return machine->name + " hides its parts since a restore";
    if (!machine->parent) continue;
    bool well = false;
    std::string why = " has no parent";
    for (const node::PeerStatus& peer : machine->process->links().peers()) {
      if (!peer.is_parent) continue;
      well = peer.in_step;
      why = peer.connected ? " lacks " + std::to_string(peer.we_lack_events) + " events and its parent " +
                                 std::to_string(peer.peer_lacks_events)
                           : " is not connected";
      if (peer.last_error) why += " (" + peer.last_error->code + ")";
    }
    if (!well) return machine->name + why;
  }
  return "";
}

bool in_step(World& world) { return why_not_in_step(world).empty(); }

}  // namespace simulation
