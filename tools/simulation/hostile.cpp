// A child that is enrolled and means harm: it has its node's keys and what that node held, and says to its
// parent whatever may hurt. Nobody else must come to harm by it: what it forges is nowhere, what it is not
// due it does not get, and nobody goes on as a new writer because of it. In the end its node is revoked.

#include "model/facts.h"
#include "node/data/tickets.h"
#include "node/store/store_keys.h"
#include "sync/checked_run.h"
#include "sync/session.h"
#include "tools/simulation/due.h"
#include "tools/simulation/faults.h"

namespace simulation {

namespace {

using model::Kind;
using model::LogId;
using model::PlaceCode;
using model::Tip;
using wishsync::Run;

constexpr std::uint64_t kTalksMs = 2 * kMinuteMs;
constexpr std::uint64_t kRevokeAgainMs = 5 * kMinuteMs;
constexpr std::size_t kRunBytesMax = 200'000;

template <typename Id>
Id draw_id(Dice& dice) {
  std::string bytes(sizeof(Id), '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice.bits());
  return *Id::from(bytes);
}

class Hostile : public std::enable_shared_from_this<Hostile> {
 public:
  // Takes over a running machine, which has to be stopped then.
  Hostile(Stage& stage, Machine& machine)
      : stage_(stage),
        world_(stage.world),
        machine_(machine),
        life_(world_.new_life()),
        network_(world_.internet(), world_.agenda(), machine.id, life_),
        dice_(world_.options().seed, "hostile " + machine.name),
        writer_(*machine.writer) {
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

  void call() {
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

  // No admin takes longer than the faults last.
  void end() {
    finish();
    revoke();
  }

  // What it did stays done; after a while its parent's admin finds out.
  void finish() {
    if (std::exchange(finished_, true)) return;
    world_.internet().process_ended(life_, false);
    wire_.reset();
    // Not of its life, which ends here.
    world_.agenda().after(dice_.below(kDayMs), kNobody, [self = shared_from_this()] { self->revoke(); });
    world_.agenda().forget(life_);
  }

 private:
  void say(const wishsync::Frame& frame) { wire_->send(encode(frame)); }

  void say_hello() {
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

  void hear(std::string_view bytes) {
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
      for (std::uint64_t i = dice_.between(2, 8); i > 0; --i) (this->*dice_.pick(harms()))();
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
  [[nodiscard]] bool parent_can_be_asked() const {
    return machine_.parent->running() && !machine_.parent->disk->damaged();
  }

  // What it is given, it must be due.
  void look_at(const model::Event& event, const std::string& part) {
    if (!part.empty() && !Due(world_, machine_.place).part(event.header()))
      world_.broken("parts only where due", "a hostile child at " + machine_.place.text() +
                                                " was given a part of " + event.header().place.text());
  }

  wishsync::Ticket invented() {
    wishsync::Ticket out = tickets_.empty() ? wishsync::Ticket{} : tickets_.back();
    out.count = dice_.of_thousand(500) ? dice_.bits() : out.count + dice_.below(3);
    if (dice_.of_thousand(700)) out.nonce[0] = static_cast<std::uint8_t>(dice_.bits());
    return out;
  }

  // ---- Harms ----

  using Harm = void (Hostile::*)();
  static const std::vector<Harm>& harms() {
    static const std::vector<Harm> all = {&Hostile::write_for_another,
                                          &Hostile::break_its_chain,
                                          &Hostile::alter_what_it_holds,
                                          &Hostile::replay,
                                          &Hostile::send_endlessly,
                                          &Hostile::write_about_strangers,
                                          &Hostile::lie_in_the_logs_of_all,
                                          &Hostile::acknowledge_for_others,
                                          &Hostile::want_others_parts,
                                          &Hostile::have_nonsense,
                                          &Hostile::give_credit,
                                          &Hostile::send_rubbish,
                                          &Hostile::replace_parts,
                                          &Hostile::fork,
                                          &Hostile::begin_again,
                                          &Hostile::open_writers};
    return all;
  }

  model::Event event_after(const LogId& log, const Tip& before, Kind kind, model::SubjectId subject,
                           PlaceCode home, const std::string& body) {
    model::EventHeader header;
    header.place = log.place;
    header.writer = log.writer;
    header.seq = before.seq.next();
    header.prev = before.hash;
    header.time = model::HybridTime::at(dice_.of_thousand(500) ? dice_.below(1ull << 47)
                                                               : kWorldBeginsMs + world_.now_ms());
    header.kind = kind;
    header.subject = subject;
    header.home = home;
    return model::Event::make(header, body);
  }

  Run run_of(const LogId& log, const Tip& before, const model::Event& event) {
    return {log,
            before,
            {{event.bytes(), ""}},
            {event.tip(), machine_.keys.signer->sign(model::tip_statement(log, event.tip()))}};
  }

  void append(const LogId& log, Kind kind, model::SubjectId subject, PlaceCode home,
              const std::string& body) {
    Tip& tip = own_[log];
    const model::Event event = event_after(log, tip, kind, subject, home, body);
    say(wishsync::Batch{run_of(log, tip, event)});
    tip = event.tip();
  }

  // A place that is neither its own, nor merged with it, nor below it.
  PlaceCode foreign_place() {
    std::vector<PlaceCode> places;
    for (const auto& other : world_.machines())
      if (!other->place.text().starts_with(machine_.place.text()) && !was_merged_with(other->place))
        places.push_back(other->place);
    return dice_.pick(places);
  }
  [[nodiscard]] bool was_merged_with(PlaceCode place) const {
    return std::ranges::any_of(world_.machines(), [&](const auto& machine) {
      return machine->running() && machine->process->store().authority()->same(place, machine_.place);
    });
  }

  std::optional<std::pair<LogId, Tip>> others_log() {
    std::vector<std::pair<LogId, Tip>> logs;
    for (const auto& held : held_)
      if (held.first.writer != writer_) logs.push_back(held);
    return logs.empty() ? std::nullopt : std::optional(dice_.pick(logs));
  }

  static std::string step_body(std::uint64_t which) {
    if (which == 0) return model::encode(model::Vetted{model::Outcome::kRejected, {}});
    return model::encode(model::Erased{});
  }

  void write_for_another() {
    const auto log = others_log();
    if (!log) return;
    const PlaceCode home = foreign_place();
    const model::Event event = event_after(log->first, log->second, Kind::kVetted,
                                           stage_.people.some_subject(home), home, step_body(0));
    say(wishsync::Batch{run_of(log->first, log->second, event)});
  }

  void break_its_chain() {
    const LogId log{machine_.place, writer_};
    const Tip nowhere{model::Seq{dice_.between(1, 1'000'000)}, draw_id<model::EventHash>(dice_)};
    say(wishsync::Batch{run_of(log, nowhere, event_after(log, nowhere, Kind::kVetted, {}, {}, "x"))});
  }

  void alter_what_it_holds() {
    if (runs_.empty()) return;
    Run run = dice_.pick(runs_);
    std::string& bytes = dice_.pick(run.events).event;
    bytes[dice_.below(bytes.size())] ^= static_cast<char>(1 + dice_.below(255));
    say(wishsync::Batch{std::move(run)});
  }

  void replay() {
    for (std::uint64_t i = dice_.between(1, 20); i > 0 && !runs_.empty(); --i)
      say(wishsync::Batch{dice_.pick(runs_)});
  }

  // Whatever credit it was given.
  void send_endlessly() {
    if (runs_.empty()) return;
    const Run* largest = &runs_.front();
    for (const Run& run : runs_)
      if (wishsync::content_bytes(run) > wishsync::content_bytes(*largest)) largest = &run;
    const std::size_t times = 2 * wishsync::kCreditPeerBytes / wishsync::content_bytes(*largest) + 1;
    for (std::size_t i = 0; i < std::min<std::size_t>(times, 500); ++i) say(wishsync::Batch{*largest});
  }

  // Valid events of its own, about wishes that are none of its business.
  void write_about_strangers() {
    const PlaceCode home = foreign_place();
    const auto subject = stage_.people.some_subject(home);
    append({home, writer_}, Kind::kVetted, subject, home, step_body(0));
    append({machine_.place, writer_}, Kind::kVetted, subject, home, step_body(0));
    append({home, writer_}, Kind::kWithdrawn, subject, home, "");
  }

  void lie_in_the_logs_of_all() {
    const LogId log{model::kPlaceOfAll, writer_};
    const PlaceCode home = foreign_place();
    const std::uint64_t which = dice_.below(4);
    if (which == 0)
      append(log, Kind::kErased, stage_.people.some_subject(home), home, step_body(1));
    else if (which == 1)
      append(log, Kind::kEnrolled, {}, {},
             model::encode(
                 model::Enrolled{kCity, machine_.keys.signer->key(), machine_.keys.sealing_key, "it"}));
    else if (which == 2)
      append(log, Kind::kRevoked, {}, {},
             model::encode(model::Revoked{draw_id<model::EventHash>(dice_), true, {}}));
    else
      append(log, Kind::kPlaced, {}, {},
             model::encode(model::Placed{home, machine_.place, model::Level::kCommunity, "mine"}));
  }

  void acknowledge_for_others() {
    const auto log = others_log();
    const auto top = world_.city().writer;
    if (!log || !top) return;
    wishsync::Ack ack{kCity, *top, 1ull << 60, log->first, log->second, log->second.seq, {}};
    say(wishsync::Acks{{ack}});
    ack.log = {machine_.place, writer_};
    ack.tip = {model::Seq{1'000'000}, draw_id<model::EventHash>(dice_)};
    say(wishsync::Acks{{ack}});
    say(wishsync::AckCounts{{{*top, 1ull << 60}}});
  }

  void want_others_parts() {
    if (!world_.city().running()) return;
    std::vector<model::EventRef> all;
    world_.city().disk->contents().scan(node::Family::kPart, "", "", [&](std::string_view key, auto) {
      all.push_back(node::keys::read_event_key(key));
      return true;
    });
    wishsync::Want want;
    for (int i = 0; i < 50 && !all.empty(); ++i) want.items.push_back(dice_.pick(all));
    std::sort(want.items.begin(), want.items.end());
    say(want);
  }

  void have_nonsense() {
    wishsync::Have have;
    have.zone = static_cast<std::uint8_t>(dice_.below(2));
    for (std::uint64_t i = dice_.between(1, 20); i > 0; --i) {
      wishsync::Range range;
      range.from = LogId{foreign_place(), draw_id<model::WriterId>(dice_)};
      range.answer = dice_.of_thousand(500);
      if (dice_.of_thousand(500))
        range.what =
            std::vector<wishsync::LogTips>{{{foreign_place(), draw_id<model::WriterId>(dice_)},
                                            {{model::Seq{dice_.bits()}, draw_id<model::EventHash>(dice_)}}}};
      else
        range.what =
            wishsync::RangeDigest{{{dice_.bits(), 0, 0, 0}}, static_cast<std::uint32_t>(dice_.bits())};
      have.ranges.push_back(std::move(range));
    }
    say(have);
    if (const auto log = others_log())
      say(wishsync::Holds{log->first,
                          {model::Seq{dice_.bits()}, log->second.hash},
                          dice_.of_thousand(500),
                          dice_.of_thousand(500)});
  }

  void give_credit() {
    for (int i = 0; i < 5; ++i) say(wishsync::Credit{UINT32_MAX});
  }

  void send_rubbish() {
    std::string bytes(dice_.between(1, 2000), '\0');
    for (char& byte : bytes) byte = static_cast<char>(dice_.bits());
    if (dice_.of_thousand(500)) bytes = hello_.substr(0, dice_.below(hello_.size()));
    wire_->send(bytes);
  }

  void replace_parts() {
    wishsync::Parts parts;
    for (const Run& run : runs_)
      for (const auto& carried : run.events)
        if (const auto event = model::Event::parse(carried.event);
            event && event->header().has_part() && parts.items.size() < 20)
          parts.items.push_back({event->ref(), "32 bytes of a salt, as it were; other words"});
    say(parts);
  }

  // Another event in the place of its last one.
  void fork() {
    for (const Run& run : runs_) {
      if (run.log.writer != writer_ || run.log.place == model::kPlaceOfAll) continue;
      say(wishsync::Batch{
          run_of(run.log, run.before,
                 event_after(run.log, run.before, Kind::kVetted, stage_.people.some_subject(machine_.place),
                             machine_.place, step_body(0)))});
      return;
    }
  }

  void begin_again() {
    wire_->send(hello_);
    say(wishsync::Accepted{enrolled_, machine_.place, std::nullopt, true});
  }

  void open_writers() {
    for (int i = 0; i < 5; ++i) {
      const model::Opened opened{enrolled_, {static_cast<std::uint8_t>(dice_.bits())}, writer_};
      const auto writer = model::writer_of(enrolled_, opened.salt);
      world_.expose(writer);
      world_.journal().opened(writer, machine_.place, machine_.keys.signer->key());
      append({model::kPlaceOfAll, writer}, Kind::kOpened, {}, {}, model::encode(opened));
    }
  }

  // ---- The end ----

  // Its parent's admin has found out.
  void revoke() {
    if (revoked_) return;
    Machine& parent = *machine_.parent;
    if (parent.running())
      world_.at(parent, [&](Process& process) {
        const auto revoked =
            process.desk().revoke({model::to_hex(machine_.keys.signer->key().view()), false, std::nullopt});
        revoked_ =
            revoked || revoked.error().code == "revoke.already" || revoked.error().code == "node.unknown";
      });
    if (revoked_) return world_.trace().say(machine_.name + " is revoked");
    world_.agenda().after(kRevokeAgainMs, kNobody, [self = shared_from_this()] { self->revoke(); });
  }

  Stage& stage_;
  World& world_;
  Machine& machine_;
  const LifeId life_;
  SimNetwork network_;
  Dice dice_;
  const model::WriterId writer_;
  model::EventHash enrolled_;
  std::vector<std::pair<LogId, Tip>> held_;
  std::map<LogId, Tip> own_;  // Where its own logs end, as it told them.
  std::vector<Run> runs_;
  std::vector<wishsync::Ticket> tickets_;  // That it was ever given.
  std::shared_ptr<wishsync::Wire> wire_;
  std::string hello_;
  bool finished_ = false;
  bool revoked_ = false;
  std::uint64_t calls_ = dice_.between(2, 8);
};

}  // namespace

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
  hostile->call();
  stage.at_the_end.push_back([hostile] { hostile->end(); });
}

}  // namespace simulation
