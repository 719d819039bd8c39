// How the facts of place 0 are judged: what of them counts, and the tree and the nodes that follow.

#include <algorithm>
#include <tuple>

#include "model/authority.h"

namespace model {
namespace {

// Whether the digits of `code` begin with those of `upper`.
bool begins_with(PlaceCode code, PlaceCode upper) {
  while (code > upper) code.value /= 10;
  return code == upper && (upper.value != 0 || code.value == 0);
}

}  // namespace

// Grows what counts until nothing more does, top down: a writer is heard only after all that writers
// of higher places say, so that nobody takes what one above has declared. Nothing depends on the order
// in which the events came.
class AuthorityFacts::Judge {
 public:
  explicit Judge(const AuthorityFacts& facts) : facts_(facts), out_(std::make_shared<Authority>()) {}

  std::shared_ptr<const Authority> run() {
    start();
    while (grow()) {
    }
    build_tree();
    list_nodes();
    for (const auto& [hash, said] : facts_.erased_) {
      if (!may(open(said), said.fact.home)) continue;
      out_->erasures_.insert({said.fact.subject, said.fact.home});
      if (said.fact.of_volunteer) out_->erased_volunteers_.insert({said.fact.subject, said.fact.home});
    }
    return out_;
  }

 private:
  void start() {
    Writer root;
    root.signing_key = facts_.root_key_;
    root.counts = true;
    out_->writers_[facts_.root_writer_] = root;
    for (const auto& [id, said] : facts_.opened_) {
      const auto at = facts_.enrolled_.find(said.fact.enrolled);
      if (at == facts_.enrolled_.end()) continue;
      out_->writers_[id] = {at->second.fact.place, at->second.fact.signing_key, said.fact.enrolled, false};
    }
    // The first place is what the root key put at the top; the earliest in canonical order.
    const Said<Placed>* first = nullptr;
    for (const auto& [hash, said] : facts_.placed_)
      if (said.by == facts_.root_writer_ && said.fact.parent == kPlaceOfAll &&
          (!first || std::pair(said.time, said.hash) < std::pair(first->time, first->hash)))
        first = &said;
    if (first) {
      out_->first_place_ = first->fact.code;
      known_.insert(first->fact.code);
    }
    for (const auto& [hash, said] : facts_.placed_) {
      if (said.fact.code == out_->first_place_) {
        if (said.by == facts_.root_writer_ && said.fact.parent == kPlaceOfAll)
          counting_[said.fact.code].push_back(&said);
      } else {
        const bool by_code = begins_with(said.fact.code, said.fact.parent);
        (by_code ? open_by_code_ : open_others_).push_back(open(said));
      }
    }
    for (const auto& [hash, said] : facts_.succeeded_) open_successions_.push_back(open(said));
    for (const auto& [hash, said] : facts_.enrolled_) open_nodes_.push_back(open(said));
    for (const auto& [hash, said] : facts_.revoked_) open_revocations_.push_back(open(said));
  }

  // Words that may come to count. They are looked at again and again, so who said them is looked up once:
  // null where that is nobody who is known.
  template <typename Fact>
  struct Open {
    const Said<Fact>* said;
    const Writer* by;
    const Said<Fact>* operator->() const { return said; }
  };
  template <typename Fact>
  Open<Fact> open(const Said<Fact>& said) const {
    return {&said, out_->writer(said.by)};
  }

  // Whether these words count for `place`.
  template <typename Fact>
  bool may(const Open<Fact>& words, PlaceCode place) const {
    return words.by && words.by->counts && heard(words->by, words->seq, words->hash) &&
           known_.contains(place) && out_->at_or_above(words.by->place, place);
  }

  // Of a revoked node's writer: whether the event is at or before a tip that was named.
  bool heard(const WriterId& by, Seq seq, const EventHash& hash) const {
    const auto at = limits_.find(by);
    return at == limits_.end() || seq <= at->second.up_to || at->second.branch.contains(hash);
  }

  // What of a revoked node's logs of place 0 counts; known before its writers are heard.
  struct Limit {
    Seq up_to;  // Of the named tips that are not held.
    std::set<EventHash> branch;
  };
  Limit limit_of(const std::set<Tip>& tips) const {
    Limit out;
    for (const Tip& tip : tips) {
      if (!facts_.chain_.contains(tip.hash)) out.up_to = std::max(out.up_to, tip.seq);
      for (EventHash hash = tip.hash;;) {
        const auto at = facts_.chain_.find(hash);
        if (at == facts_.chain_.end() || !out.branch.insert(hash).second) break;
        hash = at->second.prev;
      }
    }
    return out;
  }

  // A place that is known already is moved by those alone who are above it; but what such a move
  // replaced stays counted.
  bool counts(const Open<Placed>& words) const {
    const auto& [code, parent, level, name] = words->fact;
    if (!may(words, parent)) return false;
    if (known_.contains(code) && !may(words, code) && !replaced_.contains({code, words->hash})) return false;
    return !out_->at_or_above(code, parent);  // Otherwise it would bite its own tail.
  }

  bool grow_places(std::vector<Open<Placed>>& all) {
    return std::erase_if(all, [&](const Open<Placed>& said) {
             if (!counts(said)) return false;
             counting_[said->fact.code].push_back(said.said);
             known_.insert(said->fact.code);
             for (const EventHash& before : said->based_on) replaced_.insert({said->fact.code, before});
             link(said->fact.code, said->fact.parent);
             return true;
           }) > 0;
  }

  // Said by those alone who are above both. A place that is above another, or was, is not succeeded by it.
  bool grow_successions() {
    return std::erase_if(open_successions_, [&](const Open<Succeeded>& said) {
             const auto& [place, successor] = said->fact;
             if (!may(said, place) || !may(said, successor) || out_->above(place, successor)) return false;
             const PlaceCode by = said.by->place;
             if (!out_->above(by, place) || !out_->above(by, successor)) return false;
             counting_successions_[place].push_back(said.said);
             link(place, successor);
             merge(place, successor);
             return true;
           }) > 0;
  }

  void merge(PlaceCode place, PlaceCode successor) {
    std::set<PlaceCode> all{place, successor};
    for (PlaceCode one : {place, successor})
      if (const auto at = out_->same_.find(one); at != out_->same_.end())
        all.insert(at->second.begin(), at->second.end());
    for (PlaceCode one : all) out_->same_[one] = all;
  }

  bool grow_nodes() {
    return std::erase_if(open_nodes_, [&](const Open<Enrolled>& said) {
             const bool counts = said->fact.place == out_->first_place_ ? said->by == facts_.root_writer_
                                                                        : may(said, said->fact.place);
             if (counts) counting_nodes_.insert(said->hash);
             return counts;
           }) > 0;
  }

  // Only who is strictly above: heard before those whom it concerns.
  bool grow_revocations() {
    return std::erase_if(open_revocations_, [&](const Open<Revoked>& said) {
             const auto enrolled = facts_.enrolled_.find(said->fact.enrolled);
             if (enrolled == facts_.enrolled_.end()) return false;
             const PlaceCode place = enrolled->second.fact.place;
             if (!may(said, place) || !out_->above(said.by->place, place)) return false;
             Revocation& revocation = revocations_[said->fact.enrolled];
             revocation.lost = revocation.lost || said->fact.lost;
             for (const auto& [log, tip] : said->fact.tips) revocation.tips[log].insert(tip);
             return true;
           }) > 0;
  }

  bool grow() {
    // Of two who could declare a new place, the one whose code begins the place's code comes first.
    while (grow_places(open_by_code_) || grow_places(open_others_) || grow_successions() || grow_nodes() ||
           grow_revocations()) {
    }
    // Then the highest of those who wait to be heard.
    std::vector<Writer*> next;
    for (auto& [id, w] : out_->writers_) {
      if (w.counts || !counting_nodes_.contains(w.enrolled) || !limit(id, w)) continue;
      if (!next.empty() && depth(w.place) < depth(next.front()->place)) next.clear();
      if (next.empty() || depth(w.place) == depth(next.front()->place)) next.push_back(&w);
    }
    for (Writer* w : next) w->counts = true;
    return !next.empty();
  }

  // False for a writer of a revoked node of which not even the opening counts.
  bool limit(const WriterId& id, const Writer& writer) {
    const auto revoked = revocations_.find(writer.enrolled);
    if (revoked == revocations_.end()) return true;
    const auto tips = revoked->second.tips.find({kPlaceOfAll, id});
    if (tips == revoked->second.tips.end()) return false;
    limits_[id] = limit_of(tips->second);
    return true;
  }

  std::size_t depth(PlaceCode place) {
    return place == kPlaceOfAll ? 0 : out_->ever_above_[place].size() + 1;
  }

  // `upper` and all above it come above `lower` and all below it.
  void link(PlaceCode lower, PlaceCode upper) {
    std::set<PlaceCode> uppers = out_->ever_above_[upper];
    uppers.insert(upper);
    below_[upper].push_back(lower);
    std::vector<PlaceCode> reached{lower};
    for (std::size_t i = 0; i < reached.size(); ++i) {
      auto& above = out_->ever_above_[reached[i]];
      const std::size_t had = above.size();
      above.insert(uppers.begin(), uppers.end());
      if (above.size() == had) continue;
      const auto& further = below_[reached[i]];
      reached.insert(reached.end(), further.begin(), further.end());
    }
  }

  // Leaves those that no other is based on; of these says the one by the highest place, then the smaller
  // hash.
  template <typename Fact>
  const Said<Fact>& latest(std::vector<const Said<Fact>*>& all) {
    std::set<EventHash> replaced;
    for (const auto* said : all) replaced.insert(said->based_on.begin(), said->based_on.end());
    std::erase_if(all, [&](const auto* said) { return replaced.contains(said->hash); });
    const auto rank = [&](const auto* said) {
      return std::pair(depth(out_->writer(said->by)->place), said->hash);
    };
    return **std::ranges::min_element(all, {}, rank);
  }

  void build_tree() {
    for (auto& [code, all] : counting_) {
      const Placed& best = latest(all).fact;
      Place place{code, best.parent, best.level, best.name, {}, {}, {}};
      for (const auto* said : all) place.declarations.push_back(said->hash);
      out_->places_.emplace(code, std::move(place));
    }
    for (auto& [code, all] : counting_successions_) {
      Place& place = out_->places_.at(code);
      place.parent = latest(all).fact.successor;
      place.successor = place.parent;
      for (const auto* said : all) place.successions.push_back(said->hash);
    }
    for (const auto& [code, place] : out_->places_)
      if (place.parent != kPlaceOfAll) out_->below_[place.parent].push_back(code);
  }

  void list_nodes() {
    for (const auto& [hash, said] : facts_.enrolled_)
      out_->nodes_[hash] = {hash,
                            said.fact.place,
                            said.fact.signing_key,
                            said.fact.sealing_key,
                            said.fact.name,
                            counting_nodes_.contains(hash),
                            {}};
    for (const auto& [hash, revocation] : revocations_) {
      Node& node = out_->nodes_.at(hash);
      node.revoked = true;
      node.lost = revocation.lost;
      for (const auto& [log, tips] : revocation.tips) {
        const Writer* writer = out_->writer(log.writer);
        if (writer && writer->enrolled == hash) out_->revoked_logs_[log].assign(tips.begin(), tips.end());
      }
    }
    // Writers in the order of their chain; those without a known predecessor by id.
    for (const auto& [id, said] : facts_.opened_) {
      const auto node = out_->nodes_.find(said.fact.enrolled);
      if (node != out_->nodes_.end()) node->second.writers.push_back(id);
    }
    for (auto& [hash, node] : out_->nodes_) {
      const auto generation = [&](const WriterId& id) {
        std::size_t count = 0;
        std::set<WriterId> seen{id};
        for (auto at = facts_.opened_.find(id); at != facts_.opened_.end() && at->second.fact.before;
             ++count) {
          if (!seen.insert(*at->second.fact.before).second) break;
          at = facts_.opened_.find(*at->second.fact.before);
        }
        return count;
      };
      std::sort(node.writers.begin(), node.writers.end(), [&](const auto& a, const auto& b) {
        return std::pair(generation(a), a) < std::pair(generation(b), b);
      });
    }
  }

  const AuthorityFacts& facts_;
  std::shared_ptr<Authority> out_;
  std::set<PlaceCode> known_;
  std::set<EventHash> counting_nodes_;
  std::map<PlaceCode, std::vector<const Said<Placed>*>> counting_;
  std::map<PlaceCode, std::vector<PlaceCode>> below_;
  std::set<std::pair<PlaceCode, EventHash>> replaced_;  // What the declarations that count are based on.
  std::vector<Open<Placed>> open_by_code_;              // Of a place whose code begins with its parent's.
  std::vector<Open<Placed>> open_others_;
  std::vector<Open<Succeeded>> open_successions_;
  std::map<PlaceCode, std::vector<const Said<Succeeded>*>> counting_successions_;
  std::vector<Open<Enrolled>> open_nodes_;
  struct Revocation {
    bool lost = false;
    std::map<LogId, std::set<Tip>> tips;
  };
  std::vector<Open<Revoked>> open_revocations_;
  std::map<EventHash, Revocation> revocations_;
  std::map<WriterId, Limit> limits_;
};

std::shared_ptr<const Authority> AuthorityFacts::judge() const { return Judge(*this).run(); }

}  // namespace model
