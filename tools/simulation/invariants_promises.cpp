// What somebody was told stands: people by their desks, nodes by acknowledgements.

#include <algorithm>

#include "node/desk/desk_safety.h"
#include "node/store/store_keys.h"
#include "sync/carry.h"
#include "tools/simulation/invariants.h"

namespace simulation {

using model::EventRef;
using node::Family;

namespace {

bool holds(const Machine& machine, const EventRef& ref) {
  return machine.disk->contents().contains(Family::kLog, node::keys::event_key(ref));
}

// An ack that gets lost alone, on a connection that goes on, is not told again while its log stands still:
// the next one has a higher count, and that is all the receiver remembers. A WebSocket loses no single
// frame, so this asks for ticks only of worlds in which no line did.
bool lost_single_frames(const World& world) {
  return std::any_of(world.fired().begin(), world.fired().end(), [](const auto& fault) {
    return fault.first == "frame lost" || fault.first == "frame swapped" || fault.first == "frame garbled";
  });
}

// Of a place that was succeeded: all that stood there was replaced, and the new ones stand at the successor.
// Nobody knows what was held there.
bool left_by_all(World& world, model::PlaceCode place) {
  return world.tree().merged(place) &&
         world.machines_that([&](const Machine& m) { return m.place == place; }).empty();
}

}  // namespace

Finding acknowledged_is_held(World& world) {
  for (const auto& machine : world.machines()) {
    const auto at = world.journal().promises().find(machine->disk_number);
    if (at == world.journal().promises().end() || machine->retired) continue;
    for (const EventRef& ref : at->second) {
      const std::string key = node::keys::event_key(ref);
      const node::MemoryKv& disk = machine->disk->contents();
      if (disk.contains(Family::kLog, key) && disk.contains(Family::kPart, key)) continue;
      const auto bytes = disk.get(Family::kLog, key);
      if (!bytes) return machine->name + " said that it has " + event_text(ref) + ", which is not there";
      const auto event = model::Event::parse(*bytes);
      if (!event || !event->header().has_part()) continue;
      const auto& erasing = world.journal().erasing();
      const auto claimed =
          event->header().kind == model::Kind::kClaimed ? model::decode_claimed(event->body()) : std::nullopt;
      if (!erasing.contains(event->header().subject) && !(claimed && erasing.contains(claimed->volunteer)))
        return machine->name + " lost the words of " + event_text(ref);
    }
  }
  return std::nullopt;
}

Finding acks_are_true(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    const node::EventStore& store = machine->process->store();
    std::vector<model::LogId> logs;
    store.for_each_log([&](const model::LogId& log, auto) { logs.push_back(log); });
    for (const model::LogId& log : logs) {
      for (const wishsync::Ack& ack : store.acks_of(log)) {
        const Machine* sayer = world.machine_of(ack.writer);
        if (!sayer || !world.answerable(*sayer)) continue;  // That disk is lost; ticks went back.
        if (!holds(*sayer, {log, ack.tip.seq, ack.tip.hash}))
          return machine->name + " knows an ack of " + sayer->name + " for " +
                 event_text({log, ack.tip.seq, ack.tip.hash}) + ", which is not there";
      }
    }
  }
  return std::nullopt;
}

// Whoever says that it holds the parts of a log up to an event, holds them or knows that they are erased.
Finding acked_parts_are_held(World& world) {
  for (const auto& sayer : world.machines()) {
    if (!sayer->running() || sayer->disk->damaged() || !world.answerable(*sayer)) continue;
    const node::EventStore& store = sayer->process->store();
    if (store.parts_hidden()) continue;
    const auto authority = store.authority();
    for (const EventRef& ref : store.absent_parts({}, SIZE_MAX)) {
      const auto event = store.event(ref);
      if (!event || !wishsync::part_due(*authority, sayer->place, event->header())) continue;
      for (const auto& machine : world.machines()) {
        if (!machine->running() || machine->disk->damaged()) continue;
        for (const wishsync::Ack& ack : machine->process->store().acks_of(ref.log))
          if (ack.writer == sayer->writer && ack.parts_seq >= ref.seq && ack.tip.seq >= ref.seq)
            return machine->name + " knows an ack of " + sayer->name + " for the part of " + event_text(ref) +
                   ", which is not there";
      }
    }
  }
  return std::nullopt;
}

// What a node shows as safe at a place is there, as far as that place's own words have reached it.
Finding ticks_are_not_ahead(World& world, const Machine& machine) {
  if (!machine.running() || machine.disk->damaged() || machine.forked) return std::nullopt;
  const node::EventStore& store = machine.process->store();
  const auto authority = store.authority();
  node::Safety safety(store, machine.place);
  std::vector<std::pair<model::LogId, std::vector<model::Tip>>> own;
  store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (machine.writer == log.writer) own.push_back({log, {tips.begin(), tips.end()}});
  });
  for (const auto& [log, tips] : own) {
    const EventRef last{log, tips.back().seq, tips.back().hash};
    for (const model::PlaceCode place : safety.places_holding(log, tips)) {
      // Of a machine that was lost, copied or is in hostile hands nobody knows what it holds.
      const auto there = world.machines_that([&](const Machine& m) { return m.place == place; });
      const bool told = place != machine.place && !left_by_all(world, place) &&
                        std::ranges::all_of(there, [&](const Machine* other) {
                          return other->member && !other->retired && !other->replaced &&
                                 !other->disk->damaged() && !other->forked &&
                                 authority->writer(*other->writer) && !holds(*other, last);
                        });
      if (told)
        return machine.name + " shows its log of " + log.place.text() + " as safe at " + place.text() +
               ", which lacks it";
    }
  }
  return std::nullopt;
}

// A data directory that is older than what its parent remembers, by the tickets of the two, goes on as a new
// writer.
Finding restored_are_new_writers(World& world) {
  for (const auto& machine : world.machines())
    if (machine->running() && machine->owes_new_writer && machine->writer == machine->owes_new_writer &&
        !machine->parent->exposed && !machine->parent->replaced)
      return machine->name + " was restored and goes on as the writer that it was";
  return std::nullopt;
}

// In the end everything is safe up to the top, and every node knows it of what it wrote.
Finding ticks_are_true(World& world) {
  if (lost_single_frames(world)) return std::nullopt;
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    const node::EventStore& store = machine->process->store();
    const auto authority = store.authority();
    node::Safety safety(store, machine->place);
    std::vector<std::pair<model::LogId, std::vector<model::Tip>>> own;
    store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
      if (machine->writer == log.writer) own.push_back({log, {tips.begin(), tips.end()}});
    });
    for (const auto& [log, tips] : own) {
      const auto places = safety.places_holding(log, tips);
      if (!std::binary_search(places.begin(), places.end(), kCity))
        return machine->name + " does not know that the city holds its log of " + log.place.text();
      for (const model::PlaceCode place : places) {
        if (left_by_all(world, place)) continue;
        bool held = false;
        for (const auto& other : world.machines())
          held = held || (other->place == place && !other->retired &&
                          holds(*other, {log, tips.back().seq, tips.back().hash}));
        if (!held)
          return machine->name + " shows its log of " + log.place.text() + " as safe at " + place.text();
      }
    }
  }
  return std::nullopt;
}

}  // namespace simulation
