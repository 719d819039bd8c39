// A part fits the event that commits to it, and no other.

#include "model/part.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/realm.h"

namespace model {
namespace {

Event event_of(std::string_view part, std::string_view body = "") {
  EventHeader header;
  header.place = realm::kVillage;
  header.seq = {1};
  header.commitment = commitment_of(part);
  return Event::make(header, body);
}

RC_GTEST_PROP(PartProperty, FitsTheEventThatCommitsToIt, (const Salt& salt, const std::string& payload)) {
  const std::string part = make_part(salt, payload);
  RC_ASSERT(part_payload(part) == payload);
  RC_ASSERT(part_fits(event_of(part), part));
}

RC_GTEST_PROP(PartProperty, DoesNotFitOnceAByteIsChanged, (const Salt& salt, const std::string& payload)) {
  const std::string part = make_part(salt, payload);
  const Event event = event_of(part);
  std::string other = part;
  const auto at = *rc::gen::inRange<std::size_t>(0, part.size());
  other[at] = static_cast<char>(other[at] ^ *rc::gen::inRange(1, 256));
  RC_ASSERT(!part_fits(event, other));
  RC_ASSERT(!part_fits(event, part + "x"));
  RC_ASSERT(!part_fits(event, std::string_view(part).substr(0, at)));
}

RC_GTEST_PROP(PartProperty, CommitsDifferentlyUnderAnotherSalt,
              (const Salt& salt, const std::string& payload)) {
  Salt other = salt;
  other[31] ^= 1;
  RC_ASSERT(commitment_of(make_part(salt, payload)) != commitment_of(make_part(other, payload)));
}

TEST(Part, IsNoPartWithoutAWholeSalt) {
  EXPECT_TRUE(commitment_of(std::string(kSaltBytes - 1, 'x')).is_zero());
  EXPECT_EQ(part_payload("short"), "");
  EXPECT_FALSE(part_fits(event_of(""), ""));
}

TEST(Part, MayBeEmptyBehindItsSalt) {
  const std::string part = make_part(Salt{}, "");
  EXPECT_TRUE(part_fits(event_of(part), part));
}

TEST(Part, DoesNotFitAnEventThatCommitsToNone) {
  EventHeader header;
  header.seq = {1};
  EXPECT_FALSE(part_fits(Event::make(header, ""), make_part(Salt{}, "text")));
}

TEST(Part, IsLimitedTogetherWithItsEvent) {
  const std::string part = make_part(Salt{}, std::string(1000, 'x'));
  const std::size_t room = kEventBytesMax - 176 - part.size();
  EXPECT_TRUE(part_fits(event_of(part, std::string(room / 8 * 8, 'b')), part));
  EXPECT_FALSE(part_fits(event_of(part, std::string(room / 8 * 8 + 8, 'b')), part));
}

}  // namespace
}  // namespace model
