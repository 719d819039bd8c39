#include "model/fold/offer.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace model {
namespace {

std::vector<const Event*> counting_for_all(std::span<const Event> events, PlaceCode home,
                                           const Authority& authority) {
  std::vector<const Event*> out;
  for (const Event& e : events)
    if (e.header().subject_home() == home && may_publish(e, home, authority)) out.push_back(&e);
  return out;
}

// Of unaware words about one claim the strongest stands: what was done stands before what was decided.
int strength(ClaimState state) {
  switch (state) {
    case ClaimState::kConfirmed:
      return 6;
    case ClaimState::kDisputed:
      return 5;
    case ClaimState::kFulfilled:
      return 4;
    case ClaimState::kExpired:
    case ClaimState::kReleased:
      return 3;
    case ClaimState::kGranted:
      return 2;
    case ClaimState::kDeclined:
      return 1;
    case ClaimState::kProvisional:
      return 0;
  }
  return 0;
}

ClaimState state_of(CourseStage stage) {
  switch (stage) {
    case CourseStage::kFulfilled:
      return ClaimState::kFulfilled;
    case CourseStage::kConfirmed:
      return ClaimState::kConfirmed;
    case CourseStage::kDisputed:
      return ClaimState::kDisputed;
  }
  return ClaimState::kFulfilled;
}

}  // namespace

bool vouched_for(PlaceCode log, PlaceCode home, const Authority& authority) {
  if (log == home || log == kPlaceOfAll) return true;
  const std::vector<PlaceCode> line = authority.line_above(home);
  return std::find(line.begin(), line.end(), log) != line.end();
}

bool may_publish(const Event& event, PlaceCode home, const Authority& authority) {
  const EventHeader& h = event.header();
  if (voice_of(h.kind) != Voice::kPublisher || h.place == kPlaceOfAll) return false;
  const Writer* writer = authority.writer(h.writer);
  return writer && writer->counts && authority.at_or_above(writer->place, h.place) &&
         vouched_for(h.place, home, authority);
}

bool takes_slot(ClaimState state) {
  return state == ClaimState::kGranted || state == ClaimState::kFulfilled ||
         state == ClaimState::kConfirmed || state == ClaimState::kDisputed;
}

std::size_t FoldedOffer::taken() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(decisions, [](const FoldedDecision& d) { return takes_slot(d.state); }));
}

OfferState FoldedOffer::state() const {
  if (taken_down) return OfferState::kTakenDown;
  if (taken() < slots) return OfferState::kOpen;
  const auto all = [&](auto&& done) {
    return std::ranges::all_of(
        decisions, [&](const FoldedDecision& d) { return !takes_slot(d.state) || done(d.state); });
  };
  if (all([](ClaimState s) { return s == ClaimState::kConfirmed; })) return OfferState::kConfirmed;
  if (all([](ClaimState s) { return s == ClaimState::kConfirmed || s == ClaimState::kFulfilled; }))
    return OfferState::kFulfilled;
  return OfferState::kTaken;
}

Date FoldedOffer::due_on() const {
  Date out;
  for (const FoldedDecision& decision : decisions)
    if (decision.state == ClaimState::kGranted && (out == Date{} || decision.due_on < out))
      out = decision.due_on;
  return out;
}

const FoldedDecision* FoldedOffer::decision(const SubjectId& claim) const {
  const auto at = std::ranges::lower_bound(decisions, claim, {}, &FoldedDecision::claim);
  return at == decisions.end() || at->claim != claim ? nullptr : &*at;
}

class Publications::Fold {
 public:
  Fold(const History& history, PlaceCode home, const Authority& authority)
      : history_(history), home_(home), authority_(authority) {
    for (std::size_t i = 0; i < history.size(); ++i) read(i);
  }

  std::optional<FoldedOffer> run() const {
    if (published_.empty()) return std::nullopt;
    const auto is_published = [&](std::size_t i) { return published_.contains(i); };
    const Positions latest = history_.latest(is_published);
    const std::size_t current =
        *std::ranges::min_element(latest, {}, [&](std::size_t i) { return rank(history_.event(i)); });
    const auto last_words =
        history_.latest([&](std::size_t i) { return is_published(i) || taken_down_.contains(i); });
    const Published& fact = published_.at(current);
    FoldedOffer out;
    const EventHeader& h = history_.event(current).header();
    out.id = h.subject;
    out.home = home_;
    out.scope = h.place;
    out.published = history_.event(current).ref();
    out.publisher = node_of(history_.event(current));
    out.on = published_.begin()->second.on;
    out.category = fact.category;
    out.targets = fact.targets;
    out.slots = fact.slots;
    out.policy = fact.policy;
    out.campaign = fact.campaign;
    out.number = fact.number;
    out.taken_down = std::ranges::any_of(last_words, [&](std::size_t i) { return taken_down_.contains(i); });
    out.contested = latest.size() > 1;
    out.erased = authority_.erased(out.id, home_);
    for (const auto& [claim, words] : claims_)
      if (auto decided = decision(claim, words)) out.decisions.push_back(std::move(*decided));
    out.heads = history_.heads();
    return out;
  }

 private:
  // What one event says of a claim.
  struct Word {
    std::size_t at = 0;
    ClaimState state{};
    std::optional<ClaimReason> reason;
    std::optional<Granted> granted;
    std::optional<Coursed> coursed;
    Date on;
  };

  void read(std::size_t i) {
    const Event& event = history_.event(i);
    const auto say = [&](const SubjectId& claim, Word word) {
      if (!by_the_publisher(i)) return;
      word.at = i;
      claims_[claim].push_back(std::move(word));
    };
    switch (event.header().kind) {
      case Kind::kPublished:
        if (auto fact = decode_published(event.body()); fact && of_home(fact->number) && widens(i))
          published_.emplace(i, std::move(*fact));
        break;
      case Kind::kTakenDown:
        if (decode_taken_down(event.body()) && widens(i)) taken_down_.insert(i);
        break;
      case Kind::kGranted:
        if (auto fact = decode_granted(event.body()))
          say(fact->claim, {i, ClaimState::kGranted, {}, fact, {}, fact->on});
        break;
      case Kind::kDeclined:
        if (const auto fact = decode_declined(event.body()))
          say(fact->claim, {i, ClaimState::kDeclined, fact->reason, {}, {}, fact->on});
        break;
      case Kind::kFreed:
        if (const auto fact = decode_freed(event.body()))
          say(fact->claim,
              {i,
               fact->reason == ClaimReason::kExpired ? ClaimState::kExpired : ClaimState::kReleased,
               fact->reason,
               {},
               {},
               fact->on});
        break;
      case Kind::kCoursed:
        if (auto fact = decode_coursed(event.body()))
          say(fact->claim, {i, state_of(fact->stage), {}, {}, fact, fact->on});
        break;
      default:
        break;
    }
  }

  [[nodiscard]] EventHash node_of(const Event& event) const {
    const Writer* writer = authority_.writer(event.header().writer);
    return writer ? writer->enrolled : EventHash{};
  }
  // What goes public names its home: nobody publishes in another's name.
  [[nodiscard]] bool of_home(const std::string& number) const {
    return number.starts_with(home_.text() + "-");
  }
  // Whoever replaces a publication, or takes it down, does so where all who saw it see that too.
  [[nodiscard]] bool widens(std::size_t i) const {
    return std::ranges::all_of(published_, [&](const auto& published) {
      return !history_.knows(i, published.first) ||
             authority_.at_or_above(history_.event(i).header().place,
                                    history_.event(published.first).header().place);
    });
  }
  // Any writer of the node whose publication held, as far as it knew, goes on for it, in the same log place;
  // nobody else decides.
  [[nodiscard]] bool by_the_publisher(std::size_t i) const {
    const Positions known =
        history_.latest([&](std::size_t j) { return published_.contains(j) && history_.knows(i, j); });
    if (known.empty()) return false;
    const Event& held = history_.event(
        *std::ranges::min_element(known, {}, [&](std::size_t j) { return rank(history_.event(j)); }));
    const Event& event = history_.event(i);
    return node_of(held) == node_of(event) && held.header().place == event.header().place;
  }
  // The smallest holds.
  [[nodiscard]] std::tuple<std::size_t, std::size_t, EventHash> rank(const Event& event) const {
    const Writer* writer = authority_.writer(event.header().writer);
    return {authority_.line_above(event.header().place).size(), authority_.line_above(writer->place).size(),
            event.hash()};
  }

  // What is taken back or done was granted before, as far as its writer knew.
  [[nodiscard]] std::optional<FoldedDecision> decision(const SubjectId& claim,
                                                       const std::vector<Word>& words) const {
    const auto stands = [&](const Word& word) {
      if (word.granted || word.state == ClaimState::kDeclined) return true;
      return std::ranges::any_of(
          words, [&](const Word& other) { return other.granted && history_.knows(word.at, other.at); });
    };
    std::map<std::size_t, const Word*> by_place;
    for (const Word& word : words)
      if (stands(word)) by_place[word.at] = &word;
    const Positions latest = history_.latest([&](std::size_t i) { return by_place.contains(i); });
    if (latest.empty()) return std::nullopt;
    const Word& last = *by_place.at(*std::ranges::max_element(
        latest, {}, [&](std::size_t i) { return strength(by_place.at(i)->state); }));
    FoldedDecision out;
    out.claim = claim;
    out.state = last.state;
    out.reason = last.reason;
    out.on = last.on;
    out.decided = history_.event(last.at).ref();
    for (const auto& [at, word] : by_place) {  // The latest of each sort stays.
      if (word->granted) {
        if (last.coursed) out.on = word->granted->on;  // What was done later decides nothing.
        out.unit = word->granted->unit;
        out.due_on = word->granted->due_on;
        out.decided = history_.event(at).ref();
      }
      if (word->coursed) take(*word->coursed, out);
    }
    if (last.coursed) take(*last.coursed, out);
    return out;
  }
  static void take(const Coursed& coursed, FoldedDecision& out) {
    out.unit = coursed.unit;
    out.fulfilled_on = coursed.on;
    out.value_yuan = coursed.value_yuan;
    out.minutes = coursed.minutes;
    out.shares = coursed.shares;
    out.policy = coursed.policy;
  }

  const History& history_;
  const PlaceCode home_;
  const Authority& authority_;
  std::map<std::size_t, Published> published_;
  std::set<std::size_t> taken_down_;
  std::map<SubjectId, std::vector<Word>> claims_;
};

Publications::Publications(std::span<const Event> events, PlaceCode home, const Authority& authority)
    : history_(counting_for_all(events, home, authority)) {
  if (history_.size() > 0) offer_ = Fold(history_, home, authority).run();
}

Publications::~Publications() = default;

bool Publications::grants(const SubjectId& claim, const EventHash& claimed) const {
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const Event& event = history_.event(i);
    const auto& based_on = event.header().based_on;
    if (event.header().kind != Kind::kGranted || std::ranges::find(based_on, claimed) == based_on.end())
      continue;
    if (const auto fact = decode_granted(event.body()); fact && fact->claim == claim) return true;
  }
  return false;
}

bool Publications::freed_unaware(const SubjectId& claim, const Event& said) const {
  // Whoever frees knows of it by naming it, or by what else of the public course names it.
  Positions naming;
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const auto& based_on = history_.event(i).header().based_on;
    if (std::ranges::find(based_on, said.hash()) != based_on.end()) naming.push_back(i);
  }
  bool any = false;
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const Event& event = history_.event(i);
    if (event.header().kind != Kind::kFreed) continue;
    const auto freed = decode_freed(event.body());
    if (!freed || freed->claim != claim) continue;
    const bool known =
        std::ranges::any_of(naming, [&](std::size_t j) { return j == i || history_.knows(i, j); });
    if (known || history_.known_by(said.header().based_on, i)) return false;
    any = true;
  }
  return any;
}

std::vector<FoldedOffer> fold_offers(std::span<const Event> events, const Authority& authority) {
  std::set<PlaceCode> homes;
  for (const Event& e : events)
    if (e.header().kind == Kind::kPublished) homes.insert(e.header().subject_home());
  std::vector<FoldedOffer> out;
  for (const PlaceCode home : homes)
    if (auto offer = Publications(events, home, authority).offer()) out.push_back(std::move(*offer));
  return out;
}

}  // namespace model
