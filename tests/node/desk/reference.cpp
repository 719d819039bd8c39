#include "reference.h"

namespace node {

using model::ClaimState;
using model::WishState;
using support::Office;

Reference::Reference() {
  for (support::Author* author : {village_author_, county_author_, city_author_})
    offices_.push_back(std::make_unique<Office>(world_, *author));
  unit_ = *desk_of(kCountyDesk).set_unit(std::nullopt, {support::kCounty, "审计局", std::nullopt});
  for (const std::size_t lower : {kVillageDesk, kCountyDesk}) exchange(lower);
}

void Reference::play(unsigned seed, int steps) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  random_.seed(seed);
  for (int i = 0; i < steps && !HasFailure(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    step();
  }
  // All lines heal: everybody has the same, and it is what the book says.
  for (int round = 0; round < 4; ++round)
    for (const std::size_t lower : {kVillageDesk, kCountyDesk}) meet(lower);
}

void Reference::step() {
  const std::size_t who = roll(kDesks);
  for (auto& office : offices_) office->clock().set(office->clock().wall_ms() + kStepMs);
  if (wishes_.empty() || (wishes_.size() < 6 && roll(8) == 0)) return add(who);
  if (roll(5) == 0) return meet(roll(2));
  if (roll(40) == 0) return days_pass(31);
  if (roll(40) == 0) return set_policy();
  const int wish = static_cast<int>(roll(wishes_.size()));
  if (!book_.said(wish, book_.known(who), What::kRegister)) return;
  act(who, wish);
  duties();
  compare(who, wish);
}

void Reference::add(std::size_t who) {
  WishInput in = book("周大" + std::to_string(wishes_.size()));
  in.phone = "1300002" + std::to_string(1000 + wishes_.size());
  const auto added = desk_of(who).add(in, support::kVillage);
  ASSERT_EQ(code_of(added), "");
  book_.write(who, {What::kRegister, static_cast<int>(wishes_.size())});
  wishes_.push_back({model::uuid_text(added->wish.id)});
}

void Reference::days_pass(int days) {
  today_ += days;
  for (auto& office : offices_)
    office->clock().set(office->clock().wall_ms() + static_cast<std::uint64_t>(days) * kDayMs);
  duties();
}

void Reference::set_policy() {
  model::Policy policy;
  policy.points = static_cast<std::uint16_t>(1 + roll(20));
  ASSERT_EQ(code_of(desk_of(kCityDesk).set_policy(policy)), "");
  PlainBook::Entry entry{What::kPolicy, -1};
  entry.points = policy.points;
  book_.write(kCityDesk, std::move(entry));
}

void Reference::exchange(std::size_t lower) {
  offices_[lower]->sync_from(*offices_[lower + 1]);
  offices_[lower + 1]->sync_from(*offices_[lower]);
}

// The desk and the one right above it.
void Reference::meet(std::size_t lower) {
  exchange(lower);
  book_.meet(lower, lower + 1);
  duties();
  for (const std::size_t who : {lower, lower + 1}) compare_points(who);
  for (int wish = 0; wish < static_cast<int>(wishes_.size()); ++wish)
    for (const std::size_t who : {lower, lower + 1}) compare(who, wish);
}

// ---- What the publisher owes ----

void Reference::duties() {
  for (const std::size_t who : {kCountyDesk, kCityDesk}) {
    offices_[who]->look_through_duties();
    offices_[who]->do_duties();
    for (int wish = 0; wish < static_cast<int>(wishes_.size()); ++wish)
      while (owe(who, wish)) {
      }
  }
}

bool Reference::owe(std::size_t who, int wish) {
  if (!is_publisher(who, wish)) return false;
  const std::size_t before = book_.entries().size();
  const PlainBook::Known known = book_.known(who);
  const int scope = book_.publication(wish, known)->scope;
  const WishState state = book_.state(wish, known);
  const bool ended = state == WishState::kWithdrawn || state == WishState::kRejected ||
                     state == WishState::kReturned || state == WishState::kHandedOver ||
                     book_.said(wish, known, What::kErase);
  const bool open = book_.is_public(wish, known);
  std::size_t taken = book_.taken(wish, known);
  const auto say = [&](What what, int claim, std::optional<int> due = std::nullopt) {
    book_.write(who, {what, wish, claim, 0, scope, due.value_or(today_ + kClaimDays)});
  };
  if (ended && open) say(What::kTakeDown, -1);
  // Who claimed first comes first.
  for (const int claim : book_.claims(wish, known)) {
    const ClaimState now = book_.claim_state(claim, known);
    const PlainBook::Entry* decided = book_.decision(claim, known);
    const bool holds = PlainBook::takes_slot(decided);
    // Whoever carries this scope alone has not seen what was granted in a narrower one.
    if (holds && book_.grant(claim, known)->scope != scope) {
      say(What::kGrant, claim, book_.due(claim, known));
    } else if (!decided) {
      if (now != ClaimState::kProvisional) continue;
      const bool grant = open && !ended && taken < book_.slots(wish, known);
      if (grant) ++taken;
      say(grant ? What::kGrant : What::kDecline, claim);
    } else if (now == ClaimState::kReleased && holds) {
      --taken;
      say(What::kFree, claim);
    } else if (now == ClaimState::kGranted && decided->what == What::kGrant) {
      const bool late = book_.due(claim, known) < today_;
      if (!ended && !late) continue;
      --taken;
      say(ended ? What::kFree : What::kExpire, claim);
    } else if ((now == ClaimState::kExpired || now == ClaimState::kDeclined) &&
               book_.unsettled(claim, known) && book_.has_deed(claim, known)) {
      // Reported as fulfilled after it had ended: where its place is free, that is what happened.
      if (ended || !open || taken >= book_.slots(wish, known)) continue;
      ++taken;
      say(What::kGrant, claim);
    } else if (model::takes_slot(now) && now != ClaimState::kGranted &&
               (decided->what != What::kTell || decided->told != now)) {
      PlainBook::Entry entry{What::kTell, wish, claim};
      entry.scope = scope;
      entry.told = now;
      entry.points = book_.points_of(claim, known);
      book_.write(who, std::move(entry));
    }
  }
  return book_.entries().size() > before;
}

// ---- What each desk shows ----

void Reference::compare(std::size_t who, int wish) {
  const PlainBook::Known& known = book_.known(who);
  if (!book_.said(wish, known, What::kRegister)) return;
  const auto view = desk_of(who).wish(wishes_[static_cast<std::size_t>(wish)].id);
  ASSERT_EQ(code_of(view), "");
  const auto key = [](WishState state) { return std::string(model::word(state).key); };
  EXPECT_EQ(key(view->view.wish.state), key(book_.state(wish, known))) << "desk " << who << ", wish " << wish;
  for (const ClaimView& one : view->view.claims) {
    for (const int claim : book_.claims(wish, known)) {
      if (claims_[claim] != one.claim.claim) continue;
      EXPECT_EQ(model::word(one.claim.state).key, model::word(book_.claim_state(claim, known)).key)
          << "desk " << who << ", wish " << wish << ", claim " << claim;
    }
  }
  EXPECT_EQ(view->view.claims.size(), book_.claims(wish, known).size());
  EXPECT_EQ(view->view.wish.satisfaction, book_.satisfaction(wish, known))
      << "desk " << who << ", wish " << wish;
  compare_offer(who, wish);
}

// What volunteers see of it.
void Reference::compare_offer(std::size_t who, int wish) {
  const PlainBook::Known& known = book_.known(who);
  const auto view = desk_of(who).offer(wishes_[static_cast<std::size_t>(wish)].id);
  ASSERT_EQ(code_of(view) == "", book_.was_public(wish, known)) << "desk " << who << ", wish " << wish;
  if (!view) return;
  const model::FoldedOffer& offer = view->offer;
  EXPECT_EQ(model::word(offer.state()).key, model::word(book_.offer_state(wish, known)).key)
      << "desk " << who << ", wish " << wish;
  EXPECT_EQ(offer.slots, book_.slots(wish, known)) << "desk " << who << ", wish " << wish;
  EXPECT_EQ(offer.taken(), book_.taken(wish, known)) << "desk " << who << ", wish " << wish;
}

// ---- Points ----

void Reference::credit(Credits& to, const model::SubjectId& whom, int claim, std::uint64_t points,
                       std::uint64_t share, std::uint64_t of) {
  auto& row = to[whom];
  row[0] += points * 100 * share / of;
  row[1] += 1;
  row[2] += PlainBook::minutes_of(claim) * share / of;
  row[3] += PlainBook::yuan_of(claim) * share / of;
}

Reference::Credits Reference::credits(std::size_t who, RankingBy by) {
  const PlainBook::Known& known = book_.known(who);
  Credits out;
  for (const auto& [claim, id] : claims_) {
    const PlainBook::Entry* told = book_.decision(claim, known);
    if (!told || told->what != What::kTell || told->told != ClaimState::kConfirmed) continue;
    if (by == RankingBy::kUnit) {
      // The village knows of no unit of its own.
      const bool registered = of_unit_.contains(claim);
      if (!registered || who != kVillageDesk)
        credit(out, registered ? unit_ : model::SubjectId{}, claim, told->points, 1, 1);
      continue;
    }
    const auto parts = parts_of(claim);
    std::uint64_t all = 0;
    for (const auto& [volunteer, share] : parts) all += share;
    // Each counts where they are known, and above.
    for (const auto& [volunteer, share] : parts)
      if (known.contains(volunteer) && book_.entry(volunteer).by <= who)
        credit(out, volunteers_[volunteer], claim, told->points, share, all);
  }
  return out;
}

void Reference::compare_points(std::size_t who) {
  for (const RankingBy by : {RankingBy::kUnit, RankingBy::kVolunteer}) {
    const auto ranking = desk_of(who).reports().ranking(kPlaces[who], by, {{2018, 1, 1}, {2018, 12, 31}});
    ASSERT_EQ(code_of(ranking), "");
    Credits told;
    for (const RankingRow& row : ranking->rows)
      told[row.id] = {row.points_hundredths, row.deeds, row.minutes, row.value_yuan};
    EXPECT_EQ(told, credits(who, by)) << "desk " << who;
    credited_ = credited_ || !told.empty();
  }
}

}  // namespace node
