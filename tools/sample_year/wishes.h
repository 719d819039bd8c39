// The wish of a person in words, as a clerk writes it down.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/wish_entry.h"
#include "tools/sample_year/dice.h"
#include "tools/sample_year/people.h"
#include "tools/sample_year/wish_kinds.h"

namespace sample_year {

struct Wish {
  const WishKind* kind = nullptr;
  bool dear = false;
  std::uint32_t yuan = 0;  // What it is worth, where it is bought, said or not.
  model::WishEntry entry;  // All of it but the address.
};

// A wish that suits the person and the time of the year. What the entry's text says of value and kinds of
// person is what model/form1.h reads out of it.
[[nodiscard]] Wish make_wish(Dice& dice, const Person& person, const TimeOfYear& when);

}  // namespace sample_year
