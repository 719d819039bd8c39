// What must hold between the nodes of a Pipes once nothing is under way.

#pragma once

#include <gtest/gtest.h>

#include "sync/carry.h"
#include "tests/support/pipes.h"

namespace support {

// For a failed settle(): who is not in step, and which conversations ended why.
inline std::string why(Pipes& world) {
  std::string out;
  for (const auto& node : world.nodes()) {
    for (const int side : {0, 1}) {
      const auto* session = world.session(*node, side);
      if (!session) continue;
      const auto s = session->status();
      if (s.in_step) continue;
      out += node->name() + (side == 0 ? " as the lower" : "'s parent") + " is not in step: open " +
             std::to_string(s.open) + ", lacks " + std::to_string(s.we_lack_events) + ", peer lacks " +
             std::to_string(s.peer_lacks_events) + "\n";
    }
  }
  for (const auto& end : world.ends()) out += "ended: " + end.code + " " + end.en + "\n";
  for (const auto& refused : world.refusals()) out += "refused: " + refused.code + "\n";
  return out;
}

// Every node carries what rule 3 says and holds parts where rule 4 has them due, and nothing else.
// `erased`: parts that no one may hold.
inline ::testing::AssertionResult all_agree(Pipes& world) {
  using model::LogId;
  std::map<LogId, std::vector<model::Tip>> all;
  std::map<model::EventRef, bool> parts;  // Somewhere there is a part.
  for (const auto& node : world.nodes()) {
    if (!node->writer()) continue;
    node->store().for_each_log([&](const LogId& log, std::span<const model::Tip> tips) {
      auto& longest = all[log];
      if (longest.empty() || tips.back() > longest.back() || tips.size() > longest.size())
        longest.assign(tips.begin(), tips.end());
    });
  }
  for (const auto& node : world.nodes()) {
    if (!node->writer()) continue;
    const auto authority = node->store().authority();
    for (const auto& [log, tips] : all) {
      const auto held = node->store().tips(log);
      const bool carried = wishsync::carries(*authority, node->place(), log);
      if (!carried && !held.empty())
        return ::testing::AssertionFailure()
               << node->name() << " holds a log of " << log.place.text() << " that is not its own";
      if (carried && held != tips)
        return ::testing::AssertionFailure()
               << node->name() << " holds " << (held.empty() ? 0 : held.back().seq.value) << " of "
               << tips.back().seq.value << " events of a log of " << log.place.text() << " (" << held.size()
               << " of " << tips.size() << " tips)";
      if (!carried) continue;
      std::set<model::EventHash> seen;
      bool good = true;
      node->store().for_each_event(log, [&](const model::Event& event) {
        if (!seen.insert(event.hash()).second) good = false;
        if (!event.header().has_part()) return true;
        const bool due = wishsync::part_due(*authority, node->place(), event.header());
        const auto part = node->store().part(event.ref());
        if (part.has_value() != due) good = false;
        return true;
      });
      if (!good)
        return ::testing::AssertionFailure() << node->name() << ": a part of a log of " << log.place.text()
                                             << " is where it is not due, or lacks";
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace support
