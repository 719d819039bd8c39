// Watches that who is in step lacks nothing for long: what the one end of a conversation holds, and the other
// is due and lacks, comes within minutes, as long as the conversation lasts, its line is sound and both say
// that they are in step. In the end all compare what they hold, and so hide what was not passed on before.
//
// Looks every other hour at what came since, and at the words and photos that are missing; and a second time,
// after a while, at what was lacking then. Changes nothing that others could notice.

#pragma once

#include <map>
#include <vector>

#include "tools/simulation/world.h"

namespace simulation {

class StepWatch {
 public:
  explicit StepWatch(World& world) : world_(world) {}
  StepWatch(const StepWatch&) = delete;
  StepWatch& operator=(const StepWatch&) = delete;

  // Puts itself on the agenda, for as long as the world goes on.
  void begin();

 private:
  enum class What { kEvent, kPart, kBlob };
  // Something that the one end of a conversation lacks and the other holds.
  struct Lack {
    const Machine* here = nullptr;
    const Machine* there = nullptr;
    What what = What::kEvent;
    model::EventRef event;
    std::uint64_t conversation = 0;
  };
  // Up to where arrivals at a machine were looked at for a neighbour; of one disk alone.
  struct Looked {
    DiskNumber disk = 0;
    std::uint64_t arrival = 0;
  };

  void look();
  void look_between(const Machine& child, std::vector<Lack>& lacks);
  void look_for_events(const Machine& here, const Machine& there, Looked& looked, std::vector<Lack>& lacks);
  void look_for_words(const Machine& here, const Machine& there, std::vector<Lack>& lacks);
  void look_again(const std::vector<Lack>& lacks);
  [[nodiscard]] bool still(const Lack& lack);
  [[nodiscard]] std::optional<std::uint64_t> conversation(const Machine& child);

  World& world_;
  std::map<std::pair<MachineId, MachineId>, Looked> looked_;  // By who holds, and who may lack.
};

}  // namespace simulation
