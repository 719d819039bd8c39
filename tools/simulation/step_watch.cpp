#include "tools/simulation/step_watch.h"

#include <algorithm>

#include "node/store/store_keys.h"
#include "sync/carry.h"
#include "tools/simulation/invariants.h"

namespace simulation {

using model::EventRef;
using node::Family;

namespace {

constexpr std::uint64_t kLooksMs = 2 * kHourMs;
// Whatever is on its way over a sound line comes sooner.
constexpr std::uint64_t kComesMs = 10 * kMinuteMs;

const node::EventStore& store_of(const Machine& machine) { return machine.process->store(); }

bool can_be_asked(const Machine& machine) {
  return machine.running() && !machine.disk->damaged() && !machine.retired && !machine.twin_of &&
         !store_of(machine).parts_hidden();
}

// Whether both ends of a conversation carry the log, as the lower one sees it.
bool shared(const Machine& a, const Machine& b, const model::LogId& log) {
  const Machine& lower = a.parent == &b ? a : b;
  return wishsync::shared_log(*store_of(lower).authority(), lower.place, log);
}

bool says_in_step(const Machine& machine, const Machine& with) {
  return std::ranges::any_of(machine.process->links().peers(), [&](const node::PeerStatus& peer) {
    return peer.address == with.address() && peer.in_step;
  });
}

bool holds_part(const Machine& machine, const EventRef& event) {
  return machine.disk->contents().get(Family::kPart, node::keys::event_key(event)).has_value();
}

bool holds_blob(const Machine& machine, const EventRef& event) {
  const auto held = store_of(machine).held_blob(event);
  return held && held->whole();
}

}  // namespace

void StepWatch::begin() {
  world_.agenda().after(kLooksMs, kNobody, [this] {
    look();
    begin();
  });
}

// Of a machine with its parent.
std::optional<std::uint64_t> StepWatch::conversation(const Machine& child) {
  if (!child.parent || !can_be_asked(child) || !can_be_asked(*child.parent)) return std::nullopt;
  return world_.internet().sound_conversation(child.id, child.parent->id);
}

void StepWatch::look() {
  std::vector<Lack> lacks;
  for (const auto& machine : world_.machines()) look_between(*machine, lacks);
  if (lacks.empty()) return;
  world_.agenda().after(kComesMs, kNobody, [this, lacks = std::move(lacks)] { look_again(lacks); });
}

void StepWatch::look_between(const Machine& child, std::vector<Lack>& lacks) {
  const auto id = conversation(child);
  if (!id) return;
  const std::size_t before = lacks.size();
  const Machine& parent = *child.parent;
  look_for_events(child, parent, looked_[{parent.id, child.id}], lacks);
  look_for_events(parent, child, looked_[{child.id, parent.id}], lacks);
  look_for_words(child, parent, lacks);
  look_for_words(parent, child, lacks);
  for (std::size_t i = before; i < lacks.size(); ++i) lacks[i].conversation = *id;
}

void StepWatch::look_for_events(const Machine& here, const Machine& there, Looked& looked,
                                std::vector<Lack>& lacks) {
  const node::EventStore& holder = store_of(there);
  const std::uint64_t last = holder.last_arrival();
  // What came before is compared when the two begin to talk.
  if (looked.disk != there.disk_number || looked.arrival > last) looked = {there.disk_number, last};
  if (looked.arrival == last) return;
  holder.arrivals_after(std::exchange(looked.arrival, last), [&](const wishsync::Arrival& arrival) {
    const EventRef event{arrival.log, arrival.tip.seq, arrival.tip.hash};
    if (!arrival.is_part() && shared(here, there, arrival.log) && !store_of(here).holds(event))
      lacks.push_back({&here, &there, What::kEvent, event});
    return true;
  });
}

void StepWatch::look_for_words(const Machine& here, const Machine& there, std::vector<Lack>& lacks) {
  const node::EventStore& store = store_of(here);
  for (const EventRef& ref : store.absent_parts({}, SIZE_MAX)) {
    const auto event = store.event(ref);
    if (event && shared(here, there, ref.log) && holds_part(there, ref) &&
        wishsync::part_due(*store.authority(), here.place, event->header()))
      lacks.push_back({&here, &there, What::kPart, ref});
  }
  for (const wishsync::AbsentBlob& absent : store.absent_blobs({}, SIZE_MAX))
    if (shared(here, there, absent.event.log) && holds_blob(there, absent.event))
      lacks.push_back({&here, &there, What::kBlob, absent.event});
}

void StepWatch::look_again(const std::vector<Lack>& lacks) {
  for (const Lack& lack : lacks) {
    if (world_.broken() || !still(lack)) continue;
    const char* const what = lack.what == What::kEvent  ? ""
                             : lack.what == What::kPart ? "the words of "
                                                        : "the photo of ";
    world_.broken("who is in step lacks nothing for long", lack.here->name + " lacks " + what +
                                                               event_text(lack.event) + ", which " +
                                                               lack.there->name + " holds");
  }
}

bool StepWatch::still(const Lack& lack) {
  const Machine& here = *lack.here;
  const Machine& there = *lack.there;
  if (conversation(here.parent == &there ? here : there) != lack.conversation) return false;
  if (!says_in_step(here, there) || !says_in_step(there, here)) return false;
  switch (lack.what) {
    case What::kEvent:
      return !store_of(here).holds(lack.event);
    case What::kPart:
      return !holds_part(here, lack.event) && holds_part(there, lack.event);
    case What::kBlob:
      return !holds_blob(here, lack.event) && holds_blob(there, lack.event);
  }
  return false;
}

}  // namespace simulation
