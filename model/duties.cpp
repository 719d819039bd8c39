#include "model/duties.h"

#include <algorithm>

namespace model {
namespace {

class Owing {
 public:
  Owing(const FoldedWish& wish, const FoldedOffer& offer, const Date& today, const Programme& programme,
        DayTrust trust)
      : wish_(wish),
        offer_(offer),
        today_(today),
        trust_(trust),
        programme_(programme),
        taken_(offer.taken()) {}

  std::vector<Owed> run() {
    const bool ended = ends_publication(wish_);
    if (ended && !offer_.taken_down)
      owe(Kind::kTakenDown, encode(TakenDown{today_}), {offer_.published.hash});
    for (const FoldedClaim& claim : wish_.claims) {
      if (owed_.size() >= kOwedMax) break;
      const FoldedDecision* decision = offer_.decision(claim.claim);
      if (!decision)
        decide(claim, ended);
      else
        follow(claim, *decision, ended);
    }
    // A grant of which the claim does not count, or is not here, holds its slot no longer than any other.
    for (const FoldedDecision& decision : offer_.decisions)
      if (decision.state == ClaimState::kGranted && is_over(decision.due_on) && !wish_.claim(decision.claim))
        owe(Kind::kFreed, encode(Freed{decision.claim, ClaimReason::kExpired, today_}),
            {decision.decided.hash});
    return std::move(owed_);
  }

 private:
  void owe(Kind kind, std::string body, std::vector<EventHash> answers) {
    owed_.push_back({kind, std::move(body), std::move(answers)});
  }

  [[nodiscard]] bool is_over(const Date& due_on) const {
    return trust_ == DayTrust::kKnown && due_on < today_;
  }

  void decide(const FoldedClaim& claim, bool ended) {
    if (claim.state != ClaimState::kProvisional) return;
    const auto decline = [&](ClaimReason reason) {
      owe(Kind::kDeclined, encode(Declined{claim.claim, reason, today_}), {claim.claimed.hash});
    };
    if (ended || offer_.taken_down) return decline(ClaimReason::kTakenDown);
    if (taken_ >= offer_.slots) return decline(ClaimReason::kFull);
    if (has_another(claim)) return decline(ClaimReason::kAlready);
    if (trust_ == DayTrust::kInDoubt) return;  // And whoever asked later waits behind it.
    granted_.push_back(claim.claim);
    ++taken_;
    owed_.push_back(grant_of(claim.claim, claim.unit, claim.claimed.hash, offer_, today_, programme_));
  }

  void follow(const FoldedClaim& claim, const FoldedDecision& decision, bool ended) {
    // Whoever carries this scope alone has not seen what was granted in a narrower one.
    if (takes_slot(decision.state) && decision.decided.log.place != offer_.scope)
      return owe(Kind::kGranted, encode(Granted{claim.claim, claim.unit, decision.on, decision.due_on}),
                 {claim.claimed.hash});
    switch (claim.state) {
      case ClaimState::kReleased:
        if (takes_slot(decision.state)) free(claim, ClaimReason::kReleased);
        break;
      case ClaimState::kGranted:
        if (decision.state != ClaimState::kGranted) break;
        if (ended)
          free(claim, ClaimReason::kTakenDown);  // The family does not want it any more.
        else if (is_over(claim.due_on))
          free(claim, ClaimReason::kExpired);
        break;
      case ClaimState::kFulfilled:
      case ClaimState::kConfirmed:
      case ClaimState::kDisputed:
        if (decision.state != claim.state || differs(claim, decision)) tell(claim, decision);
        break;
      case ClaimState::kExpired:
      case ClaimState::kDeclined:
        if (claim.unsettled && !ended) grant_late(claim);
        break;
      default:
        break;
    }
  }

  // It was reported as fulfilled after it had ended: where its place is still free, that is what happened.
  void grant_late(const FoldedClaim& claim) {
    if (trust_ == DayTrust::kInDoubt || claim.fulfilled.hash.is_zero() || offer_.taken_down ||
        taken_ >= offer_.slots || has_another(claim))
      return;
    granted_.push_back(claim.claim);
    ++taken_;
    Owed grant = grant_of(claim.claim, claim.unit, claim.claimed.hash, offer_, today_, programme_);
    grant.answers.push_back(claim.fulfilled.hash);
    owed_.push_back(std::move(grant));
  }

  // Nobody takes two places of one wish.
  [[nodiscard]] bool has_another(const FoldedClaim& claim) const {
    return std::ranges::any_of(wish_.claims, [&](const FoldedClaim& other) {
      return other.claim != claim.claim && other.volunteer == claim.volunteer &&
             (takes_slot(other.state) || std::ranges::find(granted_, other.claim) != granted_.end());
    });
  }

  void free(const FoldedClaim& claim, ClaimReason reason) {
    if (taken_ > 0) --taken_;  // Whoever asked later may have it.
    std::vector<EventHash> answers{claim.claimed.hash};
    // Whoever made the claim hears from here alone that the deed is not taken for one.
    if (!claim.fulfilled.hash.is_zero()) answers.push_back(claim.fulfilled.hash);
    owe(Kind::kFreed, encode(Freed{claim.claim, reason, today_}), std::move(answers));
  }

  static bool differs(const FoldedClaim& claim, const FoldedDecision& decision) {
    return claim.fulfilled_on != decision.fulfilled_on || claim.value_yuan != decision.value_yuan ||
           claim.minutes != decision.minutes || claim.shares != decision.shares ||
           claim.unit != decision.unit;
  }

  void tell(const FoldedClaim& claim, const FoldedDecision& decision) {
    Coursed fact;
    fact.claim = claim.claim;
    fact.stage = claim.state == ClaimState::kFulfilled   ? CourseStage::kFulfilled
                 : claim.state == ClaimState::kConfirmed ? CourseStage::kConfirmed
                                                         : CourseStage::kDisputed;
    fact.unit = claim.unit;
    fact.shares = claim.shares;
    fact.on = claim.fulfilled_on;
    fact.value_yuan = claim.value_yuan;
    fact.minutes = claim.minutes;
    // Points stay what they are when the wish is published anew.
    fact.policy = decision.policy ? decision.policy : offer_.policy;
    std::vector<EventHash> answers{claim.fulfilled.hash};
    if (claim.state != ClaimState::kFulfilled) answers.push_back(claim.confirmed.hash);
    owe(Kind::kCoursed, encode(fact), std::move(answers));
  }

  const FoldedWish& wish_;
  const FoldedOffer& offer_;
  const Date today_;
  const DayTrust trust_;
  const Programme& programme_;
  std::size_t taken_;
  std::vector<SubjectId> granted_;  // Just now.
  std::vector<Owed> owed_;
};

}  // namespace

bool ends_publication(const FoldedWish& wish) {
  return wish.erased || wish.state == WishState::kWithdrawn || wish.state == WishState::kRejected ||
         wish.state == WishState::kReturned || wish.state == WishState::kHandedOver;
}

std::vector<Owed> owed_by_publisher(const FoldedWish& wish, const FoldedOffer& offer, const Date& today,
                                    const Programme& programme, DayTrust trust) {
  return Owing(wish, offer, today, programme, trust).run();
}

Owed grant_of(const SubjectId& claim, const std::optional<SubjectId>& unit, const EventHash& claimed,
              const FoldedOffer& offer, const Date& today, const Programme& programme) {
  const Date due = today.plus_days(programme.policy(offer.policy).claim_days);
  return {Kind::kGranted, encode(Granted{claim, unit, today, due}), {claimed}};
}

}  // namespace model
