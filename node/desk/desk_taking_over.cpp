// Taking over what was published by nodes that are gone.

#include "model/duties.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/gone_publishers.h"
#include "node/desk/heard.h"
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
// Ids and numbers that people type may mean several wishes; the key means this one.
Result<bool> Desk::take_over_one(const TakenOver& one, bool dry_run) {
  const model::WishKey key = one.offer.key();
  const auto still = [&](const std::optional<FoldedOffer>& now) {
    return now && goes_on(now->state()) && publisher_gone(*now, *parts_.store.authority());
  };
  const auto finish = [&](Draft draft) -> Result<bool> {
    if (dry_run) return true;
    const auto written = write({{std::move(draft)}, {}});
    if (!written) return written.error();
    wait_for(written->arrival);
    // What was written counts for nothing where this node was revoked in this moment.
    const auto now = publication(key);
    if (still(now)) return taking_over_not_heard();
    return now && (one.taken_down ? now->taken_down : is_publisher(*now));
  };
  const auto held = in_hand_.hold(name_in_hand(key));
  const auto offer = publication(key);
  if (!still(offer)) return false;
  if (one.taken_down) return finish(take_down_draft(*offer, today()));
  const auto authority = parts_.store.authority();
  const auto wish = model::fold_wish(heard_about(parts_.store, key.id, *authority), key.home, *authority);
  if (!wish) return false;
  if (auto may = check_step(*wish, model::Step::kPublish); !may) return may.error();
  // No reviewer has seen other words than those that are public.
  if (!released(key))
    return Error(
        "publish.no_text",
        "the words that went public are not here; wait until the node is in step, or publish the wish "
        "by itself",
        "本节点没有已公开的文字；请等待同步完成，或单独发布这条心愿");
  PublicationInput as_it_is;
  as_it_is.confirmed = true;
  auto draft = publication_draft(*wish, as_it_is);
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
