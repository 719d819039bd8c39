// Logs: whole on every disk, the same bytes everywhere, and everywhere where they are carried.

#include <unordered_map>
#include <unordered_set>

#include "node/store/store_keys.h"
#include "sync/carry.h"
#include "tools/simulation/invariants.h"

namespace simulation {

using model::LogId;
using model::Tip;
using node::Family;

namespace {

std::string text(const LogId& log) {
  return "the log of " + log.place.text() + "/" + model::to_hex(log.writer.view()).substr(0, 8);
}

// Events by their hash, as they were read from some disk: the same bytes on another one need no second look.
class Events {
 public:
  // Nothing where the bytes are not an event.
  [[nodiscard]] const model::Event* read(const model::EventHash& hash, std::string_view bytes) {
    if (const auto at = read_.find(hash); at != read_.end() && at->second.bytes() == bytes)
      return &at->second;
    auto event = model::Event::parse(std::string(bytes));
    return event ? &read_.insert_or_assign(event->hash(), std::move(*event)).first->second : nullptr;
  }

 private:
  std::unordered_map<model::EventHash, model::Event, model::FixedBytesHash> read_;
};

Finding check_log(const Machine& machine, const LogId& log, std::span<const Tip> tips, Events& events) {
  std::unordered_set<model::EventHash, model::FixedBytesHash> held;
  std::unordered_set<model::EventHash, model::FixedBytesHash> followed;
  Finding wrong;
  machine.disk->contents().scan(
      Family::kLog, node::keys::log_key(log), node::keys::after_prefix(node::keys::log_key(log)),
      [&](std::string_view key, std::string_view value) {
        const model::EventRef ref = node::keys::read_event_key(key);
        const model::Event* event = events.read(ref.hash, value);
        const model::EventHeader* h = event ? &event->header() : nullptr;
        if (!h || event->ref() != ref)
          wrong = machine.name + " holds other bytes than were written in " + text(log);
        else if (h->seq.value != 1 && !held.contains(h->prev))
          wrong = machine.name + " has a gap before " + std::to_string(h->seq.value) + " in " + text(log);
        if (wrong) return false;
        held.insert(event->hash());
        followed.insert(h->prev);
        return true;
      });
  if (wrong) return wrong;
  for (const Tip& tip : tips)
    if (!held.contains(tip.hash) || followed.contains(tip.hash))
      return machine.name + " takes for a tip what is none, in " + text(log);
  std::size_t ends = 0;
  for (const model::EventHash& hash : held) ends += followed.contains(hash) ? 0 : 1;
  if (ends != tips.size()) return machine.name + " forgot a tip of " + text(log);
  return std::nullopt;
}

}  // namespace

Finding logs_are_contiguous(World& world) {
  Events events;
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    Finding wrong;
    std::vector<std::pair<LogId, std::vector<Tip>>> logs;
    machine->process->store().for_each_log([&](const LogId& log, std::span<const Tip> tips) {
      logs.push_back({log, {tips.begin(), tips.end()}});
    });
    for (const auto& [log, tips] : logs)
      if (Finding wrong_here = check_log(*machine, log, tips, events)) return wrong_here;
  }
  return std::nullopt;
}

Finding everybody_carries_theirs(World& world) {
  const node::EventStore& top = world.city().process->store();
  std::map<LogId, std::vector<Tip>> all;
  top.for_each_log(
      [&](const LogId& log, std::span<const Tip> tips) { all[log].assign(tips.begin(), tips.end()); });
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    const node::EventStore& store = machine->process->store();
    const auto authority = store.authority();
    for (const auto& [log, tips] : all) {
      const auto held = store.tips(log);
      const bool carried = wishsync::carries(*authority, machine->place, log);
      if (!carried && !held.empty()) return machine->name + " holds " + text(log) + ", which is not its own";
      if (carried && held != tips)
        return machine->name + " holds " + std::to_string(held.empty() ? 0 : held.back().seq.value) + " of " +
               std::to_string(tips.back().seq.value) + " events (" + std::to_string(held.size()) + " of " +
               std::to_string(tips.size()) + " tips) of " + text(log);
    }
  }
  return std::nullopt;
}

// A log has one end, unless its writer stood on a disk that was restored or copied.
Finding forks_have_a_cause(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    Finding wrong;
    machine->process->store().for_each_log([&](const LogId& log, std::span<const Tip> tips) {
      if (tips.size() > 1 && !world.exposed(log.writer) && !wrong)
        wrong = machine->name + " holds " + std::to_string(tips.size()) + " branches of " + text(log) +
                ", which nobody copied";
    });
    if (wrong) return wrong;
  }
  return std::nullopt;
}

// Whatever stands on a disk, and whatever a person was told of, is known at the top.
Finding no_branch_is_dropped(World& world) {
  const node::EventStore& top = world.city().process->store();
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    Finding wrong;
    machine->process->store().for_each_log([&](const LogId& log, std::span<const Tip> tips) {
      for (const Tip& tip : tips)
        if (!wrong && !top.holds({log, tip.seq, tip.hash}))
          wrong = "the city lacks " + std::to_string(tip.seq.value) + " of " + text(log) + ", which " +
                  machine->name + " holds";
    });
    if (wrong) return wrong;
  }
  for (const auto& [disk, promises] : world.journal().promises())
    for (const model::EventRef& ref : promises)
      if (!top.holds(ref))
        return "the city lacks " + std::to_string(ref.seq.value) + " of " + text(ref.log) +
               ", which was promised";
  return std::nullopt;
}

}  // namespace simulation
