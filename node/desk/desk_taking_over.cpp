// Taking over what was published by nodes that are gone.

#include "model/duties.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/desk_offer.h"
#include "node/desk/gone_publishers.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedOffer;
using model::FoldedWish;
using model::PlaceCode;
using model::Result;

namespace {

Error taking_over_not_heard() {
  return {"publish.not_heard",
          "this node's word does not count any more: it was revoked; have it enrolled anew, or take over at "
          "another node",
          "本节点已被撤销，所作发布无效；请重新加入，或在其他节点接管"};
}

}  // namespace

// False where somebody else has taken it over, or it has ended, in this moment.
Result<bool> Desk::take_over_one(const TakenOver& one, bool dry_run) {
  const auto still = [&](const std::optional<FoldedOffer>& now) {
    return now && goes_on(now->state()) && publisher_gone(*now, *parts_.store.authority());
  };
  const auto finish = [&](Draft draft) -> Result<bool> {
    if (dry_run) return true;
    const auto written = write({{std::move(draft)}, {}});
    if (!written) return written.error();
    wait_for(written->arrival);
    // What was written counts for nothing where this node was revoked in this moment.
    const auto now = publication(one.offer.key());
    if (still(now)) return taking_over_not_heard();
    return now && (one.taken_down ? now->taken_down : is_publisher(*now));
  };
  if (one.taken_down) {
    const auto taken = take_offer_in_hand(model::uuid_text(one.offer.id));
    if (!taken) return taken.error();
    if (!still(taken->offer)) return false;
    return finish(take_down_draft(taken->offer, today()));
  }
  const auto taken = take_in_hand(one.offer.number, model::Step::kPublish);
  if (!taken) return taken.error();
  if (!still(publication(taken->wish.key()))) return false;
  // No reviewer has seen other words than those that are public.
  if (!released(taken->wish.key()))
    return Error(
        "publish.no_text",
        "the words that went public are not here; wait until the node is in step, or publish the wish "
        "by itself",
        "本节点没有已公开的文字；请等待同步完成，或单独发布这条心愿");
  PublicationInput as_it_is;
  as_it_is.confirmed = true;
  auto draft = publication_draft(taken->wish, as_it_is);
  if (!draft) return draft.error();
  return finish(std::move(*draft));
}

Result<TakeOver> Desk::take_over(std::optional<PlaceCode> of_place,
                                 const std::optional<model::WishKey>& after, bool dry_run) {
  if (!parts_.own.writer()) return no_writer();
  if (is_revoked()) return taking_over_not_heard();
  const auto place = place_known(of_place);
  if (!place) return place.error();
  if (const auto current = catch_up(); !current) return current.error();
  std::vector<TakenOver> waiting;
  bool more = false;
  for_each_gone(parts_.ledger, *parts_.store.authority(), parts_.own.place(), *homes_at(*place), after,
                [&](const FoldedOffer& offer, const FoldedWish& wish) {
                  more = waiting.size() == kTakenOverMax;
                  if (!more) waiting.push_back({offer, model::ends_publication(wish), {}});
                  return !more;
                });
  TakeOver out;
  if (more) out.next_after = waiting.back().offer.key();
  for (TakenOver& one : waiting) {
    const auto done = take_over_one(one, dry_run);
    if (done && !*done) continue;
    if (!done) one.refused = done.error();
    out.publications.push_back(std::move(one));
  }
  return out;
}

}  // namespace node
