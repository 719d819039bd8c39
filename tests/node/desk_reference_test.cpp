// Random work at the desks of a village, its county and the city, which meet now and then, against a plain
// book of the same: whatever anyone does, each desk accepts what the book allows and shows the states that it
// gives.

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
constexpr std::uint64_t kDayMs = 24ull * 3600 * 1000;

class Reference : public DeskTest {
 protected:
  Reference() {
    for (support::Author* author : {village_author_, county_author_, city_author_})
      offices_.push_back(std::make_unique<Office>(world_, *author));
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
    if (wishes_.empty() || (wishes_.size() < 4 && roll(8) == 0)) return add(who);
    if (roll(5) == 0) return meet(roll(2));
    if (roll(40) == 0) return days_pass(31);
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

  // The desk and the one right above it.
  void meet(std::size_t lower) {
    offices_[lower]->sync_from(*offices_[lower + 1]);
    offices_[lower + 1]->sync_from(*offices_[lower]);
    book_.meet(lower, lower + 1);
    duties();
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

  void act(std::size_t who, int wish) {
    using model::Outcome;
    using model::Step;
    const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
    const PlainBook::Known& known = book_.known(who);
    const WishState state = book_.state(wish, known);
    const auto allowed = [&](Step step) { return model::step_allowed(state, step); };
    Desk& desk = desk_of(who);
    switch (roll(20)) {
      case 0:
      case 1:
      case 2:
        return expect(allowed(Step::kApprove), desk.vet(id, Outcome::kApproved, ""), who,
                      {What::kApprove, wish});
      // What ends a wish is rarer than what goes on with it: else none would get far.
      case 3:
        if (roll(3) > 0) return;
        return expect(allowed(Step::kReturn), desk.vet(id, Outcome::kReturned, "请补正"), who,
                      {What::kReturn, wish});
      case 4:
        if (roll(6) > 0) return;
        return expect(allowed(Step::kReject), desk.vet(id, Outcome::kRejected, "不符合"), who,
                      {What::kReject, wish});
      case 5:
        if (roll(4) > 0) return;
        return expect(allowed(Step::kHandOver), desk.vet(id, Outcome::kHandedOver, "转民政"), who,
                      {What::kHandOver, wish});
      case 6:
        if (roll(8) > 0) return;
        return expect(allowed(Step::kWithdraw), desk.withdraw(id, "搬走了"), who, {What::kWithdraw, wish});
      case 7: {
        WishInput in;
        in.content = "想要书包 " + std::to_string(++wishes_[static_cast<std::size_t>(wish)].texts);
        return expect(allowed(Step::kAmend), desk.amend(id, in), who, {What::kAmend, wish});
      }
      case 8:
        return expect(allowed(Step::kNoteHandOver),
                      desk.note_hand_over(id, model::HandOverStage::kDone, std::nullopt, "办好了"), who,
                      {What::kNoteDone, wish});
      case 9:
        return expect(allowed(Step::kClose) &&
                          (state != WishState::kHandedOver || book_.said(wish, known, What::kNoteDone)),
                      desk.close(id, ""), who, {What::kClose, wish});
      case 10:
      case 11:
      case 12:
        return publish(wish, allowed(Step::kPublish));
      case 13:
      case 14:
      case 15:
        return claim(who, wish);
      default:
        return speak_of_a_claim(who, wish, allowed(Step::kConfirm));
    }
  }

  void publish(int wish, bool) {
    // The county publishes, whoever was drawn.
    const PlainBook::Known& known = book_.known(kCountyDesk);
    if (!book_.said(wish, known, What::kRegister)) return;
    const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
    const WishState state = book_.state(wish, known);
    if (roll(6) == 0)
      return expect(model::step_allowed(state, model::Step::kTakeDown) && book_.was_public(wish, known) &&
                        book_.is_public(wish, known),
                    desk_of(kCountyDesk).take_down(id), kCountyDesk, {What::kTakeDown, wish});
    PublicationInput in;
    in.scope = support::kCounty;
    in.slots = static_cast<std::uint16_t>(1 + roll(2));
    in.content = "书包";
    in.confirmed = true;
    std::size_t taken = 0;
    for (const int one : book_.claims(wish, known)) taken += model::takes_slot(book_.claim_state(one, known));
    expect(model::step_allowed(state, model::Step::kPublish) && *in.slots >= taken,
           desk_of(kCountyDesk).publish(id, in), kCountyDesk, {What::kPublish, wish, -1, *in.slots});
  }

  void claim(std::size_t who, int wish) {
    ClaimInput in;
    in.name = "李四" + std::to_string(claims_.size());
    in.phone = "1390000" + std::to_string(1000 + claims_.size());
    const PlainBook::Known& known = book_.known(who);
    const bool open = book_.is_public(wish, known) && book_.taken(wish, known) < book_.slots(wish, known);
    const auto answers = desk_of(who).claim({wishes_[static_cast<std::size_t>(wish)].id}, in);
    ASSERT_EQ(code_of(answers), "");
    const ClaimAnswer& answer = answers->front();
    EXPECT_EQ(!answer.refused, open) << (answer.refused ? answer.refused->code : "");
    if (answer.refused) return;
    const int number = book_.write(who, {What::kClaim, wish});
    claims_[number] = answer.claim->claim.claim;
  }

  void speak_of_a_claim(std::size_t who, int wish, bool may_confirm) {
    const PlainBook::Known& known = book_.known(who);
    const std::vector<int> all = book_.claims(wish, known);
    if (all.empty() || !book_.was_public(wish, known)) return;
    const int claim = all[roll(all.size())];
    const ClaimState now = book_.claim_state(claim, known);
    const std::string& id = wishes_[static_cast<std::size_t>(wish)].id;
    switch (roll(5)) {
      case 0:
        return expect(now == ClaimState::kProvisional || now == ClaimState::kGranted,
                      desk_of(who).release(id, claims_[claim], ""), who, {What::kRelease, wish, claim});
      case 1:
      case 2: {
        FulfilmentInput in;
        in.claim = claims_[claim];
        in.what = "送去书包";
        return expect(
            now != ClaimState::kDeclined && now != ClaimState::kReleased && now != ClaimState::kConfirmed,
            desk_of(who).fulfil(id, in), who, {What::kFulfil, wish, claim});
      }
      default: {
        ConfirmationInput in;
        in.claim = claims_[claim];
        in.disputed = roll(4) == 0;
        in.satisfaction = in.disputed ? 0 : 5;
        in.remark = "问过家里人";
        return expect(may_confirm && book_.done(claim, known), desk_of(who).confirm(id, in), who,
                      {in.disputed ? What::kDispute : What::kConfirm, wish, claim});
      }
    }
  }

  // ---- What the publisher owes: the same decisions, from the book ----

  void duties() {
    Office& county = *offices_[kCountyDesk];
    county.look_through_duties();
    county.do_duties();
    for (int wish = 0; wish < static_cast<int>(wishes_.size()); ++wish) owe(wish);
  }

  void owe(int wish) {
    const PlainBook::Known known = book_.known(kCountyDesk);
    if (!book_.was_public(wish, known)) return;
    const WishState state = book_.state(wish, known);
    const bool ended = state == WishState::kWithdrawn || state == WishState::kRejected ||
                       state == WishState::kReturned || state == WishState::kHandedOver;
    const bool open = book_.is_public(wish, known);
    std::size_t taken = book_.taken(wish, known);
    const auto say = [&](What what, int claim) {
      book_.write(kCountyDesk, {what, wish, claim, 0, today_ + kClaimDays});
    };
    if (ended && open) say(What::kTakeDown, -1);
    for (const int claim : in_the_order_of_the_ledger(wish, known)) {
      const ClaimState now = book_.claim_state(claim, known);
      const PlainBook::Entry* decided = book_.decision(claim, known);
      const bool holds = PlainBook::takes_slot(decided);
      if (!decided) {
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
      } else if (model::takes_slot(now) && now != ClaimState::kGranted) {
        say(What::kTell, claim);
      }
    }
  }

  // Of claims that came together the real ones say which is first.
  std::vector<int> in_the_order_of_the_ledger(int wish, const PlainBook::Known& known) {
    std::vector<int> out;
    const auto view = desk_of(kCountyDesk).wish(wishes_[static_cast<std::size_t>(wish)].id);
    EXPECT_EQ(code_of(view), "");
    for (const ClaimView& one : view->view.claims)
      for (const int claim : book_.claims(wish, known))
        if (claims_[claim] == one.claim.claim) out.push_back(claim);
    EXPECT_EQ(out.size(), book_.claims(wish, known).size());
    return out;
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
  }

  std::mt19937 random_;
  std::vector<std::unique_ptr<Office>> offices_;
  PlainBook book_{kDesks};
  std::vector<Wish> wishes_;
  std::map<int, model::SubjectId> claims_;  // By the number in the book.
  int today_ = 0;
};

class ReferenceOfSeeds : public Reference, public ::testing::WithParamInterface<unsigned> {};

TEST_P(ReferenceOfSeeds, agrees_with_the_desks_whoever_knows_of_what) { play(GetParam(), kSteps); }

class ReferenceOnce : public Reference {
 public:
  void TestBody() override {}
  using Reference::play;
  using Reference::tell;
};

// Else an agreement would be one over nothing.
TEST(ReferenceSeeds, do_everything_that_the_book_knows) {
  std::set<What> done;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    ReferenceOnce one;
    one.play(seed, kSteps);
    one.tell(done);
  }
  for (int what = 0; what <= static_cast<int>(What::kDispute); ++what)
    EXPECT_TRUE(done.contains(static_cast<What>(what))) << "the step number " << what;
}

INSTANTIATE_TEST_SUITE_P(Desks, ReferenceOfSeeds, ::testing::Range(1u, 25u));

}  // namespace
}  // namespace node
