// Faults of the lines between machines. Those of single frames are episodes on one line; the Internet
// counts each frame that met them.

#include "tools/simulation/faults.h"

namespace simulation {

namespace {

// The line of some machine to its parent; nothing where that is the city.
Machine* some_child(Stage& stage) {
  const auto children =
      stage.world.machines_that([](const Machine& m) { return m.parent != nullptr && !m.retired; });
  return children.empty() ? nullptr : children[stage.dice.below(children.size())];
}

Line& line_of(Stage& stage, const Machine& child) {
  return stage.world.internet().line(child.id, child.parent->id);
}

template <typename Set>
void episode(Stage& stage, const char* name, Set&& set) {
  Machine* child = some_child(stage);
  if (!child) return;
  const std::uint64_t lasts = stage.dice.between(kHourMs, 2 * kDayMs);
  set(line_of(stage, *child), true);
  stage.world.trace().say(child->name + "'s line: " + name);
  stage.world.agenda().after(lasts, kNobody, [&stage, child, set] { set(line_of(stage, *child), false); });
}

void take_down(Stage& stage, Machine& child, std::uint64_t lasts) {
  World& world = stage.world;
  line_of(stage, child).down = true;
  world.internet().broke(child.id, child.parent->id);
  world.trace().say(child.name + "'s line is down");
  world.agenda().after(lasts, kNobody, [&stage, &child] { line_of(stage, child).down = false; });
}

}  // namespace

void lose_frames(Stage& stage) {
  const unsigned chance = static_cast<unsigned>(stage.dice.between(5, 60));
  episode(stage, "frames get lost", [chance](Line& l, bool on) { l.lose = on ? chance : 0; });
}
void repeat_frames(Stage& stage) {
  const unsigned chance = static_cast<unsigned>(stage.dice.between(5, 80));
  episode(stage, "frames repeat", [chance](Line& l, bool on) { l.repeat = on ? chance : 0; });
}
void swap_frames(Stage& stage) {
  const unsigned chance = static_cast<unsigned>(stage.dice.between(5, 80));
  episode(stage, "frames overtake", [chance](Line& l, bool on) { l.swap = on ? chance : 0; });
}
void cut_frames(Stage& stage) {
  const unsigned chance = static_cast<unsigned>(stage.dice.between(5, 60));
  episode(stage, "connections break", [chance](Line& l, bool on) { l.cut = on ? chance : 0; });
}
void garble_frames(Stage& stage) {
  const unsigned chance = static_cast<unsigned>(stage.dice.between(5, 60));
  episode(stage, "frames arrive as rubbish", [chance](Line& l, bool on) { l.garble = on ? chance : 0; });
}
void delay_frames(Stage& stage) {
  const std::uint64_t delay = stage.dice.between(500, 15'000);
  episode(stage, "frames take long",
          [delay](Line& l, bool on) { l.delay_ms_max = on ? delay : Line{}.delay_ms_max; });
  stage.world.fired("frames delayed");
}

void partition(Stage& stage) {
  Machine* child = some_child(stage);
  if (!child) return;
  take_down(stage, *child, stage.dice.between(kMinuteMs, kDayMs));
  stage.world.fired("partition");
}

void partition_one_way(Stage& stage) {
  Machine* child = some_child(stage);
  if (!child) return;
  const std::size_t side = stage.dice.below(2);
  line_of(stage, *child).deaf[side] = true;
  stage.world.internet().broke(child->id, child->parent->id);
  stage.world.trace().say(child->name + "'s line works one way only");
  stage.world.agenda().after(stage.dice.between(kMinuteMs, kDayMs), kNobody,
                             [&stage, child, side] { line_of(stage, *child).deaf[side] = false; });
  stage.world.fired("one-way partition");
}

// A month is the world; its faults end when its days do.
void go_offline_for_long(Stage& stage) {
  Machine* child = some_child(stage);
  if (!child) return;
  take_down(stage, *child, stage.dice.between(5 * kDayMs, 60 * kDayMs));
  stage.world.fired("offline for long");
}

void all_back_at_once(Stage& stage) {
  const std::uint64_t lasts = stage.dice.between(kHourMs, 3 * kDayMs);
  for (Machine* child : stage.world.machines_that([](const Machine& m) { return m.parent && !m.retired; }))
    take_down(stage, *child, lasts);
  stage.world.fired("all back at once");
}

}  // namespace simulation
