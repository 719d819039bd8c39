#include "model/duties.h"

namespace model {
namespace {

class Owing {
 public:
  Owing(const FoldedWish& wish, const FoldedOffer& offer, const Date& today, const Programme& programme)
      : wish_(wish), offer_(offer), today_(today), programme_(programme), taken_(offer.taken()) {}

  std::vector<Owed> run() {
    const bool ended = wish_.state == WishState::kWithdrawn || wish_.state == WishState::kRejected ||
                       wish_.state == WishState::kReturned || wish_.state == WishState::kHandedOver;
    if (ended && !offer_.taken_down) owe(Kind::kTakenDown, encode(TakenDown{today_}), {});
    for (const FoldedClaim& claim : wish_.claims) {
      if (owed_.size() >= kOwedMax) break;
      const FoldedDecision* decision = offer_.decision(claim.claim);
      if (!decision)
        decide(claim, ended);
      else
        follow(claim, *decision);
    }
    return std::move(owed_);
  }

 private:
  void owe(Kind kind, std::string body, std::vector<EventHash> answers) {
    owed_.push_back({kind, std::move(body), std::move(answers)});
  }

  void decide(const FoldedClaim& claim, bool ended) {
    if (claim.state != ClaimState::kProvisional) return;
    const auto decline = [&](ClaimReason reason) {
      owe(Kind::kDeclined, encode(Declined{claim.claim, reason, today_}), {claim.claimed.hash});
    };
    if (ended || offer_.taken_down) return decline(ClaimReason::kTakenDown);
    if (taken_ >= offer_.slots) return decline(ClaimReason::kFull);
    ++taken_;
    const Policy& policy = programme_.policy(offer_.policy);
    owe(Kind::kGranted, encode(Granted{claim.claim, claim.unit, today_, today_.plus_days(policy.claim_days)}),
        {claim.claimed.hash});
  }

  void follow(const FoldedClaim& claim, const FoldedDecision& decision) {
    switch (claim.state) {
      case ClaimState::kReleased:
        if (takes_slot(decision.state)) free(claim, ClaimReason::kReleased);
        break;
      case ClaimState::kGranted:
        if (decision.state == ClaimState::kGranted && claim.due_on < today_)
          free(claim, ClaimReason::kExpired);
        break;
      case ClaimState::kFulfilled:
      case ClaimState::kConfirmed:
      case ClaimState::kDisputed:
        if (decision.state != claim.state || differs(claim, decision)) tell(claim);
        break;
      default:
        break;
    }
  }

  void free(const FoldedClaim& claim, ClaimReason reason) {
    if (taken_ > 0) --taken_;  // Whoever asked later may have it.
    owe(Kind::kFreed, encode(Freed{claim.claim, reason, today_}), {claim.claimed.hash});
  }

  static bool differs(const FoldedClaim& claim, const FoldedDecision& decision) {
    return claim.fulfilled_on != decision.fulfilled_on || claim.value_yuan != decision.value_yuan ||
           claim.minutes != decision.minutes || claim.shares != decision.shares ||
           claim.unit != decision.unit;
  }

  void tell(const FoldedClaim& claim) {
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
    fact.policy = programme_.policy_event();
    std::vector<EventHash> answers{claim.fulfilled.hash};
    if (claim.state != ClaimState::kFulfilled) answers.push_back(claim.confirmed.hash);
    owe(Kind::kCoursed, encode(fact), std::move(answers));
  }

  const FoldedWish& wish_;
  const FoldedOffer& offer_;
  const Date today_;
  const Programme& programme_;
  std::size_t taken_;
  std::vector<Owed> owed_;
};

}  // namespace

std::vector<Owed> owed_by_publisher(const FoldedWish& wish, const FoldedOffer& offer, const Date& today,
                                    const Programme& programme) {
  return Owing(wish, offer, today, programme).run();
}

}  // namespace model
