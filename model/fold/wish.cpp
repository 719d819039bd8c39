#include "model/fold/wish.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "model/fold/wish_life.h"

namespace model {
namespace {

// One event with what it says.
struct Said {
  std::optional<Registered> registered;
  std::optional<Amended> amended;
  std::optional<Step> step;  // Up to kAmend, or kMerge.
  Date on;                   // Of a vetting or withdrawal.
  bool valid = true;         // A step that its past allows; always true for what is no step.
  bool corrects = false;     // An amendment that answers a return.
};

// Of unaware steps the strongest decides (design rule 5).
int strength(Step step) {
  switch (step) {
    case Step::kWithdraw:
    case Step::kMerge:
      return 5;
    case Step::kReject:
      return 4;
    case Step::kReturn:
      return 3;
    case Step::kHandOver:
      return 2;
    case Step::kApprove:
      return 1;
    default:
      return 0;
  }
}

WishState state_after(Step step) {
  switch (step) {
    case Step::kWithdraw:
    case Step::kMerge:
      return WishState::kWithdrawn;
    case Step::kReject:
      return WishState::kRejected;
    case Step::kReturn:
      return WishState::kReturned;
    case Step::kHandOver:
      return WishState::kHandedOver;
    case Step::kApprove:
      return WishState::kVetted;
    default:
      return WishState::kRegistered;  // Corrected: to be vetted again.
  }
}

// Whether the event, which names `home`, may speak about a wish there. What a publisher says is read by
// Publications.
bool counts(const Event& event, PlaceCode home, const Authority& authority) {
  const EventHeader& h = event.header();
  const Writer* writer = authority.writer(h.writer);
  if (!writer || !writer->counts) return false;
  switch (voice_of(h.kind)) {
    case Voice::kHome:
      return authority.at_or_above(writer->place, home) && vouched_for(h.place, home, authority);
    case Voice::kAnyone:
      return h.place == home;
    case Voice::kPublisher:
      return false;
  }
  return false;
}

// Of what outsiders say no more than this from one place, and nothing of it takes the room of what the home
// says: whoever means harm drowns nobody else.
constexpr std::size_t kOutsidersEventsMax = 64;

std::vector<const Event*> counting(std::span<const Event> events, PlaceCode home,
                                   const Authority& authority) {
  std::vector<const Event*> out, outside;
  for (const Event& e : events)
    if (e.header().subject_home() == home && counts(e, home, authority))
      (voice_of(e.header().kind) == Voice::kHome ? out : outside).push_back(&e);
  if (outside.empty()) return out;
  const auto canonical = [](const Event* a, const Event* b) { return canonically_before(*a, *b); };
  const auto same = [](const Event* a, const Event* b) { return a->hash() == b->hash(); };
  for (auto* list : {&out, &outside}) {
    std::ranges::sort(*list, canonical);
    list->erase(std::unique(list->begin(), list->end(), same), list->end());
  }
  std::map<WriterId, std::size_t> of_writer;
  for (const Event* e : outside)
    if (out.size() < kWishEventsMax && ++of_writer[e->header().writer] <= kOutsidersEventsMax)
      out.push_back(e);
  return out;
}

Said read(const Event& event) {
  Said said;
  switch (event.header().kind) {
    case Kind::kRegistered:
      said.registered = decode_registered(event.body());
      break;
    case Kind::kAmended:
      said.amended = decode_amended(event.body());
      if (said.amended) said.step = Step::kAmend;
      break;
    case Kind::kVetted:
      if (const auto vetted = decode_vetted(event.body())) {
        said.step = step_of(vetted->outcome);
        said.on = vetted->on;
      }
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
  // Of all events of one subject those of this home.
  Fold(std::span<const Event> events, PlaceCode home, const Authority& authority)
      : home_(home),
        authority_(authority),
        history_(counting(events, home, authority)),
        doubles_(history_, home) {
    said_.reserve(history_.size());
    for (std::size_t i = 0; i < history_.size(); ++i) {
      said_.push_back(read(history_.event(i)));
      if (doubles_.given_up_for(i)) said_.back().step = Step::kMerge;
    }
  }

  std::optional<FoldedWish> run(std::span<const Event> events) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < said_.size(); ++i)
      if (said_[i].registered && (!first || canonically_before(history_.event(i), history_.event(*first))))
        first = i;
    if (!first) return std::nullopt;
    FoldedWish wish;
    const EventHeader& h = history_.event(*first).header();
    wish.id = h.subject;
    wish.home = home_;
    wish.year = said_[*first].registered->year;
    wish.running = said_[*first].registered->running;
    wish.number_writer = h.writer;
    wish.registered_time = h.time;
    wish.registered = history_.event(*first).ref();
    wish.erased = authority_.erased(wish.id, home_);
    steps(wish);
    for (std::size_t f = 0; f < kWishFieldCount; ++f) field(wish, static_cast<WishField>(f), *first);
    // Of what the home says alone: nobody else's words crowd out what a step has to know.
    wish.heads = history_.heads([&](std::size_t i) { return is_based_on(history_.event(i).header().kind); });
    doubles_.tell(wish.suspects, wish.merged_from, wish.merged_into);
    // Nearly all that follows vetting rests on a publication; most wishes at any moment have none.
    const bool public_life = std::ranges::any_of(events, [&](const Event& e) {
      return e.header().kind >= Kind::kPublished && e.header().subject_home() == home_;
    });
    if (public_life) fold_life(history_, Publications(events, home_, authority_), authority_, wish);
    return wish;
  }

 private:
  // Nothing: the wish is as registered.
  [[nodiscard]] std::optional<std::size_t> deciding(const Positions& steps) const {
    std::optional<std::size_t> best;
    for (std::size_t i : steps)
      if (!best || strength(*said_[i].step) > strength(*said_[*best].step)) best = i;
    return best;
  }

  void steps(FoldedWish& wish) {
    for (std::size_t i = 0; i < said_.size(); ++i) {
      Said& s = said_[i];
      if (!s.step) continue;
      const auto before =
          deciding(history_.latest([&](std::size_t j) { return changes_state(j) && history_.knows(i, j); }));
      const WishState state = before ? state_after(*said_[*before].step) : WishState::kRegistered;
      s.valid = step_allowed(state, *s.step);
      s.corrects = *s.step == Step::kAmend && state == WishState::kReturned;
      if (!s.valid || !doubles_.stays(i)) continue;
      s.valid = false;
      if (!doubles_.settled(i)) wish.state_unsettled = true;
    }
    const auto last = history_.latest([&](std::size_t i) { return changes_state(i); });
    if (const auto best = deciding(last)) {
      wish.state = state_after(*said_[*best].step);
      if (wish.state == WishState::kVetted || wish.state == WishState::kHandedOver)
        wish.days.vetted_on = said_[*best].on;
    }
    // Whoever ended it without knowing what had been given up for it ended that too.
    const auto ends = [&](std::size_t i) { return state_after(*said_[i].step) == wish.state; };
    if ((wish.state == WishState::kWithdrawn || wish.state == WishState::kRejected) &&
        std::ranges::none_of(last, [&](std::size_t i) { return ends(i) && doubles_.settled(i); }))
      wish.state_unsettled = true;
    for (std::size_t i : last) {
      if (!ends(i)) wish.state_unsettled = true;
      const WishKey* into = doubles_.given_up_for(i);
      if (into && (!wish.merged_into || *into < *wish.merged_into)) wish.merged_into = *into;
    }
  }

  // An amendment changes the state only where it answers a return.
  [[nodiscard]] bool changes_state(std::size_t i) const {
    const Said& s = said_[i];
    return s.step && s.valid && (*s.step != Step::kAmend || s.corrects);
  }

  void field(FoldedWish& wish, WishField f, std::size_t first) const {
    const auto last = history_.latest([&](std::size_t i) {
      return i == first || (said_[i].amended && said_[i].valid && said_[i].amended->fields.has(f));
    });
    std::size_t best = last.front();
    for (std::size_t i : last)
      if (canonically_before(history_.event(best), history_.event(i))) best = i;
    if (last.size() > 1) wish.unsettled.add(f);
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
        case WishField::kCampaign:
          wish.campaign = fact.campaign;
          break;
        default:
          wish.sources[static_cast<std::size_t>(f)] = history_.event(best).ref();
      }
    };
    if (said_[best].amended)
      take(*said_[best].amended);
    else
      take(*said_[best].registered);
  }

  const PlaceCode home_;
  const Authority& authority_;
  const History history_;
  const Doubles doubles_;
  std::vector<Said> said_;  // Of each event of the history.
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
  // What ended may be ended anew by whoever knows what others said, and the family may be asked what came of
  // it.
  if (state == WishState::kWithdrawn) return step == Step::kWithdraw || step == Step::kConfirm;
  if (state == WishState::kRejected) return step == Step::kReject || step == Step::kConfirm;
  if (step == Step::kMerge) step = Step::kWithdraw;
  switch (state) {
    case WishState::kRegistered:
      return step <= Step::kAmend;
    case WishState::kReturned:
      return step == Step::kAmend || step == Step::kWithdraw;
    case WishState::kVetted:
      return step == Step::kAmend || step == Step::kWithdraw || step == Step::kReturn ||
             step == Step::kHandOver || step == Step::kPublish;
    case WishState::kPublished:
    case WishState::kClaimed:
      return step == Step::kAmend || step == Step::kWithdraw || step == Step::kPublish ||
             step == Step::kTakeDown || step == Step::kClaim || step == Step::kFulfil ||
             step == Step::kConfirm;
    case WishState::kFulfilled:
      return step == Step::kAmend || step == Step::kFulfil || step == Step::kConfirm ||
             step == Step::kPublish || step == Step::kTakeDown;
    case WishState::kConfirmed:
      return step == Step::kAmend || step == Step::kConfirm || step == Step::kClose ||
             step == Step::kPublish || step == Step::kTakeDown;
    case WishState::kHandedOver:
      return step == Step::kAmend || step == Step::kWithdraw || step == Step::kNoteHandOver ||
             step == Step::kClose;
    case WishState::kClosed:
      return step == Step::kPublish || step == Step::kTakeDown;
    case WishState::kRejected:
    case WishState::kWithdrawn:
      return false;
  }
  return false;
}

bool is_based_on(Kind kind) {
  return voice_of(kind) == Voice::kHome && kind != Kind::kSuspected && kind != Kind::kToldApart;
}

std::size_t FoldedWish::taken() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(claims, [](const FoldedClaim& c) { return takes_slot(c.state); }));
}

const FoldedClaim* FoldedWish::claim(const SubjectId& of) const {
  const auto at = std::ranges::find(claims, of, &FoldedClaim::claim);
  return at == claims.end() ? nullptr : &*at;
}

Matters matters_of(const FoldedWish& wish) {
  Matters out;
  const bool given_up = wish.state == WishState::kRejected || wish.state == WishState::kWithdrawn;
  // Nobody can amend what ended, nor say more of its claims, and nobody needs to.
  const bool fields = wish.unsettled.bits != 0 && step_allowed(wish.state, Step::kAmend);
  if (fields || wish.state_unsettled || wish.contested || wish.over_granted()) out.add(Matter::kUnsettled);
  const bool open = !given_up && step_allowed(wish.state, Step::kConfirm);
  for (const FoldedClaim& claim : wish.claims) {
    if (claim.unsettled && open) out.add(Matter::kUnsettled);
    if (claim.state == ClaimState::kProvisional && !wish.taken_down) out.add(Matter::kProvisional);
    if (claim.state == ClaimState::kGranted) out.add(Matter::kRunning);
    if (claim.state == ClaimState::kFulfilled && open) out.add(Matter::kToConfirm);
    if (claim.state == ClaimState::kDisputed && !given_up) out.add(Matter::kDisputed);
  }
  if (wish.state == WishState::kHandedOver && wish.days.done_on == Date{}) out.add(Matter::kUnanswered);
  const bool ended = wish.erased || given_up || wish.state == WishState::kClosed;
  if (!ended && std::ranges::any_of(wish.suspects, &FoldedSuspect::open)) out.add(Matter::kSuspected);
  return out;
}

Date due_on(const FoldedWish& wish) {
  Date out;
  for (const FoldedClaim& claim : wish.claims)
    if (claim.state == ClaimState::kGranted && (out == Date{} || claim.due_on < out)) out = claim.due_on;
  return out;
}

std::optional<FoldedWish> fold_wish(std::span<const Event> events, PlaceCode home,
                                    const Authority& authority) {
  return Fold(events, home, authority).run(events);
}

bool may_speak(const Event& event, PlaceCode home, const Authority& authority) {
  return voice_of(event.header().kind) == Voice::kPublisher ? may_publish(event, home, authority)
                                                            : counts(event, home, authority);
}

ClaimsAway fold_claims(std::span<const Event> events, PlaceCode home, const Authority& authority) {
  const History history(counting(events, home, authority));
  FoldedWish wish;
  wish.home = home;
  fold_life(history, Publications(events, home, authority), authority, wish);
  return {std::move(wish.claims), std::move(wish.attachments)};
}

std::vector<FoldedWish> fold_wishes(std::span<const Event> events, const Authority& authority) {
  std::set<PlaceCode> homes;
  for (const Event& e : events) homes.insert(e.header().subject_home());
  std::vector<FoldedWish> out;
  for (const PlaceCode home : homes)
    if (auto wish = fold_wish(events, home, authority)) out.push_back(std::move(*wish));
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
