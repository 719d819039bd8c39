#include "tools/simulation/world.h"

#include <spdlog/spdlog.h>

#include "node/data/data_directory.h"
#include "node/data/tickets.h"
#include "node/setup.h"
#include "node/store/store_keys.h"

namespace simulation {

using model::PlaceCode;
using model::Result;

namespace {

constexpr std::int64_t kSmallCreditBytes = 256 * 1024;
constexpr std::uint64_t kTryAgainMs = 5 * kMinuteMs;
constexpr std::uint64_t kGoodbyeMs = 3000;  // As node/run.cpp gives conversations to end in.

std::unique_ptr<model::Signer> make_signer(const Options& options, const model::Seed& seed) {
  return options.real_signatures ? model::make_ed25519_signer(seed) : model::make_cheap_signer(seed);
}

// The release before that of some events of wishes.
bool known_to_older_release(model::Kind kind) {
  return kind != model::Kind::kAmended && kind != model::Kind::kVetted && kind != model::Kind::kWithdrawn;
}

template <std::size_t N>
std::array<std::uint8_t, N> draw_bytes(Dice& dice) {
  std::array<std::uint8_t, N> out;
  for (auto& byte : out) byte = static_cast<std::uint8_t>(dice.bits());
  return out;
}

}  // namespace

World::World(const Options& options)
    : options_(options),
      trace_([this] { return agenda_.now_ms(); }, options.talk),
      internet_(agenda_, trace_, options.seed, [this](const char* fault) { fired(fault); }),
      dice_(options.seed, "admins"),
      root_(make_signer(options, draw_bytes<32>(dice_))),
      root_key_(root_->key()),
      // Many times what the worst one needs.
      frames_max_(20'000 + 20ull * options.scale.events * (1 + options.scale.villages / 12)),
      verifier_(options.real_signatures ? model::make_ed25519_verifier() : model::make_cheap_verifier()) {
  spdlog::set_level(spdlog::level::off);  // Nodes would tell of every connection.
  internet_.on_bye = [this](MachineId from, MachineId to, const std::string& code) {
    heard_bye(from, to, code);
  };
  internet_.on_refused = [this](MachineId from, MachineId to, const std::string& code) {
    // Of a writer that is not known yet a log may well come, or with a gap where some of it had to wait.
    if (code != "sync.not_mine" && code != "sync.unknown_writer" && code != "sync.gap")
      heard_fault(from, to, code);
  };
  // In some worlds everybody has to wait for everybody.
  Dice dice(options.seed, "credit");
  if (dice.of_thousand(300)) credit_bytes_ = kSmallCreditBytes;
}

World::~World() {
  for (const auto& machine : machines_)
    if (machine->process) stop(*machine, true);
}

// ---- Time ----

void World::step() {
  if (internet_.frames() > frames_max_)
    return broken("limits are kept", "the nodes talk on and on: " + std::to_string(frames_max_) + " frames");
  Agenda::Entry entry = agenda_.take();
  try {
    entry.call();
  } catch (const ProcessEnds& end) {
    Machine* machine = machine_of_life(entry.owner);
    model::check(machine, "only a running process ends");
    ended(*machine, end.why);
  }
}

void World::run_until(std::uint64_t ms) {
  for (auto next = agenda_.next_ms(); next && *next <= ms && !broken_; next = agenda_.next_ms()) step();
  if (!broken_) agenda_.set_now(ms);
}

bool World::run_until(const std::function<bool()>& done, std::uint64_t until_ms, std::uint64_t every_ms) {
  while (!done()) {
    if (now_ms() >= until_ms || broken_) return false;
    run_until(std::min(until_ms, now_ms() + every_ms));
  }
  return true;
}

void World::broken(const std::string& invariant, const std::string& what) {
  if (broken_) return;
  broken_ = Broken{invariant, what};
  trace_.say("BROKEN " + invariant + ": " + what);
}

// ---- Machines ----

std::vector<Machine*> World::machines_that(const std::function<bool(const Machine&)>& fit) const {
  std::vector<Machine*> out;
  for (const auto& machine : machines_)
    if (fit(*machine)) out.push_back(machine.get());
  return out;
}

model::Level World::level_of(const Machine& machine) const {
  const std::size_t digits = machine.place.text().size();
  if (digits <= 4) return model::Level::kCity;
  if (digits <= 6) return model::Level::kCounty;
  return digits <= 9 ? model::Level::kTown : model::Level::kCommunity;
}

Machine* World::machine_of(const model::WriterId& writer) const {
  for (const auto& machine : machines_)
    if (machine->writer == writer && !machine->retired) return machine.get();
  return nullptr;
}

Machine* World::machine_of_life(LifeId life) const {
  for (const auto& machine : machines_)
    if (machine->process && machine->process->life() == life) return machine.get();
  return nullptr;
}

void World::make_keys(Machine& machine) {
  machine.keys.signer = make_signer(options_, draw_bytes<32>(machine.dice));
  node::Identity identity;
  identity.sealing_secret = draw_bytes<32>(machine.dice);
  machine.keys.sealing_secret = identity.sealing_secret;
  machine.keys.sealing_key = identity.sealing_key();
  machine.keys.data_key = draw_bytes<32>(machine.dice);
  machine.disk_number = ++disks_;
}

Hardware World::hardware(Machine& m) {
  return {m.id,
          m.disk.get(),
          m.ledger.get(),
          m.older_release ? &known_to_older_release : nullptr,
          &m.clock,
          &m.random,
          &m.dice,
          m.keys.signer.get(),
          verifier_.get(),
          m.keys.sealing_key,
          m.keys.sealing_secret,
          m.keys.data_key,
          [this](const model::Seed& seed) { return make_signer(options_, seed); },
          m.restored_mark,
          [this, &m](const model::WriterId& writer) {
            ++m.renewals;
            if (!has_cause_to_renew(m))
              broken("new writers have a cause",
                     m.name + " goes on as a new writer for the " + std::to_string(m.renewals) + ". time");
            trace_.say(m.name + " goes on as a new writer");
            m.writer = writer;
            journal_.opened(writer, m.place, m.keys.signer->key());
            m.forked = false;
            m.restored_mark.reset();
          },
          [this, &m](const std::string& what) { broken("limits are kept", m.name + ": " + what); },
          [this, &m] { agenda_.after(0, kNobody, [this, &m] { look_at_ticks(m); }); },
          [this] { fired("file damaged"); },
          credit_bytes_};
}

Machine& World::add_machine(const std::string& name, PlaceCode place, Machine* parent) {
  const auto id = static_cast<MachineId>(machines_.size() + 1);
  machines_.push_back(std::make_unique<Machine>(id, name, place, options_.seed, agenda_));
  Machine& machine = *machines_.back();
  machine.parent = parent;
  tree_.add(place);
  make_keys(machine);
  return machine;
}

bool World::at(Machine& machine, const std::function<void(Process&)>& what) {
  if (!machine.process) return false;
  try {
    what(*machine.process);
    return true;
  } catch (const ProcessEnds& end) {
    ended(machine, end.why);
    return false;
  }
}

// What was restored or copied goes on as a new writer, once; and so does, now and then, who speaks with it:
// of two that remember different things nobody can say which one was copied.
bool World::has_cause_to_renew(const Machine& machine) const {
  unsigned causes = machine.exposures;
  for (const auto& other : machines_)
    if (other.get() == machine.parent || other->parent == &machine || other->twin_of == &machine ||
        other.get() == machine.twin_of)
      causes += other->exposures;
  return machine.renewals <= 2 * causes;
}

// Whether the machine and its parent have compared tickets since its backup was made.
bool World::spoke_since(const Machine& machine) const {
  if (!machine.parent || !machine.parent->writer || !machine.backup->writer) return false;
  const auto count = [&](const Disk& disk) -> std::uint64_t {
    const auto ticket = disk.contents().get(
        node::Family::kMeta, node::keys::meta(node::keys::kFact, node::ticket_name(*machine.parent->writer)));
    const auto record = ticket ? node::ticket_in(*ticket, *machine.backup->writer) : std::nullopt;
    return record ? record->confirmed.count : 0;
  };
  return !machine.parent->exposed && count(*machine.disk) > count(*machine.backup->disk);
}

void World::heard_bye(MachineId from, MachineId to, const std::string& code) {
  for (const char* fault : {"sync.credit", "sync.bad_frame", "sync.frame_too_large", "sync.unexpected",
                            "sync.bad_ticket", "sync.too_many_frames", "sync.bad_signature", "sync.stalled"})
    if (code == fault) heard_fault(from, to, code);
}

// Honest nodes find nothing wrong with each other, nor does one of them stop taking what it is sent, where
// neither their line nor their disks were ever at fault.
void World::heard_fault(MachineId from, MachineId to, const std::string& code) {
  const Machine& a = *machines_[from - 1];
  const Machine& b = *machines_[to - 1];
  if (internet_.was_faulty(from, to) || a.retired || b.retired || a.disk->refused() > 0 ||
      b.disk->refused() > 0)
    return;
  broken("honest nodes get on", a.name + " said " + code + " to " + b.name);
}

// ---- Lives of processes ----

void World::start(Machine& machine) {
  if (machine.process || machine.off || machine.retired || !(machine.member || machine.join_code)) return;
  try {
    run_life(machine);
  } catch (const ProcessEnds& end) {
    ended(machine, end.why);
  }
}

void World::run_life(Machine& machine) {
  auto process = Process::start(hardware(machine), ++lives_, internet_, agenda_, root_key_, machine.place);
  if (!process) {
    // A full or failing disk lets nobody in; an admin tries again.
    trace_.say(machine.name + " can't start: " + process.error().code);
    return start_later(machine, dice_.between(kMinuteMs, kHourMs));
  }
  machine.process = std::move(*process);
  machine.process->queue().on_recorded = [this, &machine](const node::Written& written) {
    events_written_ += written.events.size();
    for (const model::EventRef& ref : written.events) {
      journal_.promised(machine.disk_number, ref);
      trace_.note(3, machine.id, hash_bytes(ref.hash.view()));
    }
  };
  machine.writer = machine.process->own().writer();
  if (machine.writer) journal_.opened(*machine.writer, machine.place, machine.keys.signer->key());
  if (!machine.process->joined()) return join(machine);
  machine.member = true;
}

void World::count_commits() {
  for (const auto& machine : machines_)
    machine->disk->ask_at_every_write([this]() -> std::optional<bool> {
      ++commits_;
      if (!options_.cut || commits_ != options_.cut->nth) return std::nullopt;
      return options_.cut->durable;
    });
}

void World::start_later(Machine& machine, std::uint64_t after_ms) {
  agenda_.after(after_ms, kNobody, [this, &machine] { start(machine); });
}

void World::stop(Machine& machine, bool silently) {
  if (!machine.process) return;
  const LifeId life = machine.process->life();
  agenda_.forget(life);
  internet_.process_ended(life, silently);
  machine.process.reset();
  agenda_.forget(life);
  machine.disk->close(dice_.of_thousand(500));
}

void World::stop_gently(Machine& machine) {
  if (!machine.process) return;
  const LifeId life = machine.process->life();
  at(machine, [](Process& process) { process.links().stop([] {}); });
  agenda_.after(kGoodbyeMs, kNobody, [this, &machine, life] {
    if (machine.process && machine.process->life() == life) stop(machine, false);
  });
}

void World::ended(Machine& machine, ProcessEnds::Why why) {
  const bool damage = why == ProcessEnds::Why::kDamage;
  if (const char* fault = std::exchange(damage ? machine.on_damage : machine.on_power_cut, nullptr))
    fired(fault);
  trace_.say(machine.name + (damage ? " met damage on its disk" : " lost power"));
  stop(machine, !damage && dice_.of_thousand(500));
  if (!damage) return start_later(machine, dice_.between(1000, dice_.of_thousand(200) ? kDayMs : kHourMs));
  // The program says so at each start; an admin comes.
  agenda_.after(dice_.between(kHourMs, kDayMs), kNobody, [this, &machine] { mend_disk(machine); });
}

void World::mend_disk(Machine& machine) {
  if (machine.retired || !machine.disk->damaged()) return;
  if (machine.twin_of) return retire(machine);
  if (!replaceable(machine) || (machine.backup && dice_.of_thousand(300)))
    restore(machine, dice_.of_thousand(500));
  else
    replace_disk(machine);
}

// ---- Joining ----

void World::enrol(Machine& machine) {
  if (machine.retired) return;
  Machine& parent = *machine.parent;
  std::optional<Result<node::EnrolmentOffer>> offer;
  if (parent.running())
    at(parent, [&](Process& process) {
      machine.place = process.store().authority()->current(machine.place);
      offer = process.desk().enrol({machine.place, machine.name, level_of(machine), std::nullopt});
    });
  if (!offer || !*offer) {
    if (offer) trace_.say(machine.name + " can't be enrolled: " + offer->error().code);
    agenda_.after(kTryAgainMs, kNobody, [this, &machine] { enrol(machine); });
    return;
  }
  machine.join_code = wishsync::parse_join_code((*offer)->code).value();
  start(machine);
}

void World::join(Machine& machine) {
  const LifeId life = machine.process->life();
  model::check(machine.join_code.has_value(), "who joins has a join code");
  machine.process->links().join(
      *machine.join_code, [this, &machine, life](Result<model::EventHash> enrolled) {
        // Not here: this runs inside of the process.
        agenda_.after(0, kNobody, [this, &machine, life, enrolled] { joined(machine, life, enrolled); });
      });
}

void World::joined(Machine& machine, LifeId life, const Result<model::EventHash>& enrolled) {
  if (!machine.process || machine.process->life() != life) return;
  bool open = false;
  if (enrolled)
    at(machine, [&](Process& process) {
      open = open_writer(hardware(machine), process.store(), *enrolled, machine.place, {},
                         {{std::string(node::kParentFact), machine.join_code->address}})
                 .has_value();
    });
  if (!machine.process) return;  // It ended meanwhile, and will be started again.
  stop(machine, false);
  if (!open) {
    // An admin calls join again; after some time with a new code.
    if (!enrolled && enrolled.error().code.starts_with("join.")) return enrol(machine);
    return start_later(machine, kTryAgainMs);
  }
  machine.join_code.reset();
  machine.member = true;
  trace_.say(machine.name + " has joined");
  start(machine);
}

// ---- Founding ----

void World::found() {
  const Scale& scale = options_.scale;
  Machine& city = add_machine("city", kCity, nullptr);
  std::vector<model::Placed> places;
  constexpr std::uint64_t kCountyCodes[] = {431321, 431322, 431381, 431382, 431302};
  std::vector<Machine*> counties;
  std::vector<std::pair<PlaceCode, Machine*>> villages;
  for (unsigned i = 0; i < scale.counties; ++i) {
    const PlaceCode code{kCountyCodes[i]};
    places.push_back({code, kCity, model::Level::kCounty, "county " + std::to_string(i + 1)});
    counties.push_back(&add_machine("county " + std::to_string(i + 1), code, &city));
  }
  for (unsigned i = 0; i < scale.villages; ++i) {
    const std::size_t county = i % scale.counties;
    const PlaceCode code{counties[county]->place.value * 1'000'000 + 101'000 + i + 1};
    places.push_back(
        {code, counties[county]->place, model::Level::kCommunity, "village " + std::to_string(i + 1)});
    // Some villages have no county's line and sync with the city.
    Machine* parent = dice_.of_thousand(80) ? &city : counties[county];
    add_machine("village " + std::to_string(i + 1), code, parent);
    if (dice_.of_thousand(60)) add_machine("village " + std::to_string(i + 1) + "'s second PC", code, parent);
  }
  model::check(
      fill_root(hardware(city), *root_, {kCity, model::kPlaceOfAll, model::Level::kCity, "city"}, places)
          .has_value(),
      "the first node is made");
  city.member = true;
  start(city);
  for (Machine* county : counties) enrol(*county);
  const auto all = [&](auto&& machines) {
    return std::all_of(machines.begin(), machines.end(), [](const auto& m) { return m->running(); });
  };
  model::check(run_until([&] { return all(counties); }, kHourMs, 1000), "the counties join");
  for (const auto& machine : machines_)
    if (!machine->running()) enrol(*machine);
  model::check(run_until([&] { return all(machines_); }, 2 * kHourMs, 1000), "the villages join");
}

void World::merged(model::PlaceCode place, model::PlaceCode successor) {
  tree_.succeed(place, successor);
  trace_.say(place.text() + " is succeeded by " + successor.text());
  fired("villages merged");
}

void World::learn_doubtful_merges() {
  std::erase_if(doubtful_merges_, [this](const auto& merge) {
    const bool known = std::ranges::any_of(machines_, [&](const auto& machine) {
      return machine->running() && machine->process->store().authority()->same(merge.first, merge.second);
    });
    if (known) merged(merge.first, merge.second);
    return known;
  });
}

}  // namespace simulation
