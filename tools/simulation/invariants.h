// What must hold in every world, whatever happens to it. To add one: a function in an
// invariants_….cpp and a line in the table of invariants.cpp.
//
// A check says what is wrong, or nothing. It looks at what is durable on the disks and at what running
// nodes say; it changes nothing that others could notice.

#pragma once

#include <optional>
#include <span>
#include <string>

#include "tools/simulation/world.h"

namespace simulation {

using Finding = std::optional<std::string>;

// When a check holds: at any time (looked at now and then), or only once faults have stopped and all
// nodes are in step again.
enum class When { kAlways, kAtTheEnd };

struct Invariant {
  const char* name;
  When when;
  Finding (*check)(World& world);
};
[[nodiscard]] std::span<const Invariant> invariants();

// Runs those that hold now; tells the world what is broken.
void check_invariants(World& world, When when);

// Whether nothing is missing anywhere: what ends a world well (invariants_convergence.cpp). Cheap
// while it does not hold.
[[nodiscard]] bool in_step(World& world);
// In words, for who reads the failure.
[[nodiscard]] std::string why_not_in_step(World& world);

// As a finding names an event.
[[nodiscard]] std::string event_text(const model::EventRef& ref);

// ---- The checks ----

// invariants_promises.cpp
[[nodiscard]] Finding acknowledged_is_held(World& world);
[[nodiscard]] Finding acks_are_true(World& world);
[[nodiscard]] Finding acked_parts_are_held(World& world);
[[nodiscard]] Finding ticks_are_true(World& world);
[[nodiscard]] Finding restored_are_new_writers(World& world);
// Of one machine, when it has heard who the writers are.
[[nodiscard]] Finding ticks_are_not_ahead(World& world, const Machine& machine);
// invariants_logs.cpp
[[nodiscard]] Finding logs_are_contiguous(World& world);
[[nodiscard]] Finding everybody_carries_theirs(World& world);
[[nodiscard]] Finding forks_have_a_cause(World& world);
[[nodiscard]] Finding no_branch_is_dropped(World& world);
// invariants_parts.cpp
[[nodiscard]] Finding erased_is_gone(World& world);
[[nodiscard]] Finding erased_is_nowhere(World& world);
[[nodiscard]] Finding parts_only_where_due(World& world);
[[nodiscard]] Finding parts_where_due(World& world);
[[nodiscard]] Finding blobs_only_with_their_part(World& world);
[[nodiscard]] Finding blobs_where_due(World& world);
// invariants_ledger.cpp
[[nodiscard]] Finding ledger_follows_from_logs(World& world);
[[nodiscard]] Finding same_root_same_figures(World& world);
[[nodiscard]] Finding same_root_same_rows(World& world);
// invariants_public.cpp
[[nodiscard]] Finding grants_keep_to_slots(World& world);
[[nodiscard]] Finding places_are_given_while_free(World& world);
[[nodiscard]] Finding too_many_grants_are_to_settle(World& world);
[[nodiscard]] Finding merges_leave_one(World& world);
[[nodiscard]] Finding nothing_personal_is_public(World& world);
[[nodiscard]] Finding public_bytes_are_free_of_words(World& world);
[[nodiscard]] Finding disclosed_to_claimers_alone(World& world);
// invariants_points.cpp
[[nodiscard]] Finding points_equal_a_recount(World& world);
// invariants_limits.cpp
[[nodiscard]] Finding limits_are_kept(World& world);

}  // namespace simulation
