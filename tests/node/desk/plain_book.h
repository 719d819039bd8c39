// The rules of a wish's life told once more, plainly: a book of what people did and what each of them knew of
// by then, from which the state of a wish is read by going through all of it. Slow, without events, graphs or
// ledgers; what the real thing is held against (design rule 5).

#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "model/fold/wish.h"

namespace support {

class PlainBook {
 public:
  enum class What {
    kRegister,
    kApprove,
    kReturn,
    kReject,
    kHandOver,
    kWithdraw,
    kMerge,  // Given up for another one.
    kAmend,
    kNoteDone,
    kClose,
    kErase,
    // By the city.
    kPolicy,
    // By publishers alone.
    kPublish,
    kTakeDown,
    kGrant,
    kDecline,
    kExpire,
    kFree,
    kTell,
    // Of a claim, whose number is that of the entry that made it.
    kClaim,
    kRelease,
    kFulfil,
    kConfirm,
    kDispute,
  };
  struct Entry {
    What what{};
    int wish = 0;
    int claim = -1;
    std::size_t slots = 0;     // Of a publication.
    int scope = 0;             // Of a publisher's word: the higher, the wider.
    int due = 0;               // Of a grant: the last day for it.
    int into = -1;             // Of a merge: the wish that stays.
    std::uint64_t points = 0;  // Of a policy; of what is told, by the policy of the publication.
    model::ClaimState told{};  // Of what is told.
    std::size_t by = 0;        // Whose entry it is.
    std::set<int> known;       // What its writer knew.
  };
  using Known = std::set<int>;

  explicit PlainBook(std::size_t people) : known_(people) {}

  int write(std::size_t by, Entry entry) {
    const int number = static_cast<int>(entries_.size());
    entry.known = known_[by];
    entry.by = by;
    if (entry.what == What::kClaim) entry.claim = number;
    entries_.push_back(std::move(entry));
    known_[by].insert(number);
    return number;
  }
  void meet(std::size_t one, std::size_t other) {
    known_[one].insert(known_[other].begin(), known_[other].end());
    known_[other] = known_[one];
  }
  [[nodiscard]] const Known& known(std::size_t reader) const { return known_[reader]; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  // ---- What can be read from `known` ----

  [[nodiscard]] model::WishState state(int wish, const Known& known) const {
    using model::WishState;
    const WishState base = of_home(wish, known, known);
    if (base == WishState::kHandedOver)
      return said(wish, known, What::kNoteDone) && said(wish, known, What::kClose) ? WishState::kClosed
                                                                                   : base;
    if (base != WishState::kVetted) return base;
    std::size_t taken = 0, fulfilled = 0, confirmed = 0;
    for (const int claim : claims(wish, known)) {
      const model::ClaimState now = claim_state(claim, known);
      taken += model::takes_slot(now);
      fulfilled +=
          model::takes_slot(now) && now != model::ClaimState::kGranted && now != model::ClaimState::kDisputed;
      confirmed += now == model::ClaimState::kConfirmed;
    }
    const bool open = is_public(wish, known);
    const std::size_t needed = open ? slots(wish, known) : std::max<std::size_t>(taken, 1);
    if (confirmed >= needed && confirmed == taken)
      return said(wish, known, What::kClose) ? WishState::kClosed : WishState::kConfirmed;
    if (fulfilled >= needed && fulfilled == taken) return WishState::kFulfilled;
    if (taken > 0) return WishState::kClaimed;
    return open ? WishState::kPublished : WishState::kVetted;
  }

  // What may be done in which state, by the programme: what ends a wish ends it for good, what volunteers did
  // is not undone, and what was erased says nothing new of the person.
  [[nodiscard]] bool allows(int wish, const Known& known, What what) const {
    const auto any_of = [now = state(wish, known)](std::initializer_list<model::WishState> states) {
      return std::ranges::find(states, now) != states.end();
    };
    using enum model::WishState;
    const bool says_something = what != What::kWithdraw && what != What::kTakeDown &&
                                what != What::kConfirm && what != What::kDispute && what != What::kClose;
    if (says_something && said(wish, known, What::kErase)) return false;
    switch (what) {
      case What::kApprove:
      case What::kReject:
        return any_of({kRegistered});
      case What::kReturn:
      case What::kHandOver:
        return any_of({kRegistered, kVetted});
      case What::kWithdraw:
      case What::kMerge:
        return any_of({kRegistered, kReturned, kVetted, kHandedOver, kPublished, kClaimed});
      case What::kAmend:
        return !any_of({kRejected, kWithdrawn, kClosed});
      case What::kNoteDone:
        return any_of({kHandedOver});
      case What::kPublish:
        return any_of({kVetted, kPublished, kClaimed, kFulfilled, kConfirmed, kClosed});
      case What::kTakeDown:
        return any_of({kPublished, kClaimed, kFulfilled, kConfirmed, kClosed});
      case What::kConfirm:
      case What::kDispute:
        return any_of({kPublished, kClaimed, kFulfilled, kConfirmed});
      case What::kClose:
        return any_of({kConfirmed}) || (any_of({kHandedOver}) && said(wish, known, What::kNoteDone));
      default:
        return false;
    }
  }

  // The lowest of what families said of confirmed claims; 0: nothing yet, or the wish was ended otherwise.
  [[nodiscard]] int satisfaction(int wish, const Known& known) const {
    int out = 0;
    if (of_home(wish, known, known) != model::WishState::kVetted) return out;
    for (const int claim : claims(wish, known))
      if (claim_state(claim, known) == model::ClaimState::kConfirmed)
        out = out == 0 ? satisfaction_of(claim) : std::min(out, satisfaction_of(claim));
    return out;
  }
  // Whatever is said of a claim, whoever says it says the same of these.
  [[nodiscard]] static int satisfaction_of(int claim) { return 1 + claim % 5; }
  [[nodiscard]] static std::uint32_t yuan_of(int claim) {
    return 20 + static_cast<std::uint32_t>(claim) % 90;
  }
  [[nodiscard]] static std::uint32_t minutes_of(int claim) {
    return static_cast<std::uint32_t>(claim) % 7 * 30;
  }

  // What everyone may see: of a claim that the publisher granted, how far it told of it.
  [[nodiscard]] model::OfferState offer_state(int wish, const Known& known) const {
    using enum model::OfferState;
    if (!is_public(wish, known)) return kTakenDown;
    if (taken(wish, known) < slots(wish, known)) return kOpen;
    bool confirmed = true, fulfilled = true;
    for (const int claim : claims(wish, known)) {
      const Entry* decided = decision(claim, known);
      if (!takes_slot(decided)) continue;
      const auto told = decided->what == What::kTell ? decided->told : model::ClaimState::kGranted;
      confirmed = confirmed && told == model::ClaimState::kConfirmed;
      fulfilled =
          fulfilled && (told == model::ClaimState::kConfirmed || told == model::ClaimState::kFulfilled);
    }
    return confirmed ? model::OfferState::kConfirmed : fulfilled ? model::OfferState::kFulfilled : kTaken;
  }
  // Of a publication's policy, as far as its writer knew.
  [[nodiscard]] std::uint64_t points_now(const Known& known, std::uint64_t otherwise) const {
    std::uint64_t out = otherwise;
    for (const int i : known)
      if (at(i).what == What::kPolicy) out = at(i).points;
    return out;
  }
  // By the policy of the publication; once it was told, by that of then.
  [[nodiscard]] std::uint64_t points_of(int claim, const Known& known) const {
    std::uint64_t out = points(at(claim).wish, known);
    for (const int i : known)
      if (at(i).claim == claim && at(i).what == What::kTell) out = at(i).points;
    return out;
  }
  [[nodiscard]] std::uint64_t points(int wish, const Known& known) const {
    const Entry* held = publication(wish, known);
    return held ? held->points : 0;
  }
  [[nodiscard]] const Entry& entry(int number) const { return at(number); }

  // Of those that replaced each other the last one; of those whose writers did not know of each other the
  // widest, then that of the higher office. Null: none yet.
  [[nodiscard]] const Entry* publication(int wish, const Known& known) const {
    const auto last =
        latest(known, [&](int i) { return at(i).wish == wish && at(i).what == What::kPublish; });
    const auto held =
        std::ranges::max_element(last, {}, [&](int i) { return std::pair(at(i).scope, at(i).by); });
    return held == last.end() ? nullptr : &at(*held);
  }
  // Whoever takes it down stands before whoever publishes without knowing of that.
  [[nodiscard]] bool is_public(int wish, const Known& known) const {
    const auto last = latest(known, [&](int i) {
      return at(i).wish == wish && (at(i).what == What::kPublish || at(i).what == What::kTakeDown);
    });
    return !last.empty() && std::ranges::all_of(last, [&](int i) { return at(i).what == What::kPublish; });
  }
  [[nodiscard]] bool was_public(int wish, const Known& known) const {
    return publication(wish, known) != nullptr;
  }
  [[nodiscard]] std::size_t slots(int wish, const Known& known) const {
    const Entry* held = publication(wish, known);
    return held ? held->slots : 1;
  }
  [[nodiscard]] std::vector<int> claims(int wish, const Known& known) const {
    std::vector<int> out;
    for (const int i : known)
      if (at(i).wish == wish && at(i).what == What::kClaim) out.push_back(i);
    return out;
  }
  // The last of what publishers said; of what they said without knowing of each other what was done stands
  // before what was taken back, that before a grant, and a grant before a refusal. Null: nothing yet.
  [[nodiscard]] const Entry* decision(int claim, const Known& known) const {
    const auto last = latest(known, [&](int i) {
      return at(i).claim == claim && at(i).what >= What::kGrant && at(i).what <= What::kTell;
    });
    const auto best = std::ranges::max_element(last, {}, [&](int i) { return weight(at(i)); });
    return best == last.end() ? nullptr : &at(*best);
  }
  // The grant that was written last. Null: none.
  [[nodiscard]] const Entry* grant(int claim, const Known& known) const {
    const Entry* out = nullptr;
    for (const int i : known)
      if (at(i).claim == claim && at(i).what == What::kGrant) out = &at(i);
    return out;
  }
  [[nodiscard]] static bool takes_slot(const Entry* decision) {
    return decision && (decision->what == What::kGrant || decision->what == What::kTell);
  }
  [[nodiscard]] std::size_t taken(int wish, const Known& known) const {
    const auto all = claims(wish, known);
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](int claim) { return takes_slot(decision(claim, known)); }));
  }
  [[nodiscard]] int due(int claim, const Known& known) const {
    const Entry* granted = grant(claim, known);
    return granted ? granted->due : 0;
  }

  [[nodiscard]] model::ClaimState claim_state(int claim, const Known& known) const {
    using model::ClaimState;
    const auto words = latest(known, [&](int i) { return at(i).claim == claim && heard(i); });
    int last = -1;
    for (const int i : words)
      if (last < 0 || at(i).what > at(last).what) last = i;
    if (last >= 0 && at(last).what == What::kDispute)  // A confirmation stands before a doubt.
      for (const int i : words)
        if (at(i).what == What::kConfirm) last = i;
    const bool released = last >= 0 && at(last).what == What::kRelease;
    const int deed = last < 0 ? -1 : deed_of(claim, last, known);
    const Entry* decided = decision(claim, known);
    if (!decided) return released ? ClaimState::kReleased : ClaimState::kProvisional;
    if (!takes_slot(decided) && !(deed >= 0 && voided(claim, known)))
      return decided->what == What::kExpire    ? ClaimState::kExpired
             : decided->what == What::kDecline ? ClaimState::kDeclined
                                               : ClaimState::kReleased;
    if (released) return ClaimState::kReleased;
    if (deed < 0) return ClaimState::kGranted;
    return at(last).what == What::kConfirm   ? ClaimState::kConfirmed
           : at(last).what == What::kDispute ? ClaimState::kDisputed
                                             : ClaimState::kFulfilled;
  }
  // Several said different things of it; or it is reported as fulfilled though it had ended, and the family
  // does not say that nothing came of it.
  [[nodiscard]] bool unsettled(int claim, const Known& known) const {
    const auto words = latest(known, [&](int i) { return at(i).claim == claim && heard(i); });
    if (words.empty()) return false;
    const What any = at(words.front()).what;
    const bool of_one_mind = std::ranges::all_of(words, [&](int i) { return at(i).what == any; });
    const Entry* decided = decision(claim, known);
    if (!decided || takes_slot(decided) || !has_deed(claim, known) || voided(claim, known))
      return !of_one_mind;
    return at(strongest(words)).what != What::kDispute;
  }
  [[nodiscard]] bool has_deed(int claim, const Known& known) const {
    const auto words = latest(known, [&](int i) { return at(i).claim == claim && heard(i); });
    const int last = strongest(words);
    return last >= 0 && deed_of(claim, last, known) >= 0;
  }
  // Whether a fulfilment of it stands, whatever the publisher says.
  [[nodiscard]] bool done(int claim, const Known& known) const {
    const model::ClaimState now = claim_state(claim, known);
    return model::takes_slot(now) && now != model::ClaimState::kGranted;
  }
  [[nodiscard]] bool said(int wish, const Known& known, What what) const {
    return std::ranges::any_of(known, [&](int i) { return at(i).wish == wish && at(i).what == what; });
  }

 private:
  // A confirmation stands before a doubt, that before a deed, and a deed before giving it up.
  [[nodiscard]] static int rank(What what) {
    return what == What::kConfirm ? 4 : what == What::kDispute ? 3 : what == What::kFulfil ? 2 : 1;
  }
  // -1: there are none.
  [[nodiscard]] int strongest(const std::vector<int>& words) const {
    int out = -1;
    for (const int i : words)
      if (out < 0 || rank(at(i).what) > rank(at(out).what)) out = i;
    return out;
  }
  [[nodiscard]] const Entry& at(int number) const { return entries_[static_cast<std::size_t>(number)]; }

  // Those that none of the others knew.
  template <typename Fits>
  [[nodiscard]] std::vector<int> latest(const Known& known, Fits&& fits) const {
    std::vector<int> among, out;
    std::ranges::copy_if(known, std::back_inserter(among), fits);
    std::ranges::copy_if(among, std::back_inserter(out), [&](int i) {
      return std::ranges::none_of(among, [&](int j) { return at(j).known.contains(i); });
    });
    return out;
  }
  [[nodiscard]] static int weight(const Entry& word) {
    switch (word.what) {
      case What::kTell:
        return word.told == model::ClaimState::kConfirmed  ? 6
               : word.told == model::ClaimState::kDisputed ? 5
                                                           : 4;
      case What::kExpire:
      case What::kFree:
        return 3;
      case What::kGrant:
        return 2;
      default:
        return 1;
    }
  }

  // ---- Vetting ----
  [[nodiscard]] static model::WishState after(What what) {
    switch (what) {
      case What::kApprove:
        return model::WishState::kVetted;
      case What::kReturn:
        return model::WishState::kReturned;
      case What::kReject:
        return model::WishState::kRejected;
      case What::kHandOver:
        return model::WishState::kHandedOver;
      case What::kWithdraw:
      case What::kMerge:
        return model::WishState::kWithdrawn;
      default:
        return model::WishState::kRegistered;
    }
  }
  // Withdrawn > rejected > returned > handed over > approved > corrected.
  [[nodiscard]] static int strength(What what) {
    constexpr What kRising[] = {What::kAmend,  What::kApprove, What::kHandOver,
                                What::kReturn, What::kReject,  What::kWithdraw};
    if (what == What::kMerge) what = What::kWithdraw;
    return static_cast<int>(std::ranges::find(kRising, what) - std::begin(kRising));
  }
  // Of two that were given up for each other by people who were apart both would be gone: the one that took
  // another in stays.
  [[nodiscard]] bool stays(int i, const Known& all) const {
    return at(i).what == What::kMerge && std::ranges::any_of(all, [&](int j) {
             return at(j).what == What::kMerge && at(j).into == at(i).wish && !at(i).known.contains(j);
           });
  }
  [[nodiscard]] bool changes_state(int i, const Known& all) const {
    const Entry& e = at(i);
    if (e.what < What::kApprove || e.what > What::kAmend || stays(i, all)) return false;
    const model::WishState before = of_home(e.wish, e.known, all);
    switch (e.what) {
      case What::kAmend:
        return before == model::WishState::kReturned;
      case What::kWithdraw:
      case What::kMerge:
        return before != model::WishState::kRejected && before != model::WishState::kWithdrawn;
      case What::kReturn:
      case What::kHandOver:
        return before == model::WishState::kRegistered || before == model::WishState::kVetted;
      default:
        return before == model::WishState::kRegistered;
    }
  }
  // As `known` has it, of all that there is.
  [[nodiscard]] model::WishState of_home(int wish, const Known& known, const Known& all) const {
    const auto last = latest(known, [&](int i) { return at(i).wish == wish && changes_state(i, all); });
    if (last.empty()) return model::WishState::kRegistered;
    return after(at(*std::ranges::max_element(last, {}, [&](int i) { return strength(at(i).what); })).what);
  }

  // ---- A claim ----
  // Whoever knew that the family confirmed it says nothing more of it; whoever knew of the deed gives it up
  // only after a doubt.
  [[nodiscard]] bool heard(int i) const {
    const Entry& e = at(i);
    if (e.what == What::kConfirm || e.what == What::kDispute) return true;
    if (e.what != What::kFulfil && e.what != What::kRelease) return false;
    const auto told = latest(e.known, [&](int j) {
      const What what = at(j).what;
      const bool deed = what == What::kFulfil && e.what == What::kRelease;
      return at(j).claim == e.claim && (deed || what == What::kConfirm || what == What::kDispute);
    });
    const auto any = [&](What what) {
      return std::ranges::any_of(told, [&](int j) { return at(j).what == what; });
    };
    return !any(What::kConfirm) && (any(What::kDispute) || !any(What::kFulfil));
  }
  [[nodiscard]] int deed_of(int claim, int last, const Known& known) const {
    int out = -1;
    for (const int i : known)
      if (at(i).claim == claim && at(i).what == What::kFulfil && heard(i) &&
          (i == last || at(last).known.contains(i)))
        out = i;
    return at(last).what == What::kRelease ? -1 : out;
  }
  // Whoever did it unaware that the place was taken back keeps it, whatever others knew.
  [[nodiscard]] bool voided(int claim, const Known& known) const {
    return std::ranges::any_of(known, [&](int i) {
      return at(i).claim == claim && at(i).what == What::kFulfil && heard(i) &&
             freed_unaware(claim, i, known);
    });
  }
  [[nodiscard]] bool freed_unaware(int claim, int deed, const Known& known) const {
    bool any = false;
    for (const int i : known) {
      if (at(i).claim != claim || (at(i).what != What::kExpire && at(i).what != What::kFree)) continue;
      if (at(i).known.contains(deed) || at(deed).known.contains(i)) return false;
      any = true;
    }
    return any;
  }

  std::vector<Entry> entries_;
  std::vector<Known> known_;
};

}  // namespace support
