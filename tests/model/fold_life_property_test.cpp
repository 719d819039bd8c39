// The fold of a wish's public life over any set of events, in any order.

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "fold_life_fixture.h"

namespace model {
namespace {

using realm::Author;
using realm::claim_of;
using realm::kCity;
using realm::kCounty;
using realm::kDay;
using realm::kVillage;

std::vector<Event> any_life(realm::SmallCity& city) {
  std::vector<Event> out;
  const std::vector<Author*> authors = {&city.village, &city.county, &city.city, &city.sibling,
                                        &city.far_village};
  const auto write = [&](Author& by, PlaceCode log, realm::Words words) {
    by.set_clock_ms(*rc::gen::inRange<std::uint64_t>(1000, 1010));
    if (words.home == PlaceCode{} && log != kVillage) words.home = kVillage;
    if (words.home == log) words.home = {};
    out.push_back(by.write(log, words));
  };
  write(city.village, kVillage, realm::registered(kWish));
  write(city.county, kVillage, realm::vetted(kWish, Outcome::kApproved, {out.front().hash()}));
  const int count = *rc::gen::inRange(1, 25);
  for (int i = 0; i < count; ++i) {
    std::vector<EventHash> known;
    for (const Event& e : out)
      if (*rc::gen::inRange(0, 2) == 0) known.push_back(e.hash());
    const SubjectId claim = claim_of(*rc::gen::inRange<std::uint64_t>(1, 4));
    // By its index: what is drawn is used again with the city of another try.
    Author& by = *authors[*rc::gen::inRange<std::size_t>(0, authors.size())];
    const PlaceCode scope = *rc::gen::element(kCounty, kCity, kVillage);
    switch (*rc::gen::inRange(0, 13)) {
      case 0:
        write(by, scope, realm::published(kWish, kVillage, *rc::gen::inRange<std::uint16_t>(1, 4), known));
        break;
      case 1:
        write(by, scope, realm::taken_down(kWish, kVillage, known));
        break;
      case 2:
      case 3:
        write(by, scope, realm::granted(kWish, kVillage, claim, known));
        break;
      case 4:
        write(by, scope, realm::declined(kWish, kVillage, claim, known));
        break;
      case 5:
        write(by, scope,
              realm::freed(kWish, kVillage, claim,
                           *rc::gen::element(ClaimReason::kExpired, ClaimReason::kReleased), known));
        break;
      case 6:
        write(
            by, scope,
            realm::coursed(kWish, kVillage, claim, static_cast<CourseStage>(*rc::gen::inRange(1, 4)), known));
        break;
      case 7:
      case 8:
        write(by, kVillage, realm::claimed(kWish, claim, known));
        break;
      case 9:
        write(by, kVillage, realm::released(kWish, claim, known));
        break;
      case 10:
        write(by, kVillage, realm::fulfilled(kWish, claim, known));
        break;
      case 11:
        write(by, kVillage, realm::confirmed(kWish, claim, 4, known, *rc::gen::inRange(0, 3) == 0));
        break;
      default:
        write(by, kVillage,
              *rc::gen::inRange(0, 3) == 0 ? realm::withdrawn(kWish, known) : realm::closed(kWish, known));
    }
  }
  return out;
}

RC_GTEST_PROP(FoldLifeProperty, IsTheSameForAnyOrderAndRepetition, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_life(city);
  const auto authority = city.judge();
  const auto wish = fold_wish(events, kVillage, *authority);
  const auto offers = fold_offers(events, *authority);
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(events.begin(), events.end(), random);
  const std::vector<Event> again(events.begin(),
                                 events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2));
  events.insert(events.end(), again.begin(), again.end());
  RC_ASSERT(fold_wish(events, kVillage, *authority) == wish);
  RC_ASSERT(fold_offers(events, *authority) == offers);
}

// Whoever holds the scope's logs alone sees what everyone sees.
RC_GTEST_PROP(FoldLifeProperty, IsSeenAlikeWithAndWithoutTheLogsOfTheHome, ()) {
  realm::SmallCity city;
  const std::vector<Event> events = any_life(city);
  std::vector<Event> scope;
  for (const Event& event : events)
    if (voice_of(event.header().kind) == Voice::kPublisher) scope.push_back(event);
  RC_ASSERT(fold_offers(events, *city.judge()) == fold_offers(scope, *city.judge()));
}

// A publisher that does what it owes comes to an end, and never grants more than there is.
RC_GTEST_PROP(FoldLifeProperty, OwesLessAndLessAndNeverOverGrantsByItself, ()) {
  realm::SmallCity city;
  std::vector<Event> events = any_life(city);
  const auto authority = city.judge();
  for (int round = 0;; ++round) {
    RC_ASSERT(round < 20);
    const auto offer = Publications(events, kVillage, *authority).offer();
    const auto wish = fold_wish(events, kVillage, *authority);
    RC_PRE(offer.has_value());
    const std::size_t before = offer->taken();
    const auto owing = owed_by_publisher(*wish, *offer, kDay.plus_days(10), Programme());
    Author& publisher = authority->writer(city.county.writer())->enrolled == offer->publisher ? city.county
                        : authority->writer(city.city.writer())->enrolled == offer->publisher ? city.city
                                                                                              : city.village;
    bool written = false;
    for (const Owed& one : owing) {
      // As Duties does: what stands already is not written again.
      const bool stands = std::ranges::any_of(events, [&](const Event& e) {
        return e.header().kind == one.kind && e.header().place == offer->scope && e.body() == one.body &&
               e.header().writer == publisher.writer() &&
               std::ranges::all_of(one.answers, [&](const EventHash& a) {
                 return std::ranges::find(e.header().based_on, a) != e.header().based_on.end();
               });
      });
      if (stands) continue;
      realm::Words words{one.kind, one.body, kWish, offer->scope == kVillage ? PlaceCode{} : kVillage,
                         offer->heads};
      words.based_on.insert(words.based_on.end(), one.answers.begin(), one.answers.end());
      events.push_back(publisher.write(offer->scope, words));
      written = true;
    }
    // What is said again in a wider scope has its place already.
    const auto given = std::ranges::count_if(owing, [&](const Owed& one) {
      const auto grant = one.kind == Kind::kGranted ? decode_granted(one.body) : std::nullopt;
      const FoldedDecision* decision = grant ? offer->decision(grant->claim) : nullptr;
      return grant && !(decision && takes_slot(decision->state));
    });
    const auto freed = std::ranges::count(owing, Kind::kFreed, &Owed::kind);
    if (given > 0) RC_ASSERT(static_cast<long>(before) + given - freed <= offer->slots);
    if (!written) break;
  }
}

}  // namespace
}  // namespace model
