// Memory and queues within their limits.

#include "sync/limits.h"
#include "tools/simulation/invariants.h"

namespace simulation {

namespace {

// A node has its peers' frames and its people's work waiting for one sync of the disk.
constexpr std::size_t kQueueRequestsMax = 4096;
// The peer's credit, and the frames that need none.
constexpr std::size_t kUnderWayBytesMax = wishsync::kCreditPeerBytes + 4 * wishsync::kFrameBytesMax;

}  // namespace

Finding limits_are_kept(World& world) {
  const Internet& internet = world.internet();
  if (internet.frame_bytes_max() > wishsync::kFrameBytesMax)
    return "a frame of " + std::to_string(internet.frame_bytes_max()) + " bytes was sent";
  if (internet.under_way_bytes_max() > kUnderWayBytesMax)
    return std::to_string(internet.under_way_bytes_max()) + " bytes were under way to one peer";
  if (const auto& overdraft = internet.overdraft())
    return world.machines()[overdraft->from - 1]->name + " sent without credit to " +
           world.machines()[overdraft->to - 1]->name;
  for (const auto& machine : world.machines())
    if (machine->process && machine->process->queue().waiting_max() > kQueueRequestsMax)
      return machine->name + " had " + std::to_string(machine->process->queue().waiting_max()) +
             " requests waiting";
  return std::nullopt;
}

}  // namespace simulation
