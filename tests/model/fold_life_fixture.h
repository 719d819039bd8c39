// A wish of a village in a small city, vetted, and words for its public life.

#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "model/duties.h"
#include "model/fold/wish.h"
#include "tests/support/life.h"

namespace model {

inline const SubjectId kWish = realm::subject_of(1);
inline const SubjectId kFirst = realm::claim_of(1);
inline const SubjectId kSecond = realm::claim_of(2);

class FoldLife : public ::testing::Test {
 protected:
  FoldLife() {
    const Event first = say(city_.village, realm::kVillage, realm::registered(kWish));
    approved_ =
        say(city_.county, realm::kVillage, realm::vetted(kWish, Outcome::kApproved, {first.hash()})).hash();
  }

  Event say(realm::Author& by, PlaceCode log, realm::Words words) {
    if (words.home == log) words.home = {};
    events_.push_back(by.write(log, words));
    return events_.back();
  }
  EventHash publish(realm::Author& by, PlaceCode scope, std::uint16_t slots = 1,
                    std::vector<EventHash> based_on = {}) {
    return say(by, scope, realm::published(kWish, realm::kVillage, slots, std::move(based_on))).hash();
  }
  EventHash claim(realm::Author& by, const SubjectId& id, const EventHash& publication) {
    return say(by, realm::kVillage, realm::claimed(kWish, id, {publication})).hash();
  }
  EventHash grant(realm::Author& by, PlaceCode scope, const SubjectId& id, std::vector<EventHash> based_on) {
    return say(by, scope, realm::granted(kWish, realm::kVillage, id, std::move(based_on))).hash();
  }
  EventHash fulfil(realm::Author& by, const SubjectId& id, std::vector<EventHash> based_on) {
    return say(by, realm::kVillage, realm::fulfilled(kWish, id, std::move(based_on))).hash();
  }
  EventHash confirm(const SubjectId& id, std::uint8_t satisfaction, std::vector<EventHash> based_on,
                    bool disputed = false) {
    return say(city_.village, realm::kVillage,
               realm::confirmed(kWish, id, satisfaction, std::move(based_on), disputed))
        .hash();
  }

  // By the sibling, after that office published the wish and granted the claim.
  EventHash fulfil_first(realm::Author& publisher, PlaceCode scope, const SubjectId& id,
                         std::uint16_t slots = 1) {
    const EventHash publication = publish(publisher, scope, slots);
    const EventHash asked = claim(city_.sibling, id, publication);
    const EventHash given = grant(publisher, scope, id, {publication, asked});
    return fulfil(city_.sibling, id, {asked, given});
  }

  // Published by the county, claimed by the sibling, granted, and expired.
  struct Expired {
    EventHash publication, asked, given, expired;
  };
  Expired expired_first() {
    const EventHash publication = publish(city_.county, realm::kCounty);
    const EventHash asked = claim(city_.sibling, kFirst, publication);
    const EventHash given = grant(city_.county, realm::kCounty, kFirst, {publication, asked});
    const Event expired = say(city_.county, realm::kCounty,
                              realm::freed(kWish, realm::kVillage, kFirst, ClaimReason::kExpired, {given}));
    return {publication, asked, given, expired.hash()};
  }

  [[nodiscard]] FoldedWish wish() const { return *fold_wish(events_, realm::kVillage, *city_.judge()); }
  [[nodiscard]] std::optional<FoldedOffer> offer() const {
    return Publications(events_, realm::kVillage, *city_.judge()).offer();
  }
  [[nodiscard]] ClaimState state_of(const SubjectId& id) const { return wish().claim(id)->state; }
  // As a node sees it that carries the scope's logs alone.
  [[nodiscard]] std::vector<FoldedOffer> seen_from_afar() const {
    std::vector<Event> carried;
    for (const Event& event : events_)
      if (event.header().place != realm::kVillage) carried.push_back(event);
    return fold_offers(carried, *city_.judge());
  }
  [[nodiscard]] std::vector<Kind> owed(const Date& today = realm::kDay.plus_days(1)) const {
    std::vector<Kind> out;
    for (const Owed& one : owed_by_publisher(wish(), *offer(), today, Programme())) out.push_back(one.kind);
    return out;
  }

  realm::SmallCity city_;
  std::vector<Event> events_;
  EventHash approved_;
};

}  // namespace model
