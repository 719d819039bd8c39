// The public half of the fold of a wish: what became of it after it was vetted. Called by model/fold/wish.cpp
// alone.

#pragma once

#include "model/fold/wish.h"

namespace model {

// Adds to `wish`, which stands as its home left it, publication, claims, days and the state that follows from
// them. `history` has what the home and those who claim say; `publications` is of the same events.
void fold_life(const History& history, const Publications& publications, const Authority& authority,
               FoldedWish& wish);

}  // namespace model
