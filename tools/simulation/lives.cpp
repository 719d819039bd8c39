// Wishes that somebody sees through: from one look to the next whatever their state asks for is done, at the
// home, above it, or where volunteers are. And what became of all wishes in the end. A part of People
// (people.h).

#include "tools/simulation/people.h"

namespace simulation {

namespace {

constexpr unsigned kLooksMax = 60;
constexpr std::uint64_t kForgetfulThousandths = 250;

constexpr const char* kOutcomes[] = {"claim declined",    "claim expired",  "claim re-assigned",
                                     "wish confirmed",    "wish closed",    "hand-over closed",
                                     "satisfaction told", "points reckoned"};

}  // namespace

std::span<const char* const> outcomes() { return kOutcomes; }

void count_outcomes(World& world) {
  if (!world.city().running()) return;
  const node::Ledger& ledger = world.city().process->ledger();
  node::for_each_wish(ledger, [&](const model::FoldedWish& wish) {
    if (wish.satisfaction > 0) world.fired("satisfaction told");
    if (wish.state == model::WishState::kConfirmed) world.fired("wish confirmed");
    if (wish.state != model::WishState::kClosed) return;
    world.fired(wish.days.done_on == model::Date{} ? "wish closed" : "hand-over closed");
  });
  node::for_each_offer(ledger, [&](const model::FoldedOffer& offer) {
    for (const model::FoldedDecision& decision : offer.decisions) {
      if (decision.state == model::ClaimState::kDeclined) world.fired("claim declined");
      if (decision.state == model::ClaimState::kExpired) world.fired("claim expired");
      if (decision.reason == model::ClaimReason::kReassigned) world.fired("claim re-assigned");
    }
  });
}

void People::begin_life() {
  const auto villages = world_.machines_that(
      [&](const Machine& m) { return m.running() && world_.level_of(m) == model::Level::kCommunity; });
  if (villages.empty()) return;
  const auto wish = some_wish(*villages[dice_.below(villages.size())], model::WishState::kRegistered);
  if (wish) look_after({*wish, 0, dice_.of_thousand(kForgetfulThousandths)});
}

void People::look_after(Life life) {
  world_.agenda().after(dice_.between(2 * kHourMs, 20 * kHourMs), kNobody, [this, life]() mutable {
    if (world_.faults_over() || ++life.looks > kLooksMax) return;
    std::optional<model::WishState> state;
    Machine* machine = machine_for(life.wish);
    if (machine)
      world_.at(*machine, [&](Process& process) {
        process.project();
        if (const auto wish = process.ledger().wish({life.wish.id, life.wish.home})) state = wish->state;
      });
    if (state && node::is_closed(*state)) return;
    if (state && machine->running()) take_next_step(*machine, life, *state);
    look_after(life);
  });
}

// Of the home, or of the one above it.
Machine* People::machine_for(const Known& wish) {
  for (const auto& machine : world_.machines()) {
    if (machine->place != wish.home) continue;
    Machine* out = machine->parent && dice_.of_thousand(300) ? machine->parent : machine.get();
    if (out->running() && !out->older_release) return out;
  }
  return nullptr;
}

Machine* People::some_volunteers_machine() {
  const auto machines =
      world_.machines_that([](const Machine& m) { return m.running() && !m.older_release; });
  return machines.empty() ? nullptr : machines[dice_.below(machines.size())];
}

void People::take_next_step(Machine& machine, const Life& life, model::WishState state) {
  using model::WishState;
  switch (state) {
    case WishState::kRegistered:
      return vet(machine, life.wish,
                 dice_.of_thousand(850) ? model::Outcome::kApproved : model::Outcome::kHandedOver);
    case WishState::kReturned:
      return amend(machine, life.wish);
    case WishState::kVetted:
      return publish(machine, life.wish, machine.place);
    case WishState::kPublished:
      // Whoever sees it; the others don't know of it.
      if (Machine* volunteers = some_volunteers_machine()) claim(*volunteers, {life.wish.id});
      return;
    case WishState::kClaimed: {
      if (life.forgetful) return;
      for (const auto& [wish, at] : claimed_)
        if (Machine& claimer = *world_.machines()[at - 1];
            wish == life.wish.id && claimer.running() && !claimer.older_release && dice_.of_thousand(700))
          return fulfil(claimer, wish);
      return fulfil(machine, life.wish.id);
    }
    case WishState::kFulfilled:
      return confirm(machine, life.wish);
    case WishState::kConfirmed:
      return close(machine, life.wish);
    case WishState::kHandedOver:
      if (dice_.of_thousand(500)) return close(machine, life.wish);
      return note_hand_over(machine, life.wish, static_cast<model::HandOverStage>(dice_.between(1, 3)));
    default:
      return;
  }
}

}  // namespace simulation
