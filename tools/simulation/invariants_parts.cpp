// Parts: everywhere where they are due, nowhere else, and nowhere at all once they are erased.

#include "node/store/store_keys.h"
#include "sync/carry.h"
#include "tools/simulation/due.h"
#include "tools/simulation/invariants.h"

namespace simulation {

using model::EventRef;
using model::LogId;
using node::Family;

namespace {

// All values on a disk, parts unsealed: does a marker stand where it must not?
Finding search(Machine& machine, const Journal& journal, const std::set<model::SubjectId>& erased) {
  node::SeededRandom unused(1);
  const node::Sealer sealer(machine.keys.data_key, unused);
  Finding found;
  for (std::size_t f = 0; f < node::kFamilyCount && !found; ++f) {
    const auto family = static_cast<Family>(f);
    machine.disk->contents().scan(family, "", "", [&](std::string_view key, std::string_view value) {
      if (!markers_in(value).empty() || !markers_in(key).empty()) {
        found = machine.name + " holds words of a person in the clear, in " +
                std::string(node::family_name(family));
        return false;
      }
      if (family != Family::kPart && family != Family::kBlob) return true;
      const EventRef ref = node::keys::read_event_key(key);
      const auto part = sealer.open(
          value, family == Family::kPart
                     ? std::string(ref.hash.view())
                     : node::keys::chunk_association(ref.hash, node::keys::read_chunk_index(key)));
      if (!part) {
        found = machine.name + " can't unseal the part of " + event_text(ref);
        return false;
      }
      for (const std::uint64_t marker : markers_in(*part))
        if (erased.contains(journal.subject_of(marker))) {
          found = machine.name + " still holds erased words, of " + event_text(ref);
          return false;
        }
      return true;
    });
  }
  return found;
}

// The part, or a chunk of the blob that it names.
bool holds_words(const Machine& machine, const EventRef& event) {
  const std::string key = node::keys::event_key(event);
  bool chunk = false;
  machine.disk->contents().scan(Family::kBlob, key, node::keys::after_prefix(key),
                                [&](std::string_view, std::string_view) {
                                  chunk = true;
                                  return false;
                                });
  return chunk || machine.disk->contents().contains(Family::kPart, key);
}

}  // namespace

// At any time: what a node knows to be erased and has carried out is not there. In the end: nothing of it
// is found in any byte of any disk.
Finding erased_is_gone(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    const node::EventStore& store = machine->process->store();
    const auto pending = store.pending_erasures();
    for (const auto& [subject, home] : store.authority()->erasures()) {
      if (std::find(pending.begin(), pending.end(), std::pair(subject, home)) != pending.end()) continue;
      for (const model::Event& event : store.events_about(subject))
        if (event.header().subject_home() == home && holds_words(*machine, event.ref()))
          return machine->name + " holds the erased words of " + event_text(event.ref());
    }
    for (const auto& [volunteer, home] : store.authority()->erased_volunteers()) {
      if (std::find(pending.begin(), pending.end(), std::pair(volunteer, home)) != pending.end()) continue;
      for (const model::Event& claim : store.claims_of(volunteer, home))
        if (holds_words(*machine, claim.ref()))
          return machine->name + " holds the words of an erased volunteer, of " + event_text(claim.ref());
    }
  }
  return std::nullopt;
}

// An erasure that was told to a person may have gone with a disk, like anything else: what counts is what
// the top holds; that it holds what it should is for others to check.
Finding erased_is_nowhere(World& world) {
  const node::EventStore& top = world.city().process->store();
  std::set<model::SubjectId> erased;
  for (const model::SubjectId& subject : world.journal().erased())
    for (const model::Event& event : top.events_about(subject))
      if (event.header().kind == model::Kind::kErased) erased.insert(subject);
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    if (!machine->process->store().pending_erasures().empty())
      return machine->name + " has not carried out an erasure";
    if (Finding found = search(*machine, world.journal(), erased)) return found;
  }
  return std::nullopt;
}

namespace {

// A part, or a chunk of a blob, that the rules keep away from a node of this place.
class Misplaced {
 public:
  Misplaced(World& world, const Machine& machine) : machine_(machine), due_(world, machine.place) {}

  Finding in(Family family) {
    Finding found;
    machine_.disk->contents().scan(family, "", "", [&](std::string_view key, std::string_view) {
      if (may_be_here(key.substr(0, node::keys::kLogBytes))) return true;
      const std::string_view event = key.substr(0, node::keys::kEventKeyBytes);
      const EventRef ref = node::keys::read_event_key(event);
      if (is_open(event, ref)) return true;
      found = machine_.name + " holds a part of " + event_text(ref) + ", which is not due there";
      return false;
    });
    return found;
  }

 private:
  bool may_be_here(std::string_view log) {
    if (!last_ || last_->first != log) last_ = {std::string(log), due_.parts(node::keys::read_log_key(log))};
    return last_->second;
  }
  bool is_open(std::string_view key, const EventRef& ref) const {
    const auto bytes = machine_.disk->contents().get(Family::kLog, key);
    if (!bytes) return false;
    const auto event = model::Event::parse(*bytes);
    return event && event->ref() == ref && due_.part(event->header());
  }

  const Machine& machine_;
  const Due due_;
  std::optional<std::pair<std::string, bool>> last_;  // Keys come log by log.
};

}  // namespace

Finding parts_only_where_due(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->member || machine->retired) continue;
    Misplaced misplaced(world, *machine);
    for (const Family family : {Family::kPart, Family::kBlob})
      if (Finding found = misplaced.in(family)) return found;
  }
  return std::nullopt;
}

Finding parts_where_due(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    const node::EventStore& store = machine->process->store();
    const auto authority = store.authority();
    for (const EventRef& ref : store.absent_parts({}, SIZE_MAX)) {
      const auto event = store.event(ref);
      if (!event || !wishsync::part_due(*authority, machine->place, event->header())) continue;
      for (const auto& other : world.machines())
        if (other->running() && other->disk->contents().contains(Family::kPart, node::keys::event_key(ref)))
          return machine->name + " lacks the part of " + event_text(ref) + ", which " + other->name +
                 " holds";
    }
  }
  return std::nullopt;
}

Finding blobs_only_with_their_part(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running()) continue;
    const auto pending = machine->process->store().pending_erasures();
    Finding found;
    machine->disk->contents().scan(Family::kBlob, "", "", [&](std::string_view key, std::string_view) {
      const std::string_view event = key.substr(0, node::keys::kEventKeyBytes);
      if (pending.empty() && !machine->disk->contents().contains(Family::kPart, event))
        found = machine->name + " holds a chunk of " + event_text(node::keys::read_event_key(event)) +
                " without its part";
      return !found;
    });
    if (found) return found;
  }
  return std::nullopt;
}

// Whole wherever their part is, as long as somebody holds them whole; and what is held is what was attached.
Finding blobs_where_due(World& world) {
  for (const auto& machine : world.machines()) {
    if (!machine->running() || machine->disk->damaged()) continue;
    const node::EventStore& store = machine->process->store();
    for (const wishsync::AbsentBlob& absent : store.absent_blobs({}, SIZE_MAX))
      for (const auto& other : world.machines()) {
        const bool reads = other->running() && !other->disk->damaged();
        const auto held = reads ? other->process->store().held_blob(absent.event) : std::nullopt;
        if (held && held->whole())
          return machine->name + " lacks the blob of " + event_text(absent.event) + ", which " + other->name +
                 " holds";
      }
    Finding found;
    machine->disk->contents().scan(Family::kBlob, "", "", [&](std::string_view key, std::string_view) {
      const EventRef event = node::keys::read_event_key(key);
      const auto held = store.held_blob(event);
      const std::uint32_t index = node::keys::read_chunk_index(key);
      // One that is damaged stands there and counts as missing.
      if (held && held->damaged && index >= held->chunks) return true;
      const auto chunk = store.blob_chunk_though_hidden(event, index);
      if (!held || !chunk || !model::chunk_fits(held->blob, index, *chunk))
        found =
            machine->name + " holds a chunk of " + event_text(event) + " that is not the one that was named";
      return !found;
    });
    if (found) return found;
  }
  return std::nullopt;
}

}  // namespace simulation
