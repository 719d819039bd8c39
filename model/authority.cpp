#include "model/authority.h"

#include <algorithm>
#include <tuple>

#include "model/life_facts.h"

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
  std::vector<PlaceCode> out, one{code};
  for (std::size_t i = 0; i < one.size(); ++i)
    if (const auto at = below_.find(one[i]); at != below_.end())
      for (PlaceCode below : at->second) (place(below)->successor ? one : out).push_back(below);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<PlaceCode> Authority::subtree(PlaceCode code) const {
  std::vector<PlaceCode> out{code};
  for (std::size_t i = 0; i < out.size(); ++i)
    if (const auto at = below_.find(out[i]); at != below_.end())
      out.insert(out.end(), at->second.begin(), at->second.end());
  std::sort(out.begin(), out.end());
  return out;
}

PlaceCode Authority::current(PlaceCode code) const {
  for (const Place* p = place(code); p && p->successor; p = place(code)) code = *p->successor;
  return code;
}

bool Authority::above(PlaceCode upper, PlaceCode lower) const {
  if (lower == kPlaceOfAll) return false;
  if (upper == kPlaceOfAll) return true;
  const auto at = ever_above_.find(lower);
  if (at == ever_above_.end()) return false;
  if (at->second.contains(upper)) return true;
  const auto all = same_.find(upper);
  return all != same_.end() && !all->second.contains(lower) &&
         std::ranges::any_of(all->second, [&](PlaceCode one) { return at->second.contains(one); });
}

bool Authority::same(PlaceCode a, PlaceCode b) const {
  if (same_.empty() || a == b) return a == b;
  const auto all = same_.find(a);
  return all != same_.end() && all->second.contains(b);
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

std::optional<std::pair<SubjectId, PlaceCode>> Authority::volunteer_of(const Event& event) const {
  if (event.header().kind != Kind::kClaimed) return std::nullopt;
  const Writer* by = writer(event.header().writer);
  const auto fact = by ? decode_claimed(event.body()) : std::nullopt;
  return fact ? std::optional(std::pair(fact->volunteer, by->place)) : std::nullopt;
}

bool Authority::erased(const Event& event) const {
  if (erased(event.header().subject, event.header().subject_home())) return true;
  const auto volunteer = erased_volunteers_.empty() ? std::nullopt : volunteer_of(event);
  return volunteer && erased_volunteers_.contains(*volunteer);
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
    case Kind::kSucceeded:
      if (auto fact = decode_succeeded(event.body()))
        return succeeded_.emplace(event.hash(), said(*fact)).second;
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
    case Kind::kErased: {
      const auto fact = decode_erased(event.body());  // It counts whatever its body.
      return erased_.emplace(event.hash(), said(Erasure{h.subject, h.home, fact && fact->of_volunteer}))
          .second;
    }
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

}  // namespace model
