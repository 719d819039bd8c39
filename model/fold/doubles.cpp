#include "model/fold/doubles.h"

#include <algorithm>

namespace model {
namespace {

bool is_of_two(Kind kind) {
  return kind == Kind::kSuspected || kind == Kind::kMerged || kind == Kind::kToldApart;
}

}  // namespace

std::optional<WishKey> other_wish_of(const Event& event, PlaceCode home) {
  switch (event.header().kind) {
    case Kind::kSuspected:
      if (const auto fact = decode_suspected(event.body())) return WishKey{fact->other, fact->other_home};
      return std::nullopt;
    case Kind::kToldApart:
      if (const auto fact = decode_told_apart(event.body())) return WishKey{fact->other, fact->other_home};
      return std::nullopt;
    case Kind::kMerged:
      if (const auto fact = decode_merged(event.body())) {
        const WishKey given{fact->given, fact->given_home}, into{fact->into, fact->into_home};
        return given == WishKey{event.header().subject, home} ? into : given;
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Doubles::Doubles(const History& history, PlaceCode home) : history_(history) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    const EventHeader& header = history.event(i).header();
    if (!is_of_two(header.kind)) continue;
    read(i, {header.subject, home});
  }
}

void Doubles::read(std::size_t i, const WishKey& self) {
  const Event& event = history_.event(i);
  const auto pair_with = [&](const WishKey& other) -> FoldedSuspect* {
    if (other == self) return nullptr;
    return &pairs_.try_emplace(other, FoldedSuspect{other, {}, Suspicion::kOpen}).first->second;
  };
  if (event.header().kind == Kind::kSuspected) {
    const auto fact = decode_suspected(event.body());
    if (FoldedSuspect* pair = fact ? pair_with({fact->other, fact->other_home}) : nullptr)
      pair->why.bits |= fact->why.bits;
  } else if (event.header().kind == Kind::kToldApart) {
    const auto fact = decode_told_apart(event.body());
    if (FoldedSuspect* pair = fact ? pair_with({fact->other, fact->other_home}) : nullptr)
      pair->state = std::max(pair->state, Suspicion::kToldApart);
  } else if (const auto fact = decode_merged(event.body())) {
    const WishKey given{fact->given, fact->given_home}, into{fact->into, fact->into_home};
    if (given != self && into != self) return;  // Of two others: says nothing here.
    (given == self ? given_up_ : took_in_).emplace(i, given == self ? into : given);
    pair_with(given == self ? into : given)->state = Suspicion::kMerged;
  }
}

const WishKey* Doubles::given_up_for(std::size_t i) const {
  const auto at = given_up_.find(i);
  return at == given_up_.end() ? nullptr : &at->second;
}

bool Doubles::stays(std::size_t i) const {
  return given_up_.contains(i) &&
         std::ranges::any_of(took_in_, [&](const auto& took) { return !history_.knows(i, took.first); });
}

bool Doubles::settled(std::size_t i) const {
  const auto is_answered = [&](std::size_t took) {
    for (std::size_t later = 0; later < history_.size(); ++later) {
      const Kind kind = history_.event(later).header().kind;
      if (kind != Kind::kSuspected && voice_of(kind) == Voice::kHome && history_.knows(later, i) &&
          history_.knows(later, took))
        return true;
    }
    return false;
  };
  return std::ranges::all_of(took_in_, [&](const auto& took) {
    return history_.knows(i, took.first) || history_.knows(took.first, i) || is_answered(took.first);
  });
}

void Doubles::tell(std::vector<FoldedSuspect>& suspects, std::vector<WishKey>& merged_from,
                   const std::optional<WishKey>& merged_into) const {
  for (const bool open : {true, false})
    for (const auto& [other, pair] : pairs_)
      if (pair.open() == open && suspects.size() < kSuspectsMax) suspects.push_back(pair);
  std::ranges::sort(suspects, {}, &FoldedSuspect::other);
  for (const auto& [i, other] : took_in_)
    if (other != merged_into) merged_from.push_back(other);
  std::ranges::sort(merged_from);
  merged_from.erase(std::unique(merged_from.begin(), merged_from.end()), merged_from.end());
  if (merged_from.size() > kSuspectsMax) merged_from.resize(kSuspectsMax);
}

}  // namespace model
