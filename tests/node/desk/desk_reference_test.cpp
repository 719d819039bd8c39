// Random work at the desks of a village, its county and the city, which meet now and then, against a plain
// book of the same: whatever anyone does, each desk accepts what the book allows and shows the states,
// offers, places that are free, satisfaction and points that it gives. Clocks go on from step to step, so
// that what was said later also stands later in every log.

#include <random>
#include <set>

#include "desk_fixture.h"
#include "plain_book.h"

namespace node {
namespace {

using model::ClaimState;
using model::WishState;
using support::Office;
using support::PlainBook;
using What = PlainBook::What;

constexpr std::size_t kVillageDesk = 0, kCountyDesk = 1, kCityDesk = 2, kDesks = 3;
constexpr int kClaimDays = 30;
constexpr int kSteps = 300;
constexpr unsigned kFirstSeed = 1, kLastSeed = 25;
constexpr std::uint64_t kDayMs = 24ull * 3600 * 1000;
constexpr std::uint64_t kStepMs = 10;
constexpr std::uint64_t kDefaultPoints = 10;
constexpr model::Date kDone{2018, 6, 20};
constexpr int kCountyScope = 0, kCityScope = 1;
constexpr model::PlaceCode kPlaces[] = {support::kVillage, support::kCounty, support::kCity};

class Reference : public DeskTest {
 protected:
  Reference() {
    for (support::Author* author : {village_author_, county_author_, city_author_})
      offices_.push_back(std::make_unique<Office>(world_, *author));
    unit_ = *desk_of(kCountyDesk).set_unit(std::nullopt, {support::kCounty, "审计局", std::nullopt});
    for (const std::size_t lower : {kVillageDesk, kCountyDesk}) exchange(lower);
  }

  void play(unsigned seed, int steps) {
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
  [[nodiscard]] bool credited() const { return credited_; }
  // Adds what was done.
  void tell(std::set<What>& done) const {
    for (const PlainBook::Entry& entry : book_.entries()) done.insert(entry.what);
  }

 private:
  struct Wish {
    std::string id;
    int texts = 0;  // Each amendment says something else.
  };

  std::size_t roll(std::size_t sides) { return random_() % sides; }
  Desk& desk_of(std::size_t who) { return offices_[who]->desk(); }

  void step() {
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

  void add(std::size_t who) {
    WishInput in = book("周大" + std::to_string(wishes_.size()));
    in.phone = "1300002" + std::to_string(1000 + wishes_.size());
    const auto added = desk_of(who).add(in, support::kVillage);
    ASSERT_EQ(code_of(added), "");
    book_.write(who, {What::kRegister, static_cast<int>(wishes_.size())});
    wishes_.push_back({model::uuid_text(added->wish.id)});
  }

  void days_pass(int days) {
    today_ += days;
    for (auto& office : offices_)
      office->clock().set(office->clock().wall_ms() + static_cast<std::uint64_t>(days) * kDayMs);
    duties();
  }

  void set_policy() {
    model::Policy policy;
    policy.points = static_cast<std::uint16_t>(1 + roll(20));
    ASSERT_EQ(code_of(desk_of(kCityDesk).set_policy(policy)), "");
    PlainBook::Entry entry{What::kPolicy, -1};
    entry.points = policy.points;
    book_.write(kCityDesk, std::move(entry));
  }

  void exchange(std::size_t lower) {
    offices_[lower]->sync_from(*offices_[lower + 1]);
    offices_[lower + 1]->sync_from(*offices_[lower]);
  }

  // The desk and the one right above it.
  void meet(std::size_t lower) {
    exchange(lower);
    book_.meet(lower, lower + 1);
    duties();
    for (const std::size_t who : {lower, lower + 1}) compare_points(who);
    for (int wish = 0; wish < static_cast<int>(wishes_.size()); ++wish)
      for (const std::size_t who : {lower, lower + 1}) compare(who, wish);
  }

  // ---- What people do ----

  template <typename Done>
  void expect(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry) {
    EXPECT_EQ(code_of(done) == "", allowed)
        << code_of(done) << " at desk " << who << " of wish " << entry.wish << ", step number "
        << static_cast<int>(entry.what) << " of claim " << entry.claim;
    if (done) book_.write(who, std::move(entry));
  }

  // What ended may be ended anew, and its families asked, where that settles what several said: the book does
  // not say when.
  template <typename Done>
  void expect_or_again(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry) {
    const WishState state = book_.state(entry.wish, book_.known(who));
    const bool ended = state == WishState::kWithdrawn || state == WishState::kRejected;
    expect(ended ? code_of(done).empty() : allowed, done, who, std::move(entry));
  }

  void act(std::size_t who, int wish) {
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
  void merge(std::size_t who, int given) {
    if (given == 0) return;
    const int into = static_cast<int>(roll(static_cast<std::size_t>(given)));
    const PlainBook::Known& known = book_.known(who);
    if (!book_.said(into, known, What::kRegister)) return;
    const auto claims = book_.claims(given, known);
    const bool taken = std::ranges::any_of(
        claims, [&](int claim) { return model::takes_slot(book_.claim_state(claim, known)); });
    const WishState stays = book_.state(into, known);
    const bool ended = stays == WishState::kWithdrawn || stays == WishState::kRejected;
    const bool fits = book_.allows(given, known, What::kMerge) && !taken && !ended &&
                      !book_.said(into, known, What::kErase);
    PlainBook::Entry entry{What::kMerge, given};
    entry.into = into;
    expect(fits,
           desk_of(who).merge(wishes_[static_cast<std::size_t>(given)].id,
                              wishes_[static_cast<std::size_t>(into)].id, "重复"),
           who, std::move(entry));
  }

  void erase(std::size_t who, int wish) {
    expect(true, desk_of(who).erase(wishes_[static_cast<std::size_t>(wish)].id), who, {What::kErase, wish});
  }

  // The county publishes within it, the city there as well or everywhere, whoever was drawn.
  void publish(std::size_t drawn, int wish) {
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
  [[nodiscard]] bool may_publish_anew(std::size_t who, int wish, std::size_t slots) const {
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
  // The widest that an office of this desk may publish in.
  static int scope_of(std::size_t who) { return who == kCityDesk ? kCityScope : kCountyScope; }
  [[nodiscard]] bool is_publisher(std::size_t who, int wish) const {
    const PlainBook::Entry* held = book_.publication(wish, book_.known(who));
    return held && held->by == who;
  }

  void claim(std::size_t who, int wish) {
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

  ClaimAnswer claim_alone(std::size_t who, int wish, const ClaimInput& in) {
    const auto answers = desk_of(who).claim({wishes_[static_cast<std::size_t>(wish)].id}, in);
    EXPECT_EQ(code_of(answers), "");
    return answers->front();
  }
  // By the unit, which tries it first: both say the same.
  ClaimAnswer claim_for_member(std::size_t who, int wish, const ClaimInput& in) {
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

  void speak_of_a_claim(std::size_t who, int wish, bool may_confirm) {
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
  std::vector<model::Share> shares_of(int claim) {
    std::vector<model::Share> out;
    for (const auto& [volunteer, share] : parts_of(claim))
      out.push_back({volunteers_[volunteer], static_cast<std::uint16_t>(share)});
    return out;
  }
  // By the number of the claim that made them known.
  std::map<int, std::uint64_t> parts_of(int claim) {
    std::map<int, std::uint64_t> out{{claim, 1 + claim % 4}};
    if (claim % 3 == 0) out[volunteers_.begin()->first] += 2;
    return out;
  }

  // ---- What the publisher owes: the same decisions, from the book ----

  void duties() {
    for (const std::size_t who : {kCountyDesk, kCityDesk}) {
      offices_[who]->look_through_duties();
      offices_[who]->do_duties();
      for (int wish = 0; wish < static_cast<int>(wishes_.size()); ++wish)
        while (owe(who, wish)) {
        }
    }
  }

  // Whether anything was said: more may be owed then.
  bool owe(std::size_t who, int wish) {
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

  void compare(std::size_t who, int wish) {
    const PlainBook::Known& known = book_.known(who);
    if (!book_.said(wish, known, What::kRegister)) return;
    const auto view = desk_of(who).wish(wishes_[static_cast<std::size_t>(wish)].id);
    ASSERT_EQ(code_of(view), "");
    const auto key = [](WishState state) { return std::string(model::word(state).key); };
    EXPECT_EQ(key(view->view.wish.state), key(book_.state(wish, known)))
        << "desk " << who << ", wish " << wish;
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
  void compare_offer(std::size_t who, int wish) {
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

  // Hundredths of points, deeds, minutes, yuan.
  using Credits = std::map<model::SubjectId, std::array<std::uint64_t, 4>>;

  void credit(Credits& to, const model::SubjectId& whom, int claim, std::uint64_t points, std::uint64_t share,
              std::uint64_t of) {
    auto& row = to[whom];
    row[0] += points * 100 * share / of;
    row[1] += 1;
    row[2] += PlainBook::minutes_of(claim) * share / of;
    row[3] += PlainBook::yuan_of(claim) * share / of;
  }

  Credits credits(std::size_t who, RankingBy by) {
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

  void compare_points(std::size_t who) {
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

  std::mt19937 random_;
  std::vector<std::unique_ptr<Office>> offices_;
  PlainBook book_{kDesks};
  std::vector<Wish> wishes_;
  std::map<int, model::SubjectId> claims_;  // By the number in the book.
  std::map<int, model::SubjectId> volunteers_;
  std::set<int> of_unit_;
  model::SubjectId unit_;
  int today_ = 0;
  bool credited_ = false;  // Somebody, for something.
};

class ReferenceOfSeeds : public Reference, public ::testing::WithParamInterface<unsigned> {};

TEST_P(ReferenceOfSeeds, agrees_with_the_desks_whoever_knows_of_what) { play(GetParam(), kSteps); }

class ReferenceOnce : public Reference {
 public:
  void TestBody() override {}
  using Reference::credited;
  using Reference::play;
  using Reference::tell;
};

// Else an agreement would be one over nothing.
TEST(ReferenceSeeds, do_everything_that_the_book_knows) {
  constexpr std::size_t kWhats = static_cast<std::size_t>(What::kDispute) + 1;
  std::set<What> done;
  bool credited = false;
  for (unsigned seed = kFirstSeed; seed < kLastSeed && (done.size() < kWhats || !credited); ++seed) {
    ReferenceOnce one;
    one.play(seed, kSteps);
    one.tell(done);
    credited = credited || one.credited();
  }
  EXPECT_TRUE(credited);
  for (std::size_t what = 0; what < kWhats; ++what)
    EXPECT_TRUE(done.contains(static_cast<What>(what))) << "the step number " << what;
}

INSTANTIATE_TEST_SUITE_P(Desks, ReferenceOfSeeds, ::testing::Range(kFirstSeed, kLastSeed));

}  // namespace
}  // namespace node
