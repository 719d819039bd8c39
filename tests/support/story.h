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

// The kinds of turn that a life that gets somewhere is made of: the first number, by its remainder.
inline constexpr std::uint8_t kTurnKinds = 22;
inline constexpr std::uint8_t kTurnRegisters = 0;
inline constexpr std::uint8_t kTurnVets = 5;
inline constexpr std::uint8_t kTurnMerges = 13;
inline constexpr std::uint8_t kTurnPublishes = 15;
inline constexpr std::uint8_t kTurnClaims = 16;
inline constexpr std::uint8_t kTurnGrants = 17;
inline constexpr std::uint8_t kTurnFrees = 18;
inline constexpr std::uint8_t kTurnTellsTheCourse = 19;
inline constexpr std::uint8_t kTurnFulfils = 20;
inline constexpr std::uint8_t kTurnConfirms = 21;

// From vetting to the end, of one of so many wishes that were registered first, each step by whom may take
// it.
[[nodiscard]] std::vector<Turn> whole_life(std::uint8_t wish, std::uint8_t wishes);

// The tree and its first writers are always there.
void tell(World& world, const std::vector<Turn>& turns);

// The runs in another order, by the same kind of numbers; some of them twice.
[[nodiscard]] std::vector<wishsync::CheckedRun> shuffled(std::vector<wishsync::CheckedRun> runs,
                                                         std::uint64_t seed, bool repeated);
// Runs that continue each other joined at random, as batches carry them.
[[nodiscard]] std::vector<wishsync::CheckedRun> batched(const std::vector<wishsync::CheckedRun>& runs,
                                                        std::uint64_t seed);

}  // namespace support
