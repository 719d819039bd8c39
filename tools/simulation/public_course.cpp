#include "tools/simulation/public_course.h"

#include <algorithm>

namespace simulation {

using model::Event;
using model::Kind;
using model::SubjectId;

namespace {

bool is_publishers(Kind kind) { return kind >= Kind::kPublished && kind <= Kind::kDisclosed; }
// Words of a claim: a disclosure decides nothing.
bool decides(Kind kind) { return kind >= Kind::kGranted && kind <= Kind::kCoursed; }

class Course {
 public:
  Course(World& world, std::vector<Event> events) : world_(world), said_(std::move(events)) {}

  std::optional<std::vector<Deed>> deeds() {
    for (std::size_t i = 0; i < said_.size(); ++i)
      if (!beyond_doubt(said_.event(i))) return std::nullopt;
    if (!read_publications()) return std::nullopt;
    std::map<SubjectId, std::vector<std::size_t>> claims;
    for (std::size_t i = 0; i < said_.size(); ++i)
      if (decides(said_.event(i).header().kind) && by_the_publisher(i))
        if (const auto claim = model::claim_of(said_.event(i))) claims[*claim].push_back(i);
    std::vector<Deed> out;
    for (const auto& [claim, words] : claims) {
      const auto granted = std::ranges::find_if(
          words, [&](std::size_t i) { return said_.event(i).header().kind == Kind::kGranted; });
      const auto last = said_.last(words);
      if (!last) return std::nullopt;
      const Event& event = said_.event(*last);
      const auto done =
          event.header().kind == Kind::kCoursed ? model::decode_coursed(event.body()) : std::nullopt;
      if (done && granted != words.end() && done->stage == model::CourseStage::kConfirmed)
        out.push_back({claim, *done});
    }
    return out;
  }

 private:
  const Journal::Opener* opener(std::size_t i) const {
    return world_.journal().opener_of(said_.event(i).header().writer);
  }
  bool beyond_doubt(const Event& event) const {
    const auto* opener = world_.journal().opener_of(event.header().writer);
    return opener && !world_.exposed(event.header().writer) &&
           world_.tree().at_or_above(opener->place, event.header().place);
  }

  // Each replaces the ones before, in no narrower scope.
  bool read_publications() {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < said_.size(); ++i)
      if (said_.event(i).header().kind == Kind::kPublished) rest.push_back(i);
    while (!rest.empty()) {
      const auto last = said_.last(rest);
      if (!last) return false;
      if (!publications_.empty() &&
          !world_.tree().at_or_above(said_.event(publications_.back()).header().place,
                                     said_.event(*last).header().place))
        return false;
      publications_.push_back(*last);
      std::erase(rest, *last);
    }
    return true;
  }
  // The node whose publication stood, as far as it knew, in the log of that scope.
  bool by_the_publisher(std::size_t i) const {
    const auto at = std::ranges::find_if(publications_, [&](std::size_t p) { return said_.knows(i, p); });
    return at != publications_.end() && opener(*at)->node == opener(i)->node &&
           said_.event(*at).header().place == said_.event(i).header().place;
  }

  World& world_;
  Knowledge said_;
  std::vector<std::size_t> publications_;  // The last one first.
};

}  // namespace

Knowledge::Knowledge(std::vector<Event> events) : events_(std::move(events)), known_(events_.size()) {
  for (std::size_t i = 0; i < events_.size(); ++i) places_[events_[i].hash()] = i;
  std::vector<bool> done(events_.size());
  for (std::size_t i = 0; i < events_.size(); ++i) learn(i, done);
}

// No event can name one that names it, so this comes to an end.
void Knowledge::learn(std::size_t i, std::vector<bool>& done) {
  if (done[i]) return;
  done[i] = true;
  for (const model::EventHash& hash : events_[i].header().based_on) {
    const auto at = places_.find(hash);
    if (at == places_.end()) continue;
    learn(at->second, done);
    known_[i].insert(at->second);
    known_[i].insert(known_[at->second].begin(), known_[at->second].end());
  }
}

std::optional<std::size_t> Knowledge::last(const std::vector<std::size_t>& of) const {
  const auto at = std::ranges::find_if(of, [&](std::size_t i) {
    return std::ranges::all_of(of, [&](std::size_t j) { return i == j || knows(i, j); });
  });
  return at == of.end() ? std::nullopt : std::optional(*at);
}

std::optional<std::vector<Deed>> confirmed_deeds(World& world, const node::EventStore& store,
                                                 const model::WishKey& wish) {
  std::vector<Event> said;
  for (Event& event : store.events_about(wish.id))
    if (event.header().subject_home() == wish.home && is_publishers(event.header().kind))
      said.push_back(std::move(event));
  return Course(world, std::move(said)).deeds();
}

}  // namespace simulation
