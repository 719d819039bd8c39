// What can go wrong with the city's machines and lines. To add one: a function in a fault_….cpp and a
// line in the table of faults.cpp.
//
// Each world draws some kinds and how often each strikes; a fault says fired() with its name when it
// had an effect, and one that never does in many seeds is itself a failure of the simulator. Faults end
// when the world's days are over.

#pragma once

#include <span>

#include "tools/simulation/people.h"
#include "tools/simulation/world.h"

namespace simulation {

// What a fault acts on.
struct Stage {
  World& world;
  People& people;
  Dice& dice;
  std::vector<std::function<void()>> at_the_end;  // What ends with the faults.
};

struct FaultKind {
  const char* name;
  unsigned worlds_of_thousand;  // In how many worlds it strikes,
  unsigned strikes_max;         // and there how often at most.
  void (*strike)(Stage& stage);
};
[[nodiscard]] std::span<const FaultKind> fault_kinds();

// Puts this world's faults on the agenda.
void begin_faults(Stage& stage);
// No more faults: lines heal, disks work, whoever is off is started, twins end.
void end_faults(Stage& stage);

// A running machine drawn from all; nothing where none runs.
[[nodiscard]] Machine* some_running(Stage& stage, bool not_city = false);

// ---- The faults ----

// fault_lines.cpp
void lose_frames(Stage& stage);
void repeat_frames(Stage& stage);
void swap_frames(Stage& stage);
void cut_frames(Stage& stage);
void garble_frames(Stage& stage);
void delay_frames(Stage& stage);
void partition(Stage& stage);
void partition_one_way(Stage& stage);
void go_offline_for_long(Stage& stage);
void all_back_at_once(Stage& stage);
// fault_processes.cpp
void kill_process(Stage& stage);
void restart_gently(Stage& stage);
void lose_power_before_sync(Stage& stage);
void lose_power_after_sync(Stage& stage);
void forget_ledger(Stage& stage);
// fault_disks.cpp
void fill_disk(Stage& stage);
void fail_sync(Stage& stage);
void flip_bit(Stage& stage);
void damage_file(Stage& stage);
void lose_disk(Stage& stage);
// fault_clocks.cpp
void clock_in_1970(Stage& stage);
void clock_20_years_ahead(Stage& stage);
void clock_steps_back(Stage& stage);
// fault_copies.cpp
void restore_backup(Stage& stage);
void clone_in_turns(Stage& stage);
void clone_at_once(Stage& stage);
void erase_then_restore(Stage& stage);
void lose_disk_below_a_restored_county(Stage& stage);
// fault_bundles.cpp
void carry_bundles(Stage& stage);
void replay_bundle(Stage& stage);
void carry_bundles_out_of_order(Stage& stage);
void damage_bundle(Stage& stage);
void give_bundle_to_another(Stage& stage);
void lose_end_of_bundle(Stage& stage);
// fault_kinds.cpp
void write_unknown_kinds(Stage& stage);
void run_older_release(Stage& stage);
// hostile.cpp
void turn_hostile(Stage& stage);
// fault_tree.cpp
void add_town_between(Stage& stage);
void merge_villages(Stage& stage);

}  // namespace simulation
