// The roles of the people who work at a node, as the programme knows them.
//
// A role says which of the tasks that wait are somebody's (node/desk/task_roles.h). It allows and forbids
// nothing.

#pragma once

#include <cstdint>
#include <span>

#include "model/vocabulary.h"

namespace model {

enum class Role : std::uint8_t {
  kClerk = 1,     // Enters wishes, records claims made on paper, asks the families.
  kReviewer = 2,  // Vets.
  kOffice = 3,    // Of the county or the city: publishes, allots claims, follows the figures.
  kAdmin = 4,     // Looks after the node.
};

[[nodiscard]] std::span<const Word> words(Role);

// A set of Roles: bit n is the role with number n.
struct Roles {
  std::uint8_t bits = 0;
  auto operator<=>(const Roles&) const = default;
  [[nodiscard]] static constexpr Roles of(auto... roles) {
    return {static_cast<std::uint8_t>((0u | ... | (1u << static_cast<unsigned>(roles))))};
  }
  [[nodiscard]] static constexpr Roles all() {
    return of(Role::kClerk, Role::kReviewer, Role::kOffice, Role::kAdmin);
  }
  void add(Role role) { bits |= of(role).bits; }
  [[nodiscard]] bool has(Role role) const { return (bits & of(role).bits) != 0; }
  [[nodiscard]] bool empty() const { return bits == 0; }
  // Whether they have one in common.
  [[nodiscard]] bool meet(Roles other) const { return (bits & other.bits) != 0; }
};

}  // namespace model
