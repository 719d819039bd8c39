// A county that enters the wishes of its villages itself: what a bench fills a ledger with where no network
// is concerned.

#pragma once

#include <filesystem>
#include <vector>

#include "model/fold/wish.h"
#include "tools/bench/registrations.h"

namespace bench {

[[nodiscard]] std::vector<Home> some_homes();
// The county's data directory, with those homes in its tree.
void make_county_of_homes(const std::filesystem::path& path);
// The same with so many wishes, and with the ledger of them. The wishes, oldest first.
std::vector<model::WishKey> fill_county(const std::filesystem::path& path, std::uint64_t seed,
                                        std::uint64_t wishes);

}  // namespace bench
