// Ids and randomness of a played year: all of them follow from its seed.

#pragma once

#include <cstdint>
#include <string_view>

#include "model/crypto.h"
#include "model/date.h"
#include "model/ids.h"

namespace played_year {

// 32 bytes that look random. `of` says of what, `nth` and `part` of which one.
[[nodiscard]] model::Digest digest_of(std::uint64_t seed, std::string_view of, std::uint64_t nth,
                                      std::uint64_t part = 0);
// When the day begins in China.
[[nodiscard]] std::uint64_t midnight_ms(const model::Date& day);
// Ascends by day, and within one by `nth`, as the ids of a desk do.
[[nodiscard]] model::SubjectId subject_id(const model::Date& day, std::uint64_t seed, std::string_view of,
                                          std::uint64_t nth, std::uint64_t part = 0);

}  // namespace played_year
