#include "node/store/kv.h"

#include <array>

namespace node {

std::string_view family_name(Family family) {
  static constexpr std::array<std::string_view, kFamilyCount> kNames = {"log", "part",    "blob", "arrival",
                                                                        "tip", "subject", "meta"};
  return kNames.at(static_cast<std::size_t>(family));
}

}  // namespace node
