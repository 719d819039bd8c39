#include "model/ids.h"

#include <algorithm>

namespace model {

namespace {
constexpr std::size_t kPlaceDigitsMax = 18;
}

Result<PlaceCode> PlaceCode::parse(std::string_view text) {
  const bool digits = !text.empty() && text.size() <= kPlaceDigitsMax &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || (text[0] == '0' && text.size() > 1))
    return Error("place.bad_code",
                 "\"" + std::string(text) + "\" is not a place code; a code is digits only, e.g. 431322106",
                 "“" + std::string(text) + "”不是地区代码；代码只含数字，例如 431322106");
  std::uint64_t value = 0;
  for (char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return PlaceCode{value};
}

std::string uuid_text(const SubjectId& id) {
  const std::string hex = to_hex(id.view());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

std::optional<SubjectId> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) hex += text[i];
  }
  const auto bytes = from_hex(hex);
  return bytes ? SubjectId::from(*bytes) : std::nullopt;
}

SubjectId make_uuid7(std::uint64_t wall_ms, const std::array<std::uint8_t, 10>& random) {
  SubjectId id;
  for (int i = 0; i < 6; ++i) id.data[i] = static_cast<std::uint8_t>(wall_ms >> (40 - 8 * i));
  std::copy(random.begin(), random.end(), id.data.begin() + 6);
  id.data[6] = static_cast<std::uint8_t>((id.data[6] & 0x0f) | 0x70);
  id.data[8] = static_cast<std::uint8_t>((id.data[8] & 0x3f) | 0x80);
  return id;
}

}  // namespace model
