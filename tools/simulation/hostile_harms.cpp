// What it does, each in a conversation that is open.

#include "model/date.h"
#include "model/facts.h"
#include "model/part.h"
#include "node/store/store_keys.h"
#include "tools/simulation/hostile.h"

namespace simulation {

using model::Kind;
using model::LogId;
using model::PlaceCode;
using model::Tip;
using wishsync::Run;

namespace {

constexpr int kForksAtOnce = 3;
constexpr auto kUnknownKind = static_cast<Kind>(40'000);

}  // namespace

const std::vector<Hostile::Harm>& Hostile::harms() {
  static const std::vector<Harm> all = {&Hostile::write_for_another,
                                        &Hostile::break_its_chain,
                                        &Hostile::alter_what_it_holds,
                                        &Hostile::replay,
                                        &Hostile::write_about_strangers,
                                        &Hostile::lie_in_the_logs_of_all,
                                        &Hostile::acknowledge_for_others,
                                        &Hostile::want_others_parts,
                                        &Hostile::give_credit,
                                        &Hostile::replace_parts,
                                        &Hostile::fork,
                                        &Hostile::fork_at_once,
                                        &Hostile::keep_words_back,
                                        &Hostile::enrol_another,
                                        &Hostile::open_writers};
  return all;
}

const std::vector<Hostile::Harm>& Hostile::last_harms() {
  static const std::vector<Harm> all = {&Hostile::send_endlessly, &Hostile::have_nonsense,
                                        &Hostile::send_rubbish, &Hostile::begin_again};
  return all;
}

model::Event Hostile::event_after(const LogId& log, const Tip& before, Kind kind, model::SubjectId subject,
                                  PlaceCode home, const std::string& body, const std::string& part) {
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
  if (!part.empty()) header.commitment = model::commitment_of(part);
  return model::Event::make(header, body);
}

model::Event Hostile::step_after(const LogId& log, const Tip& before) {
  return event_after(log, before, Kind::kVetted, stage_.people.some_subject(machine_.place), machine_.place,
                     step_body(0));
}

const model::Signer& Hostile::signer_of(const model::WriterId& writer) const {
  return other_ && writer == others_writer_ ? *other_ : *machine_.keys.signer;
}

Run Hostile::run_of(const LogId& log, const Tip& before, const model::Event& event) {
  return {log,
          before,
          {{event.bytes(), ""}},
          {event.tip(), signer_of(log.writer).sign(model::tip_statement(log, event.tip()))}};
}

void Hostile::append(const LogId& log, const model::Event& event) {
  Tip& tip = own_[log];
  say(wishsync::Batch{run_of(log, tip, event)});
  tip = event.tip();
}

void Hostile::append(const LogId& log, Kind kind, model::SubjectId subject, PlaceCode home,
                     const std::string& body) {
  append(log, event_after(log, own_[log], kind, subject, home, body));
}

// A place that is neither its own, nor merged with it, nor below it.
PlaceCode Hostile::foreign_place() {
  std::vector<PlaceCode> places;
  for (const auto& other : world_.machines())
    if (!other->place.text().starts_with(machine_.place.text()) && !was_merged_with(other->place))
      places.push_back(other->place);
  return dice_.pick(places);
}

bool Hostile::was_merged_with(PlaceCode place) const {
  return std::ranges::any_of(world_.machines(), [&](const auto& machine) {
    return machine->running() && machine->process->store().authority()->same(place, machine_.place);
  });
}

std::optional<std::pair<LogId, Tip>> Hostile::others_log() {
  std::vector<std::pair<LogId, Tip>> logs;
  for (const auto& held : held_)
    if (held.first.writer != writer_) logs.push_back(held);
  return logs.empty() ? std::nullopt : std::optional(dice_.pick(logs));
}

std::string Hostile::step_body(std::uint64_t which) {
  if (which == 0) return model::encode(model::Vetted{model::Outcome::kRejected, {}});
  return model::encode(model::Erased{});
}

void Hostile::write_for_another() {
  const auto log = others_log();
  if (!log) return;
  const PlaceCode home = foreign_place();
  const model::Event event = event_after(log->first, log->second, Kind::kVetted,
                                         stage_.people.some_subject(home), home, step_body(0));
  say(wishsync::Batch{run_of(log->first, log->second, event)});
}

void Hostile::break_its_chain() {
  const LogId log{machine_.place, writer_};
  const Tip nowhere{model::Seq{dice_.between(1, 1'000'000)}, draw_id<model::EventHash>(dice_)};
  say(wishsync::Batch{run_of(log, nowhere, event_after(log, nowhere, Kind::kVetted, {}, {}, "x"))});
}

void Hostile::alter_what_it_holds() {
  if (runs_.empty()) return;
  Run run = dice_.pick(runs_);
  std::string& bytes = dice_.pick(run.events).event;
  bytes[dice_.below(bytes.size())] ^= static_cast<char>(1 + dice_.below(255));
  say(wishsync::Batch{std::move(run)});
}

void Hostile::replay() {
  for (std::uint64_t i = dice_.between(1, 20); i > 0 && !runs_.empty(); --i)
    say(wishsync::Batch{dice_.pick(runs_)});
}

// Whatever credit it was given.
void Hostile::send_endlessly() {
  if (runs_.empty()) return;
  const Run* largest = &runs_.front();
  for (const Run& run : runs_)
    if (wishsync::content_bytes(run) > wishsync::content_bytes(*largest)) largest = &run;
  const std::size_t times = 2 * wishsync::kCreditPeerBytes / wishsync::content_bytes(*largest) + 1;
  for (std::size_t i = 0; i < std::min<std::size_t>(times, 500); ++i) say(wishsync::Batch{*largest});
}

// Valid events of its own, about wishes that are none of its business.
void Hostile::write_about_strangers() {
  const PlaceCode home = foreign_place();
  const auto subject = stage_.people.some_subject(home);
  append({home, writer_}, Kind::kVetted, subject, home, step_body(0));
  append({machine_.place, writer_}, Kind::kVetted, subject, home, step_body(0));
  append({home, writer_}, Kind::kWithdrawn, subject, home, "");
}

void Hostile::lie_in_the_logs_of_all() {
  const LogId log{model::kPlaceOfAll, writer_};
  const PlaceCode home = foreign_place();
  const std::uint64_t which = dice_.below(4);
  if (which == 0)
    append(log, Kind::kErased, stage_.people.some_subject(home), home, step_body(1));
  else if (which == 1)
    append(
        log, Kind::kEnrolled, {}, {},
        model::encode(model::Enrolled{kCity, machine_.keys.signer->key(), machine_.keys.sealing_key, "it"}));
  else if (which == 2)
    append(log, Kind::kRevoked, {}, {},
           model::encode(model::Revoked{draw_id<model::EventHash>(dice_), true, {}}));
  else
    append(log, Kind::kPlaced, {}, {},
           model::encode(model::Placed{home, machine_.place, model::Level::kCommunity, "mine"}));
}

void Hostile::acknowledge_for_others() {
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

void Hostile::want_others_parts() {
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

void Hostile::have_nonsense() {
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
      range.what = wishsync::RangeDigest{{{dice_.bits(), 0, 0, 0}}, static_cast<std::uint32_t>(dice_.bits())};
    have.ranges.push_back(std::move(range));
  }
  say(have);
  if (const auto log = others_log())
    say(wishsync::Holds{log->first,
                        {model::Seq{dice_.bits()}, log->second.hash},
                        dice_.of_thousand(500),
                        dice_.of_thousand(500)});
}

void Hostile::give_credit() {
  for (int i = 0; i < 5; ++i) say(wishsync::Credit{UINT32_MAX});
}

void Hostile::send_rubbish() {
  std::string bytes(dice_.between(1, 2000), '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice_.bits());
  if (dice_.of_thousand(500)) bytes = hello_.substr(0, dice_.below(hello_.size()));
  wire_->send(bytes);
}

void Hostile::replace_parts() {
  wishsync::Parts parts;
  for (const Run& run : runs_)
    for (const auto& carried : run.events)
      if (const auto event = model::Event::parse(carried.event);
          event && event->header().has_part() && parts.items.size() < 20)
        parts.items.push_back({event->ref(), "32 bytes of a salt, as it were; other words"});
  say(parts);
}

// Another event in the place of its last one.
void Hostile::fork() {
  for (const Run& run : runs_) {
    if (run.log.writer != writer_ || run.log.place == model::kPlaceOfAll) continue;
    return say(wishsync::Batch{run_of(run.log, run.before, step_after(run.log, run.before))});
  }
}

// Two branches at one time, of which the second is the longer one, and that again where this ends: whoever
// passes them on may have both to send at once.
void Hostile::fork_at_once() {
  const LogId log{machine_.place, writer_};
  for (int i = 0; i < kForksAtOnce; ++i) {
    const Tip before = own_[log];
    append(log, step_after(log, before));
    const model::Event first = step_after(log, before);
    const model::Event second = step_after(log, first.tip());
    Run run = run_of(log, first.tip(), second);
    run.before = before;
    run.events.insert(run.events.begin(), {first.bytes(), ""});
    say(wishsync::Batch{std::move(run)});
    own_[log] = second.tip();
  }
}

// Those of an event that is told now come with the next call.
void Hostile::keep_words_back() {
  const LogId log{machine_.place, writer_};
  model::Salt salt{};
  for (auto& byte : salt) byte = static_cast<std::uint8_t>(dice_.bits());
  const std::string part = model::make_part(salt, "newer words");
  const model::Event event =
      event_after(log, own_[log], kUnknownKind, stage_.people.some_subject(machine_.place), machine_.place,
                  "newer", part);
  append(log, event);
  kept_back_.push_back({event.ref(), part});
}

// At its own place, where its word counts; and what the other one writes counts as long as that does.
void Hostile::enrol_another() {
  model::Seed seed{};
  for (auto& byte : seed) byte = static_cast<std::uint8_t>(dice_.bits());
  other_ =
      world_.options().real_signatures ? model::make_ed25519_signer(seed) : model::make_cheap_signer(seed);
  const LogId of_all{model::kPlaceOfAll, writer_};
  append(of_all, Kind::kEnrolled, {}, {},
         model::encode(
             model::Enrolled{machine_.place, other_->key(), machine_.keys.sealing_key, "another of them"}));
  const model::Opened opened{own_[of_all].hash, {}, std::nullopt};
  others_writer_ = model::writer_of(opened.enrolled, opened.salt);
  world_.expose(others_writer_);
  world_.journal().opened(others_writer_, machine_.place, other_->key());
  append({model::kPlaceOfAll, others_writer_}, Kind::kOpened, {}, {}, model::encode(opened));
  // A wish that nobody else says anything about, so that it stands and falls with its writer.
  model::Registered wish;
  wish.on = model::Date::in_china(kWorldBeginsMs + world_.now_ms());
  wish.year = wish.on.year;
  wish.running = static_cast<std::uint32_t>(dice_.between(1, 1000));
  wish.category = model::Category::kGoods;
  append({machine_.place, others_writer_}, Kind::kRegistered, draw_id<model::SubjectId>(dice_), {},
         model::encode(wish));
}

void Hostile::begin_again() {
  wire_->send(hello_);
  say(wishsync::Accepted{enrolled_, machine_.place, std::nullopt, true});
}

void Hostile::open_writers() {
  for (int i = 0; i < 5; ++i) {
    const model::Opened opened{enrolled_, {static_cast<std::uint8_t>(dice_.bits())}, writer_};
    const auto writer = model::writer_of(enrolled_, opened.salt);
    world_.expose(writer);
    world_.journal().opened(writer, machine_.place, machine_.keys.signer->key());
    append({model::kPlaceOfAll, writer}, Kind::kOpened, {}, {}, model::encode(opened));
  }
}

}  // namespace simulation
