// What an admin carries from a parent to a new node: one line of text with the parent's address, the
// place, a one-time secret and the city's root key. Whoever has it may join once as that place.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/ids.h"
#include "model/result.h"

namespace wishsync {

using SecretId = std::array<std::uint8_t, 8>;
using Secret = std::array<std::uint8_t, 16>;

struct JoinCode {
  std::string address;  // HOST:PORT of the parent's sync port.
  model::PlaceCode place;
  SecretId id{};    // Names the secret; not secret itself.
  Secret secret{};  // Never sent: both ends prove that they know it.
  model::NodeKey root_key;
};

// "WT1-" and unpadded base64url of the fields and a checksum, so that a mistyped code is known at once.
[[nodiscard]] std::string join_code_text(const JoinCode& code);
// Error "join.bad_code".
[[nodiscard]] model::Result<JoinCode> parse_join_code(std::string_view text);

}  // namespace wishsync
