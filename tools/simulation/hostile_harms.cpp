// What it does, each in a conversation that is open.

#include "model/facts.h"
#include "node/store/store_keys.h"
#include "tools/simulation/hostile.h"

namespace simulation {

using model::Kind;
using model::LogId;
using model::PlaceCode;
using model::Tip;
using wishsync::Run;

const std::vector<Hostile::Harm>& Hostile::harms() {
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

model::Event Hostile::event_after(const LogId& log, const Tip& before, Kind kind, model::SubjectId subject,
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

Run Hostile::run_of(const LogId& log, const Tip& before, const model::Event& event) {
  return {log,
          before,
          {{event.bytes(), ""}},
          {event.tip(), machine_.keys.signer->sign(model::tip_statement(log, event.tip()))}};
}

void Hostile::append(const LogId& log, Kind kind, model::SubjectId subject, PlaceCode home,
                     const std::string& body) {
  Tip& tip = own_[log];
  const model::Event event = event_after(log, tip, kind, subject, home, body);
  say(wishsync::Batch{run_of(log, tip, event)});
  tip = event.tip();
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
    say(wishsync::Batch{
        run_of(run.log, run.before,
               event_after(run.log, run.before, Kind::kVetted, stage_.people.some_subject(machine_.place),
                           machine_.place, step_body(0)))});
    return;
  }
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
