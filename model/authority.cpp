#include "model/authority.h"

#include <algorithm>
#include <tuple>

namespace model {

const Place* Authority::place(PlaceCode code) const {
  const auto at = places_.find(code);
  return at == places_.end() ? nullptr : &at->second;
}

std::vector<PlaceCode> Authority::line_above(PlaceCode code) const {
  std::vector<PlaceCode> out;
  for (const Place* p = place(code); p && p->parent != kPlaceOfAll; p = place(p->parent))
    out.push_back(p->parent);
  return out;
}

std::vector<PlaceCode> Authority::children(PlaceCode code) const {
  const auto at = children_.find(code);
  return at == children_.end() ? std::vector<PlaceCode>{} : at->second;
}

std::vector<PlaceCode> Authority::subtree(PlaceCode code) const {
  std::vector<PlaceCode> out{code};
  for (std::size_t i = 0; i < out.size(); ++i)
    for (PlaceCode child : children(out[i])) out.push_back(child);
  std::sort(out.begin(), out.end());
  return out;
}

bool Authority::above(PlaceCode upper, PlaceCode lower) const {
  if (lower == kPlaceOfAll) return false;
  if (upper == kPlaceOfAll) return true;
  const auto at = ever_above_.find(lower);
  return at != ever_above_.end() && at->second.contains(upper);
}

const Writer* Authority::writer(WriterId id) const {
  const auto at = writers_.find(id);
  return at == writers_.end() ? nullptr : &at->second;
}

// Anyone may enrol anyone's key below their own place; only the key's holder can open a writer there.
const Node* Authority::node_by_key(const NodeKey& key) const {
  const auto rank = [this](const Node& node) {
    return std::tuple(node.writers.empty(), line_above(node.place).size(), node.enrolled);
  };
  const Node* found = nullptr;
  for (const auto& [hash, node] : nodes_)
    if (node.counts && !node.revoked && node.signing_key == key && (!found || rank(node) < rank(*found)))
      found = &node;
  return found;
}

const Node* Authority::revoked_by_key(const NodeKey& key) const {
  if (node_by_key(key)) return nullptr;
  for (const auto& [hash, node] : nodes_)
    if (node.counts && node.revoked && node.signing_key == key) return &node;
  return nullptr;
}

const Node* Authority::node(const EventHash& enrolled) const {
  const auto at = nodes_.find(enrolled);
  return at == nodes_.end() ? nullptr : &at->second;
}

const std::vector<Tip>* Authority::counts_until(const LogId& log) const {
  static const std::vector<Tip> kNothing;
  const Writer* by = writer(log.writer);
  const Node* of = by ? node(by->enrolled) : nullptr;
  if (!of || !of->revoked) return nullptr;
  const auto at = revoked_logs_.find(log);
  return at == revoked_logs_.end() ? &kNothing : &at->second;
}

bool Authority::erased(const SubjectId& subject, PlaceCode home) const {
  return erasures_.contains({subject, home});
}

AuthorityFacts::AuthorityFacts(const NodeKey& root_key)
    : root_key_(root_key), root_writer_(root_writer(root_key)) {}

bool AuthorityFacts::add(const Event& event) {
  const EventHeader& h = event.header();
  if (h.place != kPlaceOfAll) return false;
  const auto said = [&](auto fact) {
    return Said<decltype(fact)>{h.writer, h.seq, event.hash(), h.time, h.based_on, std::move(fact)};
  };
  chain_.emplace(event.hash(), Link{h.seq, h.prev});
  // A tip that a Revoked names tells the branches of a fork apart once it is held.
  const bool links = limited_.contains(h.writer);
  return take(event, said) || links;
}

template <typename MakeSaid>
bool AuthorityFacts::take(const Event& event, const MakeSaid& said) {
  const EventHeader& h = event.header();
  switch (h.kind) {
    case Kind::kPlaced:
      if (auto fact = decode_placed(event.body())) return placed_.emplace(event.hash(), said(*fact)).second;
      return false;
    case Kind::kEnrolled:
      if (auto fact = decode_enrolled(event.body()))
        return enrolled_.emplace(event.hash(), said(*fact)).second;
      return false;
    case Kind::kOpened:
      if (auto fact = decode_opened(event.body());
          fact && h.seq == Seq{1} && h.writer == writer_of(fact->enrolled, fact->salt)) {
        // A second Opened of one writer says the same of key and place; keep the smaller hash.
        const auto [at, fresh] = opened_.emplace(h.writer, said(*fact));
        if (fresh) return true;
        if (!(event.hash() < at->second.hash)) return false;
        at->second = said(*fact);
        return true;
      }
      return false;
    case Kind::kErased:
      return erased_.emplace(event.hash(), said(Erasure{h.subject, h.home})).second;
    case Kind::kRevoked:
      if (auto fact = decode_revoked(event.body())) {
        for (const auto& [log, tip] : fact->tips)
          if (log.place == kPlaceOfAll) limited_.insert(log.writer);
        return revoked_.emplace(event.hash(), said(*fact)).second;
      }
      return false;
    default:
      return false;
  }
}

std::optional<NodeKey> AuthorityFacts::signing_key(const LogId& log, const Event* first) const {
  if (log.writer == root_writer_) {
    return log.place == kPlaceOfAll ? std::optional(root_key_) : std::nullopt;
  }
  std::optional<EventHash> enrolled;
  if (const auto at = opened_.find(log.writer); at != opened_.end()) {
    enrolled = at->second.fact.enrolled;
  } else if (first && log.place == kPlaceOfAll && first->header().kind == Kind::kOpened) {
    const auto fact = decode_opened(first->body());
    if (fact && log.writer == writer_of(fact->enrolled, fact->salt)) enrolled = fact->enrolled;
  }
  if (!enrolled) return std::nullopt;
  const auto at = enrolled_.find(*enrolled);
  return at == enrolled_.end() ? std::nullopt : std::optional(at->second.fact.signing_key);
}

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
    for (const auto& [hash, said] : facts_.erased_)
      if (may(said, said.fact.home)) out_->erasures_.insert({said.fact.subject, said.fact.home});
    return out_;
  }

 private:
  void start() {
    Writer root;
    root.signing_key = facts_.root_key_;
    root.counts = true;
    out_->writers_[facts_.root_writer_] = root;
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
        const bool by_code = said.fact.code.text().starts_with(said.fact.parent.text());
        (by_code ? open_by_code_ : open_others_).push_back(&said);
      }
    }
    for (const auto& [hash, said] : facts_.enrolled_) open_nodes_.push_back(&said);
    for (const auto& [hash, said] : facts_.revoked_) open_revocations_.push_back(&said);
    for (const auto& [id, said] : facts_.opened_) {
      const auto at = facts_.enrolled_.find(said.fact.enrolled);
      if (at == facts_.enrolled_.end()) continue;
      out_->writers_[id] = {at->second.fact.place, at->second.fact.signing_key, said.fact.enrolled, false};
    }
  }

  // Whether these words count for `place`.
  template <typename Fact>
  bool may(const Said<Fact>& said, PlaceCode place) const {
    const Writer* w = out_->writer(said.by);
    return w && w->counts && heard(said.by, said.seq, said.hash) && known_.contains(place) &&
           out_->at_or_above(w->place, place);
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
  bool counts(const Said<Placed>& said) const {
    const auto& [code, parent, level, name] = said.fact;
    if (!may(said, parent)) return false;
    if (known_.contains(code) && !may(said, code) && !replaced_.contains({code, said.hash})) return false;
    return !out_->at_or_above(code, parent);  // Otherwise it would bite its own tail.
  }

  bool grow_places(std::vector<const Said<Placed>*>& open) {
    return std::erase_if(open, [&](const Said<Placed>* said) {
             if (!counts(*said)) return false;
             counting_[said->fact.code].push_back(said);
             known_.insert(said->fact.code);
             for (const EventHash& before : said->based_on) replaced_.insert({said->fact.code, before});
             link(said->fact.code, said->fact.parent);
             return true;
           }) > 0;
  }

  bool grow_nodes() {
    return std::erase_if(open_nodes_, [&](const Said<Enrolled>* said) {
             const bool counts = said->fact.place == out_->first_place_ ? said->by == facts_.root_writer_
                                                                        : may(*said, said->fact.place);
             if (counts) counting_nodes_.insert(said->hash);
             return counts;
           }) > 0;
  }

  // Only who is strictly above: heard before those whom it concerns.
  bool grow_revocations() {
    return std::erase_if(open_revocations_, [&](const Said<Revoked>* said) {
             const auto enrolled = facts_.enrolled_.find(said->fact.enrolled);
             if (enrolled == facts_.enrolled_.end()) return false;
             const PlaceCode place = enrolled->second.fact.place;
             if (!may(*said, place) || !out_->above(out_->writer(said->by)->place, place)) return false;
             Revocation& revocation = revocations_[said->fact.enrolled];
             revocation.lost = revocation.lost || said->fact.lost;
             for (const auto& [log, tip] : said->fact.tips) revocation.tips[log].insert(tip);
             return true;
           }) > 0;
  }

  bool grow() {
    // Of two who could declare a new place, the one whose code begins the place's code comes first.
    while (grow_places(open_by_code_) || grow_places(open_others_) || grow_nodes() || grow_revocations()) {
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

  // Of a place's declarations: those that no other is based on; of these the one by the highest
  // place, then the smaller hash.
  void build_tree() {
    const auto depth_of_writer = [&](const auto* said) { return depth(out_->writer(said->by)->place); };
    for (auto& [code, all] : counting_) {
      std::set<EventHash> replaced;
      for (const auto* said : all) replaced.insert(said->based_on.begin(), said->based_on.end());
      std::erase_if(all, [&](const auto* said) { return replaced.contains(said->hash); });
      const auto* best = *std::min_element(all.begin(), all.end(), [&](const auto* a, const auto* b) {
        return std::pair(depth_of_writer(a), a->hash) < std::pair(depth_of_writer(b), b->hash);
      });
      Place place{code, best->fact.parent, best->fact.level, best->fact.name, {}};
      for (const auto* said : all) place.declarations.push_back(said->hash);
      out_->places_.emplace(code, std::move(place));
    }
    for (const auto& [code, place] : out_->places_)
      if (place.parent != kPlaceOfAll) out_->children_[place.parent].push_back(code);
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
  std::vector<const Said<Placed>*> open_by_code_;       // Of a place whose code begins with its parent's.
  std::vector<const Said<Placed>*> open_others_;
  std::vector<const Said<Enrolled>*> open_nodes_;
  struct Revocation {
    bool lost = false;
    std::map<LogId, std::set<Tip>> tips;
  };
  std::vector<const Said<Revoked>*> open_revocations_;
  std::map<EventHash, Revocation> revocations_;
  std::map<WriterId, Limit> limits_;
};

std::shared_ptr<const Authority> AuthorityFacts::judge() const { return Judge(*this).run(); }

}  // namespace model
