#include "node/desk/duties_suspicions.h"

#include <algorithm>
#include <cstdlib>

#include "model/likeness.h"
#include "node/desk/heard.h"
#include "node/limits.h"

namespace node {

using model::FoldedWish;
using model::Likeness;
using model::PlaceCode;
using model::WishKey;
using model::WishState;

namespace {

// Whoever got the same once may ask again after a year.
constexpr std::int64_t kSameWishDaysMax = 366;

bool is_done(const FoldedWish& wish) {
  return wish.state == WishState::kFulfilled || wish.state == WishState::kConfirmed ||
         wish.state == WishState::kClosed;
}

// What of their likeness is worth a clerk's time.
Likeness worth_asking(const FoldedWish& a, const FoldedWish& b, Likeness like) {
  if (is_done(a) && is_done(b)) return {};
  const bool any_done = is_done(a) || is_done(b);
  if (like.same_wish())
    return any_done && std::abs(a.on.days_since(b.on)) > kSameWishDaysMax ? Likeness{} : like;
  return any_done || a.home == b.home ? Likeness{} : like;
}

bool names(const FoldedWish& wish, const WishKey& other) {
  return std::ranges::find(wish.suspects, other, &model::FoldedSuspect::other) != wish.suspects.end();
}

bool is_suspected_enough(const FoldedWish& wish) {
  return std::ranges::count_if(wish.suspects, &model::FoldedSuspect::open) >=
         static_cast<std::ptrdiff_t>(kOpenSuspectsMax);
}

Draft suspected(const FoldedWish& wish, const WishKey& other, Likeness why) {
  Draft draft;
  draft.place = wish.home;
  draft.kind = model::Kind::kSuspected;
  draft.subject = wish.id;
  draft.based_on = wish.heads;
  draft.body = model::encode(model::Suspected{other.id, other.home, why});
  return draft;
}

}  // namespace

bool may_be_double(const FoldedWish& wish) {
  return !wish.erased && wish.state != WishState::kWithdrawn && wish.state != WishState::kRejected;
}

bool is_asked(const model::FoldedSuspect& suspect, const Ledger& ledger) {
  if (!suspect.open()) return false;
  const auto other = ledger.wish(suspect.other);
  return !other || may_be_double(*other);
}

bool Suspicions::look_at(const WishKey& key) {
  const std::lock_guard lock(mutex_);
  return waiting_.size() < kSuspicionsWaitingMax && waiting_.insert(key).second;
}

bool Suspicions::waits() const {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty();
}

std::vector<WishKey> Suspicions::take() {
  const std::lock_guard lock(mutex_);
  std::vector<WishKey> out;
  while (!waiting_.empty() && out.size() < kSuspicionsTurnWishesMax)
    out.push_back(waiting_.extract(waiting_.begin()).value());
  return out;
}

std::optional<Suspicions::Known> Suspicions::known(const WishKey& key) const {
  const auto authority = store_.authority();
  auto wish = model::fold_wish(heard_about(store_, key.id, *authority), key.home, *authority);
  if (!wish || !may_be_double(*wish)) return std::nullopt;
  auto text = texts_.of(*wish);
  if (!text) return std::nullopt;
  return Known{std::move(*wish), std::move(text->part)};
}

// The places above both have the words of both, and the lowest of them that has a node writes.
bool Suspicions::is_ours(PlaceCode home, PlaceCode other) const {
  const auto authority = store_.authority();
  std::vector<PlaceCode> line = authority->line_above(home);
  line.insert(line.begin(), home);
  for (const PlaceCode place : line) {
    if (!authority->at_or_above(place, other)) continue;
    const bool has_node = std::ranges::any_of(authority->nodes(), [&](const auto& node) {
      return node.second.place == place && node.second.counts && !node.second.revoked;
    });
    if (has_node) return place == own_.place();
  }
  return false;
}

std::vector<Draft> Suspicions::owed(const std::vector<WishKey>& keys) const {
  std::vector<Draft> out;
  std::set<std::pair<WishKey, WishKey>> compared;  // Of these keys both may name a pair.
  for (const WishKey& key : keys) {
    const auto self = known(key);
    if (!self || is_suspected_enough(self->wish)) continue;
    std::size_t count = 0;
    for (const model::SubjectId& id : texts_.of_same_person(self->part)) {
      for (const FoldedWish& row : ledger_.wishes_of(id)) {
        const WishKey other = row.key();
        if (other == key || !may_be_double(row) || !is_ours(key.home, other.home)) continue;
        if (!compared.insert(std::minmax(key, other)).second || ++count > kComparedMax) continue;
        if (names(self->wish, other) && names(row, key)) continue;
        const auto like = known(other);
        if (!like || is_suspected_enough(like->wish)) continue;
        const Likeness why = worth_asking(self->wish, like->wish, model::likeness(self->part, like->part));
        if (!why.any()) continue;
        if (!names(self->wish, other)) out.push_back(suspected(self->wish, other, why));
        if (!names(like->wish, key)) out.push_back(suspected(like->wish, key, why));
      }
    }
  }
  return out;
}

}  // namespace node
