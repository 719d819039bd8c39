// What a publisher said of a wish, read once more from its events alone: who knew of what by `based_on`, and
// of each claim the last word. A small reckoning beside the product's fold (model/fold/offer.h), for
// histories that leave no doubt: by nodes whose data were never lost or copied, each of whose words was said
// in full knowledge of the ones before.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "model/life_facts.h"
#include "tools/simulation/world.h"

namespace simulation {

// Events about one subject, and which of them the writers of the others knew of.
class Knowledge {
 public:
  explicit Knowledge(std::vector<model::Event> events);

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] const model::Event& event(std::size_t i) const { return events_[i]; }
  [[nodiscard]] bool knows(std::size_t later, std::size_t earlier) const {
    return known_[later].contains(earlier);
  }
  // The one of these whose writer knew of all the others; nothing where there is none.
  [[nodiscard]] std::optional<std::size_t> last(const std::vector<std::size_t>& of) const;

 private:
  void learn(std::size_t i, std::vector<bool>& done);

  std::vector<model::Event> events_;
  std::map<model::EventHash, std::size_t> places_;
  std::vector<std::set<std::size_t>> known_;
};

// A claim that the family confirmed.
struct Deed {
  model::SubjectId claim;
  model::Coursed said;
};

// Nothing where there is a doubt.
[[nodiscard]] std::optional<std::vector<Deed>> confirmed_deeds(World& world, const node::EventStore& store,
                                                               const model::WishKey& wish);

}  // namespace simulation
