// What every pair of signer and verifier promises, run on both twins.

#include "model/signing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/support/realm.h"

namespace model {
namespace {

struct Ed25519 {
  static auto signer(const Seed& seed) { return make_ed25519_signer(seed); }
  static auto verifier() { return make_ed25519_verifier(); }
};
struct Cheap {
  static auto signer(const Seed& seed) { return make_cheap_signer(seed); }
  static auto verifier() { return make_cheap_verifier(); }
};

template <typename Twin>
class SigningContract : public ::testing::Test {
 protected:
  std::unique_ptr<Signer> alice_ = Twin::signer(realm::seed_of(1));
  std::unique_ptr<Signer> bob_ = Twin::signer(realm::seed_of(2));
  std::unique_ptr<Verifier> verifier_ = Twin::verifier();
};

using Twins = ::testing::Types<Ed25519, Cheap>;
TYPED_TEST_SUITE(SigningContract, Twins);

TYPED_TEST(SigningContract, VerifiesWhatItSigned) {
  EXPECT_TRUE(rc::check([&](const std::string& message) {
    RC_ASSERT(this->verifier_->verify(this->alice_->key(), message, this->alice_->sign(message)));
  }));
}

TYPED_TEST(SigningContract, RefusesAnotherMessage) {
  EXPECT_TRUE(rc::check([&](const std::string& message, const std::string& other) {
    RC_PRE(message != other);
    RC_ASSERT(!this->verifier_->verify(this->alice_->key(), other, this->alice_->sign(message)));
  }));
}

TYPED_TEST(SigningContract, RefusesAnotherKey) {
  EXPECT_NE(this->alice_->key(), this->bob_->key());
  EXPECT_FALSE(this->verifier_->verify(this->bob_->key(), "message", this->alice_->sign("message")));
}

TYPED_TEST(SigningContract, RefusesASignatureOfWhichAnyByteChanged) {
  const Signature good = this->alice_->sign("message");
  for (std::size_t i = 0; i < good.data.size(); ++i) {
    Signature bad = good;
    bad.data[i] ^= 1;
    EXPECT_FALSE(this->verifier_->verify(this->alice_->key(), "message", bad)) << "byte " << i;
  }
  EXPECT_FALSE(this->verifier_->verify(this->alice_->key(), "message", Signature{}));
}

TYPED_TEST(SigningContract, GivesTheSameKeyAndSignatureForTheSameSeed) {
  const auto again = TypeParam::signer(realm::seed_of(1));
  EXPECT_EQ(again->key(), this->alice_->key());
  EXPECT_EQ(again->sign("message"), this->alice_->sign("message"));
}

// RFC 8032, section 7.1, test 1.
TEST(Ed25519, SignsAsTheStandardSays) {
  Seed seed;
  const auto bytes = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  const auto signer = make_ed25519_signer(seed);
  EXPECT_EQ(to_hex(signer->key().view()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(signer->sign("").view()),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b");
}

}  // namespace
}  // namespace model
