// What was wrong with a wish as it was first registered.

#pragma once

#include <string>

#include "model/facts.h"
#include "model/wish_entry.h"
#include "tools/sample_year/dice.h"
#include "tools/sample_year/places.h"
#include "tools/sample_year/wishes.h"

namespace sample_year {

// Whoever corrects gives `fields` their values of the wish as it should have been.
struct Correction {
  model::WishEntry before;
  model::WishFields fields;
  std::string remark;  // Of the reviewer who asks for it.
};

// Something that a reviewer does not let pass, and something that the clerk notices first. `before` differs
// from the wish in each of the fields.
[[nodiscard]] Correction correct_after_return(const Wish& wish, const Home& home, Dice& dice);
[[nodiscard]] Correction correct_slip(const Wish& wish, const Home& home, Dice& dice);

}  // namespace sample_year
