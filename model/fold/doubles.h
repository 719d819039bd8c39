// What the home of a wish says of doubles: which others it may be the same as, which one it was given up for,
// and which were given up for it. A part of the fold of a wish (model/fold/wish.h).
//
// A suspicion and its answer are no steps: they count as a set, whoever knew of what. That two wishes are two
// answers every suspicion of that pair, also a later one.
//
// Giving up is a step, said of both wishes in one commit. People apart may give up wishes for each other, in
// a ring of any length, and each home must see by itself that not all are lost, since a node may hold no
// other's logs: a wish stays, and is to be settled, where whoever gave it up did not know of all that had
// been given up for it. Of a ring at least one did not, since nobody knows what is not yet written. Who
// withdraws or rejects a wish and does not know of that either loses both: it ends, and is to be settled
// until somebody who knows of both says anything, as that they are two.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/doubles.h"
#include "model/fold/history.h"
#include "model/fold/offer.h"

namespace model {

// Of one wish: the first by their keys count, those that nobody answered before the others.
inline constexpr std::size_t kSuspectsMax = 32;

enum class Suspicion : std::uint8_t { kOpen = 1, kToldApart = 2, kMerged = 3 };

struct FoldedSuspect {
  WishKey other;
  Likeness why;  // None where they were told apart, or merged, before anybody suspected it.
  Suspicion state = Suspicion::kOpen;
  bool operator==(const FoldedSuspect&) const = default;
  [[nodiscard]] bool open() const { return state == Suspicion::kOpen; }
};

// The other wish that an event of the wish at `home` names; nothing where it names none.
[[nodiscard]] std::optional<WishKey> other_wish_of(const Event& event, PlaceCode home);

class Doubles {
 public:
  // The history of the wish at `home`, which must outlive this.
  Doubles(const History& history, PlaceCode home);

  // The wish for which this event gives up ours; null for any other event.
  [[nodiscard]] const WishKey* given_up_for(std::size_t i) const;
  // Of such an event: whether our wish stays all the same,
  [[nodiscard]] bool stays(std::size_t i) const;
  // Of any step: whether it knew of all that was given up for our wish, or somebody said anything since who
  // knew of both.
  [[nodiscard]] bool settled(std::size_t i) const;

  // `merged_into`: what came out of the steps.
  void tell(std::vector<FoldedSuspect>& suspects, std::vector<WishKey>& merged_from,
            const std::optional<WishKey>& merged_into) const;

 private:
  void read(std::size_t i, const WishKey& self);

  const History& history_;
  std::map<std::size_t, WishKey> given_up_;
  std::map<std::size_t, WishKey> took_in_;
  std::map<WishKey, FoldedSuspect> pairs_;
};

}  // namespace model
