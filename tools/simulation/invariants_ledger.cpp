// Ledger and figures: the same from the same set of events, and as a recount has them.

#include "model/bytes.h"
#include "node/ledger/ledger_recount.h"
#include "tools/simulation/invariants.h"

namespace simulation {

Finding ledger_follows_from_logs(World& world) {
  // Of one node a seed: a recount costs more than all else.
  const auto running = world.machines_that([](const Machine& m) { return m.running(); });
  Machine& machine = *running[world.options().seed % running.size()];
  Finding wrong;
  world.at(machine, [&](Process& process) {
    process.project();
    const auto problems = node::verify_ledger(process.store(), process.ledger());
    if (!problems.empty()) wrong = machine.name + ": " + problems.front().en;
  });
  return wrong;
}

// Whoever has the same root for a place has the same figures for it: of all nodes, and of all times.
Finding same_root_same_figures(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    node::Ledger& ledger = machine->process->ledger();
    for (const node::TreeEdge& edge : ledger.tree()) {
      if (!machine->process->store().authority()->at_or_above(machine->place, edge.code)) continue;
      const auto summary = ledger.summary(edge.code, {}, std::nullopt);
      std::string figures;
      for (const auto& [key, figure] : summary.rows)
        for (const std::uint64_t n :
             {std::uint64_t{key.month}, static_cast<std::uint64_t>(key.state),
              static_cast<std::uint64_t>(key.category), std::uint64_t{key.targets.bits},
              static_cast<std::uint64_t>(figure.wishes), static_cast<std::uint64_t>(figure.value_yuan)})
          model::put_u64(figures, n);
      if (!world.figures_agree(summary.input_root, hash_bytes(figures)))
        return machine->name + " has other figures for " + edge.code.text() +
               " than stood beside the same root before";
    }
  }
  return std::nullopt;
}

Finding same_root_same_rows(World& world) {
  const node::Ledger& top = world.city().process->ledger();
  const std::vector<model::FoldedWish> all = top.wishes({}, std::nullopt, SIZE_MAX);
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine.get() == &world.city()) continue;
    const node::Ledger& ledger = machine->process->ledger();
    const model::PlaceCode place = machine->place;
    if (ledger.summary(place, {}, std::nullopt).input_root != top.summary(place, {}, std::nullopt).input_root)
      return machine->name + " and the city have other roots for " + place.text();
    node::WishFilter below;
    below.places = machine->process->store().authority()->subtree(place);
    const auto here = ledger.wishes(below, std::nullopt, SIZE_MAX);
    auto next = here.begin();
    bool same = true;
    for (const model::FoldedWish& wish : all)
      if (node::passes(below, node::facets_of(wish))) same = same && next != here.end() && *next++ == wish;
    if (!same || next != here.end())
      return machine->name + " and the city have other rows for " + place.text();
  }
  return std::nullopt;
}

}  // namespace simulation
