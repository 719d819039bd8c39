#include "tools/simulation/faults.h"

namespace simulation {

namespace {

// Names are those that fired() hears.
constexpr FaultKind kFaultKinds[] = {
    {"frame lost", 500, 6, lose_frames},
    {"frame repeated", 500, 6, repeat_frames},
    {"frame swapped", 500, 6, swap_frames},
    {"frame cut", 500, 6, cut_frames},
    {"frame garbled", 400, 4, garble_frames},
    {"frames delayed", 500, 6, delay_frames},
    {"partition", 600, 8, partition},
    {"one-way partition", 500, 5, partition_one_way},
    {"offline for long", 400, 2, go_offline_for_long},
    {"all back at once", 250, 1, all_back_at_once},
    {"process killed", 600, 8, kill_process},
    {"restarted gently", 500, 5, restart_gently},
    {"power cut before sync", 600, 10, lose_power_before_sync},
    {"power cut after sync", 600, 10, lose_power_after_sync},
    {"ledger forgotten", 300, 3, forget_ledger},
    {"disk full", 400, 4, fill_disk},
    {"sync failed", 400, 5, fail_sync},
    {"bit flipped", 250, 2, flip_bit},
    {"file damaged", 300, 3, damage_file},
    {"disk lost", 350, 2, lose_disk},
    {"clock in 1970", 250, 2, clock_in_1970},
    {"clock 20 years ahead", 250, 2, clock_20_years_ahead},
    {"clock stepped back", 300, 3, clock_steps_back},
    {"backup restored", 300, 2, restore_backup},
    {"clone in turns", 150, 1, clone_in_turns},
    {"clone at once", 150, 1, clone_at_once},
    {"erased, then restored", 200, 1, erase_then_restore},
    {"disk lost below a restored county", 150, 1, lose_disk_below_a_restored_county},
    {"town added between", 250, 1, add_town_between},
    {"villages merged", 250, 2, merge_villages},
    {"kinds unknown to others", 300, 4, write_unknown_kinds},
    {"kinds masked at a peer", 300, 2, run_older_release},
    {"bundle carried", 350, 4, carry_bundles},
    {"bundle replayed", 250, 3, replay_bundle},
    {"bundles out of order", 250, 3, carry_bundles_out_of_order},
    {"bundle damaged", 250, 4, damage_bundle},
    {"bundle for another", 200, 3, give_bundle_to_another},
    {"bundle without its end", 300, 2, lose_end_of_bundle},
    {"hostile child", 400, 1, turn_hostile},
};

}  // namespace

std::span<const FaultKind> fault_kinds() { return kFaultKinds; }

void begin_faults(Stage& stage) {
  World& world = stage.world;
  const std::uint64_t span = world.options().scale.days * kDayMs;
  for (const FaultKind& kind : kFaultKinds) {
    // Drawn for every kind, so that a new one leaves the others as they were.
    Dice dice(world.options().seed, kind.name);
    if (!dice.of_thousand(kind.worlds_of_thousand)) continue;
    const std::uint64_t strikes = dice.between(1, kind.strikes_max);
    for (std::uint64_t i = 0; i < strikes; ++i)
      world.agenda().after(dice.below(span), kNobody, [&stage, &kind] { kind.strike(stage); });
  }
}

void end_faults(Stage& stage) {
  World& world = stage.world;
  world.trace().say("faults end");
  world.faults_are_over();
  world.internet().heal_all();
  for (const auto& end : stage.at_the_end) end();
  for (const auto& machine : world.machines()) {
    machine->disk->set_full(false);
    machine->disk->fail_syncs(0);
    machine->disk->spare_power();
    if (machine->older_release && !machine->retired) {
      world.stop(*machine, false);
      machine->older_release = false;
      machine->forget_ledger();
    }
    // Twins may still be bringing up what they wrote, while their originals are off.
    if (machine->twin_of && !machine->retired) {
      machine->twin_of->off = true;
      world.stop(*machine->twin_of, false);
      world.retire_when_up(*machine);
    }
  }
  // Damage that nobody met is found now.
  for (const auto& machine : world.machines()) world.mend_disk(*machine);
  for (const auto& machine : world.machines())
    if (!machine->process && !machine->disk->damaged())
      world.start_later(*machine, stage.dice.below(kHourMs));
}

Machine* some_running(Stage& stage, bool not_city) {
  const auto machines = stage.world.machines_that(
      [&](const Machine& m) { return m.running() && !m.twin_of && !(not_city && m.place == kCity); });
  return machines.empty() ? nullptr : machines[stage.dice.below(machines.size())];
}

}  // namespace simulation
