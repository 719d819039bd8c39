// Bodies and parts: what is encoded decodes to the same, and no bytes do harm.

#include "model/facts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/support/realm.h"

namespace model {
namespace {

template <typename Id>
Id any_id() {
  Id id;
  for (auto& byte : id.data) byte = *rc::gen::arbitrary<std::uint8_t>();
  return id;
}

Date any_date() {
  return {*rc::gen::inRange<std::uint16_t>(1900, 3000), *rc::gen::inRange<std::uint8_t>(1, 13),
          *rc::gen::inRange<std::uint8_t>(1, 29)};
}

// Text as people type it may hold any byte but zero, which ends a Cap'n Proto text in other readers.
std::string any_text() { return *rc::gen::container<std::string>(rc::gen::nonZero<char>()); }

std::optional<std::uint32_t> any_value() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return *rc::gen::arbitrary<std::uint32_t>();
}

RC_GTEST_PROP(FactsProperty, APlaceReadsBack, ()) {
  Placed fact{{*rc::gen::inRange<std::uint64_t>(1, 1000)},
              {*rc::gen::inRange<std::uint64_t>(1001, 2000)},
              *rc::gen::element(Level::kCity, Level::kCounty, Level::kTown, Level::kCommunity),
              any_text()};
  fact.name.resize(std::min(fact.name.size(), kOfficialNameBytesMax));
  const auto read = decode_placed(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->code == fact.code);
  RC_ASSERT(read->parent == fact.parent);
  RC_ASSERT(read->level == fact.level);
  RC_ASSERT(read->name == fact.name);
}

RC_GTEST_PROP(FactsProperty, ASuccessionReadsBack, ()) {
  const Succeeded fact{{*rc::gen::inRange<std::uint64_t>(1, 1000)},
                       {*rc::gen::inRange<std::uint64_t>(1001, 2000)}};
  const auto read = decode_succeeded(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->place == fact.place);
  RC_ASSERT(read->successor == fact.successor);
}

RC_GTEST_PROP(FactsProperty, AnEnrolmentReadsBack, ()) {
  const Enrolled fact{
      {*rc::gen::inRange<std::uint64_t>(1, 1000)}, any_id<NodeKey>(), any_id<SealingKey>(), "name"};
  const auto read = decode_enrolled(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->place == fact.place);
  RC_ASSERT(read->signing_key == fact.signing_key);
  RC_ASSERT(read->sealing_key == fact.sealing_key);
  RC_ASSERT(read->name == fact.name);
}

RC_GTEST_PROP(FactsProperty, ARevocationReadsBack, ()) {
  Revoked fact{any_id<EventHash>(), *rc::gen::arbitrary<bool>(), {}};
  const auto count = *rc::gen::element<std::size_t>(0, 1, 3, kRevokedTipsMax);
  for (std::size_t i = 0; i < count; ++i)
    fact.tips.push_back({{{i}, any_id<WriterId>()}, {{i + 1}, any_id<EventHash>()}});
  const std::string body = encode(fact);
  RC_ASSERT(body.size() + 4096 < kEventBytesMax);
  const auto read = decode_revoked(body);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->enrolled == fact.enrolled);
  RC_ASSERT(read->lost == fact.lost);
  RC_ASSERT(read->tips == fact.tips);
}

RC_GTEST_PROP(FactsProperty, AnOpeningReadsBack, ()) {
  Opened fact{any_id<EventHash>(), any_id<WriterId>().data, std::nullopt};
  if (*rc::gen::arbitrary<bool>()) fact.before = any_id<WriterId>();
  const auto read = decode_opened(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->enrolled == fact.enrolled);
  RC_ASSERT(read->salt == fact.salt);
  RC_ASSERT(read->before == fact.before);
}

RC_GTEST_PROP(FactsProperty, ARegistrationReadsBack, ()) {
  Registered fact;
  fact.year = *rc::gen::arbitrary<std::uint16_t>();
  fact.running = *rc::gen::arbitrary<std::uint32_t>();
  fact.on = any_date();
  fact.category = static_cast<Category>(*rc::gen::arbitrary<std::uint8_t>());  // Also of a newer version.
  fact.targets.bits = *rc::gen::arbitrary<std::uint32_t>();
  fact.value_yuan = any_value();
  fact.hand_over = *rc::gen::arbitrary<bool>();
  const auto read = decode_registered(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->year == fact.year);
  RC_ASSERT(read->running == fact.running);
  RC_ASSERT(read->on == fact.on);
  RC_ASSERT(read->category == fact.category);
  RC_ASSERT(read->targets == fact.targets);
  RC_ASSERT(read->value_yuan == fact.value_yuan);
  RC_ASSERT(read->hand_over == fact.hand_over);
}

RC_GTEST_PROP(FactsProperty, AnAmendmentReadsBack, ()) {
  Amended fact;
  fact.fields.bits = *rc::gen::arbitrary<std::uint32_t>();
  fact.on = any_date();
  fact.value_yuan = any_value();
  const auto read = decode_amended(encode(fact));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->fields == fact.fields);
  RC_ASSERT(read->on == fact.on);
  RC_ASSERT(read->value_yuan == fact.value_yuan);
}

RC_GTEST_PROP(FactsProperty, StepsReadBack, ()) {
  const Vetted vetted{
      *rc::gen::element(Outcome::kApproved, Outcome::kReturned, Outcome::kRejected, Outcome::kHandedOver),
      any_date()};
  RC_ASSERT(decode_vetted(encode(vetted))->outcome == vetted.outcome);
  RC_ASSERT(decode_vetted(encode(vetted))->on == vetted.on);
  RC_ASSERT(decode_withdrawn(encode(Withdrawn{vetted.on}))->on == vetted.on);
  const bool of_volunteer = *rc::gen::arbitrary<bool>();
  RC_ASSERT(decode_erased(encode(Erased{vetted.on, of_volunteer}))->on == vetted.on);
  RC_ASSERT(decode_erased(encode(Erased{vetted.on, of_volunteer}))->of_volunteer == of_volunteer);
}

RC_GTEST_PROP(FactsProperty, APartReadsBack, ()) {
  WishPart part;
  part.name = any_text();
  part.sex = *rc::gen::element(Sex::kUnstated, Sex::kMale, Sex::kFemale);
  if (*rc::gen::arbitrary<bool>()) part.age = *rc::gen::arbitrary<std::uint16_t>();
  part.address = any_text();
  part.content = any_text();
  part.proof = any_text();
  part.phone = any_text();
  part.consent = any_text();
  part.consent_by = static_cast<ConsentBy>(*rc::gen::inRange(0, 5));
  part.consent_how = static_cast<ConsentHow>(*rc::gen::inRange(0, 5));
  RC_ASSERT(decode_wish_part(encode(part)) == part);
  RC_ASSERT(decode_remark(encode_remark(part.content)) == part.content);
}

RC_GTEST_PROP(FactsProperty, NoBytesDoHarm, ()) {
  WishPart part;
  part.name = "Zhang San";
  const std::vector<std::string> good = {encode(Placed{{1}, {2}, Level::kTown, "name"}),
                                         encode(Enrolled{{1}, {}, {}, "name"}),
                                         encode(Opened{}),
                                         encode(Registered{}),
                                         encode(Amended{}),
                                         encode(Vetted{Outcome::kApproved, {2018, 6, 22}}),
                                         encode(part),
                                         encode_remark("text")};
  std::string bytes = *rc::gen::elementOf(good);
  for (int flips = *rc::gen::inRange(0, 6); flips > 0; --flips)
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  if (*rc::gen::arbitrary<bool>()) bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  if (const auto fact = decode_placed(bytes)) {
    RC_ASSERT(fact->code.value != 0);
    RC_ASSERT(fact->code != fact->parent);
    RC_ASSERT(fact->name.size() <= kOfficialNameBytesMax);
  }
  if (const auto fact = decode_enrolled(bytes)) RC_ASSERT(fact->place.value != 0);
  if (const auto fact = decode_vetted(bytes)) RC_ASSERT(fact->on.valid());
  if (const auto fact = decode_registered(bytes)) RC_ASSERT(fact->on.valid());
  if (const auto fact = decode_withdrawn(bytes)) RC_ASSERT(fact->on.valid());
  // These take what they find; they are here for the sanitizers.
  (void)decode_opened(bytes);
  (void)decode_amended(bytes);
  (void)decode_erased(bytes);
  (void)decode_wish_part(bytes);
  (void)decode_remark(bytes);
}

TEST(Facts, RefuseValuesThatAreOutOfRange) {
  const std::string long_name(kOfficialNameBytesMax + 1, 'x');
  EXPECT_FALSE(decode_placed(encode(Placed{{0}, {2}, Level::kTown, "name"})).has_value());
  EXPECT_FALSE(decode_placed(encode(Placed{{2}, {2}, Level::kTown, "name"})).has_value());
  EXPECT_FALSE(decode_placed(encode(Placed{{1}, {2}, static_cast<Level>(9), "name"})).has_value());
  EXPECT_FALSE(decode_placed(encode(Placed{{1}, {2}, Level::kTown, long_name})).has_value());
  EXPECT_FALSE(decode_succeeded(encode(Succeeded{{2}, {2}})).has_value());
  EXPECT_FALSE(decode_succeeded(encode(Succeeded{{0}, {2}})).has_value());
  EXPECT_FALSE(decode_succeeded(encode(Succeeded{{2}, {0}})).has_value());
  EXPECT_FALSE(decode_enrolled(encode(Enrolled{{0}, {}, {}, "name"})).has_value());
  EXPECT_FALSE(decode_enrolled(encode(Enrolled{{1}, {}, {}, long_name})).has_value());
  EXPECT_FALSE(decode_vetted(encode(Vetted{static_cast<Outcome>(5), {2018, 6, 22}})).has_value());
  EXPECT_FALSE(decode_vetted(encode(Vetted{Outcome::kApproved, {2018, 2, 30}})).has_value());
  EXPECT_FALSE(decode_withdrawn(encode(Withdrawn{})).has_value());
  EXPECT_FALSE(decode_registered(encode(Registered{})).has_value());
}

TEST(Facts, NeedADayOnlyWhereItIsWrittenAgain) {
  Amended fact;
  fact.fields.add(WishField::kCategory);
  EXPECT_TRUE(decode_amended(encode(fact)).has_value());
  fact.fields.add(WishField::kOn);
  EXPECT_FALSE(decode_amended(encode(fact)).has_value());
}

TEST(Facts, AnErasureCountsWhateverItsDay) { EXPECT_TRUE(decode_erased(encode(Erased{})).has_value()); }

// A word of data: the day, and what was not there before.
TEST(Facts, AnErasureFromBeforeVolunteersWereIsOfNone) {
  EXPECT_EQ(encode(Erased{{2018, 7, 1}}).size(), encode(Erased{{2018, 7, 1}, true}).size());
  EXPECT_FALSE(decode_erased(encode(Erased{{2018, 7, 1}}))->of_volunteer);
}

TEST(Facts, AnEmptyBodyIsNone) {
  EXPECT_FALSE(decode_placed("").has_value());
  EXPECT_FALSE(decode_wish_part("1234567").has_value());
}

TEST(WishFields, TellPersonalFieldsFromOthers) {
  for (std::size_t f = 0; f < kWishFieldCount; ++f) {
    WishFields fields;
    fields.add(static_cast<WishField>(f));
    EXPECT_EQ(fields.personal(), f < kPersonalFieldCount);
    EXPECT_TRUE(WishFields::all().has(static_cast<WishField>(f)));
  }
}

TEST(WriterId, DependsOnTheEnrolmentAndTheSalt) {
  const EventHash enrolled{sha256("enrolled")};
  EXPECT_EQ(writer_of(enrolled, {}), writer_of(enrolled, {}));
  EXPECT_NE(writer_of(enrolled, {}), writer_of(enrolled, {1}));
  EXPECT_NE(writer_of(enrolled, {}), writer_of(EventHash{}, {}));
  EXPECT_NE(root_writer(NodeKey{}), root_writer(NodeKey{sha256("key")}));
}

}  // namespace
}  // namespace model
