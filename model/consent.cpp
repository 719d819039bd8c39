#include "model/consent.h"

namespace model {

bool is_child(const std::optional<std::uint16_t>& age, Targets targets) {
  return (age && *age < kAdultYears) || targets.has(Target::kLeftBehindChild) ||
         targets.has(Target::kSpecialNeedsChild) || targets.has(Target::kOrphanOrDisabledChild);
}

bool names_guardian(const WishPart& part) {
  return part.consent_by == ConsentBy::kGuardian && !part.consent.empty() &&
         part.consent_how != ConsentHow::kUnstated;
}

bool lacks_guardian_consent(const WishPart& part, Targets targets) {
  return is_child(part.age, targets) && !names_guardian(part);
}

}  // namespace model
