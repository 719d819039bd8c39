// Wishes that may be one: what is suspected, and what people answer.

#include <algorithm>

#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/duties_suspicions.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedSuspect;
using model::FoldedWish;
using model::Kind;
using model::PlaceCode;
using model::Result;
using model::Step;
using model::WishKey;

namespace {

bool told_apart_from(const FoldedWish& wish, const WishKey& other) {
  return std::ranges::any_of(wish.suspects, [&](const FoldedSuspect& suspect) {
    return suspect.other == other && suspect.state == model::Suspicion::kToldApart;
  });
}

bool suspects(const FoldedWish& wish, const WishKey& other) {
  return std::ranges::any_of(
      wish.suspects, [&](const FoldedSuspect& suspect) { return suspect.other == other && suspect.open(); });
}

}  // namespace

Result<DoublePage> Desk::doubles(std::optional<PlaceCode> place, const std::optional<WishKey>& after,
                                 std::size_t count_max) const {
  const auto homes = homes_at(place);
  if (!homes) return homes.error();
  const std::size_t count = std::clamp<std::size_t>(count_max, 1, kWishPageMax);
  const MatterFilter filter{model::Matter::kSuspected, *homes, std::nullopt};
  const auto is_listed = [&](const FoldedWish& wish) { return passes(filter, wish); };
  DoublePage page;
  Safety safety(parts_.store, parts_.own.place());
  for (std::optional<WishKey> before = after;;) {
    const auto rows = parts_.ledger.matters(filter, before, kWishPageMax);
    for (const FoldedWish& row : rows) {
      // All pairs of a wish stand on one page.
      if (page.doubles.size() >= count) {
        page.next_after = before;
        return page;
      }
      before = row.key();
      for (const FoldedSuspect& suspect : row.suspects) {
        if (!is_asked(suspect, parts_.ledger)) continue;
        const auto other = parts_.ledger.wish(suspect.other);
        // Where both name each other the newer one does, so that the pair is shown once.
        if (other && suspect.other > row.key() && suspects(*other, row.key()) && is_listed(*other)) continue;
        page.doubles.push_back(
            {view(row, safety), suspect, other ? std::optional(view(*other, safety)) : std::nullopt});
      }
    }
    if (rows.size() < kWishPageMax) return page;
  }
}

Result<Desk::Pair> Desk::find_pair(const std::string& which, const std::string& other) const {
  auto wish = find(which);
  if (!wish) return wish.error();
  auto second = find(other);
  if (!second) return second.error();
  if (wish->key() == second->key())
    return Error("wish.same", "both are the same wish; name the other one",
                 "两个编号是同一条心愿；请指明另一条");
  const auto authority = parts_.store.authority();
  for (const PlaceCode home : {wish->home, second->home})
    if (!authority->at_or_above(parts_.own.place(), home))
      return Error("wish.not_above",
                   "only a node at or above the homes of both wishes may answer this, not one of " +
                       parts_.own.place().text() + "; ask the office above both",
                   "只有两条心愿共同的上级（或同一社区、村）的节点才能处理；请联系上级");
  if (!parts_.own.writer()) return no_writer();
  return Pair{std::move(*wish), std::move(*second)};
}

Result<> Desk::write_of_pair(const Pair& pair, Kind kind, const std::string& of_wish,
                             const std::string& of_other, const std::optional<std::string>& part) {
  Record record;
  for (const auto& [wish, body] : {std::pair{&pair.wish, &of_wish}, std::pair{&pair.other, &of_other}}) {
    Draft draft;
    draft.place = wish->home;
    draft.kind = kind;
    draft.subject = wish->id;
    draft.based_on = wish->heads;
    draft.body = *body;
    // Nothing that people typed about an erased wish is kept.
    if (!wish->erased) draft.part = part;
    record.drafts.push_back(std::move(draft));
  }
  const auto written = write(std::move(record));
  if (!written) return written.error();
  return {};
}

Result<WishView> Desk::merge(const std::string& which, const std::string& into, const std::string& remark) {
  const auto part = remark_part(remark);
  if (!part) return part.error();
  const auto held = in_hand_.hold_all();  // Of two wishes, and rare.
  const auto pair = find_pair(which, into);
  if (!pair) return pair.error();
  const FoldedWish& given = pair->wish;
  if (given.erased || pair->other.erased)
    return Error("wish.erased", "one of them was erased at the person's request, and stands for itself",
                 "其中一条已应本人要求删除，不能合并");
  if (const std::size_t taken = given.taken(); taken > 0)
    return Error(
        "wish.granted",
        "volunteers have taken up " + model::wish_number(given) +
            ", so it can't be given up: give up the other one, or re-assign it and have it free first",
        "心愿 " + model::wish_number(given) + " 已有志愿者认领，不能并入另一条；请反过来合并，或先收回认领");
  if (auto allowed = find_for(which, Step::kMerge); !allowed) return allowed.error();
  if (!may_be_double(pair->other))
    return Error("wish.merge_into_ended",
                 model::wish_number(pair->other) + " is " + std::string(model::word(pair->other.state).en) +
                     ", so nothing can be merged into it; look at its history with wish show",
                 "心愿 " + model::wish_number(pair->other) + " 目前为“" +
                     std::string(model::word(pair->other.state).zh) + "”，不能并入；请先查看其经过");
  const std::string body =
      model::encode(model::Merged{given.id, given.home, pair->other.id, pair->other.home, today()});
  if (auto written = write_of_pair(*pair, Kind::kMerged, body, body, *part); !written) return written.error();
  parts_.duties.do_now(given.key(), parts_.committer);
  wait_for(parts_.store.last_arrival());
  return shown(given.key());
}

Result<WishView> Desk::tell_apart(const std::string& which, const std::string& other,
                                  const std::string& remark) {
  const auto part = remark_part(remark);
  if (!part) return part.error();
  const auto held = in_hand_.hold_all();
  const auto pair = find_pair(which, other);
  if (!pair) return pair.error();
  const WishKey a = pair->wish.key(), b = pair->other.key();
  if (!told_apart_from(pair->wish, b) || !told_apart_from(pair->other, a)) {
    const auto body = [&](const WishKey& from) {
      return model::encode(model::ToldApart{from.id, from.home, today()});
    };
    if (auto written = write_of_pair(*pair, Kind::kToldApart, body(b), body(a), *part); !written)
      return written.error();
    wait_for(parts_.store.last_arrival());
  }
  return shown(a);
}

}  // namespace node
