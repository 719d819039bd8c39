// Wishes that are seen through, as a sample year has it: each step of the script is done at the desk that it
// names, once its day has come and the desk is open. And what became of all wishes in the end. A part of
// People (people.h).

#include "tools/sample_year/days.h"
#include "tools/simulation/people.h"

namespace simulation {

namespace {

// A world is shorter than a year: so many days of the script have room in it.
constexpr std::uint64_t kScriptDays = 90;
// A desk is closed, or has not heard of the step before; then others go on.
constexpr unsigned kTriesMax = 12;

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
  const auto villages = world_.machines_that([&](const Machine& m) {
    return m.running() && !m.older_release && world_.level_of(m) == model::Level::kCommunity;
  });
  if (villages.empty()) return;
  auto life = std::make_shared<Life>();
  life->script = year_.life(lives_++ % year_.order().wishes);
  life->home = villages[dice_.below(villages.size())]->place;
  life->begun_ms = world_.now_ms();
  look_after(life);
}

// Does what is due, then looks again.
void People::look_after(const std::shared_ptr<Life>& life) {
  const std::vector<sample_year::SampleStep>& steps = life->script.steps;
  if (world_.faults_over() || life->done == steps.size()) return;
  const sample_year::SampleStep& next = steps[life->done];
  const std::chrono::days passed = sample_year::day_of(next.day) - sample_year::day_of(steps.front().day);
  const std::uint64_t due_ms = life->begun_ms + static_cast<std::uint64_t>(passed.count()) *
                                                    world_.options().scale.days * kDayMs / kScriptDays;
  if (world_.now_ms() >= due_ms) {
    Machine* desk = desk_for(*life, next.at);
    const bool done =
        desk && std::visit([&](const auto& what) { return play(*desk, *life, what); }, next.what);
    if (done || ++life->tries == kTriesMax) {
      ++life->done;
      life->tries = 0;
    }
    // Without its registration there is no life.
    if (life->done == 1 && life->wish.id.is_zero()) return;
  }
  const std::uint64_t wait_ms = std::max(due_ms, world_.now_ms()) - world_.now_ms();
  world_.agenda().after(wait_ms + dice_.between(kHourMs, 8 * kHourMs), kNobody,
                        [this, life] { look_after(life); });
}

// The script's city is this one, its home the life's, and the rest of the home's county is looked after by
// the county; each other county of the script is one of the others here. Nothing where that desk is closed.
Machine* People::desk_for(const Life& life, model::PlaceCode at) {
  const std::string code = at.text();
  const std::string home = life.script.steps.front().at.text();
  const bool own_county =
      home.starts_with(code.substr(0, year_.places().counties.front().code.text().size()));
  const auto desks = world_.machines_that([&](const Machine& m) {
    if (m.retired || m.twin_of) return false;
    if (code == home) return m.place == life.home;
    if (at == year_.places().city.code) return m.place == kCity;
    return world_.level_of(m) == model::Level::kCounty &&
           world_.tree().at_or_above(m.place, life.home) == own_county;
  });
  if (desks.empty()) return nullptr;
  Machine* desk = desks[at.value % desks.size()];
  return desk->running() && !desk->older_release ? desk : nullptr;
}

bool People::play(Machine& machine, Life& life, const sample_year::Register& step) {
  const std::uint64_t marker = new_marker();
  const MarkedWish wish = marked(step.entry, marker);
  return at_desk(machine, "adding", [&](Process& process) {
    auto view = process.desk().add(input_of(wish.entry), life.home);
    if (view) {
      registered(marker, view->wish.id, view->wish.home, wish.words);
      life.wish = wishes_.back();
    }
    return view;
  });
}

// Whatever it is that changed, the wish is said anew with it.
bool People::play(Machine& machine, Life& life, const sample_year::Amend& step) {
  const std::uint64_t marker = new_marker();
  const MarkedWish wish = marked(step.entry, marker);
  const node::WishInput all = input_of(wish.entry);
  node::WishInput input;
  input.content = all.content;
  Words said;
  const auto changed = [&](model::WishField field) { return step.fields.has(field); };
  if (changed(model::WishField::kName)) input.name = all.name, said.name = wish.words.name;
  if (changed(model::WishField::kSex)) input.sex = all.sex;
  if (changed(model::WishField::kAge)) input.age = all.age, said.child_age = wish.words.child_age;
  if (changed(model::WishField::kAddress)) input.address = all.address, said.address = wish.words.address;
  if (changed(model::WishField::kPhone)) input.phone = all.phone, said.phone = wish.words.phone;
  if (changed(model::WishField::kProof)) input.proof = all.proof;
  world_.journal().typed(marker, life.wish.id);
  world_.journal().said(life.wish.id, std::move(said));
  return at_desk(machine, "amending", [&](Process& process) {
    return process.desk().amend(model::uuid_text(life.wish.id), input);
  });
}

bool People::play(Machine& machine, Life& life, const sample_year::Vet& step) {
  return vet(machine, life.wish, step.outcome);
}

bool People::play(Machine& machine, Life& life, const sample_year::Publish& step) {
  node::PublicationInput input;
  input.scope = machine.place;
  input.slots = static_cast<std::uint16_t>(step.slots);
  input.content = step.text;
  return publish(machine, life.wish, input);
}

bool People::play(Machine& machine, Life& life, const sample_year::Claim& step) {
  const sample_year::Volunteer& volunteer = year_.volunteers()[step.volunteers.front()];
  node::ClaimInput input;
  input.name = volunteer.name;
  input.phone = volunteer.phone;
  input.unit = year_.units()[step.unit].name;
  input.on_paper = step.on_paper;
  const auto claims = claim(machine, {life.wish.id}, input);
  if (!claims.empty()) life.claims[step.claim] = claims.front();
  return !claims.empty();
}

bool People::play(Machine& machine, Life& life, const sample_year::Release& step) {
  const auto claim = life.claims.find(step.claim);
  return claim != life.claims.end() && at_desk(machine, "releasing", [&](Process& process) {
           return process.desk().release(model::uuid_text(life.wish.id), claim->second,
                                         step.reason + new_mark(life.wish));
         });
}

bool People::play(Machine& machine, Life& life, const sample_year::Fulfil& step) {
  constexpr std::uint32_t kMinutesOfHour = 60;
  const auto claim = life.claims.find(step.claim);
  if (claim == life.claims.end()) return false;
  node::FulfilmentInput input;
  input.claim = claim->second;
  if (step.value_yuan != 0) input.value_yuan = step.value_yuan;
  input.minutes = step.hours * kMinutesOfHour;
  input.what = step.what + new_mark(life.wish);
  return at_desk(machine, "fulfilling", [&](Process& process) {
    return process.desk().fulfil(model::uuid_text(life.wish.id), input);
  });
}

bool People::play(Machine& machine, Life& life, const sample_year::Confirm& step) {
  const auto claim = life.claims.find(step.claim);
  if (claim == life.claims.end()) return false;
  node::ConfirmationInput input;
  input.claim = claim->second;
  input.satisfaction = step.satisfaction;
  input.disputed = step.disputed;
  input.remark = step.remark + new_mark(life.wish);
  return at_desk(machine, "confirming", [&](Process& process) {
    return process.desk().confirm(model::uuid_text(life.wish.id), input);
  });
}

bool People::play(Machine& machine, Life& life, const sample_year::Withdraw& step) {
  return withdraw(machine, life.wish, step.reason);
}

bool People::play(Machine& machine, Life& life, const sample_year::HandOver& step) {
  return note_hand_over(machine, life.wish, static_cast<model::HandOverStage>(step.stage), step.to);
}

bool People::play(Machine& machine, Life& life, const sample_year::Close&) {
  return close(machine, life.wish);
}

bool People::play(Machine& machine, Life& life, const sample_year::Erase&) {
  return erase(machine, life.wish);
}

}  // namespace simulation
