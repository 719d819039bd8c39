// What people do at the desks, and what the book allows them.

#include <algorithm>

#include "reference.h"

namespace node {

using model::ClaimState;
using model::WishState;

template <typename Done>
void Reference::expect(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry) {
  EXPECT_EQ(code_of(done) == "", allowed)
      << code_of(done) << " at desk " << who << " of wish " << entry.wish << ", step number "
      << static_cast<int>(entry.what) << " of claim " << entry.claim;
  if (done) book_.write(who, std::move(entry));
}

template <typename Done>
void Reference::expect_or_again(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry) {
  const WishState state = book_.state(entry.wish, book_.known(who));
  const bool ended = state == WishState::kWithdrawn || state == WishState::kRejected;
  expect(ended ? code_of(done).empty() : allowed, done, who, std::move(entry));
}

void Reference::act(std::size_t who, int wish) {
  using model::Outcome;
  const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
  const PlainBook::Known& known = book_.known(who);
  const auto allowed = [&](What what) { return book_.allows(wish, known, what); };
  Desk& desk = desk_of(who);
  switch (roll(25)) {
    case 0:
    case 1:
    case 2:
      return expect(allowed(What::kApprove), desk.vet(id, Outcome::kApproved, ""), who,
                    {What::kApprove, wish});
    // What ends a wish is rarer than what goes on with it: else none would get far.
    case 3:
      if (roll(3) > 0) return;
      return expect(allowed(What::kReturn), desk.vet(id, Outcome::kReturned, "请补正"), who,
                    {What::kReturn, wish});
    case 4:
      if (roll(6) > 0) return;
      return expect_or_again(allowed(What::kReject), desk.vet(id, Outcome::kRejected, "不符合"), who,
                             {What::kReject, wish});
    case 5:
      if (roll(4) > 0) return;
      return expect(allowed(What::kHandOver), desk.vet(id, Outcome::kHandedOver, "转民政"), who,
                    {What::kHandOver, wish});
    case 6:
      if (roll(8) > 0) return;
      return expect_or_again(allowed(What::kWithdraw), desk.withdraw(id, "搬走了"), who,
                             {What::kWithdraw, wish});
    case 7: {
      WishInput in;
      in.content = "想要书包 " + std::to_string(++wishes_[static_cast<std::size_t>(wish)].texts);
      return expect(allowed(What::kAmend), desk.amend(id, in), who, {What::kAmend, wish});
    }
    case 8:
      return expect(allowed(What::kNoteDone),
                    desk.note_hand_over(id, model::HandOverStage::kDone, std::nullopt, "办好了"), who,
                    {What::kNoteDone, wish});
    case 9:
      return expect(allowed(What::kClose), desk.close(id, ""), who, {What::kClose, wish});
    case 10:
    case 11:
    case 12:
      return publish(who, wish);
    case 13:
    case 14:
    case 15:
      return claim(who, wish);
    case 16:
      switch (roll(8)) {
        case 0:
        case 1:
          return merge(who, wish);
        case 2:
          return erase(who, wish);
        default:
          return;
      }
    default:
      return speak_of_a_claim(who, wish, allowed(What::kConfirm));
  }
}

// Into an older one, so that none are given up in a ring.
void Reference::merge(std::size_t who, int given) {
  if (given == 0) return;
  const int into = static_cast<int>(roll(static_cast<std::size_t>(given)));
  const PlainBook::Known& known = book_.known(who);
  if (!book_.said(into, known, What::kRegister)) return;
  const auto claims = book_.claims(given, known);
  const bool taken = std::ranges::any_of(
      claims, [&](int claim) { return model::takes_slot(book_.claim_state(claim, known)); });
  const WishState stays = book_.state(into, known);
  const bool ended = stays == WishState::kWithdrawn || stays == WishState::kRejected;
  const bool fits =
      book_.allows(given, known, What::kMerge) && !taken && !ended && !book_.said(into, known, What::kErase);
  PlainBook::Entry entry{What::kMerge, given};
  entry.into = into;
  expect(fits,
         desk_of(who).merge(wishes_[static_cast<std::size_t>(given)].id,
                            wishes_[static_cast<std::size_t>(into)].id, "重复"),
         who, std::move(entry));
}

void Reference::erase(std::size_t who, int wish) {
  expect(true, desk_of(who).erase(wishes_[static_cast<std::size_t>(wish)].id), who, {What::kErase, wish});
}

// The county publishes within it, the city there as well or everywhere, whoever was drawn.
void Reference::publish(std::size_t drawn, int wish) {
  const std::size_t who = drawn == kCityDesk ? kCityDesk : kCountyDesk;
  const PlainBook::Known& known = book_.known(who);
  if (!book_.said(wish, known, What::kRegister)) return;
  const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
  const PlainBook::Entry* held = book_.publication(wish, known);
  const int widest = held ? held->scope : 0;
  if (roll(6) == 0) {
    PlainBook::Entry down{What::kTakeDown, wish};
    down.scope = widest;
    return expect(book_.allows(wish, known, What::kTakeDown) && held && book_.is_public(wish, known) &&
                      scope_of(who) >= widest,
                  desk_of(who).take_down(id), who, std::move(down));
  }
  const int scope = who == kCityDesk && roll(2) == 0 ? kCityScope : kCountyScope;
  PublicationInput in;
  in.scope = scope == kCityScope ? support::kCity : support::kCounty;
  in.slots = static_cast<std::uint16_t>(1 + roll(2));
  in.content = "书包";
  in.confirmed = true;
  std::size_t taken = 0;
  for (const int one : book_.claims(wish, known)) taken += model::takes_slot(book_.claim_state(one, known));
  PlainBook::Entry entry{What::kPublish, wish, -1, *in.slots};
  entry.scope = scope;
  entry.points = book_.points_now(known, kDefaultPoints);
  expect(book_.allows(wish, known, What::kPublish) && *in.slots >= taken && scope >= widest &&
             may_publish_anew(who, wish, *in.slots),
         desk_of(who).publish(id, in), who, std::move(entry));
}

// Of a wish that is fulfilled: whoever takes it over with as many places, or makes room for somebody else.
bool Reference::may_publish_anew(std::size_t who, int wish, std::size_t slots) const {
  const PlainBook::Known& known = book_.known(who);
  const WishState state = book_.state(wish, known);
  if (state != WishState::kFulfilled && state != WishState::kConfirmed && state != WishState::kClosed)
    return true;
  const PlainBook::Entry* held = book_.publication(wish, known);
  if (held && held->by != who && book_.is_public(wish, known) && held->slots == slots) return true;
  const auto claims = book_.claims(wish, known);
  return state != WishState::kClosed && held && slots > held->slots &&
         std::ranges::any_of(claims, [&](int claim) { return book_.unsettled(claim, known); });
}

bool Reference::is_publisher(std::size_t who, int wish) const {
  const PlainBook::Entry* held = book_.publication(wish, book_.known(who));
  return held && held->by == who;
}

void Reference::claim(std::size_t who, int wish) {
  ClaimInput in;
  in.name = "李四" + std::to_string(claims_.size());
  in.phone = "1390000" + std::to_string(1000 + claims_.size());
  const bool of_unit = claims_.size() % 2 == 0;
  if (of_unit) in.unit = "审计局";
  const PlainBook::Known& known = book_.known(who);
  const bool open = book_.is_public(wish, known) && book_.taken(wish, known) < book_.slots(wish, known) &&
                    !book_.said(wish, known, What::kErase);
  const ClaimAnswer answer =
      of_unit && roll(2) == 0 ? claim_for_member(who, wish, in) : claim_alone(who, wish, in);
  EXPECT_EQ(!answer.refused, open) << (answer.refused ? answer.refused->code : "");
  if (answer.refused) return;
  const int number = book_.write(who, {What::kClaim, wish});
  claims_[number] = answer.claim->claim.claim;
  volunteers_[number] = answer.claim->claim.volunteer;
  if (of_unit) of_unit_.insert(number);
}

ClaimAnswer Reference::claim_alone(std::size_t who, int wish, const ClaimInput& in) {
  const auto answers = desk_of(who).claim({wishes_[static_cast<std::size_t>(wish)].id}, in);
  EXPECT_EQ(code_of(answers), "");
  return answers->front();
}

// By the unit, which tries it first: both say the same.
ClaimAnswer Reference::claim_for_member(std::size_t who, int wish, const ClaimInput& in) {
  const std::vector<MemberClaim> member{{1, in, {wishes_[static_cast<std::size_t>(wish)].id}}};
  const auto tried = desk_of(who).claim_for_members(member, true);
  const auto answers = desk_of(who).claim_for_members(member, false);
  EXPECT_EQ(code_of(tried), "");
  EXPECT_EQ(code_of(answers), "");
  const ClaimAnswer& answer = answers->front().answer;
  const auto refused = [](const ClaimAnswer& one) { return one.refused ? one.refused->code : ""; };
  EXPECT_EQ(refused(tried->front().answer), refused(answer));
  return answer;
}

void Reference::speak_of_a_claim(std::size_t who, int wish, bool may_confirm) {
  const PlainBook::Known& known = book_.known(who);
  const std::vector<int> all = book_.claims(wish, known);
  if (all.empty() || !book_.was_public(wish, known)) return;
  const int claim = all[roll(all.size())];
  const ClaimState now = book_.claim_state(claim, known);
  const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
  switch (roll(7)) {
    case 3: {
      // The publisher gives the place to somebody else; what the family doubts is given up first.
      const bool doubted = now == ClaimState::kDisputed;
      const bool takes = is_publisher(who, wish) && (now == ClaimState::kGranted || doubted);
      const auto done = desk_of(who).reassign(id, claims_[claim]);
      if (done && doubted) book_.write(who, {What::kRelease, wish, claim});
      return expect(takes, done, who, {What::kFree, wish, claim});
    }
    case 0:
      return expect(
          now == ClaimState::kProvisional || now == ClaimState::kGranted || now == ClaimState::kDisputed,
          desk_of(who).release(id, claims_[claim], ""), who, {What::kRelease, wish, claim});
    case 1:
    case 2: {
      FulfilmentInput in;
      in.claim = claims_[claim];
      in.what = "送去书包";
      in.on = kDone;
      in.value_yuan = PlainBook::yuan_of(claim);
      in.minutes = PlainBook::minutes_of(claim);
      in.shares = shares_of(claim);
      return expect(
          now != ClaimState::kDeclined && now != ClaimState::kReleased && now != ClaimState::kConfirmed,
          desk_of(who).fulfil(id, in), who, {What::kFulfil, wish, claim});
    }
    default: {
      ConfirmationInput in;
      in.claim = claims_[claim];
      in.disputed = roll(2) == 0;
      in.satisfaction = static_cast<std::uint8_t>(in.disputed ? 0 : PlainBook::satisfaction_of(claim));
      in.remark = "问过家里人";
      const bool ended = now != ClaimState::kProvisional && !model::takes_slot(now);
      const bool done = book_.done(claim, known) || (ended && book_.unsettled(claim, known));
      return expect_or_again(may_confirm && done, desk_of(who).confirm(id, in), who,
                             {in.disputed ? What::kDispute : What::kConfirm, wish, claim});
    }
  }
}

// Some did it together with whoever claimed first of all.
std::vector<model::Share> Reference::shares_of(int claim) {
  std::vector<model::Share> out;
  for (const auto& [volunteer, share] : parts_of(claim))
    out.push_back({volunteers_[volunteer], static_cast<std::uint16_t>(share)});
  return out;
}

std::map<int, std::uint64_t> Reference::parts_of(int claim) {
  std::map<int, std::uint64_t> out{{claim, 1 + claim % 4}};
  if (claim % 3 == 0) out[volunteers_.begin()->first] += 2;
  return out;
}

}  // namespace node
