#include "sync/sealed_box.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sodium.h>

#include "model/crypto.h"

namespace wishsync {
namespace {

model::SealingKey key_of(const SealingSecret& secret) {
  model::SealingKey out;
  crypto_scalarmult_base(out.data.data(), secret.data());
  return out;
}

const SealingSecret kMine = model::sha256("mine");
const SealingSecret kOthers = model::sha256("another's");

RC_GTEST_PROP(SealedBox, IsOpenedByWhomItIsForAndByNobodyElse, (const std::string& plain)) {
  const auto sealed = seal_box(plain, key_of(kMine), model::sha256("fresh"));
  RC_ASSERT(sealed.has_value());
  RC_ASSERT(open_box(*sealed, kMine) == plain);
  RC_ASSERT(!open_box(*sealed, kOthers).has_value());
}

RC_GTEST_PROP(SealedBox, IsRefusedWithAnyByteChanged, (const std::string& plain)) {
  auto sealed = *seal_box(plain, key_of(kMine), model::sha256("fresh"));
  sealed[*rc::gen::inRange<std::size_t>(0, sealed.size())] ^= 1;
  RC_ASSERT(!open_box(sealed, kMine).has_value());
}

TEST(SealedBox, IsWhatOthersOfItsKindOpen) {
  const auto sealed = seal_box("a quilt", key_of(kMine), model::sha256("fresh"));
  std::string plain(7, '\0');
  const auto self = key_of(kMine);
  ASSERT_EQ(crypto_box_seal_open(reinterpret_cast<unsigned char*>(plain.data()),
                                 reinterpret_cast<const unsigned char*>(sealed->data()), sealed->size(),
                                 self.data.data(), kMine.data()),
            0);
  EXPECT_EQ(plain, "a quilt");
}

TEST(SealedBox, NeedsAKeyAndABox) {
  EXPECT_FALSE(seal_box("a quilt", model::SealingKey{}, model::sha256("fresh")).has_value());
  EXPECT_FALSE(open_box("short", kMine).has_value());
}

}  // namespace
}  // namespace wishsync
