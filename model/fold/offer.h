// The fold of what everyone may see of a wish: its publication, what the publisher decided about claims, and
// the public course. Made of the logs of the scope alone, so that a node that carries nothing of the wish's
// home sees the same as one that carries all.
//
// The node whose publication holds decides upon claims. Of publications whose writers did not know of each
// other the widest holds, then that of the higher place, then the one with the smaller hash; grants that were
// written under any of them stand. Source: design rule 5.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/authority.h"
#include "model/fold/history.h"
#include "model/life_facts.h"

namespace model {

// What the publisher decided about one claim, and what became of it.
struct FoldedDecision {
  SubjectId claim;
  ClaimState state{};                 // Never kProvisional.
  std::optional<ClaimReason> reason;  // Where it was declined, or taken back.
  std::optional<SubjectId> unit;
  Date on;           // Of the decision that stands.
  Date due_on;       // The last day for fulfilling it; the zero day where it was never granted.
  EventRef decided;  // The grant; the refusal where there is none.
  // Of the public course, once it was fulfilled.
  Date fulfilled_on;
  std::optional<std::uint32_t> value_yuan;
  std::uint32_t minutes = 0;
  std::vector<Share> shares;
  std::optional<EventHash> policy;
  bool operator==(const FoldedDecision&) const = default;
};

// Whether a claim in this state takes a slot.
[[nodiscard]] bool takes_slot(ClaimState state);

// A wish is known by its subject and its home: model/fold/wish.h says why.
struct WishKey {
  SubjectId id;
  PlaceCode home;
  auto operator<=>(const WishKey&) const = default;
};

struct FoldedOffer {
  SubjectId id;
  PlaceCode home;
  PlaceCode scope;
  EventRef published;   // The publication that holds; its part is what the public reads.
  EventHash publisher;  // The Enrolled of the node that decides.
  Date on;              // Of the first publication.
  Category category{};
  Targets targets;
  std::uint16_t slots = 1;
  std::optional<EventHash> policy;
  std::optional<SubjectId> campaign;
  std::string number;
  bool taken_down = false;
  bool contested = false;  // Publications whose writers did not know of each other.
  bool erased = false;
  std::vector<FoldedDecision> decisions;  // Ascending by claim.
  std::vector<EventHash> heads;           // What the publisher's next event is based on. Ascending.
  bool operator==(const FoldedOffer&) const = default;
  [[nodiscard]] WishKey key() const { return {id, home}; }

  [[nodiscard]] std::size_t taken() const;  // Slots.
  [[nodiscard]] bool over_granted() const { return taken() > slots; }
  [[nodiscard]] OfferState state() const;
  [[nodiscard]] const FoldedDecision* decision(const SubjectId& claim) const;
  // The day by which the first granted claim is to be fulfilled; the zero day where none is.
  [[nodiscard]] Date due_on() const;
};

// The publications of one wish with what follows them. Keeps the events, which must outlive it.
class Publications {
 public:
  // Of all these events those about `home` that a publisher said, and that count: in the logs of the home or
  // a place that is now above it, by a node that is at or above that place and may write.
  Publications(std::span<const Event> events, PlaceCode home, const Authority& authority);
  ~Publications();
  Publications(const Publications&) = delete;
  Publications& operator=(const Publications&) = delete;

  // Nothing where the wish was never published.
  [[nodiscard]] const std::optional<FoldedOffer>& offer() const { return offer_; }
  // Whether a grant of the claim names this event: an id that somebody else uses again is another's.
  [[nodiscard]] bool grants(const SubjectId& claim, const EventHash& claimed) const;
  // Whether a grant of the claim was taken back by an event that the writer of `said` did not know of, and
  // which did not know of `said`.
  [[nodiscard]] bool freed_unaware(const SubjectId& claim, const Event& said) const;

 private:
  class Fold;
  History history_;
  std::optional<FoldedOffer> offer_;
};

// For every home that the events of one subject name and where it was published, ascending by home.
[[nodiscard]] std::vector<FoldedOffer> fold_offers(std::span<const Event> events, const Authority& authority);

// Whether the event is a publisher's word about the wish at `home` that is heard.
[[nodiscard]] bool may_publish(const Event& event, PlaceCode home, const Authority& authority);

// Whether the input root of the home vouches for the log: what once was above it does no longer, so a
// node may hold that log and another lack it under the same root (design rule 1).
[[nodiscard]] bool vouched_for(PlaceCode log, PlaceCode home, const Authority& authority);

}  // namespace model
