#include "tools/simulation/invariants.h"

namespace simulation {

namespace {

constexpr Invariant kInvariants[] = {
    {"acknowledged is held", When::kAlways, acknowledged_is_held},
    {"acks are true", When::kAlways, acks_are_true},
    {"acked parts are held", When::kAlways, acked_parts_are_held},
    {"who was restored is a new writer", When::kAtTheEnd, restored_are_new_writers},
    {"ticks are true", When::kAtTheEnd, ticks_are_true},
    {"logs are contiguous", When::kAtTheEnd, logs_are_contiguous},
    {"everybody carries theirs", When::kAtTheEnd, everybody_carries_theirs},
    {"forks have a cause", When::kAlways, forks_have_a_cause},
    {"no branch is dropped", When::kAtTheEnd, no_branch_is_dropped},
    {"erased is gone", When::kAlways, erased_is_gone},
    {"erased is nowhere", When::kAtTheEnd, erased_is_nowhere},
    {"parts only where due", When::kAlways, parts_only_where_due},
    {"parts where due", When::kAtTheEnd, parts_where_due},
    {"blobs only with their part", When::kAlways, blobs_only_with_their_part},
    {"blobs where due", When::kAtTheEnd, blobs_where_due},
    {"the ledger follows from the logs", When::kAtTheEnd, ledger_follows_from_logs},
    {"same root, same figures", When::kAlways, same_root_same_figures},
    {"same root, same rows", When::kAtTheEnd, same_root_same_rows},
    {"grants keep to slots", When::kAtTheEnd, grants_keep_to_slots},
    {"places are given while free", When::kAtTheEnd, places_are_given_while_free},
    {"too many grants are to settle", When::kAtTheEnd, too_many_grants_are_to_settle},
    {"merges leave one", When::kAtTheEnd, merges_leave_one},
    {"nothing personal is public", When::kAtTheEnd, nothing_personal_is_public},
    {"public bytes are free of words", When::kAtTheEnd, public_bytes_are_free_of_words},
    {"disclosed to claimers alone", When::kAtTheEnd, disclosed_to_claimers_alone},
    {"points equal a recount", When::kAtTheEnd, points_equal_a_recount},
    {"limits are kept", When::kAlways, limits_are_kept},
};

}  // namespace

std::span<const Invariant> invariants() { return kInvariants; }

void check_invariants(World& world, When when) {
  world.learn_doubtful_merges();
  for (const Invariant& invariant : kInvariants) {
    if (world.broken()) return;
    if (invariant.when == When::kAtTheEnd && when != When::kAtTheEnd) continue;
    if (const Finding finding = invariant.check(world)) world.broken(invariant.name, *finding);
  }
}

std::string event_text(const model::EventRef& ref) {
  return "event " + std::to_string(ref.seq.value) + " of " + ref.log.place.text() + "/" +
         model::to_hex(ref.log.writer.view()).substr(0, 8);
}

}  // namespace simulation
