#include "model/fold/wish.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdio>
#include <map>

namespace model {
namespace {

// A set of events by their position in the canonical order.
class Past {
 public:
  explicit Past(std::size_t size) : bits_((size + 63) / 64) {}
  void add(std::size_t i) { bits_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void add(const Past& other) {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
  }
  [[nodiscard]] bool has(std::size_t i) const { return (bits_[i / 64] >> (i % 64)) & 1u; }

 private:
  boost::container::small_vector<std::uint64_t, 1> bits_;
};

// Positions of events. Nearly every wish has few, and its fold should cost little more than reading them.
using Positions = boost::container::small_vector<std::size_t, 8>;

// One event with what it says and what its writer knew.
struct Said {
  const Event* event;
  std::optional<Registered> registered;
  std::optional<Amended> amended;
  std::optional<Step> step;  // Also kAmend.
  Past past;                 // All events before it in the graph, itself not included.
  bool valid = true;         // A step that its past allows; always true for what is no step.
  bool corrects = false;     // An amendment that answers a return.
};

// Of unaware steps the strongest decides (design rule 5).
int strength(Step step) {
  switch (step) {
    case Step::kWithdraw:
      return 5;
    case Step::kReject:
      return 4;
    case Step::kReturn:
      return 3;
    case Step::kHandOver:
      return 2;
    case Step::kApprove:
      return 1;
    case Step::kAmend:
      return 0;
  }
  return 0;
}

WishState state_after(Step step) {
  switch (step) {
    case Step::kWithdraw:
      return WishState::kWithdrawn;
    case Step::kReject:
      return WishState::kRejected;
    case Step::kReturn:
      return WishState::kReturned;
    case Step::kHandOver:
      return WishState::kHandedOver;
    case Step::kApprove:
      return WishState::kVetted;
    case Step::kAmend:
      return WishState::kRegistered;  // Corrected: to be vetted again.
  }
  return WishState::kRegistered;
}

// Whether the input root of the home vouches for the log: what once was above it does no longer, so a
// node may hold that log and another lack it under the same root (design rule 1).
bool vouched_for(PlaceCode log, PlaceCode home, const Authority& authority) {
  if (log == home || log == kPlaceOfAll) return true;
  const std::vector<PlaceCode> line = authority.line_above(home);
  return std::find(line.begin(), line.end(), log) != line.end();
}

// Whether the event, which names `home`, may speak about a wish there.
bool counts(const Event& event, PlaceCode home, const Authority& authority) {
  const EventHeader& h = event.header();
  const Writer* writer = authority.writer(h.writer);
  return writer && writer->counts && authority.at_or_above(writer->place, home) &&
         vouched_for(h.place, home, authority);
}

Said read(const Event& event, std::size_t count) {
  Said said{&event, {}, {}, {}, Past(count)};
  switch (event.header().kind) {
    case Kind::kRegistered:
      said.registered = decode_registered(event.body());
      break;
    case Kind::kAmended:
      said.amended = decode_amended(event.body());
      if (said.amended) said.step = Step::kAmend;
      break;
    case Kind::kVetted:
      if (const auto vetted = decode_vetted(event.body())) said.step = step_of(vetted->outcome);
      break;
    case Kind::kWithdrawn:
      if (decode_withdrawn(event.body())) said.step = Step::kWithdraw;
      break;
    default:
      break;
  }
  // What is unknown or not decodable says nothing, but what its writer knew still counts.
  return said;
}

class Fold {
 public:
  // All of one subject at this home.
  Fold(const std::vector<const Event*>& events, PlaceCode home, const Authority& authority) : home_(home) {
    std::vector<const Event*> counting;
    for (const Event* e : events)
      if (counts(*e, home, authority)) counting.push_back(e);
    std::sort(counting.begin(), counting.end(),
              [](const auto* a, const auto* b) { return canonically_before(*a, *b); });
    const auto same = [](const auto* a, const auto* b) { return a->hash() == b->hash(); };
    counting.erase(std::unique(counting.begin(), counting.end(), same), counting.end());
    if (counting.size() > kWishEventsMax) counting.resize(kWishEventsMax);
    order(counting);
  }

  std::optional<FoldedWish> run(const Authority& authority) {
    const Said* first = nullptr;
    for (const Said& s : said_)
      if (s.registered && (!first || canonically_before(*s.event, *first->event))) first = &s;
    if (!first) return std::nullopt;
    FoldedWish wish;
    const EventHeader& h = first->event->header();
    wish.id = h.subject;
    wish.home = home_;
    wish.year = first->registered->year;
    wish.running = first->registered->running;
    wish.number_writer = h.writer;
    wish.registered_time = h.time;
    wish.registered = first->event->ref();
    wish.erased = authority.erased(wish.id, home_);
    steps(wish);
    for (std::size_t f = 0; f < kWishFieldCount; ++f) field(wish, static_cast<WishField>(f), *first);
    heads(wish);
    return wish;
  }

 private:
  // Sorts what is in canonical order so that each event stands after all that it is based on, canonically
  // where that leaves a choice. A hash can't be known before its event, so the graph has no rings.
  void order(std::vector<const Event*> waiting) {
    const std::size_t count = waiting.size();
    said_.reserve(count);
    for (const Event* e : waiting) places_.emplace_back(e->hash(), kNotYet);
    std::sort(places_.begin(), places_.end());
    while (!waiting.empty()) {
      const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Event* e) {
        return std::ranges::none_of(e->header().based_on, [&](const EventHash& before) {
          const std::size_t* place = place_of(before);
          return place && *place == kNotYet;
        });
      });
      const Event* event = *ready;
      waiting.erase(ready);
      Said said = read(*event, count);
      link(said);
      *place_of(event->hash()) = said_.size();
      said_.push_back(std::move(said));
    }
  }

  // Where an event stands in said_; null for one that does not count, or is not here.
  [[nodiscard]] std::size_t* place_of(const EventHash& hash) {
    const auto at = std::ranges::lower_bound(places_, hash, {}, &std::pair<EventHash, std::size_t>::first);
    return at == places_.end() || at->first != hash ? nullptr : &at->second;
  }

  void link(Said& said) {
    for (const EventHash& hash : said.event->header().based_on) {
      const std::size_t* before = place_of(hash);
      if (!before) continue;
      said.past.add(*before);
      said.past.add(said_[*before].past);
    }
  }

  // The latest of the events that `take` chooses: those that no other chosen one knew of.
  template <typename Take>
  Positions latest(Take&& take) const {
    Positions out;
    for (std::size_t i = said_.size(); i-- > 0;) {
      if (!take(i)) continue;
      if (std::none_of(out.begin(), out.end(), [&](std::size_t later) { return said_[later].past.has(i); }))
        out.push_back(i);
    }
    return out;
  }

  // Nothing: the wish is as registered.
  std::optional<std::size_t> deciding(const Positions& steps) const {
    std::optional<std::size_t> best;
    for (std::size_t i : steps)
      if (!best || strength(*said_[i].step) > strength(*said_[*best].step)) best = i;
    return best;
  }

  void steps(FoldedWish& wish) {
    for (std::size_t i = 0; i < said_.size(); ++i) {
      Said& s = said_[i];
      if (!s.step) continue;
      const auto before = deciding(latest([&](std::size_t j) { return changes_state(j) && s.past.has(j); }));
      const WishState state = before ? state_after(*said_[*before].step) : WishState::kRegistered;
      s.valid = step_allowed(state, *s.step);
      s.corrects = *s.step == Step::kAmend && state == WishState::kReturned;
    }
    const auto last = latest([&](std::size_t i) { return changes_state(i); });
    if (const auto best = deciding(last)) wish.state = state_after(*said_[*best].step);
    for (std::size_t i : last)
      if (state_after(*said_[i].step) != wish.state) wish.state_unsettled = true;
  }

  // An amendment changes the state only where it answers a return.
  bool changes_state(std::size_t i) const {
    const Said& s = said_[i];
    return s.step && s.valid && (*s.step != Step::kAmend || s.corrects);
  }

  void field(FoldedWish& wish, WishField f, const Said& first) const {
    const auto last = latest([&](std::size_t i) {
      return &said_[i] == &first || (said_[i].amended && said_[i].valid && said_[i].amended->fields.has(f));
    });
    std::size_t best = last.front();
    for (std::size_t i : last)
      if (canonically_before(*said_[best].event, *said_[i].event)) best = i;
    if (last.size() > 1) wish.unsettled.add(f);
    const Said& s = said_[best];
    const auto take = [&](const auto& fact) {
      switch (f) {
        case WishField::kOn:
          wish.on = fact.on;
          break;
        case WishField::kCategory:
          wish.category = fact.category;
          break;
        case WishField::kTargets:
          wish.targets = fact.targets;
          break;
        case WishField::kValue:
          wish.value_yuan = fact.value_yuan;
          wish.hand_over = fact.hand_over;
          break;
        default:
          wish.sources[static_cast<std::size_t>(f)] = s.event->ref();
      }
    };
    if (s.amended)
      take(*s.amended);
    else
      take(*s.registered);
  }

  void heads(FoldedWish& wish) const {
    for (std::size_t i : latest([](std::size_t) { return true; }))
      wish.heads.push_back(said_[i].event->hash());
    std::sort(wish.heads.begin(), wish.heads.end());
    if (wish.heads.size() > kBasedOnMax) wish.heads.resize(kBasedOnMax);
  }

  static constexpr std::size_t kNotYet = SIZE_MAX;

  PlaceCode home_;
  std::vector<Said> said_;
  std::vector<std::pair<EventHash, std::size_t>> places_;  // Ascending by hash.
};

}  // namespace

Step step_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kApproved:
      return Step::kApprove;
    case Outcome::kReturned:
      return Step::kReturn;
    case Outcome::kRejected:
      return Step::kReject;
    case Outcome::kHandedOver:
      return Step::kHandOver;
  }
  return Step::kApprove;
}

bool step_allowed(WishState state, Step step) {
  switch (state) {
    case WishState::kRegistered:
      return true;
    case WishState::kReturned:
      return step == Step::kAmend || step == Step::kWithdraw;
    case WishState::kVetted:
      return step == Step::kAmend || step == Step::kWithdraw || step == Step::kReturn ||
             step == Step::kHandOver;
    case WishState::kHandedOver:
      return step == Step::kAmend || step == Step::kWithdraw;
    case WishState::kRejected:
    case WishState::kWithdrawn:
      return false;
  }
  return false;
}

std::optional<FoldedWish> fold_wish(std::span<const Event> events, PlaceCode home,
                                    const Authority& authority) {
  std::vector<const Event*> at_home;
  for (const Event& e : events)
    if (e.header().subject_home() == home) at_home.push_back(&e);
  return Fold(at_home, home, authority).run(authority);
}

std::vector<FoldedWish> fold_wishes(std::span<const Event> events, const Authority& authority) {
  std::map<PlaceCode, std::vector<const Event*>> homes;
  for (const Event& e : events) homes[e.header().subject_home()].push_back(&e);
  std::vector<FoldedWish> out;
  for (const auto& [home, at_home] : homes)
    if (auto wish = Fold(at_home, home, authority).run(authority)) out.push_back(std::move(*wish));
  return out;
}

std::string writer_letters(const WriterId& writer) {
  // Without I and O, which look like digits.
  static constexpr char kLetters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  const unsigned mix = writer.data[0] * 256u + writer.data[1];
  return {kLetters[mix % 24], kLetters[mix / 24 % 24]};
}

std::string wish_number(const FoldedWish& wish) {
  char tail[32];
  std::snprintf(tail, sizeof tail, "-%04u-%04u-", wish.year, wish.running);
  return wish.home.text() + tail + writer_letters(wish.number_writer);
}

}  // namespace model
