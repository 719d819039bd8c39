#include "model/part.h"

#include "model/crypto.h"

namespace model {

std::string make_part(const Salt& salt, std::string_view payload) {
  std::string out(reinterpret_cast<const char*>(salt.data()), salt.size());
  out += payload;
  return out;
}

std::string_view part_payload(std::string_view part) {
  return part.size() < kSaltBytes ? std::string_view{} : part.substr(kSaltBytes);
}

Commitment commitment_of(std::string_view part) {
  if (part.size() < kSaltBytes) return {};
  return Commitment{hmac_sha256(part.substr(0, kSaltBytes), part.substr(kSaltBytes))};
}

bool fits_beside(const Event& event, std::string_view part) {
  return event.bytes().size() + part.size() <= kEventBytesMax;
}

bool part_fits(const Event& event, std::string_view part) {
  return event.header().has_part() && fits_beside(event, part) &&
         commitment_of(part) == event.header().commitment;
}

}  // namespace model
