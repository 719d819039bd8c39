// What the publisher of a wish owes those who follow it: decisions upon claims, and the public course. Pure:
// a function of what the wish's logs say, so whatever is owed is owed once, however often it is asked
// (design: duties).

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/fold/wish.h"
#include "model/programme.h"

namespace model {

// An event that the publisher is to write into the logs of the scope.
struct Owed {
  Kind kind{};
  std::string body;
  // What it is based on besides the offer's heads: what of the home's logs it answers.
  std::vector<EventHash> answers;
};

// At most so many at once, so that the next ones can name them all in based_on.
inline constexpr std::size_t kOwedMax = 24;

// Whether the publisher may go by its day. In doubt no claim expires, since that can't be taken back, and
// none is granted: whatever last day a grant bore, it would have passed, or be far off, once the clock is
// right. A volunteer who waits loses nothing; one whose grant ended before it came has to begin again.
enum class DayTrust : std::uint8_t { kKnown, kInDoubt };

// In the order in which they are to be written. `offer` is the publication of `wish`; `today` is the
// publisher's day, by which claims expire; `policy` is the one that holds for what is new.
[[nodiscard]] std::vector<Owed> owed_by_publisher(const FoldedWish& wish, const FoldedOffer& offer,
                                                  const Date& today, const Programme& programme,
                                                  DayTrust trust = DayTrust::kKnown);

// Whether what became of the wish ends its publication: the publisher takes it down.
[[nodiscard]] bool ends_publication(const FoldedWish& wish);

// A grant of the claim that `claimed` made, as of today and for as long as the policy of the offer says.
[[nodiscard]] Owed grant_of(const SubjectId& claim, const std::optional<SubjectId>& unit,
                            const EventHash& claimed, const FoldedOffer& offer, const Date& today,
                            const Programme& programme);

}  // namespace model
