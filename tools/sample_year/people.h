// The people of a sample year who wish for something. All are invented. Their phones have 000 after the
// network's three digits, as those of the demo's forms do, so that one looks made up; families and
// volunteers never share one.

#pragma once

#include <cstdint>
#include <string>

#include "model/vocabulary.h"
#include "tools/sample_year/dice.h"

namespace sample_year {

struct Person {
  std::string name;
  model::Sex sex{};
  std::uint16_t age = 0;
  model::Targets targets;
  std::string within_home;  // "12组36号", or in a community "5栋2单元301室".
  std::string phone;        // A child's is its guardian's; some elders have none.
  std::string proof;
  std::string consent;  // Who consented, and how, in words.
  model::ConsentBy consent_by{};
  model::ConsentHow consent_how{};

  [[nodiscard]] bool is_child() const;
};

// Somebody with at least one of `wanted`, where it names any. `month` moves who is thought of: children
// before school begins, for one.
[[nodiscard]] Person make_person(Dice& dice, const model::Targets& wanted, unsigned month, bool urban);

// Of an adult of working age; volunteers have such names, too.
[[nodiscard]] std::string adult_name(Dice& dice, model::Sex sex);
[[nodiscard]] std::string family_phone(Dice& dice);
[[nodiscard]] std::string volunteer_phone(Dice& dice);

}  // namespace sample_year
