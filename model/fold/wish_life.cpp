#include "model/fold/wish_life.h"

#include <algorithm>
#include <map>

namespace model {
namespace {

// What was said of one claim in the logs of the home, by position in the history.
struct ClaimWords {
  std::vector<std::size_t> claimed;
  std::map<std::size_t, Released> released;
  std::map<std::size_t, Fulfilled> fulfilled;
  std::map<std::size_t, Confirmed> confirmed;
};

class Life {
 public:
  Life(const History& history, const Publications& publications, const Authority& authority, FoldedWish& wish)
      : history_(history), publications_(publications), authority_(authority), wish_(wish) {
    for (std::size_t i = 0; i < history.size(); ++i) read(i);
  }

  void run() {
    offer();
    for (const auto& [claim, words] : words_)
      if (!words.claimed.empty()) wish_.claims.push_back(fold(claim, words));
    std::ranges::sort(wish_.claims, [&](const FoldedClaim& a, const FoldedClaim& b) {
      return *history_.find(a.claimed.hash) < *history_.find(b.claimed.hash);
    });
    hand_over();
    if (wish_.state == WishState::kVetted)
      public_state();
    else if (wish_.state != WishState::kHandedOver && std::ranges::any_of(wish_.claims, goes_on))
      wish_.state_unsettled = true;  // Somebody goes on with what others ended.
    close();
    attachments();
  }

 private:
  void read(std::size_t i) {
    const Event& event = history_.event(i);
    switch (event.header().kind) {
      case Kind::kClaimed:
        if (const auto fact = decode_claimed(event.body())) {
          words_[fact->claim].claimed.push_back(i);
          claims_.emplace(i, *fact);
        }
        break;
      case Kind::kReleased:
        if (const auto fact = decode_released(event.body())) words_[fact->claim].released.emplace(i, *fact);
        break;
      case Kind::kFulfilled:
        if (auto fact = decode_fulfilled(event.body()))
          words_[fact->claim].fulfilled.emplace(i, std::move(*fact));
        break;
      case Kind::kAttached:
        if (const auto fact = decode_attached(event.body())) attached_.emplace(i, *fact);
        break;
      case Kind::kConfirmed:
        if (const auto fact = decode_confirmed(event.body())) words_[fact->claim].confirmed.emplace(i, *fact);
        break;
      case Kind::kHandOverNoted:
        if (const auto fact = decode_hand_over_noted(event.body())) notes_.emplace(i, *fact);
        break;
      case Kind::kClosed:
        if (const auto fact = decode_closed(event.body())) closed_on_ = std::max(closed_on_, fact->on);
        break;
      default:
        break;
    }
  }

  void offer() {
    const auto& offer = publications_.offer();
    if (!offer) return;
    wish_.scope = offer->scope;
    wish_.taken_down = offer->taken_down;
    wish_.slots = offer->slots;
    wish_.contested = offer->contested;
    wish_.days.published_on = offer->on;
  }

  // Whoever made the claim may speak of it, from any node of that place, and so may the home.
  [[nodiscard]] bool may_speak(std::size_t at, std::size_t claimed) const {
    const Writer* by = authority_.writer(history_.event(at).header().writer);
    const Writer* claimer = authority_.writer(history_.event(claimed).header().writer);
    return by->place == claimer->place || by_home(at);
  }

  // Of unaware words what was done stands before what was given up; a confirmation before a doubt.
  [[nodiscard]] static int strength(const ClaimWords& words, std::size_t at) {
    if (const auto confirmed = words.confirmed.find(at); confirmed != words.confirmed.end())
      return confirmed->second.disputed ? 3 : 4;
    return words.fulfilled.contains(at) ? 2 : 1;
  }

  // Whoever knew that the family confirmed it neither gives it up nor reports it anew; whoever knew that it
  // was fulfilled gives it up only after a doubt.
  [[nodiscard]] bool too_late(const ClaimWords& words, std::size_t i, std::size_t claimed) const {
    const bool released = words.released.contains(i);
    const Positions known = history_.latest([&](std::size_t j) {
      const bool deed = released && words.fulfilled.contains(j) && may_speak(j, claimed);
      return (words.confirmed.contains(j) || deed) && history_.knows(i, j);
    });
    bool done = false, doubted = false;
    for (const std::size_t j : known) {
      const auto told = words.confirmed.find(j);
      if (told != words.confirmed.end() && !told->second.disputed) return true;
      (told != words.confirmed.end() ? doubted : done) = true;
    }
    return released && done && !doubted;
  }

  [[nodiscard]] FoldedClaim fold(const SubjectId& id, const ClaimWords& words) const {
    std::size_t first = words.claimed.front();
    if (words.claimed.size() > 1)
      for (const std::size_t i : words.claimed)
        if (publications_.grants(id, history_.event(i).hash())) first = i;
    const Claimed& claimed = claims_.at(first);
    FoldedClaim out;
    out.claim = id;
    out.claimed = history_.event(first).ref();
    out.volunteer = claimed.volunteer;
    out.unit = claimed.unit;
    out.on_paper = claimed.on_paper;
    out.on = claimed.on;
    const auto said = [&](std::size_t i) {
      if (words.confirmed.contains(i)) return true;
      return (words.released.contains(i) || words.fulfilled.contains(i)) && may_speak(i, first) &&
             !too_late(words, i, first);
    };
    const Positions latest = history_.latest(said);
    std::optional<std::size_t> last;
    for (const std::size_t i : latest)
      if (!last || strength(words, i) > strength(words, *last)) last = i;
    const int word = last ? strength(words, *last) : 0;
    for (const std::size_t i : latest)
      if (strength(words, i) != word) out.unsettled = true;

    // The deed that stands: the latest one that the last word knew of, or is.
    std::optional<std::size_t> deed;
    const auto& offer = publications_.offer();
    const FoldedDecision* decision = offer ? offer->decision(id) : nullptr;
    const bool taken_back = decision && !takes_slot(decision->state);
    bool voids = false;  // Some deed was unaware of the end of the grant, whoever else knew.
    for (const auto& [i, fact] : words.fulfilled) {
      if (!said(i)) continue;
      if (last && (i == *last || history_.knows(*last, i))) deed = i;
      if (taken_back && !voids) voids = publications_.freed_unaware(id, history_.event(i));
    }
    decide(id, word, deed, voids, out);
    if (deed) out.fulfilled = history_.event(*deed).ref();
    if (!takes_slot(out.state)) return out;
    if (out.state != ClaimState::kGranted && deed) take_deed(words.fulfilled.at(*deed), out);
    if (out.state == ClaimState::kConfirmed || out.state == ClaimState::kDisputed) {
      const Confirmed& fact = words.confirmed.at(*last);
      out.confirmed = history_.event(*last).ref();
      out.confirmed_on = fact.on;
      out.satisfaction = fact.satisfaction;
    }
    return out;
  }

  // The publisher decides whether there is a claim; the home and the volunteer say what became of it.
  void decide(const SubjectId& id, int word, std::optional<std::size_t> deed, bool voids,
              FoldedClaim& out) const {
    const auto& offer = publications_.offer();
    const FoldedDecision* decision = offer ? offer->decision(id) : nullptr;
    const bool done = deed && word >= 2;
    if (!decision) {
      if (word == 1) out.state = ClaimState::kReleased;
      return;
    }
    out.state = decision->state;
    out.reason = decision->reason;
    out.decided_on = decision->on;
    out.due_on = decision->due_on;
    const bool granted = takes_slot(decision->state);
    const bool taken_back =
        decision->state == ClaimState::kExpired || decision->state == ClaimState::kReleased;
    const bool stands = granted || (taken_back && deed && voids);
    if (!stands) {
      // Done all the same: its publisher takes it up again once a place is free (model/duties.h), unless the
      // family says that nothing came of it.
      if (done) out.unsettled = word != 3;
      return;
    }
    out.reason.reset();
    if (word == 1) {
      out.state = ClaimState::kReleased;
      out.reason = granted ? ClaimReason::kReleased : decision->reason;
    } else if (!done) {
      out.state = ClaimState::kGranted;
    } else if (word == 2) {
      out.state = ClaimState::kFulfilled;
    } else {
      out.state = word == 4 ? ClaimState::kConfirmed : ClaimState::kDisputed;
    }
  }

  static void take_deed(const Fulfilled& fact, FoldedClaim& out) {
    out.fulfilled_on = fact.on;
    out.value_yuan = fact.value_yuan;
    out.minutes = fact.minutes;
    out.shares = fact.shares;
    if (out.shares.empty()) out.shares = {{out.volunteer, 1}};
  }

  // What was noted says nothing once the wish is not handed over any more, and an answer nothing of what was
  // sent to somebody else after it.
  void hand_over() {
    if (wish_.state != WishState::kHandedOver) return;
    for (const auto& [i, note] : notes_) {
      if (note.stage == HandOverStage::kAnswered && sent_after(i)) continue;
      Date& day = note.stage == HandOverStage::kSent       ? wish_.days.sent_on
                  : note.stage == HandOverStage::kAnswered ? wish_.days.answered_on
                                                           : wish_.days.done_on;
      day = std::max(day, note.on);
    }
  }
  [[nodiscard]] bool sent_after(std::size_t answer) const {
    return std::ranges::any_of(notes_, [&](const auto& note) {
      return note.second.stage == HandOverStage::kSent && history_.knows(note.first, answer);
    });
  }

  // Of which the family has not said yet what came of it.
  [[nodiscard]] static bool goes_on(const FoldedClaim& claim) {
    return claim.state == ClaimState::kGranted || claim.state == ClaimState::kFulfilled;
  }

  void public_state() {
    const auto& offer = publications_.offer();
    std::size_t taken = 0, fulfilled = 0, confirmed = 0;
    for (const FoldedClaim& claim : wish_.claims) {
      if (!takes_slot(claim.state)) continue;
      ++taken;
      if (wish_.days.claimed_on == Date{} || claim.decided_on < wish_.days.claimed_on)
        wish_.days.claimed_on = claim.decided_on;
      if (claim.state == ClaimState::kGranted || claim.state == ClaimState::kDisputed) continue;
      ++fulfilled;
      wish_.days.fulfilled_on = std::max(wish_.days.fulfilled_on, claim.fulfilled_on);
      if (claim.state != ClaimState::kConfirmed) continue;
      ++confirmed;
      wish_.days.confirmed_on = std::max(wish_.days.confirmed_on, claim.confirmed_on);
      if (wish_.satisfaction == 0 || claim.satisfaction < wish_.satisfaction)
        wish_.satisfaction = claim.satisfaction;
    }
    // A wish that was taken down needs no more than those who took it up.
    const std::size_t needed = wish_.taken_down ? std::max<std::size_t>(taken, 1) : wish_.slots;
    if (confirmed >= needed && confirmed == taken)
      wish_.state = WishState::kConfirmed;
    else if (fulfilled >= needed && fulfilled == taken)
      wish_.state = WishState::kFulfilled;
    else if (taken > 0)
      wish_.state = WishState::kClaimed;
    else if (offer && !offer->taken_down)
      wish_.state = WishState::kPublished;
    if (wish_.state != WishState::kConfirmed) wish_.days.confirmed_on = Date{};
    if (fulfilled < needed || fulfilled != taken) wish_.days.fulfilled_on = Date{};
  }

  // Only while what it rests on stands.
  void close() {
    if (closed_on_ == Date{}) return;
    const bool done = wish_.state == WishState::kConfirmed ||
                      (wish_.state == WishState::kHandedOver && wish_.days.done_on != Date{});
    if (!done) return;
    wish_.state = WishState::kClosed;
    wish_.days.closed_on = closed_on_;
  }

  // The home's first, whatever others attached.
  void attachments() {
    std::vector<std::size_t> listed;
    for (const bool of_home : {true, false})
      for (const auto& [i, fact] : attached_)
        if (listed.size() < kAttachmentsMax && by_home(i) == of_home && (of_home || of_own_claim(i, fact)))
          listed.push_back(i);
    std::ranges::sort(listed);
    for (const std::size_t i : listed) {
      const Attached& fact = attached_.at(i);
      wish_.attachments.push_back({history_.event(i).ref(), fact.claim, fact.purpose, fact.on});
    }
  }

  [[nodiscard]] bool by_home(std::size_t at) const {
    return authority_.at_or_above(authority_.writer(history_.event(at).header().writer)->place, wish_.home);
  }

  [[nodiscard]] bool of_own_claim(std::size_t at, const Attached& fact) const {
    const auto words = fact.claim ? words_.find(*fact.claim) : words_.end();
    return words != words_.end() && std::ranges::any_of(words->second.claimed, [&](std::size_t claimed) {
             return may_speak(at, claimed);
           });
  }

  const History& history_;
  const Publications& publications_;
  const Authority& authority_;
  FoldedWish& wish_;
  std::map<SubjectId, ClaimWords> words_;
  std::map<std::size_t, Claimed> claims_;
  std::map<std::size_t, Attached> attached_;
  std::map<std::size_t, HandOverNoted> notes_;
  Date closed_on_;
};

}  // namespace

void fold_life(const History& history, const Publications& publications, const Authority& authority,
               FoldedWish& wish) {
  Life(history, publications, authority, wish).run();
}

}  // namespace model
