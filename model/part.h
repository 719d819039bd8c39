// A part: what of an event is personal or typed by a person, stored beside the event and erasable.
//
// Its bytes are a random salt of 32 bytes, then the payload (a struct of facts.capnp). The event
// holds a commitment to it, HMAC-SHA-256 of the payload under the salt: without the part nothing
// about it can be guessed, and a part that does not fit is known at once.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/event.h"

namespace model {

inline constexpr std::size_t kSaltBytes = 32;
using Salt = std::array<std::uint8_t, kSaltBytes>;

[[nodiscard]] std::string make_part(const Salt& salt, std::string_view payload);
[[nodiscard]] std::string_view part_payload(std::string_view part);
// Zero for bytes too short to be a part, which no event commits to.
[[nodiscard]] Commitment commitment_of(std::string_view part);
// Whether both together keep the limit.
[[nodiscard]] bool fits_beside(const Event& event, std::string_view part);
// The same function for parts that we write and parts that arrive.
[[nodiscard]] bool part_fits(const Event& event, std::string_view part);

}  // namespace model
