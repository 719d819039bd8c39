#include "tools/simulation/hostile.h"

#include "node/data/tickets.h"
#include "sync/checked_run.h"
#include "tools/simulation/due.h"

namespace simulation {

using model::LogId;
using model::Tip;

namespace {

constexpr std::uint64_t kTalksMs = 2 * kMinuteMs;
constexpr unsigned kFoundOutAboveThousandths = 500;
constexpr std::uint64_t kFoundOutAboveMsMax = 5 * kDayMs;
constexpr std::uint64_t kLastHarmsMs = 5'000;  // By then what was said before is durable, mostly.
constexpr std::uint64_t kRevokeAgainMs = 5 * kMinuteMs;
constexpr std::size_t kRunBytesMax = 200'000;

}  // namespace

Hostile::Hostile(Stage& stage, Machine& machine)
    : stage_(stage),
      world_(stage.world),
      machine_(machine),
      life_(world_.new_life()),
      network_(world_.internet(), world_.agenda(), machine.id, life_),
      dice_(world_.options().seed, "hostile " + machine.name),
      writer_(*machine.writer),
      found_out_by_(machine.parent) {
  world_.internet().expect_anything_of(life_);
  const node::EventStore& store = machine.process->store();
  store.for_each_log([&](const LogId& log, std::span<const Tip> tips) {
    held_.push_back({log, tips.back()});
  });
  for (const auto& [log, tip] : held_) {
    if (log.writer == writer_) own_[log] = tip;
    for (model::Seq from{1}; from.value <= tip.seq.value;) {
      auto run = store.read_run(log, tip, from, kRunBytesMax, true);
      if (!run) break;
      from = run->tip.tip.seq.next();
      runs_.push_back(std::move(*run));
    }
  }
  const auto authority = store.authority();
  enrolled_ = authority->writer(writer_)->enrolled;
  if (const auto* upper = authority->node_by_key(machine.parent->keys.signer->key());
      upper && !upper->writers.empty())
    tickets_.push_back(node::ticket_of(store, writer_, upper->writers.back()).confirmed);
}

void Hostile::begin() {
  if (machine_.parent->parent && dice_.of_thousand(kFoundOutAboveThousandths))
    found_out_by_ = machine_.parent->parent;
  call();
}

void Hostile::cut_off_its_parent() {
  const Machine& parent = *machine_.parent;
  world_.internet().line(parent.id, found_out_by_->id).down = true;
  world_.internet().broke(parent.id, found_out_by_->id);
}

void Hostile::call() {
  if (found_out_by_ != machine_.parent && calls_ == unheard_calls_) cut_off_its_parent();
  if (calls_-- == 0) return finish();
  network_.connect(machine_.parent->address(), [self = shared_from_this()](auto wire) {
    if (!wire) return;
    self->wire_ = *wire;
    self->wire_->start({[self](std::string_view frame) { self->hear(frame); }, [](const model::Error&) {}});
    self->say_hello();
  });
  world_.agenda().after(kTalksMs, life_, [self = shared_from_this()] {
    if (self->wire_) self->wire_->close();
    self->wire_.reset();
  });
  world_.agenda().after(dice_.between(kTalksMs + 1000, kDayMs), life_,
                        [self = shared_from_this()] { self->call(); });
}

void Hostile::end() {
  finish();
  revoke();
}

void Hostile::finish() {
  if (std::exchange(finished_, true)) return;
  world_.internet().process_ended(life_, false);
  wire_.reset();
  // Not of its life, which ends here.
  const std::uint64_t within = found_out_by_ == machine_.parent ? kDayMs : kFoundOutAboveMsMax;
  world_.agenda().after(dice_.below(within), kNobody, [self = shared_from_this()] { self->revoke(); });
  world_.agenda().forget(life_);
}

void Hostile::say_hello() {
  wishsync::Hello hello;
  hello.protocol_min = wishsync::kProtocolMin;
  hello.protocol_max = wishsync::kProtocolMax;
  hello.nonce = draw_id<wishsync::Nonce>(dice_);
  hello.key = machine_.keys.signer->key();
  hello.writer = writer_;
  hello.clock_ms = dice_.bits();
  hello.release = "hostile";
  hello_ = encode(wishsync::Frame(hello));
  wire_->send(hello_);
}

void Hostile::hear(std::string_view bytes) {
  const auto frame = wishsync::decode(bytes);
  if (!frame || !wire_) return;
  if (const auto* welcome = std::get_if<wishsync::Welcome>(&*frame)) {
    const std::string statement = wishsync::handshake_statement("wishtree proof", hello_, welcome->content);
    wishsync::Proof proof{machine_.keys.signer->sign(statement), {}, {}};
    if (!tickets_.empty()) proof.ticket = dice_.of_thousand(150) ? dice_.pick(tickets_) : tickets_.back();
    if (dice_.of_thousand(250)) proof.ticket = invented();
    proof.introduce = dice_.of_thousand(150);
    say(proof);
  } else if (const auto* accepted = std::get_if<wishsync::Accepted>(&*frame)) {
    if (accepted->ticket && dice_.of_thousand(200)) return;  // And does not take it.
    if (accepted->ticket) say(wishsync::TicketTaken{*accepted->ticket});
    if (accepted->ticket) tickets_.push_back(*accepted->ticket);
    if (accepted->new_writer) return;
    see_where_its_logs_end();
    if (!kept_back_.empty()) say(wishsync::Parts{kept_back_});
    if (calls_ < unheard_calls_ && found_out_by_ != machine_.parent) enrol_another();
    for (std::uint64_t i = dice_.between(2, 6); i > 0; --i) (this->*dice_.pick(harms()))();
    world_.agenda().after(kLastHarmsMs, life_, [self = shared_from_this()] {
      for (std::uint64_t i = self->dice_.below(3); i > 0 && self->wire_; --i)
        (self.get()->*self->dice_.pick(last_harms()))();
    });
    world_.fired("hostile child");
  } else if (const auto* batch = std::get_if<wishsync::Batch>(&*frame)) {
    const auto run = wishsync::check(batch->run);
    if (run)
      for (const auto& [event, part] : run->events) look_at(event, part);
  } else if (const auto* parts = std::get_if<wishsync::Parts>(&*frame)) {
    for (const auto& item : parts->items)
      if (const auto event =
              parent_can_be_asked() ? machine_.parent->process->store().event(item.event) : std::nullopt)
        look_at(*event, item.part);
  }
}

// By the world, which must not meet the damage that the process will.
bool Hostile::parent_can_be_asked() const {
  return machine_.parent->running() && !machine_.parent->disk->damaged();
}

// As comparing would tell it: of what it said before, not all was taken.
void Hostile::see_where_its_logs_end() {
  if (!parent_can_be_asked()) return;
  for (auto& [log, tip] : own_) {
    const auto tips = machine_.parent->process->store().tips(log);
    tip = tips.empty() ? Tip{} : tips.back();
  }
}

// What it is given, it must be due.
void Hostile::look_at(const model::Event& event, const std::string& part) {
  if (!part.empty() && !Due(world_, machine_.place).part(event.header()))
    world_.broken("parts only where due", "a hostile child at " + machine_.place.text() +
                                              " was given a part of " + event.header().place.text());
}

wishsync::Ticket Hostile::invented() {
  wishsync::Ticket out = tickets_.empty() ? wishsync::Ticket{} : tickets_.back();
  out.count = dice_.of_thousand(500) ? dice_.bits() : out.count + dice_.below(3);
  if (dice_.of_thousand(700)) out.nonce[0] = static_cast<std::uint8_t>(dice_.bits());
  return out;
}

// An admin above it has found out, and names what was heard of it there.
void Hostile::revoke() {
  if (revoked_) return;
  if (found_out_by_->running())
    world_.at(*found_out_by_, [&](Process& process) {
      const auto revoked =
          process.desk().revoke({model::to_hex(machine_.keys.signer->key().view()), false, std::nullopt});
      revoked_ =
          revoked || revoked.error().code == "revoke.already" || revoked.error().code == "node.unknown";
    });
  if (revoked_ && found_out_by_ != machine_.parent)
    world_.internet().line(machine_.parent->id, found_out_by_->id).down = false;
  if (revoked_) return world_.trace().say(machine_.name + " is revoked");
  world_.agenda().after(kRevokeAgainMs, kNobody, [self = shared_from_this()] { self->revoke(); });
}

void turn_hostile(Stage& stage) {
  World& world = stage.world;
  const auto fit = world.machines_that([&](const Machine& m) {
    return world.level_of(m) == model::Level::kCommunity && m.running() && !m.disk->damaged() && !m.twin_of &&
           !m.exposed && !m.older_release && m.parent->running();
  });
  std::vector<Machine*> in_touch;
  for (Machine* machine : fit)
    if (world.has_got_up(*machine)) in_touch.push_back(machine);
  if (in_touch.size() < 4) return;
  Machine& machine = *in_touch[stage.dice.below(in_touch.size())];
  const auto hostile = std::make_shared<Hostile>(stage, machine);
  world.trace().say(machine.name + " is in hostile hands");
  world.stop(machine, false);
  machine.retired = true;
  world.expose(machine.writer);
  world.journal().lost(machine.disk_number);
  hostile->begin();
  stage.at_the_end.push_back([hostile] { hostile->end(); });
}

}  // namespace simulation
