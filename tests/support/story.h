// A story of a city told by numbers: whatever numbers a property test draws, some wishes are
// registered (some ids in two homes), amended, vetted, withdrawn, erased, suspected to be one, told apart and
// merged (in rings, too), reports kept, by writers who know of each other and who do not, while places are
// inserted and merged, nodes enrolled (also before their place is declared) and revoked, and logs forked.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "support/world.h"

namespace support {

// What happens, by whom, to which wish, and how.
using Turn = std::array<std::uint8_t, 4>;

// The tree and its first writers are always there.
void tell(World& world, const std::vector<Turn>& turns);

// The runs in another order, by the same kind of numbers; some of them twice.
[[nodiscard]] std::vector<wishsync::CheckedRun> shuffled(std::vector<wishsync::CheckedRun> runs,
                                                         std::uint64_t seed, bool repeated);
// Runs that continue each other joined at random, as batches carry them.
[[nodiscard]] std::vector<wishsync::CheckedRun> batched(const std::vector<wishsync::CheckedRun>& runs,
                                                        std::uint64_t seed);

}  // namespace support
