#include <algorithm>

#include "model/form1.h"
#include "node/data/erased_rows.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedWish;
using model::Outcome;
using model::PlaceCode;
using model::Result;
using model::Step;
using model::WishField;

namespace {

struct StepWords {
  const char* en;
  const char* zh;
};

StepWords words_of(Step step) {
  switch (step) {
    case Step::kApprove:
      return {"approved", "通过甄别"};
    case Step::kReturn:
      return {"returned", "退回补正"};
    case Step::kReject:
      return {"rejected", "判为不符合"};
    case Step::kHandOver:
      return {"handed over", "转办"};
    case Step::kWithdraw:
      return {"withdrawn", "撤回"};
    case Step::kAmend:
      return {"amended", "修改"};
    case Step::kPublish:
      return {"published", "发布"};
    case Step::kTakeDown:
      return {"taken down", "撤下"};
    case Step::kClaim:
      return {"claimed", "认领"};
    case Step::kFulfil:
      return {"reported as fulfilled", "登记落实"};
    case Step::kConfirm:
      return {"confirmed", "回访"};
    case Step::kNoteHandOver:
      return {"noted as handed over", "登记转办情况"};
    case Step::kClose:
      return {"closed", "办结"};
    case Step::kMerge:
      return {"merged into another", "并入另一条"};
  }
  return {"changed", "更改"};
}

Error not_allowed(const FoldedWish& wish, Step step) {
  const model::Word state = model::word(wish.state);
  const StepWords words = words_of(step);
  return {"wish.step_not_allowed",
          "the wish is " + std::string(state.en) + ", so it can't be " + words.en +
              "; look at its history with wish show",
          "该心愿目前为“" + std::string(state.zh) + "”，不能" + words.zh + "；请先查看其经过"};
}

}  // namespace

Result<model::PlaceCode> Desk::home_for(std::optional<PlaceCode> place) const {
  const auto authority = parts_.store.authority();
  const PlaceCode home = authority->current(place.value_or(parts_.own.place()));
  if (!authority->place(home)) return unknown_place(home);
  if (!authority->at_or_above(parts_.own.place(), home))
    return Error("wish.not_above",
                 "wishes of " + home.text() + " are entered there or above, not at this node",
                 home.text() + " 的心愿应在当地或其上级登记，不能在本节点登记");
  return home;
}

Result<> Desk::check_campaign(const std::optional<model::SubjectId>& campaign) const {
  if (!campaign || parts_.store.programme()->campaign(*campaign)) return {};
  return Error("campaign.unknown", "there is no such campaign; look at the list of campaigns",
               "没有这个集中活动；请查看活动列表");
}

std::uint32_t Desk::take_running(const Running& key) {
  const std::lock_guard lock(running_mutex_);
  const auto [at, fresh] = running_.try_emplace(key);
  const auto& [home, year, writer] = key;
  if (fresh) at->second = parts_.ledger.last_running(home, year, writer);
  return ++at->second;
}

void Desk::give_back_running(const Running& key, std::uint32_t from, std::uint32_t count) {
  const std::lock_guard lock(running_mutex_);
  const auto at = running_.find(key);
  if (at != running_.end() && at->second + 1 == from + count) at->second = from - 1;
}

Result<WishView> Desk::add(const WishInput& input, std::optional<PlaceCode> place) {
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  const auto entry = read_entry(input);
  if (!entry) return entry.error();
  const auto home = home_for(place);
  if (!home) return home.error();
  const auto writer = parts_.own.writer();
  if (!writer) return no_writer();
  const auto campaign = input.campaign.value_or(std::nullopt);
  if (auto known = check_campaign(campaign); !known) return known.error();

  model::SubjectId id;
  const std::string duplicate_key = model::duplicate_key(*entry);
  {
    // Whoever enters the same at once waits, and is then told of this one.
    const auto held = in_hand_.hold(home->text() + '/' + duplicate_key);
    if (const auto current = catch_up(); !current) return current.error();
    if (was_erased(parts_.store, *entry)) return erased_before();
    // What was withdrawn or rejected may be asked for again; the import alone keeps it out.
    if (const auto known = KnownWishes(parts_.ledger, parts_.texts, *home).find(duplicate_key))
      if (known->state != model::WishState::kWithdrawn && known->state != model::WishState::kRejected)
        return duplicate_of(model::wish_number(*known));
    const model::Date on = input.on.value_or(today());
    const Running key{*home, on.year, *writer};
    const std::uint32_t running = take_running(key);
    SubjectIds ids(parts_.clock, parts_.random);
    id = ids.next();
    auto written = write(
        {{registered_draft(id, *home, *entry, on, running, campaign, programme()->policy().value_limit_yuan)},
         {}});
    if (!written) {
      give_back_running(key, running, 1);
      return written.error();
    }
    wait_for(written->arrival);
  }
  return shown({id, *home});
}

Result<FoldedWish> Desk::find_for(const std::string& which, Step step) const {
  auto wish = find(which);
  if (!wish) return wish.error();
  if (auto may = check_step(*wish, step); !may) return may.error();
  return wish;
}

Result<> Desk::check_step(const FoldedWish& wish, Step step) const {
  if (!parts_.store.authority()->at_or_above(parts_.own.place(), wish.home))
    return Error("wish.not_above",
                 "only a node at " + wish.home.text() + " or above it may do this to the wish",
                 "只有 " + wish.home.text() + " 或其上级的节点才能处理这条心愿");
  const bool says_nothing_personal =
      step == Step::kWithdraw || step == Step::kTakeDown || step == Step::kConfirm || step == Step::kClose;
  if (wish.erased && !says_nothing_personal)
    return Error("wish.erased",
                 "the wish was erased at the person's request; it can only be withdrawn, taken down, "
                 "confirmed or closed",
                 "这条心愿已应本人要求删除，只能撤回、撤下、回访或办结");
  const bool ended = wish.state == model::WishState::kWithdrawn || wish.state == model::WishState::kRejected;
  if (!model::step_allowed(wish.state, step) || (ended && !wish.state_unsettled))
    return not_allowed(wish, step);
  if (!parts_.own.writer()) return no_writer();
  return {};
}

Result<Desk::WishInHand> Desk::take_in_hand(const std::string& which, Step step) {
  for (auto named = find(which);;) {
    if (!named) return named.error();
    auto held = in_hand_.hold(name_in_hand(named->key()));
    auto wish = find_for(which, step);
    if (!wish) return wish.error();
    if (wish->key() == named->key()) return WishInHand{std::move(held), std::move(*wish)};
    named = std::move(wish);  // The words came to mean another one meanwhile.
  }
}

Result<WishView> Desk::write_step(const FoldedWish& wish, model::Kind kind, std::string body,
                                  std::optional<std::string> part) {
  Draft draft;
  draft.place = wish.home;
  draft.kind = kind;
  draft.subject = wish.id;
  draft.based_on = wish.heads;
  draft.body = std::move(body);
  draft.part = std::move(part);
  const auto written = write({{std::move(draft)}, {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  return shown(wish.key());
}

Result<WishView> Desk::vet(const std::string& which, Outcome outcome, const std::string& remark,
                           std::optional<model::Date> on) {
  auto part = remark_part(remark);
  if (!part) return part.error();
  if (!*part && outcome != Outcome::kApproved)
    return Error("wish.remark_needed", "say why, so that the clerk knows what to do: give a remark",
                 "请填写说明，让经办人知道原因");
  const auto taken = take_in_hand(which, model::step_of(outcome));
  if (!taken) return taken.error();
  if (auto error = check_step_day(on, taken->wish, parts_.clock)) return *error;
  return write_step(taken->wish, model::Kind::kVetted,
                    model::encode(model::Vetted{outcome, on.value_or(today())}), std::move(*part));
}

Result<WishView> Desk::withdraw(const std::string& which, const std::string& remark,
                                std::optional<model::Date> on) {
  auto part = remark_part(remark);
  if (!part) return part.error();
  const auto taken = take_in_hand(which, Step::kWithdraw);
  if (!taken) return taken.error();
  if (auto error = check_step_day(on, taken->wish, parts_.clock)) return *error;
  if (taken->wish.erased) part->reset();  // Nothing that people typed about it is kept any more.
  return write_step(taken->wish, model::Kind::kWithdrawn,
                    model::encode(model::Withdrawn{on.value_or(today())}), std::move(*part));
}

Result<WishView> Desk::amend(const std::string& which, const WishInput& input) {
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  const auto taken = take_in_hand(which, Step::kAmend);
  if (!taken) return taken.error();
  const FoldedWish* const wish = &taken->wish;
  const WishText now = parts_.texts.of(*wish).value_or(WishText{});
  if (auto known = check_campaign(input.campaign.value_or(std::nullopt)); !known) return known.error();
  auto change = read_amendment(input, *wish, now, programme()->policy().value_limit_yuan);
  if (!change) return change.error();
  if (change->amended.fields.bits == 0) return shown(wish->key());
  if (auto fits = check_change_of_public(*wish, *change, now.part); !fits) return fits.error();
  std::optional<std::string> part;
  if (change->amended.fields.personal()) part = model::encode(change->part);
  return write_step(*wish, model::Kind::kAmended, model::encode(change->amended), std::move(part));
}

Result<> Desk::carried_out(const model::SubjectId& subject, const std::vector<PlaceCode>& homes) const {
  for (const auto& [pending, home] : parts_.store.pending_erasures())
    if (pending == subject && std::ranges::find(homes, home) != homes.end())
      return Error("wish.erasure_unfinished",
                   "the erasure is decided, but the disk refused it here; make room and restart the node",
                   "删除已登记，但本机磁盘未能完成；请腾出空间并重启节点");
  return {};
}

Result<WishErasure> Desk::erase(const std::string& which) {
  const auto held = in_hand_.hold_all();  // Erasures are rare, and slow by their nature.
  const auto wish = find(which);
  if (!wish) return wish.error();
  if (!parts_.store.authority()->at_or_above(parts_.own.place(), wish->home))
    return Error("wish.not_above", "only a node at " + wish->home.text() + " or above it may erase the wish",
                 "只有 " + wish->home.text() + " 或其上级的节点才能删除这条心愿");
  WishErasure out{wish->id, {}};
  for (const model::WishKey& other : of_same_person(*wish))
    if (const auto row = parts_.ledger.wish(other)) out.others.push_back(model::wish_number(*row));
  if (!parts_.store.authority()->erased(wish->id, wish->home)) {
    Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = model::Kind::kErased;
    draft.subject = wish->id;
    draft.home = wish->home;
    draft.body = model::encode(model::Erased{today()});
    // Also here, so that a later import at this node knows the row; the home's node does it by itself.
    Record record{{std::move(draft)}, erased_row_facts(parts_.store, wish->id, wish->home)};
    const auto written = write(std::move(record));
    if (!written) return written.error();
    wait_for(written->arrival);
  }
  if (auto finished = carried_out(wish->id, {wish->home}); !finished) return finished.error();
  return out;
}

}  // namespace node
