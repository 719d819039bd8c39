#include "model/consent.h"

#include <gtest/gtest.h>

namespace model {
namespace {

Targets only(Target target) {
  Targets out;
  out.add(target);
  return out;
}

TEST(Consent, AChildIsOneByAgeOrByKind) {
  EXPECT_TRUE(is_child(0, {}));
  EXPECT_TRUE(is_child(17, {}));
  EXPECT_FALSE(is_child(18, {}));
  EXPECT_FALSE(is_child(std::nullopt, {}));
  for (const Word& word : words(Target{})) {
    const auto target = static_cast<Target>(word.number);
    const bool of_child = target == Target::kLeftBehindChild || target == Target::kSpecialNeedsChild ||
                          target == Target::kOrphanOrDisabledChild;
    EXPECT_EQ(is_child(std::nullopt, only(target)), of_child) << word.key;
    EXPECT_EQ(is_child(72, only(target)), of_child) << word.key;
  }
}

TEST(Consent, OfAChildAGuardianMustAgree) {
  WishPart part;
  part.age = 9;
  part.consent = "周秀英";
  part.consent_how = ConsentHow::kPhone;
  for (const Word& word : words(ConsentBy{})) {
    part.consent_by = static_cast<ConsentBy>(word.number);
    EXPECT_EQ(lacks_guardian_consent(part, {}), part.consent_by != ConsentBy::kGuardian) << word.key;
  }
  part.consent_by = ConsentBy::kGuardian;
  WishPart by_nobody = part, no_way = part;
  by_nobody.consent = "";
  no_way.consent_how = ConsentHow::kUnstated;
  EXPECT_TRUE(lacks_guardian_consent(by_nobody, {})) << "nobody is named";
  EXPECT_TRUE(lacks_guardian_consent(no_way, {})) << "nobody says how";
  part.age = 30;
  part.consent_by = ConsentBy::kUnstated;
  EXPECT_FALSE(lacks_guardian_consent(part, {}));
}

}  // namespace
}  // namespace model
