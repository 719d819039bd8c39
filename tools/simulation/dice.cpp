#include "tools/simulation/dice.h"

#include "tools/simulation/trace.h"

namespace simulation {

Dice::Dice(std::uint64_t seed, std::string_view concern) : engine_(mix(seed ^ mix(hash_bytes(concern)))) {}

}  // namespace simulation
