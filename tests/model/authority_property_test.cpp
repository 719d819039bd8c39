// Whatever anyone says: a realm at random, and what its authority must be.

#include "model/authority.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/life.h"

namespace model {
namespace {

using realm::Author;
using realm::kCity;
using realm::kCounty;
using realm::kFarVillage;
using realm::kOtherCounty;
using realm::kSibling;
using realm::kTown;
using realm::kVillage;
using realm::Realm;
using realm::SmallCity;
using realm::subject_of;

const std::vector<PlaceCode> kPool = {kCity, kCounty, kOtherCounty, kTown, kVillage, kSibling, kFarVillage};

// Everything that an Authority says, in words that can be compared.
std::vector<std::string> told(const Authority& a) {
  std::vector<std::string> out = {"first " + a.first_place().text()};
  for (const auto& [code, p] : a.places()) {
    std::string line = "place " + code.text() + " in " + p.parent.text() + " " + p.name;
    for (const EventHash& hash : p.declarations) line += " " + to_hex(hash.view());
    if (p.successor) line += " now " + p.successor->text();
    for (const EventHash& hash : p.successions) line += " " + to_hex(hash.view());
    out.push_back(line);
  }
  for (const auto& [id, w] : a.writers())
    out.push_back("writer " + to_hex(id.view()) + " at " + w.place.text() + " " +
                  to_hex(w.signing_key.view()) + " " + to_hex(w.enrolled.view()) +
                  (w.counts ? " counts" : ""));
  for (const auto& [hash, n] : a.nodes()) {
    std::string line = "node " + to_hex(hash.view()) + " at " + n.place.text() + " " + n.name +
                       (n.counts ? " counts" : "") + (n.revoked ? " revoked" : "") + (n.lost ? " lost" : "");
    for (const WriterId& id : n.writers) line += " " + to_hex(id.view());
    out.push_back(line);
  }
  for (const auto& [log, tips] : a.revoked_logs()) {
    std::string line = "log " + log.place.text() + "/" + to_hex(log.writer.view());
    for (const Tip& tip : tips) line += " " + std::to_string(tip.seq.value) + to_hex(tip.hash.view());
    out.push_back(line);
  }
  for (const auto& [subject, home] : a.erasures())
    out.push_back("erased " + uuid_text(subject) + home.text());
  for (const auto& [volunteer, home] : a.erased_volunteers())
    out.push_back("erased volunteer " + uuid_text(volunteer) + home.text());
  for (PlaceCode upper : kPool)
    for (PlaceCode lower : kPool)
      if (a.above(upper, lower) || a.same(upper, lower))
        out.push_back(upper.text() + (a.above(upper, lower) ? " above " : " as ") + lower.text());
  return out;
}

// A realm in which anyone says anything.
void say_anything(Realm& realm) {
  std::vector<Author*> authors = {&realm.root()};
  std::vector<EventHash> declared;
  const auto any_place = [&] { return *rc::gen::elementOf(kPool); };
  const auto any_author = [&]() -> Author& {
    return *authors[*rc::gen::inRange<std::size_t>(0, authors.size())];
  };
  declared.push_back(realm.declare(realm.root(), kCity, kPlaceOfAll, Level::kCity).hash());
  authors.push_back(&realm.enrol(realm.root(), kCity));
  const int steps = *rc::gen::inRange(0, 25);
  for (int i = 0; i < steps; ++i) {
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
      case 1: {
        const PlaceCode code = any_place();
        const PlaceCode parent = any_place();
        if (code == parent) break;
        std::vector<EventHash> based_on;
        if (*rc::gen::arbitrary<bool>()) based_on.push_back(*rc::gen::elementOf(declared));
        declared.push_back(realm.declare(any_author(), code, parent, Level::kTown, based_on).hash());
        break;
      }
      case 2:
      case 3:
        authors.push_back(&realm.enrol(any_author(), any_place()));
        break;
      case 4: {
        Author& of = any_author();
        if (&of != &realm.root()) realm.revoke(any_author(), of);
        break;
      }
      case 5:
      case 6: {
        const PlaceCode place = any_place();
        const PlaceCode successor = any_place();
        if (place == successor) break;
        std::vector<EventHash> based_on;
        if (*rc::gen::arbitrary<bool>()) based_on.push_back(*rc::gen::elementOf(declared));
        declared.push_back(realm.succeed(any_author(), place, successor, based_on).hash());
        break;
      }
      default:
        if (*rc::gen::arbitrary<bool>())
          realm.erase(any_author(), subject_of(static_cast<std::uint64_t>(i)), any_place());
        else
          realm.erase_volunteer(any_author(), subject_of(static_cast<std::uint64_t>(i)), any_place());
    }
  }
}

RC_GTEST_PROP(AuthorityProperty, IsTheSameForAnyOrderAndRepetitionOfTheFacts, ()) {
  Realm realm;
  say_anything(realm);
  std::vector<Event> events = realm.facts();
  const auto expected = told(*realm.judge(events));
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(events.begin(), events.end(), random);
  const std::vector<Event> again(events.begin(),
                                 events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2));
  events.insert(events.end(), again.begin(), again.end());
  RC_ASSERT(told(*realm.judge(events)) == expected);
}

RC_GTEST_PROP(AuthorityProperty, IsATreeBelowTheFirstPlace, ()) {
  Realm realm;
  say_anything(realm);
  const auto authority = realm.judge();
  std::size_t reached = 0;
  for (const PlaceCode code : authority->subtree(authority->first_place())) {
    RC_ASSERT(authority->place(code) != nullptr);
    ++reached;
  }
  RC_ASSERT(reached == authority->places().size());
  for (const auto& [code, place] : authority->places()) {
    const auto line = authority->line_above(code);
    RC_ASSERT((code == kCity ? line.empty() : line.back() == kCity));
    RC_ASSERT(std::find(line.begin(), line.end(), code) == line.end());
    RC_ASSERT(!authority->above(code, code));
    // Where it stands in the tree is part of what it was ever below.
    for (const PlaceCode upper : line) RC_ASSERT(authority->above(upper, code));
    RC_ASSERT(!authority->place(authority->current(code))->successor);
    RC_ASSERT(authority->at_or_above(authority->current(code), code));
  }
}

RC_GTEST_PROP(AuthorityProperty, GivesNobodyAWordAboveTheirOwnPlace, ()) {
  Realm realm;
  say_anything(realm);
  const auto authority = realm.judge();
  for (const auto& [hash, node] : authority->nodes()) {
    if (!node.counts) continue;
    const auto said = std::find_if(realm.facts().begin(), realm.facts().end(),
                                   [&node = node](const Event& e) { return e.hash() == node.enrolled; });
    const Writer* by = authority->writer(said->header().writer);
    RC_ASSERT(by != nullptr);
    RC_ASSERT(by->counts);
    RC_ASSERT(authority->at_or_above(by->place, node.place));
    RC_ASSERT(node.place != kCity || by->place == kPlaceOfAll);
  }
}

// Nobody comes to stand above a place by the word of those alone who are below or beside it.
RC_GTEST_PROP(AuthorityProperty, LeavesTheTreeAsItIsWhateverAVillageSays, ()) {
  SmallCity city;
  std::vector<EventHash> known = {city.village_declared};
  const auto before = city.judge();
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const PlaceCode code = *rc::gen::elementOf(kPool);
    const PlaceCode parent = *rc::gen::elementOf(kPool);
    if (code == parent || code == kTown) continue;
    known.push_back(
        city.declare(city.village, code, parent, Level::kTown, {*rc::gen::elementOf(known)}).hash());
  }
  const auto after = city.judge();
  for (const PlaceCode upper : kPool)
    for (const PlaceCode lower : kPool) RC_ASSERT(after->above(upper, lower) == before->above(upper, lower));
  for (const auto& [code, place] : before->places()) RC_ASSERT(after->place(code)->parent == place.parent);
}

// Whoever says it, it takes the parts of those writers alone whose place is theirs or below it.
RC_GTEST_PROP(AuthorityProperty, AnErasedVolunteerLeavesWhatWasWrittenElsewhere, ()) {
  Realm realm;
  say_anything(realm);
  const auto a = realm.judge();
  for (const auto& erasure : a->erased_volunteers()) {
    RC_ASSERT(a->erasures().contains(erasure));
    RC_ASSERT(std::ranges::any_of(realm.facts(), [&](const Event& said) {
      const EventHeader& h = said.header();
      const Writer* by = a->writer(h.writer);
      return h.kind == Kind::kErased && h.subject == erasure.first && by && by->counts &&
             a->at_or_above(by->place, erasure.second);
    }));
  }
}

}  // namespace
}  // namespace model
