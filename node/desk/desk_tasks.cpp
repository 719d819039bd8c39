// The attention list 待办: what waits for somebody at a place and those below it.

#include <algorithm>

#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/duties_suspicions.h"
#include "node/desk/gone_publishers.h"
#include "node/desk/task_roles.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedWish;
using model::Matter;
using model::PlaceCode;
using model::Result;
using model::WishState;

namespace {

constexpr std::int64_t kDueSoonDays = 7;

// How the ledger finds the wishes of a task: by their state, or by what applies to them; and which of these
// are meant.
struct TaskQuery {
  std::optional<WishState> state;
  std::optional<Matter> matter;
  std::optional<model::Date> due_by;
  std::function<bool(const FoldedWish&)> means;  // Empty: all.
  std::optional<model::Date> open_by = {};       // In place of both: not ended, and registered no later.
  bool gone = false;                             // In place of all: their publishers are gone.
  [[nodiscard]] MatterFilter filter(const std::vector<PlaceCode>& places) const {
    return {matter, places, due_by, open_by};
  }
};

bool waited(const model::Date& since, const model::Date& today, std::uint16_t days) {
  return since != model::Date{} && today.days_since(since) > days;
}

TaskQuery query_of(Task task, const model::Policy& policy, const model::Date& today, const Ledger& ledger) {
  switch (task) {
    case Task::kToVet:
      return {WishState::kRegistered, {}, {}, {}};
    case Task::kReturned:
      return {WishState::kReturned, {}, {}, {}};
    case Task::kToPublish:
      return {WishState::kVetted, {}, {}, {}};
    case Task::kProvisional:
      return {{}, Matter::kProvisional, {}, [=](const FoldedWish& wish) {
                return std::ranges::any_of(wish.claims, [&](const model::FoldedClaim& claim) {
                  return claim.state == model::ClaimState::kProvisional &&
                         waited(claim.on, today, policy.provisional_days);
                });
              }};
    case Task::kDueSoon:
      return {{}, Matter::kRunning, today.plus_days(kDueSoonDays), {}};
    case Task::kToConfirm:
      return {{}, Matter::kToConfirm, {}, {}};
    case Task::kDisputed:
      return {{}, Matter::kDisputed, {}, {}};
    case Task::kUnsettled:
      return {{}, Matter::kUnsettled, {}, {}};
    case Task::kUnanswered:
      return {{}, Matter::kUnanswered, {}, [=](const FoldedWish& wish) {
                return wish.days.answered_on == model::Date{} &&
                       waited(std::max(wish.days.vetted_on, wish.days.sent_on), today, policy.answer_days);
              }};
    case Task::kOld:
      return {{}, {}, {}, {}, today.plus_days(-std::int64_t{policy.older_days} - 1)};
    case Task::kSuspected:
      return {{}, Matter::kSuspected, {}, [&ledger](const FoldedWish& wish) {
                return std::ranges::any_of(wish.suspects, [&](const model::FoldedSuspect& suspect) {
                  return is_asked(suspect, ledger);
                });
              }};
    case Task::kPublisherGone:
      return {{}, {}, {}, {}, {}, true};
  }
  return {};
}

std::vector<FoldedWish> page(const Ledger& ledger, const TaskQuery& query,
                             const std::vector<PlaceCode>& places,
                             const std::optional<model::WishKey>& before, std::size_t count_max) {
  if (query.matter || query.open_by) return ledger.matters(query.filter(places), before, count_max);
  WishFilter filter;
  filter.places = places;
  filter.state = query.state;
  return ledger.wishes(filter, before, count_max);
}

// What is asked for its tasks.
struct Asked {
  const Ledger& ledger;
  const model::Authority& authority;
  PlaceCode own;
  bool revoked;  // This node: what it takes over counts for nothing.
};

// Newest first, until `visit` returns false.
template <typename Visit>
void for_each_task(const Asked& asked, const TaskQuery& query, const std::vector<PlaceCode>& places,
                   std::optional<model::WishKey> before, Visit&& visit) {
  const Ledger& ledger = asked.ledger;
  if (query.gone && asked.revoked) return;
  if (query.gone)
    return for_each_gone(ledger, asked.authority, asked.own, places, before,
                         [&](const model::FoldedOffer&, const FoldedWish& wish) { return visit(wish); });
  for (;;) {
    const auto rows = page(ledger, query, places, before, kWishPageMax);
    for (const FoldedWish& wish : rows)
      if ((!query.means || query.means(wish)) && !visit(wish)) return;
    if (rows.size() < kWishPageMax) return;
    before = rows.back().key();
  }
}

constexpr Task kTasks[] = {Task::kToVet,      Task::kReturned,  Task::kToPublish, Task::kProvisional,
                           Task::kDueSoon,    Task::kToConfirm, Task::kDisputed,  Task::kUnsettled,
                           Task::kUnanswered, Task::kOld,       Task::kSuspected, Task::kPublisherGone};
static_assert(std::size(kTasks) == kTaskCount);

std::vector<Task> tasks_of(model::Roles roles) {
  std::vector<Task> out;
  std::ranges::copy_if(kTasks, std::back_inserter(out),
                       [&](Task task) { return roles_of(task).meet(roles); });
  return out;
}

}  // namespace

std::vector<OwnClaim> Desk::own_claims_due() const {
  const auto authority = parts_.store.authority();
  const PlaceCode own = parts_.own.place();
  std::vector<OwnClaim> out;
  OfferFilter filter;
  filter.due_by = today().plus_days(kDueSoonDays);
  std::optional<model::WishKey> before;
  for (bool more = true; more && out.size() < kOwnClaimsMax;) {
    const auto page = parts_.ledger.offers(filter, before, kWishPageMax);
    more = page.size() == kWishPageMax;
    for (const model::FoldedOffer& offer : page) {
      before = offer.key();
      if (authority->at_or_above(own, offer.home)) continue;  // Stands among the tasks of its home.
      for (const model::FoldedClaim& claim : own_claims(offer.key(), offer)) {
        const model::Writer* writer = authority->writer(claim.claimed.log.writer);
        if (claim.state == model::ClaimState::kGranted && claim.due_on <= *filter.due_by && writer &&
            writer->place == own)
          out.push_back({view(offer), view(claim)});
      }
    }
  }
  std::ranges::stable_sort(out, {}, [](const OwnClaim& one) { return one.claim.claim.due_on; });
  return out;
}

Result<TaskList> Desk::tasks(std::optional<PlaceCode> of_place, std::optional<Task> of,
                             const std::optional<model::WishKey>& after, std::size_t count_max,
                             model::Roles roles) const {
  const auto authority = parts_.store.authority();
  const auto known = place_known(of_place);
  if (!known) return known.error();
  const PlaceCode place = *known;
  const model::Policy policy = parts_.store.programme()->policy();
  const std::vector<Task> counted = tasks_of(roles);
  const std::vector<PlaceCode> places = *homes_at(place);
  const Asked asking{parts_.ledger, *authority, parts_.own.place(), is_revoked()};
  // Each home counts for the place right below that it belongs to; the place's own wishes for itself.
  std::map<PlaceCode, PlaceCode> part_of{{place, place}};
  const std::vector<PlaceCode> children = authority->children(place);
  for (const PlaceCode child : children)
    for (const PlaceCode home : authority->subtree(child)) part_of[home] = child;

  TaskList out;
  out.all.place = place;
  out.all.place_name = place_name(place);
  std::map<PlaceCode, TaskCounts> counts;
  const auto add = [&](PlaceCode at, Task task, std::size_t count) {
    if (count == 0) return;
    counts[at].counts[static_cast<std::size_t>(task)] += count;
    out.all.counts[static_cast<std::size_t>(task)] += count;
  };
  // States are counted already. What the place has beyond those below it is its own.
  std::vector<PlaceCode> asked = children;
  std::map<WishState, std::int64_t> rest;
  const SummaryDetail coarse{false, false, false};
  for (const auto& [key, figures] : parts_.ledger.summary(place, {}, std::nullopt, coarse).rows)
    rest[key.state] += figures.wishes;
  for (const PlaceCode child : asked) {
    for (const auto& [key, figures] : parts_.ledger.summary(child, {}, std::nullopt, coarse).rows) {
      rest[key.state] -= figures.wishes;
      for (const Task task : counted)
        if (const TaskQuery query = query_of(task, policy, today(), parts_.ledger);
            query.state == key.state && !query.means)
          add(child, task, static_cast<std::size_t>(figures.wishes));
    }
  }
  for (const Task task : counted) {
    const TaskQuery query = query_of(task, policy, today(), parts_.ledger);
    const auto add_at = [&](PlaceCode home, std::size_t count) {
      const auto at = part_of.find(home);
      add(at == part_of.end() ? place : at->second, task, count);
    };
    if (query.means || query.gone) {
      for_each_task(asking, query, places, std::nullopt, [&](const FoldedWish& wish) {
        add_at(wish.home, 1);
        return true;
      });
    } else if (query.state) {
      add(place, task, static_cast<std::size_t>(std::max<std::int64_t>(rest[*query.state], 0)));
    } else {
      for (const auto& [home, count] : parts_.ledger.count_matters(query.filter(places))) add_at(home, count);
    }
  }
  for (auto& [at, one] : counts) {
    one.place = at;
    one.place_name = place_name(at);
    out.places.push_back(std::move(one));
  }
  if (place == parts_.own.place() && roles_of(Task::kDueSoon).meet(roles)) out.own_claims = own_claims_due();
  if (!of) return out;
  const std::size_t count = std::clamp<std::size_t>(count_max, 1, kWishPageMax);
  Safety safety(parts_.store, parts_.own.place());
  for_each_task(asking, query_of(*of, policy, today(), parts_.ledger), places, after,
                [&](const FoldedWish& wish) {
                  if (out.wishes.size() == count) {
                    out.next_after = out.wishes.back().wish.key();
                    return false;
                  }
                  out.wishes.push_back(view(wish, safety));
                  return true;
                });
  return out;
}

}  // namespace node
