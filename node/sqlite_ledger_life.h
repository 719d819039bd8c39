// What a wish's public life leaves in one column, and a publication in another: bytes that only the ledger
// reads. LEDGER.md describes them.

#pragma once

#include <string>
#include <string_view>

#include "model/fold/offer.h"
#include "model/fold/volunteer.h"
#include "model/fold/wish.h"

namespace node {

// Claims and all else that no query looks at. Empty for a wish without a public life.
[[nodiscard]] std::string pack_life(const model::FoldedWish& wish);
// Into a wish whose other columns are read. Throws SQLite::Exception where the bytes are no such life.
void unpack_life(std::string_view bytes, model::FoldedWish& wish);

// All of it but its key.
[[nodiscard]] std::string pack_offer(const model::FoldedOffer& offer);
void unpack_offer(std::string_view bytes, model::FoldedOffer& offer);

// All but id and place.
[[nodiscard]] std::string pack_volunteer(const model::FoldedVolunteer& volunteer);
void unpack_volunteer(std::string_view bytes, model::FoldedVolunteer& volunteer);

}  // namespace node
