#include "node/ledger/projector.h"

#include <algorithm>

#include "node/ledger/fold_subject.h"

namespace node {

using model::Authority;
using model::Error;
using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Result;
using model::SubjectId;
using model::WriterId;

namespace {

bool continues(const Arrival& before, const Arrival& next) {
  return !before.is_part() && !next.is_part() && before.log == next.log &&
         next.first == before.tip.seq.next();
}

}  // namespace

struct Projector::Turn {
  std::uint64_t cursor = 0;
  std::map<LogId, model::DigestSum> logs;  // What each log that grows added to its place's sum before.
  std::map<SubjectId, std::vector<Event>> touched;  // By events of this turn, which are beside it.
  std::set<SubjectId> concerned;                    // By a change of who may write, or of the tree.
  std::set<SubjectId> late;                         // Whose parts arrived after their events.
  bool judge = false;                               // Some event of place 0 may change who may write.
  bool placed = false;                              // Some place was declared, or succeeded.
};

model::NodeKey root_key_of(const Authority& authority) {
  for (const auto& [id, writer] : authority.writers())
    if (writer.enrolled.is_zero()) return writer.signing_key;
  model::fail_check("authority knows the root key", BOOST_CURRENT_LOCATION);
}

std::vector<TreeEdge> edges_of(const Authority& authority) {
  std::vector<TreeEdge> out;
  for (const auto& [code, place] : authority.places()) out.push_back({code, place.parent});
  return out;
}

Projector::Projector(const EventStore& store, Ledger& ledger, Texts* texts, std::size_t turn_arrivals_max,
                     KnowsKind knows)
    : store_(store),
      ledger_(ledger),
      texts_(texts),
      turn_arrivals_max_(turn_arrivals_max),
      knows_(knows),
      folded_(store),
      revoked_(store, [this](const Event& event) {
        folded_.settle();
        return folded_.has(event);
      }) {}

Projector::Status Projector::status() const {
  const std::uint64_t last_arrival = store_.last_arrival();
  const std::lock_guard lock(mutex_);
  Status out = status_;
  out.last_arrival = last_arrival;
  return out;
}

bool Projector::fail(const Error& error) {
  loaded_ = false;  // What this turn had begun is given up: the ledger says where to go on.
  return wait(error);
}

bool Projector::wait(const Error& error) {
  const std::lock_guard lock(mutex_);
  status_.cursor = ledger_.cursor();
  status_.error = error;
  return false;
}

bool Projector::turn() {
  if (!loaded_ || ledger_.cursor() != cursor_)
    if (auto loaded = load(); !loaded) return fail(loaded.error());
  if (filling_) {
    // What was put stays: it goes on from there once there is room.
    if (auto room = filling_->ledger->room(); !room) return wait(room.error());
    if (auto filled = fill_some(); !filled) return fail(filled.error());
    const std::lock_guard lock(mutex_);
    status_.cursor = cursor_;
    status_.error.reset();
    return true;
  }
  Turn turn = take_arrivals();
  const bool idle = turn.cursor == cursor_;
  if (!idle) {
    if (turn.judge) judge(turn);
    // Of a revoked node's log, what comes may show which branch it is that counts.
    for (const auto& [log, before] : turn.logs)
      if (authority_->counts_until(log)) concern_all_of(log, turn);
    turn.concerned.erase(SubjectId{});
    const Projection projection = project(turn);
    if (auto applied = ledger_.apply(projection); !applied) return fail(applied.error());
    cursor_ = projection.cursor;
    show(projection, turn);
  }
  const bool loading = texts_ && texts_->load_step();
  const std::lock_guard lock(mutex_);
  status_.cursor = cursor_;
  status_.error.reset();
  return !idle || loading;
}

// ---- Going on where the ledger stands ----

Result<> Projector::load() {
  loaded_ = false;
  filling_.reset();
  folded_.settle();
  revoked_.look_again();
  if (!ledger_fits())
    if (auto cleared = ledger_.clear(); !cleared) return cleared;
  if (ledger_.cursor() == 0 && texts_) texts_->clear();
  sums_.clear();
  cursor_ = ledger_.cursor();
  if (cursor_ == 0) {
    if (auto begun = begin_filling(); !begun) return begun;
  } else {
    folded_.load(ledger_.logs());
    for (const auto& [place, sum] : ledger_.own_sums()) sums_[place] = sum;
    tree_ = ledger_.tree();
    load_facts();
  }
  loaded_ = true;
  return {};
}

void Projector::load_facts() {
  facts_ = std::make_unique<model::AuthorityFacts>(root_key_of(*store_.authority()));
  declared_.clear();
  uppers_.clear();
  declarers_.clear();
  for (const auto& [log, tips] : folded_.all()) {
    if (log.place != model::kPlaceOfAll) break;  // Place 0 comes first.
    folded_.for_each_event(log, [&](const Event& event) { note_fact(event); });
  }
  authority_ = facts_->judge();
}

// ---- Filling a ledger from nothing ----

Result<> Projector::begin_filling() {
  const EventStore::Extent extent = store_.extent();
  std::vector<FoldedLog> logs;
  for (const auto& [log, tips] : extent.logs) {
    logs.push_back({log, tips});
    sums_[log.place].add(model::log_digest(log, tips));
  }
  folded_.load(logs);
  load_facts();
  tree_ = edges_of(*authority_);
  if (extent.last_arrival == 0) return {};
  auto ledger = ledger_.fill();
  if (!ledger) return ledger.error();
  Projection rest{extent.last_arrival, std::move(logs), {}, {sums_.begin(), sums_.end()}, tree_};
  const auto wanted = [this](const Event& event) { return !subject_of(event).is_zero(); };
  filling_ = Filling{std::move(*ledger), std::move(rest), std::make_unique<SubjectReader>(store_, wanted)};
  return {};
}

Result<> Projector::fill_some() {
  std::vector<EventStore::About> read = filling_->subjects->next();
  if (read.empty()) {
    cursor_ = filling_->rest.cursor;
    auto finished = filling_->ledger->finish(std::move(filling_->rest));
    filling_.reset();
    if (finished && on_shown) on_shown({});
    return finished;
  }
  folded_.settle();
  std::vector<FoldedSubject> subjects;
  for (auto& [subject, events] : read) {
    FoldedSubject folded = fold(subject, std::move(events));
    if (!folded.empty()) subjects.push_back(std::move(folded));
  }
  return filling_->ledger->put(std::move(subjects));
}

// A store that was restored from a backup, or another one, does not hold what the ledger folded.
bool Projector::ledger_fits() const {
  if (ledger_.cursor() > store_.last_arrival()) return false;
  for (const FoldedLog& log : ledger_.logs())
    for (const model::Tip& tip : log.tips)
      if (!store_.holds({log.log, tip.seq, tip.hash})) return false;
  return true;
}

// The subject of an event that is folded by subject; zero for all others.
SubjectId Projector::subject_of(const Event& event) const {
  const model::Kind kind = event.header().kind;
  const bool folded = model::subject_kind(kind) != model::SubjectKind::kNone && (!knows_ || knows_(kind));
  return folded ? event.header().subject : SubjectId{};
}

bool Projector::note_fact(const Event& event) {
  if (const auto placed =
          event.header().kind == model::Kind::kPlaced ? model::decode_placed(event.body()) : std::nullopt) {
    declared_.insert(placed->code);
    uppers_.insert(placed->parent);
    declarers_.insert(event.header().writer);
  }
  if (const auto merged = event.header().kind == model::Kind::kSucceeded
                              ? model::decode_succeeded(event.body())
                              : std::nullopt) {
    for (const PlaceCode place : {merged->place, merged->successor}) {
      declared_.insert(place);
      uppers_.insert(place);
    }
    declarers_.insert(event.header().writer);
  }
  return facts_->add(event);
}

// ---- One turn ----

Projector::Turn Projector::take_arrivals() {
  std::vector<Arrival> arrivals;
  std::size_t events = 0;
  const std::uint64_t newest = store_.last_arrival();
  store_.arrivals_after(cursor_, [&](const Arrival& arrival) {
    if (arrival.count > newest) return false;
    arrivals.push_back(arrival);
    events += arrival.is_part() ? 1 : arrival.tip.seq.value - arrival.first.value + 1;
    return arrivals.size() < turn_arrivals_max_ && events < kTurnEventsMax;
  });
  Turn turn;
  turn.cursor = arrivals.empty() ? cursor_ : arrivals.back().count;
  // What one log got in several arrivals is read at once, which is far cheaper than one by one.
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.log < b.log; });
  for (std::size_t first = 0, last = 0; first < arrivals.size(); first = last) {
    for (last = first + 1; last < arrivals.size() && continues(arrivals[last - 1], arrivals[last]);) ++last;
    take_all({arrivals.begin() + static_cast<std::ptrdiff_t>(first),
              arrivals.begin() + static_cast<std::ptrdiff_t>(last)},
             turn);
  }
  return turn;
}

// Arrivals of one log, each from where the one before ends.
void Projector::take_all(std::span<const Arrival> arrivals, Turn& turn) {
  if (arrivals.front().is_part()) {
    const Arrival& part = arrivals.front();
    const auto event = store_.event({part.log, part.tip.seq, part.tip.hash});
    if (event && !subject_of(*event).is_zero()) turn.late.insert(subject_of(*event));
    return;
  }
  Arrival all = arrivals.back();
  all.first = arrivals.front().first;
  std::vector<Event> events = store_.events_of(all);
  const auto holds_tip_of = [&](const Arrival& arrival) {
    const std::size_t at = arrival.tip.seq.value - all.first.value;
    return at < events.size() && events[at].tip() == arrival.tip;
  };
  if (std::ranges::all_of(arrivals, holds_tip_of)) return take(all, std::move(events), turn);
  // They are of several branches.
  for (const Arrival& arrival : arrivals) take(arrival, store_.events_of(arrival), turn);
}

void Projector::take(const Arrival& arrival, std::vector<Event> events, Turn& turn) {
  turn.logs.try_emplace(arrival.log, model::log_digest(arrival.log, folded_.tips(arrival.log)));
  folded_.add(arrival, events);
  for (Event& event : events) {
    if (event.header().place == model::kPlaceOfAll) {
      turn.judge = note_fact(event) || turn.judge;
      const model::Kind kind = event.header().kind;
      turn.placed = turn.placed || kind == model::Kind::kPlaced || kind == model::Kind::kSucceeded;
    }
    if (const SubjectId subject = subject_of(event); !subject.is_zero())
      turn.touched[subject].push_back(std::move(event));
  }
}

// Judges anew and finds the subjects whose fold may come out otherwise. A fold asks of authority
// four things: whether a writer counts, of which node and where, up to which tips its logs count, who is
// above whom (now and ever), and what was erased. The last follows from the others: an Erased touches its
// subject when it comes, and whether it counts hangs on its writer, its log and the tree.
void Projector::judge(Turn& turn) {
  const auto next = facts_->judge();
  const std::set<WriterId> writers = changed_writers(*next);
  const auto limit_changed = [&](const LogId& log) {
    const auto* before = authority_->counts_until(log);
    const auto* after = next->counts_until(log);
    return !before != !after || (before && *before != *after);
  };
  const auto declares = [&](const LogId& log) {
    return log.place == model::kPlaceOfAll && declarers_.contains(log.writer);
  };
  // A declaration comes to count, or no longer does, only where one is new, or where its writer's word or
  // what counts of its log changed; each of the others that follow from it stands below it.
  bool tree = turn.placed;
  for (const auto& [log, tips] : folded_.all())
    if (writers.contains(log.writer) || limit_changed(log)) {
      concern_all_of(log, turn);
      tree = tree || declares(log);
    }
  for (const auto& [log, before] : turn.logs) tree = tree || (declares(log) && next->counts_until(log));
  if (tree) {
    const std::set<PlaceCode> changed = changed_homes(*next);
    for (PlaceCode home : changed)
      for (const SubjectId& subject : ledger_.subjects_at(home)) turn.concerned.insert(subject);
    // Who may publish in a scope depends on what is above the scope.
    for (const auto& [log, tips] : folded_.all())
      if (changed.contains(log.place)) concern_all_of(log, turn);
  }
  authority_ = next;
}

void Projector::concern_all_of(const LogId& log, Turn& turn) {
  folded_.for_each_event(log, [&](const Event& event) { turn.concerned.insert(subject_of(event)); });
}

std::set<WriterId> Projector::changed_writers(const Authority& next) const {
  std::set<WriterId> out;
  const auto same = [](const model::Writer* a, const model::Writer* b) {
    const bool counts_a = a && a->counts;
    const bool counts_b = b && b->counts;
    return counts_a == counts_b && (!counts_a || a->place == b->place);
  };
  for (const auto& [id, writer] : next.writers())
    if (!same(authority_->writer(id), &writer)) out.insert(id);
  for (const auto& [id, writer] : authority_->writers())
    if (!same(&writer, next.writer(id))) out.insert(id);
  return out;
}

std::set<PlaceCode> Projector::changed_homes(const Authority& next) const {
  std::set<PlaceCode> out;
  for (PlaceCode home : declared_) {
    if (authority_->line_above(home) != next.line_above(home)) out.insert(home);
    for (PlaceCode upper : uppers_)
      if (authority_->at_or_above(upper, home) != next.at_or_above(upper, home)) out.insert(home);
  }
  return out;
}

FoldedSubject Projector::fold(const SubjectId& subject, std::vector<Event> events) {
  std::erase_if(events,
                [&](const Event& event) { return subject_of(event).is_zero() || !folded_.has(event); });
  return fold_subject(subject, std::move(events), revoked_, *authority_);
}

// Takes the events of the turn out of it. `subjects` ascend.
void Projector::fold_all(std::span<const SubjectId> subjects, Turn& turn, Projection& out) {
  std::set<SubjectId> held_before;
  const auto of_turn = [&](const SubjectId& subject, const model::EventRef& ref) -> std::optional<Event> {
    if (const auto fresh = turn.touched.find(subject); fresh != turn.touched.end()) {
      const auto at = std::ranges::find(fresh->second, ref.hash, &Event::hash);
      if (at != fresh->second.end()) return std::move(*at);
    }
    held_before.insert(subject);
    return std::nullopt;
  };
  while (!subjects.empty()) {
    auto read = store_.events_about(subjects.first(std::min(subjects.size(), kFoldedTogetherMax)), of_turn,
                                    kFoldedTogetherBytesMax);
    folded_.settle();
    for (std::size_t i = 0; i < read.size(); ++i) {
      const SubjectId& subject = subjects[i];
      const bool touched = turn.touched.contains(subject);
      FoldedSubject folded = fold(subject, std::move(read[i]));
      if (touched && !held_before.contains(subject)) folded.former = {false, false, false, false};
      // The same events name the same homes, so unchanged wishes leave nothing to put.
      if (touched || folded.wishes != ledger_.wishes_of(subject) ||
          folded.offers != ledger_.offers_of(subject) ||
          folded.volunteers != ledger_.volunteers_of(subject) ||
          folded.reports != ledger_.reports_of(subject))
        out.subjects.push_back(std::move(folded));
    }
    subjects = subjects.subspan(read.size());
  }
}

Projection Projector::project(Turn& turn) {
  revoked_.look_again();
  Projection out;
  out.cursor = turn.cursor;
  std::vector<SubjectId> subjects;
  for (const auto& [subject, events] : turn.touched) subjects.push_back(subject);
  for (const SubjectId& subject : turn.concerned)
    if (!turn.touched.contains(subject)) subjects.push_back(subject);
  std::ranges::sort(subjects);
  fold_all(subjects, turn, out);
  std::set<PlaceCode> places;
  for (const auto& [log, before] : turn.logs) {
    const std::vector<model::Tip> tips = folded_.tips(log);
    sums_[log.place].subtract(before);
    sums_[log.place].add(model::log_digest(log, tips));
    places.insert(log.place);
    out.logs.push_back({log, tips});
  }
  for (PlaceCode place : places) out.sums.emplace_back(place, sums_[place]);
  if (auto tree = edges_of(*authority_); tree != tree_) {
    tree_ = tree;
    out.tree = std::move(tree);
  }
  return out;
}

void Projector::show(const Projection& projection, const Turn& turn) {
  if (on_shown && !projection.subjects.empty()) on_shown(projection.subjects);
  if (!texts_) return;
  for (const FoldedSubject& subject : projection.subjects) texts_->put_all_of(subject.id, subject.wishes);
  for (const SubjectId& subject : turn.late) texts_->put_all_of(subject, ledger_.wishes_of(subject));
}

}  // namespace node
