// Whether a played year says what its script means: read once more here, plainly, and compared with what the
// events fold to.

#include "tools/played_year/played_year.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/crypto.h"
#include "model/part.h"
#include "model/redaction.h"
#include "tools/played_year/city.h"

namespace played_year {
namespace {

using model::ClaimState;
using model::Date;
using model::Kind;
using model::Outcome;
using model::PlaceCode;
using model::WishState;
using sample_year::Life;
using sample_year::SampleStep;
using sample_year::SampleYear;

constexpr std::uint32_t kWishes = 2'000;

std::vector<sample_year::SamplePlace> three_towns() {
  return {{{4313}, "娄底市", model::Level::kCity},        {{431302}, "娄星区", model::Level::kCounty},
          {{431302001}, "乐坪街道", model::Level::kTown}, {{431322}, "新化县", model::Level::kCounty},
          {{431322106}, "奉家镇", model::Level::kTown},   {{431322107}, "天门乡", model::Level::kTown}};
}

// A year and its city, and all that was written in it.
class Played {
 public:
  explicit Played(const sample_year::Order& order, const CityOrder& of_city = {})
      : year(order, three_towns()),
        pen_(of_city.seed),
        city(year, of_city, pen_),
        played(year, city.authority()) {
    played.set_programme(write());
  }

  Write write() {
    return [this](PlayedDraft&& draft) {
      Penned penned = pen_.write(draft);
      EXPECT_TRUE(model::part_fits(penned.event, penned.part) || !draft.part);
      written.push_back(penned.event);
      payloads[penned.event.hash()] = draft.part.value_or("");
      return penned.event;
    };
  }
  // Of each wish, in the order in which it was written.
  [[nodiscard]] std::map<model::SubjectId, std::vector<model::Event>> lives() const {
    std::map<model::SubjectId, std::vector<model::Event>> out;
    for (const model::Event& event : written)
      if (model::subject_kind(event.header().kind) == model::SubjectKind::kWish)
        out[event.header().subject].push_back(event);
    return out;
  }

  const SampleYear year;

 private:
  Pen pen_;

 public:
  const City city;
  PlayedYear played;
  std::vector<model::Event> written;
  std::map<model::EventHash, std::string> payloads;
};

sample_year::Order order_of(std::uint32_t wishes, std::uint32_t claim_days = 30) {
  return {1, wishes, 2018, 20, claim_days};
}

// Half of the villages have a node.
constexpr CityOrder kManyNodes{1, true, 500};

// The year of most tests, in the order of days.
const Played& year_by_days() {
  static const Played* const played = [] {
    auto* made = new Played(order_of(kWishes), kManyNodes);
    made->played.play(made->write());
    return made;
  }();
  return *played;
}

// What a life comes to, as somebody reads its script who knows the programme and nothing of events.
class Meant {
 public:
  struct Claim {
    ClaimState state = ClaimState::kGranted;
    Date since;
    Date fulfilled_on;
    std::uint32_t satisfaction = 0;
    std::size_t volunteers = 0;
    std::uint32_t leads = 0;
    bool refused = false;  // The volunteer has taken up the wish already.
  };

  Meant(const SampleYear& year, const Life& life) : claim_days_(year.order().claim_days) {
    for (const SampleStep& step : life.steps) {
      expire(step.day);
      std::visit([&](const auto& what) { read(step, what); }, step.what);
    }
    expire({year.order().year, 12, 31});
  }

  [[nodiscard]] WishState state() const {
    if (ended_ != WishState::kVetted || !published_) return ended_;
    std::size_t taken = 0, fulfilled = 0, confirmed = 0;
    for (const Claim& claim : claims) {
      if (!stands(claim)) continue;
      ++taken;
      if (claim.state == ClaimState::kFulfilled || claim.state == ClaimState::kConfirmed) ++fulfilled;
      if (claim.state == ClaimState::kConfirmed) ++confirmed;
    }
    if (taken == 0) return erased_ ? WishState::kVetted : WishState::kPublished;
    const std::size_t needed = erased_ ? taken : slots;
    if (confirmed == needed) return WishState::kConfirmed;
    return fulfilled == needed ? WishState::kFulfilled : WishState::kClaimed;
  }
  [[nodiscard]] std::uint32_t satisfaction() const {
    std::uint32_t lowest = 0;
    for (const Claim& claim : claims)
      if (stands(claim) && claim.state == ClaimState::kConfirmed &&
          (lowest == 0 || claim.satisfaction < lowest))
        lowest = claim.satisfaction;
    return lowest;
  }

  std::vector<Claim> claims;
  std::uint32_t slots = 1;
  PlaceCode scope;
  model::WishEntry entry;
  std::uint32_t vetted_again = 0;   // Approved once more.
  std::uint32_t closed_undone = 0;  // Closed as the department refused.
  std::uint32_t refused = 0;        // Claims that can't be, and what would become of them.

 private:
  void expire(const Date& today) {
    for (Claim& claim : claims)
      if (claim.state == ClaimState::kGranted && claim.since.plus_days(claim_days_) < today)
        claim.state = ClaimState::kExpired;
  }
  void read(const SampleStep&, const sample_year::Register& what) { entry = what.entry; }
  void read(const SampleStep&, const sample_year::Amend& what) {
    entry = what.entry;
    if (ended_ == WishState::kReturned) ended_ = WishState::kRegistered;
  }
  void read(const SampleStep&, const sample_year::Vet& what) {
    if (what.outcome == Outcome::kApproved && ended_ == WishState::kVetted) ++vetted_again;
    ended_ = what.outcome == Outcome::kApproved   ? WishState::kVetted
             : what.outcome == Outcome::kReturned ? WishState::kReturned
             : what.outcome == Outcome::kRejected ? WishState::kRejected
                                                  : WishState::kHandedOver;
  }
  void read(const SampleStep&, const sample_year::Publish& what) {
    published_ = true;
    scope = what.scope;
    slots = what.slots;
  }
  [[nodiscard]] static bool stands(const Claim& claim) {
    return !claim.refused && claim.state != ClaimState::kReleased && claim.state != ClaimState::kExpired;
  }
  void read(const SampleStep& step, const sample_year::Claim& what) {
    Claim claim{ClaimState::kGranted, step.day, {}, 0, what.volunteers.size(), what.volunteers.front()};
    claim.refused = std::ranges::any_of(
        claims, [&](const Claim& other) { return stands(other) && other.leads == claim.leads; });
    refused += claim.refused;
    claims.push_back(claim);
  }
  // Nothing where there is no such claim.
  Claim* claim_of(std::uint32_t nth) {
    refused += claims[nth].refused;
    return claims[nth].refused ? nullptr : &claims[nth];
  }
  void read(const SampleStep&, const sample_year::Release& what) {
    if (Claim* claim = claim_of(what.claim)) claim->state = ClaimState::kReleased;
  }
  void read(const SampleStep&, const sample_year::Fulfil& what) {
    Claim* claim = claim_of(what.claim);
    if (!claim) return;
    claim->state = ClaimState::kFulfilled;
    claim->fulfilled_on = what.on;
  }
  void read(const SampleStep&, const sample_year::Confirm& what) {
    Claim* claim = claim_of(what.claim);
    if (!claim) return;
    claim->state = what.disputed ? ClaimState::kDisputed : ClaimState::kConfirmed;
    claim->satisfaction = what.satisfaction;
  }
  void read(const SampleStep&, const sample_year::Withdraw&) {
    ended_ = WishState::kWithdrawn;
    free_all();
  }
  void read(const SampleStep&, const sample_year::HandOver& what) {
    done_ = done_ || what.stage == sample_year::HandOverStage::kDone;
  }
  void read(const SampleStep&, const sample_year::Close&) {
    // Whoever handed it over and was refused has nothing that was done: the product keeps it as handed over.
    if (ended_ == WishState::kHandedOver && !done_)
      ++closed_undone;
    else
      ended_ = WishState::kClosed;
  }
  // It is not public any more.
  void read(const SampleStep&, const sample_year::Erase&) {
    erased_ = true;
    free_all();
  }
  // Nobody is to do any more what the family does not want, or cannot be asked about.
  void free_all() {
    for (Claim& claim : claims)
      if (claim.state == ClaimState::kGranted) claim.state = ClaimState::kReleased;
  }

  const std::uint32_t claim_days_;
  WishState ended_ = WishState::kRegistered;  // As far as the claims do not decide.
  bool published_ = false;
  bool done_ = false;
  bool erased_ = false;
};

TEST(PlayedYear, EndsEveryLifeAsItsScriptMeans) {
  const Played& p = year_by_days();
  const auto lives = p.lives();
  ASSERT_EQ(lives.size(), kWishes);
  std::map<WishState, std::uint32_t> meant_states, folded_states;
  std::uint32_t refused = 0;
  std::map<model::SubjectId, std::uint32_t> by_id;
  Played again(order_of(kWishes), kManyNodes);
  for (std::uint32_t i = 0; i < kWishes; ++i) {
    const Life life = p.year.life(i);
    const Meant meant(p.year, life);
    const LivingWish living = again.played.play_life(life, again.write());
    const auto& events = lives.at(living.folded()->id);
    const PlaceCode home = std::get<sample_year::Register>(life.steps.front().what).home;
    const auto wish = model::fold_wish(events, home, *p.city.authority());
    ASSERT_TRUE(wish) << i;
    SCOPED_TRACE("wish " + std::to_string(i) + " " + model::wish_number(*wish));
    ++meant_states[meant.state()];
    ++folded_states[wish->state];
    refused += meant.vetted_again + meant.closed_undone + meant.refused;
    EXPECT_EQ(wish->state, meant.state())
        << model::word(wish->state).key << ", not " << model::word(meant.state()).key;
    EXPECT_EQ(living.folded()->state, wish->state);
    EXPECT_EQ(living.events().size(), events.size());
    EXPECT_EQ(wish->slots, meant.slots);
    EXPECT_EQ(wish->scope, meant.scope);
    EXPECT_EQ(wish->satisfaction, meant.satisfaction());
    EXPECT_EQ(wish->category, meant.entry.category);
    EXPECT_EQ(wish->value_yuan, meant.entry.value_yuan);
    for (const model::FoldedClaim& claim : wish->claims) EXPECT_FALSE(claim.unsettled);
    std::vector<Meant::Claim> claims = meant.claims;
    std::erase_if(claims, [](const Meant::Claim& claim) { return claim.refused; });
    ASSERT_EQ(wish->claims.size(), claims.size());
    for (std::size_t n = 0; n < claims.size(); ++n) {
      const Meant::Claim& claim = claims[n];
      const model::FoldedClaim& folded = living.folded()->claims[n];
      EXPECT_EQ(folded.state, claim.state) << n;
      EXPECT_EQ(folded.fulfilled_on, claim.fulfilled_on);
      EXPECT_EQ(folded.satisfaction, claim.satisfaction);
      EXPECT_EQ(folded.shares.size(), claim.fulfilled_on == Date{} ? 0 : claim.volunteers);
    }
    EXPECT_FALSE(wish->over_granted() || wish->contested || wish->state_unsettled ||
                 wish->unsettled.bits != 0);
  }
  EXPECT_EQ(folded_states, meant_states);
  EXPECT_EQ(meant_states.size(), 11u) << "a state that no wish is in";
  EXPECT_EQ(p.played.refused(), refused);
  EXPECT_EQ(again.played.refused(), refused);
}

TEST(PlayedYear, SaysOnlyWhatIsHeardAndGrantsNothingBeyondTheSlots) {
  const Played& p = year_by_days();
  const auto& authority = *p.city.authority();
  std::set<model::WriterId> writers;
  for (const auto& [id, events] : p.lives()) {
    const PlaceCode home = events.front().header().place;
    std::vector<model::Event> so_far;
    for (const model::Event& event : events) {
      EXPECT_TRUE(model::may_speak(event, home, authority)) << model::kind_name(event.header().kind);
      EXPECT_TRUE(std::ranges::all_of(event.header().based_on, [&](const model::EventHash& hash) {
        return std::ranges::find(so_far, hash, &model::Event::hash) != so_far.end();
      }));
      writers.insert(event.header().writer);
      so_far.push_back(event);
      if (event.header().kind != Kind::kGranted) continue;
      const auto wish = model::fold_wish(so_far, home, authority);
      EXPECT_FALSE(wish->over_granted());
    }
  }
  EXPECT_GT(writers.size(), p.city.nodes() / 2);
}

TEST(PlayedYear, HasAsManyEventsAsABelievableLife) {
  const Played& p = year_by_days();
  std::size_t events = 0;
  std::map<Kind, std::size_t> kinds;
  for (const auto& [id, of] : p.lives()) {
    events += of.size();
    for (const model::Event& event : of) ++kinds[event.header().kind];
  }
  EXPECT_GE(events, 7 * kWishes);
  EXPECT_LE(events, 10 * kWishes);
  for (const Kind kind : {Kind::kRegistered, Kind::kAmended, Kind::kVetted, Kind::kWithdrawn,
                          Kind::kPublished, Kind::kTakenDown, Kind::kGranted, Kind::kFreed, Kind::kCoursed,
                          Kind::kDisclosed, Kind::kClaimed, Kind::kReleased, Kind::kFulfilled,
                          Kind::kConfirmed, Kind::kHandOverNoted, Kind::kClosed, Kind::kErased})
    EXPECT_GT(kinds[kind], 0u) << model::kind_name(kind);
  EXPECT_EQ(kinds[Kind::kDeclined], 0u);
  EXPECT_EQ(kinds[Kind::kRegistered], kWishes);
}

TEST(PlayedYear, PublishesNothingOfThePerson) {
  const Played& p = year_by_days();
  std::map<model::SubjectId, model::WishPart> registered;
  std::size_t published = 0;
  for (const model::Event& event : p.written) {
    const std::string& payload = p.payloads.at(event.hash());
    if (event.header().kind == Kind::kRegistered)
      registered[event.header().subject] = *model::decode_wish_part(payload);
    if (event.header().kind != Kind::kPublished) continue;
    const auto text = model::decode_public_part(payload);
    ASSERT_TRUE(text);
    ++published;
    EXPECT_TRUE(event.header().flags & model::kFlagOpen);
    EXPECT_TRUE(model::leaks(text->who + "\n" + text->ages + "\n" + text->content,
                             registered.at(event.header().subject))
                    .empty())
        << text->content;
  }
  EXPECT_GT(published, kWishes / 2);
}

std::string digest_of_bodies(const Played& p) {
  std::string bodies;
  for (const model::Event& event : p.written) bodies += event.body();
  const model::Digest digest = model::sha256(bodies);
  return model::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Also on every platform. A change of the script, of a body's layout or of what desks write changes it; take
// the new one when two compilers agree on it.
TEST(PlayedYear, IsTheSameForASeed) {
  const auto digest = [] {
    Played p(order_of(300), kManyNodes);
    p.played.play(p.write());
    return digest_of_bodies(p);
  };
  EXPECT_EQ(digest(), digest());
  EXPECT_EQ(digest_of_bodies(year_by_days()),
            "ca0ad514c5af973b223a09192f4cbc1a80aa519ed41fb4fe0932774a46c5e4ee");
}

TEST(PlayedYear, HoldsOnlyLivesThatAreUnderWay) {
  EXPECT_LT(year_by_days().played.under_way_most(), kWishes / 3);
}

TEST(PlayedYear, IsWrittenByTheNextNodeAboveWhereAPlaceHasNone) {
  CityOrder city_alone;
  city_alone.county_nodes = false;
  city_alone.villages_per_thousand = 0;
  Played p(order_of(200), city_alone);
  EXPECT_EQ(p.city.nodes(), 1u);
  p.played.play(p.write());
  for (const model::Event& event : p.written) {
    EXPECT_EQ(event.header().writer, p.city.city_writer());
    EXPECT_NE(event.header().kind, Kind::kDisclosed) << "the city is one of the family's own offices";
  }
}

TEST(PlayedYear, KeepsTheCitysPeriodOfClaims) {
  Played p(order_of(300, 10), kManyNodes);
  EXPECT_EQ(p.written.front().header().kind, Kind::kPolicySet);
  std::uint32_t expired = 0;
  p.played.on_over = [&](const LivingWish& wish) {
    for (const model::FoldedClaim& claim : wish.folded()->claims) {
      if (claim.state != ClaimState::kExpired) continue;
      ++expired;
      EXPECT_EQ(claim.decided_on, claim.due_on.plus_days(1));
    }
  };
  p.played.play(p.write());
  EXPECT_GT(expired, 0u);
}

}  // namespace
}  // namespace played_year
