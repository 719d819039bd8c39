#include "tools/simulation/run.h"

#include "tools/simulation/faults.h"
#include "tools/simulation/invariants.h"
#include "tools/simulation/step_watch.h"

namespace simulation {

namespace {

// How often the invariants that hold always are looked at.
constexpr std::uint64_t kLookEveryMs = 10 * kDayMs;
constexpr std::uint64_t kConvergeMsMax = 2 * kDayMs;
// Acks and parts may still be on their way when events are in step.
constexpr std::uint64_t kSettleMs = kHourMs;
constexpr std::uint64_t kTalkHoursMax = 48;

// Who is in step has nothing to say, but for admins who still do what they had set out to do.
bool falls_silent(World& world) {
  std::uint64_t frames = 0;
  for (std::uint64_t hours = 0; hours < kTalkHoursMax; ++hours) {
    frames = world.internet().frames();
    world.run_until(world.now_ms() + kHourMs);
    if (world.internet().frames() == frames) return true;
  }
  world.broken("who is in step falls silent",
               std::to_string(world.internet().frames() - frames) + " frames in the last hour");
  return false;
}

void live(World& world, People& people) {
  Dice dice(world.options().seed, "faults");
  Stage stage{world, people, dice, {}};
  StepWatch watch(world);
  world.found();
  watch.begin();
  people.begin();
  if (world.options().calm)
    world.count_commits();
  else
    begin_faults(stage);
  const std::uint64_t end = world.now_ms() + world.options().scale.days * kDayMs;
  while (!world.broken() && world.now_ms() < end) {
    world.run_until(std::min(end, world.now_ms() + dice.between(kLookEveryMs / 2, kLookEveryMs)));
    world.look_after_restored();
    check_invariants(world, When::kAlways);
  }
  end_faults(stage);
  const std::uint64_t limit = world.now_ms() + kConvergeMsMax;
  const auto well = [&] {
    if (in_step(world)) return true;
    world.look_after_refused();
    world.look_after_restored();
    return false;
  };
  if (!world.run_until(well, limit, 10 * kMinuteMs))
    world.broken("converges", "not in step two days after the faults ended: " + why_not_in_step(world));
  if (world.broken()) return;
  world.run_until(world.now_ms() + kSettleMs);
  if (!falls_silent(world)) return;
  for (const auto& machine : world.machines())
    world.at(*machine, [](Process& process) { process.project(); });
  check_invariants(world, When::kAtTheEnd);
  if (!world.broken()) count_outcomes(world);
}

}  // namespace

Outcome run_world(const Options& options) {
  World world(options);
  People people(world);
  live(world, people);
  Outcome out{options.seed,    world.trace().hash(), world.events_written(), world.internet().frames(),
              world.commits(), world.fired(),        world.broken(),         {}};
  if (out.broken) out.lines.assign(world.trace().lines().begin(), world.trace().lines().end());
  return out;
}

}  // namespace simulation
