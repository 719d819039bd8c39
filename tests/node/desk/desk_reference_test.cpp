// The desks agree with a plain book of the same, whatever is done in whatever order (reference.h).

#include <set>

#include "reference.h"

namespace node {
namespace {

using What = support::PlainBook::What;

constexpr int kSteps = 300;
constexpr unsigned kFirstSeed = 1, kLastSeed = 25;

class ReferenceOfSeeds : public Reference, public ::testing::WithParamInterface<unsigned> {};

TEST_P(ReferenceOfSeeds, agrees_with_the_desks_whoever_knows_of_what) { play(GetParam(), kSteps); }

class ReferenceOnce : public Reference {
 public:
  void TestBody() override {}
  using Reference::credited;
  using Reference::play;
  using Reference::tell;
};

// Else an agreement would be one over nothing.
TEST(ReferenceSeeds, do_everything_that_the_book_knows) {
  constexpr std::size_t kWhats = static_cast<std::size_t>(What::kDispute) + 1;
  std::set<What> done;
  bool credited = false;
  for (unsigned seed = kFirstSeed; seed < kLastSeed && (done.size() < kWhats || !credited); ++seed) {
    ReferenceOnce one;
    one.play(seed, kSteps);
    one.tell(done);
    credited = credited || one.credited();
  }
  EXPECT_TRUE(credited);
  for (std::size_t what = 0; what < kWhats; ++what)
    EXPECT_TRUE(done.contains(static_cast<What>(what))) << "the step number " << what;
}

INSTANTIATE_TEST_SUITE_P(Desks, ReferenceOfSeeds, ::testing::Range(kFirstSeed, kLastSeed));

}  // namespace
}  // namespace node
