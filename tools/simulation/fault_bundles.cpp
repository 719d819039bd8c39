// Bundles that people carry between nodes: late, twice, in the wrong order, damaged, to the wrong desk.

#include "node/data/memory_bundle.h"
#include "tools/simulation/faults.h"

namespace simulation {

namespace {

using Volumes = std::vector<std::string>;

// Small, so that most bundles have several volumes.
constexpr std::uint64_t kVolumeBytesMin = 4096;
constexpr std::uint64_t kVolumeBytesMax = 400'000;

Machine* some_neighbour(Stage& stage, const Machine& machine) {
  const auto others = stage.world.machines_that([&](const Machine& m) {
    return m.running() && !m.twin_of && (machine.parent == &m || m.parent == &machine);
  });
  return others.empty() ? nullptr : others[stage.dice.below(others.size())];
}

// Nothing where the sender does not know the receiver, or has no room or no luck.
std::optional<Volumes> make(Stage& stage, Machine& from, const Machine& to,
                            std::uint64_t volume_bytes_max = kVolumeBytesMax) {
  std::optional<Volumes> out;
  const node::BundleOptions options{to.keys.signer->key(), stage.dice.of_thousand(200),
                                    stage.dice.between(kVolumeBytesMin, volume_bytes_max)};
  if (!from.running()) return out;
  stage.world.at(from, [&](Process& process) {
    node::MemoryBundleSink sink;
    const auto written = node::write_bundle(process.bundle_context(), options, sink);
    stage.world.trace().note(5, from.id, hash_bytes(written ? "" : written.error().code));
    if (written) out = std::move(sink.volumes);
  });
  return out;
}

// Why it was not taken; empty where it was, or where it opened and only some of it could not be.
std::string take(Stage& stage, Machine& to, const Volumes& volumes) {
  std::string refused = "not running";
  if (!to.running()) return refused;
  stage.world.at(to, [&](Process& process) {
    process.queue().run_waiting([&] {
      node::MemoryBundleSource source(volumes);
      const auto read = node::read_bundle(process.bundle_context(), source);
      refused = read ? "" : read.error().code;
      stage.world.trace().note(6, to.id, hash_bytes(refused));
    });
  });
  return refused;
}

// A bundle on its way; the machine may have another disk when it arrives.
void carry(Stage& stage, Volumes volumes, Machine& to, std::uint64_t after_ms, const char* name) {
  stage.world.agenda().after(after_ms, kNobody, [&stage, volumes = std::move(volumes), &to, name] {
    if (!stage.world.faults_over() && to.running() && take(stage, to, volumes).empty())
      stage.world.fired(name);
  });
}

// The line between the two is down, so that what is carried matters.
void cut_off(Stage& stage, const Machine& a, const Machine& b, std::uint64_t lasts) {
  Line& line = stage.world.internet().line(a.id, b.id);
  line.down = true;
  stage.world.internet().broke(a.id, b.id);
  stage.world.agenda().after(lasts, kNobody, [&line] { line.down = false; });
}

}  // namespace

// There and back: the way back carries the acknowledgements.
void carry_bundles(Stage& stage) {
  Machine* from = some_running(stage);
  Machine* to = from ? some_neighbour(stage, *from) : nullptr;
  if (!to) return;
  cut_off(stage, *from, *to, stage.dice.between(kDayMs, 10 * kDayMs));
  stage.people.work_at(*from);
  auto there = make(stage, *from, *to);
  if (!there) return;
  const std::uint64_t days = stage.dice.between(kHourMs, 3 * kDayMs);
  carry(stage, std::move(*there), *to, days, "bundle carried");
  stage.world.agenda().after(days + kMinuteMs, kNobody, [&stage, from, to] {
    auto back = make(stage, *to, *from);
    if (back)
      carry(stage, std::move(*back), *from, stage.dice.between(kHourMs, kDayMs), "bundle carried back");
  });
}

void replay_bundle(Stage& stage) {
  Machine* from = some_running(stage);
  Machine* to = from ? some_neighbour(stage, *from) : nullptr;
  if (!to) return;
  const auto volumes = make(stage, *from, *to);
  if (!volumes) return;
  for (int i = 0; i < 3; ++i)
    carry(stage, *volumes, *to, stage.dice.between(0, 10 * kDayMs), "bundle replayed");
}

void carry_bundles_out_of_order(Stage& stage) {
  Machine* from = some_running(stage);
  Machine* to = from ? some_neighbour(stage, *from) : nullptr;
  if (!to) return;
  cut_off(stage, *from, *to, stage.dice.between(kHourMs, 3 * kDayMs));
  const std::uint64_t arrives = stage.dice.between(kMinuteMs, kDayMs);
  for (std::uint64_t i = 0; i < 3; ++i) {
    stage.people.work_at(*from);
    if (auto volumes = make(stage, *from, *to))
      carry(stage, std::move(*volumes), *to, arrives + (3 - i) * kMinuteMs, "bundles out of order");
  }
}

// A stick that fails: some bytes differ, the end is missing, or volumes of two bundles are mixed up.
void damage_bundle(Stage& stage) {
  Machine* from = some_running(stage);
  Machine* to = from ? some_neighbour(stage, *from) : nullptr;
  if (!to) return;
  auto volumes = make(stage, *from, *to);
  if (!volumes) return;
  std::string& volume = stage.dice.pick(*volumes);
  if (stage.dice.of_thousand(300))
    volume.resize(stage.dice.below(volume.size()));
  else if (volumes->size() > 1 && stage.dice.of_thousand(300))
    std::swap(volumes->front(), volumes->back());
  else
    volume[stage.dice.below(volume.size())] ^= static_cast<char>(1 + stage.dice.below(255));
  (void)take(stage, *to, *volumes);
  stage.world.fired("bundle damaged");
}

void give_bundle_to_another(Stage& stage) {
  Machine* from = some_running(stage);
  Machine* to = from ? some_neighbour(stage, *from) : nullptr;
  Machine* other = some_running(stage);
  if (!to || other->keys.signer->key() == to->keys.signer->key()) return;
  const auto volumes = make(stage, *from, *to);
  if (!volumes || !other->running()) return;
  if (take(stage, *other, *volumes).empty())
    stage.world.broken("bundles are sealed", other->name + " could open a bundle for " + to->name);
  stage.world.fired("bundle for another");
}

// Its last volume gets lost on the way, and with it what comes last in a bundle, photos; the line stays down
// for days, so that these are told of long before they come.
void lose_end_of_bundle(Stage& stage) {
  Machine* from = some_running(stage, true);
  Machine* to = from ? from->parent : nullptr;
  if (!to || !to->running() || from->older_release) return;
  cut_off(stage, *from, *to, stage.dice.between(kDayMs, 5 * kDayMs));
  for (int i = 0; i < 3; ++i) stage.people.attach(*from);
  auto volumes = make(stage, *from, *to, 2 * kVolumeBytesMin);
  if (!volumes || volumes->size() < 2) return;
  volumes->pop_back();
  carry(stage, std::move(*volumes), *to, stage.dice.between(kMinuteMs, kHourMs), "bundle without its end");
}

}  // namespace simulation
